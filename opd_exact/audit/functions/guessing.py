"""From one observed number to parameters that would explain it: roots on a grid, refined, read as simple rationals."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

__all__ = [
    "on_grid",
    "parameters",
    "simplest",
]

_STEPS = 60


def parameters(
    guess: Callable[[Any], Any],
    grid: Sequence[float],
    observed: float,
    slack: float,
    *,
    plausible: Callable[[float], bool] = lambda _: True,
    values: Any = None,
) -> Iterator[Fraction]:
    """The rationals near the parameters between which the guess crosses the observed value, the simplest ones first.

    `slack` is the relative accuracy of the observed value. `plausible` is asked about a rough root before its
    refinement. `values` are those of the guess on the grid, where they are known.

    >>> list(parameters(lambda t: t[:, 0] ** 2, [0.1, 0.5, 0.9], 0.09, 1e-12))
    [Fraction(3, 10), Fraction(3, 10)]
    """
    points = np.array(grid, dtype=np.float64)
    if values is None:
        values = on_grid(guess, grid)
    off = values - observed
    crossing = (
        np.isfinite(off[:-1])
        & np.isfinite(off[1:])
        & (np.sign(off[:-1]) * np.sign(off[1:]) <= 0)
        & (off[:-1] != off[1:])
    )
    for at in np.flatnonzero(crossing):
        left, right = off[at], off[at + 1]
        rough = points[at] + (points[at + 1] - points[at]) * left / (left - right)
        if plausible(float(rough)):
            root = _bisected(guess, points[at], points[at + 1], observed, rising=bool(right > left))
            yield from simplest(root, slack)


def on_grid(guess: Callable[[Any], Any], grid: Sequence[float]) -> Any:
    """The values of the guess on a grid, as `parameters` wants them."""
    with np.errstate(all="ignore"):
        return guess(np.array(grid, dtype=np.float64)[:, None])


def _bisected(guess: Callable[[Any], Any], low: float, high: float, observed: float, *, rising: bool) -> float:
    with np.errstate(all="ignore"):
        for _ in range(_STEPS):
            middle = (low + high) / 2
            if (guess(np.array([[middle]]))[0] < observed) == rising:
                low = middle
            else:
                high = middle
    return float((low + high) / 2)


def simplest(value: float, slack: float) -> Iterator[Fraction]:
    """The rational of smallest denominator near a float, and the one that a denominator of twelve digits gives."""
    near = max(100 * slack, 1e-10) * max(1.0, abs(value))
    exact = Fraction(value)
    for most in (1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 50, 100, 1000, 10_000):
        simple = exact.limit_denominator(most)
        if abs(simple - exact) <= near:
            yield simple
            break
    yield exact.limit_denominator(10**12)
