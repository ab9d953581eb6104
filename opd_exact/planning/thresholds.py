"""Where a decision flips as a parameter moves: a proved enclosure of a switch, a proof that it is the only one.

A *gap* is the value of one action less that of another, as a function of a rational parameter. A switch lies between
two rational points at which the gap has opposite signs, each sign decided by a ball that excludes 0. Continuity is what
makes that a zero, and it is assumed of the function that is passed in; values of a search without pruning have it.

A bracket shows that there is *a* switch. That it is *the* switch needs enclosures over whole intervals: everywhere
either the gap's sign is decided, or its slope's is, and a stretch of decided slope holds at most one zero.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from flint import arb, ctx, fmpq

from opd_exact.numbers import Ball, ComputedReal, working_precision
from opd_exact.numbers.errors import BudgetExhausted, InputError, UnknownTruth
from opd_exact.planning.segment_search import Enclosed

__all__ = [
    "IntegerSwitch",
    "Switch",
    "integer_switches",
    "locate_switch",
    "require_only_switch",
    "require_positive",
]

T = TypeVar("T")
Gap = Callable[[Fraction], ComputedReal]

_STEPS = 400
_FIRST_BITS = 32
_BOX_BITS = 64
_GUARD_BITS = 64


@dataclass(frozen=True)
class Switch:
    """A zero of a gap between two parameters: its sign below it and above it, and the zero as a number.

    `location` is enclosed to any accuracy; each enclosure is a bracket whose ends were decided anew.
    """

    low: Fraction
    high: Fraction
    sign_below: int
    sign_above: int
    location: ComputedReal

    def bracket(self, digits: int) -> tuple[Fraction, Fraction]:
        """Rational ends of an enclosure of at most 10**-digits of its magnitude, between which the gap changes sign."""
        ball = self.location.enclose(digits)
        return ball.lower, ball.upper


@dataclass(frozen=True)
class IntegerSwitch:
    """A change of decision between consecutive integers: the first one with the decision `after`."""

    at: int
    before: object
    after: object


def locate_switch(gap: Gap, low: Fraction, high: Fraction, name: str = "parameter") -> Switch:
    """A switch between two parameters at which the gap has opposite signs.

    Raises:
        InputError: the ends are not in order, or the gap has one sign at both.
        UnknownTruth: the sign at an end is not decided (the gap may be exactly 0 there).

    >>> from opd_exact.models.tmaze import tmaze
    >>> from opd_exact.planning.segment import ModelSegment
    >>> from opd_exact.planning.segment_search import SegmentSearch, Stretch
    >>> search = SegmentSearch(ModelSegment(tmaze(0), tmaze(1)))
    >>> start = search.belief([(0, 0, 0)], [])
    >>> switch = locate_switch(
    ...     lambda v: search.gap(start, 4, 3, 4, Stretch(v, Fraction(3))), Fraction(1, 2), Fraction(99, 100), "validity"
    ... )
    >>> switch.location.enclose(16).decimal(15)[0], switch.sign_below, switch.sign_above
    ('0.942633883129026', -1, 1)
    """
    if low >= high:
        raise InputError(f"{name} from {low} to {high}: expected two ends in order")
    below, above = gap(low).sign(), gap(high).sign()
    if below * above >= 0:
        raise InputError(
            f"{name} from {low} to {high}: the gap has sign {below} at the low end and {above} at the high end;"
            " expected opposite signs"
        )

    found: dict[int, tuple[Fraction, Fraction]] = {}

    def bracket(bits: int) -> tuple[Fraction, Fraction]:
        # Narrowed rung by rung, each rung twice the bits of the one before: what is found depends on `bits` alone,
        # not on who asked before, and requests of any accuracy share the rungs.
        if bits not in found:
            rung = _FIRST_BITS
            while 2 * rung < bits:
                rung *= 2
            start = (low, high) if bits <= _FIRST_BITS else bracket(rung)
            found[bits] = _narrowed(gap, *start, below, bits)
        return found[bits]

    def evaluate() -> arb:
        left, right = bracket(ctx.prec)
        return _arb(left).union(_arb(right))

    return Switch(low, high, below, above, ComputedReal(evaluate, f"the switch of the {name}"))


def require_only_switch(
    enclosure: Callable[[Fraction, Fraction], Enclosed], low: Fraction, high: Fraction, *, max_boxes: int = 4096
) -> int:
    """Prove that a gap has exactly one zero in [low, high]; returns the number of intervals that the proof took.

    `enclosure(center, radius)` encloses the gap and its slope over an interval. The interval is halved until on each
    part either the gap is not 0, or the slope is not; a run of neighboring parts with one sign of the slope holds at
    most one zero, and it holds one if the gap changes sign from its beginning to its end.

    Raises:
        BudgetExhausted: some part stays undecided after `max_boxes` intervals.
        InputError: the gap has no zero there, or more than one.
    """
    with working_precision(_BOX_BITS):
        runs, boxes = _decided_parts(enclosure, low, high, max_boxes)
        zeros = 0
        for left, right in runs:
            first, last = (enclosure(point, Fraction(0)).value for point in (left, right))
            if not (_sign(first) and _sign(last)):
                raise BudgetExhausted(f"the sign of the gap at {left} or {right} was not decided at {_BOX_BITS} bits")
            zeros += _sign(first) != _sign(last)
    if zeros != 1:
        raise InputError(f"the gap has {zeros} zeros from {low} to {high}; expected exactly one")
    return boxes


def require_positive(
    enclosure: Callable[[Fraction, Fraction], Enclosed], low: Fraction, high: Fraction, *, max_boxes: int = 4096
) -> int:
    """Prove that a gap is positive on all of [low, high]; returns the number of intervals that the proof took.

    Raises:
        BudgetExhausted: some part stays undecided after `max_boxes` intervals.
        InputError: the gap is negative somewhere, at a part that is named.
    """
    open_parts, boxes = [(low, high)], 0
    with working_precision(_BOX_BITS):
        while open_parts:
            left, right = open_parts.pop()
            boxes += 1
            if boxes > max_boxes:
                raise BudgetExhausted(f"{max_boxes} intervals did not settle the gap near {float(left)}")
            middle = (left + right) / 2
            sign = _sign(enclosure(middle, (right - left) / 2).value)
            if sign < 0:
                raise InputError(
                    f"the gap is negative from {float(left)} to {float(right)}; expected it to be positive"
                )
            if not sign:
                open_parts += [(middle, right), (left, middle)]
    return boxes


def integer_switches(decide: Callable[[int], T], values: Iterable[int]) -> tuple[IntegerSwitch, ...]:
    """Every change of a decision along a range of integers, each of them tried.

    Where the decision depends on the integer only through known steps (a node budget, through the totals of its tree),
    pass those steps.

    >>> integer_switches(lambda n: n * n > 50, range(1, 20))
    (IntegerSwitch(at=8, before=False, after=True),)
    """
    found: list[IntegerSwitch] = []
    before: T | None = None
    for position, value in enumerate(values):
        after = decide(value)
        if position and after != before:
            found.append(IntegerSwitch(value, before, after))
        before = after
    return tuple(found)


def _narrowed(gap: Gap, low: Fraction, high: Fraction, below: int, bits: int) -> tuple[Fraction, Fraction]:
    """A bracket of width at most 2**-bits, by the Illinois rule: false position, an end that stays counts half.

    Points are dyadic with a few more bits than asked for. Once false position moves by less than the target, a point
    just beyond its guess closes the bracket from the other side.
    """
    width = Fraction(1, 2**bits)
    at_low, at_high = _approximate(gap(low), bits), _approximate(gap(high), bits)
    stayed = 0
    for _ in range(_STEPS):
        if high - low <= width:
            return low, high
        guess = _rounded(low - at_low * (high - low) / (at_high - at_low), bits + 8)
        step = min(guess - low, high - guess)
        if step < width / 4:
            guess = low + width / 2 if guess - low <= high - guess else high - width / 2
        value = _approximate(gap(guess), bits)
        if not value:
            return guess, guess
        if (value > 0) == (below > 0):
            at_high = at_high / 2 if stayed == -1 else at_high
            low, at_low, stayed = guess, value, -1
        else:
            at_low = at_low / 2 if stayed == 1 else at_low
            high, at_high, stayed = guess, value, 1
    raise BudgetExhausted(f"the bracket [{float(low)}, {float(high)}] did not narrow to 2**-{bits} in {_STEPS} steps")


def _decided_parts(
    enclosure: Callable[[Fraction, Fraction], Enclosed], low: Fraction, high: Fraction, max_boxes: int
) -> tuple[list[tuple[Fraction, Fraction]], int]:
    """The maximal runs of parts on which the slope has one decided sign and the gap's sign is open; and the count."""
    open_parts, boxes = [(low, high)], 0
    runs: list[tuple[Fraction, Fraction, int]] = []
    while open_parts:
        left, right = open_parts.pop()
        boxes += 1
        if boxes > max_boxes:
            raise BudgetExhausted(f"{max_boxes} intervals did not settle the gap near {float(left)}")
        found = enclosure((left + right) / 2, (right - left) / 2)
        if _sign(found.value):
            continue
        slope = _sign(found.slope)
        if not slope:
            middle = (left + right) / 2
            open_parts += [(middle, right), (left, middle)]
        elif runs and runs[-1][1] == left and runs[-1][2] == slope:
            runs[-1] = (runs[-1][0], right, slope)
        else:
            runs.append((left, right, slope))
    return [(left, right) for left, right, _ in runs], boxes


def _sign(value: arb) -> int:
    return 1 if value > 0 else -1 if value < 0 else 0


def _approximate(value: ComputedReal, bits: int) -> Fraction:
    """A number of the sign of the value, which a ball has decided, and near it; 0 where the ball is the point 0.

    `bits` says how small the value may be, and so at which precision to look first.
    """
    with working_precision(bits + _GUARD_BITS):
        enclosure = value.arb()
    if enclosure.is_finite() and enclosure.rel_accuracy_bits() > _GUARD_BITS // 4:
        return Ball.from_arb(enclosure).middle
    ball = value.enclose(12)
    if ball.sign() is None:
        raise UnknownTruth(f"{value}: no sign found up to the limit of precision")
    return ball.middle


def _rounded(value: Fraction, bits: int) -> Fraction:
    return Fraction(round(value * 2**bits), 2**bits)


def _arb(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))
