"""How strongly a quantity reacts to relative changes of its inputs: derivatives backward through its definition.

Each step of the definition notes its value and its slopes by what it was made from; the slopes are then carried back to
the inputs, all of them in one pass. Balls carry values and slopes, at a fixed precision; the result is read as a
number, since it only tells causes apart.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from opd_exact.audit.functions.probes import Argument
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.information import Table
from opd_exact.numbers import working_precision

__all__ = [
    "Sensitivity",
    "enclosed",
    "sensitivity",
]

_BITS = 192


@dataclass(frozen=True)
class Sensitivity:
    """What rounding can do: `condition` to the inputs, `gross` to the terms.

    Changing every input by a relative amount of at most u changes the truth by at most condition * u, to first order:
    no algorithm that rounds its inputs does better. Rounding the terms of the definition, and what is inside their
    logarithms, may cost gross * u, which another way of computing it may avoid.
    """

    condition: float
    gross: float


@dataclass(eq=False)
class _Node:
    """A value, what it was made from with the slope by each, and the summed magnitudes of the terms inside it."""

    tape: "_Tape"
    value: arb
    parents: tuple[tuple["_Node", arb], ...]
    gross: arb

    def __sub__(self, other: "_Node") -> "_Node":
        parents = ((self, arb(1)), (other, arb(-1)))
        return self.tape.node(self.value - other.value, parents, self.gross + other.gross)

    def __rsub__(self, other: int) -> "_Node":
        return self.tape.from_exact(Fraction(other)) - self

    def __neg__(self) -> "_Node":
        return self.tape.node(-self.value, ((self, arb(-1)),), self.gross)

    def __mul__(self, other: "_Node | int | Fraction") -> "_Node":
        factor = other if isinstance(other, _Node) else self.tape.from_exact(Fraction(other))
        value = self.value * factor.value
        return self.tape.node(value, ((self, factor.value), (factor, self.value)), arb(0))

    __rmul__ = __mul__

    def __truediv__(self, other: "_Node") -> "_Node":
        found = self.tape.quotient(self, other)
        found.gross = self.gross / abs(other.value)
        return found


@dataclass(eq=False)
class _Tape:
    """The arithmetic of noted steps; it is only fed tables whose value is known to be finite."""

    nodes: list[_Node] = field(default_factory=list)
    name: str = "slopes"

    def node(self, value: arb, parents: tuple[tuple[_Node, arb], ...], gross: arb) -> _Node:
        made = _Node(self, value, parents, gross)
        self.nodes.append(made)
        return made

    def from_exact(self, value: Fraction) -> _Node:
        return self.node(_arb(value), (), arb(0))

    def is_zero(self, cell: _Node) -> bool:
        return bool(cell.value.is_zero())

    def sum(self, cells: Iterable[_Node]) -> _Node:
        listed = list(cells)
        value = sum((cell.value for cell in listed), arb(0))
        gross = sum((cell.gross for cell in listed), arb(0))
        return self.node(value, tuple((cell, arb(1)) for cell in listed), gross)

    def quotient(self, numerator: _Node, denominator: _Node) -> _Node:
        inverse = 1 / denominator.value
        value = numerator.value * inverse
        return self.node(value, ((numerator, inverse), (denominator, -value * inverse)), arb(0))

    def total(self, terms: Iterable[tuple[_Node, _Node]]) -> _Node:
        parents: list[tuple[_Node, arb]] = []
        value, gross = arb(0), arb(0)
        for c, r in terms:
            if c.value.is_zero():
                continue
            log = r.value.log()
            parents += [(c, log), (r, c.value / r.value)]
            value += c.value * log
            # an argument that is rounded before its logarithm is taken moves the term by |c| u
            gross += abs(c.value * log) + abs(c.value)
        return self.node(value, tuple(parents), gross)

    def power_sum(self, products: Iterable[Sequence[tuple[_Node, Any]]]) -> _Node:
        parents: list[tuple[_Node, arb]] = []
        value = arb(0)
        for factors in products:
            if any(r.value.is_zero() for r, _ in factors):
                continue
            exponents = [_arb(Fraction(e)) for _, e in factors]
            term = arb(1)
            for (r, _), e in zip(factors, exponents, strict=True):
                term *= r.value**e
            parents += [(r, term * e / r.value) for (r, _), e in zip(factors, exponents, strict=True)]
            value += term
        return self.node(value, tuple(parents), abs(value))  # the terms are positive

    def add(self, amounts: Iterable[_Node]) -> _Node:
        return self.sum(amounts)

    def logarithm(self, amount: _Node) -> _Node:
        log = amount.value.log()
        return self.node(log, ((amount, 1 / amount.value),), abs(log) + amount.gross / amount.value)

    def require_nonnegative(self, cells: Sequence[_Node], place: Callable[[int], str]) -> None:
        """Nothing: the input was checked when it was read."""

    def require_unit_sum(self, cells: Sequence[_Node], place: str) -> None:
        """Nothing: what is done about the sum was decided before."""

    def slopes(self, result: _Node) -> dict[_Node, arb]:
        """The slope of the result by every step, from the last back to the first."""
        found: dict[_Node, arb] = {result: arb(1)}
        for node in reversed(self.nodes):
            slope = found.get(node)
            if slope is None:
                continue
            for parent, by_parent in node.parents:
                found[parent] = found.get(parent, arb(0)) + slope * by_parent
        return found


def _arb(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))


def sensitivity(
    quantity: Quantity, arguments: tuple[Argument, ...], options: Mapping[str, Any], *, normalized: bool
) -> Sensitivity:
    """The sensitivity at an input where the value is finite.

    Cells that are 0 do not change relatively, and have no part.
    """
    tape = _Tape()
    with working_precision(_BITS):
        inputs, found = _noted(tape, quantity, arguments, options, normalized=normalized)
        slopes = tape.slopes(found)
        condition = sum((abs(cell.value * slopes[cell]) for cell in inputs if cell in slopes), arb(0))
        return Sensitivity(float(condition.mid()), float(found.gross.mid()))


def enclosed(
    quantity: Quantity, arguments: tuple[Argument, ...], options: Mapping[str, Any], *, normalized: bool
) -> arb:
    """The value at an input where it is finite, enclosed at flint's current precision."""
    _, found = _noted(_Tape(), quantity, arguments, options, normalized=normalized)
    return found.value


def _noted(
    tape: _Tape,
    quantity: Quantity,
    arguments: tuple[Argument, ...],
    options: Mapping[str, Any],
    *,
    normalized: bool,
) -> tuple[list[_Node], _Node]:
    """The inputs and the result of the definition, every step on the tape."""
    inputs: list[_Node] = []
    tables = []
    for argument in arguments:
        cells = [tape.from_exact(value) for value in argument.exact()]
        inputs += cells
        if normalized:
            total = tape.sum(cells)
            cells = [tape.quotient(cell, total) for cell in cells]
        tables.append(Table(argument.shape, tuple(cells), tape))
    found = quantity.of(tuple(tables), options)
    assert isinstance(found, _Node)  # the caller has seen that the value is finite
    return inputs, found
