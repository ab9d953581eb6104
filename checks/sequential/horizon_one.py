"""At horizon 1 there is no shift: train and test loss coincide, and the shift mass is 0, whatever the student.

Both walks are still at the start, which they share. The common loss before correction is the divergence at the prompt,
0.00904 nats. One step later the two losses differ.

Source: Friedman (2026), witness 4; the remark on horizon 1 is ours.

A failure means that visits are counted after a move, or that student and teacher do not start alike.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.evaluation import exact_value
from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.models.sequential_shift import ShiftWitness, sequential_shift
from opd_exact.numbers import LogForm
from opd_exact.planning.sequential_loss import total_variation
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from ._kernel import Walk, equations, half_differences, policy_terms, weighted_loss
from ._witness import SOURCE, LossSubject

AT_THE_PROMPT = LogForm(0, {2: "18/5", 3: "-1/5", 17: "-4/5"})
"""4/5 log(80/85) + 1/5 log(20/15)."""
DOSES = (Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(1))


@dataclass(frozen=True)
class StartSubject:
    """The witness, the horizon at which there is no shift, from when visits count, and the loss claimed there."""

    witness: ShiftWitness
    horizon: int = 1
    first: int = 0
    claimed: LogForm = AT_THE_PROMPT


def build(inputs: Inputs) -> StartSubject:
    """The witness as the paper defines it."""
    return StartSubject(sequential_shift())


def kernel(subject: StartSubject) -> Iterator[Statement]:
    """Both losses and the mass at this horizon, and that the losses differ one step later, for each dose."""
    witness = subject.witness
    teacher = policy_terms(witness.teacher)
    for number, dose in enumerate(DOSES):
        student = policy_terms(witness.before, witness.after, dose)
        walks = [Walk(witness.process, policy) for policy in (student, teacher)]
        now = [walk.visitation(subject.horizon, subject.first) for walk in walks]
        test, train = (weighted_loss(visits, student, teacher) for visits in now)
        yield Identity(f"equal_{number}", f"Dose {dose}: test loss is train loss.", test, train)
        yield equations(f"mass_{number}", f"Dose {dose}: no visits differ.", [(half_differences(*now), 0)])
        if dose == 0:
            yield Identity("common", "The common loss before correction.", test, subject.claimed)
        later = [weighted_loss(walk.visitation(subject.horizon + 1, subject.first), student, teacher) for walk in walks]
        less, larger = sorted(later, key=exact_value)
        yield Order(f"later_{number}", f"Dose {dose}: one step later they differ.", less, larger)


def establish(subject: StartSubject) -> Finding:
    """Decide equality of the losses at horizon 1 for several students, and their difference one step later."""
    finding = all_of(_facts(subject))
    return replace(finding, exact=str(subject.claimed), value=subject.claimed)


def _facts(subject: StartSubject) -> Iterator[Fact]:
    for dose in DOSES:
        witness = subject.witness
        policy = witness.before.corrected(witness.after, dose)
        student = replace(witness, before=policy)
        test = LossSubject(student, "before", "before", subject.claimed, subject.horizon, subject.first)
        train = replace(test, visitor="teacher")
        gap, mass = test.loss() - train.loss(), total_variation(test.visitation(), train.visitation())
        yield Fact.decided_by(
            gap == 0 and mass == 0,
            f"dose {dose}: test loss = train loss = {test.loss()}, shift mass 0",
            otherwise=f"dose {dose}: test loss - train loss = {gap}, shift mass {mass}",
            margin=str(mass),
        )
        if dose == 0:
            yield Fact.decided_by(
                test.loss() == subject.claimed,
                f"the common loss before correction is {subject.claimed}",
                otherwise=f"the common loss before correction is {test.loss()}, not {subject.claimed}",
            )
        later = replace(test, horizon=subject.horizon + 1).loss() - replace(train, horizon=subject.horizon + 1).loss()
        yield Fact.decided_by(
            later != 0, f"dose {dose}: they differ one step later", otherwise=f"dose {dose}: still equal one step later"
        )


CHECK = Check(
    id="sequential_no_shift_at_horizon_one",
    claim=Claim(
        "At horizon 1 train and test loss coincide and the shift mass is 0; at horizon 2 they differ.",
        r"T = 1:\ \bar d_S = \bar d_T = d_0,\quad L_{\mathrm{train}} = L_{\mathrm{test}}",
        "for the witness's tables and the doses 0, 1/3, 1/2 and 1 of the correction",
        f"{SOURCE}; the remark is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("horizon 2", "two times count", lambda subject: replace(subject, horizon=2)),
        Mutant("start left out", "visits are counted from time 1 on", lambda subject: replace(subject, first=1)),
        Mutant(
            "claim off by 1e-12",
            "1e-12 is added to the common loss",
            lambda subject: replace(subject, claimed=subject.claimed + Fraction(1, 10**12)),
        ),
        Mutant(
            "student is the teacher",
            "before correction the student has the teacher's policy: no shift at any horizon",
            lambda subject: replace(subject, witness=replace(subject.witness, before=subject.witness.teacher)),
        ),
    ),
    tags=("sequential",),
    kernel=kernel,
)
