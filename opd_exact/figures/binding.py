"""What ties a figure to a report: the content it draws, and the hashes of that content and of the report.

Hashes are SHA-256 over canonical JSON (sorted keys, no spaces, ASCII). The report's leaves out seconds, the one
thing in which two runs on one machine differ; a figure's covers what it draws and nothing else.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from opd_exact.figures.drawing import EVERY_ROW, Drawn, Figure
from opd_exact.numbers.errors import InputError

__all__ = [
    "Content",
    "Report",
    "drawn_content",
    "drawn_hash",
    "report_hash",
    "row_hashes",
]

Report = Mapping[str, Any]

# By row and by path of the field.
Content = Mapping[str, Mapping[str, Any]]

_WITHOUT_FINDING = ("NOT_RUN", "UNDECIDED")


def report_hash(report: Report) -> str:
    """The hash of a report but for how long things took.

    >>> report_hash({"summary": {"wall_s": 1.5}}) == report_hash({"summary": {"wall_s": 2.5}})
    True
    """
    return _sha256(_without_seconds(report))


def drawn_hash(report: Report, figure: Figure) -> str:
    """The hash of exactly what a figure draws.

    Raises:
        InputError: a row or a field is missing, see `drawn_content`.
    """
    return _sha256([figure.id, drawn_content(report, figure)])


def row_hashes(content: Content) -> dict[str, str]:
    """The hash of what is drawn of each row."""
    return {row: _sha256(fields) for row, fields in content.items()}


def drawn_content(report: Report, figure: Figure) -> dict[str, dict[str, Any]]:
    """The content of every declared field, by row.

    Where every row is declared at once, a row that has nothing in a field gives what stands there: null, or no entries.

    Raises:
        InputError: a declared row is missing or came to no finding, or a declared field is missing or empty; the
            message names figure, row and field, and the command that makes them.
    """
    rows = {entry["id"]: entry for entry in report["checks"]}
    if not rows:
        raise InputError(f"figure {figure.id!r}: the report has no rows")
    content: dict[str, dict[str, Any]] = {}
    for drawn in figure.draws:
        for row, fields in _declared(drawn, rows, figure):
            content.setdefault(row, {}).update(fields)
    return content


def _declared(drawn: Drawn, rows: Mapping[str, Any], figure: Figure) -> Iterator[tuple[str, dict[str, Any]]]:
    if drawn.row == EVERY_ROW:
        for row, entry in rows.items():
            yield row, {path: _found(entry, path) for path in drawn.fields}
        return
    place = f"figure {figure.id!r}, row {drawn.row!r}"
    remedy = f"make it with: python -m opd_exact.check {drawn.row} --format json --output report.json"
    if drawn.row not in rows:
        raise InputError(f"{place}: the report has no such row, of which {_listed(drawn.fields)} is drawn; {remedy}")
    entry = rows[drawn.row]
    if entry["verdict"] in _WITHOUT_FINDING:
        raise InputError(
            f"{place}: it is {entry['verdict']} ({entry['message']}), so there is nothing to draw; {remedy}"
        )
    fields = {path: _found(entry, path) for path in drawn.fields}
    for path, found in fields.items():
        if found is None or found == []:
            raise InputError(f"{place}: the row has no {path}; {remedy}")
    yield drawn.row, fields


def _found(entry: Mapping[str, Any], path: str) -> Any:
    field, _, name = path.partition(".")
    if not name:
        return entry[field]
    return next((table for table in entry["series"] if table["name"] == name), None)


def _listed(fields: tuple[str, ...]) -> str:
    return " and ".join(fields)


def _without_seconds(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _without_seconds(inner)
            for key, inner in value.items()
            if not (key.endswith("_s") and isinstance(inner, int | float))
        }
    if isinstance(value, list | tuple):
        return [_without_seconds(inner) for inner in value]
    return value


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
