"""Entropies the way a user of pymdp computes them from what it returns: in double precision, with numpy.

They are subjects of the audit, weaknesses included: each vector is divided by its float sum, and entries that are not
positive are left out.
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

__all__ = [
    "belief_entropy",
    "float_entropy",
]


def float_entropy(probabilities: Sequence[Fraction]) -> float:
    """-sum p log p in float64, nats, of stored floats divided by their sum (given as the exact numbers they hold).

    >>> float_entropy([Fraction(1, 2), Fraction(1, 2)])
    0.6931471805599453
    """
    p = np.asarray([float(probability) for probability in probabilities], dtype=np.float64)
    p = p[p > 0] / p.sum()
    return -float((p * np.log(p)).sum())


def belief_entropy(beliefs: Sequence[Sequence[Fraction]]) -> float:
    """The sum of the float entropies of one belief for each factor, in nats."""
    total = 0.0
    for belief in beliefs:
        total += float_entropy(belief)
    return total
