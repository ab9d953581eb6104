"""Exact numbers and rigorous balls: the ground floor, which imports nothing else of the project.

A `LogForm` is decided, a `Ball` encloses, a `ComputedReal` encloses as narrowly as asked, and a float is only ever
measured against one of them.
"""

from opd_exact.numbers.balls import Ball, Enclosable
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
from opd_exact.numbers.infinity import NEGATIVE_INFINITY, POSITIVE_INFINITY, Infinity
from opd_exact.numbers.logform import LogForm, log
from opd_exact.numbers.precision import working_precision
from opd_exact.numbers.reading import RationalLike, binary_reading, decimal_reading, exact_rational

__all__ = [
    "NEGATIVE_INFINITY",
    "POSITIVE_INFINITY",
    "Ball",
    "BudgetExhausted",
    "ComputedReal",
    "Enclosable",
    "Infinity",
    "InputError",
    "InputTypeError",
    "LogForm",
    "OpdExactError",
    "OutsideClass",
    "OutsideDomain",
    "RationalLike",
    "UnknownTruth",
    "absolute_error",
    "binary_reading",
    "decimal_reading",
    "enclose",
    "exact_rational",
    "log",
    "nearest_float",
    "relative_error",
    "ulp",
    "ulp_error",
    "working_precision",
]
