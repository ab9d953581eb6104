"""The two ways in which GNN files lay out a table, and which of them a value has.

A table A[3,4,2] is written with its sides as declared, or as two slices of 3 by 4: the last side outermost.
"""

from fractions import Fraction
from itertools import product

from opd_exact.models.importers.gnn_text import Given
from opd_exact.models.importers.source import column_deficit
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError

__all__ = [
    "is_transposed",
    "laid_out",
    "sides_text",
    "value_tensor",
    "without_ones",
]

Sides = tuple[int | None, ...]


def laid_out(value: Given, shape: tuple[int, ...], layout: str | None) -> tuple[Tensor, str | None]:
    """A value as a table with its sides in the declared order; and the layout, where only the numbers told it.

    layout: "declared", "slices", or None for the one whose columns sum to one.

    Raises:
        InputError: the value has other sides; or no layout is named, the two give different tables, and not exactly
            one of them has columns that sum to one.
    """
    table = value_tensor(value)
    found = without_ones(table.shape, len(shape))
    if found == shape[:-1] and shape[-1] == 1:
        return Tensor(shape, table.entries), None
    ways = {"declared": Tensor(shape, table.entries)} if found == shape else {}
    if len(shape) > 2 and found == (shape[-1], *shape[:-1]):
        ways["slices"] = _unsliced(table.entries, shape)
    if layout is not None and len(shape) > 2:
        ways = {way: table for way, table in ways.items() if way == layout}
    if not ways:
        sliced = (shape[-1], *shape[:-1])
        expected = (
            [shape] if len(shape) <= 2 else {"declared": [shape], "slices": [sliced]}.get(layout or "", [shape, sliced])
        )
        told = " or ".join(map(sides_text, expected))
        raise value.place.error(f"{value.name}: the value has sides {sides_text(table.shape)}, expected {told}")
    tables = list(ways.values())
    if len(tables) == 1 or tables[0] == tables[1]:
        return tables[0], None
    return _settled(value, ways)


def _settled(value: Given, ways: dict[str, Tensor]) -> tuple[Tensor, str]:
    problems = {way: _problem(table) for way, table in ways.items()}
    fitting = [way for way, problem in problems.items() if problem is None]
    if len(fitting) == 1:
        return ways[fitting[0]], fitting[0]
    if fitting:
        declared, slices = ways["declared"], ways["slices"]
        index = next(i for i in declared.indices() if declared[i] != slices[i])
        told = f"both give distributions, and entry {list(index)} is {declared[index]} or {slices[index]}"
    else:
        told = "; ".join(f"as {way!r}, {problem}" for way, problem in problems.items())
    raise value.place.error(
        f"{value.name}: sides as declared, or slices with the last side outermost? {told}; write 'layout: declared' or"
        " 'layout: slices' under ModelParameters, or pass layout="
    )


def is_transposed(table: Tensor) -> bool:
    """Whether the rows of a matrix sum to one and its columns do not: rescaling would make another model of it.

    >>> is_transposed(Tensor.from_nested([["0.9", "0.1"], ["0.2", "0.8"]]))
    True
    """
    if len(table.shape) != 2 or _problem(table) is None:
        return False
    width = table.shape[1]
    rows = [table.entries[start : start + width] for start in range(0, len(table.entries), width)]
    return all(column_deficit(row) is None for row in rows)


def value_tensor(value: Given) -> Tensor:
    """A value as a table with the sides that its lists have."""
    try:
        return Tensor.from_nested(value.value if isinstance(value.value, list) else [value.value])
    except InputError as error:
        raise value.place.error(f"{value.name}: {error}") from error


def without_ones(sides: Sides, count: int) -> Sides:
    """Sides of length one dropped until `count` are left, those in front first: D[2,1] and D={(0.5, 0.5)} are vectors.

    >>> without_ones((1, 3), 1), without_ones((3, 1), 1), without_ones((1, 3), 2)
    ((3,), (3,), (1, 3))
    """
    left = list(sides)
    for position in (0, -1):
        while len(left) > count and left[position] == 1:
            del left[position]
    return tuple(left)


def sides_text(sides: Sides) -> str:
    """Sides as messages show them.

    >>> sides_text((3, None))
    '[3,?]'
    """
    return f"[{','.join('?' if side is None else str(side) for side in sides)}]"


def _unsliced(entries: tuple[Fraction, ...], shape: tuple[int, ...]) -> Tensor:
    sliced = Tensor((shape[-1], *shape[:-1]), entries)
    return Tensor(shape, tuple(sliced[(index[-1], *index[:-1])] for index in product(*map(range, shape))))


def _problem(table: Tensor) -> str | None:
    problems = (column_deficit(column) for _, column in table.columns())
    return next((problem for problem in problems if problem is not None), None)
