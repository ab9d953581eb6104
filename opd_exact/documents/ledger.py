"""A ledger of a paper: every number and clause it prints, beside what a report knows about it.

A suite's folder of checks may hold `ledger.toml`:

==================  ==============================================================================================
table               one entry holds
==================  ==============================================================================================
`[[number]]`        `name`, `printed` as in the text, `figure` (`ROW` or `ROW:SUBJECT`, as in a report), `place`;
                    where they are known `reported` (the unrounded figure of the published run) and `note`;
                    `rounding = true` says that the number is the rounding noise of a float run, its true value 0
`[[clause]]`        `id`, `text`, `tier` (1 identity, 2 numerical witness, 3 interpretation, 4 external), `rows`
`[[assumption]]`    `id`, `text`, `rows` that bear on it
==================  ==============================================================================================

Clauses of tier 3 and 4 are listed and never given a verdict: no computation could.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from opd_exact.audit.printed import printed_interval
from opd_exact.documents.figure import Figure
from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError

__all__ = [
    "Clause",
    "ClauseLine",
    "Ledger",
    "NumberLine",
    "Printed",
    "SettledLedger",
    "read_ledger",
    "settled",
]

_SHOWN_DIGITS = 15
_DECIDABLE_TIERS = (1, 2)


@dataclass(frozen=True)
class Printed:
    """A number that the paper prints; `figure` names what a report knows of it."""

    name: str
    printed: str
    figure: str
    place: str
    reported: str | None = None
    note: str | None = None
    rounding: bool = False

    @property
    def row(self) -> str:
        """The id of the check that knows the number."""
        return self.figure.partition(":")[0]


@dataclass(frozen=True)
class Clause:
    """A clause or assumption in words, and the checks that bear on it."""

    id: str
    text: str
    rows: tuple[str, ...]
    tier: int | None = None


@dataclass(frozen=True)
class Ledger:
    """What a paper prints and states."""

    title: str
    numbers: tuple[Printed, ...]
    clauses: tuple[Clause, ...]
    assumptions: tuple[Clause, ...]

    def rows(self) -> tuple[str, ...]:
        """The ids of all checks that the ledger names, each once."""
        named = [number.row for number in self.numbers]
        named += [row for clause in (*self.clauses, *self.assumptions) for row in clause.rows]
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True)
class NumberLine:
    """A printed number, settled: `truth` is a closed form or digits, `distance` bounds |reported - truth|.

    `agrees` is None where the printed number is rounding noise, or where the report does not settle its digits.
    """

    entry: Printed
    truth: str
    verdict: str
    agrees: bool | None
    distance: str | None
    why: str | None
    scope: str


@dataclass(frozen=True)
class ClauseLine:
    """A clause, settled: the verdict of each of its rows; `standing` sums them up."""

    clause: Clause
    verdicts: tuple[tuple[str, str], ...]
    standing: str


@dataclass(frozen=True)
class SettledLedger:
    """The ledger beside one report."""

    title: str
    numbers: tuple[NumberLine, ...]
    clauses: tuple[ClauseLine, ...]
    assumptions: tuple[ClauseLine, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain data; numbers as text."""
        return {
            "schema": "opd-exact/ledger/1",
            "title": self.title,
            "numbers": [
                {
                    "name": line.entry.name,
                    "place": line.entry.place,
                    "printed": line.entry.printed,
                    "reported": line.entry.reported,
                    "figure": line.entry.figure,
                    "truth": line.truth,
                    "verdict": line.verdict,
                    "agrees": line.agrees,
                    "rounding": line.entry.rounding,
                    "distance": line.distance,
                    "why": line.why,
                    "scope": line.scope,
                }
                for line in self.numbers
            ],
            **{
                kind: [
                    {
                        "id": line.clause.id,
                        "text": line.clause.text,
                        "tier": line.clause.tier,
                        "standing": line.standing,
                        "rows": dict(line.verdicts),
                    }
                    for line in lines
                ]
                for kind, lines in (("clauses", self.clauses), ("assumptions", self.assumptions))
            },
        }


def read_ledger(file: Path) -> Ledger:
    """The ledger in a TOML file.

    Raises:
        InputError: the file cannot be read, or an entry lacks a key, has an unknown one or one of the wrong kind.
    """
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not TOML: {error}") from error
    unknown = set(document) - {"title", "number", "clause", "assumption"}
    if unknown or not isinstance(document.get("title"), str):
        raise InputError(f"{file}: expected a title and tables number, clause, assumption; found {sorted(document)}")
    numbers = tuple(_number(entry, place) for entry, place in _entries(document, "number", file))
    for position, number in enumerate(numbers):
        if number.name in {earlier.name for earlier in numbers[:position]}:
            raise InputError(f"{file}: two numbers are called {number.name!r}")
    return Ledger(
        document["title"],
        numbers,
        tuple(_clause(entry, place, with_tier=True) for entry, place in _entries(document, "clause", file)),
        tuple(_clause(entry, place, with_tier=False) for entry, place in _entries(document, "assumption", file)),
    )


def settled(ledger: Ledger, report: ReportFile) -> SettledLedger:
    """Every entry of the ledger beside what the report knows of it.

    Raises:
        InputError: the report lacks a row or number that the ledger names; nothing stands in for it.
    """
    return SettledLedger(
        ledger.title,
        tuple(_settled_number(entry, report) for entry in ledger.numbers),
        tuple(_settled_clause(clause, report) for clause in ledger.clauses),
        tuple(_settled_clause(clause, report) for clause in ledger.assumptions),
    )


# --- reading ------------------------------------------------------------------------------------------------------


def _entries(document: Mapping[str, Any], kind: str, file: Path) -> Iterable[tuple[dict[str, Any], str]]:
    entries = document.get(kind, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"{file}: {kind} is not a list of tables; write [[{kind}]]")
    return [(entry, f"{file}: {kind} {position}") for position, entry in enumerate(entries, 1)]


def _number(entry: dict[str, Any], place: str) -> Printed:
    required = ("name", "printed", "figure", "place")
    _require_keys(entry, place, required=required, optional=("reported", "note", "rounding"))
    if not isinstance(entry.get("rounding", False), bool):
        raise InputError(f"{place}: rounding is {entry['rounding']!r}, expected true or false")
    for key, value in entry.items():
        if key != "rounding" and (not isinstance(value, str) or not value):
            raise InputError(f"{place}: {key} is {value!r}, expected a text; numbers are texts, as they are printed")
    try:
        printed_interval(entry["printed"])
        if "reported" in entry:
            exact_rational(entry["reported"])
    except InputError as error:
        raise InputError(f"{place}: {error}") from error
    return Printed(**entry)


def _clause(entry: dict[str, Any], place: str, *, with_tier: bool) -> Clause:
    _require_keys(entry, place, required=("id", "text", "rows", *(("tier",) if with_tier else ())), optional=())
    rows, tier = entry["rows"], entry.get("tier")
    if not isinstance(rows, list) or not all(isinstance(row, str) for row in rows):
        raise InputError(f"{place}: rows is {rows!r}, expected a list of ids")
    if with_tier and tier not in (1, 2, 3, 4):
        raise InputError(f"{place}: tier is {tier!r}, expected 1, 2, 3 or 4")
    if tier in _DECIDABLE_TIERS and not rows:
        raise InputError(f"{place}: a clause of tier {tier} needs rows that establish it")
    if tier is not None and tier not in _DECIDABLE_TIERS and rows:
        raise InputError(f"{place}: a clause of tier {tier} is no matter of computation; it has no rows")
    return Clause(entry["id"], entry["text"], tuple(rows), tier)


def _require_keys(entry: dict[str, Any], place: str, *, required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    for key in required:
        if key not in entry:
            raise InputError(f"{place}: key {key!r} is missing")
    for key in entry:
        if key not in (*required, *optional):
            raise InputError(f"{place}: unknown key {key!r}, expected {', '.join((*required, *optional))}")


# --- settling -----------------------------------------------------------------------------------------------------


def _settled_number(entry: Printed, report: ReportFile) -> NumberLine:
    row = report.row(entry.row)
    note = entry.note or (row["published"] or {}).get("note")
    if entry.rounding:
        if note is None:
            raise InputError(f"{entry.name!r} is called rounding noise, and nothing says of what; give it a note")
        zero = Figure(entry.figure, Fraction(0), Fraction(0))
        return NumberLine(entry, "0", row["verdict"], None, _distance(entry, zero), note, row["scope"])
    figure = report.figure(entry.figure)
    agrees = figure.agrees(entry.printed)
    why = note if note is not None or agrees else row["message"]
    return NumberLine(entry, _truth(row, figure), row["verdict"], agrees, _distance(entry, figure), why, row["scope"])


def _truth(row: Mapping[str, Any], figure: Figure) -> str:
    digits = _digits(figure)
    if ":" in figure.name:
        return f"{digits} (a float of this run)"
    if row["exact"] is None:
        return digits
    # A closed form says what the digits equal; a text with a colon tells of several numbers.
    return f"{digits}{'; ' if ':' in row['exact'] else ' = '}{row['exact']}"


def _digits(figure: Figure) -> str:
    if figure.radius == 0 and figure.middle.denominator == 1:
        return str(figure.middle)
    for count in range(_SHOWN_DIGITS, 0, -1):
        try:
            return figure.significant(count)
        except InputError:
            continue  # the enclosure is wider than that: show fewer digits
    return f"within {float(figure.radius):.1e} of {float(figure.middle):.3g}"


def _distance(entry: Printed, figure: Figure) -> str | None:
    """An upper bound on how far the published run's figure is from the truth."""
    if entry.reported is None:
        return None
    bound = abs(exact_rational(entry.reported) - figure.middle) + figure.radius
    if bound == 0:
        return "0"
    above = bound * (1 + Fraction(1, 100))  # so that rounding to three digits keeps it an upper bound
    return Figure("distance", above, Fraction(0)).significant(3)


def _settled_clause(clause: Clause, report: ReportFile) -> ClauseLine:
    verdicts = tuple((row, str(report.row(row)["verdict"])) for row in clause.rows)
    if clause.tier is not None and clause.tier not in _DECIDABLE_TIERS:
        return ClauseLine(clause, verdicts, "interpretation" if clause.tier == 3 else "external context")
    if not clause.rows:
        return ClauseLine(clause, verdicts, "declared")
    holds = all(report.row(row)["passed"] for row in clause.rows)
    return ClauseLine(clause, verdicts, "holds" if holds else "does not hold")
