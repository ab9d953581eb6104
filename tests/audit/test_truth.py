"""The value of a closed form at a point is exact where it can be, and enclosed where it cannot."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from opd_exact.audit.truth import value_at
from opd_exact.numbers import LogForm, enclose, log

X = sympy.Symbol("x", real=True)


def test_linear_forms_in_logs_are_exact() -> None:
    value = value_at(sympy.log(1 + X) - X * sympy.log(3), {X: Fraction(1, 2)})
    assert isinstance(value, LogForm)
    assert value == log(3) - log(2) - log(3) / 2


@pytest.mark.parametrize("strength", [Fraction(1, 3), Fraction(100), Fraction(5000)])
def test_other_values_are_enclosed_even_where_low_precision_sees_zero(strength: Fraction) -> None:
    """log(1 - 1/(1 + e^-x)) = -x - log(1 + e^-x): at x = 100 the argument is 1e-44, at 5000 it is 1e-2171."""
    value = value_at(sympy.log(1 - 1 / (1 + sympy.exp(-X))), {X: strength})
    ball = enclose(value, 25)
    with mpmath.workdps(50):
        x = mpmath.mpf(strength.numerator) / strength.denominator
        expected = -x - mpmath.log1p(mpmath.exp(-x))
        middle = mpmath.mpf(ball.lower.numerator) / ball.lower.denominator
        assert abs(middle / expected - 1) < mpmath.mpf(10) ** -24
