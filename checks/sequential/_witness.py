"""What the checks of the sequential-shift witness examine: how a loss is computed, and what is claimed of it.

Each way of computing a loss wrongly is another value of a field here, so that a mutant is one change of one field.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from opd_exact.audit import shift_floats
from opd_exact.models.markov_chain import Row
from opd_exact.models.policy_chain import Policy
from opd_exact.models.sequential_shift import HORIZON, ShiftWitness, sequential_shift
from opd_exact.numbers import LogForm, RationalLike, exact_rational
from opd_exact.planning.sequential_loss import Direction, state_divergences, visited_loss
from opd_exact.registry import EvidenceError, Fact, Finding, Inputs, Mutant, Observation, all_of
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

__all__ = [
    "FLOAT_REASON",
    "FLOAT_TOLERANCE",
    "SOURCE",
    "LossSubject",
    "actions_exchanged",
    "added",
    "equal_to_claim",
    "finding_on_loss",
    "loss_mutants",
    "loss_subject",
    "teacher_changed",
]

SOURCE = "Friedman (2026), witness 4"
FLOAT_TOLERANCE = Fraction(1, 10**12)
FLOAT_REASON = "slack of the published sweep; some hundred float64 operations on numbers of order 1 stay far inside"

Who = Literal["teacher", "before", "after"]
_TINY = Fraction(1, 10**12)


@dataclass(frozen=True)
class LossSubject:
    """A student, whose visits weight its losses, over which times, in which direction; and the closed form claimed.

    Visits are counted at times `first` to `first + horizon - 1`; the witness starts at time 0.
    """

    witness: ShiftWitness
    student: Who
    visitor: Who
    claimed: LogForm
    horizon: int = HORIZON
    first: int = 0
    direction: Direction = "reverse"

    def policy(self, who: Who) -> Policy:
        """The policy of one of the three."""
        chosen: Policy = getattr(self.witness, who)
        return chosen

    def losses(self) -> tuple[LogForm, ...]:
        """The student's divergence from the teacher in each state."""
        return state_divergences(self.policy(self.student), self.witness.teacher, self.direction)

    def visitation(self) -> Row:
        """How often the visitor is in each state, as a share of the times that count."""
        chain = self.witness.process.induced(self.policy(self.visitor))
        until = chain.visits(self.first + self.horizon)
        before = chain.visits(self.first) if self.first else (Fraction(0),) * len(until)
        return tuple((late - early) / self.horizon for late, early in zip(until, before, strict=True))

    def visitation_step_by_step(self) -> Row:
        """The same, one time after another."""
        chain = self.witness.process.induced(self.policy(self.visitor))
        total = [Fraction(0)] * len(chain.start)
        for time, now in zip(range(self.first + self.horizon), chain.distributions(), strict=False):
            if time >= self.first:
                total = [so_far + here for so_far, here in zip(total, now, strict=True)]
        return tuple(count / self.horizon for count in total)

    def loss(self) -> LogForm:
        """The loss that this subject computes."""
        found = visited_loss(self.visitation(), self.losses())
        if not isinstance(found, LogForm):
            raise EvidenceError(f"{self.student}: the loss is infinite; the teacher excludes an action that is taken")
        return found


def loss_subject(student: Who, visitor: Who, claimed: LogForm) -> Callable[[Inputs], LossSubject]:
    """The witness as the paper defines it, with a student, a visitor and the closed form claimed for the loss."""
    return lambda inputs: LossSubject(sequential_shift(), student, visitor, claimed)


def equal_to_claim(name: str, found: LogForm | Fraction, claimed: LogForm | Fraction) -> Fact:
    """The decided fact that what was computed is what is claimed."""
    difference = found - claimed
    text = difference.enclose(8).decimal(6)[0] if isinstance(difference, LogForm) else str(difference)
    return Fact.decided_by(
        difference == 0, f"{name} = {claimed}", otherwise=f"{name} differs from the claim by {text}", margin=text
    )


def finding_on_loss(subject: LossSubject, name: str, printed: str, reported: str) -> Finding:
    """Decide that the loss is what is claimed, by two routes to the visits; measure float64 and what is published."""
    finding = all_of(_facts(subject, name))
    if not finding.verdict.may_pass:
        return finding
    return replace(
        finding,
        exact=str(subject.claimed),
        value=subject.claimed,
        published=published(printed, subject.claimed, reported=reported),
        observations=(_observed(subject, name),),
    )


def _facts(subject: LossSubject, name: str) -> Iterator[Fact]:
    yield equal_to_claim(name, subject.loss(), subject.claimed)
    shares = subject.visitation()
    yield Fact.decided_by(
        shares == subject.visitation_step_by_step() and sum(shares) == 1,
        f"the visits of {subject.visitor} sum to 1 and are those of the step-by-step recursion",
        otherwise=f"two routes to the visits of {subject.visitor} differ",
    )
    yield Fact.decided_by(
        subject.claimed > 0, f"{name} > 0", otherwise=f"{name} is claimed to be {subject.claimed}, not positive"
    )


def _observed(subject: LossSubject, name: str) -> Observation:
    witness = subject.witness
    seen = shift_floats.float_loss(
        witness.process,
        subject.policy(subject.student),
        witness.teacher,
        subject.policy(subject.visitor),
        subject.horizon,
    )
    return observed(f"numpy.float64 {name}", np.float64(seen.loss), subject.claimed, FLOAT_TOLERANCE, FLOAT_REASON)


def added(amount: RationalLike) -> Callable[[LossSubject], LossSubject]:
    """The claim with a number added."""
    return lambda subject: replace(subject, claimed=subject.claimed + exact_rational(amount))


def teacher_changed(witness: ShiftWitness) -> ShiftWitness:
    """The teacher's first action at the second state is likelier by 1e-12."""
    rows = list(witness.teacher.rows)
    rows[1] = (rows[1][0] + _TINY, rows[1][1] - _TINY)
    return replace(witness, teacher=Policy(tuple(rows)))


def actions_exchanged(witness: ShiftWitness) -> ShiftWitness:
    """Each action leads where the other one should."""
    process = witness.process
    return replace(witness, process=replace(process, transitions=process.transitions[::-1]))


def loss_mutants(other_visitor: Who) -> tuple[Mutant, ...]:
    """The ways to compute a loss wrongly that every loss must be told from."""
    return (
        Mutant("claim off by 1e-12", "1e-12 is added to the closed form", added(_TINY)),
        Mutant(
            "forward KL",
            "the divergences are D(teacher || student)",
            lambda subject: replace(subject, direction="forward"),
        ),
        Mutant(
            "other visits",
            f"the visits are those of {other_visitor}",
            lambda subject: replace(subject, visitor=other_visitor),
        ),
        Mutant("one step more", "the horizon is 9", lambda subject: replace(subject, horizon=subject.horizon + 1)),
        Mutant("start left out", "visits are counted at times 1 to 8", lambda subject: replace(subject, first=1)),
        Mutant(
            "teacher off by 1e-12",
            "one of the teacher's probabilities is moved by 1e-12",
            lambda subject: replace(subject, witness=teacher_changed(subject.witness)),
        ),
        Mutant(
            "actions exchanged",
            "each action has the transitions of the other",
            lambda subject: replace(subject, witness=actions_exchanged(subject.witness)),
        ),
    )
