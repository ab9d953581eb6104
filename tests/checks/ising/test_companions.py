"""The sweeps and the mean-field gaps hold, their mutants die, and mpmath finds the same numbers by minimizing."""

from pathlib import Path

import mpmath
import pytest
from mpmath import mpf

from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check

IDS = (
    "ising_sweep_residuals",
    "ising_observable_sweep",
    "ising_mean_field_forward_gap",
    "ising_mean_field_reverse_gap",
    "ising_mean_field_broken_branch",
)
UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0] if unit.check.id in IDS}

# Recomputed at 45 digits by whoever wrote down the paper's constants, and typed in from there.
EXPECTED = {
    "ising_sweep_residuals": "0",
    "ising_observable_sweep": "0",
    "ising_mean_field_forward_gap": "0.603052412793769336955076251372",
    "ising_mean_field_reverse_gap": "0.4337808304830271870264946849",
    "ising_mean_field_broken_branch": "0.671954972504016682919626019984",
}


def test_all_are_there() -> None:
    assert set(UNITS) == set(IDS)


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_check_holds_and_its_mutants_die(unit: CheckUnit, tmp_path: Path) -> None:
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    assert row.value is not None
    with mpmath.workdps(50):
        distance = abs(mpf(row.value[0]) - mpf(EXPECTED[unit.check.id]))
        assert distance < mpf(10) ** -27
        assert mpf(row.value[1]) < mpf(10) ** -39


@pytest.mark.parametrize(
    ("strength", "expected"),
    [(3, "0.625051833250807298506746307427"), (4, "0.671954972504016682919626019984")],
)
def test_broken_branch_by_minimizing_over_products(strength: int, expected: str) -> None:
    """KL(product || q_λ) from the two tables, at the zero of its slope along equal magnetizations."""
    with mpmath.workdps(40):
        lam = mpf(strength)
        partition = 2 * mpmath.exp(lam / 2) + 2 * mpmath.exp(-lam / 2)

        def divergence(m: mpf) -> mpf:
            total = mpf(0)
            for s in (1, -1):
                for t in (1, -1):
                    q = (1 + s * m) * (1 + t * m) / 4
                    total += q * mpmath.log(q * partition / mpmath.exp(lam * s * t / 2))
            return total

        m = mpmath.findroot(lambda x: mpmath.diff(divergence, x), (mpf("0.7"), mpf("0.99")), solver="anderson")
        assert abs(divergence(m) - mpf(expected)) < mpf(10) ** -27
        assert divergence(m) < divergence(mpf(0))
        assert divergence(m) < divergence(m - mpf("0.01"))
        assert divergence(m) < divergence(m + mpf("0.01"))


def test_the_observable_sweep_has_105_rows_near_mpmath() -> None:
    check = UNITS["ising_observable_sweep"].check
    rows = check.subject({}).rows
    assert len(rows) == 105
    with mpmath.workdps(40):
        for row in rows:
            lam = mpf(row.strength.numerator) / row.strength.denominator
            sigma = 1 / (1 + mpmath.exp(-lam))
            noise = -sigma * mpmath.log(sigma) - (1 - sigma) * mpmath.log(1 - sigma)
            truth = {
                "agreement probability": sigma,
                "spin correlation": 2 * sigma - 1,
                "joint entropy": mpmath.log(2) + noise,
                "marginal entropy": mpmath.log(2),
                "conditional entropy": noise,
            }[row.name]
            assert abs(mpf(float(row.closed)) - truth) < mpf(10) ** -14
            assert abs(mpf(float(row.enumerated)) - truth) < mpf(10) ** -14
