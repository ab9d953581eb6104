"""How far the student is from the teacher in each state, before and after correction: eight divergences.

Before correction the student is farthest from the teacher where it drifts, 0.77338 nats; after it, on the teacher's
path, 0.15366. Correction lowers the divergence in every state. In float64 the first one loses digits: two terms of
opposite signs, an order of magnitude larger, cancel there.

Source: Friedman (2026), witness 4, divergences by state.

A failure means that a table is not that of the witness, or that the divergence is taken the other way round.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from opd_exact.audit import shift_floats
from opd_exact.audit.printed import agrees_with_printed, printed_interval
from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Enclosure, Order, Statement
from opd_exact.coq.terms import call
from opd_exact.models.sequential_shift import ShiftWitness, sequential_shift
from opd_exact.planning.sequential_loss import Direction, state_divergences
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed

from ._witness import FLOAT_REASON, FLOAT_TOLERANCE, SOURCE, teacher_changed

BEFORE = ("0.009036717037208311", "0.405972761745536552", "0.773376411131096220", "0.065350454600276456")
AFTER = ("0.003353632657539893", "0.153663586803798653", "0.042490883479371318", "0.009894626383782433")


@dataclass(frozen=True)
class DivergenceSubject:
    """The witness, the direction of the divergence, and the figures claimed by state."""

    witness: ShiftWitness
    direction: Direction = "reverse"
    before: tuple[str, ...] = BEFORE
    after: tuple[str, ...] = AFTER


def build(inputs: Inputs) -> DivergenceSubject:
    """The witness with the published figures."""
    return DivergenceSubject(sequential_shift())


def kernel(subject: DivergenceSubject) -> Iterator[Statement]:
    """Each divergence within half a unit of the last digit that is published, and that correction lowers it."""
    witness = subject.witness
    terms = {}
    for label, figures in (("before", subject.before), ("after", subject.after)):
        pairs = list(zip(getattr(witness, label).rows, witness.teacher.rows, strict=True))
        ordered = pairs if subject.direction == "reverse" else [(theirs, mine) for mine, theirs in pairs]
        terms[label] = [call("KL", *pair) for pair in ordered]
        bounds = [
            Within.of(term, *printed_interval(figure)) for term, figure in zip(terms[label], figures, strict=True)
        ]
        yield Enclosure(label, f"The divergences by state, {label} correction, at their digits.", bounds)
    for name, early, late in zip(witness.process.states, terms["before"], terms["after"], strict=True):
        yield Order(f"lower_{name}", f"At {name} correction lowers it.", late, early)


def establish(subject: DivergenceSubject) -> Finding:
    """Decide every figure at its digits, and that correction lowers each."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    witness = subject.witness
    values = state_divergences(witness.before, witness.teacher)
    student, teacher = (
        np.array([[float(entry) for entry in row] for row in policy.rows])
        for policy in (witness.before, witness.teacher)
    )
    floats = shift_floats.divergences(student, teacher)
    seen = tuple(
        observed(f"numpy.float64 divergence at {name}", number, value, FLOAT_TOLERANCE, FLOAT_REASON)
        for name, number, value in zip(witness.process.states, floats, values, strict=True)
    )
    return replace(finding, exact="; ".join(map(str, values)), value=values[2], observations=seen)


def _facts(subject: DivergenceSubject) -> Iterator[Fact]:
    witness = subject.witness
    start = state_divergences(witness.before, witness.teacher, subject.direction)
    end = state_divergences(witness.after, witness.teacher, subject.direction)
    for label, values, figures in (("before", start, subject.before), ("after", end, subject.after)):
        for name, value, figure in zip(witness.process.states, values, figures, strict=True):
            text = value.enclose(24).decimal(20)[0]
            yield Fact.decided_by(
                agrees_with_printed(value, figure),
                f"{name}, {label} correction: {value} rounds to {figure}",
                otherwise=f"{name}, {label} correction: {text}, not {figure}",
                margin=text,
            )
    for name, early, late in zip(witness.process.states, start, end, strict=True):
        yield Fact.decided_by(
            late < early, f"{name}: correction lowers it", otherwise=f"{name}: correction does not lower it"
        )


CHECK = Check(
    id="sequential_state_divergences",
    claim=Claim(
        "The reverse KL of the student from the teacher has the published values in the four states, before and after"
        " correction, which lowers it in each.",
        r"D(\pi_S(\cdot|s)\,\|\,\pi_T(\cdot|s)) = 0.0090\ldots,\ 0.4059\ldots,\ 0.7733\ldots,\ 0.0653\ldots",
        "for the witness's tables, four states, before and after correction",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "forward KL", "the divergences are turned around", lambda subject: replace(subject, direction="forward")
        ),
        Mutant(
            "before and after exchanged",
            "the correction runs backwards",
            lambda subject: replace(
                subject, witness=replace(subject.witness, before=subject.witness.after, after=subject.witness.before)
            ),
        ),
        Mutant(
            "teacher off by 1e-12",
            "one of the teacher's probabilities is moved by 1e-12",
            lambda subject: replace(subject, witness=teacher_changed(subject.witness)),
        ),
        Mutant(
            "last digit",
            "the first figure is one higher in the last digit",
            lambda subject: replace(subject, before=("0.009036717037208312", *subject.before[1:])),
        ),
        Mutant(
            "states exchanged",
            "the figures of drift and repair trade places",
            lambda subject: replace(subject, before=(*subject.before[:2], subject.before[3], subject.before[2])),
        ),
    ),
    tags=("sequential", "numpy"),
    kernel=kernel,
)
