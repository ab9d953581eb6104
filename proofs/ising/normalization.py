"""For all λ the coupled joint is a distribution: cells σ/2 and (1-σ)/2, positive, with sum exactly 1.

Source: Friedman (2026), witness 1.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import sympy

from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import prove_equal, prove_positive

from ._line import LAM, LINE, ON_LINE, agreement_probability

__all__ = [
    "PROOF",
    "steps",
]


def steps(joint: Any) -> Iterator[Step]:
    """The cells of a 2 x 2 table of expressions in λ: their sum, their signs, their closed forms."""
    yield Step("the cells sum to 1", partial(prove_equal, sympy.Add(*joint.ravel()), sympy.Integer(1), LINE), ON_LINE)
    sigma = agreement_probability(LAM)
    for a in range(2):
        for b in range(2):
            claimed, name = (sigma / 2, "σ/2") if a == b else ((1 - sigma) / 2, "(1-σ)/2")
            yield Step(f"cell ({a}, {b}) is positive", partial(prove_positive, joint[a, b], LINE), ON_LINE)
            yield Step(f"cell ({a}, {b}) is {name}", partial(prove_equal, joint[a, b], claimed, LINE), ON_LINE)


PROOF = Proof(
    id="ising_normalization",
    claim=Claim(
        "The coupled joint is a probability distribution at every coupling strength.",
        r"q_\lambda(a,b) = \tfrac12\sigma\,[a=b] + \tfrac12(1-\sigma)\,[a\ne b] > 0,\quad \sum q_\lambda = 1",
        "for all real λ",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(bernoulli_ising(LAM).joint()),
    neighbors=(
        Neighbor(
            "floor added",
            "1e-12 is added to each cell",
            lambda: prove_equal(
                sympy.Add(*bernoulli_ising(LAM).joint().ravel()) + sympy.Rational(4, 10**12), sympy.Integer(1), LINE
            ),
        ),
        Neighbor(
            "bounded away from zero",
            "every cell is claimed to exceed 1e-3",
            lambda: prove_positive(bernoulli_ising(LAM).joint()[0, 1] - sympy.Rational(1, 1000), LINE),
        ),
    ),
)
