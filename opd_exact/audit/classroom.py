"""Two agents on the T-maze, teacher and student: how far the student's choices are from what the teacher would choose.

Each agent plans by sophisticated inference with settings of its own. Which distributions are compared is a choice, and
the choices answer different questions:

==========  =======================================================================================================
paired      decision t of the teacher's own history with decision t of the student's own; from the first step at which
            they act differently these stand in different places
on policy   the teacher's posterior at the student's own history, filtered by the teacher's model
expected    on policy, averaged over what the student may do (its actions drawn from its own posterior) and over what
            its environment may show
==========  =======================================================================================================

Divergences are reverse, D(student || teacher), in nats, unless another is asked for.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from flint import arb

from opd_exact.audit.rollout_oracle import RolloutOracle, SearchFactory, rollout_oracle
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS, RolloutSettings
from opd_exact.information import relative_entropy
from opd_exact.numbers import Ball, ComputedReal, LogForm
from opd_exact.numbers.errors import InputError
from opd_exact.planning.bayes_filter import Belief, Observation, entropy_of
from opd_exact.planning.closed_loop import closed_loop_histories
from opd_exact.planning.expectations import Rule, expected_values, sampled, situations
from opd_exact.planning.sophisticated import SophisticatedSearch

__all__ = [
    "PUBLISHED_CLASSROOM",
    "UNBOUNDED_NODES",
    "AgentHistory",
    "Classroom",
    "belief_entropies",
    "divergence",
    "forward_divergence",
    "histories_with_true_cues",
    "mean",
    "on_policy_divergences",
    "on_policy_expectations",
    "paired_divergences",
    "unbounded",
]

# More nodes than any tree of the configured horizon has.
UNBOUNDED_NODES = 10**9

Posterior = Sequence[ComputedReal]


@dataclass(frozen=True)
class AgentHistory:
    """What an agent saw at times 0..n, and the n actions between."""

    observations: tuple[Observation, ...]
    actions: tuple[int, ...]


@dataclass(frozen=True)
class Classroom:
    """Teacher and student: their settings, the histories that are scored, and the recursion that they plan by.

    >>> ideal = unbounded(PUBLISHED_CLASSROOM)
    >>> mean(on_policy_divergences(ideal)).enclose(12).decimal(12)[0]
    '0.296880242232'
    """

    teacher: RolloutSettings
    student: RolloutSettings
    teacher_history: AgentHistory
    student_history: AgentHistory
    make_search: SearchFactory = SophisticatedSearch

    @property
    def oracles(self) -> tuple[RolloutOracle, RolloutOracle]:
        """The exact counterparts of teacher and student."""
        return rollout_oracle(self.teacher, self.make_search), rollout_oracle(self.student, self.make_search)


def unbounded(classroom: Classroom) -> Classroom:
    """The same agents without a node budget and without dropping improbable observations: the configured horizon."""
    teacher, student = (
        replace(settings, max_nodes=UNBOUNDED_NODES, observation_prune_threshold=Fraction(0))
        for settings in (classroom.teacher, classroom.student)
    )
    return replace(classroom, teacher=teacher, student=student)


def divergence(p: Posterior, q: Posterior) -> ComputedReal:
    """D(p || q) of two action posteriors, enclosed on demand, in nats; 0 for a posterior and itself."""
    if len(p) == len(q) and all(x is y for x, y in zip(p, q, strict=True)):
        return ComputedReal.of(0)

    def evaluate() -> arb:
        found = relative_entropy([x.arb() for x in p], [y.arb() for y in q])
        assert isinstance(found, Ball)  # softmax probabilities are positive
        return found.arb

    return ComputedReal(evaluate, "divergence of two action posteriors")


def forward_divergence(p: Posterior, q: Posterior) -> ComputedReal:
    """D(q || p): teacher from student where `divergence` is student from teacher."""
    return divergence(q, p)


def paired_divergences(
    classroom: Classroom, compare: Callable[[Posterior, Posterior], ComputedReal] = divergence
) -> tuple[ComputedReal, ...]:
    """Of each pair of decisions with the same index, each at its own agent's history.

    Raises:
        InputError: the histories differ in length.
    """
    teacher, student = classroom.oracles
    theirs = _filtered(teacher, classroom.teacher_history)
    own = _filtered(student, classroom.student_history)
    if len(theirs) != len(own):
        raise InputError(f"{len(theirs)} decisions of the teacher and {len(own)} of the student; expected as many")
    return _compared(student, own, teacher, theirs, compare)


def on_policy_divergences(
    classroom: Classroom, compare: Callable[[Posterior, Posterior], ComputedReal] = divergence
) -> tuple[ComputedReal, ...]:
    """Of each decision of the student's history, with what the teacher would do after the same observations."""
    teacher, student = classroom.oracles
    history = classroom.student_history
    return _compared(student, _filtered(student, history), teacher, _filtered(teacher, history), compare)


def on_policy_expectations(
    classroom: Classroom, rule: Rule = sampled, compare: Callable[[Posterior, Posterior], ComputedReal] = divergence
) -> tuple[ComputedReal, ...]:
    """The expected on-policy divergence at each decision, over actions and observations; histories are not read.

    The student acts by `rule` in its own environment for as many decisions as its settings make.
    """
    teacher, student = classroom.oracles
    levels = situations(
        student.environment,
        (student.agent, teacher.agent),
        lambda belief: rule(student.decision(belief)),
        classroom.student.transitions + 1,
    )

    def value(beliefs: tuple[Belief, ...]) -> ComputedReal:
        own, theirs = beliefs
        return compare(student.decision(own).posterior, teacher.decision(theirs).posterior)

    return expected_values(levels, value)


def belief_entropies(oracle: RolloutOracle, history: AgentHistory) -> tuple[LogForm, ...]:
    """The entropy of the agent's belief after each observation, exact, in nats."""
    return tuple(map(entropy_of, _filtered(oracle, history)))


def histories_with_true_cues(
    oracle: RolloutOracle, break_tie: Callable[[tuple[int, ...]], int] = min
) -> tuple[AgentHistory, ...]:
    """The courses of the agent's own decisions in which every cue points to the rewarded side.

    `break_tie` picks among proven maximizers. In the T-maze no other chance than the cue's is left, so there is one.
    """
    histories = closed_loop_histories(
        oracle.environment,
        oracle.agent,
        lambda belief: break_tie(oracle.decision(belief).maximizers()),
        oracle.settings.transitions,
    )
    misleading = {"left": 2, "right": 1}[oracle.settings.reward_side]
    return tuple(
        AgentHistory(history.observations, history.actions)
        for history in histories
        if all(observation[2] != misleading for observation in history.observations)
    )


def mean(values: Sequence[ComputedReal]) -> ComputedReal:
    """The arithmetic mean.

    Raises:
        InputError: there are no values.
    """
    if not values:
        raise InputError("no values were given; their mean does not exist")
    return ComputedReal.total(values) / len(values)


def _compared(
    student: RolloutOracle,
    own: Sequence[Belief],
    teacher: RolloutOracle,
    theirs: Sequence[Belief],
    compare: Callable[[Posterior, Posterior], ComputedReal],
) -> tuple[ComputedReal, ...]:
    return tuple(
        compare(student.decision(b).posterior, teacher.decision(c).posterior) for b, c in zip(own, theirs, strict=True)
    )


def _filtered(oracle: RolloutOracle, history: AgentHistory) -> tuple[Belief, ...]:
    return oracle.agent.filtered(history.observations, history.actions)


# Friedman (2026), witness 3: validities, and what the two rollouts of seed 0 saw and did before each of 4 decisions.
PUBLISHED_CLASSROOM = Classroom(
    teacher=replace(PUBLISHED_SETTINGS, cue_validity=Fraction(49, 50), transitions=3),
    student=replace(PUBLISHED_SETTINGS, cue_validity=Fraction(1, 2), transitions=3),
    teacher_history=AgentHistory(((0, 0, 0), (3, 0, 1), (0, 0, 0), (4, 0, 0)), (3, 0, 4)),
    student_history=AgentHistory(((0, 0, 0), (4, 0, 0), (1, 1, 0), (1, 1, 0)), (4, 1, 0)),
)
