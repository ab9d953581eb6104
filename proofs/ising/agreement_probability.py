"""The streams agree with probability σ(λ) = 1/(1+e^-λ), under either of the paper's conventions for the coupling.

Source: Friedman (2026), witness 1: the text has J = 1 on agreement and 0 off it, the code has J = ±1/2, the paper's
formal module has J = ±1.

I(λ) is even, so a flipped coupling passes every check of I; the probability of agreement tells the sign. A constant
added to J cancels against the partition function, and doubling J is the same as doubling λ.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Refutation, Theorem, prove_equal

from ._line import LAM, LINE, ON_LINE, agreement_probability

__all__ = [
    "PROOF",
    "steps",
]


def steps(model: CoupledStreams) -> Iterator[Step]:
    """The streams agree with probability σ(λ), under either of the paper's two conventions for J."""
    joint = model.joint()
    agreement = joint[0, 0] + joint[1, 1]
    yield Step(
        "the streams agree with probability 1/(1+e^-λ)",
        partial(prove_equal, agreement, agreement_probability(LAM), LINE),
        ON_LINE,
    )
    one, zero = sympy.Integer(1), sympy.Integer(0)
    alike = bernoulli_ising(model.strength, ((one, zero), (zero, one)))
    yield Step("J = 1 on agreement and 0 off it gives the same joint", partial(_same_joint, model, alike))
    doubled = bernoulli_ising(model.strength / 2, ((one, -one), (-one, one)))
    yield Step("J = 1 and -1 gives the same joint at half the strength", partial(_same_joint, model, doubled))


def _same_joint(model: CoupledStreams, other: CoupledStreams) -> Theorem | Refutation:
    results = [prove_equal(p, q, LINE) for p, q in zip(model.joint().ravel(), other.joint().ravel(), strict=True)]
    return next((result for result in results if isinstance(result, Refutation)), results[0])


_ONE = sympy.Integer(1)

PROOF = Proof(
    id="ising_agreement_probability",
    claim=Claim(
        "The coupled streams agree with the logistic probability of the coupling strength, however J is normalized.",
        r"P(\pi_1 = \pi_2) = \frac{1}{1+e^{-\lambda}}",
        "for all real λ; for J = ±1/2, for J = 1/0, and for J = ±1 at half the strength",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(bernoulli_ising(LAM)),
    neighbors=(
        Neighbor(
            "doubled coupling at full strength",
            "J = ±1 is taken for J = ±1/2 without halving λ",
            lambda: _same_joint(bernoulli_ising(LAM), bernoulli_ising(LAM, ((_ONE, -_ONE), (-_ONE, _ONE)))),
        ),
        Neighbor(
            "sign flipped",
            "σ(-λ) in place of σ(λ)",
            lambda: prove_equal(2 * bernoulli_ising(LAM).joint()[0, 0], agreement_probability(-LAM), LINE),
        ),
    ),
)
