"""The floor of an entropy, which is finite at zeros: it shows at masses t below it, as t log(e/t) too little.

What is missing there is of the size of t, and so is the term of the other outcome: its mass 1 - t is 1 as a float once
t is below half an ulp, so that the floats sum to 1 + t. A function that applies the formula to them as they are gets
nothing from the other outcome, one that divides by their sum in a wider format gets t. Which of the two it is, is seen
at a mass above the floor; an e that is read with the wrong one would be wrong by the factor exp(1).

Where masses are floored in front of the logarithm as well, the certain outcome p = [1, 0] already has an entropy:
-e log e, or a little more where the other mass grows or they are divided by their sum.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from opd_exact.audit.functions.floor_record import Call, Floor, likely, probe_of, value_at
from opd_exact.numbers import nearest_float

__all__ = [
    "floor_of_entropy",
]

_MOST_NATS = 744.0
"""exp(-744) is about the least that a float64 holds."""

_COARSE = 1e-4
_WIDEST = 2.0**-53
"""Half an ulp of 1 in the widest format that inner sums are made in."""


def floor_of_entropy(dtype: str, call: Call) -> Floor | None:
    """The floor of a function that claims to compute the entropy; None where none shows."""
    sure = value_at(call, dtype, (1.0, 0.0))
    if sure is not None and sure < -1:
        return None  # no constant that anybody adds to a probability
    least = float(np.finfo(dtype).eps) / 4
    if sure is not None and sure < -least / _COARSE:
        floor = math.expm1(-sure)  # -log(1 + e) where the truth is 0, and 1 + e far from the rounding of 1
        how = f"p = [1, 0] gives {sure!r} = -log(1 + {floor:.4g}) where the truth is 0"
        return Floor("q + e", floor, likely(floor, dtype), dtype, how, probe_of(dtype, (1.0, 0.0)))
    if sure is not None and sure > 0:
        return _of_every_mass(sure, dtype, call)
    return _of_small_masses(dtype, call, -(sure or 0.0))


def _of_every_mass(sure: float, dtype: str, call: Call) -> Floor | None:
    twice = value_at(call, dtype, (1.0, 0.0, 0.0))
    if twice is None or not 1.9 < twice / sure < 2.1:
        return None  # two masses of e have twice the entropy of one
    shapes: dict[str, Callable[[float], float]] = {
        "-e log e, of max(p, e)": lambda e: -e * math.log(e),
        "-e log e - (1+e) log(1+e), of p + e": lambda e: -e * math.log(e) - (1 + e) * math.log1p(e),
        "log(1+e) - e/(1+e) log e, of masses that are divided by their sum": lambda e: (
            math.log1p(e) - e / (1 + e) * math.log(e)
        ),
    }
    found = {text: root for text, shape in shapes.items() if (root := _root(shape, sure)) is not None}
    if not found:
        return None
    # They differ by a relative 1/log(1/e): a usual constant is one of them, and settles which it is.
    usual = [(text, root, name) for text, root in found.items() if (name := likely(root, dtype, within=2e-3))]
    text, floor, name = usual[0] if usual else (*next(iter(found.items())), None)
    how = f"p = [1, 0] gives {sure!r} where the truth is 0, as {text}, at e = {floor:.4g} would"
    if name is None:
        how += f"; it is {min(found.values()):.4g} to {max(found.values()):.4g} otherwise"
    return Floor("every mass", floor, name, dtype, how, probe_of(dtype, (1.0, 0.0)))


def _root(shape: Callable[[float], float], value: float) -> float | None:
    """Where a shape that rises from 0 has the value; None if it is beyond any constant that is a floor."""
    low, high = math.log(1e-300), math.log(0.05)
    if not shape(math.exp(low)) < value < shape(math.exp(high)):
        return None
    for _ in range(100):
        middle = (low + high) / 2
        if shape(math.exp(middle)) < value:
            low = middle
        else:
            high = middle
    return math.exp(low)


@dataclass(frozen=True)
class _Small:
    """The answer at p = [t, r], r the float nearest to 1 - t: what it lacks of -t log t - r log r."""

    mass: float
    is_whole: bool  # whether r is 1
    missing: float
    slack: float

    def apart(self, other: float) -> float:
        """What is missing if the other outcome adds `other` times t once its mass is 1 as a float."""
        return self.missing + (other * self.mass if self.is_whole and self.mass > _WIDEST else 0.0)

    def amount(self, other: float) -> float:
        """What log t was replaced by the logarithm of."""
        return self.mass * math.exp(self.apart(other) / self.mass)

    def shows(self, other: float) -> bool:
        """Whether that is another number than t, beyond rounding."""
        return self.apart(other) > max(0.2 * self.mass, 2 * self.slack)


def _of_small_masses(dtype: str, call: Call, excess: float) -> Floor | None:
    """A floor inside the logarithm alone; at [1, 0] so much is missing."""
    precision = int(np.finfo(dtype).nmant) + 1
    seen: list[_Small] = []
    for exponent in sorted({*range(6, 122, 4), *range(precision - 2, precision + 4)}):
        mass = float(nearest_float(Fraction(1, 2**exponent), dtype))
        if not mass:
            break
        small = _small(mass, dtype, call, excess)
        # another error, and no floor, where more is missing than any floor explains
        if small is None or abs(small.missing) > _MOST_NATS * mass + small.slack:
            return None
        seen.append(small)
    fits = [fit for other in _others(seen) if (fit := _fit(seen, other)) is not None]
    if not fits:
        return None
    usual = [fit for fit in fits if likely(fit[1], dtype)]
    kind, estimate, mass = (usual or fits)[0]
    rest = float(nearest_float(1 - Fraction(mass), dtype))
    how = f"p = [{mass:.4g}, {rest!r}] misses what replacing log p by log {estimate:.4g} would"
    if len(fits) > 1 and not usual:
        how += f"; {fits[1][1]:.4g} if it divides by the sum"
    return Floor(kind, estimate, likely(estimate, dtype), dtype, how, probe_of(dtype, (mass, rest)))


def _small(mass: float, dtype: str, call: Call, excess: float) -> _Small | None:
    rest = float(nearest_float(1 - Fraction(mass), dtype))
    value = value_at(call, dtype, (mass, rest))
    if value is None:
        return None
    info = np.finfo(dtype)
    truth = -mass * math.log(mass) - rest * math.log(rest)
    slack = 2 * float(info.eps) * max(abs(value), truth) + 2 * float(info.smallest_subnormal)
    if excess and rest != 1:
        slack += float(info.eps)  # r + e is rounded otherwise than 1 + e
    return _Small(mass, rest == 1, truth - value - excess, slack)


def _others(seen: Sequence[_Small]) -> tuple[float, ...]:
    """What the other outcome adds in units of t once its mass is 1 as a float: 0 or 1, or both if no mass tells."""
    first = next((small for small in seen if small.is_whole), None)
    for other in (0.0, 1.0):
        if first is not None and abs(first.apart(other)) < 0.2 * first.mass:
            return (other,) if not any(small.shows(0.0) for small in seen if not small.is_whole) else (0.0, 1.0)
    return (0.0, 1.0)


def _fit(seen: Sequence[_Small], other: float) -> tuple[str, float, float] | None:
    """The kind and the size of the floor that explains all masses at which one shows, and the first of them."""
    shown = [small for small in seen if small.shows(other)]
    if len(shown) < 2:
        return None
    clearest = min(shown, key=lambda small: small.slack / small.mass)
    for kind, by_mass in (("max(q, e)", 0.0), ("q + e", 1.0)):
        floor = clearest.amount(other) - by_mass * clearest.mass
        if floor > 0 and all(_agrees(small, other, floor + by_mass * small.mass) for small in shown):
            return kind, floor, clearest.mass
    return None


def _agrees(small: _Small, other: float, amount: float) -> bool:
    """Whether so much inside the logarithm explains the answer."""
    return abs(small.apart(other) - small.mass * math.log(amount / small.mass)) <= 0.01 * small.mass + small.slack
