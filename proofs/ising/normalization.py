"""For all λ the coupled joint is a distribution: cells σ/2 and (1-σ)/2, positive, with sum exactly 1.

Source: Friedman (2026), witness 1.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import sympy

from opd_exact.symbolic import prove_equal, prove_positive

from ._line import LAM, LINE, Proof, agreement_probability

__all__ = [
    "theorems",
]


def theorems(joint: Any) -> Iterator[tuple[str, Proof]]:
    """The cells of a 2 x 2 table of expressions in λ: their sum, their signs, their closed forms."""
    yield "the cells sum to 1", partial(prove_equal, sympy.Add(*joint.ravel()), sympy.Integer(1), LINE)
    sigma = agreement_probability(LAM)
    for a in range(2):
        for b in range(2):
            claimed, name = (sigma / 2, "σ/2") if a == b else ((1 - sigma) / 2, "(1-σ)/2")
            yield f"cell ({a}, {b}) is positive", partial(prove_positive, joint[a, b], LINE)
            yield f"cell ({a}, {b}) is {name}", partial(prove_equal, joint[a, b], claimed, LINE)
