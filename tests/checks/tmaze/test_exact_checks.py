"""The figures of the T-maze's exact checks are those computed elsewhere, and every mutant dies."""

import mpmath
import pytest
from opd_exact.checks.tmaze import bridge_trajectory  # type: ignore[import-not-found]  # mounted at import

from opd_exact.registry import Verdict
from opd_exact.registry.suites import builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check
from tests.planning.literal_maze import CENTER, Maze

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0]}

# Computed elsewhere to 45 digits and shortened; switches to 15 digits, and in mpmath in tests/planning.
FIGURES = {
    "tmaze_mean_belief_entropy": (Verdict.DECIDED, "0.184098987228223282671024952715", 29),
    "tmaze_first_action_cue_ideal": (Verdict.ENCLOSED, "0.477239088958639159296464882779", 29),
    "tmaze_completed_depth": (Verdict.DECIDED, "4", 40),
    "tmaze_bridge_post_cue_entropy": (Verdict.DECIDED, "0.198515243345872556426647515849", 29),
    "tmaze_bridge_trajectory": (Verdict.DECIDED, "0", 40),
    "tmaze_cue_switch_validity_depth4": (Verdict.ENCLOSED, "0.942633883129026", 15),
    "tmaze_cue_switch_validity_depth5": (Verdict.ENCLOSED, "0.952724919804272", 15),
    "tmaze_cue_switch_validity_depth8": (Verdict.ENCLOSED, "0.952213496758443", 15),
}


@pytest.mark.parametrize("identifier", FIGURES)
def test_figures_and_mutants(identifier: str, tmp_path: object) -> None:
    """The value agrees with its other route; the row passes with every mutant dead."""
    unit = UNITS[identifier]
    tier, digits, places = FIGURES[identifier]
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    assert row.verdict is tier
    assert all(mutant.killed for mutant in row.mutants)
    assert row.value is not None
    with mpmath.workdps(50):
        assert abs(mpmath.mpf(row.value[0]) - mpmath.mpf(digits)) <= mpmath.mpf(10) ** -places


@pytest.mark.parametrize("depth", [4, 5, 8])
def test_the_gap_changes_sign_at_the_switch(depth: int, tmp_path: object) -> None:
    """In mpmath, at 60 digits, the cue is worth less 1e-38 below the reported validity and more 1e-38 above it."""
    unit = UNITS[f"tmaze_cue_switch_validity_depth{depth}"]
    value = unit.check.establish(unit.check.subject({})).value
    assert value is not None
    with mpmath.workdps(60):
        middle, _ = value.enclose(42).to_mpmath()
        gaps = []
        for step in (-1, 1):
            values = Maze(middle + step * mpmath.mpf(10) ** -38).values(CENTER, 0, depth)
            gaps.append(values[3] - values[4])
        assert gaps[0] < 0 < gaps[1]


def test_the_first_action_by_the_literal_recursion() -> None:
    """P(cue) at depth 5 to 38 digits."""
    check = UNITS["tmaze_first_action_cue_ideal"].check
    value = check.establish(check.subject({})).value
    assert value is not None
    with mpmath.workdps(50):
        middle, _ = value.enclose(40).to_mpmath()
        literal = Maze(mpmath.mpf(19) / 20).posterior(CENTER, 0, 5)[3]
        assert abs(middle - literal) < mpmath.mpf(10) ** -38


def test_the_misled_course_ends_in_certainty() -> None:
    """The control course of the bridge is a possible one: the filter follows it, and is punished at step 4."""
    course = bridge_trajectory.MISLED_COURSE
    assert course.observations[4] == (2, 2, 0)
    assert course.entropies[4] == 0
    assert course.entropies[3] == course.entropies[1] > 0
