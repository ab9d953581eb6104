"""mean of the student's H_t = (log 2) / 2: two decisions in ignorance, two after the reward was found.

The student's cue tells nothing (validity 1/2), so it walks through the middle into an arm, where all is known. Which
arm is an exact tie that index order breaks; the reward is on the left. Exact Bayes on the joint belief; the course is
the one the paper's student took, and the student's own by proved maximizers.

Source: Friedman (2026), witness 3; printed 0.347, reported 0.3465735902799747.

If this fails, the student's cue tells something, or the student saw something else.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.audit.classroom import PUBLISHED_CLASSROOM
from opd_exact.audit.rollout_oracle import rollout_oracle
from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import ln
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents, _entropy


def build(inputs: Inputs) -> _entropy.AgentCourse:
    """The student's published settings and course."""
    return _entropy.AgentCourse("student", PUBLISHED_CLASSROOM.student, PUBLISHED_CLASSROOM.student_history)


def establish(course: _entropy.AgentCourse) -> Finding:
    """Decide the entropies, their mean, and the tie at the second decision."""
    finding = all_of(facts(course))
    if not finding.verdict.may_pass:
        return finding
    mean = _entropy.mean_entropy(course)
    return replace(
        finding,
        exact=f"log(2)/2 = {mean}",
        value=mean,
        published=published("0.347", mean, reported="0.3465735902799747"),
    )


def kernel(course: _entropy.AgentCourse) -> Iterator[Statement]:
    """The student's beliefs along its course, their entropies, and the mean."""
    yield from _entropy.entropy_statements(course, (ln(2), ln(2), 0, 0), ln(2) / 2)


def facts(course: _entropy.AgentCourse) -> Iterator[Fact]:
    """Entropies, and that the arms tie."""
    yield from _entropy.stated_entropies(course, (log(2), log(2), LogForm(), LogForm()))
    mean = _entropy.mean_entropy(course)
    yield Fact.decided_by(
        mean == log(2) / 2, "their mean is (log 2)/2", otherwise=f"their mean is {mean}, expected (log 2)/2"
    )
    oracle = rollout_oracle(course.settings)
    second = oracle.agent.filtered(course.history.observations[:2], course.history.actions[:1])[-1]
    best = oracle.decision(second).maximizers()
    yield Fact.decided_by(
        best == (1, 2),
        "at the second decision the two arms are an exact tie, so the order of the actions decides",
        otherwise=f"at the second decision the maximizers are {best}, expected both arms",
    )


CHECK = Check(
    id="classroom_student_entropy",
    claim=Claim(
        "The student's mean belief entropy is (log 2)/2",
        r"\tfrac14 \sum_t H^{S}_t = \tfrac12 \ln 2",
        "exact Bayes, cue validity 1/2, 4 decisions; the student's published course, seed 0, reward on the left",
        _agents.SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    kernel=kernel,
    tags=("classroom", "ideal"),
    mutants=_entropy.course_mutants(Fraction(49, 50)),
)
