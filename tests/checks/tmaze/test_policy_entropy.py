"""The policy entropies of the published run, by the literal recursion at the depths that the node budget completes."""

import mpmath
import pytest

from opd_exact.registry.suites import builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check
from tests.planning.literal_maze import Maze

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0]}

# Place, cues read, depth that 5000 nodes complete there.
STEPS: list[tuple[int, int | str, int]] = [(0, 0, 4), (3, 1, 3), (0, 1, 4), (4, 1, 4), *[(1, "L", 4)] * 3]


@pytest.mark.parametrize(
    ("identifier", "reported"),
    [("tmaze_policy_entropy_mean", "0.7165027072072506"), ("tmaze_policy_entropy_drop", "0.7090706885437131")],
)
def test_both_numbers(identifier: str, reported: str, tmp_path: object) -> None:
    """Within what floors may do of the literal recursion, and within single precision of the published run."""
    unit = UNITS[identifier]
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=30))
    assert row.passed, row.message
    assert row.value is not None
    with mpmath.workdps(40):
        maze = Maze(mpmath.mpf(19) / 20)
        entropies = [-mpmath.fsum(p * mpmath.log(p) for p in maze.posterior(*step)) for step in STEPS]
        mean, drop = mpmath.fsum(entropies) / 7, entropies[0] - min(entropies[1:])
        truth = mean if identifier.endswith("mean") else drop
        assert abs(mpmath.mpf(row.value[0]) - truth) < 1e-14
        assert abs(truth - mpmath.mpf(reported)) < 1e-7
