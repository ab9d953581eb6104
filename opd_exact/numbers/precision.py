"""The working precision of ball arithmetic, saved and restored around each use.

Flint keeps one precision per process, shared by all threads. A lock is therefore held from the moment the precision is
set until it is put back, so that two threads of this library never evaluate under each other's setting. A ball is a
rigorous enclosure at any precision: a foreign thread that changes the setting can cost accuracy, never truth.
"""

import os
import threading
from contextlib import AbstractContextManager
from types import TracebackType

from flint import ctx

from opd_exact.numbers.errors import InputError, InputTypeError

__all__ = [
    "bits_for_digits",
    "working_precision",
]

_lock = threading.RLock()


def _renew_lock() -> None:
    """Give a forked child a lock of its own: the parent's may be held by a thread that does not exist in the child."""
    global _lock
    _lock = threading.RLock()


if hasattr(os, "register_at_fork"):  # absent on Windows
    os.register_at_fork(after_in_child=_renew_lock)


class _Held:
    """One use of the precision: entered once, left once."""

    __slots__ = ("_bits", "_lock", "_saved")

    def __init__(self, bits: int) -> None:
        self._bits = bits

    def __enter__(self) -> None:
        self._lock = _lock
        self._lock.acquire()
        try:
            self._saved = ctx.prec
            ctx.prec = self._bits
        except BaseException:
            self._lock.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ctx.prec = self._saved
        self._lock.release()


def working_precision(bits: int) -> AbstractContextManager[None]:
    """A context in which flint's balls are computed at the given number of bits; the old precision returns afterwards.

    Blocks nest within a thread. A block keeps other threads out of theirs, so it must not wait for one.

    Raises:
        InputTypeError: bits is not an integer.
        InputError: bits is less than 2.

    >>> from flint import arb
    >>> with working_precision(100):
    ...     print(arb(2).log().str(25, radius=False))
    0.6931471805599453094172321
    """
    _require_count(bits, 2, "bits")
    return _Held(bits)


def bits_for_digits(digits: int) -> int:
    """Enough bits for the given number of decimal digits, as log2(10) < 196/59.

    Raises:
        InputTypeError: digits is not an integer.
        InputError: digits is not positive.
    """
    _require_count(digits, 1, "digits")
    return digits * 196 // 59 + 1


def _require_count(count: int, least: int, unit: str) -> None:
    if not isinstance(count, int) or isinstance(count, bool):
        raise InputTypeError(f"{count!r} ({type(count).__name__}) is no number of {unit}; pass an int")
    if count < least:
        raise InputError(f"{count} {unit} were asked for; at least {least} are needed")
