"""The free-energy checks hold, their mutants die, and their numbers are those of mpmath and of the paper."""

from pathlib import Path

import mpmath
import pytest

from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0] if unit.group == "free_energy"}

# Recomputed at 45 digits by whoever wrote down the paper's constants, and typed in from there.
EXPECTED = {
    "vfe_complexity": "0",
    "vfe_accuracy": "-1.02981945719182810761283364874",
    "vfe_log_evidence": "-0.693147180559945309417232121458",
    "vfe_three_forms": "1.02981945719182810761283364874",
    "efe_risk": "0.510825623765990683205514096304",
    "efe_ambiguity": "0.422709087805990871513832365412",
    "efe_epistemic": "0.270438092753954437903399756046",
    "efe_pragmatic": "-1.20397280432593599262274621776",
    "efe_two_forms": "0.933534711571981554719346461716",
    "two_optimizers": "0.336672276631882798195601527287",
    "reward_tilting_optimum": "0.894008651155411414009062482858",
}
PRINTED = {
    "vfe_complexity": "0.000",
    "vfe_accuracy": "-1.030",
    "vfe_log_evidence": "-0.693",
    "efe_risk": "0.511",
    "efe_ambiguity": "0.423",
    "efe_epistemic": "0.270",
    "efe_pragmatic": "-1.204",
    "two_optimizers": "3.6e-08",
    "optimizer_free_energy": "0.693",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_check_holds_and_its_mutants_die(unit: CheckUnit, tmp_path: Path) -> None:
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    if unit.check.id in EXPECTED:
        assert row.value is not None
        with mpmath.workdps(50):
            distance = abs(mpmath.mpf(row.value[0]) - mpmath.mpf(EXPECTED[unit.check.id]))
            assert distance < mpmath.mpf(10) ** -28
            assert mpmath.mpf(row.value[1]) < mpmath.mpf(10) ** -39
    if unit.check.id in PRINTED:
        assert row.published is not None
        assert row.published.agrees
        assert row.published.value == PRINTED[unit.check.id]


def test_where_the_paper_is_wrong_the_row_says_so() -> None:
    for identifier in ("efe_zero_preference", "reward_tilting_every_beta"):
        check = UNITS[identifier].check
        published = check.establish(check.subject({})).published
        assert published is not None
        assert not published.agrees
        assert published.note


def test_the_floored_form_is_what_mpmath_gives_with_the_floor() -> None:
    check = UNITS["efe_zero_preference"].check
    text = check.establish(check.subject({})).exact
    with mpmath.workdps(40):
        p = mpmath.mpf("0.85")
        gain = mpmath.log(2) + p * mpmath.log(p) + (1 - p) * mpmath.log(1 - p)
        expected = -gain - mpmath.log(mpmath.mpf(10) ** -300) / 2
        log = mpmath.log
        shown = 151 * log(2) - mpmath.mpf(3) / 20 * log(3) + 151 * log(5) - mpmath.mpf(17) / 20 * log(17)
        assert abs(shown - expected) < mpmath.mpf(10) ** -35
    assert text is not None
    assert "151*log(2) - 3/20*log(3) + 151*log(5) - 17/20*log(17)" in text


def test_exact_descent_ends_as_near_as_the_bound_says() -> None:
    """The descent itself in 80 digits, step by step."""
    with mpmath.workdps(80):
        p = [mpmath.mpf("0.85"), mpmath.mpf("0.15")]
        z = [mpmath.mpf(0), mpmath.mpf(0)]
        for _ in range(800):
            weights = [mpmath.exp(x) for x in z]
            q = [w / mpmath.fsum(weights) for w in weights]
            ratios = [mpmath.log(a / b) for a, b in zip(q, p, strict=True)]
            loss = mpmath.fsum(a * r for a, r in zip(q, ratios, strict=True))
            z = [x - a * (r - loss) / 2 for x, a, r in zip(z, q, ratios, strict=True)]
        weights = [mpmath.exp(x) for x in z]
        distance = abs(weights[0] / mpmath.fsum(weights) - p[0])
        assert distance < mpmath.mpf(10) ** -47
    (budget,) = [check.establish(check.subject({})).budget for check in (UNITS["two_optimizers"].check,)]
    assert budget is not None
    with mpmath.workdps(80):
        bound = mpmath.mpf(budget.approximation.numerator) / budget.approximation.denominator
        assert distance <= bound < mpmath.mpf(10) ** -47


def test_value_at_two_of_the_supplement_gap() -> None:
    """Half of log Z at β = 2, for rewards 2, 1/2, -1/2, -2 under a uniform reference."""
    check = UNITS["reward_tilting_every_beta"].check
    value = check.establish(check.subject({})).value
    assert value is not None
    with mpmath.workdps(50):
        z = mpmath.fsum(mpmath.exp(mpmath.mpf(r) / 2) for r in ("2", "0.5", "-0.5", "-2")) / 4
        expected = mpmath.log(z) / 2
        assert abs(mpmath.mpf(value.enclose(40).decimal(40)[0]) - expected) < mpmath.mpf(10) ** -35
