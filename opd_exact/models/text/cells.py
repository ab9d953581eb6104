"""Cells of a model file: how numbers and formulas are read, laid out in rows, and shown to be probabilities.

A row that does not sum to one is told with its exact deficit; nothing is normalized unless the file says `weights`.
With parameters, both conditions are proved for the whole domain, or refuted at a point.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import sympy

from opd_exact.models.pomdp import Variable
from opd_exact.models.text.amounts import as_expression, expression_text, total
from opd_exact.models.text.formula import closest, read_formula
from opd_exact.models.text.model import Cell
from opd_exact.models.text.section import SpelledFloat, read_rational, shown
from opd_exact.numbers.errors import InputError, OpdExactError
from opd_exact.symbolic import Domain, Refutation, prove_equal, prove_nonnegative, prove_positive
from opd_exact.symbolic.deciding import Answer

__all__ = [
    "MOST_CELLS",
    "MOST_FORMULAS",
    "read_cell",
    "read_grid",
    "require_distribution",
    "require_weights",
]

MOST_CELLS = 200_000
"""Largest number of cells of one table, and of one joint."""

MOST_FORMULAS = 2_000
"""Most cells of one table that are formulas in parameters, and most cells of a joint with such formulas."""

Axis = Variable
Symbols = Mapping[str, sympy.Symbol]


def read_cell(value: object, place: str, symbols: Symbols) -> Cell:
    """A number, or a formula in the parameters."""
    if not isinstance(value, str) or isinstance(value, SpelledFloat):
        return read_rational(value, place)
    try:
        return read_formula(value, symbols)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def read_grid(value: object, axes: Sequence[Axis], place: str, symbols: Symbols) -> tuple[Cell, ...]:
    """Cells in row-major order, written as lists in lists or as tables whose keys are the names of the values."""
    size = prod(len(axis) for axis in axes)
    if size > MOST_CELLS:
        raise InputError(f"{place}: {size} cells, expected at most {MOST_CELLS}")
    if not axes:
        return (read_cell(value, place, symbols),)
    axis, rest = axes[0], axes[1:]
    if isinstance(value, Mapping):
        for key in value:
            if key not in axis.values:
                raise InputError(f"{place}: {axis.name} has no value {shown(key)}{closest(key[:60], axis.values)}")
        for label in axis.values:
            if label not in value:
                raise InputError(f"{place}: nothing for {axis.name}={label}")
        named = [(value[label], f"{place}.{label}") for label in axis.values]
    elif isinstance(value, list):
        if len(value) != len(axis):
            raise InputError(
                f"{place}: found {len(value)} entries, expected {len(axis)}, one for each value of {axis.name}"
                f" ({', '.join(axis.values[:8])}{', …' if len(axis) > 8 else ''})"
            )
        named = [(item, f"{place}[{i}]") for i, item in enumerate(value)]
    else:
        raise InputError(f"{place}: found {shown(value)}, expected {len(axis)} entries for the values of {axis.name}")
    return tuple(cell for item, at in named for cell in read_grid(item, rest, at, symbols))


def require_distribution(cells: Sequence[Cell], place: str, domain: Domain) -> None:
    """Refuse a row that is not a distribution for all values of the parameters.

    Raises:
        InputError: an entry is negative somewhere, or the sum is not one; or neither was shown.
    """
    _require_nonnegative(cells, place, domain)
    whole = total(cells)
    if isinstance(whole, Fraction):
        if whole != 1:
            amount = f"short by {1 - whole}" if whole < 1 else f"over by {whole - 1}"
            raise InputError(f"{place}: entries sum to {whole}, expected 1 ({amount})")
        return
    expression = as_expression(whole)
    answer = _asked(prove_equal, (expression, 1), place, "that its entries sum to 1", domain)
    if isinstance(answer, Refutation):
        raise InputError(
            f"{place}: entries sum to {expression_text(expression)}, expected 1 for all values of the parameters;"
            f" {_where(answer)} the sum is off by {answer.value_text}"
        )


def require_weights(cells: Sequence[Cell], place: str, domain: Domain) -> None:
    """Refuse a row of weights with a negative entry or without a positive sum, for some values of the parameters."""
    _require_nonnegative(cells, place, domain)
    whole = total(cells)
    if isinstance(whole, Fraction):
        if whole == 0:
            raise InputError(f"{place}: all weights are 0, so they stand for no distribution")
        return
    answer = _asked(prove_positive, (as_expression(whole),), place, "that the sum of its weights is positive", domain)
    if isinstance(answer, Refutation):
        raise InputError(f"{place}: the weights do not have a positive sum {_where(answer)}")


def _require_nonnegative(cells: Sequence[Cell], place: str, domain: Domain) -> None:
    for position, cell in enumerate(cells):
        if isinstance(cell, Fraction):
            if cell < 0:
                raise InputError(f"{place}: entry {position + 1} is {cell}, which is negative")
            continue
        what = f"that entry {position + 1}, {expression_text(cell)}, is nowhere negative"
        answer = _asked(prove_nonnegative, (cell,), place, what, domain)
        if isinstance(answer, Refutation):
            raise InputError(
                f"{place}: entry {position + 1}, {expression_text(cell)}, is {answer.value_text} {_where(answer)},"
                " expected a probability; narrow the range of the parameters"
            )


def _asked(prove: Callable[..., Answer], arguments: tuple[Any, ...], place: str, what: str, domain: Domain) -> Answer:
    try:
        return prove(*arguments, domain)
    except OpdExactError as error:
        raise InputError(f"{place}: it was not shown {what} on the domain ({domain}): {error}") from error


def _where(answer: Refutation) -> str:
    point = ", ".join(f"{symbol} = {value}" for symbol, value in answer.point.items())
    return f"at {point}" if answer.difference is not None and point else "as it stands"
