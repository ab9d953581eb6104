"""Quantities that compare one distribution with another, in nats."""

from opd_exact.information.arithmetic import Amount
from opd_exact.information.table import Reading, Table, TableLike, common_arithmetic, tabulate
from opd_exact.numbers import InputError

__all__ = [
    "cross_entropy",
    "relative_entropy",
]


def cross_entropy(p: TableLike, q: TableLike, *, reading: Reading | None = None) -> Amount:
    """Cross entropy H(p, q) = -sum_x p(x) log q(x), in nats.

    Infinite where p has mass and q has none; outcomes with p(x) = 0 count as 0.

    Args:
        p: probabilities that sum to 1, of any shape.
        q: probabilities that sum to 1, of the shape of p.

    Raises:
        InputError: the shapes differ; and as `tabulate`.

    Source: Murphy (2022), section 6.1.2.

    >>> print(cross_entropy(["1/2", "1/2"], ["1/4", "3/4"]), cross_entropy([1, 0], [0, 1]))
    2*log(2) - 1/2*log(3) ∞
    """
    first, second = same_shape(p, q, reading)
    return first.arithmetic.total((-x, y) for x, y in zip(first.cells, second.cells, strict=True))


def relative_entropy(p: TableLike, q: TableLike, *, reading: Reading | None = None) -> Amount:
    """Relative entropy, or KL divergence, D(p || q) = sum_x p(x) log(p(x) / q(x)), in nats.

    Infinite where p has mass and q has none; outcomes with p(x) = 0 count as 0. No smoothing constant is added.

    Args:
        p: probabilities that sum to 1, of any shape.
        q: probabilities that sum to 1, of the shape of p.

    Raises:
        InputError: the shapes differ; and as `tabulate`.

    Source: Cover and Thomas (2006), eq. 2.26.

    >>> print(relative_entropy(["1/2", "1/2"], ["1/4", "3/4"]), relative_entropy([1, 0], [0, 1]))
    log(2) - 1/2*log(3) ∞
    """
    first, second = same_shape(p, q, reading)
    return first.arithmetic.total(
        term for x, y in zip(first.cells, second.cells, strict=True) for term in ((x, x), (-x, y))
    )


def same_shape(p: TableLike, q: TableLike, reading: Reading | None) -> tuple[Table, Table]:
    """Two distributions over the same outcomes, in one arithmetic."""
    first, second = common_arithmetic(tabulate(p, "p", reading), tabulate(q, "q", reading))
    if first.shape != second.shape:
        raise InputError(f"p has shape {first.shape} and q has shape {second.shape}; expected one set of outcomes")
    return first, second
