"""mean D(student || teacher) along the student's own history = 0.296880242231757..., depth 5.

On-policy distillation scores the teacher where the student is: the teacher's posterior after the student's
observations and actions, filtered by the teacher's own model. The student never sees the cue, so both hold the same
belief at each of the four decisions and differ only in what they would do: they part at the first decision, where the
teacher trusts the cue, and not at all once the reward is found.

Source: Friedman (2026), witness 3, prints 6.28 for the mean paired by index, in which the two stand in different
places. The on-policy mean is not in the paper.

If this fails, the teacher is scored at another history or filters by another model, or the recursion is another one.
"""

from collections.abc import Iterator
from dataclasses import replace

from opd_exact.audit.classroom import PUBLISHED_CLASSROOM, AgentHistory, mean, on_policy_divergences, paired_divergences
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents

PER_DECISION = ("1.18751994933066427222844653672", "1.0195963645566777101667071024e-6", "0", "0")
MEAN = "0.296880242231757207226539175858"
MEAN_AT_COMPLETED_DEPTHS = "0.318250545088746602226552845230"


def build(inputs: Inputs) -> _agents.Compared:
    """The student's published history under both ideal planners."""
    return _agents.Compared(_agents.ideal_classroom(inputs), on_policy_divergences)


def establish(compared: _agents.Compared) -> Finding:
    """Enclose each divergence and the mean, after deciding that the beliefs agree."""
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
            "what is printed pairs decisions of two different histories; on the student's own history the teacher is"
            " this close, and 0.318250545089 at the depths that 5000 nodes complete",
        ),
    )


def facts(compared: _agents.Compared) -> Iterator[Fact]:
    """Equal beliefs, each divergence, the mean, and the mean at the completed depths."""
    yield from _agents.stated_values(compared, PER_DECISION, "depth 5: reverse divergence at decision")
    yield _agents.stated(compared.mean(), MEAN, "depth 5: their mean")
    teacher, student = compared.classroom.oracles
    history = compared.classroom.student_history
    beliefs = [oracle.agent.filtered(history.observations, history.actions) for oracle in (teacher, student)]
    yield Fact.decided_by(
        beliefs[0] == beliefs[1],
        "along the student's history both agents hold the same beliefs",
        otherwise="along the student's history the beliefs of the two agents differ",
    )
    yield _agents.own_course("student", student, history)
    at_budget = mean(compared.score(PUBLISHED_CLASSROOM, compared.compare))
    yield _agents.stated(at_budget, MEAN_AT_COMPLETED_DEPTHS, "at the depths that 5000 nodes complete: the mean")


CHECK = Check(
    id="classroom_reverse_kl_on_policy_ideal",
    claim=Claim(
        "Along the student's own history the mean reverse divergence of student from teacher is 0.296880242231757...",
        r"\tfrac14 \sum_t D\left(\pi^{S}_5(h^{S}_t) \,\middle\|\, \pi^{T}_5(h^{S}_t)\right) = 0.296880242231757\ldots",
        "validities 49/50 and 1/2, 4 decisions, reward on the left; exact beliefs, depth 5, gamma 3, no node budget",
        _agents.SOURCE,
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    tags=("classroom", "ideal", "divergence"),
    series=_agents.divergences,
    mutants=(
        Mutant(
            "paired",
            "decisions of the two agents' own histories are paired by index",
            lambda c: replace(c, score=paired_divergences),
        ),
        Mutant(
            "three-decisions",
            "the last decision is left out of the mean",
            lambda c: c.changed(student_history=AgentHistory(((0, 0, 0), (4, 0, 0), (1, 1, 0)), (4, 1))),
        ),
        Mutant(
            "teacher-s-history",
            "both are scored along the teacher's history instead of the student's",
            lambda c: c.changed(student_history=c.classroom.teacher_history),
        ),
        *_agents.depth_mutants(),
    ),
)
