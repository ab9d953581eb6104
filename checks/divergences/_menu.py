"""The teacher and the student of the divergence menu, exact and in float64, and how their divergences are checked."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.coq.statements import Identity, Statement, enclosure_of
from opd_exact.coq.terms import Term, TermLike, exp, ln, term_of, total
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
    "alpha_term",
    "established",
    "exchanged",
    "nudged",
    "pointwise",
    "said",
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


def said(subject: Amounts, terms: Mapping[str, Term]) -> Iterator[Statement]:
    """Each amount in the words of Coq's library, equal to what is claimed for it; the first also to 30 digits."""
    names = ("closed_form", "second_route", "third_route")
    for name, (row, term) in zip(names, terms.items(), strict=False):
        yield Identity(name, f"{row} of the menu, in closed form.", term, subject.row(row).claimed)
    row, term = next(iter(terms.items()))
    yield enclosure_of("digits", f"{row} to 30 digits.", term, subject.row(row).claimed, covers="value")


def alpha_term(p: Sequence[Fraction], q: Sequence[Fraction], order: TermLike) -> Term:
    """(1 - Σ p^α q^(1-α)) / (α (1-α)), the powers as exponentials; outcomes that either side excludes add nothing."""
    alpha = term_of(order)
    pairs = [(x, y) for x, y in zip(p, q, strict=True) if x and y]
    affinity = total(exp(alpha * ln(x) + (1 - alpha) * ln(y)) for x, y in pairs)
    return (1 - affinity) / (alpha * (1 - alpha))
