"""What the checks share that examine the classroom by exact inference alone: subjects, facts, common mutants."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.checks.tmaze import _ideal, _wrong_searches

from opd_exact.audit.classroom import (
    PUBLISHED_CLASSROOM,
    AgentHistory,
    Classroom,
    Posterior,
    divergence,
    forward_divergence,
    histories_with_true_cues,
    mean,
    unbounded,
)
from opd_exact.audit.rollout_oracle import RolloutOracle
from opd_exact.audit.rollout_settings import RolloutSettings
from opd_exact.numbers import ComputedReal, Enclosable, enclose
from opd_exact.registry import Fact, Inputs, Mutant, Series, Verdict
from opd_exact.registry.row import upper_decimal

__all__ = [
    "COMPARED",
    "SOURCE",
    "Compared",
    "depth_mutants",
    "divergences",
    "ideal_classroom",
    "own_course",
    "stated",
    "stated_values",
    "vanishing",
    "with_settings",
]

SOURCE = "Friedman (2026), On-Policy Distillation as Active Inference, witness 3"

Divergence = Callable[[Posterior, Posterior], ComputedReal]
Score = Callable[[Classroom, Divergence], tuple[ComputedReal, ...]]


@dataclass(frozen=True)
class Compared:
    """A classroom, which decisions of its agents are compared, and by which divergence."""

    classroom: Classroom
    score: Score
    compare: Divergence = divergence

    def values(self) -> tuple[ComputedReal, ...]:
        """The divergence at each decision."""
        return self.score(self.classroom, self.compare)

    def mean(self) -> ComputedReal:
        """Their mean."""
        return mean(self.values())

    def changed(self, **changes: object) -> "Compared":
        """The same comparison in a classroom with other fields."""
        return replace(self, classroom=replace(self.classroom, **changes))  # type: ignore[arg-type]


def ideal_classroom(inputs: Inputs) -> Classroom:
    """The published classroom at the configured depth 5, without node budget and without dropped observations."""
    return unbounded(PUBLISHED_CLASSROOM)


def divergences(compared: Compared) -> tuple[Series]:
    """The divergence at each decision, for figures."""
    return (Series("divergences", ("step", "ideal"), tuple(enumerate(compared.values()))),)


def with_settings(compared: Compared, change: Callable[[RolloutSettings], RolloutSettings]) -> Compared:
    """The same comparison with the settings of both agents changed."""
    classroom = compared.classroom
    return compared.changed(teacher=change(classroom.teacher), student=change(classroom.student))


def stated_values(compared: Compared, digits: Sequence[str], names: str) -> Iterator[Fact]:
    """As many values as are stated, each with its digits."""
    values = compared.values()
    yield Fact.decided_by(
        len(values) == len(digits),
        f"{len(values)} decisions are compared",
        otherwise=f"{len(values)} decisions are compared, expected {len(digits)}",
    )
    for time, (value, printed) in enumerate(zip(values, digits, strict=True)):
        text = f"{names} {time}"
        yield vanishing(value, text) if printed == "0" else stated(value, printed, text)


def stated(value: Enclosable, printed: str, what: str) -> Fact:
    """The fact that a number rounds to a decimal, as a ball strictly inside the interval of rounding shows."""
    fact: Fact = _ideal.stated(value, printed, what)
    return fact


def vanishing(value: ComputedReal, what: str) -> Fact:
    """The fact that a divergence is at most 1e-40: a ball of that size holds it."""
    bound, limit = enclose(value, 45).upper, Fraction(1, 10**40)
    if bound <= limit:
        return Fact(Verdict.ENCLOSED, f"{what} is at most 1e-40")
    return Fact(Verdict.REFUTED, f"{what} is up to {upper_decimal(bound, 3)}, expected at most 1e-40")


def own_course(name: str, oracle: RolloutOracle, history: AgentHistory) -> Fact:
    """The fact that a history is what the agent does by itself: proved maximizers, ties to the lowest index."""
    beliefs = oracle.agent.filtered(history.observations, history.actions)
    depths = ", ".join(str(oracle.node_count(belief).completed_depth) for belief in beliefs)
    own = histories_with_true_cues(oracle)
    if own != (history,):
        return Fact(
            Verdict.REFUTED, f"{name}: its own decisions take the courses {own} if cues are true, not {history}"
        )
    return Fact(
        Verdict.ENCLOSED,
        f"{name}: its own decisions, searched to depths {depths}, take this course if the cue is true; ties go to the"
        " lowest index",
    )


def depth_mutants() -> tuple[Mutant, ...]:
    """Other recursions in place of the planner's."""
    return (
        Mutant(
            "depth-4",
            "both search one level less",
            lambda c: with_settings(c, lambda s: replace(s, horizon=s.horizon - 1)),
        ),
        Mutant(
            "node-budget",
            "both stop at 5000 tree nodes, which completes depth 3 or 4",
            lambda c: with_settings(c, lambda s: replace(s, max_nodes=5000)),
        ),
        *COMPARED,
    )


COMPARED = (
    Mutant(
        "log-sum-exp",
        "a belief's value is the soft maximum of the action values instead of their mean",
        lambda c: c.changed(make_search=_wrong_searches.LogSumExpSearch),
    ),
    Mutant(
        "unweighted-branches",
        "each observation counts fully, not by its probability",
        lambda c: c.changed(make_search=_wrong_searches.UnweightedSearch),
    ),
    Mutant(
        "forward-divergence",
        "the divergence is taken from teacher to student",
        lambda c: replace(c, compare=forward_divergence),
    ),
    Mutant(
        "another-teacher",
        "the teacher's cue has validity 19/20",
        lambda c: c.changed(teacher=replace(c.classroom.teacher, cue_validity=Fraction(19, 20))),
    ),
)
