"""The checks of suites as test items: one item a check, run in a worker process as the check command runs it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from opd_exact.numbers.errors import OpdExactError
from opd_exact.pytest_support.session import ENTRIES
from opd_exact.registry.configuration import Configuration, chosen_suites, configuration
from opd_exact.registry.row import Row
from opd_exact.registry.runner import Limits, run
from opd_exact.registry.suites import CheckUnit, RecordingUnit, load_checks
from opd_exact.registry.verdict import Verdict

__all__ = [
    "CheckItem",
    "items_of_suites",
]

_TIMEOUT_S = 300.0
_MEMORY_MIB = 8192
_DIGITS = 30


class CheckFailedError(Exception):
    """A check does not hold; the text says why, and what became of its mutants."""


class SuiteRun:
    """The checks of this session. Those that read the same recordings run together, so that each is made once."""

    def __init__(
        self, units: Sequence[CheckUnit], recordings: Mapping[str, RecordingUnit], project: Configuration
    ) -> None:
        self._units = units
        self._recordings = recordings
        self._project = project
        self._rows: dict[str, Row] = {}

    def row_of(self, unit: CheckUnit, session: pytest.Session) -> Row:
        """The row of a check; checks with the same recordings that are also in the session are run beside it."""
        if unit.check.id not in self._rows:
            wanted = {item.unit.check.id for item in session.items if isinstance(item, CheckItem)}
            batch = [
                other
                for other in self._units
                if other is unit
                or (unit.check.inputs and other.check.inputs == unit.check.inputs and other.check.id in wanted)
            ]
            project = self._project
            limits = Limits(1, project.timeout_s or _TIMEOUT_S, project.memory_mib or _MEMORY_MIB)
            outcome = run(batch, self._recordings, limits, _DIGITS)
            self._rows.update({row.id: row for row in outcome.rows})
        return self._rows[unit.check.id]


class SuiteCollector(pytest.Collector):
    """The suites as a node of the tree that pytest shows."""

    def collect(self) -> list[pytest.Item]:
        """Nothing: the items are made beside the collection of files."""
        return []


class CheckItem(pytest.Item):
    """A check as a test."""

    def __init__(self, *, unit: CheckUnit, suite_run: SuiteRun, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.unit = unit
        self._suite_run = suite_run
        self.extra_keyword_matches.update((unit.group, unit.suite, *unit.check.tags))

    def runtest(self) -> None:
        """Run the check.

        Raises:
            CheckFailedError: it does not hold, or whether it does is not known.
            pytest.skip.Exception: it was not run.
        """
        row = self._suite_run.row_of(self.unit, self.session)
        self.stash[ENTRIES] = [row.entry()]
        if row.passed:
            return
        if row.verdict is Verdict.NOT_RUN:
            pytest.skip(row.message or "not run")
        raise CheckFailedError("\n".join(_lines(row)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The message of the check and its mutants; a traceback only of what is no finding."""
        if isinstance(excinfo.value, CheckFailedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The check's file, and its id."""
        return Path(self.unit.folder.path, self.unit.file.partition("#")[0]), None, f"check {self.unit.check.id}"


def items_of_suites(session: pytest.Session, names: Sequence[str]) -> Iterator[CheckItem]:
    """An item for each check of the suites, in their order.

    Raises:
        pytest.UsageError: a suite or a file of it cannot be used.
    """
    start = session.config.invocation_params.dir
    paths = [str(start / name) if (start / name).is_dir() else name for name in names]
    try:
        project = configuration(start)
        units, recordings = load_checks(chosen_suites(paths, project))
    except OpdExactError as error:
        raise pytest.UsageError(f"--opd-exact-suite: {error}") from error
    suite_run = SuiteRun(units, recordings, project)
    collectors: dict[str, SuiteCollector] = {}
    for unit in units:
        if unit.suite not in collectors:
            name = f"suite:{unit.suite}"
            collectors[unit.suite] = SuiteCollector.from_parent(session, name=name, nodeid=name)
        parent = collectors[unit.suite]
        yield CheckItem.from_parent(parent, name=unit.check.id, unit=unit, suite_run=suite_run)


def _lines(row: Row) -> Iterator[str]:
    yield f"{row.verdict}: {row.statement}"
    yield f"  {row.message}"
    for mutant in row.mutants:
        fate = "killed" if mutant.killed else "SURVIVED"
        yield f"  mutant {mutant.name!r} ({mutant.what_changes}): {fate}, {mutant.margin}"
    if row.trace is not None and row.verdict is Verdict.UNDECIDED:
        yield from row.trace.rstrip().splitlines()
