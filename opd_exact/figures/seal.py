"""What a figure's file carries so that it can be held against a report: written into it, read back, compared."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from opd_exact import __version__
from opd_exact.figures.binding import Report, drawn_content, drawn_hash, report_hash, row_hashes
from opd_exact.figures.drawing import Figure
from opd_exact.numbers.errors import InputError

__all__ = [
    "UNDRAWN",
    "Seal",
    "seal_of",
]

_KEYS = ("figure", "opd_exact", "report", "drawn", "picture", "rows")

# Stands for the hash of a picture that is not drawn yet.
UNDRAWN = "0" * 64
_ROW_DIGITS = 16


@dataclass(frozen=True)
class Seal:
    """Figure, version, the hashes of report and drawn content, and by row the drawn fields and a hash of them.

    `picture` is the hash of the file around the seal, by which a file that was edited is known.
    """

    figure: str
    version: str
    report: str
    drawn: str
    rows: Mapping[str, tuple[tuple[str, ...], str]]
    picture: str = field(default=UNDRAWN, compare=False)

    def text(self) -> str:
        """The seal as one line of ASCII JSON."""
        rows = {row: {"fields": list(fields), "hash": short} for row, (fields, short) in self.rows.items()}
        values = (self.figure, self.version, self.report, self.drawn, self.picture, rows)
        return json.dumps(dict(zip(_KEYS, values, strict=True)))

    @classmethod
    def read(cls, text: str, name: str) -> "Seal":
        """The seal that a file carries.

        Raises:
            InputError: the text is not one that `text` gives.
        """
        try:
            found = json.loads(text)
            rows = {
                row: (tuple(map(_text, entry["fields"])), _text(entry["hash"])) for row, entry in found["rows"].items()
            }
            figure, version, report, drawn, picture = (_text(found[key]) for key in _KEYS[:-1])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(f"{name}: what it says of its origin cannot be read: {text[:80]!r}") from error
        return cls(figure, version, report, drawn, rows, picture)

    def differences(self, report: Report, figure: Figure, *, drawn_only: bool = False) -> Iterator[str]:
        """In what the figure is not one of this report, a sentence each; nothing if it is.

        drawn_only: compare what is drawn, not the rest of the report, as for a report of another machine.
        """
        try:
            now = seal_of(report, figure)
        except InputError as error:
            yield str(error)
            return
        for row in dict.fromkeys((*self.rows, *now.rows)):
            if row not in now.rows:
                yield f"figure {self.figure!r} was drawn with row {row!r}, which this report has not"
            elif row not in self.rows:
                yield f"figure {self.figure!r} was drawn without row {row!r}, which this report has"
            elif self.rows[row] != now.rows[row]:
                fields = ", ".join(now.rows[row][0])
                yield f"figure {self.figure!r}: row {row!r} has changed in {fields} since it was drawn"
        if self.drawn != now.drawn and self.rows == now.rows:
            yield f"figure {self.figure!r} was drawn from what hashes to {self.drawn:.12}, here it is {now.drawn:.12}"
        if self.report != now.report and not drawn_only:
            yield f"figure {self.figure!r} was drawn from report {self.report:.12}, this report is {now.report:.12}"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is not a text")
    return value


def seal_of(report: Report, figure: Figure) -> Seal:
    """The seal of a figure of this report.

    Raises:
        InputError: a row or a field is missing.
    """
    content = drawn_content(report, figure)
    rows = {row: (tuple(content[row]), digest[:_ROW_DIGITS]) for row, digest in row_hashes(content).items()}
    return Seal(figure.id, __version__, report_hash(report), drawn_hash(report, figure), rows)
