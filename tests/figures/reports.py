"""A report with the rows that the figures draw, established without mutants of their own.

Rows of T-maze and classroom take a minute, so they are kept as a run reported them; that they are what their checks say
is for the tests of those figures. `python -m tests.figures.reports report.json` keeps them anew from a full report.
"""

import copy
import functools
import json
import sys
from pathlib import Path
from typing import Any

from opd_exact.figures import figures
from opd_exact.figures.drawing import EVERY_ROW
from opd_exact.registry import Check
from opd_exact.registry.row import MutantOutcome, row_of_finding
from opd_exact.registry.suites import builtin_suite, load_checks
from tests.registry.views.reports import check, report_of, without_finding

_KEPT = Path(__file__).parent / "recorded_rows.json"
_DIED = (MutantOutcome("any", "of the check's own tests", True, "1"),)
# What the two figures of every row have to show besides: a floor without effect, one with an infinite effect.
_FLOORED = ("divergence_clipped_reverse_kl", "efe_zero_preference")


def drawn_report() -> dict[str, Any]:
    """A report that every figure can draw; a fresh copy, to be changed at will."""
    return copy.deepcopy(_report())


@functools.cache
def _report() -> dict[str, Any]:
    kept = {row["id"]: row for row in json.loads(_KEPT.read_text(encoding="utf-8"))}
    named = {drawn.row for figure in figures() for drawn in figure.draws if drawn.row != EVERY_ROW}
    units = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0]}
    return report_of(*(kept.get(row) or _established(units[row].check) for row in sorted({*named, *_FLOORED})))


def _established(check: Check) -> dict[str, Any]:
    subject = check.subject({})
    series = check.series(subject) if check.series is not None else ()
    return row_of_finding(check, "group", check.establish(subject), _DIED, 30, 0.125, series).entry()


def keep(report_file: Path) -> None:
    """Keep the rows of a report that are kept now."""
    kept = [row["id"] for row in json.loads(_KEPT.read_text(encoding="utf-8"))]
    report = json.loads(report_file.read_text(encoding="utf-8"))
    rows = [{**row, "duration_s": 1.0} for row in report["checks"] if row["id"] in kept]
    assert [row["id"] for row in rows] == kept, "the report lacks a row, or has them in another order"
    _KEPT.write_text(json.dumps(rows, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


def row_of(report: dict[str, Any], identifier: str) -> dict[str, Any]:
    """The row of a report, to be changed in place."""
    found: dict[str, Any] = next(row for row in report["checks"] if row["id"] == identifier)
    return found


def without(report: dict[str, Any], identifier: str) -> dict[str, Any]:
    """The report without a row."""
    return {**report, "checks": [row for row in report["checks"] if row["id"] != identifier]}


def not_run(report: dict[str, Any], identifier: str) -> dict[str, Any]:
    """The report with a row whose check was not run."""
    missing = without_finding(identifier, "NOT_RUN", "needs the module 'jax'")
    return {**report, "checks": [missing if row["id"] == identifier else row for row in report["checks"]]}


def coin_report() -> dict[str, Any]:
    """A small report: one coin, whose series a toy figure draws."""
    return report_of(check(), check(id="coin_bias", observations=[], budget=None, series=[]))


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
