"""What every built-in check must have: a permanent id, a manual page, a source, and mutants that die."""

import pytest

from opd_exact.registry import Verdict
from opd_exact.registry.explanation import explain
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check

# The ids of the paper's merged report, in its order: seven analytical, nine of the simulation.
ANALYTICAL = (
    "ising_mi_at_zero",
    "ising_mi_saturates",
    "ising_mi_monotone",
    "empirical_matches_closed_form",
    "decomposition_identity",
    "joint_is_pmf",
    "mean_field_at_lambda_zero",
)
SIMULATION = (
    "belief_entropy_finite",
    "actions_length_matches_steps",
    "observations_in_obs_space",
    "policy_len_matches_config",
    "goal_reached",
    "trace_step_count_matches_summary",
    "si_tree_available",
    "q_pi_rows_normalized",
    "model_matrices_full_tmaze",
)

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0]}


def test_the_sixteen_are_there() -> None:
    assert set(UNITS) >= {*ANALYTICAL, *SIMULATION}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_metadata(unit: CheckUnit) -> None:
    check = unit.check
    assert len(check.mutants) >= 3
    assert "Friedman (2026)" in check.claim.source
    assert unit.docstring.strip().endswith((".", ":"))
    assert "fail" in unit.docstring.lower(), "the manual page must say what a failure would mean"
    page = explain(unit)
    for part in (check.claim.statement, check.claim.scope, *(mutant.what_changes for mutant in check.mutants)):
        assert part in page


@pytest.mark.parametrize("identifier", ANALYTICAL)
def test_analytical_checks_are_theorems_and_their_mutants_die(identifier: str, tmp_path: object) -> None:
    unit = UNITS[identifier]
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=30))
    assert row.verdict is Verdict.PROVED, row.message
    assert row.passed, row.message
    survivors = [mutant for mutant in row.mutants if not mutant.killed]
    assert not survivors
    assert "real λ" in row.scope or "λ" in row.scope
