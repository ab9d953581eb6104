"""Coq as a program: where it is, which version, and running it so that nothing of it outlives us."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from opd_exact.coq.errors import CoqFailed, CoqMissing

__all__ = [
    "INSTALL",
    "Ran",
    "Toolchain",
    "complaint",
    "end_all",
    "find_toolchain",
    "require_success",
    "run_limited",
]

INSTALL = "apt-get install coq"
VARIABLE = "OPD_EXACT_COQ"

_VERSION = re.compile(r"version (\d+(?:\.\d+)*\S*)")
_VERSION_LIMIT_S = 60.0
_MOST_OUTPUT = 200_000
_PIECE = 1 << 16
_LAST_WORDS_S = 10.0
# What else could put files of others before ours, or change what the programs do.
_UNWANTED = (
    "COQPATH",
    "ROCQPATH",
    "COQEXTRAFLAGS",
    "COQFLAGS",
    "COQ_COLORS",
    "COQ_DEBUG",
    "COQ_PROFILE_COMPONENTS",
)

# By default Coq also looks for compiled files below ~/.local/share/coq.
_NOWHERE = {"XDG_DATA_HOME": os.devnull, "XDG_DATA_DIRS": os.devnull}

_live: set[subprocess.Popen[bytes]] = set()
_live_lock = threading.Lock()


@dataclass(frozen=True)
class Toolchain:
    """The two programs and their version."""

    coqc: str
    coqchk: str
    version: str


@dataclass(frozen=True)
class Ran:
    """What a program said before it ended, or was ended: `code` is None where the time limit did that."""

    code: int | None
    output: str
    errors: str
    seconds: float


def find_toolchain(environment: Mapping[str, str] | None = None) -> Toolchain:
    """Coq from the folder that OPD_EXACT_COQ names, else from PATH.

    Raises:
        CoqMissing: coqc or coqchk is not there, or does not say its version.
    """
    variables = os.environ if environment is None else environment
    folder = variables.get(VARIABLE)
    coqc, coqchk = (_program(name, folder, variables.get("PATH")) for name in ("coqc", "coqchk"))
    ran = run_limited([coqc, "--version"], _VERSION_LIMIT_S)
    found = _VERSION.search(ran.output)
    if ran.code != 0 or found is None:
        raise CoqMissing(f"{coqc}: does not say its version ({complaint(ran)}); install Coq with: {INSTALL}")
    return Toolchain(coqc, coqchk, found[1])


def _program(name: str, folder: str | None, path: str | None) -> str:
    found = shutil.which(name, path=folder or path)
    if found is None:
        where = f"in the folder {folder!r} that {VARIABLE} names" if folder else "on PATH"
        raise CoqMissing(f"{name} is not {where}; install Coq with: {INSTALL}")
    return os.path.abspath(found)


def run_limited(command: Sequence[str], limit_s: float, folder: Path | None = None) -> Ran:
    """Run a program to its end or to the limit; it and all that it started are then gone.

    Raises:
        CoqMissing: the program cannot be started.
    """
    started = time.perf_counter()
    environment = {name: value for name, value in os.environ.items() if name not in _UNWANTED} | _NOWHERE
    try:
        process = subprocess.Popen(  # noqa: S603  # the programs are Coq's, the arguments file names of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        raise CoqMissing(f"{command[0]}: cannot be started: {error.strerror}; install Coq with: {INSTALL}") from error
    with _live_lock:
        _live.add(process)
    tails = [_Tail(stream) for stream in (process.stdout, process.stderr) if stream is not None]
    code: int | None
    try:
        code = process.wait(timeout=limit_s)
    except subprocess.TimeoutExpired:
        code = None
    finally:
        _end(process)
        process.wait()
        with _live_lock:
            _live.discard(process)
    output, errors = (tail.text() for tail in tails)
    return Ran(code, output, errors, time.perf_counter() - started)


class _Tail(threading.Thread):
    """Reads a stream to its end and keeps the last of it: a file may let Coq print for as long as it runs."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self._stream = stream
        self._kept = b""
        self.start()

    def run(self) -> None:
        with self._stream:
            while piece := self._stream.read1(_PIECE):  # type: ignore[attr-defined]  # a pipe is a BufferedReader
                self._kept = (self._kept + piece)[-_MOST_OUTPUT:]

    def text(self) -> str:
        # Whoever still holds the pipe has been ended.
        self.join(_LAST_WORDS_S)
        return self._kept.decode("utf-8", errors="replace")


def end_all() -> None:
    """End every program that still runs: when a run is interrupted, other threads are waiting for theirs."""
    with _live_lock:
        for process in _live:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and its group; a group that is gone already has another owner or none."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def complaint(ran: Ran) -> str:
    """What a program that failed complained of, in one line.

    >>> complaint(Ran(1, "", 'File "./a.v", line 3, characters 0-5:\\nError: Nothing\\n  here.\\n', 0.1))
    'a.v, line 3: Nothing here.'
    """
    if ran.code is None:
        return f"no answer within {ran.seconds:.0f} s"
    text = "".join(sign if sign.isprintable() or sign.isspace() else "?" for sign in f"{ran.errors}\n{ran.output}")
    place = re.search(r'File "(?:[^"]*/)?([^"/]+)", line (\d+)', text)
    where = f"{place[1]}, line {place[2]}: " if place else ""
    error = re.search(r"(?:Error:|Fatal Error:|Anomaly)(.*)", text, re.DOTALL)
    said = " ".join((error[1] if error else text).split())
    return f"{where}{said or f'exit code {ran.code}'}"[:600]


def require_success(ran: Ran, what: str) -> None:
    """Refuse anything but an end with exit code 0.

    Raises:
        CoqFailed: the program complained, or reached its limit.
    """
    if ran.code != 0:
        raise CoqFailed(f"{what}: {complaint(ran)}")
