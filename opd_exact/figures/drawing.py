"""A figure as data: what it is called, which rows and fields of a report it draws, and the function that draws them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from opd_exact.numbers.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

    from opd_exact.figures.data import Data

__all__ = [
    "EVERY_ROW",
    "FIELDS",
    "Drawn",
    "Figure",
]

EVERY_ROW = "*"

# The fields of a row that a figure may draw; of `series` one table is named, as in `series.losses`.
FIELDS = ("budget", "exact", "facts", "group", "observations", "passed", "published", "value", "verdict", "series")

_ID = re.compile(r"[a-z][a-z0-9_]{2,63}")
_PATH = re.compile(r"series\.[a-z][a-z0-9_]{0,63}|" + "|".join(field for field in FIELDS if field != "series"))


@dataclass(frozen=True)
class Drawn:
    """Fields of one row, each by its path: `value`, `observations`, `series.NAME`. The row `*` stands for every row.

    >>> Drawn("coin_entropy", ("value", "series.by_mass"))
    Drawn(row='coin_entropy', fields=('value', 'series.by_mass'))
    """

    row: str
    fields: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.row != EVERY_ROW and not _ID.fullmatch(self.row):
            raise InputError(f"{self.row!r:.80} is not a row's id, nor '*' for every row")
        if not self.fields:
            raise InputError(f"row {self.row!r}: no fields are named")
        for field in self.fields:
            if not _PATH.fullmatch(field):
                raise InputError(
                    f"row {self.row!r}: {field!r:.80} is not a field that can be drawn: {', '.join(FIELDS)}.NAME"
                )


@dataclass(frozen=True)
class Figure:
    """A figure: its id (the name of its file), a title, a caption of whole sentences, and what it draws of a report.

    `draw` gets those fields and nothing else, and reads each of them.

    Raises:
        InputError: the id is not snake_case, a row is declared twice, or nothing is declared.
    """

    id: str
    title: str
    caption: str
    draws: tuple[Drawn, ...]
    draw: "Callable[[Data], Canvas]"

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise InputError(f"figure id {self.id!r:.80}: expected snake_case of 3 to 64 characters")
        if not self.title.strip() or not self.caption.strip():
            raise InputError(f"figure {self.id!r} has no {'caption' if self.title.strip() else 'title'}")
        if not (self.title + self.caption).isprintable():
            raise InputError(f"figure {self.id!r}: title or caption holds a character that cannot be shown")
        rows = [drawn.row for drawn in self.draws]
        if not rows:
            raise InputError(f"figure {self.id!r} names no row: a figure that draws no row shows nothing")
        for row in rows:
            if rows.count(row) > 1:
                raise InputError(f"figure {self.id!r} declares row {row!r} twice")
