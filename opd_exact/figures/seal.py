"""What a figure's file carries so that it can be held against a report: written into it, read back, compared."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from opd_exact import __version__
from opd_exact.figures.binding import Report, drawn_content, drawn_hash, report_hash, row_hash
from opd_exact.figures.drawing import Figure
from opd_exact.numbers.errors import InputError

__all__ = [
    "UNDRAWN",
    "Seal",
    "SealedRow",
    "seal_of",
]

_KEYS = ("figure", "opd_exact", "report", "drawn", "picture", "rows")

# Stands for the hash of a picture that is not drawn yet.
UNDRAWN = "0" * 64
_ROW_DIGITS = 16


class SealedRow(NamedTuple):
    """What is drawn of a row: its fields, hashes of them as they stand and rounded, and whether the row holds."""

    fields: tuple[str, ...]
    hash: str
    rounded: str
    holds: bool


@dataclass(frozen=True)
class Seal:
    """Figure, version, the hashes of report and drawn content, and what is drawn of each row, in its order.

    `picture` is the hash of the file around the seal, by which a file that was edited is known.
    """

    figure: str
    version: str
    report: str
    drawn: str
    rows: Mapping[str, SealedRow]
    picture: str = field(default=UNDRAWN, compare=False)

    def text(self) -> str:
        """The seal as one line of ASCII JSON."""
        rows = {row: sealed._asdict() for row, sealed in self.rows.items()}
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
            rows = {row: _sealed(entry) for row, entry in found["rows"].items()}
            figure, version, report, drawn, picture = (_text(found[key]) for key in _KEYS[:-1])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InputError(f"{name}: what it says of its origin cannot be read: {text[:80]!r}") from error
        return cls(figure, version, report, drawn, rows, picture)

    def differences(self, report: Report, figure: Figure, *, drawn_only: bool = False) -> Iterator[str]:
        """In what the figure is not one of this report, a sentence each; nothing if it is.

        drawn_only: compare what is drawn, to twelve digits, and not the rest of the report, as for a report of another
            machine.
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
            else:
                yield from self._changes(row, now.rows[row], drawn_only=drawn_only)
        if list(self.rows) != list(now.rows) and self.rows.keys() == now.rows.keys():
            yield f"figure {self.figure!r} was drawn with its rows in another order"
        if self.drawn != now.drawn and self.rows == now.rows:
            yield f"figure {self.figure!r} was drawn from what hashes to {self.drawn:.12}, here it is {now.drawn:.12}"
        if self.report != now.report and not drawn_only:
            yield f"figure {self.figure!r} was drawn from report {self.report:.12}, this report is {now.report:.12}"

    def _changes(self, row: str, now: SealedRow, *, drawn_only: bool) -> Iterator[str]:
        then = self.rows[row]
        same = then.rounded == now.rounded if drawn_only else then.hash == now.hash
        if then.fields != now.fields or not same:
            fields = ", ".join(now.fields)
            yield f"figure {self.figure!r}: row {row!r} has changed in {fields} since it was drawn"
        if then.holds != now.holds:
            stood, stands = ("held", "does not hold") if then.holds else ("did not hold", "holds")
            yield f"figure {self.figure!r} was drawn when row {row!r} {stood}, and now it {stands}"


def _sealed(entry: Any) -> SealedRow:
    if not isinstance(entry["holds"], bool):
        raise TypeError(f"{entry['holds']!r:.40} is not a truth value")
    return SealedRow(tuple(map(_text, entry["fields"])), _text(entry["hash"]), _text(entry["rounded"]), entry["holds"])


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
    holds = {entry["id"]: entry["passed"] for entry in report["checks"]}
    rows = {
        row: SealedRow(
            tuple(fields), row_hash(fields)[:_ROW_DIGITS], row_hash(fields, rounded=True)[:_ROW_DIGITS], holds[row]
        )
        for row, fields in content.items()
    }
    return Seal(figure.id, __version__, report_hash(report), drawn_hash(report, figure), rows)
