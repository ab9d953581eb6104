"""Facts from the results of the engine below: theorems, refutations, and float observations with rigorous bounds."""

from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import absolute_error, relative_error, ulp_error
from opd_exact.registry.finding import Enclosable, Fact, Observation
from opd_exact.registry.verdict import Verdict
from opd_exact.symbolic import Refutation, Theorem

__all__ = [
    "observed",
    "proved",
]


def proved(result: Theorem | Refutation, statement: str) -> Fact:
    """The fact that a prover's result is: the statement as proved, or refuted at the point that the prover found."""
    if isinstance(result, Theorem):
        return Fact(Verdict.PROVED, statement)
    return Fact(Verdict.REFUTED, f"false: {statement}; {result}", margin=str(result))


def observed(
    subject: str, value: Any, truth: Enclosable | Fraction, tolerance: Fraction | None, reason: str
) -> Observation:
    """A float beside the truth, with upper bounds on its absolute and relative error and its distance in ulps.

    value: a Python float or numpy floating scalar; its own precision decides what an ulp is.

    Raises:
        OutsideDomain: the value is NaN or infinite, so that it is at no distance from anything.
    """
    return Observation(
        subject,
        _text(value),
        absolute_error(value, truth),
        relative_error(value, truth),
        ulp_error(value, truth),
        tolerance,
        reason,
    )


def _text(value: Any) -> str:
    """The shortest decimal that reads back as the same float of its own precision."""
    return str(value) if isinstance(value, np.floating) else repr(float(value))
