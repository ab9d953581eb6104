"""A table of numbers that belongs to a check: what a figure draws, computed once from the check's true subject.

A series gates nothing. It stands in the report so that a figure can be bound to the row it draws.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import Enclosable, enclose
from opd_exact.numbers.errors import InputError

__all__ = [
    "SERIES_DIGITS",
    "Cell",
    "Series",
    "written",
]

# Enough for a float64 to be told from its neighbors, and beyond what any screen shows.
SERIES_DIGITS = 20

# An exact number or an enclosable one, a float as it was seen, a label, or nothing.
Cell = Enclosable | Fraction | int | float | np.floating[Any] | str | None

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Series:
    """A named table; `columns` names what each place of a row holds.

    Raises:
        InputError: a name is not snake_case or occurs twice, a row has another length, or there are no rows.

    >>> Series("halves", ("n", "value"), ((1, Fraction(1, 2)), (2, Fraction(1, 4)))).entry()["rows"]
    [['1', '0.5'], ['2', '0.25']]
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        for name in (self.name, *self.columns):
            if not _NAME.fullmatch(name):
                raise InputError(f"series {self.name!r}: {name!r:.80} is not a name of lower-case letters, digits, _")
        if len(set(self.columns)) < len(self.columns):
            raise InputError(f"series {self.name!r} has two columns of one name: {', '.join(self.columns)}")
        if not self.rows:
            raise InputError(f"series {self.name!r} has no rows: an empty table is missing evidence")
        for place, row in enumerate(self.rows):
            if len(row) != len(self.columns):
                raise InputError(
                    f"series {self.name!r}, row {place}: {len(row)} cells, expected {len(self.columns)}:"
                    f" {', '.join(self.columns)}"
                )

    def entry(self) -> dict[str, object]:
        """The series as an entry of a report's row: every number a decimal string."""
        return {"name": self.name, "columns": list(self.columns), "rows": _rows(self.rows)}


def _rows(rows: Sequence[Sequence[Cell]]) -> list[list[str | None]]:
    return [[written(cell) for cell in row] for row in rows]


def written(cell: Cell) -> str | None:
    """A cell as text: an exact number as a decimal within one unit of its last digit, a float by its repr.

    >>> written(Fraction(1, 3)), written(np.float32(0.1)), written(0.1), written("left"), written(None)
    ('0.33333333333333333333', '0.1', '0.1', 'left', None)
    """
    if cell is None or isinstance(cell, str):
        return cell
    if isinstance(cell, float | np.floating):
        # str, not repr: a numpy scalar's repr names its type; both are the shortest that reads back.
        return str(cell)
    if isinstance(cell, int | Fraction) and _terminates(Fraction(cell)):
        return _decimal(Fraction(cell))
    return enclose(cell, SERIES_DIGITS + 2).decimal(SERIES_DIGITS)[0]


def _terminates(value: Fraction) -> bool:
    return bool(10**SERIES_DIGITS % value.denominator == 0)


def _decimal(value: Fraction) -> str:
    sign, scaled = ("-" if value < 0 else ""), abs(value) * 10**SERIES_DIGITS
    whole, part = divmod(int(scaled), 10**SERIES_DIGITS)
    fraction = str(part).zfill(SERIES_DIGITS).rstrip("0")
    return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
