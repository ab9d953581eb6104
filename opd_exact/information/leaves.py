"""From what a caller has at hand (nested lists, arrays of many kinds) to cells of one arithmetic."""

import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from opd_exact.information.arithmetic import Arithmetic, Cell
from opd_exact.information.ball_arithmetic import BallArithmetic
from opd_exact.information.exact_arithmetic import ExactArithmetic
from opd_exact.information.float_arithmetic import FloatArithmetic
from opd_exact.information.symbolic_arithmetic import SymbolicArithmetic
from opd_exact.numbers import Ball, InputError, InputTypeError, binary_reading, decimal_reading, exact_rational

__all__ = [
    "flatten",
    "read_leaves",
]

_READINGS = (None, "decimal", "binary", "float")
_LEAST_BITS = 128

Place = Callable[[int], str]
"""The name of the leaf at a position, for messages."""


def flatten(values: Any, what: str) -> tuple[tuple[int, ...], list[Any]]:
    """The shape of nested sequences or of an array, and its leaves in row-major order.

    Raises:
        InputTypeError: values is no sequence and no array.
        InputError: a sequence is empty, or siblings differ in length or depth.
    """
    if isinstance(values, np.ndarray):
        return _flatten_array(values, what)
    if hasattr(values, "tolist") and not isinstance(values, np.generic):  # SymPy's matrices and arrays
        values = values.tolist()
    if not _is_nested(values):
        raise InputTypeError(f"{what} is {values!r} ({type(values).__name__}), expected a sequence or an array")
    shape: list[int] = []
    level = values
    while _is_nested(level):
        if not len(level):
            raise InputError(f"{what} is empty on axis {len(shape)}, expected at least one entry")
        shape.append(len(level))
        level = level[0]
    leaves: list[Any] = []
    _collect(values, tuple(shape), (), what, leaves)
    return tuple(shape), leaves


def _flatten_array(values: "np.ndarray[Any, Any]", what: str) -> tuple[tuple[int, ...], list[Any]]:
    if values.ndim == 0:
        raise InputTypeError(f"{what} is an array without axes, expected at least one")
    if values.size == 0:
        raise InputError(f"{what} is empty: its shape is {values.shape}, expected at least one entry")
    if values.dtype.kind not in "iufOU" or values.dtype.name in ("float128", "float96"):
        raise InputTypeError(f"{what} is an array of {values.dtype}, expected integers, rationals, text or floats")
    # plain iteration keeps numpy's scalars, and with them the format of floats
    return values.shape, list(values.ravel())


def _is_nested(values: Any) -> bool:
    return isinstance(values, Sequence | np.ndarray) and not isinstance(values, str | bytes)


def _collect(level: Any, shape: tuple[int, ...], place: tuple[int, ...], what: str, leaves: list[Any]) -> None:
    name = f"{what}[{', '.join(map(str, place))}]" if place else what
    if not shape:
        if _is_nested(level):
            raise InputError(f"{name} is a sequence, expected a number as at the first entry (the table is ragged)")
        leaves.append(level)
        return
    if not _is_nested(level):
        raise InputError(f"{name} is {level!r}, expected {shape[0]} entries as its siblings have (the table is ragged)")
    if len(level) != shape[0]:
        raise InputError(f"{name} has {len(level)} entries, expected {shape[0]} as its siblings have")
    for position, item in enumerate(level):
        _collect(item, shape[1:], (*place, position), what, leaves)


def read_leaves(leaves: Sequence[Any], place: Place, reading: str | None) -> tuple[list[Cell], Arithmetic]:
    """The leaves as cells of the arithmetic that they call for; see `opd_exact.information.table`."""
    if reading not in _READINGS:
        raise InputError(f'reading is {reading!r}, expected "decimal", "binary", "float" or None')
    kinds = [_kind(leaf) for leaf in leaves]
    if "float" in kinds and reading == "float":
        return _read_floats(leaves, kinds, place)
    cells: list[Cell] = [
        leaf if kind in ("symbolic", "ball") else _read_exact(leaf, kind, place, position, reading)
        for position, (leaf, kind) in enumerate(zip(leaves, kinds, strict=True))
    ]
    if "symbolic" in kinds:
        return _read_symbolic(cells, kinds, place)
    if "ball" in kinds:
        return _read_balls(cells)
    return cells, ExactArithmetic()


def _kind(leaf: Any) -> str:
    if isinstance(leaf, Fraction | int | str):
        return "exact"
    if isinstance(leaf, float | np.floating):
        return "float"
    if isinstance(leaf, Ball | arb):
        return "ball"
    # a SymPy object can only exist if SymPy was imported, so it need not be imported to look
    sympy = sys.modules.get("sympy")
    if sympy is not None and isinstance(leaf, sympy.Basic):
        return "symbolic"
    return "exact"


def _read_exact(leaf: Any, kind: str, place: Place, position: int, reading: str | None) -> Fraction:
    try:
        if kind == "float" and reading is not None:
            return decimal_reading(leaf) if reading == "decimal" else binary_reading(leaf)
        return exact_rational(leaf)
    except InputTypeError as error:
        hint = '; or say reading="decimal", "binary" or "float"' if kind == "float" and reading is None else ""
        raise InputTypeError(f"{place(position)}: {error}{hint}") from None
    except InputError as error:
        raise InputError(f"{place(position)}: {error}") from None


def _read_balls(cells: Sequence[Any]) -> tuple[list[Cell], Arithmetic]:
    found = [Ball.from_arb(cell) if isinstance(cell, arb) else cell for cell in cells]
    arithmetic = BallArithmetic(max(_LEAST_BITS, *(cell.arb.bits() for cell in found if isinstance(cell, Ball))))
    return [cell if isinstance(cell, Ball) else arithmetic.from_exact(cell) for cell in found], arithmetic


def _read_floats(leaves: Sequence[Any], kinds: Sequence[str], place: Place) -> tuple[list[Cell], Arithmetic]:
    floats = [leaf for leaf, kind in zip(leaves, kinds, strict=True) if kind == "float"]
    dtype = np.result_type(
        *{leaf.dtype if isinstance(leaf, np.floating) else np.dtype(np.float64) for leaf in floats}
    ).name
    arithmetic = FloatArithmetic(dtype)
    cells: list[Cell] = []
    for position, (leaf, kind) in enumerate(zip(leaves, kinds, strict=True)):
        if kind == "float":
            cells.append(np.dtype(dtype).type(leaf))
        elif kind == "exact":
            cells.append(arithmetic.from_exact(_read_exact(leaf, kind, place, position, None)))
        else:
            raise InputTypeError(
                f"{place(position)} is {leaf!r}, which is no float; only exact numbers stand among floats"
            )
    return cells, arithmetic


def _read_symbolic(cells: Sequence[Any], kinds: Sequence[str], place: Place) -> tuple[list[Cell], Arithmetic]:
    sympy = sys.modules["sympy"]
    arithmetic = SymbolicArithmetic()
    read: list[Cell] = []
    for position, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
        if kind == "ball":
            raise InputTypeError(f"{place(position)} is {cell!r}: balls and SymPy expressions do not mix in one table")
        if isinstance(cell, Fraction):
            read.append(arithmetic.from_exact(cell))
            continue
        if not isinstance(cell, sympy.Expr):
            raise InputTypeError(f"{place(position)} is {cell!r} ({type(cell).__name__}), which is no SymPy number")
        if cell.has(sympy.Float):
            raise InputTypeError(
                f"{place(position)} is {cell}: a SymPy Float has no declared exact value; write a Rational"
            )
        if cell.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I):
            raise InputError(f"{place(position)} is {cell}, expected a finite real probability")
        read.append(cell)
    return read, arithmetic
