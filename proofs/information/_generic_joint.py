"""Joint tables and pairs of distributions with every probability a symbol, shared by the theorems about information."""

import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from opd_exact.information import entropy
from opd_exact.symbolic import Domain

__all__ = [
    "GenericJoint",
    "GenericPair",
    "generic_joint",
    "generic_pair",
    "shape_text",
]


@dataclass(frozen=True)
class GenericJoint:
    """A joint table, one axis for each variable, and the simplex that it ranges over."""

    table: Any
    domain: Domain

    def marginal(self, *kept: int) -> Any:
        """The table of the variables on the given axes, the others summed out."""
        return self.table.sum(axis=tuple(axis for axis in range(self.table.ndim) if axis not in kept))

    def entropy(self, *kept: int) -> sympy.Expr:
        """The entropy of the variables on the given axes."""
        return entropy(self.marginal(*kept))

    def product_of_marginals(self) -> Any:
        """The table of the same shape in which the variables are independent, with the same marginals."""
        product = np.array(sympy.Integer(1), dtype=object)
        for axis in range(self.table.ndim):
            product = np.multiply.outer(product, self.marginal(axis))
        return product


def generic_joint(*shape: int, zeros: tuple[tuple[int, ...], ...] = ()) -> GenericJoint:
    """A table of symbols with sum 1; the cells at `zeros` hold the number 0."""
    cells = [index for index in itertools.product(*map(range, shape)) if index not in zeros]
    table = np.full(shape, sympy.Integer(0), dtype=object)
    for index in cells:
        table[index] = sympy.Symbol("p" + "".join(map(str, index)), positive=True)
    return GenericJoint(table, Domain(simplex=[tuple(table[index] for index in cells)]))


@dataclass(frozen=True)
class GenericPair:
    """Two distributions with full support over the same outcomes, and the pair of simplices that they range over."""

    p: tuple[sympy.Symbol, ...]
    q: tuple[sympy.Symbol, ...]

    def domain(self, **others: Any) -> Domain:
        """The domain of the pair, with further symbols declared as `Domain` takes them."""
        return Domain(simplex=[self.p, self.q], **others)


def generic_pair(outcomes: int) -> GenericPair:
    """Symbols for two distributions over so many outcomes."""
    p, q = (tuple(sympy.Symbol(f"{letter}{i}", positive=True) for i in range(outcomes)) for letter in "pq")
    return GenericPair(p, q)


def shape_text(shape: tuple[int, ...]) -> str:
    """The shape of a table as it is read aloud: 2 x 3."""
    return " x ".join(map(str, shape))
