"""Sums of products of finite tables, exactly: variables are summed out one at a time, cheap ones first.

Every table is scaled to whole numbers before it is multiplied, so no fraction is reduced on the way; the scale is
divided out of the result once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import lcm, prod
from typing import Any

import numpy as np

from opd_exact.numbers.errors import BudgetExhausted

__all__ = [
    "MOST_CELLS",
    "Factor",
    "min_fill_order",
    "summed_product",
]

MOST_CELLS = 1_000_000
"""Largest table that arises in an elimination."""


@dataclass(frozen=True)
class Factor:
    """A table over named variables, one axis each: the whole numbers in `cells` divided by `below`."""

    names: tuple[str, ...]
    cells: Any
    below: int = 1

    @classmethod
    def of(cls, names: Sequence[str], shape: Sequence[int], entries: Sequence[Fraction]) -> "Factor":
        """The factor of exact entries in row-major order.

        >>> half = Factor.of("X", (2,), (Fraction(1, 2), Fraction(1, 3)))
        >>> half.cells.tolist(), half.below
        ([3, 2], 6)
        """
        below = lcm(*(entry.denominator for entry in entries))
        cells = np.empty(len(entries), dtype=object)
        cells[:] = [entry.numerator * (below // entry.denominator) for entry in entries]
        return cls(tuple(names), cells.reshape(tuple(shape)), below)

    def at(self, values: Mapping[str, int]) -> "Factor":
        """The factor with some variables held at values; others than its own are passed over."""
        index = tuple(values.get(name, slice(None)) for name in self.names)
        kept = tuple(name for name in self.names if name not in values)
        return Factor(kept, np.asarray(self.cells[index], dtype=object), self.below)

    def spread(self, names: Sequence[str]) -> Any:
        """The cells with an axis for each of the names, of length one where the factor lacks the variable."""
        order = [self.names.index(name) for name in names if name in self.names]
        shape = [self.cells.shape[self.names.index(name)] if name in self.names else 1 for name in names]
        return self.cells.transpose(order).reshape(shape)


def summed_product(factors: Iterable[Factor], kept: Sequence[str], *, limit: int = MOST_CELLS) -> Factor:
    """The product of the factors with every variable summed out but those in `kept`, whose order the axes take.

    Raises:
        BudgetExhausted: a table of more than `limit` cells would arise.

    Source: Zhang and Poole (1996), variable elimination; the order is that of least fill.

    >>> coin = Factor.of("X", (2,), (Fraction(1, 4), Fraction(3, 4)))
    >>> noise = Factor.of("YX", (2, 2), (Fraction(1), Fraction(1, 3), Fraction(0), Fraction(2, 3)))
    >>> found = summed_product([coin, noise], ["Y"])
    >>> [Fraction(cell, found.below) for cell in found.cells]
    [Fraction(1, 2), Fraction(1, 2)]
    """
    left = list(factors)
    for name in min_fill_order([factor.names for factor in left], kept):
        touched = [factor for factor in left if name in factor.names]
        names = tuple(dict.fromkeys(n for factor in touched for n in factor.names if n != name))
        whole = _product(touched, (*names, name), limit)
        left = [factor for factor in left if name not in factor.names]
        left.append(Factor(names, np.asarray(whole.cells.sum(axis=-1), dtype=object), whole.below))
    return _product(left, tuple(kept), limit)


def min_fill_order(scopes: Iterable[Sequence[str]], kept: Sequence[str]) -> list[str]:
    """The variables that are not kept, each time the one whose neighbors lack fewest links; ties in order of scopes.

    >>> min_fill_order(["AB", "BC", "CD"], ["D"])
    ['A', 'B', 'C']
    """
    neighbors: dict[str, set[str]] = {}
    for scope in scopes:
        for name in scope:
            neighbors.setdefault(name, set()).update(other for other in scope if other != name)
    order = []
    left = [name for name in neighbors if name not in kept]
    while left:
        name = min(left, key=lambda n: _fill(neighbors, n))
        for one, other in combinations(neighbors[name], 2):
            neighbors[one].add(other)
            neighbors[other].add(one)
        for other in neighbors.pop(name):
            neighbors[other].discard(name)
        left.remove(name)
        order.append(name)
    return order


def _fill(neighbors: Mapping[str, set[str]], name: str) -> tuple[int, int]:
    missing = sum(other not in neighbors[one] for one, other in combinations(neighbors[name], 2))
    return missing, len(neighbors[name])


def _product(factors: Sequence[Factor], names: tuple[str, ...], limit: int) -> Factor:
    sizes = {n: size for factor in factors for n, size in zip(factor.names, factor.cells.shape, strict=True)}
    shape = tuple(sizes[name] for name in names)
    if prod(shape) > limit:
        raise BudgetExhausted(f"a table of {', '.join(names)} has {prod(shape)} cells, more than the limit of {limit}")
    cells = np.empty(shape, dtype=object)
    cells[...] = 1
    below = 1
    for factor in factors:
        cells = cells * factor.spread(names)
        below *= factor.below
    return Factor(names, np.asarray(cells, dtype=object), below)
