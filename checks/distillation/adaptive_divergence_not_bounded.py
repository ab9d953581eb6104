"""Adaptive divergence is no compromise in general: batches have totals above both extremes, or below both.

That the published total lies between all-forward and all-reverse is a property of its batch. Of two others, decided
here, one takes for each token the larger of its two divergences, so that the total exceeds both extremes, and one the
smaller.

Source: Friedman (2026), adaptive divergence, states the bound for its batch; the two batches are ours.

A failure means that one of the two batches does not have the divergences that are claimed for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import total
from opd_exact.models.markov_chain import read_rows
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from . import _kernel
from ._adaptive import PUBLISHED_STUDENTS, PUBLISHED_TEACHERS, Batch
from ._figures import SOURCE, less

SURE, TORN = ("0.98", "0.02"), ("0.6", "0.4")
STUDENTS = read_rows((("0.9", "0.1"), ("0.7", "0.3")), "students")


@dataclass(frozen=True)
class BoundSubject:
    """A batch whose total lies above both extremes, and one whose total lies below both."""

    above: Batch
    below: Batch


def build(inputs: Inputs) -> BoundSubject:
    """Two students; the surer one takes reverse KL. A teacher that is surer still makes reverse KL the larger one."""
    return BoundSubject(
        Batch(read_rows((SURE, TORN), "teachers"), STUDENTS), Batch(read_rows((TORN, SURE), "teachers"), STUDENTS)
    )


def kernel(subject: BoundSubject) -> Iterator[Statement]:
    """Which total is larger, for both batches; that the gate chooses these directions is shown by the entropies."""
    for name, batch in (("above", subject.above), ("below", subject.below)):
        own = _kernel.taken(batch, batch.takes_reverse())
        for extreme, values in (("reverse", _kernel.reverse(batch)), ("forward", _kernel.forward(batch))):
            other = total(values)
            sentence = f"The batch that lies {name}: its adaptive total against that of {extreme} KL for all tokens."
            yield Order(f"{name}_all_{extreme}", sentence, *((other, own) if name == "above" else (own, other)))
        yield from _kernel.gate(name, batch, batch.takes_reverse())


def establish(subject: BoundSubject) -> Finding:
    """Decide on which side of the extremes the totals lie."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    above = LogForm.total(subject.above.adaptive())
    return replace(finding, exact=str(above), value=above)


def _facts(subject: BoundSubject) -> Iterator[Fact]:
    for name, batch in (("above", subject.above), ("below", subject.below)):
        total = LogForm.total(batch.adaptive())
        for extreme, values in (("all reverse", batch.reverse()), ("all forward", batch.forward())):
            other = LogForm.total(values)
            pair = (other, total) if name == "above" else (total, other)
            yield less(f"the total lies {name} {extreme}", *pair)


CHECK = Check(
    id="adaptive_divergence_not_bounded",
    claim=Claim(
        "There are batches whose adaptive total exceeds both all-reverse and all-forward, and batches whose total falls"
        " below both.",
        r"\exists\ \text{batch}: \sum_i D_i > \max(\textstyle\sum_i D(q_i\|p_i), \sum_i D(p_i\|q_i)),\quad"
        r" \exists\ \text{batch}: \sum_i D_i < \min(\ldots)",
        "two batches of two tokens with two outcomes",
        f"{SOURCE}, adaptive divergence, of whose bound this marks the scope",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "batches exchanged",
            "the one that is claimed to lie above lies below",
            lambda subject: BoundSubject(subject.below, subject.above),
        ),
        Mutant(
            "published batch",
            "the published batch is claimed to lie above both extremes",
            lambda subject: replace(subject, above=Batch(PUBLISHED_TEACHERS, PUBLISHED_STUDENTS)),
        ),
        Mutant(
            "gate inverted",
            "the less sure student takes reverse KL",
            lambda subject: replace(subject, above=replace(subject.above, inverted=True)),
        ),
    ),
    tags=("distillation", "counterexample"),
    kernel=kernel,
)
