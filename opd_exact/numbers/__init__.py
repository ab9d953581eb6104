"""Exact numbers and rigorous balls: the ground floor, which imports nothing else of the project.

A `LogForm` is decided, a `Ball` encloses, a `ComputedReal` encloses as narrowly as asked, and a float is only ever
measured against one of them.
"""

from opd_exact.numbers.balls import Ball, Enclosable
from opd_exact.numbers.bulk import (
    entropy_of_weights,
    mutual_information_of_weights,
    relative_entropy_of_weights,
    sum_of_weighted_logs,
)
from opd_exact.numbers.computed import ComputedReal
from opd_exact.numbers.enclosing import enclose
from opd_exact.numbers.errors import (
    BudgetExhausted,
    InputError,
    InputTypeError,
    OpdExactError,
    OutsideClass,
    OutsideDomain,
    UnknownTruth,
)
from opd_exact.numbers.floats import absolute_error, nearest_float, relative_error, ulp, ulp_error
from opd_exact.numbers.infinity import NEGATIVE_INFINITY, POSITIVE_INFINITY, ExtendedForm, Infinity
from opd_exact.numbers.logform import LogForm, log
from opd_exact.numbers.precision import working_precision
from opd_exact.numbers.ratios import LogRatio
from opd_exact.numbers.reading import RationalLike, binary_reading, decimal_reading, exact_rational, integer_text
from opd_exact.numbers.units import Measured

__all__ = [
    "NEGATIVE_INFINITY",
    "POSITIVE_INFINITY",
    "Ball",
    "BudgetExhausted",
    "ComputedReal",
    "Enclosable",
    "ExtendedForm",
    "Infinity",
    "InputError",
    "InputTypeError",
    "LogForm",
    "LogRatio",
    "Measured",
    "OpdExactError",
    "OutsideClass",
    "OutsideDomain",
    "RationalLike",
    "UnknownTruth",
    "absolute_error",
    "binary_reading",
    "decimal_reading",
    "enclose",
    "entropy_of_weights",
    "exact_rational",
    "integer_text",
    "log",
    "mutual_information_of_weights",
    "nearest_float",
    "relative_entropy_of_weights",
    "relative_error",
    "sum_of_weighted_logs",
    "ulp",
    "ulp_error",
    "working_precision",
]
