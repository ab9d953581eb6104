"""Shift mass: the total variation between the student's visits and the teacher's, 0.22939645895757973….

It is the mass that has to move to turn one visitation into the other, a finite decimal here; and it is the most by
which any set of states is visited more often by one than by the other, decided over all sixteen sets. It bounds what
the shift can do to a loss: test loss and train loss differ by at most the mass times the spread of the losses by state.

Source: Friedman (2026), witness 4; printed value 0.229. The bound is ours.

A failure means that the visits are not those of the witness, or that the distance is another one: twice the total
variation is a common slip.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product

import numpy as np

from opd_exact.audit import shift_floats
from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import call
from opd_exact.models.markov_chain import Row
from opd_exact.models.sequential_shift import sequential_shift
from opd_exact.numbers import LogForm
from opd_exact.planning.sequential_loss import total_variation
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from ._closed_forms import TEST_LOSS_BEFORE, TRAIN_LOSS
from ._kernel import equations, half_differences, subject_loss, subject_visits, visits_stated
from ._witness import (
    FLOAT_REASON,
    FLOAT_TOLERANCE,
    SOURCE,
    LossSubject,
    actions_exchanged,
    equal_to_claim,
)


@dataclass(frozen=True)
class ShiftSubject:
    """Test and train, whose visits are compared, and the distance claimed."""

    test: LossSubject
    train: LossSubject
    claimed: Fraction


def build(inputs: Inputs) -> ShiftSubject:
    """The witness as the paper defines it."""
    witness = sequential_shift()
    return ShiftSubject(
        LossSubject(witness, "before", "before", TEST_LOSS_BEFORE),
        LossSubject(witness, "before", "teacher", TRAIN_LOSS),
        Fraction("0.2293964589575797348623695325"),
    )


def kernel(subject: ShiftSubject) -> Iterator[Statement]:
    """The total variation from the tables alone; both visits; and the bound on the losses under them."""
    pair = (half_differences(subject_visits(subject.test), subject_visits(subject.train)), subject.claimed)
    yield equations("mass", "Half the sum of the absolute differences of the visits, stepped from the tables.", [pair])
    yield visits_stated(subject.test, "student_visits")
    yield visits_stated(subject.train, "teacher_visits")
    test, train = (subject_loss(one, one.visitation()) for one in (subject.test, subject.train))
    losses = subject.test.losses()
    far, near = (
        call("KL", subject.test.policy(subject.test.student).rows[s], subject.test.witness.teacher.rows[s])
        for s in (losses.index(max(losses)), losses.index(min(losses)))
    )
    sentence = "Test less train loss under these visits is below the mass times the spread of the losses by state."
    yield Order("bound", sentence, test - train, subject.claimed * (far - near))


def establish(subject: ShiftSubject) -> Finding:
    """Decide the distance by both of its definitions, and the bound; measure float64 and the published figures."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    witness, horizon = subject.test.witness, subject.test.horizon
    visits = [
        shift_floats.float_loss(witness.process, witness.before, witness.teacher, visitor, horizon).visits
        for visitor in (witness.before, witness.teacher)
    ]
    seen = np.float64(shift_floats.total_variation(*visits))
    return replace(
        finding,
        exact=str(subject.claimed),
        value=LogForm(subject.claimed),
        published=published("0.229", subject.claimed, reported="0.22939645895757976"),
        observations=(observed("numpy.float64 shift mass", seen, subject.claimed, FLOAT_TOLERANCE, FLOAT_REASON),),
    )


def _facts(subject: ShiftSubject) -> Iterator[Fact]:
    mine, other = subject.test.visitation(), subject.train.visitation()
    yield equal_to_claim("shift mass", total_variation(mine, other), subject.claimed)
    yield equal_to_claim("the largest difference over all sets of states", _over_sets(mine, other), subject.claimed)
    losses = subject.test.losses()
    spread = max(losses) - min(losses)
    shift = abs(subject.test.loss() - subject.train.loss())
    yield Fact.decided_by(
        shift <= subject.claimed * spread,
        f"|test - train| = {shift.enclose(8).decimal(4)[0]} ≤ mass times spread of the losses by state,"
        f" {(subject.claimed * spread).enclose(8).decimal(4)[0]}",
        otherwise="test and train loss differ by more than mass times spread of the losses by state",
    )


def _over_sets(mine: Row, other: Row) -> Fraction:
    sets = product((0, 1), repeat=len(mine))
    more = [x - y for x, y in zip(mine, other, strict=True)]
    return max(sum((d * held for d, held in zip(more, chosen, strict=True)), Fraction(0)) for chosen in sets)


CHECK = Check(
    id="sequential_shift_mass",
    claim=Claim(
        "The total variation between the student's and the teacher's visits before correction is the given decimal.",
        r"\tfrac12 \sum_s |\bar d_S(s) - \bar d_T(s)| = 0.2293964589575797348623695325",
        "for the witness's tables, start and horizon 8; student before correction",
        f"{SOURCE}; the bound on the losses is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "claim off by 1e-27",
            "1e-27 is added, one in the last but one of 28 places",
            lambda subject: replace(subject, claimed=subject.claimed + Fraction(1, 10**27)),
        ),
        Mutant(
            "sum of absolute differences",
            "the factor ½ is left out",
            lambda subject: replace(subject, claimed=2 * subject.claimed),
        ),
        Mutant(
            "after correction",
            "the student's visits are those after correction",
            lambda subject: replace(subject, test=replace(subject.test, visitor="after")),
        ),
        Mutant("no shift", "both visit as the teacher", lambda subject: replace(subject, test=subject.train)),
        Mutant(
            "start left out",
            "visits are counted at times 1 to 8",
            lambda subject: replace(
                subject, test=replace(subject.test, first=1), train=replace(subject.train, first=1)
            ),
        ),
        Mutant(
            "one step more for the student",
            "the student's horizon is 9",
            lambda subject: replace(subject, test=replace(subject.test, horizon=9)),
        ),
        Mutant(
            "actions exchanged",
            "each action has the transitions of the other, for the student",
            lambda subject: replace(
                subject, test=replace(subject.test, witness=actions_exchanged(subject.test.witness))
            ),
        ),
    ),
    tags=("sequential", "numpy"),
    kernel=kernel,
)
