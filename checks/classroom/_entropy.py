"""The mean belief entropy of one agent of the classroom along its recorded history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.checks.tmaze import _course_terms

from opd_exact.audit.classroom import AgentHistory, belief_entropies
from opd_exact.audit.rollout_oracle import rollout_oracle
from opd_exact.audit.rollout_settings import RolloutSettings
from opd_exact.coq.statements import Identity, Statement, enclosure_of
from opd_exact.coq.terms import Term, TermLike
from opd_exact.numbers import LogForm
from opd_exact.registry import Fact, Mutant

from . import _agents

__all__ = [
    "AgentCourse",
    "course_mutants",
    "entropy_statements",
    "mean_entropy",
    "stated_entropies",
]


@dataclass(frozen=True)
class AgentCourse:
    """An agent's settings, and what it saw and did."""

    name: str
    settings: RolloutSettings
    history: AgentHistory


def mean_entropy(course: AgentCourse) -> LogForm:
    """The exact mean of its belief entropies."""
    entropies = belief_entropies(rollout_oracle(course.settings), course.history)
    mean: LogForm = LogForm.total(entropies) / len(entropies)
    return mean


def stated_entropies(course: AgentCourse, expected: Sequence[LogForm]) -> Iterator[Fact]:
    """Each entropy in closed form, and that the history is the agent's own."""
    oracle = rollout_oracle(course.settings)
    entropies = belief_entropies(oracle, course.history)
    yield Fact.decided_by(
        entropies == tuple(expected),
        f"{course.name}: the entropies are {', '.join(map(str, entropies))}",
        otherwise=f"{course.name}: the entropies are {', '.join(map(str, entropies))}, expected"
        f" {', '.join(map(str, expected))}",
    )
    own = _agents.own_course(course.name, oracle, course.history)
    # Which action is best rests on balls; that the entropies are those of this course does not.
    yield Fact.decided_by(own.verdict.may_pass, own.text, otherwise=own.text)


def entropy_statements(course: AgentCourse, expected: Sequence[TermLike], closed: Term) -> Iterator[Statement]:
    """The belief after each observation has the expected entropy, and their mean is the closed form."""
    history = course.history
    entropies = _course_terms.belief_entropies(course.settings.agent_model(), history.observations, history.actions)
    yield _course_terms.equations(
        "entropies",
        f"The {course.name}'s belief after each observation, over the ten states of the maze, has this entropy.",
        zip(entropies, expected, strict=True),
    )
    yield Identity("mean_entropy", "Their mean is in closed form.", _course_terms.mean(entropies), closed)
    yield enclosure_of("digits", "The closed form to 30 digits.", closed, mean_entropy(course))


def course_mutants(validity: Fraction) -> tuple[Mutant, ...]:
    """Other cues, other lengths, another reading of what was seen."""
    return (
        Mutant(
            "other-validity",
            f"the agent's cue has validity {validity}",
            lambda c: replace(c, settings=replace(c.settings, cue_validity=validity)),
        ),
        Mutant(
            "three-decisions",
            "the last decision is left out, so that three entropies are averaged",
            lambda c: replace(c, history=AgentHistory(c.history.observations[:-1], c.history.actions[:-1])),
        ),
        Mutant(
            "idle",
            "the agent stays at the center throughout",
            lambda c: replace(c, history=AgentHistory(((0, 0, 0),) * 4, (0,) * 3)),
        ),
        Mutant(
            "two-visits",
            "the agent stays at the cue and sees it three times",
            lambda c: replace(c, history=AgentHistory(((0, 0, 0), (3, 0, 1), (3, 0, 1), (3, 0, 1)), (3, 3, 3))),
        ),
    )
