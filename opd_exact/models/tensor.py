"""Finite tables of exact numbers with named shape: what the A, B, C, D of a factored model are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "Tensor",
]


@dataclass(frozen=True)
class Tensor:
    """An exact table: `entries` in row-major order (last index fastest), as many as `shape` says.

    Raises:
        InputError: the shape is empty or has a side below 1, or the number of entries is not its product.

    >>> table = Tensor.from_nested([["0.95", "0.05"], ["1/20", "19/20"]])
    >>> table.shape, table[0, 1], table[1, 0]
    ((2, 2), Fraction(1, 20), Fraction(1, 20))
    """

    shape: tuple[int, ...]
    entries: tuple[Fraction, ...]

    def __post_init__(self) -> None:
        if not self.shape or min(self.shape) < 1:
            raise InputError(f"tensor: shape {self.shape}, expected at least one side and every side at least 1")
        if len(self.entries) != prod(self.shape):
            raise InputError(f"tensor: {len(self.entries)} entries for shape {self.shape}, expected {prod(self.shape)}")

    @classmethod
    def from_nested(cls, nested: object) -> "Tensor":
        """The table written as lists in lists, every leaf an int, a Fraction or the text of an exact rational.

        Raises:
            InputError: two sibling lists differ in length, a list is empty, or a text is not a rational.
            InputTypeError: a leaf is a float or of another type without an exact reading.
        """
        shape = _shape_of(nested)
        return cls(shape, tuple(_leaves(nested, shape, ())))

    @classmethod
    def zeros(cls, shape: tuple[int, ...], ones: Sequence[tuple[int, ...]] = ()) -> "Tensor":
        """The table of zeros, with a one at each of the listed indices.

        >>> Tensor.zeros((2, 2), ones=[(0, 0), (1, 1)]).nested()
        ((Fraction(1, 1), Fraction(0, 1)), (Fraction(0, 1), Fraction(1, 1)))
        """
        table = cls(shape, (Fraction(0),) * prod(shape))
        for index in ones:
            table = table.replacing(index, Fraction(1))
        return table

    def __getitem__(self, index: tuple[int, ...]) -> Fraction:
        """The entry at a full index, one number for each side."""
        return self.entries[self._offset(index)]

    def replacing(self, index: tuple[int, ...], value: Fraction) -> "Tensor":
        """The same table with one entry changed."""
        offset = self._offset(index)
        return Tensor(self.shape, (*self.entries[:offset], value, *self.entries[offset + 1 :]))

    def _repr_html_(self) -> str:
        from opd_exact.models.display import tensor_html

        return tensor_html(self)

    def indices(self) -> Iterator[tuple[int, ...]]:
        """Every index, in the order of the entries."""
        return product(*(range(side) for side in self.shape))

    def columns(self) -> Iterator[tuple[tuple[int, ...], tuple[Fraction, ...]]]:
        """Every column: the entries along the first side, with the indices of the other sides that name it."""
        for rest in product(*(range(side) for side in self.shape[1:])):
            yield rest, self.column(rest)

    def column(self, rest: tuple[int, ...]) -> tuple[Fraction, ...]:
        """The entries along the first side at the given other indices.

        >>> Tensor.from_nested([[1, 2], [3, 4]]).column((1,))
        (Fraction(2, 1), Fraction(4, 1))
        """
        return tuple(self[(first, *rest)] for first in range(self.shape[0]))

    def nested(self) -> tuple[object, ...]:
        """The table as tuples in tuples."""
        level: tuple[object, ...] = self.entries
        for side in reversed(self.shape[1:]):
            level = tuple(level[start : start + side] for start in range(0, len(level), side))
        return level

    def _offset(self, index: tuple[int, ...]) -> int:
        if len(index) != len(self.shape):
            raise InputError(f"tensor of shape {self.shape}: index {index}, expected {len(self.shape)} numbers")
        offset = 0
        for position, side in zip(index, self.shape, strict=True):
            if not 0 <= position < side:
                raise InputError(f"tensor of shape {self.shape}: index {index} lies outside")
            offset = offset * side + position
        return offset


def _shape_of(nested: object) -> tuple[int, ...]:
    shape: list[int] = []
    while isinstance(nested, list | tuple):
        shape.append(len(nested))
        if not nested:
            break
        nested = nested[0]
    if not shape or 0 in shape:
        raise InputError(f"tensor: found {nested!r}, expected a non-empty list of numbers (or of such lists)")
    return tuple(shape)


def _leaves(nested: object, shape: tuple[int, ...], place: tuple[int, ...]) -> Iterator[Fraction]:
    depth = len(place)
    if depth == len(shape):
        yield exact_rational(nested)
        return
    if not isinstance(nested, list | tuple) or len(nested) != shape[depth]:
        found = f"{len(nested)} items" if isinstance(nested, list | tuple) else repr(nested)
        raise InputError(f"tensor: at {list(place)} found {found}, expected {shape[depth]} items as in its siblings")
    for position, item in enumerate(nested):
        yield from _leaves(item, shape, (*place, position))
