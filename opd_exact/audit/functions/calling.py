"""Calling an unknown function safely: in a process of its own, with a time limit, and everything it does wrong noted.

The child is forked before the function is loaded, so that neither a hanging import nor a crash reaches the caller.
Inputs and answers cross as JSON, floats as hexadecimal text: nothing that the function returns is unpickled.
Where forking is not possible (Windows) or not safe (JAX or PyTorch is already running threads in this process), the
function is called in this process, and on the main thread an alarm keeps the time.
"""

import json
import os
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from types import TracebackType
from typing import Any

import numpy as np

from opd_exact.audit.functions.probes import Argument
from opd_exact.numbers import InputError

__all__ = [
    "Observation",
    "Subject",
    "fork_is_safe",
]

_LONGEST_TEXT = 300
_MOST_VALUES = 10_000
_LAST_WORDS = 1.0
"""Seconds between the end of a child's connection and its own: an exit code comes a moment later."""

_LONGEST_LIMIT = 86_400
_CUT_OFF = 113
"""What a child exits with that finds its connection closed: by a parent that is done with it, or by the function."""


@dataclass(frozen=True)
class Observation:
    """What one call did.

    `failure` is None, or why there is no value: "raises", "no answer", "died", "no numbers". `values` are the entries
    of what was returned, as Python floats, `shape` and `dtype` its own; `second` are the values of the same call made
    again. `mutated` names the arguments (by number) that the call changed.
    """

    failure: str | None = None
    message: str = ""
    shape: tuple[int, ...] = ()
    dtype: str = "float64"
    values: tuple[float, ...] = ()
    second: tuple[float, ...] = ()
    mutated: tuple[int, ...] = ()

    @property
    def is_scalar(self) -> bool:
        """Whether a single number came back."""
        return self.failure is None and len(self.values) == 1

    @property
    def repeats(self) -> bool:
        """Whether the second call returned the same bits, not a number being equal to itself."""
        return [v.hex() for v in self.values] == [v.hex() for v in self.second]


class _TooLong(BaseException):
    """Raised by the alarm; no subclass of Exception, so that a function that catches everything lets it pass."""


class _Interrupted(BaseException):
    """Raised when the user interrupts, to be told from a KeyboardInterrupt that the function raises itself."""


def fork_is_safe() -> bool:
    """Whether a function may be called in a forked child of this process."""
    return hasattr(os, "fork") and not {"jax", "torch"} & set(sys.modules)


class Subject:
    """A function to be called on arrays, used as a context manager.

    Args:
        load: returns the function; called where the function will run.
        convert: applied to each array before the call (for instance `jax.numpy.asarray`).
        time_limit: seconds that one call may take (loading has ten times as long).
        isolate: whether to use a process of its own; None decides by `fork_is_safe`.
    """

    def __init__(
        self,
        load: Callable[[], Callable[..., Any]],
        *,
        convert: Callable[[Any], Any] | None = None,
        time_limit: float = 10.0,
        isolate: bool | None = None,
    ) -> None:
        if not (isinstance(time_limit, int | float) and 0 < time_limit <= _LONGEST_LIMIT):
            raise InputError(
                f"time_limit is {time_limit!r}, expected seconds, more than 0 and at most {_LONGEST_LIMIT}"
            )
        self._load = load
        self._convert = convert
        self._limit = time_limit
        self._isolated = fork_is_safe() if isolate is None else isolate
        self._function: Callable[..., Any] | None = None
        self._unloadable: Observation | None = None
        self._child: tuple[int, Connection] | None = None

    @property
    def manner(self) -> str:
        """How calls are made, in words for the report."""
        if self._isolated:
            return f"in a forked process, at most {self._limit:g} s a call"
        if _alarm_works():
            return f"in the calling process, at most {self._limit:g} s a call (by an alarm)"
        return "in the calling process, without a time limit"

    def __enter__(self) -> "Subject":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end_child()

    def call(self, arguments: Sequence[Argument], dtype: str) -> Observation:
        """Call the function twice on fresh arrays and say what came back."""
        if self._unloadable is not None:
            return self._unloadable
        if not self._isolated:
            return self._call_here(arguments, dtype)
        if self._child is None:
            self._child, ready = self._start()
            if ready.failure is not None:
                self._unloadable = ready
                return ready
        assert self._child is not None
        pid, connection = self._child
        request = {"dtype": dtype, "arguments": [[list(a.shape), [v.hex() for v in a.values]] for a in arguments]}
        return self._answer(pid, connection, json.dumps(request), 2 * self._limit)

    # --- in a process of its own --------------------------------------------------------------------------------------

    def _start(self) -> tuple[tuple[int, Connection] | None, Observation]:
        here, there = Pipe()
        with warnings.catch_warnings():
            # Python 3.12 and JAX warn of threads at a fork. It is done where it is safe, or because the caller said so.
            warnings.simplefilter("ignore")
            pid = os.fork()
        if pid == 0:
            here.close()
            self._serve(there)
        there.close()
        self._child = (pid, here)
        ready = self._answer(pid, here, None, 10 * self._limit)
        return self._child, ready

    def _answer(self, pid: int, connection: Connection, request: str | None, limit: float) -> Observation:
        try:
            if request is not None:
                connection.send_bytes(request.encode())
            if not connection.poll(limit):
                self._end_child()
                return Observation("no answer", f"no answer within {limit:g} s")
            return _observation(json.loads(connection.recv_bytes()))
        except (EOFError, OSError, ValueError):
            status = self._end_child(patience=_LAST_WORDS)
            if status is None or status == _CUT_OFF:
                return Observation("died", "the process broke its connection to the audit during the call")
            ended = f"by signal {-status}" if status < 0 else f"with exit code {status}"
            return Observation("died", f"the process ended {ended} during the call")

    def _end_child(self, patience: float = 0.0) -> int | None:
        """End the child and return its exit code or minus its signal; None if it had not ended by itself by then."""
        if self._child is None:
            return None
        pid, connection = self._child
        self._child = None
        connection.close()
        until = time.monotonic() + patience
        while not (done := os.waitpid(pid, os.WNOHANG))[0]:
            if time.monotonic() >= until:
                # Closing the connection ends a child that waits for work; one that is busy is ended.
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                return None
            time.sleep(0.001)
        return os.waitstatus_to_exitcode(done[1])

    def _serve(self, connection: Connection) -> None:
        """The life of the child: load, then answer calls until the connection closes. Never returns."""
        try:
            # Who interrupts the audit ends this process through its parent; what it raises itself is a finding.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            # What the function prints must not mix with what the caller prints.
            nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # open for the life of the child
            os.dup2(nowhere.fileno(), 1)
            os.dup2(nowhere.fileno(), 2)
            sys.stdout = sys.stderr = nowhere
            try:
                self._function = self._load()
                ready = Observation()
            except BaseException as error:  # an outside program is run here: what it raises is told for what it is
                ready = Observation("raises", f"loading: {_told(error)}")
            connection.send_bytes(_as_json(ready))
            while True:
                request = json.loads(connection.recv_bytes())
                arguments = [
                    Argument(tuple(shape), tuple(float.fromhex(v) for v in values))
                    for shape, values in request["arguments"]
                ]
                connection.send_bytes(_as_json(self._observe(arguments, request["dtype"])))
        except (EOFError, OSError):
            os._exit(_CUT_OFF)
        finally:
            os._exit(1)

    # --- in this process ----------------------------------------------------------------------------------------------

    def _call_here(self, arguments: Sequence[Argument], dtype: str) -> Observation:
        if self._function is None:
            try:
                with _quiet(), _own_interrupts():
                    self._function = self._load()
            except _Interrupted:
                raise KeyboardInterrupt from None
            except BaseException as error:  # as above
                self._unloadable = Observation("raises", f"loading: {_told(error)}")
                return self._unloadable
        try:
            with _quiet(), _own_interrupts():
                return self._timed(arguments, dtype)
        except _Interrupted:
            raise KeyboardInterrupt from None

    def _timed(self, arguments: Sequence[Argument], dtype: str) -> Observation:
        if not _alarm_works():
            return self._observe(arguments, dtype)

        def stop(number: int, frame: object) -> None:
            raise _TooLong

        before = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, 2 * self._limit)
        try:
            return self._observe(arguments, dtype)
        except _TooLong:
            return Observation("no answer", f"no answer within {2 * self._limit:g} s")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    # --- the call itself ----------------------------------------------------------------------------------------------

    def _observe(self, arguments: Sequence[Argument], dtype: str) -> Observation:
        mutated: set[int] = set()
        found = []
        for _ in range(2):
            arrays = [argument.array(dtype) for argument in arguments]
            try:
                returned = self._returned(arrays)
                found.append(_read(returned))
            except (_TooLong, _Interrupted):
                raise
            except BaseException as error:  # as above
                return Observation("raises", _told(error), mutated=_changed(arrays, arguments, dtype))
            mutated.update(_changed(arrays, arguments, dtype))
        first, second = found
        if isinstance(first, str) or isinstance(second, str):
            return Observation("no numbers", first if isinstance(first, str) else str(second))
        values = tuple(float(v) for v in first.ravel())
        again = tuple(float(v) for v in second.ravel())
        return Observation(None, "", first.shape, first.dtype.name, values, again, tuple(sorted(mutated)))

    def _returned(self, arrays: list[Any]) -> Any:
        assert self._function is not None
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return self._function(*(arrays if self._convert is None else map(self._convert, arrays)))


@contextmanager
def _quiet() -> Iterator[None]:
    """Let nothing through of what Python code prints while the block runs."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield


@contextmanager
def _own_interrupts() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # signals arrive elsewhere
        return

    def interrupt(number: int, frame: object) -> None:
        raise _Interrupted

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _alarm_works() -> bool:
    return hasattr(signal, "SIGALRM") and threading.current_thread() is threading.main_thread()


def _read(returned: Any) -> Any:
    """What was returned as an array of floats, or in words why it is none."""
    if hasattr(returned, "detach"):  # a PyTorch tensor: it may carry gradients, lie elsewhere, or be a bfloat16
        returned = returned.detach().cpu()
        returned = returned.float() if str(returned.dtype) == "torch.bfloat16" else returned
    if isinstance(returned, bool | str | bytes | None):
        return f"returned {returned!r:.60} ({type(returned).__name__})"
    if np.ma.is_masked(returned):  # numpy would read what lies below the mask
        return f"returned a masked {type(returned).__name__}"
    try:
        array = np.asarray(returned)
    except Exception as error:  # what it returned may be anything, with any code behind it
        return f"returned {type(returned).__name__}, which is no array: {_told(error)}"
    if array.dtype.name in ("float16", "float32", "float64") and array.size <= _MOST_VALUES:
        return array
    if array.dtype.kind in "iu":
        return array.astype("float64")
    if array.dtype.name == "bfloat16":  # JAX's; every value is a float32
        return array.astype("float32")
    return f"returned {type(returned).__name__} of {array.dtype} and shape {array.shape}"


def _changed(arrays: list[Any], arguments: Sequence[Argument], dtype: str) -> tuple[int, ...]:
    return tuple(
        number
        for number, (array, argument) in enumerate(zip(arrays, arguments, strict=True))
        if array.shape != argument.shape or not np.array_equal(array, argument.array(dtype))
    )


def _told(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:  # the class of the error is an outside program, too
        text = "(its message cannot be shown)"
    return " ".join(f"{type(error).__name__}: {text}".split())[:_LONGEST_TEXT].removesuffix(":")


def _as_json(observation: Observation) -> bytes:
    return json.dumps(
        {
            "failure": observation.failure,
            "message": observation.message,
            "shape": list(observation.shape),
            "dtype": observation.dtype,
            "values": [v.hex() for v in observation.values],
            "second": [v.hex() for v in observation.second],
            "mutated": list(observation.mutated),
        }
    ).encode()


def _observation(data: Any) -> Observation:
    return Observation(
        failure=data["failure"],
        message=data["message"],
        shape=tuple(data["shape"]),
        dtype=data["dtype"],
        values=tuple(float.fromhex(v) for v in data["values"]),
        second=tuple(float.fromhex(v) for v in data["second"]),
        mutated=tuple(data["mutated"]),
    )
