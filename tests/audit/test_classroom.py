"""The classroom's three comparisons agree with mpmath on the literal maze, and its courses with those recorded."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import mpmath
import pytest

from opd_exact.audit.classroom import (
    PUBLISHED_CLASSROOM,
    Classroom,
    belief_entropies,
    divergence,
    forward_divergence,
    histories_with_true_cues,
    mean,
    on_policy_divergences,
    on_policy_expectations,
    paired_divergences,
    unbounded,
)
from opd_exact.numbers import ComputedReal, InputError, LogForm, log
from opd_exact.planning.expectations import first_maximizer, sampled
from tests.planning.literal_maze import Maze, expected_divergences, reverse_divergence

# By the number of cues seen, or the side that is known: where the two published histories stand.
TEACHER_PATH = ((0, 0), (3, 1), (0, 1), (4, 1))
STUDENT_PATH = ((0, 0), (4, 0), (1, "L"), (1, "L"))
COMPLETED = ((4, 3, 4, 4), (4, 4, 4, 4))
IDEAL = unbounded(PUBLISHED_CLASSROOM)


def agree(values: Sequence[ComputedReal], expected: Sequence[mpmath.mpf], digits: int = 30) -> None:
    """Each value is within 10**-digits of what mpmath has."""
    assert len(values) == len(expected)
    for value, other in zip(values, expected, strict=True):
        middle, _ = value.enclose(digits + 8).to_mpmath()
        assert abs(middle - other) < mpmath.mpf(10) ** -digits


@pytest.mark.parametrize(
    ("classroom", "depths"), [(IDEAL, ((5,) * 4, (5,) * 4)), (PUBLISHED_CLASSROOM, COMPLETED)], ids=["ideal", "budget"]
)
def test_paired_and_on_policy(classroom: Classroom, depths: tuple[tuple[int, ...], ...]) -> None:
    """Posteriors at the two histories, place by place, in mpmath."""
    with mpmath.workdps(50):
        teacher, student = Maze(mpmath.mpf(49) / 50), Maze(mpmath.mpf(1) / 2)
        own = [student.posterior(*at, depth) for at, depth in zip(STUDENT_PATH, depths[1], strict=True)]
        theirs = [teacher.posterior(*at, depth) for at, depth in zip(TEACHER_PATH, depths[0], strict=True)]
        there = [teacher.posterior(*at, depth) for at, depth in zip(STUDENT_PATH, depths[1], strict=True)]
        paired = [reverse_divergence(q, p) for q, p in zip(own, theirs, strict=True)]
        agree(paired_divergences(classroom), paired)
        agree(
            paired_divergences(classroom, forward_divergence),
            [reverse_divergence(p, q) for q, p in zip(own, theirs, strict=True)],
        )
        agree(on_policy_divergences(classroom), [reverse_divergence(q, p) for q, p in zip(own, there, strict=True)])
        agree([mean(paired_divergences(classroom))], [mpmath.fsum(paired) / 4])


def test_expected_on_policy() -> None:
    """Every course of actions and cues enumerated, without merging any."""
    with mpmath.workdps(50):
        teacher, student = Maze(mpmath.mpf(49) / 50), Maze(mpmath.mpf(1) / 2)
        agree(on_policy_expectations(IDEAL, sampled), expected_divergences(teacher, student, 5, 4))

        def first(posterior: list[mpmath.mpf]) -> list[mpmath.mpf]:
            best = posterior.index(max(posterior))
            return [mpmath.mpf(int(action == best)) for action in range(5)]

        agree(on_policy_expectations(IDEAL, first_maximizer), expected_divergences(teacher, student, 5, 4, first))


def test_the_published_histories_are_the_agents_own() -> None:
    """With true cues and ties to the lowest index, at the completed depths and at depth 5."""
    for classroom in (PUBLISHED_CLASSROOM, IDEAL):
        teacher, student = classroom.oracles
        assert histories_with_true_cues(teacher) == (classroom.teacher_history,)
        assert histories_with_true_cues(student) == (classroom.student_history,)
    punished = histories_with_true_cues(IDEAL.oracles[1], max)
    assert [history.observations[2] for history in punished] == [(2, 2, 0)]


def test_entropies() -> None:
    """The student's: log 2 twice, then nothing is left to know."""
    entropies = belief_entropies(PUBLISHED_CLASSROOM.oracles[1], PUBLISHED_CLASSROOM.student_history)
    assert list(entropies) == [log(2), log(2), LogForm(), LogForm()]


def test_a_posterior_diverges_from_itself_by_zero() -> None:
    """Exactly: agents of equal settings are one agent, and share their decisions."""
    twins = replace(PUBLISHED_CLASSROOM, teacher=PUBLISHED_CLASSROOM.student)
    assert [value.sign() for value in on_policy_divergences(twins)] == [0, 0, 0, 0]
    own = IDEAL.oracles[1].decision(IDEAL.oracles[1].agent.filtered(((0, 0, 0),), ())[0]).posterior
    assert divergence(own, own).is_zero()


def test_what_cannot_be_compared() -> None:
    """Histories of different length are not paired, and nothing has no mean."""
    shorter = replace(IDEAL.student_history, observations=((0, 0, 0),), actions=())
    with pytest.raises(InputError, match="expected as many"):
        paired_divergences(replace(IDEAL, student_history=shorter))
    with pytest.raises(InputError, match="no values"):
        mean([])
    assert Fraction(6) < mean(paired_divergences(IDEAL)) < Fraction(7)
