"""0 < log 2 - I(λ) ≤ (1+λ) e^-λ for λ ≥ 0: the mutual information tends to log 2 and never reaches it.

Source: Friedman (2026), witness 1; the bound is ours.

1. log 2 - I(λ) = log(1+x) + λ x/(1+x) with x = e^-λ, by the normal form.
2. Both terms are positive or zero for λ ≥ 0, and log(1+x) > 0.
3. log(1+x) ≤ x for x > 0, and x/(1+x) ≤ x; so the deficit is at most x + λ x = (1+λ) e^-λ.
4. (1+λ) e^-λ tends to 0; by evenness of I the same holds for λ → -∞ with |λ|.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import prove_equal, prove_limit, prove_positive

from ._line import LAM, NONNEGATIVE, ON_NONNEGATIVE
from .mutual_information_closed_form import published_closed_form

__all__ = [
    "PROOF",
    "bound",
    "deficit",
    "steps",
]


def deficit() -> sympy.Expr:
    """log(1+e^-λ) + λ e^-λ/(1+e^-λ)."""
    x = sympy.exp(-LAM)
    return sympy.log(1 + x) + LAM * x / (1 + x)


def bound() -> sympy.Expr:
    """(1+λ) e^-λ."""
    return (1 + LAM) * sympy.exp(-LAM)


def steps(information: sympy.Expr) -> Iterator[Step]:
    """The deficit in closed form, its sign, its bound, and the limit."""
    gap = sympy.log(2) - information
    yield Step(
        "log 2 - I ≤ (1+λ) e^-λ → 0 for λ ≥ 0",
        partial(prove_limit, information, LAM, sympy.log(2), bound(), NONNEGATIVE),
        ON_NONNEGATIVE,
    )
    yield Step("log 2 - I > 0 for λ ≥ 0", partial(prove_positive, gap, NONNEGATIVE), ON_NONNEGATIVE)
    yield Step(
        "log 2 - I = log(1+e^-λ) + λ e^-λ/(1+e^-λ)", partial(prove_equal, gap, deficit(), NONNEGATIVE), ON_NONNEGATIVE
    )


PROOF = Proof(
    id="ising_saturation",
    claim=Claim(
        "The mutual information tends to log 2 within an explicit bound, and stays below it.",
        r"0 < \log 2 - I(\lambda) \le (1+\lambda)\,e^{-\lambda}",
        "for all λ ≥ 0; the limit for λ → ∞",
        "Friedman (2026), witness 1; the bound is ours",
    ),
    steps=lambda: steps(published_closed_form()),
    neighbors=(
        Neighbor(
            "half the bound",
            "log 2 - I ≤ (1+λ) e^-λ / 2",
            lambda: prove_limit(published_closed_form(), LAM, sympy.log(2), bound() / 2, NONNEGATIVE),
        ),
        Neighbor(
            "without the strength in the bound",
            "log 2 - I ≤ e^-λ",
            lambda: prove_limit(published_closed_form(), LAM, sympy.log(2), sympy.exp(-LAM), NONNEGATIVE),
        ),
    ),
)
