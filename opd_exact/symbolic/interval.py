"""Intervals of the real line with rational ends: the range of one declared symbol."""

from dataclasses import dataclass
from fractions import Fraction

from opd_exact.numbers.errors import InputError

__all__ = [
    "Interval",
]


@dataclass(frozen=True)
class Interval:
    """A non-empty interval; an end that is None is infinite, an infinite end is open.

    Raises:
        InputError: the ends are in the wrong order, or no number lies between them.

    >>> print(Interval(Fraction(0), None), Interval.closed(0, 1))
    (0, oo) [0, 1]
    """

    lower: Fraction | None = None
    upper: Fraction | None = None
    lower_closed: bool = False
    upper_closed: bool = False

    def __post_init__(self) -> None:
        if (self.lower is None and self.lower_closed) or (self.upper is None and self.upper_closed):
            raise InputError("interval: an infinite end cannot be closed; leave it open")
        if self.lower is None or self.upper is None:
            return
        if self.lower > self.upper or (self.lower == self.upper and not (self.lower_closed and self.upper_closed)):
            raise InputError(f"interval from {self.lower} to {self.upper} holds no number; exchange or close its ends")

    @classmethod
    def closed(cls, lower: Fraction | int, upper: Fraction | int) -> "Interval":
        """The interval with both ends included."""
        return cls(Fraction(lower), Fraction(upper), True, True)

    @classmethod
    def open(cls, lower: Fraction | int | None, upper: Fraction | int | None) -> "Interval":
        """The interval without its ends; None stands for an infinite end."""
        return cls(None if lower is None else Fraction(lower), None if upper is None else Fraction(upper))

    @property
    def value(self) -> Fraction | None:
        """The number of an interval that holds one number only, else None."""
        return self.lower if self.lower is not None and self.lower == self.upper else None

    def contains(self, number: Fraction | int) -> bool:
        """Whether the number lies in the interval."""
        above = self.lower is None or number > self.lower or (self.lower_closed and number == self.lower)
        below = self.upper is None or number < self.upper or (self.upper_closed and number == self.upper)
        return above and below

    def includes(self, other: "Interval") -> bool:
        """Whether every number of `other` lies in this interval."""
        return self.intersection(other) == other

    def intersection(self, other: "Interval") -> "Interval | None":
        """The numbers in both intervals, or None where there are none."""
        lower, lower_closed = self.lower, self.lower_closed
        if lower is None or (other.lower is not None and other.lower > lower):
            lower, lower_closed = other.lower, other.lower_closed
        elif other.lower == lower:
            lower_closed = lower_closed and other.lower_closed
        upper, upper_closed = self.upper, self.upper_closed
        if upper is None or (other.upper is not None and other.upper < upper):
            upper, upper_closed = other.upper, other.upper_closed
        elif other.upper == upper:
            upper_closed = upper_closed and other.upper_closed
        try:
            return Interval(lower, upper, lower_closed, upper_closed)
        except InputError:
            return None

    @property
    def signs(self) -> frozenset[int]:
        """The signs -1, 0, 1 that occur in the interval."""
        below = self.lower is None or self.lower < 0
        above = self.upper is None or self.upper > 0
        return frozenset(sign for sign, occurs in ((-1, below), (0, self.contains(0)), (1, above)) if occurs)

    def cut(self, at: Fraction) -> "tuple[Interval, ...]":
        """The parts below, at and above a number, those that are not empty."""
        parts = (
            self.intersection(Interval(None, at)),
            self.intersection(Interval(at, at, True, True)),
            self.intersection(Interval(at, None)),
        )
        return tuple(part for part in parts if part is not None)

    def __str__(self) -> str:
        lower = "-oo" if self.lower is None else str(self.lower)
        upper = "oo" if self.upper is None else str(self.upper)
        return f"{'[' if self.lower_closed else '('}{lower}, {upper}{']' if self.upper_closed else ')'}"
