"""Signs, monotonicity and roots of smooth functions on an interval, by enclosures on ever smaller boxes.

A curve is given by a function that takes a flint power series and returns one; run on x + ε with a ball for x it gives
enclosures of value and slope over the whole ball. Every answer holds for all real numbers of the interval: a box is
settled only where every point of its enclosure agrees, and what no box settles raises `UnknownTruth`.

Source: Tucker (2011), Validated Numerics, chapters 5 (subdivision, interval Newton) and 4 (automatic differentiation).
"""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import flint

from opd_exact.numbers.computed import ComputedReal
from opd_exact.numbers.errors import InputError, UnknownTruth
from opd_exact.numbers.precision import working_precision
from opd_exact.numbers.reading import RationalLike, exact_rational

__all__ = [
    "Curve",
    "Subdivision",
    "decide_monotone",
    "decide_sign",
    "only_root",
]

_BITS = 128
_MOST_BOXES = 8192
_NEWTON_STEPS = 64

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Curve:
    """A differentiable real function of one variable: `evaluate` maps power series to power series (flint.arb_series).

    >>> square = Curve(lambda x: x * x, "x^2")
    >>> square.value_on(Fraction(1), Fraction(2)).contains(4), square.slope_on(Fraction(1), Fraction(2)).contains(4)
    (True, True)
    """

    evaluate: Callable[[flint.arb_series], flint.arb_series]
    description: str

    def jet(self, x: flint.arb) -> tuple[flint.arb, flint.arb]:
        """Enclosures of value and slope over the ball x, at flint's current precision."""
        saved, flint.ctx.cap = flint.ctx.cap, 2
        try:
            series = self.evaluate(flint.arb_series([x, 1], prec=2))
        finally:
            flint.ctx.cap = saved
        return series[0], series[1]

    def at(self, x: RationalLike) -> ComputedReal:
        """The value at a rational point, enclosed as narrowly as asked."""
        point = exact_rational(x)
        return ComputedReal(lambda: self.jet(_arb(point))[0], f"{self.description} at {point}")

    def value_on(self, lower: Fraction, upper: Fraction) -> flint.arb:
        """An enclosure of all values on a closed interval."""
        return self._on(lower, upper)[0]

    def slope_on(self, lower: Fraction, upper: Fraction) -> flint.arb:
        """An enclosure of all slopes on a closed interval."""
        return self._on(lower, upper)[1]

    def _on(self, lower: Fraction, upper: Fraction) -> tuple[flint.arb, flint.arb]:
        if lower == upper:
            with working_precision(_BITS):
                return self.jet(_arb(lower))
        try:
            with working_precision(_BITS):
                return self.jet(_arb(lower).union(_arb(upper)))
        except (ValueError, ZeroDivisionError):
            # flint refuses to divide by what may be zero; over a smaller box the divisor may be known not to be.
            return flint.arb("nan"), flint.arb("nan")


@dataclass(frozen=True)
class Subdivision:
    """What was decided on an interval: whether the claim holds, from how many boxes, and where it fails if it does."""

    holds: bool
    boxes: int
    witness: Interval | None = None


def decide_sign(curve: Curve, lower: RationalLike, upper: RationalLike, sign: int) -> Subdivision:
    """Whether a curve has one strict sign on all of a closed interval; the witness is a box on which it has the other.

    Raises:
        UnknownTruth: no number of boxes within the limit settles it, as for a curve that touches zero.

    >>> decide_sign(Curve(lambda x: x * x + 1, "x^2 + 1"), -2, 2, 1).holds
    True
    """
    return _decide(lower, upper, sign, curve.value_on, f"sign of {curve.description}")


def decide_monotone(curve: Curve, lower: RationalLike, upper: RationalLike, direction: int) -> Subdivision:
    """Whether a curve strictly rises (1) or falls (-1) on a closed interval; the witness is a box on which it does not.

    Raises:
        UnknownTruth: no number of boxes within the limit settles it, as for a slope that touches zero.

    >>> decide_monotone(Curve(lambda x: x * x, "x^2"), 1, 2, 1).holds
    True
    >>> decide_monotone(Curve(lambda x: x * x, "x^2"), -2, -1, 1).witness
    (Fraction(-2, 1), Fraction(-1, 1))
    """
    return _decide(lower, upper, direction, curve.slope_on, f"slope of {curve.description}")


def only_root(curve: Curve, lower: RationalLike, upper: RationalLike) -> ComputedReal | None:
    """The one root of a curve in a closed interval, or None where the ends have one strict sign and there is no root.

    Existence by the change of sign between the ends; uniqueness because the boxes on which the curve may vanish are
    neighbors, and the curve is strictly monotone on their union.

    Raises:
        UnknownTruth: there may be several roots, or boxes within the limit do not settle it.

    >>> only_root(Curve(lambda x: x * x - 2, "x^2 - 2"), 1, 2).enclose(20).decimal(12)[0]
    '1.41421356237'
    """
    low, high = exact_rational(lower), exact_rational(upper)
    ends = curve.at(low).sign(), curve.at(high).sign()
    near = list(_boxes_with_roots(curve, low, high))
    if not near:
        return None
    bracket = near[0][0], near[-1][1]
    slope = curve.slope_on(*bracket)
    if 0 in ends or ends[0] == ends[1] or not (slope > 0 or slope < 0):
        raise UnknownTruth(f"{curve.description} may have several roots between {bracket[0]} and {bracket[1]}")
    return ComputedReal(lambda: _refined(curve, bracket), f"the root of {curve.description} in [{low}, {high}]")


def _decide(
    lower: RationalLike, upper: RationalLike, sign: int, enclosure: Callable[[Fraction, Fraction], flint.arb], what: str
) -> Subdivision:
    if sign not in (-1, 1):
        raise InputError(f"sign {sign}: expected 1 or -1")
    # Wide boxes first: where the claim is false somewhere, that is found before a zero elsewhere uses up the boxes.
    waiting = deque([_interval(lower, upper)])
    boxes = 0
    while waiting:
        box = waiting.popleft()
        boxes += 1
        if boxes > _MOST_BOXES:
            raise UnknownTruth(f"{what}: not settled near {float(box[0])!r} by {_MOST_BOXES} boxes")
        over = enclosure(*box) * sign
        if over > 0:
            continue
        if over <= 0:
            return Subdivision(False, boxes, box)
        waiting += _halves(box)
    return Subdivision(True, boxes)


def _boxes_with_roots(curve: Curve, lower: Fraction, upper: Fraction) -> Iterator[Interval]:
    """In order, boxes that may hold a root; each is so small that the curve is strictly monotone on it."""
    waiting = [_interval(lower, upper)]
    boxes = 0
    while waiting:
        box = waiting.pop()
        boxes += 1
        if boxes > _MOST_BOXES:
            raise UnknownTruth(f"roots of {curve.description}: not settled near {float(box[0])!r}")
        value = curve.value_on(*box)
        if value > 0 or value < 0:
            continue
        slope = curve.slope_on(*box)
        if slope > 0 or slope < 0:
            if not _same_side(curve, box):
                yield box
        else:
            waiting += _halves(box)[::-1]


def _same_side(curve: Curve, box: Interval) -> bool:
    """Whether the ends of a box have one strict sign: a monotone curve then has no root in it."""
    left, right = (curve.value_on(end, end) for end in box)
    return bool((left > 0 and right > 0) or (left < 0 and right < 0))


def _refined(curve: Curve, bracket: Interval) -> flint.arb:
    """Interval Newton steps at flint's current precision, each of which keeps the root."""
    box = _arb(bracket[0]).union(_arb(bracket[1]))
    for _ in range(_NEWTON_STEPS):
        middle = box.mid()
        value, _slope = curve.jet(middle)
        slopes = curve.jet(box)[1]
        if slopes.contains(0):
            break
        narrower = (middle - value / slopes).intersection(box)
        if narrower.rad() * 2 > box.rad():
            return narrower
        box = narrower
    return box


def _interval(lower: RationalLike, upper: RationalLike) -> Interval:
    low, high = exact_rational(lower), exact_rational(upper)
    if not low < high:
        raise InputError(f"the interval from {low} to {high} holds no numbers in between; expected lower < upper")
    return low, high


def _halves(box: Interval) -> list[Interval]:
    middle = (box[0] + box[1]) / 2
    return [(box[0], middle), (middle, box[1])]


def _arb(value: Fraction) -> flint.arb:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))
