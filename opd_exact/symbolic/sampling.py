"""Rational points of a domain, spread widely: small and large, both signs, close to every end, on both sides of
breakpoints.

The sequence is the same in every run.
"""

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import sympy

from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.interval import Interval

__all__ = [
    "candidates",
    "points",
]

_TINY = Fraction(1, 10**12)
_SIZES = tuple(
    Fraction(over, under)
    for over, under in (
        *((1, 1), (2, 1), (1, 2), (3, 1), (2, 3), (5, 1), (1, 5), (3, 2), (7, 3), (7, 1), (100, 1), (1, 100)),
        *((1000, 1), (1, 1000), (1, 10**12), (11, 13), (17, 1)),
    )
)
_SHARES = tuple(
    Fraction(over, under)
    for over, under in (
        *((1, 2), (1, 3), (2, 5), (3, 4), (1, 5), (5, 7), (9, 10), (1, 100), (99, 100)),
        *((1, 10**12), (10**12 - 1, 10**12)),
    )
)
_WEIGHTS = (1, 2, 3, 5, 7, 11, 13, 4, 6, 9)


def candidates(interval: Interval, breaks: Sequence[Fraction] = ()) -> list[Fraction]:
    """Numbers of an interval: near its ends, inside, far out, and at and beside each breakpoint."""
    beside = [b + step for b in breaks for step in (0, 1, -1, Fraction(1, 1000), Fraction(-1, 1000), _TINY, -_TINY)]
    lower, upper = interval.lower, interval.upper
    ends = [end for end in (lower, upper) if end is not None and interval.contains(end)]
    if lower is not None and upper is not None:
        inside = [lower + (upper - lower) * share for share in _SHARES]
    elif lower is not None:
        inside = [lower + size for size in _SIZES]
    elif upper is not None:
        inside = [upper - size for size in _SIZES]
    else:
        inside = [sign * size for size in _SIZES for sign in (1, -1)]
    # Away from 0 and the ends first: there many wrong claims happen to hold.
    listed = (*beside, *inside, Fraction(0), *ends)
    return list(dict.fromkeys(value for value in listed if interval.contains(value)))


def points(
    domain: Domain, breaks: Mapping[sympy.Symbol, Sequence[Fraction]] | None = None
) -> Iterator[dict[sympy.Symbol, Fraction]]:
    """An endless sequence of points of the domain's box and simplices (declared conditions are not looked at).

    The first points take every candidate of every symbol in turn; later ones combine them at random, from a fixed seed.
    """
    breaks = breaks or {}
    free = [symbol for symbol in domain.symbols if domain.simplex_of(symbol) is None]
    choices = {symbol: candidates(domain.interval(symbol), breaks.get(symbol, ())) for symbol in free}
    longest = max((len(values) for values in choices.values()), default=len(_WEIGHTS))
    widest = max((len(simplex) for simplex in domain.simplices), default=0)
    generator = random.Random(20749817)  # noqa: S311 (spread, not secrecy)
    for round_number in itertools.count():
        point: dict[sympy.Symbol, Fraction] = {}
        for offset, (symbol, values) in enumerate(choices.items()):
            if round_number % 8 == 3:
                # Claims of strictness fail where things coincide.
                point[symbol] = values[round_number // 8 % len(values)]
            elif round_number < longest:
                # Neighboring symbols get different values, so that nothing cancels by symmetry.
                point[symbol] = values[(round_number + offset) % len(values)]
            else:
                point[symbol] = generator.choice(values)
        weights = [Fraction(generator.choice(_WEIGHTS)) for _ in range(widest)]
        for simplex in domain.simplices:
            if round_number == 11:
                weights = [Fraction(1)] * widest
            elif round_number % 8 != 3:
                weights = [Fraction(generator.choice(_WEIGHTS)) for _ in range(widest)]
            if round_number % 8 == 5:
                weights[generator.randrange(len(simplex))] = _TINY
            total = sum(weights[: len(simplex)])
            point.update({symbol: weight / total for symbol, weight in zip(simplex, weights, strict=False)})
        yield {symbol: point[symbol] for symbol in domain.symbols}
