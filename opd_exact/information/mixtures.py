"""Divergences to a mixture: finite whatever the supports, in nats."""

from collections.abc import Sequence

from opd_exact.information.arithmetic import Amount
from opd_exact.information.relative import same_shape
from opd_exact.information.table import Reading, TableLike, common_arithmetic, tabulate
from opd_exact.numbers import InputError, RationalLike, exact_rational

__all__ = [
    "generalized_jensen_shannon_divergence",
    "jensen_shannon_divergence",
    "skew_divergence",
]


def jensen_shannon_divergence(
    p: TableLike,
    q: TableLike,
    *,
    weights: Sequence[RationalLike] = ("1/2", "1/2"),
    reading: Reading | None = None,
) -> Amount:
    """Jensen-Shannon divergence w_1 D(p || m) + w_2 D(q || m) with the mixture m = w_1 p + w_2 q, in nats.

    Formed as this mean of divergences and not as a difference of entropies. At most log 2.

    Args:
        p, q: probabilities that sum to 1, of one shape.
        weights: (w_1, w_2), not negative, with sum 1.

    Raises:
        InputError: the shapes differ, or the weights are no distribution of two; and as `tabulate`.

    Source: Lin (1991), section 4.

    >>> print(jensen_shannon_divergence([1, 0], [0, 1]))
    log(2)
    >>> print(jensen_shannon_divergence([1, 0], [0, 1], weights=["1/4", "3/4"]))
    2*log(2) - 3/4*log(3)
    """
    return generalized_jensen_shannon_divergence([p, q], weights, reading=reading)


def generalized_jensen_shannon_divergence(
    distributions: Sequence[TableLike], weights: Sequence[RationalLike], *, reading: Reading | None = None
) -> Amount:
    """sum_i w_i D(p_i || m) with the mixture m = sum_i w_i p_i, in nats.

    Args:
        distributions: the p_i, of one shape, each with sum 1.
        weights: the w_i, as many, not negative, with sum 1.

    Raises:
        InputError: the shapes differ, or the weights are no distribution over them; and as `tabulate`.

    Source: Lin (1991), section 5.

    >>> print(generalized_jensen_shannon_divergence([[1, 0, 0], [0, 1, 0], [0, 0, 1]], ["1/3"] * 3))
    log(3)
    """
    if not len(distributions):
        raise InputError("distributions is empty, expected at least one")
    read = [tabulate(p, f"distributions[{i}]", reading) for i, p in enumerate(distributions)]
    w, *tables = common_arithmetic(tabulate(weights, "weights", reading), *read)
    if w.shape != (len(tables),):
        raise InputError(f"weights has shape {w.shape}, expected ({len(tables)},), one for each distribution")
    for i, table in enumerate(tables):
        if table.shape != tables[0].shape:
            raise InputError(f"distributions[{i}] has shape {table.shape}, expected {tables[0].shape} as the first has")
    weighted = [[weight * x for x in table.cells] for weight, table in zip(w.cells, tables, strict=True)]
    mixture = [w.arithmetic.sum(column) for column in zip(*weighted, strict=True)]
    return w.arithmetic.total(
        term
        for table, scaled in zip(tables, weighted, strict=True)
        for wx, x, m in zip(scaled, table.cells, mixture, strict=True)
        for term in ((wx, x), (-wx, m))
    )


def skew_divergence(p: TableLike, q: TableLike, alpha: RationalLike, *, reading: Reading | None = None) -> Amount:
    """Skew divergence D(p || (1 - alpha) p + alpha q), in nats: finite for alpha < 1, and D(p || q) at alpha = 1.

    Args:
        p, q: probabilities that sum to 1, of one shape.
        alpha: a rational in [0, 1], the weight of q in the mixture.

    Raises:
        InputError: alpha lies outside [0, 1], or the shapes differ; and as `tabulate`.

    Source: Lee (1999), with p and q as in the divergence menu of Friedman (2026).

    >>> print(skew_divergence([1, 0], [0, 1], "1/2"), skew_divergence([1, 0], [0, 1], 1))
    log(2) ∞
    """
    weight = exact_rational(alpha)
    if not 0 <= weight <= 1:
        raise InputError(f"alpha is {weight}, expected a number from 0 to 1")
    first, second = same_shape(p, q, reading)
    arithmetic = first.arithmetic
    kept, moved = arithmetic.from_exact(1 - weight), arithmetic.from_exact(weight)
    mixture = [arithmetic.sum((kept * x, moved * y)) for x, y in zip(first.cells, second.cells, strict=True)]
    return arithmetic.total(term for x, m in zip(first.cells, mixture, strict=True) for term in ((x, x), (-x, m)))
