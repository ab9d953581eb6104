"""The map of first actions against the literal recursion in mpmath, and against logarithms by hand at depth 1."""

import mpmath
import pytest
from opd_exact.checks.tmaze import first_action_map  # type: ignore[import-not-found]  # mounted at import

from opd_exact.registry import Verdict
from opd_exact.registry.suites import builtin_suite, load_unit
from opd_exact.registry.worker import Task, run_check
from tests.planning.literal_maze import CENTER, Maze

HAIR = mpmath.mpf(10) ** -20


def best(validity: mpmath.mpf, depth: int) -> tuple[int, ...]:
    """The actions of greatest value by the literal recursion; nearer than 1e-40 counts as a tie."""
    values = Maze(validity).values(CENTER, 0, depth)
    return tuple(action for action, value in enumerate(values) if max(values) - value < mpmath.mpf(10) ** -40)


def test_the_row_holds_and_every_mutant_dies(tmp_path: object) -> None:
    suite = builtin_suite()
    assert suite.checks is not None
    unit = load_unit(suite.name, suite.checks, "tmaze/first_action_map.py")
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=30))
    assert row.passed, row.message
    assert row.verdict is Verdict.ENCLOSED
    assert all(mutant.killed for mutant in row.mutants)
    assert [table["name"] for table in row.series] == ["regions", "decisions", "paper"]


@pytest.mark.parametrize("depth", range(1, 9))
def test_the_best_actions_turn_where_the_map_says(depth: int) -> None:
    """By the recursion in mpmath at 60 digits, next to each switch and at the ends."""
    level = first_action_map.LEVELS[depth - 1]
    with mpmath.workdps(60):
        ends = [(mpmath.mpf(1) / 2, level.below), (mpmath.mpf("0.999"), level.above)]
        turn = mpmath.mpf(level.switch or "0.95")
        for validity, expected in (*ends, (turn - HAIR, level.below), (turn + HAIR, level.above)):
            assert best(validity, depth) == expected


def test_at_depth_1_the_cue_must_tell_what_it_costs() -> None:
    """log 2 - H_b(v) = 1/2 at the switch of depth 1."""
    with mpmath.workdps(40):
        v = mpmath.mpf(first_action_map.LEVELS[0].switch)
        told = mpmath.log(2) + v * mpmath.log(v) + (1 - v) * mpmath.log(1 - v)
        assert abs(told - mpmath.mpf(1) / 2) < mpmath.mpf(10) ** -29


def test_the_paper_stands_between_the_switches_of_its_two_depths() -> None:
    """Depth 5 as configured gives the middle, depth 4 as completed the cue."""
    tables = {table.name: table for table in first_action_map.series(first_action_map.build({}))}
    assert [(row[0], row[3]) for row in tables["paper"].rows] == [(5, "middle"), (4, "cue")]
