"""How strongly a quantity reacts to relative changes of its inputs: forward derivatives through its definition.

A cell is a value with its derivatives x_j df/dx_j by the logarithm of each input; an amount is the same, and besides
the sum of the magnitudes of the terms it was summed from. Balls carry both, at a fixed precision; the derivatives are
read as numbers, since they only tell causes apart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from opd_exact.audit.functions.probes import Argument
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.information import Table
from opd_exact.numbers import Infinity, working_precision

__all__ = [
    "Sensitivity",
    "sensitivity",
]

_BITS = 192

_MOST_CELLS = 64
"""Beyond this many cells the derivatives, one for each cell of each cell, are not worth their time."""


@dataclass(frozen=True)
class Sensitivity:
    """What rounding can do: `condition` to the inputs, `gross` to the terms.

    Changing every input by a relative amount of at most u changes the truth by at most condition * u, to first order:
    no algorithm that rounds its inputs does better. Summing the terms of the definition with that rounding may cost
    gross * u, which another way of summing may avoid.
    """

    condition: float
    gross: float


@dataclass(frozen=True)
class _Dual:
    value: arb
    slopes: tuple[arb, ...]
    gross: arb

    def __rsub__(self, other: "_Dual | int") -> "_Dual":
        return _plus(other if isinstance(other, _Dual) else _constant(other, len(self.slopes)), _scaled(self, arb(-1)))

    def __sub__(self, other: "_Dual") -> "_Dual":
        return _plus(self, _scaled(other, arb(-1)))

    def __neg__(self) -> "_Dual":
        return _scaled(self, arb(-1))

    def __mul__(self, other: Any) -> "_Dual":
        if isinstance(other, _Dual):
            slopes = tuple(self.value * b + other.value * a for a, b in zip(self.slopes, other.slopes, strict=True))
            return _Dual(self.value * other.value, slopes, abs(self.value * other.value))
        return _scaled(self, _arb(Fraction(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: "_Dual") -> "_Dual":
        return _scaled(self, 1 / other.value)  # only divisors without derivatives occur


def _arb(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def _constant(value: Fraction | int, count: int) -> _Dual:
    return _Dual(_arb(Fraction(value)), (arb(0),) * count, arb(0))


def _plus(a: _Dual, b: _Dual) -> _Dual:
    slopes = tuple(x + y for x, y in zip(a.slopes, b.slopes, strict=True))
    return _Dual(a.value + b.value, slopes, a.gross + b.gross)


def _scaled(a: _Dual, factor: arb) -> _Dual:
    return _Dual(a.value * factor, tuple(x * factor for x in a.slopes), a.gross * abs(factor))


@dataclass(frozen=True)
class _DualArithmetic:
    """The arithmetic of values with derivatives; it is only fed tables whose value is known to be finite."""

    count: int
    name: str = "derivatives"

    def from_exact(self, value: Fraction) -> _Dual:
        return _constant(value, self.count)

    def is_zero(self, cell: _Dual) -> bool:
        return bool(cell.value.is_zero())

    def sum(self, cells: Iterable[_Dual]) -> _Dual:
        found = _constant(0, self.count)
        for cell in cells:
            found = _plus(found, cell)
        return found

    def quotient(self, numerator: _Dual, denominator: _Dual) -> _Dual:
        inverse = 1 / denominator.value
        slopes = tuple(
            (a - numerator.value * inverse * b) * inverse
            for a, b in zip(numerator.slopes, denominator.slopes, strict=True)
        )
        return _Dual(numerator.value * inverse, slopes, arb(0))

    def total(self, terms: Iterable[tuple[_Dual, _Dual]]) -> _Dual:
        found = _constant(0, self.count)
        for c, r in terms:
            if c.value.is_zero():
                continue
            log = r.value.log()
            slopes = tuple(a * log + c.value * b / r.value for a, b in zip(c.slopes, r.slopes, strict=True))
            found = _plus(found, _Dual(c.value * log, slopes, abs(c.value * log)))
        return found

    def power_sum(self, products: Iterable[Sequence[tuple[_Dual, Any]]]) -> _Dual:
        found = _constant(0, self.count)
        for factors in products:
            if any(r.value.is_zero() for r, _ in factors):
                continue
            exponents = [_arb(Fraction(e)) for _, e in factors]
            value = arb(1)
            for (r, _), e in zip(factors, exponents, strict=True):
                value *= r.value**e
            slopes = [arb(0)] * self.count
            for (r, _), e in zip(factors, exponents, strict=True):
                slopes = [s + value * e * b / r.value for s, b in zip(slopes, r.slopes, strict=True)]
            found = _plus(found, _Dual(value, tuple(slopes), abs(value)))
        return found

    def add(self, amounts: Iterable[_Dual]) -> _Dual:
        return self.sum(amounts)

    def logarithm(self, amount: _Dual) -> _Dual:
        slopes = tuple(b / amount.value for b in amount.slopes)
        return _Dual(amount.value.log(), slopes, abs(amount.value.log()) + amount.gross / amount.value)

    def require_nonnegative(self, cells: Sequence[_Dual], place: Callable[[int], str]) -> None:
        pass

    def require_unit_sum(self, cells: Sequence[_Dual], place: str) -> None:
        pass


def sensitivity(
    quantity: Quantity, arguments: tuple[Argument, ...], options: dict[str, Any], *, normalized: bool
) -> Sensitivity | None:
    """The sensitivity at an input where the value is finite; None where there are too many cells.

    Cells that are 0 do not change relatively, and have no part.
    """
    count = sum(len(argument.values) for argument in arguments)
    if count > _MOST_CELLS:
        return None
    arithmetic = _DualArithmetic(count)
    with working_precision(_BITS):
        tables, start = [], 0
        for argument in arguments:
            cells = [_variable(value, start + at, count) for at, value in enumerate(argument.exact())]
            start += len(cells)
            if normalized:
                total = arithmetic.sum(cells)
                cells = [arithmetic.quotient(cell, total) for cell in cells]
            tables.append(Table(argument.shape, tuple(cells), arithmetic))
        found = quantity.of(tuple(tables), options)
        if isinstance(found, Infinity):
            return None
        condition = sum((abs(slope) for slope in found.slopes), arb(0))
        return Sensitivity(float(condition.mid()), float(found.gross.mid()))


def _variable(value: Fraction, at: int, count: int) -> _Dual:
    slopes = [arb(0)] * count
    slopes[at] = _arb(value)
    return _Dual(_arb(value), tuple(slopes), arb(0))
