"""Arrays as exact tables, with a declared reading of their floats: nothing about a float is guessed.

"binary" takes each float as the number it holds, "decimal" as the shortest decimal that prints it. float32 columns such
as (0.98, 0.02) sum to one in the decimal reading only; thirds do so in neither, and have to be rescaled on purpose.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Literal

import numpy as np

from opd_exact.models.importers.source import MOST_CELLS, settled_columns
from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import binary_reading, decimal_reading
from opd_exact.numbers.errors import InputError, InputTypeError

__all__ = [
    "Reading",
    "pomdp_from_arrays",
    "table_from_array",
]

Reading = Literal["binary", "decimal"]
"""What a float stands for: the number it holds, or the shortest decimal that prints it."""

_READINGS = {"binary": binary_reading, "decimal": decimal_reading}


def table_from_array(array: Any, *, reading: Reading, place: str = "array") -> Tensor:
    """An array of float16, float32, float64 or integers as an exact table.

    Raises:
        InputTypeError: the entries are of another type.
        InputError: there is no such reading, an entry is not finite, or there are none or too many.

    >>> table_from_array(np.array([0.98, 0.02], dtype="float32"), reading="decimal").entries
    (Fraction(49, 50), Fraction(1, 50))
    """
    if reading not in _READINGS:
        raise InputError(f"reading {reading!r}: expected one of {', '.join(_READINGS)}")
    values = np.asarray(array)
    whole = np.issubdtype(values.dtype, np.integer)
    if not whole and values.dtype not in (np.float16, np.float32, np.float64):
        raise InputTypeError(f"{place}: entries are {values.dtype}, expected float16, float32, float64 or integers")
    if not values.ndim or not 1 <= values.size <= MOST_CELLS:
        raise InputError(f"{place}: shape {values.shape}, expected 1 to {MOST_CELLS} entries with at least one axis")
    for index, value in np.ndenumerate(values):
        if not np.isfinite(value):
            raise InputError(f"{place}: entry {list(index)} is {float(value)!r}, expected a finite number")
    read = _READINGS[reading]
    return Tensor(tuple(values.shape), tuple(Fraction(int(v)) if whole else read(v) for v in values.ravel()))


def pomdp_from_arrays(
    *,
    A: Sequence[Any],  # noqa: N803  # the letters of active inference
    B: Sequence[Any],  # noqa: N803
    C: Sequence[Any],  # noqa: N803
    D: Sequence[Any],  # noqa: N803
    reading: Reading,
    A_dependencies: Sequence[Sequence[int]] | None = None,  # noqa: N803
    B_dependencies: Sequence[Sequence[int]] | None = None,  # noqa: N803
    factors: Sequence[Variable] | None = None,
    modalities: Sequence[Variable] | None = None,
    action_names: Sequence[str] | None = None,
    normalize: bool = False,
) -> POMDP:
    """The exact POMDP of lists of arrays in pymdp's index order, one of A and C a modality, one of B and D a factor.

    A_dependencies, B_dependencies: the factors that each table depends on; without them all factors for A, and the
        factor itself for B.
    factors, modalities, action_names: names; without them "factor_0", "modality_0", values "0", "1" and so on, and
        the controls of an action joined as in "0+1".
    normalize: divide a column whose exact entries do not sum to one by their sum, instead of refusing it.

    Raises:
        InputTypeError: entries of a type without an exact reading.
        InputError: tables, dependencies and names do not fit together, or a column is no distribution; the message
            names the table, the column and the exact amount by which it misses one.

    >>> coin = pomdp_from_arrays(
    ...     A=[np.array([[0.9, 0.2], [0.1, 0.8]])], B=[np.eye(2)[..., None]], C=[np.zeros(2)], D=[np.array([0.5, 0.5])],
    ...     reading="decimal")
    >>> coin.A[0][0, 1], coin.action_names
    (Fraction(1, 5), ('0',))
    """
    for name, arrays, beside, other in (("C", C, "A", A), ("D", D, "B", B)):
        if len(arrays) != len(other):
            raise InputError(f"{name}: {len(arrays)} arrays, expected {len(other)}, as many as of {beside}")
    tables = {
        letter: [table_from_array(a, reading=reading, place=f"{letter}[{i}]") for i, a in enumerate(arrays)]
        for letter, arrays in (("A", A), ("B", B), ("C", C), ("D", D))
    }
    for letter in "ABD":
        tables[letter] = [_settled(f"{letter}[{i}]", t, normalize) for i, t in enumerate(tables[letter])]
    controls = [range(table.shape[-1]) for table in tables["B"]]
    every = range(len(tables["B"]))
    if action_names is None:
        if prod(map(len, controls)) > MOST_CELLS:
            raise InputError(f"{prod(map(len, controls))} actions, expected at most {MOST_CELLS}")
        action_names = ["+".join(map(str, chosen)) for chosen in product(*controls)]
    return POMDP(
        factors=tuple(factors) if factors is not None else _variables("factor", tables["D"]),
        modalities=tuple(modalities) if modalities is not None else _variables("modality", tables["A"]),
        action_names=tuple(action_names),
        A=tuple(tables["A"]),
        B=tuple(tables["B"]),
        C=tuple(tables["C"]),
        D=tuple(tables["D"]),
        A_dependencies=_dependencies(A_dependencies, [tuple(every)] * len(A)),
        B_dependencies=_dependencies(B_dependencies, [(factor,) for factor in every]),
    )


def _dependencies(given: Sequence[Sequence[int]] | None, default: list[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(int(f) for f in factors) for factors in (default if given is None else given))


def _variables(kind: str, tables: Sequence[Tensor]) -> tuple[Variable, ...]:
    return tuple(
        Variable(f"{kind}_{i}", tuple(str(value) for value in range(table.shape[0]))) for i, table in enumerate(tables)
    )


def _settled(place: str, table: Tensor, normalize: bool) -> Tensor:
    def column(rest: tuple[int, ...]) -> str:
        return f"{place}, column {list(rest)}" if rest else place

    return settled_columns(table, column, InputError, normalize=normalize)[0]
