"""Half of the published batch takes reverse KL: the gate is the median of the students' entropies.

A gate at the median fixes the fraction near one half whatever the batch is, ties apart; it tells nothing of the tokens.

Source: Friedman (2026), adaptive divergence; printed 0.50.

A failure means that the gate is not the median, or that entropies are compared the other way round.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.coq.statements import Statement
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _kernel
from ._adaptive import PUBLISHED_STUDENTS, PUBLISHED_TEACHERS, Batch
from ._figures import SOURCE, equal


def build(inputs: Inputs) -> Batch:
    """The published batch."""
    return Batch(PUBLISHED_TEACHERS, PUBLISHED_STUDENTS)


def kernel(batch: Batch) -> Iterator[Statement]:
    """Part of the claim: the order of the entropies, by which two of the four tokens take reverse KL."""
    yield from _kernel.gate("published", batch, (True, False, True, False))


def establish(batch: Batch) -> Finding:
    """Count the tokens whose student's entropy is at or below the median; every comparison is decided."""
    taken = batch.takes_reverse()
    found = Fraction(sum(taken), len(taken))
    finding = all_of((equal("the fraction of tokens with reverse KL", found, Fraction(1, 2)),))
    return replace(finding, exact=str(found), value=LogForm.total([found]), published=published("0.50", found))


CHECK = Check(
    id="adaptive_reverse_fraction",
    claim=Claim(
        "Two of the four tokens of the published batch take reverse KL.",
        r"\tfrac14 \left|\{i : H(q_i) \le \operatorname{median} H\}\right| = \tfrac12",
        "for the published batch of four tokens",
        f"{SOURCE}, adaptive divergence",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "upper median", "the larger of the two in the middle is the median", lambda b: replace(b, upper_median=True)
        ),
        Mutant("a token lost", "the last token is left out", lambda b: Batch(b.teachers[:3], b.students[:3])),
        Mutant(
            "all alike",
            "all students are uniform, so that each entropy is the median",
            lambda b: replace(b, students=((Fraction(1, 3),) * 3,) * 4),
        ),
    ),
    tags=("distillation",),
    kernel=kernel,
)
