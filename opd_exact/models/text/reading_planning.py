"""Reading the `[pomdp]` table of a model file."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

import sympy

from opd_exact.models.pomdp import Variable
from opd_exact.models.text.cells import read_grid
from opd_exact.models.text.model import Kernel, PlanningTables
from opd_exact.models.text.section import Section, read_labels, shown
from opd_exact.numbers.errors import InputError

__all__ = [
    "read_planning",
]

_MOST_POLICIES = 4096


class Reader(Protocol):
    """What the reader of the file offers to its sections."""

    variables: dict[str, Variable]

    def known_variables(self, value: object, place: str) -> tuple[str, ...]:
        """Different variables of the file."""
        ...

    def finished(self, kernel: Kernel, grid: object, place: str) -> Kernel:
        """A kernel with its cells."""
        ...


def read_planning(entry: Section, reader: Reader) -> PlanningTables:
    """The tables of a factored POMDP: A and B in rows as channels, C log-preferences in nats, D first beliefs.

    Raises:
        InputError: a table is missing, has the wrong shape, or a row is no distribution of rational numbers.
    """
    factors, modalities = (entry.take(key, reader.known_variables) for key in ("factors", "modalities"))
    horizon = entry.take_or("horizon", _horizon, 1)
    a = _kernels(entry, "A", modalities, factors, reader)
    b = _kernels(entry, "B", factors, factors, reader)
    d = _kernels(entry, "D", factors, factors, reader)
    preferences = _preferences(entry.take("C", Section), modalities, reader.variables)
    actions = entry.take_or("actions", read_labels, _action_names(b))
    entry.finish(("factors", "modalities", "actions", "horizon", "A", "B", "C", "D"))
    if len(actions) != len(_action_names(b)):
        raise InputError(
            f"{entry.place}.actions: {len(actions)} names, expected {len(_action_names(b))}, one for each combination"
            " of the controls of the factors"
        )
    if len(actions) ** horizon > _MOST_POLICIES:
        raise InputError(f"{entry.place}.horizon: {len(actions)}^{horizon} policies, expected at most {_MOST_POLICIES}")
    return PlanningTables(factors, modalities, actions, horizon, a, b, preferences, d)


def _kernels(
    entry: Section, letter: str, names: tuple[str, ...], factors: tuple[str, ...], reader: Reader
) -> tuple[Kernel, ...]:
    letters = entry.take(letter, Section)
    found = []
    for name in names:
        if letter == "D":
            kernel = Kernel("pomdp.D", name, (name,), (), ())
            found.append(letters.take(name, lambda grid, place, kernel=kernel: reader.finished(kernel, grid, place)))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
            continue
        table = letters.take(name, Section)
        given = table.take("given", reader.known_variables) if letter == "A" else None
        if given is None:
            itself: tuple[str, ...] = (name,)
            given = table.take_or("given", reader.known_variables, itself)
        for variable in given:
            if variable not in factors:
                raise InputError(f"{table.place}.given: {variable!r} is no factor; there are {', '.join(factors)}")
        none: tuple[str, ...] = ()
        controls = table.take_or("controls", read_labels, none) if letter == "B" else none
        kernel = Kernel(f"pomdp.{letter}", name, (name,), given, (), controls=controls)
        found.append(table.take("rows", lambda grid, place, kernel=kernel: reader.finished(kernel, grid, place)))  # type: ignore[misc]  # as above
        table.finish(("given", "controls", "rows"))
    letters.finish(names)
    for kernel in found:
        if not all(isinstance(cell, Fraction) for cell in kernel.cells):
            raise InputError(f"{kernel.place}: found a formula in parameters, expected rational numbers")
    return tuple(found)


def _preferences(
    entry: Section, modalities: tuple[str, ...], variables: Mapping[str, Variable]
) -> tuple[tuple[Fraction, ...], ...]:
    no_symbols: dict[str, sympy.Symbol] = {}
    found = []
    for name in modalities:
        cells = entry.take(
            name,
            lambda grid, place, name=name: read_grid(grid, (variables[name],), place, no_symbols),  # type: ignore[misc]  # as above
        )
        if not all(isinstance(cell, Fraction) for cell in cells):
            raise InputError(f"{entry.within(name)}: expected rational numbers")
        found.append(cells)
    entry.finish(modalities)
    return tuple(found)


def _horizon(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 12:
        raise InputError(f"{place}: found {shown(value)}, expected a number of actions from 1 to 12")
    return value


def _action_names(transitions: tuple[Kernel, ...]) -> tuple[str, ...]:
    """The combinations of the controls, joined by +; a factor without controls adds nothing."""
    names = [""]
    for kernel in transitions:
        if kernel.controls:
            names = [f"{name}+{control}" if name else control for name in names for control in kernel.controls]
    return ("wait",) if names == [""] else tuple(names)
