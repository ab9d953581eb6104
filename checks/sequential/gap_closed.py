"""Gap closed: the test loss before correction minus the test loss after it, 0.31265 nats.

Both losses are averages over the visits of the policy that is tested, so the gap has two parts: what the correction
changes in each state, and where it leads. They are told apart here: at unchanged visits the correction gains 0.32554
nats, and moving to other states takes 0.01289 of it back. The corrected student drifts less, and after correction the
states of drift are those in which it is closer to the teacher.

Source: Friedman (2026), witness 4; printed value 0.313. The split is ours.

A failure means that one of the two losses is not that of the witness, or that the gap was taken of losses under
different visits than the policies' own.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.audit import shift_floats
from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.models.sequential_shift import ShiftWitness, sequential_shift
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from ._closed_forms import TEST_LOSS_AFTER, TEST_LOSS_BEFORE
from ._kernel import subject_loss, visits_stated
from ._witness import (
    FLOAT_REASON,
    FLOAT_TOLERANCE,
    SOURCE,
    LossSubject,
    actions_exchanged,
    equal_to_claim,
    teacher_changed,
)


@dataclass(frozen=True)
class GapSubject:
    """The two losses whose difference is the gap, and the gap claimed."""

    before: LossSubject
    after: LossSubject
    claimed: LogForm


def build(inputs: Inputs) -> GapSubject:
    """The witness as the paper defines it."""
    witness = sequential_shift()
    return GapSubject(
        LossSubject(witness, "before", "before", TEST_LOSS_BEFORE),
        LossSubject(witness, "after", "after", TEST_LOSS_AFTER),
        TEST_LOSS_BEFORE - TEST_LOSS_AFTER,
    )


def kernel(subject: GapSubject) -> Iterator[Statement]:
    """The visits before and after; under them the gap in closed form, and its parts; its digits from the tables."""
    yield visits_stated(subject.before, "visits_before")
    yield visits_stated(subject.after, "visits_after")
    before, after = (subject_loss(one, one.visitation()) for one in (subject.before, subject.after))
    sentence = "Under these visits, the loss before less the loss after."
    yield Identity("closed_form", sentence, before - after, subject.claimed)
    gap = subject_loss(subject.before) - subject_loss(subject.after)
    yield enclosure_of("digits", "The gap from the tables alone, to 30 digits.", gap, subject.claimed)
    yield Order("lower", "Correction lowers the test loss.", after, before)
    in_place = before - subject_loss(subject.after, subject.before.visitation())
    yield Order("in_place", "At unchanged visits it gains more.", before - after, in_place)


def establish(subject: GapSubject) -> Finding:
    """Decide the gap, its sign and its parts; measure float64 and the published figures."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    witness, horizon = subject.before.witness, subject.before.horizon
    losses = [
        shift_floats.float_loss(witness.process, policy, witness.teacher, policy, horizon).loss
        for policy in (witness.before, witness.after)
    ]
    seen = observed(
        "numpy.float64 gap closed", np.float64(losses[0] - losses[1]), subject.claimed, FLOAT_TOLERANCE, FLOAT_REASON
    )
    return replace(
        finding,
        exact=str(subject.claimed),
        value=subject.claimed,
        published=published("0.313", subject.claimed, reported="0.31265115552371026"),
        observations=(seen,),
    )


def _facts(subject: GapSubject) -> Iterator[Fact]:
    before, after = subject.before.loss(), subject.after.loss()
    yield equal_to_claim("gap closed", before - after, subject.claimed)
    yield Fact.decided_by(
        after < before, "the correction lowers the test loss", otherwise="the correction does not lower the test loss"
    )
    # The corrected student's loss in each state, on the visits of the student before correction.
    in_place = before - replace(subject.after, visitor="before").loss()
    gain, back = (amount.enclose(8).decimal(6)[0] for amount in (in_place, in_place - subject.claimed))
    yield Fact.decided_by(
        in_place > subject.claimed,
        f"at unchanged visits the correction gains {gain}; other visits take {back} of it back",
        otherwise=f"at unchanged visits the correction gains {gain}, not more than the gap",
    )


def _witness_of(subject: GapSubject, witness: ShiftWitness) -> GapSubject:
    return replace(
        subject,
        before=replace(subject.before, witness=witness),
        after=replace(subject.after, witness=witness),
    )


CHECK = Check(
    id="sequential_gap_closed",
    claim=Claim(
        "Correction lowers the test loss by the given combination of logarithms of primes, 0.31265 nats.",
        r"L_{\mathrm{test}}(\pi_S) - L_{\mathrm{test}}(\pi_{S'}) = 0.31265115552371018\ldots > 0",
        "for the witness's tables, start and horizon 8; each policy on its own visits",
        f"{SOURCE}; the split is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "claim off by 1e-12",
            "1e-12 is added to the gap",
            lambda subject: replace(subject, claimed=subject.claimed + Fraction(1, 10**12)),
        ),
        Mutant(
            "train loss before",
            "the loss before correction is on the teacher's visits",
            lambda subject: replace(subject, before=replace(subject.before, visitor="teacher")),
        ),
        Mutant(
            "unchanged visits",
            "the loss after correction is on the visits before it",
            lambda subject: replace(subject, after=replace(subject.after, visitor="before")),
        ),
        Mutant(
            "forward KL",
            "both losses have their divergences turned around",
            lambda subject: replace(
                subject,
                before=replace(subject.before, direction="forward"),
                after=replace(subject.after, direction="forward"),
            ),
        ),
        Mutant(
            "before and after exchanged",
            "the gap has the other sign",
            lambda subject: replace(subject, before=subject.after, after=subject.before),
        ),
        Mutant(
            "teacher off by 1e-12",
            "one of the teacher's probabilities is moved by 1e-12",
            lambda subject: _witness_of(subject, teacher_changed(subject.before.witness)),
        ),
        Mutant(
            "actions exchanged",
            "each action has the transitions of the other",
            lambda subject: _witness_of(subject, actions_exchanged(subject.before.witness)),
        ),
    ),
    tags=("sequential", "numpy"),
    kernel=kernel,
)
