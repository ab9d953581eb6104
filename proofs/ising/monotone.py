"""dI/dλ = λ σ(λ)(1 - σ(λ)), which is positive for λ > 0: the mutual information is strictly increasing on λ ≥ 0.

Source: Friedman (2026), witness 1.

With I = log 2 - H_b(σ), dI/dλ = log(σ/(1-σ)) dσ/dλ = λ · σ(1-σ). In t = e^λ this is λ t/(1+t)²: every coefficient is
positive, so the sign is that of λ.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.symbolic import prove_equal, prove_positive

from ._line import LAM, LINE, POSITIVE, Proof, agreement_probability

__all__ = [
    "theorems",
]


def theorems(information: sympy.Expr) -> Iterator[tuple[str, Proof]]:
    """The derivative in closed form, and its sign."""
    slope = sympy.diff(information, LAM)
    yield "dI/dλ > 0 for λ > 0", partial(prove_positive, slope, POSITIVE)
    sigma = agreement_probability(LAM)
    yield "dI/dλ = λ σ(1-σ)", partial(prove_equal, slope, LAM * sigma * (1 - sigma), LINE)
