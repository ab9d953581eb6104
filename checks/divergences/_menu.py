"""The teacher and the student of the divergence menu, exact and in float64, and how their divergences are checked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import LogForm, log
from opd_exact.registry import Fact, Finding, Mutant, all_of
from opd_exact.registry.amounts import Amounts, changed_model
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

__all__ = [
    "FLOAT_STUDENT",
    "FLOAT_TEACHER",
    "PAIR",
    "REASON",
    "TOLERANCE",
    "Pair",
    "established",
    "exchanged",
    "nudged",
    "pointwise",
]

TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identities"


@dataclass(frozen=True)
class Pair:
    """The teacher p and the student q, over the same outcomes."""

    p: tuple[Fraction, ...]
    q: tuple[Fraction, ...]


def _hundredths(*counts: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(n, 100) for n in counts)


PAIR = Pair(p=_hundredths(80, 15, 4, 1), q=_hundredths(55, 25, 15, 5))
FLOAT_TEACHER, FLOAT_STUDENT = np.array([0.80, 0.15, 0.04, 0.01]), np.array([0.55, 0.25, 0.15, 0.05])


def pointwise(pair: Pair, outcome: int) -> LogForm:
    """q log(q/p) at one outcome: a term of reverse KL, of either sign."""
    q, p = pair.q[outcome], pair.p[outcome]
    term: LogForm = log(q / p) * q
    return term


def established(
    subject: Amounts,
    row: str,
    printed: str | None,
    reported: str,
    floats: Mapping[str, Any],
    further: Callable[[Amounts], tuple[Fact, ...]] = lambda subject: (),
) -> Finding:
    """Decide all amounts and further facts; report one beside what is printed, reported, and what floats return."""
    claimed = subject.row(row).claimed
    seen = {**floats, f"published run, {row}": np.float64(reported)}
    return replace(
        all_of((*subject.facts(), *further(subject))),
        exact=f"{row} = {claimed}",
        value=claimed,
        published=None if printed is None else published(printed, claimed, reported=reported),
        observations=tuple(observed(name, value, claimed, TOLERANCE, REASON) for name, value in seen.items()),
    )


def exchanged() -> Mutant:
    """Teacher and student change places."""
    return changed_model("teacher and student exchanged", "p and q change places", lambda pair: Pair(pair.q, pair.p))


def nudged() -> Mutant:
    """A trillionth of the student's mass moves."""
    tiny = Fraction(1, 10**12)
    return changed_model(
        "student moved by a trillionth",
        "1e-12 of the student's mass goes from the first to the last outcome",
        lambda pair: Pair(pair.p, (pair.q[0] - tiny, *pair.q[1:3], pair.q[3] + tiny)),
    )
