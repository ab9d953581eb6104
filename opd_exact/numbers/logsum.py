"""A sum of rational multiples of logarithms by its parts: what it is over a basis, its sign, its enclosures, its float.

The arithmetic on top of it is `LogForm`.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import inf

import flint

from opd_exact.numbers.balls import Ball, is_tight
from opd_exact.numbers.basis import over_basis
from opd_exact.numbers.fixedpoint import FRACTION_BITS, fixed_sum
from opd_exact.numbers.precision import bits_for_digits, working_precision
from opd_exact.numbers.rounding import FLOAT64

__all__ = [
    "LogSum",
]


class LogSum:
    """The number (constant + sum of coefficient * log(atom)) / denominator, immutable.

    The constant and the coefficients are integers, the denominator a positive integer, the atoms integers greater than
    1 that need be neither prime nor coprime. What is worked out about the number is kept.
    """

    __slots__ = ("_basis", "_constant", "_denominator", "_fixed", "_logs", "_nearest", "_sign")

    _constant: int
    _denominator: int
    _logs: Mapping[int, int]
    _basis: tuple[dict[int, int], bool] | None
    _fixed: tuple[int, int] | None
    _nearest: float | None
    _sign: int | None

    # --- parts ----------------------------------------------------------------------------------------------------

    @property
    def constant(self) -> Fraction:
        """The rational part c0."""
        return Fraction(self._constant, self._denominator)

    @property
    def terms(self) -> tuple[tuple[int, Fraction], ...]:
        """The terms (b_i, c_i) over the basis, sorted by b_i: primes where `basis` says so.

        >>> from opd_exact.numbers import log
        >>> (log("12/5") / 7).terms
        ((2, Fraction(2, 7)), (3, Fraction(1, 7)), (5, Fraction(-1, 7)))
        """
        logs, _ = self._refined()
        return tuple((atom, Fraction(logs[atom], self._denominator)) for atom in sorted(logs))

    @property
    def basis(self) -> str:
        """What the terms are over: "prime", so that equal numbers have equal terms, or "coprime".

        An integer with a part beyond 64 bits that has no factor in common with the others is not factored. A basis with
        such a part decides equality all the same, but depends on how the number was built.
        """
        return "prime" if self._refined()[1] else "coprime"

    def _refined(self) -> tuple[dict[int, int], bool]:
        if self._basis is None:
            self._basis = over_basis(self._logs)
        return self._basis

    # --- decisions ------------------------------------------------------------------------------------------------

    def sign(self) -> int:
        """-1, 0 or 1: decided.

        A form with a constant is zero only if it has nothing else (Hermite-Lindemann). Without one a first enclosure
        decides most cases, the basis settles zero, and narrower enclosures tell the sign of what is not zero.

        >>> from opd_exact.numbers import log
        >>> (31 * log(2) - log(2**31)).sign(), (log(2**31 - 1) - 31 * log(2)).sign()
        (0, -1)
        """
        if self._sign is None:
            self._sign = self._decided_sign()
        return self._sign

    def _decided_sign(self) -> int:
        if not self._logs:
            return sign_of(self._constant)
        low, high = self._scaled_bounds()
        if low > 0 or high < 0:
            return sign_of(low)
        if not self._constant and not self._refined()[0]:
            return 0
        bits = 2 * FRACTION_BITS
        while True:
            with working_precision(bits):
                enclosure = self._numerator()
            if enclosure > 0:
                return 1
            if enclosure < 0:
                return -1
            bits *= 2

    def _scaled_bounds(self) -> tuple[int, int]:
        """Integers that enclose the number times denominator times 2**FRACTION_BITS."""
        if self._fixed is None:
            value, error = fixed_sum(self._logs)
            middle = value + (self._constant << FRACTION_BITS)
            self._fixed = middle - error, middle + error
        return self._fixed

    def is_zero(self) -> bool:
        """Whether the number is 0: decided."""
        return self.sign() == 0

    def is_rational(self) -> bool:
        """Whether the number is rational, that is, whether its logarithms cancel: decided."""
        if not self._logs:
            return True
        low, high = self._scaled_bounds()
        shift = self._constant << FRACTION_BITS
        return low <= shift <= high and not self._refined()[0]

    def as_rational(self) -> Fraction | None:
        """The number as a rational, if it is one: decided."""
        return self.constant if self.is_rational() else None

    # --- enclosures and floats ------------------------------------------------------------------------------------

    def arb(self) -> flint.arb:
        """An enclosure as a flint.arb, computed at flint's current precision (see `working_precision`)."""
        return self._numerator() / self._denominator

    def _numerator(self) -> flint.arb:
        total = flint.arb(self._constant)
        logs = self._logs
        if self._basis is not None and len(self._basis[0]) < len(logs):
            logs = self._basis[0]
        for atom, coefficient in logs.items():
            total += flint.arb(atom).log() * coefficient
        return total

    def enclose(self, digits: int) -> Ball:
        """A ball of radius at most 10**-digits of the magnitude of the number; a point if the number is 0.

        Raises:
            InputError: digits is not positive.

        >>> from opd_exact.numbers import log
        >>> log(2).enclose(30).decimal(12)
        ('0.693147180560', '5.5e-14')
        """
        bits = wanted = bits_for_digits(digits) + 16
        if self._logs and self.sign() == 0:
            return Ball.from_rational(0)
        while True:
            with working_precision(bits):
                enclosure = self.arb()
            if is_tight(enclosure, digits):
                return Ball(enclosure)
            known = enclosure.rel_accuracy_bits()
            bits = bits + wanted - known if known > 0 else 2 * bits

    def __float__(self) -> float:
        """The correctly rounded float64.

        Raises:
            OverflowError: the number is beyond the range of float64.
        """
        rounded = self._rounded()
        if rounded in (inf, -inf):
            raise OverflowError("the number is beyond the range of float64")
        return rounded

    def _rounded(self) -> float:
        if self._nearest is None:
            self._nearest = self._nearest_from_bounds()
        return self._nearest

    def _nearest_from_bounds(self) -> float:
        if self._logs:
            low, high = self._scaled_bounds()
            unit = self._denominator << FRACTION_BITS
            try:
                # Python rounds the quotient of two integers correctly
                below, above = low / unit, high / unit
            except OverflowError:
                below, above = -inf, inf
            if below == above != 0.0:
                return below
        rational = self.as_rational()
        if rational is not None:
            return FLOAT64.rounded(rational)
        digits = 40
        while True:  # ends: an irrational number is no midpoint of two floats
            ball = self.enclose(digits)
            below, above = FLOAT64.rounded(ball.lower), FLOAT64.rounded(ball.upper)
            if below == above:
                return below
            digits *= 2


def sign_of(value: int) -> int:
    return (value > 0) - (value < 0)
