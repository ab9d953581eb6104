"""The protocol behind one definition per quantity: what a kind of number must be able to do.

Four arithmetics meet it. A *cell* is what a table of probabilities holds; an *amount* is what a quantity comes out as.

==========  ===================================  ==========================================================
arithmetic  cell                                 amount
==========  ===================================  ==========================================================
exact       `Fraction`                           `LogForm` or an infinity; `RadicalForm` where powers occur
symbolic    SymPy expression                     SymPy expression
balls       `Ball`                               `Ball` or an infinity
floats      numpy float16, float32 or float64    the same: a subject to be measured, never evidence
==========  ===================================  ==========================================================

Conventions of the field hold in all four: 0 log r is 0 whatever r, and c log 0 is -∞ for c > 0 and +∞ for c < 0. A log
of a product is never formed: its factors come as terms of their own, so that nothing is multiplied out.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Protocol

__all__ = [
    "Amount",
    "Arithmetic",
    "Cell",
    "Power",
    "Term",
]

Cell = Any
Amount = Any
Term = tuple[Cell, Cell]
"""(c, r), for the summand c log r."""
Power = tuple[Cell, Any]
"""(r, e), for the factor r**e."""


class Arithmetic(Protocol):
    """One kind of number, as the definitions use it."""

    @property
    def name(self) -> str:
        """How messages call it: "exact", "symbolic", "balls" or "floats"."""
        ...

    def from_exact(self, value: Fraction) -> Cell:
        """An exact rational as a cell."""
        ...

    def is_zero(self, cell: Cell) -> bool:
        """Whether the cell is the number 0 as it stands; an expression or a ball that might be 0 is not."""
        ...

    def sum(self, cells: Iterable[Cell]) -> Cell:
        """The sum of cells."""
        ...

    def quotient(self, numerator: Cell, denominator: Cell) -> Cell:
        """numerator / denominator, for a denominator that is not 0 (floats give what IEEE 754 gives for 0)."""
        ...

    def total(self, terms: Iterable[Term]) -> Amount:
        """The sum of c log r over the terms (c, r).

        Raises:
            OutsideDomain: terms of +∞ and of -∞ occur together (floats give nan instead, as they would anywhere).
        """
        ...

    def power_sum(self, products: Iterable[Sequence[Power]]) -> Amount:
        """The sum over the products of their factors r**e; a product with 0**e is 0 for e >= 0 and +∞ for e < 0.

        A product that holds both (0**e with e < 0, and another factor 0) is 0, which is the convention of divergences:
        an outcome that neither distribution can produce counts for nothing.
        """
        ...

    def add(self, amounts: Iterable[Amount]) -> Amount:
        """The sum of amounts.

        Raises:
            OutsideDomain: +∞ and -∞ occur together (floats give nan instead).
        """
        ...

    def logarithm(self, amount: Amount) -> Amount:
        """The logarithm of an amount that is not negative; -∞ at 0 and +∞ at +∞."""
        ...

    def require_nonnegative(self, cells: Sequence[Cell], place: Callable[[int], str]) -> None:
        """Refuse a cell that is negative; `place` names the cell at a position.

        Raises:
            InputError: naming the place and the value.
        """
        ...

    def require_unit_sum(self, cells: Sequence[Cell], place: str) -> None:
        """Refuse cells whose sum is not 1, as far as this arithmetic can tell.

        Raises:
            InputError: naming the place, the sum and the deficit.
        """
        ...
