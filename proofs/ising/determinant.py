"""The determinant of the coupled joint is tanh(λ/2)/4, so the joint is a product of its marginals exactly at λ = 0.

Source: Friedman (2026), witness 1; the determinant is the strongest form of "product of marginals at λ = 0".

q₁₁q₂₂ - q₁₂q₂₁ is zero exactly when a 2 x 2 table with positive cells is a product. It is odd in λ and positive for
λ > 0, hence zero only at λ = 0.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import prove_equal, prove_positive

from ._line import LAM, LINE, ON_LINE, ON_POSITIVE, POSITIVE

__all__ = [
    "PROOF",
    "determinant",
    "steps",
]


def determinant(model: CoupledStreams) -> sympy.Expr:
    """q₁₁ q₂₂ - q₁₂ q₂₁ of a 2 x 2 joint; a joint with positive cells is a product exactly when it is zero."""
    joint = model.joint()
    return joint[0, 0] * joint[1, 1] - joint[0, 1] * joint[1, 0]


def steps(model: CoupledStreams) -> Iterator[Step]:
    """The determinant is tanh(λ/2)/4: odd, and positive for λ > 0; so the joint is a product exactly at λ = 0."""
    value = determinant(model)
    yield Step("the determinant is tanh(λ/2)/4", partial(prove_equal, value, sympy.tanh(LAM / 2) / 4, LINE), ON_LINE)
    yield Step("the determinant is odd in λ", partial(prove_equal, value.subs(LAM, -LAM), -value, LINE), ON_LINE)
    yield Step("the determinant is positive for λ > 0", partial(prove_positive, value, POSITIVE), ON_POSITIVE)
    yield Step(
        "the determinant is zero at λ = 0", partial(prove_equal, value.subs(LAM, 0), sympy.Integer(0), LINE), ON_LINE
    )
    joint, first, second = model.joint(), model.marginal(0), model.marginal(1)
    for a in range(2):
        for b in range(2):
            # For a 2 x 2 table that sums to one, joint - product of marginals is the determinant up to sign.
            sign = 1 if a == b else -1
            gap = joint[a, b] - first[a] * second[b]
            yield Step(
                f"cell ({a}, {b}) differs from the product by the determinant",
                partial(prove_equal, gap, sign * value, LINE),
                ON_LINE,
            )


PROOF = Proof(
    id="ising_determinant",
    claim=Claim(
        "The coupled joint is the product of its marginals exactly when the coupling strength is zero.",
        r"q_{11}q_{22} - q_{12}q_{21} = \tfrac14\tanh\tfrac{\lambda}{2}",
        "for all real λ",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(bernoulli_ising(LAM)),
    neighbors=(
        Neighbor(
            "twice the argument",
            "tanh(λ)/4 in place of tanh(λ/2)/4",
            lambda: prove_equal(determinant(bernoulli_ising(LAM)), sympy.tanh(LAM) / 4, LINE),
        ),
        Neighbor(
            "positive everywhere",
            "the determinant is claimed positive for all real λ",
            lambda: prove_positive(determinant(bernoulli_ising(LAM)), LINE),
        ),
    ),
)
