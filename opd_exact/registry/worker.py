"""What runs inside a worker process: one check with its mutants, or one recording.

A worker gets names and paths, mounts the suite's folder for itself and sends back plain rows. While it works it keeps
the name of the current step in a file, so that the runner can say where a worker that vanished or hung was.
"""

import hashlib
import os
import re
import sys
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from opd_exact.numbers.errors import EvidenceError, InputError, OpdExactError
from opd_exact.registry.declaration import Check, Inputs, Mutant
from opd_exact.registry.row import MutantOutcome, Row, require_reportable, row_of_failure, row_of_finding
from opd_exact.registry.suites import CheckUnit, Folder, RecordingUnit, load_unit
from opd_exact.registry.verdict import Verdict

__all__ = [
    "RecordingOutcome",
    "Task",
    "prepare_process",
    "run_check",
    "run_recording",
]

_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Task:
    """Which file to run, and where to keep what it leaves behind."""

    suite: str
    folder: Folder
    file: str
    scratch: str
    digits: int
    certify: bool = False

    def say(self, step: str) -> None:
        """Note this process and the step it runs, for the runner to read if it does not come back."""
        self.step_file.write_text(f"{os.getpid()} {step}", encoding="utf-8")

    def last_said(self) -> tuple[int | None, str]:
        """The process that ran this task and the step it was in; None before it has said anything."""
        try:
            pid, _, step = self.step_file.read_text(encoding="utf-8").partition(" ")
        except FileNotFoundError:
            return None, "loading its file"
        return (int(pid), step) if pid.isdigit() else (None, step)

    @property
    def step_file(self) -> Path:
        """Where the current step is noted."""
        return Path(self.scratch) / (hashlib.sha256(f"{self.folder.name}/{self.file}".encode()).hexdigest() + ".step")


@dataclass(frozen=True)
class RecordingOutcome:
    """The digests of a recording's files, or why there are none."""

    digests: Mapping[str, str]
    jax_enable_x64: bool | None = None
    message: str | None = None
    trace: str | None = None


def prepare_process(memory_mib: int) -> None:
    """Make a fresh worker harmless: bounded in memory, silent on stdout, and a process group of its own."""
    if hasattr(os, "setsid"):
        # Whatever a check starts belongs to this group and is ended with it.
        os.setsid()
    # stdout carries the report; whatever a check or the program it runs prints goes where messages go.
    os.dup2(2, 1)
    _limit_memory(memory_mib)


def _limit_memory(mebibytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit; a blow-up there ends the worker by the system's own means
        return
    # Data, not address space: JAX reserves far more address space than it ever touches.
    limit = mebibytes * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def run_recording(task: Task) -> RecordingOutcome:
    """Make a recording and keep its files under the scratch folder."""
    unit = load_unit(task.suite, task.folder, task.file)
    if not isinstance(unit, RecordingUnit):
        raise TypeError(f"{task.file} declares a check, expected a recording")
    task.say("recording")
    try:
        files = unit.recording.record()
        _require_texts(files)
    except BaseException as error:  # an outside program is run here: what it raises is told for what it is
        return RecordingOutcome({}, message=_told(error, unit.folder), trace=traceback.format_exc())
    target = Path(task.scratch) / unit.recording.id
    target.mkdir()
    for name, text in files.items():
        (target / name).write_text(text, encoding="utf-8")
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in sorted(files.items())}
    return RecordingOutcome(digests, jax_enable_x64=_jax_enable_x64())


def run_check(task: Task) -> Row:
    """Establish one check and run its mutants."""
    started = time.perf_counter()
    unit = load_unit(task.suite, task.folder, task.file)
    if not isinstance(unit, CheckUnit):
        raise TypeError(f"{task.file} declares a recording, expected a check")
    check = unit.check
    task.say("the claim itself")
    try:
        inputs = _inputs(check, Path(task.scratch))
        subject = check.subject(inputs)
        finding = check.establish(subject)
        mutants = tuple(_run_mutant(task, check, mutant, inputs) for mutant in check.mutants)
        task.say("writing the numbers out")
        series = tuple(check.series(subject)) if check.series is not None and finding.verdict.may_pass else ()
        elapsed = time.perf_counter() - started
        row = row_of_finding(check, unit.group, finding, mutants, task.digits, elapsed, series)
        require_reportable(row)
        if not task.certify or not row.passed:
            return row
        task.say("writing it for Coq")
        from opd_exact.registry.kernel import with_certificate

        return with_certificate(row, check, subject, finding, task.digits)
    except BaseException as error:  # a crash of one check is that check's outcome, reported with its cause and place
        return row_of_failure(check, unit.group, Verdict.UNDECIDED, _told(error, unit.folder), traceback.format_exc())


def _run_mutant(task: Task, check: Check, mutant: Mutant, inputs: Inputs) -> MutantOutcome:
    task.say(f"mutant {mutant.name!r}")
    try:
        # A fresh subject each time: a mutant that changes its subject in place must not decide the fate of the next.
        finding = check.establish(mutant.change(check.subject(inputs)))
    except EvidenceError as error:
        return MutantOutcome(mutant.name, mutant.what_changes, True, str(error))
    except BaseException as error:  # a mutant must be refuted; one that only makes the check fall over shows nothing
        reason = f"not refuted: the check raised {_told(error, None)}"
        return MutantOutcome(mutant.name, mutant.what_changes, False, reason)
    if finding.verdict is Verdict.REFUTED:
        margin = finding.margin or finding.message or "refuted"
        return MutantOutcome(mutant.name, mutant.what_changes, True, margin)
    said = finding.message or "the mutant passes"
    return MutantOutcome(mutant.name, mutant.what_changes, False, f"verdict {finding.verdict}: {said}")


def _require_texts(files: object) -> None:
    if not isinstance(files, Mapping) or not files:
        raise InputError(f"a recording must return the text of at least one file by its name, not {files!r:.80}")
    for name, text in files.items():
        if not isinstance(name, str) or not _FILE_NAME.fullmatch(name):
            raise InputError(
                f"a recording returned the file name {name!r:.80}, expected letters, digits, '.', '_', '-'"
            )
        if not isinstance(text, str):
            raise InputError(f"a recording returned a {type(text).__name__} for {name!r}, expected its text")


def _inputs(check: Check, scratch: Path) -> Inputs:
    return {
        recording: {file.name: file.read_text(encoding="utf-8") for file in sorted((scratch / recording).iterdir())}
        for recording in check.inputs
    }


def _told(error: BaseException, folder: Folder | None) -> str:
    """One line: what went wrong, and in which line of which file."""
    text = str(error).strip().splitlines()
    said = text[0] if text else "no message"
    kind = type(error).__name__
    if isinstance(error, OpdExactError):
        return f"{kind}: {said}"
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if folder is not None and frame.filename.startswith(folder.path)]
    frame = (own or frames)[-1]
    return f"{kind}: {said} ({Path(frame.filename).name}, line {frame.lineno})"


def _jax_enable_x64() -> bool | None:
    # Looked up, never imported: only a subject that ran on JAX has loaded it.
    jax = sys.modules.get("jax")
    return None if jax is None else bool(jax.config.jax_enable_x64)
