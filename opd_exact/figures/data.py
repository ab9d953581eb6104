"""What a drawing function sees of a report: the fields that its figure declares, and no others.

Numbers come as they are wanted for plotting: `exact` ones as fractions of what the report prints, `numbers` as floats.
What is read is noted, so that a field which is declared and never drawn is found out.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.figures.binding import Content, Report, drawn_content
from opd_exact.figures.drawing import Figure
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "Data",
    "Seen",
    "Table",
    "shown",
]


@dataclass(frozen=True)
class Table:
    """A series of a row; `place` says in messages which one."""

    place: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]

    def cells(self, column: str) -> list[str | None]:
        """A column as it stands in the report.

        Raises:
            InputError: the series has no such column.
        """
        if column not in self.columns:
            raise InputError(f"{self.place}: no column {column!r}; it has {', '.join(self.columns)}")
        index = self.columns.index(column)
        return [row[index] for row in self.rows]

    def numbers(self, column: str) -> list[float]:
        """A column as floats; an empty cell is NaN, at which a line is broken.

        Raises:
            InputError: the series has no such column, or a cell is not a number.
        """
        return [math.nan if cell is None else _float(cell, f"{self.place}, {column}") for cell in self.cells(column)]

    def exact(self, column: str) -> list[Fraction]:
        """A column as the decimals that the report prints.

        Raises:
            InputError: the series has no such column, or a cell is empty or no finite number.
        """
        return [_exact(cell, f"{self.place}, {column}") for cell in self.cells(column)]

    def labels(self, column: str) -> list[str]:
        """A column of texts, what cannot be shown in them written as its escape.

        Raises:
            InputError: the series has no such column, or a cell is empty.
        """
        found = self.cells(column)
        if None in found:
            raise InputError(f"{self.place}, {column}: row {found.index(None)} is empty, expected a text")
        return [shown(cell) for cell in found if cell is not None]

    def where(self, column: str, label: str) -> "Table":
        """The rows that have this text in a column.

        Raises:
            InputError: the series has no such column, or no such row.
        """
        kept = tuple(row for row, cell in zip(self.rows, self.cells(column), strict=True) if cell == label)
        if not kept:
            raise InputError(f"{self.place}: no row has {label!r} as its {column}")
        return Table(f"{self.place} where {column} is {label}", self.columns, kept)


@dataclass(frozen=True)
class Seen:
    """A float observation: its value as printed, a bound on its distance from the truth, and the tolerance, if any."""

    subject: str
    text: str
    error: Fraction
    tolerance: Fraction | None
    within: bool | None

    @property
    def value(self) -> float:
        """The float that was seen.

        Raises:
            InputError: the report has something else there.
        """
        return _float(self.text, f"observation {self.subject!r}")


class Data:
    """The declared fields of a report's rows.

    Raises:
        InputError: a declared row or field is missing, see `drawn_content`.
    """

    def __init__(self, report: Report, figure: Figure) -> None:
        self._figure = figure
        self._content: Content = drawn_content(report, figure)
        self._read: set[tuple[str, str]] = set()

    @property
    def content(self) -> Content:
        """Everything that is declared, by row and field."""
        return self._content

    def rows(self) -> tuple[str, ...]:
        """The ids of the rows, in the order in which they are declared; for `*` in the report's."""
        return tuple(self._content)

    def unread(self) -> list[tuple[str, str]]:
        """What is declared and has not been asked for."""
        return [
            (row, path) for row, fields in self._content.items() for path in fields if (row, path) not in self._read
        ]

    def field(self, row: str, path: str) -> Any:
        """A field as it stands in the report.

        Raises:
            InputError: the figure does not declare it.
        """
        if path not in self._content.get(row, {}):
            raise InputError(
                f"figure {self._figure.id!r} does not declare {path} of row {row!r}, and so may not draw it"
            )
        self._read.add((row, path))
        return self._content[row][path]

    def table(self, row: str, name: str) -> Table:
        """The series of that name.

        Raises:
            InputError: the figure does not declare `series.NAME` of the row, or a row of it is too short or too long.
        """
        entry = self.field(row, f"series.{name}")
        if entry is None:
            raise InputError(f"{self._place(row)}: the row has no series.{name}")
        table = Table(f"{self._place(row)}, series.{name}", tuple(entry["columns"]), tuple(map(tuple, entry["rows"])))
        for place, cells in enumerate(table.rows):
            if len(cells) != len(table.columns):
                raise InputError(f"{table.place}: row {place} has {len(cells)} cells, expected {len(table.columns)}")
        return table

    def value(self, row: str) -> Fraction:
        """The number of the row's claim, as the middle of what the report prints.

        Raises:
            InputError: the figure does not declare it, or it is not finite.
        """
        entry = self.field(row, "value")
        return _exact(None if entry is None else entry["mid"], f"{self._place(row)}, value")

    def observations(self, row: str) -> tuple[Seen, ...]:
        """The row's float observations, in the report's order.

        Raises:
            InputError: the figure does not declare them.
        """
        return tuple(
            Seen(
                shown(entry["subject"]),
                entry["value"],
                _bound(entry["abs_error"], self._place(row)),
                None if entry["tolerance"] is None else _exact(entry["tolerance"], self._place(row)),
                entry["within"],
            )
            for entry in self.field(row, "observations")
        )

    def budget(self, row: str) -> dict[str, Fraction] | None:
        """The bounds on the four causes of a float's distance from the ideal value, in nats; None without a budget.

        Raises:
            InputError: the figure does not declare it.
        """
        entry = self.field(row, "budget")
        return None if entry is None else {part: _bound(text, self._place(row)) for part, text in entry.items()}

    def _place(self, row: str) -> str:
        return f"figure {self._figure.id!r}, row {row!r}"


def shown(text: str) -> str:
    r"""A text with everything that is not a printable character written as its escape.

    >>> shown("left \x1b[31marm")
    'left \\x1b[31marm'
    """
    return "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)


def _bound(text: str, place: str) -> Fraction:
    return _exact(text.removeprefix("≤ "), place)


def _exact(text: str | None, place: str) -> Fraction:
    if text is None:
        raise InputError(f"{place}: found nothing, expected a number")
    try:
        return exact_rational(text)
    except InputError as error:
        raise InputError(f"{place}: found {text!r:.80}, expected a finite number") from error


def _float(text: str, place: str) -> float:
    try:
        return float(text)
    except ValueError as error:
        raise InputError(f"{place}: found {text!r:.80}, expected a number") from error
