"""Tables of probabilities: nested sequences or arrays, read once, checked once, with the arithmetic that they call for.

What the entries are decides the arithmetic: integers, fractions and the text of decimals or ratios are exact; a single
SymPy expression makes the whole table symbolic; balls make it a table of balls. Floats say nothing about what they
stand for, so they are refused until a `reading` says it:

=============  =========================================================================================
reading        a float is
=============  =========================================================================================
``"decimal"``  the rational that its shortest decimal spells: 0.85 is 17/20
``"binary"``   the rational that it holds bit for bit
``"float"``    itself: the whole quantity is then computed in floats, as a subject to be measured
=============  =========================================================================================
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, Literal

from opd_exact.information.arithmetic import Arithmetic, Cell
from opd_exact.information.leaves import flatten, read_leaves
from opd_exact.numbers import InputError, InputTypeError

__all__ = [
    "Reading",
    "Table",
    "TableLike",
    "common_arithmetic",
    "tabulate",
    "tabulate_rows",
]

Reading = Literal["decimal", "binary", "float"]
TableLike = Any
"""A `Table`, nested sequences, or a numpy array, of any number of axes."""


@dataclass(frozen=True)
class Table:
    """Cells in row-major order (last index fastest) with their shape and their arithmetic.

    Made by `tabulate` and `tabulate_rows`, which check what the constructor takes for granted.
    """

    shape: tuple[int, ...]
    cells: tuple[Cell, ...]
    arithmetic: Arithmetic

    def __len__(self) -> int:
        """The number of cells."""
        return len(self.cells)

    def _repr_html_(self) -> str:
        from opd_exact.information.display import table_html

        return table_html(self)

    def indices(self) -> Iterator[tuple[int, ...]]:
        """Every index, in the order of the cells."""
        return product(*(range(side) for side in self.shape))

    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """The cells along the last axis, one tuple for each combination of the other indices."""
        side = self.shape[-1]
        return tuple(self.cells[start : start + side] for start in range(0, len(self.cells), side))

    def marginal(self, *axes: int) -> "Table":
        """The table of the variables on the given axes, the others summed out.

        >>> joint = tabulate([["1/2", "1/4"], ["1/8", "1/8"]], "joint")
        >>> joint.marginal(0).cells
        (Fraction(3, 4), Fraction(1, 4))
        """
        kept = self.require_axes(axes, "axes")
        shape = tuple(self.shape[axis] for axis in kept)
        groups: list[list[Cell]] = [[] for _ in range(prod(shape))]
        for position, cell in zip(self._projection(kept), self.cells, strict=True):
            groups[position].append(cell)
        return Table(shape, tuple(self.arithmetic.sum(group) for group in groups), self.arithmetic)

    def spread(self, *axes: int) -> list[Cell]:
        """For each cell of this table, the marginal probability of its own index on the given axes.

        >>> tabulate([["1/2", "1/4"], ["1/8", "1/8"]], "joint").spread(0)
        [Fraction(3, 4), Fraction(3, 4), Fraction(1, 4), Fraction(1, 4)]
        """
        kept = self.require_axes(axes, "axes")
        marginal = self.marginal(*kept).cells
        return [marginal[position] for position in self._projection(kept)]

    def require_axes(self, axes: int | Sequence[int], what: str) -> tuple[int, ...]:
        """The axes as different numbers from 0 up; negative ones count from the end.

        Raises:
            InputTypeError: an axis is no integer.
            InputError: an axis does not exist or occurs twice.
        """
        listed = (axes,) if isinstance(axes, int) else tuple(axes)
        for axis in listed:
            if not isinstance(axis, int) or isinstance(axis, bool):
                raise InputTypeError(f"{what}: {axis!r} ({type(axis).__name__}) is no axis; axes are integers")
            if not -len(self.shape) <= axis < len(self.shape):
                raise InputError(f"{what}: axis {axis} does not exist in a table of shape {self.shape}")
        found = tuple(axis % len(self.shape) for axis in listed)
        if len(set(found)) != len(found):
            raise InputError(f"{what}: {listed} names an axis twice in a table of shape {self.shape}")
        return found

    def other_axes(self, axes: tuple[int, ...]) -> tuple[int, ...]:
        """The axes that are not among the given ones."""
        return tuple(axis for axis in range(len(self.shape)) if axis not in axes)

    def in_arithmetic(self, arithmetic: Arithmetic) -> "Table":
        """The same table in another arithmetic; only exact cells can be carried over."""
        if arithmetic == self.arithmetic or self.arithmetic.name == arithmetic.name == "balls":
            return Table(self.shape, self.cells, arithmetic)
        if self.arithmetic.name != "exact":
            raise InputTypeError(
                f"a table of {self.arithmetic.name} meets one of {arithmetic.name}; only exact ones combine with others"
            )
        return Table(self.shape, tuple(arithmetic.from_exact(cell) for cell in self.cells), arithmetic)

    def _projection(self, axes: tuple[int, ...]) -> Iterator[int]:
        """For each cell in order, the position of its index on the given axes in the table of these axes."""
        strides = [0] * len(self.shape)
        stride = 1
        for axis in reversed(axes):
            strides[axis] = stride
            stride *= self.shape[axis]
        offsets = [[index * step for index in range(side)] for side, step in zip(self.shape, strides, strict=True)]
        return map(sum, product(*offsets))


def tabulate(values: TableLike, what: str, reading: Reading | None = None) -> Table:
    """One distribution, of any number of axes: entries not negative, and all of them sum to 1.

    A sum with symbols in it is taken at its word, since only the declared domain of a proof can say what it is; a table
    of balls must be able to sum to 1; floats under ``reading="float"`` are not checked.

    Args:
        values: nested sequences or an array; a `Table` is returned as it is.
        what: the name of the argument, for messages.
        reading: what floats mean; see the table at the top of this module.

    Raises:
        InputTypeError: an entry is a float without a reading, a bool, complex, or no number.
        InputError: the table is empty or ragged, an entry is negative or no number, or the sum is not 1.

    >>> tabulate([0.98, "1/50"], "p", "decimal").cells
    (Fraction(49, 50), Fraction(1, 50))
    >>> tabulate(["0.5", "0.48"], "p")
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.InputError: p: entries sum to 49/50, expected 1 (short by 1/50); divide by the sum
    """
    if isinstance(values, Table):
        return values
    table = _read(values, what, reading)
    table.arithmetic.require_unit_sum(table.cells, what)
    return table


def tabulate_rows(values: TableLike, what: str, reading: Reading | None = None) -> Table:
    """Conditional distributions: entries not negative, and the entries along the last axis sum to 1 (row-stochastic).

    >>> tabulate_rows([["0.9", "0.1"], ["0.2", "0.7"]], "A")
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.InputError: A[1]: entries sum to 9/10, expected 1 (short by 1/10); divide by the sum
    """
    if isinstance(values, Table):
        return values
    table = _read(values, what, reading)
    if len(table.shape) < 2:
        raise InputError(f"{what} has shape {table.shape}, expected rows of probabilities (at least two axes)")
    names = product(*(range(side) for side in table.shape[:-1]))
    for name, row in zip(names, table.rows(), strict=True):
        table.arithmetic.require_unit_sum(row, f"{what}[{', '.join(map(str, name))}]")
    return table


def common_arithmetic(*tables: Table) -> tuple[Table, ...]:
    """The tables in one arithmetic: exact ones are carried over to that of the others.

    Raises:
        InputTypeError: two arithmetics other than the exact one meet.
    """
    others = [table.arithmetic for table in tables if table.arithmetic.name != "exact"]
    if not others:
        return tables
    widest = max(others, key=lambda arithmetic: getattr(arithmetic, "bits", 0))
    return tuple(table.in_arithmetic(widest) for table in tables)


def _read(values: TableLike, what: str, reading: Reading | None) -> Table:
    shape, leaves = flatten(values, what)

    def place(position: int) -> str:
        index = []
        for side in reversed(shape):
            position, last = divmod(position, side)
            index.append(last)
        return f"{what}[{', '.join(map(str, reversed(index)))}]"

    cells, arithmetic = read_leaves(leaves, place, reading)
    arithmetic.require_nonnegative(cells, place)
    return Table(shape, tuple(cells), arithmetic)
