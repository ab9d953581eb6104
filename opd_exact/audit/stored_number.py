"""A float out of a record, beside the exact number that it stands for."""

from dataclasses import dataclass
from fractions import Fraction

from opd_exact.numbers import Ball, ComputedReal, LogForm

__all__ = [
    "StoredNumber",
]

# Far beyond the 17 digits that a float64 holds, so that the bound on an error is as good as the error.
_DIGITS = 40


@dataclass(frozen=True)
class StoredNumber:
    """What was stored, its place in the record, the truth, and the step of the rollout if it belongs to one.

    >>> number = StoredNumber("step 1: P(left)", Fraction(1, 2), Fraction(19, 20))
    >>> number.error, number.within(Fraction(1, 10))
    (Fraction(9, 20), False)
    """

    place: str
    stored: Fraction
    truth: Fraction | LogForm | ComputedReal
    step: int | None = None

    @property
    def error(self) -> Fraction:
        """An upper bound on the distance between the two; exact where the truth is rational."""
        if isinstance(self.truth, Fraction):
            return abs(self.stored - self.truth)
        ball: Ball = self.truth.enclose(_DIGITS)
        return max(abs(self.stored - ball.lower), abs(self.stored - ball.upper))

    def within(self, tolerance: Fraction) -> bool:
        """Whether the distance is at most the tolerance; decided, except that a `ComputedReal` is settled by balls.

        Raises:
            UnknownTruth: no ball tells the distance from the tolerance.
        """
        distance: Fraction | LogForm | ComputedReal = self.stored - self.truth
        return -tolerance <= distance <= tolerance
