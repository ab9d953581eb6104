"""mean D(student || teacher) = 6.1291207147907998..., decision t of one history paired with t of the other, depth 5.

Paired as the paper pairs them: decision t of the teacher's own published history with decision t of the student's own.
From the second decision on the two stand in different places, so this is no loss along one history. The posteriors are
those of the configured planner, depth 5 on exact beliefs, with no node budget and no observation dropped. Agents that
act on these posteriors take the published courses too, so it makes no difference here whose choices are followed.

Source: Friedman (2026), witness 3; printed 6.28, reported 6.281983145044255. Those are posteriors at the depths that
5000 nodes complete, where the exact mean is 6.28198319125759973...

If this fails, other decisions are paired, another divergence is taken, or another recursion gives the posteriors.
"""

from collections.abc import Iterator
from dataclasses import replace

from opd_exact.audit.classroom import (
    PUBLISHED_CLASSROOM,
    AgentHistory,
    mean,
    on_policy_divergences,
    paired_divergences,
)
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents

PER_DECISION = (
    "1.18751994933066427222844653672",
    "6.52981015246193574422673332118",
    "6.46053725267463571835723144836",
    "10.3386155046959635706371426631",
)
MEAN = "6.12912071479079982636238849234"
# What the teacher would have seen, had its cue pointed to the wrong side.
MISLED_TEACHER = AgentHistory(((0, 0, 0), (3, 0, 2), (0, 0, 0), (4, 0, 0)), (3, 0, 4))
MEAN_AT_COMPLETED_DEPTHS = "6.28198319125759973413704878728"


def build(inputs: Inputs) -> _agents.Compared:
    """The published histories, paired by index, under the ideal planner."""
    return _agents.Compared(_agents.ideal_classroom(inputs), paired_divergences)


def establish(compared: _agents.Compared) -> Finding:
    """Enclose each divergence and the mean; then the mean at the depths that the node budget completes."""
    finding = all_of(facts(compared))
    if not finding.verdict.may_pass:
        return finding
    value = compared.mean()
    return replace(
        finding,
        value=value,
        published=published(
            "6.28",
            value,
            "the paper's planner is configured for depth 5 but completes depths 4, 3, 4, 4 (teacher) and 4 (student)"
            " within 5000 nodes; there the exact mean is 6.281983191258",
        ),
    )


def facts(compared: _agents.Compared) -> Iterator[Fact]:
    """Each divergence, the mean, whose histories they are, and the paper's mean."""
    yield from _agents.stated_values(compared, PER_DECISION, "depth 5: reverse divergence at decision")
    yield _agents.stated(compared.mean(), MEAN, "depth 5: their mean")
    classroom = compared.classroom
    histories = (classroom.teacher_history, classroom.student_history)
    for name, oracle, history in zip(("teacher", "student"), classroom.oracles, histories, strict=True):
        yield _agents.own_course(name, oracle, history)
    misled = compared.changed(teacher_history=MISLED_TEACHER)
    yield _agents.stated(
        misled.mean(), MEAN, "depth 5: after a misleading cue, by the symmetry of the arms, the same mean"
    )
    at_budget = mean(compared.score(PUBLISHED_CLASSROOM, compared.compare))
    yield _agents.stated(at_budget, MEAN_AT_COMPLETED_DEPTHS, "at the depths that 5000 nodes complete: the mean")


CHECK = Check(
    id="classroom_reverse_kl_paired_ideal",
    claim=Claim(
        "Paired by index along the two published histories, the mean reverse divergence of the depth-5 posteriors is"
        " 6.1291207147907998...",
        r"\tfrac14 \sum_t D\left(\pi^{S}_5(h^{S}_t) \,\middle\|\, \pi^{T}_5(h^{T}_t)\right) = 6.1291207147907998\ldots",
        "validities 49/50 and 1/2, 4 decisions, reward on the left, true cue; exact beliefs, depth 5, gamma 3",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    tags=("classroom", "ideal", "divergence"),
    series=_agents.divergences,
    mutants=(
        Mutant(
            "on-policy",
            "the teacher is scored at the student's history instead of its own",
            lambda c: replace(c, score=on_policy_divergences),
        ),
        Mutant(
            "tie-to-the-right",
            "the student breaks its tie the other way and is punished in the right arm",
            lambda c: c.changed(student_history=AgentHistory(((0, 0, 0), (4, 0, 0), (2, 2, 0), (4, 0, 0)), (4, 2, 4))),
        ),
        Mutant(
            "teacher-two-cues",
            "the teacher stays at the cue and reads it twice",
            lambda c: c.changed(teacher_history=AgentHistory(((0, 0, 0), (3, 0, 1), (3, 0, 1), (0, 0, 0)), (3, 3, 0))),
        ),
        *_agents.depth_mutants(),
    ),
)
