"""I(λ) = 0 exactly at λ = 0; I is even, and I = λ²/8 - λ⁴/64 + λ⁶/576 - … near 0.

Source: Friedman (2026), witness 1.

I is even and I(0) = 0, by the normal form. dI/dλ = λ σ(1-σ) is positive for λ > 0, so I(λ) > I(0) = 0 there, and by
evenness for λ < 0. The coefficients of the series are the derivatives of the normal form at 0.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import sympy

from opd_exact.symbolic import prove_equal, prove_positive, prove_series

from ._line import LAM, LINE, POSITIVE, Proof

__all__ = [
    "theorems",
]

# Coefficients of λ⁰ … λ⁷.
SERIES = tuple(map(Fraction, ("0", "0", "1/8", "0", "-1/64", "0", "1/576", "0")))


def theorems(information: sympy.Expr) -> Iterator[tuple[str, Proof]]:
    """Zero at 0 and only there, even, and the first terms of the series."""
    zero = sympy.Integer(0)
    yield "I(0) = 0", partial(prove_equal, information.subs(LAM, 0), zero, LINE)
    yield "I(-λ) = I(λ)", partial(prove_equal, information.subs(LAM, -LAM), information, LINE)
    yield (
        "dI/dλ > 0 for λ > 0, so that I > 0 away from 0",
        partial(prove_positive, sympy.diff(information, LAM), POSITIVE),
    )
    coefficients = [sympy.Rational(c.numerator, c.denominator) for c in SERIES]
    yield "I = λ²/8 - λ⁴/64 + λ⁶/576 + O(λ⁸)", partial(prove_series, information, LAM, coefficients, LINE)
