"""What ties a figure to a report: the content it draws, and the hashes of that content and of the report.

Hashes are SHA-256 over canonical JSON (sorted keys, no spaces, ASCII). The report's leaves out seconds, the one
thing in which two runs on one machine differ; a figure's covers what it draws and nothing else. On another machine
the last printed digits of a ball's middle, and its radius, may be others: for such a comparison rows have a second
hash, of numbers rounded to twelve digits, more than any eye tells apart.
"""

import decimal
import hashlib
import json
import re
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
    "row_hash",
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


def row_hash(fields: Mapping[str, Any], *, rounded: bool = False) -> str:
    """The hash of what is drawn of a row; `rounded` for numbers of twelve digits and without the radii of balls.

    >>> third, other = {"value": {"mid": "0.33333333333333333", "rad": "4e-18"}}, {"value": {"mid": "0.3333333333334"}}
    >>> row_hash(third, rounded=True) == row_hash(other, rounded=True), row_hash(third) == row_hash(other)
    (True, False)
    """
    return _sha256(_rounded(fields) if rounded else fields)


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


_NUMBER = re.compile(r"(≤ )?(-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?)")
_TWELVE = decimal.Context(prec=12, rounding=decimal.ROUND_HALF_EVEN, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)


def _rounded(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(inner) for key, inner in value.items() if key != "rad"}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value)):
        # An exponent that is out of all range stays the text that it is.
        with decimal.localcontext(_TWELVE):
            try:
                return (found[1] or "") + str((+decimal.Decimal(found[2])).normalize())
            except decimal.DecimalException:
                return value
    return value


def _sha256(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
