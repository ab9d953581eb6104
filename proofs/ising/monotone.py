"""dI/dλ = λ σ(λ)(1 - σ(λ)), which is positive for λ > 0: the mutual information is strictly increasing on λ ≥ 0.

Source: Friedman (2026), witness 1.

With I = log 2 - H_b(σ), dI/dλ = log(σ/(1-σ)) dσ/dλ = λ · σ(1-σ). In t = e^λ this is λ t/(1+t)²: every coefficient is
positive, so the sign is that of λ.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import prove_equal, prove_positive, prove_strictly_increasing

from ._line import LAM, LINE, NONNEGATIVE, ON_LINE, ON_NONNEGATIVE, ON_POSITIVE, POSITIVE, agreement_probability
from .mutual_information_closed_form import published_closed_form

__all__ = [
    "PROOF",
    "steps",
]


def steps(information: sympy.Expr) -> Iterator[Step]:
    """Growth as such, which a jump would break and a derivative would not see; then the derivative and its sign."""
    slope = sympy.diff(information, LAM)
    yield Step(
        "I is strictly increasing on λ ≥ 0",
        partial(prove_strictly_increasing, information, LAM, NONNEGATIVE),
        ON_NONNEGATIVE,
    )
    yield Step("dI/dλ > 0 for λ > 0", partial(prove_positive, slope, POSITIVE), ON_POSITIVE)
    yield Step("dI/dλ = λ σ(1-σ)", partial(prove_equal, slope, _slope(), LINE), ON_LINE)


def _slope() -> sympy.Expr:
    sigma = agreement_probability(LAM)
    return LAM * sigma * (1 - sigma)


PROOF = Proof(
    id="ising_monotone",
    claim=Claim(
        "The mutual information of the coupled streams grows strictly with the coupling strength.",
        r"\frac{dI}{d\lambda} = \lambda\,\sigma(1-\sigma) > 0",
        "for all λ > 0",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(published_closed_form()),
    neighbors=(
        Neighbor(
            "without the strength",
            "dI/dλ = σ(1-σ)",
            lambda: prove_equal(sympy.diff(published_closed_form(), LAM), _slope() / LAM, POSITIVE),
        ),
        Neighbor(
            "increasing everywhere",
            "dI/dλ > 0 is claimed for all real λ",
            lambda: prove_positive(sympy.diff(published_closed_form(), LAM), LINE),
        ),
    ),
)
