"""How much the variables of a joint table tell about one another, in nats.

Each quantity is the expectation of a log ratio, formed from the cells and the marginals; none is formed from entropies,
so that identities between them are statements.

Index legend: x, y, z are outcomes of the variables on the axes of the joint table.
"""

from collections.abc import Sequence

from opd_exact.information.arithmetic import Amount
from opd_exact.information.table import Reading, Table, TableLike, tabulate
from opd_exact.numbers import InputError

__all__ = [
    "conditional_mutual_information",
    "interaction_information",
    "mutual_information",
    "total_correlation",
]


def mutual_information(joint: TableLike, *, first: int | Sequence[int] = 0, reading: Reading | None = None) -> Amount:
    """I(X; Y) = sum_xy p(x, y) log(p(x, y) / (p(x) p(y))), in nats: X on the axes `first`, Y on the others.

    Args:
        joint: probabilities that sum to 1, of at least two axes.
        first: the axis, or the axes, of X.

    Raises:
        InputError: X or Y has no axis, or an axis does not exist; and as `tabulate`.

    Source: Cover and Thomas (2006), eq. 2.28.

    >>> print(mutual_information([["1/2", 0], [0, "1/2"]]), mutual_information([["1/8", "3/8"], ["1/8", "3/8"]]))
    log(2) 0
    """
    table = tabulate(joint, "joint", reading)
    axes = table.require_axes(first, "first")
    others = table.other_axes(axes)
    if not axes or not others:
        raise InputError(f"first: {first!r} leaves a variable without an axis in a table of shape {table.shape}")
    return table.arithmetic.total(
        term
        for p, p_x, p_y in zip(table.cells, table.spread(*axes), table.spread(*others), strict=True)
        for term in ((p, p), (-p, p_x), (-p, p_y))
    )


def conditional_mutual_information(
    joint: TableLike, *, given: int | Sequence[int], reading: Reading | None = None
) -> Amount:
    """I(X; Y | Z) = sum_xyz p(x, y, z) log(p(x, y, z) p(z) / (p(x, z) p(y, z))), in nats.

    Args:
        joint: probabilities that sum to 1, of at least three axes.
        given: the axis, or the axes, of Z; exactly two must be left over, for X and Y.

    Raises:
        InputError: other than two axes are left over, or an axis does not exist; and as `tabulate`.

    Source: Cover and Thomas (2006), eq. 2.61.

    >>> exclusive_or = [[["1/4", 0], [0, "1/4"]], [[0, "1/4"], ["1/4", 0]]]
    >>> print(conditional_mutual_information(exclusive_or, given=2))
    log(2)
    """
    table = tabulate(joint, "joint", reading)
    z = table.require_axes(given, "given")
    left_over = table.other_axes(z)
    if len(left_over) != 2 or not z:
        raise InputError(f"given: {given!r} leaves {len(left_over)} axes of shape {table.shape} over, expected two")
    x, y = left_over
    marginals = (table.spread(*z), table.spread(x, *z), table.spread(y, *z))
    return table.arithmetic.total(
        term
        for p, p_z, p_xz, p_yz in zip(table.cells, *marginals, strict=True)
        for term in ((p, p), (p, p_z), (-p, p_xz), (-p, p_yz))
    )


def total_correlation(joint: TableLike, *, reading: Reading | None = None) -> Amount:
    """Total correlation: sum p(x_1, ..., x_n) log(p(x_1, ..., x_n) / (p(x_1) ... p(x_n))), in nats.

    Args:
        joint: probabilities that sum to 1; each axis is a variable. With one axis the value is 0.

    Raises:
        InputError, InputTypeError: as `tabulate`.

    Source: Watanabe (1960).

    >>> print(total_correlation([[["1/2", 0], [0, 0]], [[0, 0], [0, "1/2"]]]))
    2*log(2)
    """
    table = tabulate(joint, "joint", reading)
    marginals = [table.spread(axis) for axis in range(len(table.shape))]
    return table.arithmetic.total(
        term
        for p, *singles in zip(table.cells, *marginals, strict=True)
        for term in ((p, p), *((-p, r) for r in singles))
    )


def interaction_information(joint: TableLike, *, reading: Reading | None = None) -> Amount:
    """Interaction information I(X; Y; Z) = I(X; Y | Z) - I(X; Y), in nats: positive where Z brings dependence about.

    The sign is that of McGill: +log 2 for z = x xor y of fair coins, -log 2 for three copies of one fair coin. The
    co-information is its negative. Formed as
    sum p(x,y,z) log(p(x,y,z) p(x) p(y) p(z) / (p(x,y) p(x,z) p(y,z))), which is symmetric in the three variables.

    Args:
        joint: probabilities that sum to 1, of exactly three axes.

    Raises:
        InputError: joint has another number of axes; and as `tabulate`.

    Source: McGill (1954).

    >>> print(interaction_information([[["1/4", 0], [0, "1/4"]], [[0, "1/4"], ["1/4", 0]]]))
    log(2)
    """
    table = _with_axes(tabulate(joint, "joint", reading), 3)
    signs = {(0,): 1, (1,): 1, (2,): 1, (0, 1): -1, (0, 2): -1, (1, 2): -1}
    marginals = [table.spread(*axes) for axes in signs]
    return table.arithmetic.total(
        term
        for p, *parts in zip(table.cells, *marginals, strict=True)
        for term in ((p, p), *((sign * p, r) for sign, r in zip(signs.values(), parts, strict=True)))
    )


def _with_axes(table: Table, count: int) -> Table:
    if len(table.shape) != count:
        raise InputError(f"joint has shape {table.shape}, expected {count} axes")
    return table
