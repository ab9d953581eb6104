"""Entropies of distributions and of joint tables, in nats.

Index legend: x, y are outcomes of a joint table; its axes are the variables.
"""

from collections.abc import Sequence

from opd_exact.information.arithmetic import Amount
from opd_exact.information.table import Reading, TableLike, tabulate
from opd_exact.numbers import InputError

__all__ = [
    "conditional_entropy",
    "entropy",
]


def entropy(p: TableLike, *, reading: Reading | None = None) -> Amount:
    """Shannon entropy H(p) = -sum_x p(x) log p(x), in nats; the joint entropy if p has several axes.

    Outcomes with p(x) = 0 count as 0. Exact for exact entries, a SymPy expression for symbolic ones.

    Args:
        p: probabilities that sum to 1, of any number of axes.
        reading: what floats mean; see `opd_exact.information.table`.

    Raises:
        InputError, InputTypeError: p is no distribution; see `tabulate`.

    Source: Cover and Thomas (2006), eqs. 2.1 and 2.8.

    >>> print(entropy(["1/2", "1/4", "1/4"]))
    3/2*log(2)
    """
    table = tabulate(p, "p", reading)
    return table.arithmetic.total((-x, x) for x in table.cells)


def conditional_entropy(joint: TableLike, *, given: int | Sequence[int], reading: Reading | None = None) -> Amount:
    """H(Y | X) = -sum_xy p(x, y) log p(y | x), in nats: X on the axes `given`, Y on the others.

    Formed as this expectation and not as a difference of entropies, so that the chain rule is a statement about it.

    Args:
        joint: probabilities that sum to 1, of at least two axes.
        given: the axis, or the axes, of the variable that is known; some axis must be left over.

    Raises:
        InputError: no axis is left over, or an axis does not exist; and as `tabulate`.

    Source: Cover and Thomas (2006), eq. 2.12.

    >>> print(conditional_entropy([["1/4", "1/4"], ["1/2", 0]], given=0))
    1/2*log(2)
    """
    table = tabulate(joint, "joint", reading)
    known = table.require_axes(given, "given")
    if not table.other_axes(known):
        raise InputError(f"given: {given!r} names every axis of a table of shape {table.shape}; leave one over")
    conditions = table.spread(*known)
    # log p(y | x) = log p(x, y) - log p(x)
    return table.arithmetic.total(
        term for p, p_x in zip(table.cells, conditions, strict=True) for term in ((-p, p), (p, p_x))
    )
