"""Two sides timed turn by turn on the same fresh data."""

import signal
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sympy.core.cache import clear_cache

Side = Callable[[Any], Any]

_AGAIN_BELOW = 5.0


@dataclass(frozen=True)
class Comparison:
    """Seconds of each run of our side and of the peer, run by run."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def ours_over_theirs(self) -> "Spread":
        """How many times as long ours takes."""
        return Spread.of(self.ours, self.theirs)

    @property
    def theirs_over_ours(self) -> "Spread":
        """How many times as long the peer takes."""
        return Spread.of(self.theirs, self.ours)


@dataclass(frozen=True)
class Spread:
    """Ratios of paired runs, and `fastest`, the ratio of the fastest runs of both sides."""

    fastest: float
    median: float
    least: float
    largest: float

    @classmethod
    def of(cls, above: tuple[float, ...], below: tuple[float, ...]) -> "Spread":
        """The spread of above / below."""
        ratios = [a / b for a, b in zip(above, below, strict=True)]
        return cls(min(above) / min(below), statistics.median(ratios), min(ratios), max(ratios))


def compare(ours: Side, theirs: Side, fresh: Callable[[int], Any], repeats: int) -> Comparison:
    """Run both sides `repeats` times, each time on new data that both see, taking turns at going first."""
    left, right = [], []
    for number in range(repeats):
        data = fresh(number)
        if number % 2:
            right.append(seconds(theirs, data))
            left.append(seconds(ours, data))
        else:
            left.append(seconds(ours, data))
            right.append(seconds(theirs, data))
    return Comparison(tuple(left), tuple(right))


def seconds(side: Side, data: Any) -> float:
    """The time of one call."""
    start = time.perf_counter()
    side(data)
    return time.perf_counter() - start


def fastest(side: Side, fresh: Callable[[int], Any], repeats: int) -> float:
    """The least time of several calls, each on new data."""
    return min(seconds(side, fresh(number)) for number in range(repeats))


class TooLongError(Exception):
    """A peer passed its time limit."""


@contextmanager
def limit(allowed: float) -> Iterator[None]:
    """Interrupt the block after the given number of seconds (Python code only: a call into C is not interrupted)."""

    def stop(*_: object) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, allowed)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def sympy_run(route: Callable[[], Any], allowed: float) -> tuple[Any, float]:
    """What a SymPy route returns and its least time from a cleared cache; None where it passes the limit.

    A run of less than `_AGAIN_BELOW` seconds is repeated twice, so that a busy moment does not count against SymPy.
    """
    spent = []
    answer = None
    while not spent or (len(spent) < 3 and max(spent) < _AGAIN_BELOW):
        clear_cache()
        start = time.perf_counter()
        try:
            with limit(allowed):
                answer = route()
        except TooLongError:
            return None, allowed
        spent.append(time.perf_counter() - start)
    return answer, min(spent)
