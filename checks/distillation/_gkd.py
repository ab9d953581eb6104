"""Generalized knowledge distillation: a loss on the teacher's or the student's visits of their token walks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import numpy as np

from opd_exact.audit import shift_floats
from opd_exact.models.markov_chain import Row
from opd_exact.models.policy_chain import Policy
from opd_exact.models.token_walk import token_walk
from opd_exact.numbers import LogForm
from opd_exact.planning.sequential_loss import Direction, state_divergences, visited_loss
from opd_exact.registry import EvidenceError, Fact, Inputs, Mutant, Observation
from opd_exact.registry.facts import observed

from ._figures import FLOAT_REASON, FLOAT_TOLERANCE, Gkd, equal, gkd, rounds_to

__all__ = [
    "GkdSubject",
    "float_observation",
    "gkd_facts",
    "gkd_mutants",
    "gkd_subject",
]

Who = Literal["teacher", "student"]
# The visits as the paper's run reports them, recomputed: finite decimals, cut after 18 places.
VISITS = {
    "teacher": ("0.414199935830060629836", "0.216136169052444882564", "0.369663895117494487600"),
    "student": ("0.3840931936844788262845", "0.2197798772501562265108", "0.3961269290653649472047"),
}


@dataclass(frozen=True)
class GkdSubject:
    """Tables, whose visits weight the loss, which divergence it takes, and the figure claimed for it."""

    tables: Gkd
    visitor: Who
    claimed: str
    direction: Direction = "reverse"
    lazy: bool = True

    def visitation(self) -> Row:
        """The visitor's share of time in each state."""
        policy: Policy = getattr(self.tables, self.visitor)
        if not self.lazy:
            # A policy that takes no notice of how sure it is walks as T does; written as a walk that never stays.
            policy = Policy(tuple((Fraction(0),) * len(row) for row in policy.rows))
        return token_walk(policy, self.tables.transition, self.tables.start).visitation(self.tables.horizon)

    def loss(self) -> LogForm:
        """The loss on these visits."""
        found = visited_loss(
            self.visitation(), state_divergences(self.tables.student, self.tables.teacher, self.direction)
        )
        if not isinstance(found, LogForm):
            raise EvidenceError("the loss is infinite: one policy excludes a token that the other takes")
        return found


def gkd_subject(visitor: Who, claimed: str, direction: Direction = "reverse") -> Callable[[Inputs], GkdSubject]:
    """The demonstration as the paper defines it."""
    return lambda inputs: GkdSubject(gkd(), visitor, claimed, direction)


def gkd_facts(subject: GkdSubject, name: str) -> Iterator[Fact]:
    """The visits are those published, by two routes; the loss has the figure claimed."""
    shares = subject.visitation()
    policy: Policy = getattr(subject.tables, subject.visitor)
    slow = token_walk(policy, subject.tables.transition, subject.tables.start)
    steps = slow.visitation_by_recursion(subject.tables.horizon)
    for i, (share, by_steps, printed) in enumerate(zip(shares, steps, VISITS[subject.visitor], strict=True)):
        yield rounds_to(f"share of state {i} on the visits of the {subject.visitor}", share, printed)
        yield equal(f"share of state {i} by the step-by-step recursion", by_steps, share)
    yield rounds_to(name, subject.loss(), subject.claimed)


def float_observation(subject: GkdSubject, name: str) -> Observation:
    """The same loss in float64."""
    tables = subject.tables
    student, teacher, visitor = (
        np.array([[float(p) for p in row] for row in policy.rows])
        for policy in (tables.student, tables.teacher, getattr(tables, subject.visitor))
    )
    stays = np.sum(visitor * visitor, axis=1, keepdims=True)
    shared = np.array([[float(x) for x in row] for row in tables.transition])
    chain = (1 - stays) * shared + stays * np.eye(len(shared))
    shares = shift_floats.visitation(np.array([float(x) for x in tables.start]), chain, tables.horizon)
    pair = (student, teacher) if subject.direction == "reverse" else (teacher, student)
    seen = np.float64(np.sum(shares * shift_floats.divergences(*pair)))
    return observed(f"numpy.float64 {name}", seen, subject.loss(), FLOAT_TOLERANCE, FLOAT_REASON)


def gkd_mutants(other: Who) -> tuple[Mutant, ...]:
    """The ways to compute the loss wrongly."""
    return (
        Mutant("other visits", f"the visits of the {other}", lambda subject: replace(subject, visitor=other)),
        Mutant(
            "arguments swapped",
            "the two distributions of the divergence trade places",
            lambda subject: replace(subject, direction="forward" if subject.direction == "reverse" else "reverse"),
        ),
        Mutant("never stays", "the walk takes T alone", lambda subject: replace(subject, lazy=False)),
        Mutant(
            "one step more",
            "the horizon is 9",
            lambda subject: replace(subject, tables=replace(subject.tables, horizon=9)),
        ),
        Mutant(
            "other start",
            "the walk starts in the second state",
            lambda subject: replace(subject, tables=replace(subject.tables, start=("0", "1", "0"))),
        ),
        Mutant(
            "policies exchanged",
            "student and teacher trade places",
            lambda subject: replace(
                subject,
                tables=replace(subject.tables, teacher=subject.tables.student, student=subject.tables.teacher),
            ),
        ),
    )
