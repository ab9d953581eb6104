"""Where a number of ours meets a SymPy expression, it enters exactly or not at all, never as a float."""

from fractions import Fraction

import pytest
import sympy

from opd_exact.numbers import POSITIVE_INFINITY, Ball, ComputedReal, InputTypeError, log

X = sympy.Symbol("x")


def test_a_form_enters_exactly_from_either_side() -> None:
    form = log(Fraction(2, 3)) / 7
    exact = (sympy.log(2) - sympy.log(3)) / 7
    assert (X + form) - X - exact == 0 or sympy.expand((X + form) - X - exact) == 0
    assert not (form + X).atoms(sympy.Float)
    assert not (X * form).atoms(sympy.Float)


def test_an_infinity_enters_as_infinity() -> None:
    assert sympy.sympify(POSITIVE_INFINITY) == sympy.oo


@pytest.mark.parametrize(
    "number", [Ball.from_rational(Fraction(1, 3)), ComputedReal.of(log(2)) * log(3), log(2).in_bits()], ids=str
)
def test_what_has_no_exact_form_is_refused(number: object) -> None:
    with pytest.raises(InputTypeError, match="no exact SymPy form"):
        X + number
