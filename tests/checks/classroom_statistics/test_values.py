"""The small-sample statistics hold, their mutants die, and brute force in 50 digits gives the same numbers."""

from collections import Counter
from fractions import Fraction
from itertools import product
from pathlib import Path

import mpmath
import pytest
from mpmath import mpf

from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0] if unit.group == "classroom_statistics"}
PRINTED = {
    "classroom_bootstrap_low": "-0.098",
    "classroom_bootstrap_high": "0.422",
    "classroom_cohens_d": "0.28",
    "classroom_permutation_p": "1.000",
    "classroom_sign_test_p": "1.000",
}


def entropies() -> tuple[list[mpf], list[mpf]]:
    """Teacher and student."""
    v, log2 = mpf("0.98"), mpmath.log(2)
    h = -v * mpmath.log(v) - (1 - v) * mpmath.log(1 - v)
    return [log2, h, h, h], [log2, log2, mpf(0), mpf(0)]


def differences() -> list[mpf]:
    teacher, student = entropies()
    return [s - t for s, t in zip(student, teacher, strict=True)]


def value_of(identifier: str) -> mpf:
    check = UNITS[identifier].check
    value = check.establish(check.subject({})).value
    assert value is not None
    return mpf(value.enclose(40).decimal(40)[0])


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_check_holds_and_its_mutants_die(unit: CheckUnit, tmp_path: Path) -> None:
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    assert row.published is not None
    assert row.published.agrees
    assert row.published.value == PRINTED[unit.check.id]


@pytest.mark.parametrize(
    ("identifier", "level"), [("classroom_bootstrap_low", "0.025"), ("classroom_bootstrap_high", "0.975")]
)
def test_quantiles_of_all_resamples(identifier: str, level: str) -> None:
    with mpmath.workdps(50):
        means = sorted(mpmath.fsum(draw) / 4 for draw in product(differences(), repeat=4))
        # the least x with P(X <= x) >= level, counted in 256ths
        place = int(mpmath.ceil(mpf(level) * 256)) - 1
        assert abs(value_of(identifier) - means[place]) < mpf(10) ** -38


def test_masses_around_the_upper_end() -> None:
    with mpmath.workdps(50):
        counts = Counter(mpmath.nstr(mpmath.fsum(draw) / 4, 20) for draw in product(differences(), repeat=4))
        end = mpf("0.42182127214017523304")
        below = sum(count for mean, count in counts.items() if mpf(mean) < end - mpf(10) ** -8)
        up_to = sum(count for mean, count in counts.items() if mpf(mean) < end + mpf(10) ** -8)
    assert (Fraction(below, 256), Fraction(up_to, 256)) == (Fraction(243, 256), Fraction(251, 256))


def test_cohens_d_with_sample_variances() -> None:
    with mpmath.workdps(50):
        teacher, student = entropies()

        def variance(values: list[mpf]) -> mpf:
            mean = mpmath.fsum(values) / 4
            return mpmath.fsum((x - mean) ** 2 for x in values) / 3

        pooled = mpmath.sqrt((variance(teacher) + variance(student)) / 2)
        expected = (mpmath.fsum(student) - mpmath.fsum(teacher)) / 4 / pooled
        assert abs(value_of("classroom_cohens_d") - expected) < mpf(10) ** -38
        assert abs(expected - mpf("0.2828992319499304")) < mpf(10) ** -7


def test_every_choice_of_signs_is_at_least_as_extreme() -> None:
    with mpmath.workdps(50):
        d = differences()
        least = abs(mpmath.fsum(d))
        for signs in product((1, -1), repeat=4):
            assert abs(mpmath.fsum(s * x for s, x in zip(signs, d, strict=True))) >= least - mpf(10) ** -45
