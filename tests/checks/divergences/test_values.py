"""The divergence checks hold, their mutants die, and their numbers are those of mpmath and of the paper."""

from collections.abc import Callable
from pathlib import Path

import mpmath
import pytest
from mpmath import log, mpf

from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0] if unit.group == "divergences"}

# Recomputed at 45 digits by whoever wrote down the paper's constants, and typed in from there.
EXPECTED = {
    "divergence_reverse_kl": "0.200360280367774725121805840495",
    "divergence_forward_kl": "0.154166303264596170772291605427",
    "divergence_jensen_shannon": "0.0421924503091537500220421156805",
    "divergence_skew_kl": "0.00263561097040085711791953845625",
    "divergence_alpha_half": "0.172822111677611805001492551975",
    "divergence_clipped_reverse_kl": "0.200360280367774725121805840495",
    "divergence_mode_seeking_flag": "-0.471848978467286703274224590537",
}
PRINTED = {
    "divergence_reverse_kl": "0.200",
    "divergence_forward_kl": "0.154",
    "divergence_jensen_shannon": "0.042",
    "divergence_alpha_half": "0.173",
    "divergence_clipped_reverse_kl": "0.200",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_check_holds_and_its_mutants_die(unit: CheckUnit, tmp_path: Path) -> None:
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    if unit.check.id in EXPECTED:
        assert row.value is not None
        with mpmath.workdps(50):
            distance = abs(mpf(row.value[0]) - mpf(EXPECTED[unit.check.id]))
            assert distance < mpf(10) ** -27
            assert mpf(row.value[1]) < mpf(10) ** -39
    if unit.check.id in PRINTED:
        assert row.published is not None
        assert row.published.agrees
        assert row.published.value == PRINTED[unit.check.id]


def alpha_divergence(a: mpf) -> mpf:
    p, q = (mpf("0.8"), mpf("0.15"), mpf("0.04"), mpf("0.01")), (mpf("0.55"), mpf("0.25"), mpf("0.15"), mpf("0.05"))
    return (1 - mpmath.fsum(x**a * y ** (1 - a) for x, y in zip(p, q, strict=True))) / (a * (1 - a))


def mutual_support() -> mpf:
    """4 (1 - Σ sqrt(p q)) for (1/2, 1/4, 1/4) and (1/2, 1/2, 0)."""
    return 4 * (1 - mpf(1) / 2 - mpmath.sqrt(mpf(1) / 8))


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("divergence_alpha_limits", lambda: alpha_divergence(mpf(1) / 8)),
        ("divergence_alpha_half", lambda: alpha_divergence(mpf(1) / 2)),
        ("divergence_alpha_support", mutual_support),
        ("divergence_skew_kl", lambda: _kl_to_mixture(mpf("0.1"))),
    ],
)
def test_values_by_their_definitions(identifier: str, expected: Callable[[], mpf]) -> None:
    check = UNITS[identifier].check
    value = check.establish(check.subject({})).value
    assert value is not None
    with mpmath.workdps(50):
        assert abs(mpf(value.enclose(40).decimal(40)[0]) - expected()) < mpf(10) ** -38


def _kl_to_mixture(weight: mpf) -> mpf:
    p, q = (mpf("0.8"), mpf("0.15"), mpf("0.04"), mpf("0.01")), (mpf("0.55"), mpf("0.25"), mpf("0.15"), mpf("0.05"))
    return mpmath.fsum(x * log(x / ((1 - weight) * x + weight * y)) for x, y in zip(p, q, strict=True))
