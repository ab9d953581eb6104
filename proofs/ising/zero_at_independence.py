"""I(λ) = 0 exactly at λ = 0; I is even, and I = λ²/8 - λ⁴/64 + λ⁶/576 - … near 0.

Source: Friedman (2026), witness 1.

I is even and I(0) = 0, by the normal form. I is strictly increasing on λ ≥ 0 (dI/dλ = λ σ(1-σ), and no jumps), so
I(λ) > I(0) = 0 for λ > 0, and by evenness for λ < 0. The coefficients of the series are the derivatives of the normal
form at 0.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import prove_equal, prove_even, prove_series, prove_strictly_increasing

from ._line import LAM, LINE, NONNEGATIVE, ON_LINE, ON_NONNEGATIVE
from .mutual_information_closed_form import published_closed_form

__all__ = [
    "PROOF",
    "steps",
]

# Coefficients of λ⁰ … λ⁷.
SERIES = tuple(map(Fraction, ("0", "0", "1/8", "0", "-1/64", "0", "1/576", "0")))


def steps(information: sympy.Expr) -> Iterator[Step]:
    """Zero at 0, even, and growing from there, so that there is no other zero; then the first terms of the series."""
    yield Step("I(0) = 0", partial(prove_equal, information.subs(LAM, 0), sympy.Integer(0), LINE), ON_LINE)
    yield Step("I(-λ) = I(λ)", partial(prove_even, information, LAM, LINE), ON_LINE)
    yield Step(
        "I is strictly increasing on λ ≥ 0, so that I > I(0) away from 0",
        partial(prove_strictly_increasing, information, LAM, NONNEGATIVE),
        ON_NONNEGATIVE,
    )
    coefficients = [sympy.Rational(c.numerator, c.denominator) for c in SERIES]
    yield Step(
        "I = λ²/8 - λ⁴/64 + λ⁶/576 + O(λ⁸)", partial(prove_series, information, LAM, coefficients, LINE), ON_LINE
    )


PROOF = Proof(
    id="ising_zero_at_independence",
    claim=Claim(
        "The mutual information of the coupled streams is zero exactly when the coupling strength is zero; it is even.",
        r"I(\lambda) = 0 \iff \lambda = 0,\quad I(-\lambda) = I(\lambda),\quad"
        r" I(\lambda) = \tfrac{\lambda^2}{8} - \tfrac{\lambda^4}{64} + \tfrac{\lambda^6}{576} + O(\lambda^8)",
        "for all real λ",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(published_closed_form()),
    neighbors=(
        Neighbor(
            "odd",
            "I(-λ) = -I(λ)",
            lambda: prove_equal(published_closed_form().subs(LAM, -LAM), -published_closed_form(), LINE),
        ),
        Neighbor(
            "another second coefficient",
            "I = λ²/8 - λ⁴/63 + O(λ⁵)",
            lambda: prove_series(
                published_closed_form(),
                LAM,
                [sympy.Integer(0), sympy.Integer(0), sympy.Rational(1, 8), sympy.Integer(0), sympy.Rational(-1, 63)],
                LINE,
            ),
        ),
    ),
)
