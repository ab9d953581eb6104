"""Defects of radical forms that were found by use."""

from fractions import Fraction

import mpmath
import sympy

from opd_exact.information import RadicalForm


def test_large_atoms_that_share_pieces_keep_all_of_them() -> None:
    """sqrt(g b) + sqrt(3 g) + sqrt(b) with g a large cube: a piece once canceled and was lost."""
    g, b = (10**30 + 57) ** 3, 10**21 + 117
    power = RadicalForm.power
    total = power(g * b, "1/2") + power(g * 3, "1/2") + power(b, "1/2")
    with mpmath.workdps(120):
        expected = mpmath.sqrt(g * b) + mpmath.sqrt(3 * g) + mpmath.sqrt(b)
        assert float(total) == float(expected)
    assert total - power(b, "1/2") - power(g * 3, "1/2") == power(g * b, "1/2")


def test_a_radical_enters_sympy_exactly() -> None:
    root = RadicalForm.power(2, "1/2")
    assert sympy.Rational(1, 3) + root == sympy.Rational(1, 3) + sympy.sqrt(2)
    assert float(root) == float(Fraction(float(root)))
