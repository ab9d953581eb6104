"""Exact quantities of 10^3 to 10^5 outcomes, from integer weights: a probability is a weight over the sum of all.

The definitions are those of `entropy`, `relative_entropy` and `mutual_information`, written over the weights, so that
every logarithm is of a weight or of a sum of weights and nothing is multiplied out. Whole arrays are summed at once.
"""

from math import lcm
from typing import Any

import numpy as np

from opd_exact.information.table import Table
from opd_exact.numbers import Infinity, InputTypeError, LogForm
from opd_exact.numbers.bulk import (
    Weights,
    entropy_of_weights,
    mutual_information_of_weights,
    relative_entropy_of_weights,
)

__all__ = [
    "entropy_from_weights",
    "mutual_information_from_weights",
    "relative_entropy_from_weights",
]


def entropy_from_weights(weights: Weights | Table) -> LogForm:
    """Shannon entropy of p_i = w_i / sum(w), in nats, exact, for weights w.

    Args:
        weights: integers >= 0 of any shape, not all 0, or a `Table` of exact cells.

    Raises:
        InputTypeError: the weights are no integers (floats and bools have no declared exact value), or the table is not
            exact.
        InputError: a weight is negative.
        OutsideDomain: the weights sum to 0.

    Source: Cover and Thomas (2006), eq. 2.1.

    >>> print(entropy_from_weights(np.array([1, 1, 2])))
    3/2*log(2)
    """
    return entropy_of_weights(_weights(weights, "weights"))


def relative_entropy_from_weights(weights: Weights | Table, reference: Weights | Table) -> LogForm | Infinity:
    """D(p || q) of p_i = w_i / sum(w) and q_i = v_i / sum(v), in nats, exact; +∞ where w_i > 0 = v_i.

    Args:
        weights, reference: the w and the v, integers >= 0 of one shape, in each not all 0, or a `Table` of exact cells.

    Raises:
        InputTypeError, OutsideDomain: as `entropy_from_weights`.
        InputError: a weight is negative, or the shapes differ.

    Source: Cover and Thomas (2006), eq. 2.26.

    >>> print(relative_entropy_from_weights([1, 1], [1, 3]))
    log(2) - 1/2*log(3)
    """
    return relative_entropy_of_weights(_weights(weights, "weights"), _weights(reference, "reference"))


def mutual_information_from_weights(joint: Weights | Table) -> LogForm:
    """I(X; Y) of p_ij = w_ij / sum(w), in nats, exact, for weights w.

    Args:
        joint: the w, integers >= 0 of shape (x, y), not all 0, or a `Table` of exact cells with two axes.

    Raises:
        InputTypeError, OutsideDomain: as `entropy_from_weights`.
        InputError: a weight is negative, or joint has other than two axes.

    Source: Cover and Thomas (2006), eq. 2.28.

    >>> print(mutual_information_from_weights([[1, 0], [0, 1]]))
    log(2)
    """
    return mutual_information_of_weights(_weights(joint, "joint"))


def _weights(values: Weights | Table, what: str) -> Weights:
    """The weights as they are, or the cells of an exact table over their common denominator."""
    if not isinstance(values, Table):
        return values
    if values.arithmetic.name != "exact":
        raise InputTypeError(f"{what} is a table of {values.arithmetic.name}, expected exact cells")
    common = lcm(*(cell.denominator for cell in values.cells))
    scaled: list[Any] = [cell.numerator * (common // cell.denominator) for cell in values.cells]
    return np.array(scaled, dtype=object).reshape(values.shape)
