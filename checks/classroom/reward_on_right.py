"""mean D(student || teacher) = 2.081373942023671... paired by index, when the reward is on the right.

Everything else as published: validities, seed, depths that 5000 nodes complete, pairing. The student still breaks its
tie to the left, is punished, and does not find the reward in its four decisions; the teacher reads a true cue, now for
the right. The printed signal of 6.28 so depends on which side the reward is on, through the order of two tied actions.

Source: Friedman (2026), witness 3; a run of its program with the reward on the right reports 2.081373795563831. The
difference from the exact value, 1.5e-7, is single precision.

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
    on_policy_divergences,
    paired_divergences,
)
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents

REWARD = 1
PER_DECISION = (
    "1.27300213870714179311840165937",
    "7.04540276889393856864672125625",
    "0.00709086020906440573515900024472",
    "2.84539491762535634994111201824e-10",
)
MEAN = "2.08137394202367106481570438771"


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
    """The reward on the right, paired by index."""
    return _agents.Compared(on_side("right"), paired_divergences)


def establish(compared: _agents.Compared) -> Finding:
    """Enclose each divergence and the mean; the student must not find the reward."""
    finding = all_of(facts(compared))
    if not finding.verdict.may_pass:
        return finding
    value = compared.mean()
    return replace(
        finding,
        value=value,
        published=published("2.081373795563831", value, "what is reported was computed in single precision"),
    )


def facts(compared: _agents.Compared) -> Iterator[Fact]:
    """Each divergence, the mean, the courses, and that no reward is seen."""
    yield from _agents.stated_values(compared, PER_DECISION, "reverse divergence at decision")
    yield _agents.stated(compared.mean(), MEAN, "their mean")
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


CHECK = Check(
    id="classroom_reward_on_right",
    claim=Claim(
        "With the reward on the right the mean reverse divergence, paired by index, is 2.081373942023671..., and the"
        " student does not reach the goal",
        r"\tfrac14 \sum_t D\left(\pi^{S}(h^{S}_t) \,\middle\|\, \pi^{T}(h^{T}_t)\right) = 2.081373942023671\ldots",
        "validities 49/50 and 1/2, 4 decisions, reward on the right, true cue; the depths that 5000 nodes complete",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    tags=("classroom", "ideal", "divergence"),
    mutants=(
        Mutant("reward-on-left", "the reward is on the left", lambda c: replace(c, classroom=on_side("left"))),
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
        Mutant(
            "no-node-budget",
            "both complete the configured depth 5",
            lambda c: _agents.with_settings(c, lambda s: replace(s, max_nodes=10**6)),
        ),
        *_agents.COMPARED,
    ),
)
