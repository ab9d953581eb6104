"""What the mutual information cannot tell: the sign of the coupling, and which coupling matrix was meant.

Source: Friedman (2026), witness 1; the determinant is the strongest form of "product of marginals at λ = 0".

I(λ) is even, so a flipped coupling passes every check of I. Two observables are odd about independence: the
probability of agreement σ(λ) = 1/(1+e^-λ), and the determinant of the joint, tanh(λ/2)/4. The determinant is zero
exactly when the joint is a product; it is odd and positive for λ > 0, hence zero only at λ = 0.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.symbolic import Refutation, Theorem, prove_equal, prove_positive

from ._line import LAM, LINE, POSITIVE, Proof, agreement_probability

__all__ = [
    "agreement_theorems",
    "determinant",
    "determinant_theorems",
]


def determinant(model: CoupledStreams) -> sympy.Expr:
    """q₁₁ q₂₂ - q₁₂ q₂₁ of a 2 x 2 joint; a joint with positive cells is a product exactly when it is zero."""
    joint = model.joint()
    return joint[0, 0] * joint[1, 1] - joint[0, 1] * joint[1, 0]


def agreement_theorems(model: CoupledStreams) -> Iterator[tuple[str, Proof]]:
    """The streams agree with probability σ(λ), under either of the paper's two conventions for J."""
    joint = model.joint()
    agreement = joint[0, 0] + joint[1, 1]
    yield (
        "the streams agree with probability 1/(1+e^-λ)",
        partial(prove_equal, agreement, agreement_probability(LAM), LINE),
    )
    one, zero = sympy.Integer(1), sympy.Integer(0)
    alike = bernoulli_ising(model.strength, ((one, zero), (zero, one)))
    yield "J = 1 on agreement and 0 off it gives the same joint", partial(_same_joint, model, alike)
    doubled = bernoulli_ising(model.strength / 2, ((one, -one), (-one, one)))
    yield "J = 1 and -1 gives the same joint at half the strength", partial(_same_joint, model, doubled)


def determinant_theorems(model: CoupledStreams) -> Iterator[tuple[str, Proof]]:
    """The determinant is tanh(λ/2)/4: odd, and positive for λ > 0; so the joint is a product exactly at λ = 0."""
    value = determinant(model)
    yield "the determinant is tanh(λ/2)/4", partial(prove_equal, value, sympy.tanh(LAM / 2) / 4, LINE)
    yield "the determinant is odd in λ", partial(prove_equal, value.subs(LAM, -LAM), -value, LINE)
    yield "the determinant is positive for λ > 0", partial(prove_positive, value, POSITIVE)
    yield "the determinant is zero at λ = 0", partial(prove_equal, value.subs(LAM, 0), sympy.Integer(0), LINE)
    joint, first, second = model.joint(), model.marginal(0), model.marginal(1)
    for a in range(2):
        for b in range(2):
            # For a 2 x 2 table that sums to one, joint - product of marginals is the determinant up to sign.
            sign = 1 if a == b else -1
            gap = joint[a, b] - first[a] * second[b]
            yield (
                f"cell ({a}, {b}) differs from the product by the determinant",
                partial(prove_equal, gap, sign * value, LINE),
            )


def _same_joint(model: CoupledStreams, other: CoupledStreams) -> Theorem | Refutation:
    results = [prove_equal(p, q, LINE) for p, q in zip(model.joint().ravel(), other.joint().ravel(), strict=True)]
    return next((result for result in results if isinstance(result, Refutation)), results[0])
