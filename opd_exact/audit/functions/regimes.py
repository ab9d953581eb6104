"""The regimes in which float code for information quantities goes wrong, each as a way to draw inputs from it.

A regime draws whole numbers and nothing else, so that one definition serves a seeded generator and a search engine
that shrinks what it draws: smaller numbers give simpler inputs.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import prod
from typing import Protocol

from opd_exact.audit.functions.probes import Probe, argument_of
from opd_exact.audit.functions.quantities import Quantity

__all__ = [
    "REGIMES",
    "Draw",
    "corner_probes",
    "draw_probe",
    "seeded_probes",
]

# The exponent of the smallest positive number, and of the smallest normal one.
_LEAST = {"float16": (-24, -14), "float32": (-149, -126), "float64": (-1074, -1022)}

_PRECISION = {"float16": 11, "float32": 24, "float64": 53}


class Draw(Protocol):
    """A source of whole numbers."""

    def __call__(self, low: int, high: int, /) -> int:
        """A number from low to high, both included."""
        ...


Weights = list[Fraction]


def _ordinary(draw: Draw, size: int, dtype: str) -> Weights:
    return [Fraction(draw(1, 1000)) for _ in range(size)]


def _ties(draw: Draw, size: int, dtype: str) -> Weights:
    return [Fraction(draw(1, 2)) for _ in range(size)]


def _zeros(draw: Draw, size: int, dtype: str) -> Weights:
    found = [Fraction(draw(0, 3)) for _ in range(size)]
    found[draw(0, size - 1)] = Fraction(0)
    return found if any(found) else [Fraction(1), *found[1:]]


def _degenerate(draw: Draw, size: int, dtype: str) -> Weights:
    """Nearly all mass on one outcome."""
    small = Fraction(1, 2 ** draw(3, 2 * _PRECISION[dtype]))
    found = [small * draw(1, 7) for _ in range(size)]
    found[draw(0, size - 1)] = Fraction(1)
    return found


def _tiny(draw: Draw, size: int, dtype: str) -> Weights:
    """Masses from the normal numbers down to the smallest subnormal one."""
    least, normal = _LEAST[dtype]
    found = [Fraction(draw(1, 5)) * Fraction(2) ** draw(least, normal + 4) for _ in range(size)]
    found[draw(0, size - 1)] = Fraction(1)
    return found


REGIMES: Mapping[str, Callable[[Draw, int, str], Weights]] = {
    "ordinary": _ordinary,
    "ties": _ties,
    "zeros": _zeros,
    "near-degenerate": _degenerate,
    "subnormal": _tiny,
    "nearly equal": _ordinary,
}
"""Every regime by its name. "nearly equal": the second argument is close to the first, or a joint to a product."""


def draw_probe(regime: str, quantity: Quantity, dtype: str, draw: Draw, *, largest: int = 5) -> Probe:
    """One input of a regime."""
    axes = quantity.axes[0]
    shape = tuple(draw(2, largest if axes == 1 else 3) for _ in range(axes))
    size = prod(shape)
    weigh = REGIMES[regime]
    first = weigh(draw, size, dtype)
    if regime == "nearly equal" and axes == 2:
        # a coupling that is nearly none: a product, slightly tilted
        rows, columns = (weigh(draw, side, dtype) for side in shape)
        first = _nudged(draw, [r * c for r in rows for c in columns], dtype)
    arguments = [argument_of(first, shape, dtype)]
    if len(quantity.axes) == 2:
        second = _nudged(draw, first, dtype) if regime == "nearly equal" else weigh(draw, size, dtype)
        arguments.append(argument_of(second, shape, dtype))
    return Probe(regime, dtype, tuple(arguments))


def _nudged(draw: Draw, weights: Weights, dtype: str) -> Weights:
    """The same weights, each changed by a small factor."""
    scale = Fraction(1, 2 ** draw(3, _PRECISION[dtype] - 2))
    return [w * (1 + scale * draw(-3, 4)) for w in weights]


# Inputs that every audit has, whatever the seed: weights of one argument, of two, or of a joint table.
_CORNERS: Mapping[tuple[int, ...], tuple[tuple[tuple[int, ...], ...], ...]] = {
    (1,): (((1, 0),), ((1, 1),), ((1, 1, 0),)),
    (1, 1): (((1, 0), (0, 1)), ((1, 1), (1, 0)), ((1, 0), (1, 1)), ((1, 1), (1, 1)), ((1, 3, 4), (1, 3, 4))),
    (2,): (((1, 0, 0, 1),), ((1, 1, 1, 1),), ((1, 1, 0, 2),)),
}


def corner_probes(quantity: Quantity, dtype: str) -> Iterator[Probe]:
    """Inputs at the corners: certain outcomes, equal arguments, mass where the other argument has none."""
    for parts in _CORNERS[quantity.axes]:
        shape = (2, 2) if quantity.axes == (2,) else (len(parts[0]),)
        arguments = tuple(argument_of([Fraction(weight) for weight in part], shape, dtype) for part in parts)
        yield Probe("corners", dtype, arguments)


def seeded_probes(quantity: Quantity, dtype: str, count: int, seed: int) -> Iterator[Probe]:
    """The corners, and `count` inputs of each regime, the same for the same seed."""
    yield from corner_probes(quantity, dtype)
    for regime in REGIMES:
        generator = random.Random(f"{seed} {regime} {quantity.name} {dtype}")  # noqa: S311  # no secrets are drawn
        for _ in range(count):
            yield draw_probe(regime, quantity, dtype, generator.randint)
