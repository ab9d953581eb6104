"""A report file read back: strictly, with every row found by its id and every number kept as the enclosure it is."""

import difflib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
from jsonschema.exceptions import best_match

from opd_exact.audit.strict_json import read_json
from opd_exact.documents.figure import Figure
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import EvidenceError, InputError
from opd_exact.registry.report import SCHEMA_NAME, validate

__all__ = [
    "ReportFile",
    "read_report",
]

_VALUE = "value"
_PUBLISHED = "published"


@dataclass(frozen=True)
class ReportFile:
    """A report and the file it came from, the rows by id.

    A *figure* of a row is `ID` (the value of the claim) or `ID:SUBJECT`, where SUBJECT begins the name of exactly one
    of the row's float observations (the float as it was seen).
    """

    name: str
    content: dict[str, Any] = field(repr=False)

    def row(self, identifier: str) -> dict[str, Any]:
        """The row of a check.

        Raises:
            InputError: the report has no such row, or its check was not run or could not be decided.
        """
        rows = {entry["id"]: entry for entry in self.content["checks"]}
        if identifier not in rows:
            near = difflib.get_close_matches(identifier, rows, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise InputError(f"{self.name} has no row {identifier!r}{hint}")
        row: dict[str, Any] = rows[identifier]
        if row["verdict"] in ("NOT_RUN", "UNDECIDED"):
            raise InputError(f"row {identifier!r} of {self.name} is {row['verdict']}, so it has nothing to print")
        return row

    def figure(self, name: str) -> Figure:
        """The number called `ID` or `ID:SUBJECT`.

        Raises:
            InputError: there is no such row or observation, or the row's claim has no number.
        """
        identifier, colon, subject = name.partition(":")
        row = self.row(identifier)
        if not colon:
            if row["value"] is None:
                raise InputError(f"row {identifier!r} of {self.name} has no value: its claim is not about one number")
            return Figure(name, exact_rational(row["value"]["mid"]), exact_rational(row["value"]["rad"]))
        found = [seen for seen in row["observations"] if seen["subject"].startswith(subject)]
        if len(found) != 1:
            known = ", ".join(repr(seen["subject"]) for seen in row["observations"]) or "none"
            raise InputError(f"{name!r} names {len(found)} observations of {self.name}, expected one; it has {known}")
        return Figure(name, Fraction(float(found[0]["value"])), Fraction(0))

    def figures(self) -> Iterator[Figure]:
        """Every value in the report."""
        for row in self.content["checks"]:
            if row["value"] is not None:
                yield self.figure(row["id"])

    def _repr_html_(self) -> str:
        from opd_exact.registry.display import report_html

        return report_html(self.content, self.name)


def read_report(file: Path) -> ReportFile:
    """The report in a JSON file.

    Raises:
        InputError: the file cannot be read, is no JSON, or is not a report of the version that is understood here.
    """
    try:
        content = read_json(str(file), file.read_text(encoding="utf-8")).value
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    except (EvidenceError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: not a report: {error}") from error
    found = content.get("schema") if isinstance(content, dict) else None
    if found != SCHEMA_NAME:
        raise InputError(f"{file}: schema is {json.dumps(found)}, expected {json.dumps(SCHEMA_NAME)}")
    try:
        validate(content)
    except jsonschema.ValidationError as error:
        culprit = best_match([error])
        raise InputError(f"{file}: {culprit.json_path}: {culprit.message[:200]}") from error
    identifiers = [entry["id"] for entry in content["checks"]]
    for identifier in identifiers:
        if identifiers.count(identifier) > 1:
            raise InputError(f"{file}: row {identifier!r} occurs twice")
    return ReportFile(str(file), content)
