"""Theorems about expressions built from rational functions, logs and exponentials of a model's parameters."""

from opd_exact.symbolic.algebra import Algebra
from opd_exact.symbolic.deciding import Answer
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.lemmas import (
    Condition,
    Lemma,
    exponential_above_tangent,
    gibbs,
    log_below_tangent,
    log_of_more_than_one,
    log_one_plus_below,
    nonnegative,
)
from opd_exact.symbolic.limits import prove_limit
from opd_exact.symbolic.monotone import prove_strictly_decreasing, prove_strictly_increasing
from opd_exact.symbolic.normal_form import NormalForm
from opd_exact.symbolic.prove import (
    prove_equal,
    prove_even,
    prove_negative,
    prove_nonnegative,
    prove_nonzero,
    prove_odd,
    prove_positive,
    prove_zero,
)
from opd_exact.symbolic.series import prove_series
from opd_exact.symbolic.theorem import Refutation, Theorem

__all__ = [
    "Algebra",
    "Answer",
    "Condition",
    "Domain",
    "Interval",
    "Lemma",
    "NormalForm",
    "Refutation",
    "Theorem",
    "exponential_above_tangent",
    "gibbs",
    "log_below_tangent",
    "log_of_more_than_one",
    "log_one_plus_below",
    "nonnegative",
    "prove_equal",
    "prove_even",
    "prove_limit",
    "prove_negative",
    "prove_nonnegative",
    "prove_nonzero",
    "prove_odd",
    "prove_positive",
    "prove_series",
    "prove_strictly_decreasing",
    "prove_strictly_increasing",
    "prove_zero",
]
