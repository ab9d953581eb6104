"""From the tests to the report: rows ride on the tests' reports, and one process gathers and writes them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from opd_exact.command import CommandError, write_whole
from opd_exact.pytest_support.recording import Recorder, recording
from opd_exact.pytest_support.rows import row_of_entry, row_without_comparison, with_unique_ids
from opd_exact.registry.report import build_report, validate
from opd_exact.registry.runner import Outcome
from opd_exact.registry.verdict import Verdict
from opd_exact.registry.views.json import json_text
from opd_exact.registry.views.table import headline

__all__ = [
    "ENTRIES",
    "ReportedRows",
    "recording_of",
    "send_rows",
]

ENTRIES = pytest.StashKey[list[dict[str, Any]]]()
_RECORDER = pytest.StashKey[Recorder]()
_SENT = pytest.StashKey[int]()
_ROWS = "opd_exact_rows"
_NOTHING_SELECTED = 5


@contextmanager
def recording_of(item: pytest.Item, when: str) -> Iterator[None]:
    """Let the comparisons of a test be noted while its setup, call or teardown runs.

    A marker that is written wrongly fails the test.
    """
    if when == "setup":  # a test that is run again begins anew
        item.stash[_RECORDER] = recorder = Recorder(_name(item), item.nodeid)
        item.stash[ENTRIES] = recorder.entries
        item.stash[_SENT] = 0
    fault = _fault(item) if when == "call" else None
    if fault is not None:
        pytest.fail(f"{item.nodeid}: marker exact_audit: {fault}", pytrace=False)
    with recording(item.stash[_RECORDER]):
        yield


def send_rows(item: pytest.Item, report: pytest.TestReport) -> None:
    """Put the rows of a test on its report; a marked test that compared nothing gets a row that says so."""
    entries = item.stash.get(ENTRIES, [])
    if report.when == "call" or (report.when == "setup" and not report.passed):
        rows = entries or _instead(item, report)
    elif report.when == "teardown" and len(entries) > item.stash.get(_SENT, len(entries)):
        rows = entries  # all of them again: they take the place of those sent before
    else:
        return
    item.stash[_SENT] = len(entries)
    # A plain attribute: unlike user_properties it is in no JUnit file, and xdist carries it all the same.
    setattr(report, _ROWS, rows)


def _instead(item: pytest.Item, report: pytest.TestReport) -> list[dict[str, Any]]:
    if item.get_closest_marker("exact_audit") is None:
        return []
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else "skipped"
        return [row_without_comparison(_name(item), item.nodeid, Verdict.NOT_RUN, f"not run: {reason}").entry()]
    ended = "failed before it compared anything" if report.failed else "compared nothing with assert_exact"
    return [row_without_comparison(_name(item), item.nodeid, Verdict.UNDECIDED, f"the test {ended}").entry()]


def _name(item: pytest.Item) -> str:
    """The marker's name, with the test's parameters so that rows stay apart; without one the test's own."""
    given = _given(item)
    if given is None or _fault(item) is not None:
        return item.name
    parameters = item.name.partition("[")[2]
    return f"{given}[{parameters}" if parameters else given


def _given(item: pytest.Item) -> Any:
    marker = item.get_closest_marker("exact_audit")
    return None if marker is None else marker.kwargs.get("name", marker.args[0] if marker.args else None)


def _fault(item: pytest.Item) -> str | None:
    """What is wrong with the marker; one test's mistake is no reason to end the run."""
    marker = item.get_closest_marker("exact_audit")
    if marker is None:
        return None
    unknown = [*(repr(value) for value in marker.args[1:]), *(name for name in marker.kwargs if name != "name")]
    if unknown:
        return f"takes name alone, found {', '.join(unknown)}"
    given = _given(item)
    if given is not None and not (isinstance(given, str) and given.strip()):
        return f"name is {given!r}, expected text"
    return None


class ReportedRows:
    """Gathers the rows of a session by test, and writes the report when the session ends.

    Raises:
        pytest.UsageError: the report's file could not be written where it is meant to be.
    """

    def __init__(self, config: pytest.Config) -> None:
        file = Path(config.invocation_params.dir, config.getoption("opd_exact_report"))
        if file.is_dir() or not file.parent.is_dir():
            found = "is a folder" if file.is_dir() else f"no such folder {file.parent}"
            raise pytest.UsageError(f"--opd-exact-report {file}: {found}; expected a file to write")
        self._file = file
        self._started = time.perf_counter()
        self._rows: dict[str, list[dict[str, Any]]] = {}
        self._said: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the rows of a test; one that is run again replaces what it said before."""
        rows = getattr(report, _ROWS, None)
        if rows is not None:
            self._rows[report.nodeid] = rows

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the report; its rows are in the order of node ids, whichever process ran which test."""
        entries = with_unique_ids([entry for nodeid in sorted(self._rows) for entry in self._rows[nodeid]])
        rows = tuple(row_of_entry(entry) for entry in entries)
        report = build_report(Outcome(rows, {}, None, time.perf_counter() - self._started))
        if not rows:
            report["summary"]["exit_code"] = _NOTHING_SELECTED
            validate(report)
        try:
            write_whole(self._file, json_text(report))
        except CommandError as error:
            session.exitstatus = pytest.ExitCode.INTERNAL_ERROR
            self._said = str(error)
            return
        self._said = f"opd_exact: {headline(report)}; report in {self._file}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say where the report is."""
        if self._said is not None:
            terminalreporter.write_line(self._said)
