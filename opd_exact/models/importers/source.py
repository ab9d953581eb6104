"""What the readers share: the text of a file, numbers as they are spelled, columns that sum to one."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from opd_exact.models.tensor import Tensor
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "MOST_BYTES",
    "MOST_CELLS",
    "Place",
    "column_deficit",
    "file_text",
    "require_size",
    "settled_columns",
    "spelled_number",
]

MOST_BYTES = 5_000_000
"""Largest file that is read."""

MOST_CELLS = 500_000
"""Largest number of entries of one table."""


@dataclass(frozen=True)
class Place:
    """Where in a file something stands."""

    file: str
    line: int
    section: str = ""

    def error(self, message: str) -> InputError:
        """The error of that place, for the caller to raise."""
        section = f", {self.section}" if self.section else ""
        return InputError(f"{self.file}, line {self.line}{section}: {message}")


def file_text(path: Path) -> str:
    """The text of a file.

    Raises:
        InputError: it cannot be read, is larger than `MOST_BYTES`, or is no UTF-8; looked at before its content.
    """
    try:
        if not path.is_file():
            raise InputError(f"{path}: no such file")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise InputError(f"{path}: {size} bytes, expected at most {MOST_BYTES}")
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is no UTF-8; save the file as UTF-8") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def require_size(text: str, file: str) -> None:
    """Refuse a text that no file of at most `MOST_BYTES` holds."""
    if len(text) > MOST_BYTES:
        raise InputError(f"{file}: {len(text)} characters, expected at most {MOST_BYTES}")


def spelled_number(word: str, place: Place) -> Fraction:
    """The rational that a word spells: 0.98 is 49/50, 1/3 and 1e-9 are exact too.

    >>> spelled_number("0.98", Place("coin.bif", 3))
    Fraction(49, 50)
    """
    try:
        return exact_rational(word)
    except InputError as error:
        raise place.error(f"expected a number: {error}") from error


def column_deficit(column: tuple[Fraction, ...]) -> str | None:
    """What keeps a column from being a distribution, in words with the exact amount; None where nothing does.

    >>> column_deficit((Fraction(49, 50), Fraction(1, 100)))
    'entries sum to 99/100, expected 1 (short by 1/100)'
    """
    for index, entry in enumerate(column):
        if entry < 0:
            return f"entry {index} is {entry}, expected none below 0"
    deficit = 1 - sum(column, Fraction(0))
    if not deficit:
        return None
    amount = f"short by {deficit}" if deficit > 0 else f"over by {-deficit}"
    return f"entries sum to {1 - deficit}, expected 1 ({amount})"


def settled_columns(
    table: Tensor,
    column_name: Callable[[tuple[int, ...]], str],
    refuse: Callable[[str], InputError],
    *,
    normalize: bool,
) -> tuple[Tensor, tuple[str, ...]]:
    """The table with every column a distribution, and a note on each column that had to be rescaled for it.

    column_name: the name of a column from its indices; refuse: the error that a message makes.
    normalize: divide a column by its exact sum instead of refusing it. A negative entry and a sum of 0 stay errors.
    """
    columns = []
    notes = []
    for rest, column in table.columns():
        problem = column_deficit(column)
        if problem is None:
            columns.append(column)
            continue
        whole = sum(column, Fraction(0))
        if min(column) < 0 or not whole:
            raise refuse(f"{column_name(rest)}: {problem}")
        if not normalize:
            raise refuse(f"{column_name(rest)}: {problem}; mend the entries, or pass normalize=True to rescale")
        columns.append(tuple(entry / whole for entry in column))
        notes.append(f"{column_name(rest)}: {problem}; divided by the sum")
    entries = tuple(column[row] for row in range(table.shape[0]) for column in columns)
    return Tensor(table.shape, entries), tuple(notes)
