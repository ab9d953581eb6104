"""Runs checks in worker processes, each isolated from the others, and gathers their rows."""

import concurrent.futures
import contextlib
import importlib.util
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.context import BaseContext
from typing import Any

from pebble import CONSTS, ProcessExpired, ProcessPool

from opd_exact.registry.declaration import Recording
from opd_exact.registry.row import Row, row_of_failure
from opd_exact.registry.suites import CheckUnit, RecordingUnit
from opd_exact.registry.verdict import Verdict
from opd_exact.registry.worker import RecordingOutcome, Task, prepare_process, run_check, run_recording

__all__ = [
    "Limits",
    "Outcome",
    "run",
]

_LOOK_EVERY_S = 1.0
_LOOKS_BEFORE_GONE = 3


# How often the pool looks for a worker that has ended, to start the next; its own 0.1 s is longer than most checks.
_POLL_S = 0.01


@dataclass(frozen=True)
class Limits:
    """What a run may use: processes, wall seconds a check, memory a process, and failures before it stops."""

    jobs: int
    timeout_s: float
    memory_mib: int
    max_failures: int | None = None


@dataclass(frozen=True)
class Outcome:
    """The rows in the order of the units, the digests of the recordings' files, and the wall time."""

    rows: tuple[Row, ...]
    inputs: Mapping[str, str]
    jax_enable_x64: bool | None
    wall_s: float

    def _repr_html_(self) -> str:
        from opd_exact.registry.display import outcome_html

        return outcome_html(self)


def run(
    units: Sequence[CheckUnit],
    recordings: Mapping[str, RecordingUnit],
    limits: Limits,
    digits: int,
    on_row: Callable[[Row], None] = lambda row: None,
    on_start: Callable[[str], None] = lambda name: None,
    *,
    certify: bool = False,
) -> Outcome:
    """Run the checks, each recording they need once; a row for every unit, whatever happens in the workers.

    certify: let the rows that hold bring their statements for Coq along.
    """
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="opd_exact_") as scratch:
        schedule = _Schedule(units, recordings, limits, digits, scratch, on_row, on_start, certify)
        try:
            schedule.run_all()
        finally:
            schedule.close()
    rows = tuple(schedule.rows[unit.check.id] for unit in units)
    return Outcome(rows, schedule.digests, schedule.jax_enable_x64, time.perf_counter() - started)


@dataclass
class _Schedule:
    units: Sequence[CheckUnit]
    recordings: Mapping[str, RecordingUnit]
    limits: Limits
    digits: int
    scratch: str
    on_row: Callable[[Row], None]
    on_start: Callable[[str], None]
    certify: bool = False
    rows: dict[str, Row] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    jax_enable_x64: bool | None = None

    def __post_init__(self) -> None:
        # One process a task: a check must not inherit what another left behind (a patched function, numpy's error
        # state, flint's precision). They are forked from a clean server that has imported the engine and run nothing.
        CONSTS.sleep_unit = _POLL_S
        self._pool = ProcessPool(
            max_workers=self.limits.jobs,
            max_tasks=1,
            context=_clean_processes(),
            initializer=prepare_process,
            initargs=(self.limits.memory_mib,),
        )
        _start_deaf_to_interrupts(self._pool)
        self._recording: dict[Future[RecordingOutcome], str] = {}
        self._checking: dict[Future[Row], CheckUnit] = {}
        self._waiting: dict[str, list[CheckUnit]] = {}
        self._missing: dict[str, set[str]] = {}
        self._missed: dict[Future[Any], int] = {}

    def run_all(self) -> None:
        """Start the recordings first, since checks wait for them, then every check as soon as its inputs are there."""
        for unit in self.units:
            self._admit(unit)
        for unit in self.units:
            if unit.check.id not in self.rows and not unit.check.inputs:
                self._start_check(unit)
        while self._recording or self._checking:
            running: list[Future[Any]] = [*self._recording, *self._checking]
            done, _ = concurrent.futures.wait(
                running, timeout=_LOOK_EVERY_S, return_when=concurrent.futures.FIRST_COMPLETED
            )
            done |= self._vanished(running)
            for future in done:
                if future in self._recording:
                    self._finish_recording(self._recording.pop(future), future)
                else:
                    self._finish_check(self._checking.pop(future), future)
            if self._enough_failures():
                self._stop("not run: stopped after the number of failures that was asked for")

    def close(self) -> None:
        """End the workers; nothing of theirs outlives the run."""
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble annotates only part of itself
        self._pool.join()
        shutil.rmtree(self.scratch, ignore_errors=True)

    def _admit(self, unit: CheckUnit) -> None:
        for identifier in unit.check.inputs:
            lacking = _lacking(self.recordings[identifier].recording)
            if lacking is not None:
                self._settle(unit, row_of_failure(unit.check, unit.group, Verdict.NOT_RUN, lacking))
                return
        self._missing[unit.check.id] = set(unit.check.inputs)
        for identifier in unit.check.inputs:
            if identifier not in self._waiting:
                self._waiting[identifier] = []
                self._start_recording(identifier)
            self._waiting[identifier].append(unit)

    def _task(self, unit: CheckUnit | RecordingUnit) -> Task:
        return Task(unit.suite, unit.folder, unit.file, self.scratch, self.digits, self.certify)

    def _start_recording(self, identifier: str) -> None:
        self.on_start(identifier)
        task = self._task(self.recordings[identifier])
        future = self._pool.schedule(run_recording, args=[task], timeout=self.limits.timeout_s)
        self._recording[future] = identifier

    def _start_check(self, unit: CheckUnit) -> None:
        future = self._pool.schedule(run_check, args=[self._task(unit)], timeout=self.limits.timeout_s)
        self._checking[future] = unit

    def _finish_recording(self, identifier: str, future: Future[RecordingOutcome]) -> None:
        unit = self.recordings[identifier]
        try:
            outcome = future.result(timeout=0)
        except (Exception, concurrent.futures.CancelledError) as error:  # whatever ended the worker, the run goes on
            outcome = RecordingOutcome({}, message=self._obituary(error, self._task(unit)))
        waiting = self._waiting.pop(identifier)
        if outcome.message is not None:
            for check_unit in waiting:
                if check_unit.check.id in self.rows:
                    continue
                message = f"recording {identifier!r} failed: {outcome.message}"
                row = row_of_failure(check_unit.check, check_unit.group, Verdict.UNDECIDED, message, outcome.trace)
                self._settle(check_unit, row)
            return
        self.digests.update({f"{identifier}/{name}": digest for name, digest in outcome.digests.items()})
        if outcome.jax_enable_x64 is not None:
            self.jax_enable_x64 = outcome.jax_enable_x64
        for check_unit in waiting:
            missing = self._missing[check_unit.check.id]
            missing.discard(identifier)
            if not missing and check_unit.check.id not in self.rows:
                self._start_check(check_unit)

    def _finish_check(self, unit: CheckUnit, future: Future[Row]) -> None:
        try:
            row = future.result(timeout=0)
        except (Exception, concurrent.futures.CancelledError) as error:  # whatever ended the worker, the run goes on
            message = self._obituary(error, self._task(unit))
            row = row_of_failure(unit.check, unit.group, Verdict.UNDECIDED, message)
        self._settle(unit, row)

    def _settle(self, unit: CheckUnit, row: Row) -> None:
        self.rows[unit.check.id] = row
        self.on_row(row)

    def _vanished(self, running: Sequence[Future[Any]]) -> set[Future[Any]]:
        """Tasks whose process is gone without an answer: one that ends with exit code 0 is not noticed by the pool."""
        gone = set()
        for future in running:
            unit = self.recordings[self._recording[future]] if future in self._recording else self._checking[future]
            pid, _ = self._task(unit).last_said()
            if pid is None or future.done() or _is_alive(pid):
                self._missed.pop(future, None)
                continue
            self._missed[future] = self._missed.get(future, 0) + 1
            # An answer may still be on its way through the pipe when its process has ended.
            if self._missed[future] >= _LOOKS_BEFORE_GONE and future.cancel():
                gone.add(future)
        return gone

    def _obituary(self, error: BaseException, task: Task) -> str:
        pid, step = task.last_said()
        if pid is not None:
            _end_group(pid)
        if isinstance(error, concurrent.futures.CancelledError):
            return f"the worker process ended by itself (exit code 0); it was running: {step}"
        if not isinstance(error, ProcessExpired | concurrent.futures.TimeoutError | MemoryError):
            return f"the worker process failed: {type(error).__name__}: {error}; it was running: {step}"
        if isinstance(error, concurrent.futures.TimeoutError):
            return f"no answer within {self.limits.timeout_s:g} s (--timeout); it was running: {step}"
        if isinstance(error, MemoryError):
            return f"more than {self.limits.memory_mib} MiB of memory were asked for; it was running: {step}"
        code = getattr(error, "exitcode", None)
        cause = f"exit code {code}"
        if code is not None and code < 0:
            cause = f"signal {signal.Signals(-code).name}"
        return f"the worker process ended by itself ({cause}); it was running: {step}"

    def _enough_failures(self) -> bool:
        if self.limits.max_failures is None:
            return False
        return (
            sum(row.failed or row.verdict is Verdict.UNDECIDED for row in self.rows.values())
            >= self.limits.max_failures
        )

    def _stop(self, reason: str) -> None:
        for unit in self.units:
            if unit.check.id not in self.rows:
                self._settle(unit, row_of_failure(unit.check, unit.group, Verdict.NOT_RUN, reason))
        self._recording.clear()
        self._checking.clear()


def _clean_processes() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():  # Windows
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["opd_exact.registry.worker", *_engine_modules()])
    return context


def _engine_modules() -> list[str]:
    """What the suites' files have made this process import of the engine: workers then find it imported.

    The suites' own modules are left out, so that each check still imports its file in a clean process.
    """
    suites = ("opd_exact.checks", "opd_exact.proofs")
    return sorted(name for name in sys.modules if name.startswith("opd_exact.") and not name.startswith(suites))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # alive, and somebody else's by now
        return True
    return True


def _end_group(pid: int) -> None:
    """End what a dead worker started; its process group outlives it as long as anything in it does."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


def _start_deaf_to_interrupts(pool: ProcessPool) -> None:
    """Start the pool with SIGINT blocked: its threads, and the workers that they spawn now or later, inherit that.

    Ctrl-C then reaches this process alone, which ends its workers itself; a worker that is still starting does not die
    with a traceback of its own.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        return
    # Started now, because whoever starts the tracker first comes out of it with SIGINT unblocked.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        _ = pool.active  # asking is what starts it
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _lacking(recording: Recording) -> str | None:
    """What the recording needs and this installation lacks, with the command that provides it; nothing is imported."""
    for requirement in recording.requires:
        if importlib.util.find_spec(requirement.module) is None:
            return (
                f"not run: recording {recording.id!r} needs the module {requirement.module!r};"
                f" install it with: {requirement.install}"
            )
    return None
