"""The floats as they are: the definitions carried out in float16, float32 or float64, to be measured and never trusted.

Nothing is checked beyond shape, nothing is promoted and nothing is compensated: what comes out is what the format gives
for the formula as it is written, summed from left to right.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.information.arithmetic import Power, Term
from opd_exact.numbers import exact_rational, nearest_float

__all__ = [
    "FloatArithmetic",
]


@dataclass(frozen=True)
class FloatArithmetic:
    """Cells and amounts are numpy scalars of one dtype: "float16", "float32" or "float64"."""

    dtype: str
    name: str = "floats"

    def from_exact(self, value: Fraction) -> Any:
        """The correctly rounded float of a rational."""
        return nearest_float(value, self.dtype)

    def is_zero(self, cell: Any) -> bool:
        """Whether the float is 0."""
        return bool(cell == 0)

    def sum(self, cells: Iterable[Any]) -> Any:
        """The sum, from left to right."""
        found = self._scalar(0)
        with np.errstate(all="ignore"):
            for cell in cells:
                found = found + cell
        return found

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """numerator / denominator."""
        with np.errstate(all="ignore"):
            return numerator / denominator

    def total(self, terms: Iterable[Term]) -> Any:
        """The sum of c log r over the terms (c, r), from left to right; terms with c = 0 are left out."""
        with np.errstate(all="ignore"):
            return self.sum(c * np.log(r) for c, r in terms if c != 0)

    def power_sum(self, products: Iterable[Sequence[Power]]) -> Any:
        """The sum over the products of their factors r**e, exponents rounded to the format."""
        found = self._scalar(0)
        with np.errstate(all="ignore"):
            for factors in products:
                read = [(r, self._exponent(e)) for r, e in factors]
                if any(r == 0 and e >= 0 for r, e in read):
                    continue
                product = self._scalar(1)
                for r, e in read:
                    product = product * r**e
                found = found + product
        return found

    def add(self, amounts: Iterable[Any]) -> Any:
        """The sum of amounts."""
        return self.sum(amounts)

    def logarithm(self, amount: Any) -> Any:
        """The logarithm of an amount."""
        with np.errstate(all="ignore"):
            return np.log(amount)

    def require_nonnegative(self, cells: Sequence[Any], place: Callable[[int], str]) -> None:
        """Nothing: a subject is taken as it is."""

    def require_unit_sum(self, cells: Sequence[Any], place: str) -> None:
        """Nothing: a subject is taken as it is."""

    def _scalar(self, value: float) -> Any:
        return np.dtype(self.dtype).type(value)

    def _exponent(self, value: object) -> Any:
        if isinstance(value, float | np.floating):
            return self._scalar(float(value))
        return nearest_float(exact_rational(value), self.dtype)
