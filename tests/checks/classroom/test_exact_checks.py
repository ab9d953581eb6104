"""The figures of the classroom's exact checks are those computed elsewhere, and every mutant dies."""

from fractions import Fraction

import mpmath
import pytest
from opd_exact.checks.classroom import privilege_sweep, reward_on_right  # type: ignore[import-not-found]  # mounted at import

from opd_exact.registry import EvidenceError, Verdict
from opd_exact.registry.suites import builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check
from tests.planning.literal_maze import Maze, expected_divergences, reverse_divergence

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0]}

# Computed elsewhere to 45 digits and shortened, but for the two marked None: those are computed in the test below.
FIGURES = {
    "classroom_teacher_entropy": (Verdict.DECIDED, "0.246816130099785312813502588436"),
    "classroom_student_entropy": (Verdict.DECIDED, "0.346573590279972654708616060729"),
    "classroom_reverse_kl_paired_ideal": (Verdict.ENCLOSED, None),
    "classroom_reverse_kl_on_policy_ideal": (Verdict.ENCLOSED, "0.296880242231757207226539175858"),
    "classroom_reverse_kl_on_policy_expected": (Verdict.ENCLOSED, None),
    "classroom_reward_on_right": (Verdict.ENCLOSED, None),
    "privilege_sweep": (Verdict.ENCLOSED, "0.654653670707977143798292456247"),
}


def literal_figure(identifier: str) -> mpmath.mpf:
    """The means that no table gives, by the literal recursion."""
    teacher, student = Maze(mpmath.mpf(49) / 50), Maze(mpmath.mpf(1) / 2)
    if identifier == "classroom_reverse_kl_on_policy_expected":
        return mpmath.fsum(expected_divergences(teacher, student, 5, 4)) / 4
    pairs: list[tuple[tuple[int, int | str, int], tuple[int, int | str, int]]]
    if identifier == "classroom_reverse_kl_paired_ideal":
        pairs = [((0, 0, 5), (0, 0, 5)), ((4, 0, 5), (3, 1, 5)), ((1, "L", 5), (0, 1, 5)), ((1, "L", 5), (4, 1, 5))]
    else:
        # the reward on the right: a cue to the right, and the student punished in the left arm
        pairs = [((0, 0, 5), (0, 0, 5)), ((4, 0, 5), (3, -1, 5)), ((1, "R", 5), (0, -1, 5)), ((4, "R", 5), (4, -1, 5))]
    return mpmath.fsum(reverse_divergence(student.posterior(*q), teacher.posterior(*p)) for q, p in pairs) / 4


@pytest.mark.parametrize("identifier", FIGURES)
def test_figures_and_mutants(identifier: str, tmp_path: object) -> None:
    """The value agrees with its other route to 28 digits; the row passes with every mutant dead."""
    unit = UNITS[identifier]
    tier, digits = FIGURES[identifier]
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    assert row.verdict is tier
    assert all(mutant.killed for mutant in row.mutants)
    assert row.value is not None
    with mpmath.workdps(50):
        expected = literal_figure(identifier) if digits is None else mpmath.mpf(digits)
        assert abs(mpmath.mpf(row.value[0]) - expected) < mpmath.mpf(10) ** -28


def test_the_reported_run_with_the_reward_on_the_right() -> None:
    """At the depths of the node budget the literal recursion gives the stated mean, and the reported one to 2e-7."""
    pairs = [((0, 0, 4), (0, 0, 4)), ((4, 0, 4), (3, -1, 3)), ((1, "R", 4), (0, -1, 4)), ((4, "R", 4), (4, -1, 4))]
    with mpmath.workdps(50):
        teacher, student = Maze(mpmath.mpf(49) / 50), Maze(mpmath.mpf(1) / 2)
        mean = mpmath.fsum(reverse_divergence(student.posterior(*q), teacher.posterior(*p)) for q, p in pairs) / 4
        assert abs(mean - mpmath.mpf(reward_on_right.MEAN_AT_COMPLETED_DEPTHS)) < mpmath.mpf(10) ** -28
    assert abs(mean - mpmath.mpf("2.081373795563831")) < 2e-7


def test_rank_correlations() -> None:
    """Five ties and one different row: by hand, 9/21 of the variance; without ties, 1 and -1."""
    ranks = privilege_sweep.ranks
    assert ranks([Fraction(0)] * 5 + [Fraction(1)]) == [3] * 5 + [6]
    assert ranks([Fraction(3), Fraction(1), Fraction(2)]) == [3, 1, 2]
    line = ranks([Fraction(k) for k in range(6)])
    assert privilege_sweep.correlation(line, ranks([Fraction(0)] * 5 + [Fraction(1)])) == (1, Fraction(3, 7))
    assert privilege_sweep.correlation(line, line) == (1, 1)
    assert privilege_sweep.correlation(line, line[::-1]) == (-1, 1)
    with pytest.raises(EvidenceError, match="does not vary"):
        privilege_sweep.correlation(line, [Fraction(1)] * 6)


@pytest.mark.parametrize("validity", ["0.6", "0.7", "0.8", "0.9"])
def test_the_sweep_at_depth_5_by_the_literal_recursion(validity: str) -> None:
    """Up to 0.9 teacher and student walk together: center, middle, and twice the left arm, certain of the reward."""
    with mpmath.workdps(50):
        teacher, student = Maze(mpmath.mpf(validity)), Maze(mpmath.mpf(1) / 2)
        places: list[tuple[int, int | str, int]] = [(0, 0, 5), (4, 0, 5), (1, "L", 5), (1, "L", 5)]
        mean = mpmath.fsum(reverse_divergence(student.posterior(*at), teacher.posterior(*at)) for at in places) / 4
        stated = privilege_sweep.AT_DEPTH_5[validity][0]
        assert mpmath.nstr(mean, 30) == mpmath.nstr(mpmath.mpf(stated), 30)
