"""mean D(student || teacher) = 1.931113898731319... paired by index, when the reward is on the right.

Everything else as published: validities, seed, pairing. The student still breaks its tie to the left, is punished, and
does not find the reward in its four decisions; the teacher reads a true cue, now for the right. The signal, 6.13 with
the reward on the left, so depends on which side the reward is on, through the order of two tied actions.

The posteriors are those of the configured planner: depth 5 on exact beliefs, no node budget, no observation dropped.

Source: Friedman (2026), witness 3; a run of its program with the reward on the right reports 2.081373795563831. That is
the mean at the depths that 5000 nodes complete, 2.081373942023671... exactly; the last 1.5e-7 is single precision.

If this fails, ties are broken another way, or the agents take other courses.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from opd_exact.audit.classroom import (
    PUBLISHED_CLASSROOM,
    AgentHistory,
    Classroom,
    histories_with_true_cues,
    mean,
    on_policy_divergences,
    paired_divergences,
    unbounded,
)
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents

REWARD = 1
PER_DECISION = (
    "1.18751994933066427222844653672",
    "6.52981015246193574422673332118",
    "0.00712549313214072953602866182661",
    "5.37022531224642915868175526706e-13",
)
MEAN = "1.93111389873131944213060829066"
MEAN_AT_COMPLETED_DEPTHS = "2.08137394202367106481570438771"


def on_side(side: Literal["left", "right"]) -> Classroom:
    """The published agents with the reward on a side, each on its own course with true cues."""
    classroom = replace(
        PUBLISHED_CLASSROOM,
        teacher=replace(PUBLISHED_CLASSROOM.teacher, reward_side=side),
        student=replace(PUBLISHED_CLASSROOM.student, reward_side=side),
    )
    (teacher,), (student,) = (histories_with_true_cues(oracle) for oracle in classroom.oracles)
    return replace(classroom, teacher_history=teacher, student_history=student)


def build(inputs: Inputs) -> _agents.Compared:
    """The reward on the right, paired by index, under the ideal planner."""
    return _agents.Compared(unbounded(on_side("right")), paired_divergences)


def establish(compared: _agents.Compared) -> Finding:
    """Enclose each divergence and the mean; the student must not find the reward; then the mean under the budget."""
    finding = all_of(facts(compared))
    if not finding.verdict.may_pass:
        return finding
    value = compared.mean()
    return replace(
        finding,
        value=value,
        published=published(
            "2.081373795563831",
            value,
            "the paper's planner is configured for depth 5 but completes depths 4, 3, 4, 4 (teacher) and 4 (student)"
            " within 5000 nodes; there the exact mean is 2.081373942024, and the run was in single precision",
        ),
    )


def facts(compared: _agents.Compared) -> Iterator[Fact]:
    """Each divergence, the mean, the courses, that no reward is seen, and the mean at the completed depths."""
    yield from _agents.stated_values(compared, PER_DECISION, "depth 5: reverse divergence at decision")
    yield _agents.stated(compared.mean(), MEAN, "depth 5: their mean")
    classroom = compared.classroom
    histories = (classroom.teacher_history, classroom.student_history)
    for name, oracle, history in zip(("teacher", "student"), classroom.oracles, histories, strict=True):
        yield _agents.own_course(name, oracle, history)
    for name, history in zip(("teacher", "student"), histories, strict=True):
        found = [time for time, seen in enumerate(history.observations) if seen[1] == REWARD]
        yield Fact.decided_by(
            not found,
            f"the {name} does not find the reward in {len(history.observations)} decisions",
            otherwise=f"the {name} finds the reward at steps {found}",
        )
    at_budget = mean(compared.score(on_side("right"), compared.compare))
    yield _agents.stated(at_budget, MEAN_AT_COMPLETED_DEPTHS, "at the depths that 5000 nodes complete: the mean")


CHECK = Check(
    id="classroom_reward_on_right",
    claim=Claim(
        "With the reward on the right the mean reverse divergence, paired by index, is 1.931113898731319..., and the"
        " student does not reach the goal",
        r"\tfrac14 \sum_t D\left(\pi^{S}(h^{S}_t) \,\middle\|\, \pi^{T}(h^{T}_t)\right) = 1.931113898731319\ldots",
        "validities 49/50 and 1/2, 4 decisions, reward on the right, true cue; exact beliefs, depth 5, gamma 3",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    tags=("classroom", "ideal", "divergence"),
    mutants=(
        Mutant(
            "reward-on-left", "the reward is on the left", lambda c: replace(c, classroom=unbounded(on_side("left")))
        ),
        Mutant(
            "tie-to-the-right",
            "the student breaks its tie to the right and finds the reward",
            lambda c: c.changed(student_history=AgentHistory(((0, 0, 0), (4, 0, 0), (2, 1, 0), (2, 1, 0)), (4, 2, 0))),
        ),
        Mutant(
            "on-policy",
            "the teacher is scored at the student's history instead of its own",
            lambda c: replace(c, score=on_policy_divergences),
        ),
        *_agents.depth_mutants(),
    ),
)
