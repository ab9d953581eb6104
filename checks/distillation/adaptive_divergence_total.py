"""Adaptive divergence: the published batch takes reverse, forward, reverse, forward; its total is 0.15422 nats.

A token takes reverse KL where the entropy of its student is at or below the median of the batch. Entropies, median and
comparisons are decided, equal entropies among them. On this batch a gate on the teachers' entropies would choose alike.

Source: Friedman (2026), adaptive divergence; printed reverse fraction 0.50.

A failure means that the gate looks at something else than the student's entropy, or that a token takes the other
direction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import total
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _kernel
from ._adaptive import PUBLISHED_STUDENTS, PUBLISHED_TEACHERS, Batch
from ._figures import SOURCE, less, rounds_to


@dataclass(frozen=True)
class AdaptiveSubject:
    """The batch, and the figures claimed of it."""

    batch: Batch
    directions: tuple[bool, ...] = (True, False, True, False)
    per_token: tuple[str, ...] = ("0.033379157709184880", "0", "0.104649628752909567", "0.016193812657566799")
    adaptive: str = "0.154222599119661246727969111502"
    all_reverse: str = "0.154973458502715170909580150464"
    all_forward: str = "0.136725478710856173195740408099"


def build(inputs: Inputs) -> AdaptiveSubject:
    """The published batch."""
    return AdaptiveSubject(Batch(PUBLISHED_TEACHERS, PUBLISHED_STUDENTS))


def kernel(subject: AdaptiveSubject) -> Iterator[Statement]:
    """The gate's directions, the three totals at thirty digits, and their order."""
    batch = subject.batch
    yield from _kernel.gate("published", batch, subject.directions)
    own = _kernel.taken(batch, subject.directions)
    high, low = total(_kernel.reverse(batch)), total(_kernel.forward(batch))
    for name, term, figure in (
        ("adaptive", own, subject.adaptive),
        ("all_reverse", high, subject.all_reverse),
        ("all_forward", low, subject.all_forward),
    ):
        yield _kernel.rounded(f"{name}_total", f"The total: {name.replace('_', ' ')}.", term, figure, "claim")
    yield Order("above_all_forward", "The adaptive total is above that of forward KL.", low, own)
    yield Order("below_all_reverse", "It is below that of reverse KL.", own, high)


def establish(subject: AdaptiveSubject) -> Finding:
    """Decide directions, tokens, totals, and that the total lies between the extremes here."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    total = LogForm.total(subject.batch.adaptive())
    taken = subject.batch.takes_reverse()
    return replace(
        finding,
        exact=str(total),
        value=total,
        published=published(
            "0.50",
            Fraction(sum(taken), len(taken)),
            "the fraction of tokens with reverse KL; the run reports the total as 0.15422259911966116",
        ),
    )


def _facts(subject: AdaptiveSubject) -> Iterator[Fact]:
    batch = subject.batch
    taken = tuple(batch.takes_reverse())
    yield Fact.decided_by(
        taken == subject.directions,
        f"tokens with reverse KL: {', '.join(str(i) for i, takes in enumerate(taken) if takes)}",
        otherwise=f"reverse KL is taken by {taken}, not by {subject.directions}",
    )
    for i, (value, printed) in enumerate(zip(batch.adaptive(), subject.per_token, strict=True)):
        yield rounds_to(f"divergence of token {i}", value, printed)
    total, high, low = (LogForm.total(v) for v in (batch.adaptive(), batch.reverse(), batch.forward()))
    yield rounds_to("adaptive total", total, subject.adaptive)
    yield rounds_to("all reverse", high, subject.all_reverse)
    yield rounds_to("all forward", low, subject.all_forward)
    yield less("all forward < adaptive", low, total)
    yield less("adaptive < all reverse", total, high)


CHECK = Check(
    id="adaptive_divergence_total",
    claim=Claim(
        "The published batch takes reverse KL for tokens 0 and 2 and forward KL for 1 and 3; the total of"
        " 0.154222599119661246… nats lies between all-forward and all-reverse.",
        r"\sum_i D_i = 0.15422259911966124\ldots,\quad D_i = D(q_i\|p_i)\text{ if }H(q_i)\le\operatorname{median} H"
        r"\text{, else } D(p_i\|q_i)",
        "for the published batch of four tokens; lying between the extremes is a property of this batch",
        f"{SOURCE}, adaptive divergence",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "gate inverted",
            "the less sure half takes reverse KL",
            lambda subject: replace(subject, batch=replace(subject.batch, inverted=True)),
        ),
        Mutant(
            "upper median",
            "the median of an even batch is the larger of the two in the middle; all tokens then take reverse KL",
            lambda subject: replace(subject, batch=replace(subject.batch, upper_median=True)),
        ),
        Mutant(
            "policies exchanged",
            "students and teachers trade places",
            lambda subject: replace(subject, batch=Batch(subject.batch.students, subject.batch.teachers)),
        ),
        Mutant(
            "last digit",
            "the total is claimed one higher in the thirtieth digit",
            lambda subject: replace(subject, adaptive="0.154222599119661246727969111503"),
        ),
        Mutant(
            "a token lost",
            "the last token is left out",
            lambda subject: replace(
                subject,
                batch=Batch(subject.batch.teachers[:3], subject.batch.students[:3]),
                directions=subject.directions[:3],
                per_token=subject.per_token[:3],
            ),
        ),
    ),
    tags=("distillation",),
    kernel=kernel,
)
