"""What the checks of the distillation companions share: figures compared at their digits, and tables."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.audit.printed import agrees_with_printed
from opd_exact.models.policy_chain import Policy
from opd_exact.numbers import Enclosable, LogForm, enclose
from opd_exact.registry import Fact, Verdict

__all__ = [
    "FLOAT_REASON",
    "FLOAT_TOLERANCE",
    "SOURCE",
    "Gkd",
    "equal",
    "gkd",
    "less",
    "rounds_to",
    "shown",
]

SOURCE = "Friedman (2026), companion demonstrations"
FLOAT_TOLERANCE = Fraction(1, 10**12)
FLOAT_REASON = "the paper's tolerance for identities; some hundred float64 operations of order 1 stay far inside"

Number = Enclosable | Fraction


def rounds_to(name: str, truth: Number, printed: str) -> Fact:
    """The truth is the printed figure at its digits: decided for exact numbers, enclosed for computed ones."""
    agrees = agrees_with_printed(truth, printed)
    if not agrees:
        return Fact(Verdict.REFUTED, f"{name} is {shown(truth)}, not {printed}", shown(truth))
    verdict = Verdict.DECIDED if isinstance(truth, LogForm | Fraction) else Verdict.ENCLOSED
    return Fact(verdict, f"{name} rounds to {printed}")


def equal(name: str, found: Any, claimed: Any) -> Fact:
    """Two exact numbers are the same: decided."""
    difference = found - claimed
    return Fact.decided_by(
        difference == 0,
        f"{name} = {claimed}",
        otherwise=f"{name} differs from the claim by {shown(difference)}",
        margin=shown(difference),
    )


def less(name: str, smaller: Number, larger: Number) -> Fact:
    """One number is strictly less than another: decided for exact numbers, enclosed for computed ones."""
    holds: bool = smaller < larger  # type: ignore[operator]
    if not holds:
        text = f"{shown(smaller)} against {shown(larger)}"
        return Fact(Verdict.REFUTED, f"not so: {name}; {text}", text)
    exact = isinstance(smaller, LogForm | Fraction) and isinstance(larger, LogForm | Fraction)
    return Fact(Verdict.DECIDED if exact else Verdict.ENCLOSED, f"{name} ({shown(smaller)} < {shown(larger)})")


def shown(truth: Number) -> str:
    """A number as messages show it."""
    if isinstance(truth, Fraction) and truth.denominator < 10**6:
        return str(truth)
    if isinstance(truth, LogForm) and truth.is_zero():
        return "0"
    return enclose(truth, 24).decimal(20)[0]


@dataclass(frozen=True)
class Gkd:
    """The tables of generalized knowledge distillation."""

    teacher: Policy
    student: Policy
    transition: tuple[tuple[str, ...], ...]
    start: tuple[str, ...]
    horizon: int


def gkd() -> Gkd:
    """Three token states and three tokens, start in the first state."""
    return Gkd(
        Policy.of(((".70", ".20", ".10"), (".10", ".80", ".10"), (".15", ".15", ".70"))),
        Policy.of(((".60", ".25", ".15"), (".20", ".70", ".10"), (".45", ".10", ".45"))),
        (("0.20", "0.30", "0.50"), ("0.25", "0.25", "0.50"), ("0.20", "0.20", "0.60")),
        ("1", "0", "0"),
        8,
    )
