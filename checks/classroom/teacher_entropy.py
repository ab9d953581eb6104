"""mean of the teacher's H_t = (log 2 + 3 H_b(49/50)) / 4: one decision in ignorance, three with a cue nearly certain.

The teacher goes to the cue and reads it once in its four decisions, so its belief is (49/50, 1/50) from then on. Exact
Bayes on the joint belief; the course is the one the paper's teacher took, and the teacher's own by proved maximizers.
It stays below the student's mean, (log 2)/2, by 0.0997574601801873...

Source: Friedman (2026), witness 3; printed 0.247, reported 0.24681612237951492.

If this fails, the teacher's cue has another validity, or the teacher saw something else.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.checks.tmaze import _course_terms, _ideal

from opd_exact.audit.classroom import PUBLISHED_CLASSROOM
from opd_exact.coq.statements import Order, Statement
from opd_exact.coq.terms import ln
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents, _entropy


def build(inputs: Inputs) -> _entropy.AgentCourse:
    """The teacher's published settings and course."""
    return _entropy.AgentCourse("teacher", PUBLISHED_CLASSROOM.teacher, PUBLISHED_CLASSROOM.teacher_history)


def establish(course: _entropy.AgentCourse) -> Finding:
    """Decide the entropies, their mean, and that it is below the student's."""
    finding = all_of(facts(course))
    if not finding.verdict.may_pass:
        return finding
    mean = _entropy.mean_entropy(course)
    return replace(
        finding,
        exact=f"(log(2) + 3*H_b(49/50))/4 = {mean}",
        value=mean,
        published=published("0.247", mean, reported="0.24681612237951492"),
    )


def kernel(course: _entropy.AgentCourse) -> Iterator[Statement]:
    """The teacher's beliefs along its course, their entropies, the mean, and that it is below the student's."""
    noise = _course_terms.binary_entropy("49/50")
    closed = (ln(2) + 3 * noise) / 4
    yield from _entropy.entropy_statements(course, (ln(2), noise, noise, noise), closed)
    yield Order("below_the_student", "This mean is less than the student's, (ln 2)/2.", closed, ln(2) / 2)


def facts(course: _entropy.AgentCourse) -> Iterator[Fact]:
    """Entropies and their order."""
    noise = _ideal.binary_entropy("49/50")
    yield from _entropy.stated_entropies(course, (log(2), noise, noise, noise))
    mean, closed, student = _entropy.mean_entropy(course), (log(2) + 3 * noise) / 4, log(2) / 2
    yield Fact.decided_by(
        mean == closed, "their mean is (log(2) + 3*H_b(49/50))/4", otherwise=f"their mean is {mean}, expected {closed}"
    )
    yield Fact.decided_by(
        mean < student,
        f"it is below the student's (log 2)/2 by {student - mean}",
        otherwise=f"it is not below the student's (log 2)/2: {mean}",
    )


CHECK = Check(
    id="classroom_teacher_entropy",
    claim=Claim(
        "The teacher's mean belief entropy is (log 2 + 3 H_b(49/50))/4, less than the student's",
        r"\tfrac14 \sum_t H^{T}_t = \tfrac14\left(\ln 2 + 3 H_b(\tfrac{49}{50})\right) < \tfrac12 \ln 2",
        "exact Bayes, cue validity 49/50, 4 decisions; the teacher's published course, seed 0, reward on the left",
        _agents.SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    kernel=kernel,
    tags=("classroom", "ideal"),
    mutants=_entropy.course_mutants(Fraction(19, 20)),
)
