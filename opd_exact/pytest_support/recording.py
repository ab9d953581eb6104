"""Where the rows of the test that is running go; one test runs at a time in a process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from opd_exact.pytest_support.comparing import Comparison
from opd_exact.pytest_support.rows import row_of_comparison

__all__ = [
    "Recorder",
    "current",
    "recording",
]

_running: list["Recorder"] = []


@dataclass
class Recorder:
    """The rows of one test, as entries of the report."""

    name: str
    source: str
    entries: list[dict[str, Any]] = field(default_factory=list)
    _since: float = field(default_factory=time.perf_counter)

    def add(self, comparison: Comparison, name: str | None = None) -> None:
        """Note a comparison; without a name of its own it has the test's, numbered from the second on."""
        if name is None:
            count = len(self.entries) + 1
            name = self.name if count == 1 else f"{self.name} {count}"
        now = time.perf_counter()
        self.entries.append(row_of_comparison(comparison, name, self.source, now - self._since).entry())
        self._since = now


def current() -> Recorder | None:
    """The recorder of the test that is running, if it is one that is recorded."""
    return _running[-1] if _running else None


@contextmanager
def recording(recorder: Recorder) -> Iterator[Recorder]:
    """Let comparisons be noted by this recorder while the block runs."""
    _running.append(recorder)
    try:
        yield recorder
    finally:
        _running.remove(recorder)
