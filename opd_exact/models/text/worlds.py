"""The tables behind a named model: joints and distributions over named variables, their marginals and conditionals.

A *world* is a table with the variables of its axes. Zero cells stay zero: nothing is floored and nothing normalized,
except weights, and what is left after an event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

from opd_exact.information import Table
from opd_exact.information.exact_arithmetic import ExactArithmetic
from opd_exact.information.symbolic_arithmetic import SymbolicArithmetic
from opd_exact.models.pomdp import Variable
from opd_exact.models.text.amounts import product as product_of
from opd_exact.models.text.amounts import total
from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import Kernel, NamedModel, ProductJoint
from opd_exact.models.text.tree import Event
from opd_exact.numbers.errors import InputError, OutsideDomain

__all__ = [
    "World",
    "find_world",
    "make_world",
    "named_world",
    "probabilities",
    "table_of",
    "value_index",
]


@dataclass(frozen=True)
class World:
    """A distribution over named variables, one axis each."""

    name: str
    variables: tuple[Variable, ...]
    table: Table

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the variables, in the order of the axes."""
        return tuple(variable.name for variable in self.variables)

    def axes(self, names: Sequence[str]) -> tuple[int, ...]:
        """The axes of variables.

        Raises:
            InputError: a variable is not one of this world's.
        """
        own = self.names
        for name in names:
            if name not in own:
                raise InputError(f"{self.name} has no variable {name!r}{closest(name, own)}; it has {', '.join(own)}")
        return tuple(own.index(name) for name in names)

    def marginal(self, names: Sequence[str]) -> "World":
        """The distribution of some variables, in the given order."""
        axes = self.axes(names)
        return World(self.name, tuple(self.variables[axis] for axis in axes), self.table.marginal(*axes))

    def mass(self, events: Sequence[Event]) -> Any:
        """The probability that all events hold."""
        return self.table.arithmetic.sum(self._cells_after(events)[1])

    def after(self, events: Sequence[Event]) -> "World":
        """The distribution of the other variables, given events; this world where there are none.

        Raises:
            OutsideDomain: the events have probability 0.
        """
        if not events:
            return self
        left, cells = self._cells_after(events)
        arithmetic = self.table.arithmetic
        mass = arithmetic.sum(cells)
        if arithmetic.is_zero(mass):
            told = ", ".join(f"{event.variable}={event.value}" for event in events)
            raise OutsideDomain(f"{told} has probability 0, so nothing can be conditioned on it")
        shape = tuple(len(variable) for variable in left)
        return World(
            self.name, left, Table(shape, tuple(arithmetic.quotient(cell, mass) for cell in cells), arithmetic)
        )

    def _cells_after(self, events: Sequence[Event]) -> tuple[tuple[Variable, ...], list[Any]]:
        """The variables that no event fixes, and the cells where the events hold."""
        fixed: dict[int, int] = {}
        for event in events:
            (axis,) = self.axes([event.variable])
            value = value_index(self.variables[axis], event.value)
            if fixed.setdefault(axis, value) != value:
                raise InputError(f"two values of {event.variable} at once")
        left = tuple(variable for axis, variable in enumerate(self.variables) if axis not in fixed)
        cells = [
            cell
            for index, cell in zip(self.table.indices(), self.table.cells, strict=True)
            if all(index[axis] == value for axis, value in fixed.items())
        ]
        return left, cells


def value_index(variable: Variable, value: str) -> int:
    """The position of a value of a variable.

    Raises:
        InputError: it has no such value.
    """
    if value not in variable.values:
        raise InputError(
            f"{variable.name} has no value {value!r}{closest(value, variable.values)}; it has"
            f" {', '.join(variable.values)}"
        )
    return variable.values.index(value)


def probabilities(model: NamedModel, kernel: Kernel) -> tuple[Any, ...]:
    """The cells of a kernel as probabilities: weights are divided by the sum of their row."""
    if not kernel.weights:
        return kernel.cells
    cells: list[Any] = []
    for row in kernel.rows(model.combinations(kernel.of)):
        whole = total(row)
        cells += [product_of([(1, cell), (-1, whole)]) for cell in row]
    return tuple(cells)


def table_of(shape: tuple[int, ...], cells: Sequence[Any]) -> Table:
    """A table of cells that were checked: exact where all are rational, else symbolic."""
    if all(isinstance(cell, Fraction) for cell in cells):
        return Table(shape, tuple(cells), ExactArithmetic())
    symbolic = SymbolicArithmetic()
    return Table(shape, tuple(symbolic.from_exact(c) if isinstance(c, Fraction) else c for c in cells), symbolic)


def make_world(model: NamedModel, kernel: Kernel) -> World:
    """The world of a distribution."""
    variables = tuple(model.variable(name) for name in kernel.of)
    return World(kernel.name, variables, table_of(tuple(map(len, variables)), probabilities(model, kernel)))


def named_world(model: NamedModel, name: str) -> World:
    """The world of a joint or distribution, by name.

    Raises:
        InputError: there is none of this name.
    """
    known = _worlds(model)
    if name in known:
        return known[name]
    if any(kernel.name == name for kernel in model.kernels):
        raise InputError(f"{name!r} is a channel; a distribution or joint is expected")
    raise InputError(f"{name!r} is no distribution or joint{closest(name, known)}")


def find_world(model: NamedModel, variables: Sequence[str], scope: str | None) -> World:
    """The world that variables are asked about: the named one, else the one joint, else the one distribution of them.

    Raises:
        InputError: no world holds all of the variables, or several do.
    """
    if scope is not None:
        return named_world(model, scope)
    for name in variables:
        model.variable(name)
    known = _worlds(model)
    joints = {*(joint.name for joint in model.joints), *(k.name for k in model.kernels if k.section == "joints")}
    holding = [name for name, world in known.items() if set(variables) <= set(world.names)]
    found = [name for name in holding if name in joints] or holding
    told = ", ".join(dict.fromkeys(variables))
    if not found:
        raise InputError(f"no joint and no distribution holds {told}; write one under [joints]")
    if len(found) > 1:
        raise InputError(f"{told}: held by {', '.join(found)}; say which, as in H[{found[0]}]({told})")
    return known[found[0]]


def _worlds(model: NamedModel) -> Mapping[str, World]:
    """Every world of a model by name; kept with the model, since each query needs them."""
    found: Mapping[str, World] | None = model.__dict__.get("_worlds")
    if found is None:
        found = {kernel.name: make_world(model, kernel) for kernel in model.kernels if not kernel.given}
        found = {**found, **{joint.name: _product(model, joint) for joint in model.joints}}
        model.__dict__["_worlds"] = found
    return found


def _product(model: NamedModel, joint: ProductJoint) -> World:
    variables = tuple(model.variable(name) for factor in joint.factors for name in factor.of)
    position = {variable.name: axis for axis, variable in enumerate(variables)}
    sizes = [len(variable) for variable in variables]
    parts = []
    for factor in joint.factors:
        axes = [position[name] for name in (*factor.given, *factor.of)]
        strides = []
        stride = 1
        for axis in reversed(axes):
            strides.append((axis, stride))
            stride *= sizes[axis]
        parts.append((strides, probabilities(model, model.kernel(factor.kernel))))
    cells = []
    for index in product(*(range(size) for size in sizes)):
        cell: Any = Fraction(1)
        for strides, entries in parts:
            entry = entries[sum(index[axis] * stride for axis, stride in strides)]
            cell = product_of([(1, cell), (1, entry)])
        cells.append(cell)
    return World(joint.name, variables, table_of(tuple(sizes), cells))
