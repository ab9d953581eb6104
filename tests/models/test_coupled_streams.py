"""The coupled joint is the tilted prior, cell by cell, for any number of streams."""

from fractions import Fraction

import pytest
import sympy

from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.numbers.errors import InputError

LAM = sympy.Symbol("lambda", real=True)


def test_ising_cells_at_log_three() -> None:
    """At λ = log 9, e^(λ/2) = 3: weights 3/4 and 1/12, so the cells are 9/20 and 1/20."""
    joint = bernoulli_ising(2 * sympy.log(3)).joint()
    cells = [Fraction(str(sympy.nsimplify(cell))) for cell in joint.ravel()]
    assert cells == [Fraction(9, 20), Fraction(1, 20), Fraction(1, 20), Fraction(9, 20)]


def test_outcomes_are_in_row_major_order_and_marginals_sum_the_others() -> None:
    third, sixth = sympy.Rational(1, 3), sympy.Rational(1, 6)
    model = CoupledStreams(((third, 2 * third), (sixth, third, 3 * sixth)), (sympy.Integer(0),) * 6, LAM)
    assert model.shape == (2, 3)
    assert model.outcomes == ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2))
    assert [sympy.nsimplify(p) for p in model.marginal(1)] == [sixth, third, 3 * sixth]


def test_coupling_of_the_wrong_size_is_named() -> None:
    half = sympy.Rational(1, 2)
    with pytest.raises(InputError, match="3 entries, expected 4"):
        CoupledStreams(((half, half), (half, half)), (half, half, half), LAM)
