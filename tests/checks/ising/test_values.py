"""The numbers that the Ising checks report agree with mpmath, which enumerates the joint on its own."""

from fractions import Fraction

import mpmath
import pytest
from opd_exact.checks.ising import _subject  # type: ignore[import-not-found]  # mounted at import of the package

from opd_exact.numbers import enclose
from opd_exact.registry.suites import builtin_suite, load_checks


def enumerated_information(strength: Fraction) -> mpmath.mpf:
    """H(1) + H(2) - H(1, 2) of the joint, cell by cell, at 80 digits."""
    with mpmath.workdps(80):
        lam = mpmath.mpf(strength.numerator) / strength.denominator
        weights = {(a, b): mpmath.exp(lam * (1 if a == b else -1) / 2) / 4 for a in range(2) for b in range(2)}
        total = mpmath.fsum(weights.values())
        joint = {cell: weight / total for cell, weight in weights.items()}
        marginals = [[joint[a, 0] + joint[a, 1] for a in range(2)], [joint[0, b] + joint[1, b] for b in range(2)]]

        def entropy(p: list[mpmath.mpf]) -> mpmath.mpf:
            return -mpmath.fsum(x * mpmath.log(x) for x in p)

        return entropy(marginals[0]) + entropy(marginals[1]) - entropy(list(joint.values()))


@pytest.mark.parametrize("strength", [*_subject.GRID, Fraction(-7, 3), Fraction(1, 10**6), Fraction(30)])
def test_exact_information_is_the_enumerated_one(strength: Fraction) -> None:
    ball = enclose(_subject.mutual_information_at(strength), 30)
    with mpmath.workdps(60):
        expected = enumerated_information(strength)
        middle = mpmath.mpf(ball.lower.numerator) / ball.lower.denominator
        assert abs(middle - expected) < mpmath.mpf(10) ** -29


def test_reported_values() -> None:
    """I(4) and the deficit at 100 as an independent 45-digit computation gives them."""
    units = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0]}
    expected = {
        "empirical_matches_closed_form": "0.603052412793769336955076251372",
        "ising_mi_saturates": "3.7572767357810443225892927619e-42",
        "decomposition_identity": "0.218095616867658389",
    }
    for identifier, digits in expected.items():
        check = units[identifier]
        value = check.establish(check.subject({})).value
        assert value is not None
        ball = value.enclose(40)
        with mpmath.workdps(60):
            middle = mpmath.mpf(ball.lower.numerator) / ball.lower.denominator
            significant = len(digits.split("e")[0].replace(".", "").lstrip("0"))
            assert abs(middle / mpmath.mpf(digits) - 1) < mpmath.mpf(10) ** (1 - significant)


def test_the_float_sweep_reproduces_the_published_rounding_noise_in_size() -> None:
    """The published root mean square difference is 2.1e-16; a correct float64 library stays near that."""
    check = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0]}["empirical_matches_closed_form"]
    finding = check.establish(check.subject({}))
    *routes, difference = finding.observations
    assert len(routes) == 4
    assert all(route.abs_error < Fraction(1, 10**14) for route in routes)
    assert Fraction(1, 10**17) < difference.abs_error < Fraction(1, 10**15)
