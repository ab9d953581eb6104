"""Facts from the results of the engine below: theorems, refutations, and float observations with rigorous bounds."""

from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import Enclosable, absolute_error, relative_error, ulp_error
from opd_exact.numbers.errors import OutsideClass
from opd_exact.registry.finding import Fact, Observation
from opd_exact.registry.proof import Step
from opd_exact.registry.verdict import Verdict
from opd_exact.symbolic import Refutation, Theorem

__all__ = [
    "observed",
    "place",
    "proved",
]

_SHOWN = 4


def proved(step: Step) -> Fact:
    """The fact that a step of a proof establishes: its statement as a theorem, or refuted at the point that was found.

    Where the engine finds neither, the fact is undecided: what it could not tell is never read as true or false.
    """
    try:
        result = step.ask()
    except OutsideClass as error:
        return Fact(Verdict.UNDECIDED, f"undecided: {step.statement}; {error}")
    if isinstance(result, Theorem):
        scope = "; ".join(result.assumptions)
        if not step.fits(result):
            return Fact(Verdict.UNDECIDED, f"{step.statement}: proved for {scope}, meant for {step.scope}")
        return Fact(Verdict.PROVED, f"{step.statement} [{scope}; {result.method}]")
    margin = place(result)
    return Fact(Verdict.REFUTED, f"false: {step.statement}; {margin}", margin=margin)


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


def place(result: Refutation) -> str:
    """By how much and at which point a statement fails; of many symbols the first few, enough to recognize it by."""
    named = [f"{symbol} = {value}" for symbol, value in result.point.items()]
    where = ", ".join(named[:_SHOWN]) or "the only point"
    more = f", … ({len(named)} symbols)" if len(named) > _SHOWN else ""
    # "left = right" fails by a difference; "this > 0" fails by what this is.
    verb = "differs by" if "=" in result.claim.parts else "is"
    return f"{verb} {result.value_text} at {where}{more}"


def _text(value: Any) -> str:
    """The shortest decimal that reads back as the same float of its own precision."""
    return str(value) if isinstance(value, np.floating) else repr(float(value))
