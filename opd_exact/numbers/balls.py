"""Rigorous enclosures of real numbers: a frozen wrapper around flint's balls.

A `Ball` contains the number it stands for, whatever the precision. Its endpoints leave as exact rationals, its digits
with a radius that covers their own rounding, and a comparison answers only where every point of the two balls agrees.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from math import copysign
from typing import Any, Protocol, runtime_checkable

import flint

from opd_exact.numbers.decimals import enclosing_decimals
from opd_exact.numbers.errors import BudgetExhausted, InputError, InputTypeError, OutsideDomain, UnknownTruth
from opd_exact.numbers.precision import bits_for_digits, working_precision
from opd_exact.numbers.reading import RationalLike, exact_rational, shown
from opd_exact.numbers.rounding import FLOAT64

__all__ = [
    "Ball",
    "Enclosable",
]

LEAST_BITS = 128
"""Arithmetic between balls is never done at less than this precision."""


@runtime_checkable
class Enclosable(Protocol):
    """A real number that can be enclosed to any requested number of decimal digits."""

    def enclose(self, digits: int) -> "Ball":
        """A ball that holds the number, with a radius of at most 10**-digits of its magnitude."""
        ...


class Ball:
    """A closed interval, known to contain one real number.

    Made by `from_arb`, `from_rational`, `from_bounds` or `from_mpmath`; arithmetic with balls, exact rationals and
    anything that has `enclose` gives balls.

    >>> third = Ball.from_rational("1/3")
    >>> third.lower < Fraction(1, 3) < third.upper, third.is_exact()
    (True, False)
    >>> (3 * third).contains(1), (third > 0), third.decimal(10)
    (True, True, ('0.3333333333', '3.4e-11'))
    """

    __slots__ = ("_arb",)

    _arb: flint.arb

    def __init__(self, enclosure: flint.arb) -> None:
        if not isinstance(enclosure, flint.arb):
            raise InputTypeError(f"a Ball wraps a flint.arb, not {enclosure!r} ({type(enclosure).__name__})")
        if not enclosure.is_finite():
            raise OutsideDomain(f"{enclosure} is not a bounded enclosure of a real number")
        object.__setattr__(self, "_arb", enclosure)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Ball is immutable; {name!r} cannot be set")

    def __reduce__(self) -> tuple[Callable[..., "Ball"], tuple[tuple[int, int], tuple[int, int]]]:
        return _from_parts, (_dyadic(self._arb.mid()), _dyadic(self._arb.rad()))

    # --- construction ---------------------------------------------------------------------------------------------

    @classmethod
    def from_arb(cls, enclosure: flint.arb) -> "Ball":
        """The ball that a flint.arb is.

        Raises:
            OutsideDomain: the enclosure is unbounded or not a number.
        """
        return cls(enclosure)

    @classmethod
    def from_rational(cls, value: RationalLike, *, bits: int = LEAST_BITS) -> "Ball":
        """A ball around an exact rational: a point if it is dyadic, else of relative radius 2**-bits.

        >>> Ball.from_rational("3/4").is_exact()
        True
        """
        rational = exact_rational(value)
        with working_precision(bits):
            return cls(_arb_of(rational))

    @classmethod
    def from_bounds(cls, lower: RationalLike, upper: RationalLike, *, bits: int = LEAST_BITS) -> "Ball":
        """A ball that contains every number from `lower` to `upper`; rounding widens it by a part in 2**29 or so.

        Raises:
            InputError: lower > upper.
        """
        low, high = exact_rational(lower), exact_rational(upper)
        if low > high:
            raise InputError(f"lower bound {shown(low)} exceeds upper bound {shown(high)} by {shown(low - high)}")
        with working_precision(bits):
            return cls(_arb_of(low).union(_arb_of(high)) if low < high else _arb_of(low))

    @classmethod
    def from_mpmath(cls, value: Any, radius: Any = 0) -> "Ball":
        """The ball of an mpmath number: an `mpi` interval as it stands, or an `mpf` midpoint with an `mpf` radius.

        An mpf alone is read as the point that it holds, which says nothing about how accurately it was computed.

        Raises:
            InputTypeError: value is neither, or the radius is not an mpf or an integer.
            InputError: a value is not finite, or the radius is negative.
        """
        import mpmath

        if isinstance(value, mpmath.iv.mpf):
            low, high = (_fraction_of_mpf(end) for end in value._mpi_)
            return cls.from_bounds(low, high, bits=LEAST_BITS + mpmath.iv.prec)
        if not isinstance(value, mpmath.mpf):
            raise InputTypeError(f"{value!r} ({type(value).__name__}) is neither an mpmath mpf nor an mpi")
        middle = _fraction_of_mpf(value._mpf_)
        spread = _fraction_of_mpf(radius._mpf_) if isinstance(radius, mpmath.mpf) else exact_rational(radius)
        if spread < 0:
            raise InputError(f"the radius {radius} is negative")
        return cls.from_bounds(middle - spread, middle + spread, bits=LEAST_BITS + value._mpf_[3])

    # --- what is known --------------------------------------------------------------------------------------------

    @property
    def arb(self) -> flint.arb:
        """The flint.arb inside."""
        return self._arb

    @property
    def middle(self) -> Fraction:
        """The midpoint, exact."""
        return _fraction(self._arb.mid())

    @property
    def radius(self) -> Fraction:
        """The radius, exact."""
        return _fraction(self._arb.rad())

    @property
    def lower(self) -> Fraction:
        """The lower endpoint, exact: no point of the ball is smaller."""
        return self.middle - self.radius

    @property
    def upper(self) -> Fraction:
        """The upper endpoint, exact: no point of the ball is larger."""
        return self.middle + self.radius

    def is_exact(self) -> bool:
        """Whether the ball is a single point."""
        return bool(self._arb.is_exact())

    def contains(self, value: RationalLike) -> bool:
        """Whether an exact rational lies in the ball (True says nothing about the number that the ball stands for)."""
        return self.lower <= exact_rational(value) <= self.upper

    def overlaps(self, other: "Ball") -> bool:
        """Whether the two balls share a point."""
        return self.lower <= other.upper and other.lower <= self.upper

    def sign(self) -> int | None:
        """-1, 0 or 1 if every point of the ball has that sign, else None."""
        if self._arb > 0:
            return 1
        if self._arb < 0:
            return -1
        return 0 if self._arb.is_zero() else None

    def enclose(self, digits: int) -> "Ball":
        """The ball itself, if its radius is at most 10**-digits of its magnitude (or of 1, if it contains zero).

        Raises:
            BudgetExhausted: the ball is wider than that; it cannot be refined.
        """
        if not is_tight(self._arb, digits) and not (self.sign() is None and self.radius * 10**digits <= 1):
            raise BudgetExhausted(f"{self!r} cannot be refined to {digits} digits; evaluate its source at more digits")
        return self

    def decimal(self, digits: int) -> tuple[str, str]:
        """Midpoint and radius as decimal strings, to the given number of significant digits.

        The strings are exact decimals with |truth - midpoint| <= radius: the radius, of two digits and rounded up,
        covers the rounding of the midpoint.

        Raises:
            InputError: digits is not positive.

        >>> Ball.from_rational("2/3").decimal(5)
        ('0.66667', '3.4e-6')
        """
        bits_for_digits(digits)
        (middle, middle_exponent), (radius, radius_exponent) = _dyadic(self._arb.mid()), _dyadic(self._arb.rad())
        lowest = min(middle_exponent, radius_exponent)
        middle, radius = middle << middle_exponent - lowest, radius << radius_exponent - lowest
        if lowest >= 0:
            return enclosing_decimals(middle << lowest, radius << lowest, 1, digits)
        return enclosing_decimals(middle, radius, 1 << -lowest, digits)

    def to_mpmath(self) -> tuple[Any, Any]:
        """Midpoint and radius as mpmath mpf values, both exact whatever mpmath's precision."""
        import mpmath

        middle, radius = _dyadic(self._arb.mid()), _dyadic(self._arb.rad())
        made = [mpmath.mp.make_mpf(mpmath.libmp.from_man_exp(*part)) for part in (middle, radius)]
        return made[0], made[1]

    def _sympy_(self) -> Any:
        # Asked by SymPy where the two meet in an operator; without it SymPy would take the float silently.
        raise InputTypeError(f"{shown(self)} has no exact SymPy form; combine it with numbers of this package")

    def __float__(self) -> float:
        """The correctly rounded float64, where every point of the ball rounds to the same one.

        Raises:
            UnknownTruth: points of the ball round to different floats.
        """
        below, above = FLOAT64.rounded(self.lower), FLOAT64.rounded(self.upper)
        if below != above or copysign(1.0, below) != copysign(1.0, above):
            raise UnknownTruth(f"{self!r} holds numbers that round to different floats, from {below!r} to {above!r}")
        return below

    def __repr__(self) -> str:
        if self.is_exact() and abs(self.middle) < 10**20 and self.middle.denominator < 10**20:
            return f"<Ball {self.middle}>"
        accurate = int(max(self._arb.rel_accuracy_bits(), 1) / 3.33) + 2
        middle, radius = self.decimal(min(accurate, 40))
        return f"<Ball {middle} ± {radius}>"

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def _combine(self, other: object, operation: Callable[[flint.arb, flint.arb], flint.arb]) -> "Ball":
        bits = max(self._arb.bits(), LEAST_BITS)
        if isinstance(other, Ball):
            bits = max(bits, other._arb.bits())
            right = other._arb
        elif isinstance(other, int | Fraction | flint.fmpz | flint.fmpq):
            rational = exact_rational(other)
            with working_precision(bits):
                right = _arb_of(rational)
        elif hasattr(other, "unit"):
            # A ball has no unit, so whether it is of nats or bits is for the caller to say.
            raise InputTypeError(f"{shown(other)} carries a unit and a ball does not; combine with its .number")
        elif isinstance(other, Enclosable):
            right = other.enclose(bits * 3 // 10)._arb
        elif isinstance(other, float | complex):
            raise InputTypeError(f"{other!r} ({type(other).__name__}) has no declared exact value; read it first")
        else:
            return NotImplemented  # type: ignore[no-any-return]
        with working_precision(bits):
            return Ball(operation(self._arb, right))

    def __add__(self, other: object) -> "Ball":
        return self._combine(other, operator.add)

    def __sub__(self, other: object) -> "Ball":
        return self._combine(other, operator.sub)

    def __mul__(self, other: object) -> "Ball":
        return self._combine(other, operator.mul)

    def __rsub__(self, other: object) -> "Ball":
        return self._combine(other, lambda a, b: b - a)

    __radd__ = __add__
    __rmul__ = __mul__

    def __truediv__(self, other: object) -> "Ball":
        return self._combine(other, _divide)

    def __rtruediv__(self, other: object) -> "Ball":
        return self._combine(other, lambda a, b: _divide(b, a))

    def __neg__(self) -> "Ball":
        return Ball(flint.arb.neg(self._arb, exact=True))

    def __pos__(self) -> "Ball":
        return self

    def __abs__(self) -> "Ball":
        with working_precision(max(self._arb.bits(), LEAST_BITS)):
            return Ball(abs(self._arb))

    def log(self) -> "Ball":
        """The natural logarithm.

        Raises:
            OutsideDomain: the ball contains numbers that are not positive.
        """
        if not self._arb > 0:
            raise OutsideDomain(f"log of {self!r}: it contains numbers that are not positive")
        with working_precision(max(self._arb.bits(), LEAST_BITS)):
            return Ball(self._arb.log())

    def exp(self) -> "Ball":
        """The exponential."""
        with working_precision(max(self._arb.bits(), LEAST_BITS)):
            return Ball(self._arb.exp())

    # --- comparisons: an answer only where it holds for every pair of points ---------------------------------------

    def _decided(self, other: object, relation: str, holds: Callable[["Ball"], bool | None]) -> bool:
        """What `holds` says about the ball of self - other, None being no answer."""
        difference = self._combine(other, operator.sub)
        if difference is NotImplemented:
            return NotImplemented  # type: ignore[no-any-return]
        answer = holds(difference)
        if answer is None:
            raise UnknownTruth(f"{self!r} {relation} {other!r} is not decided at this radius; evaluate at more digits")
        return answer

    def __lt__(self, other: object) -> bool:
        return self._decided(other, "<", _is_negative)

    def __gt__(self, other: object) -> bool:
        return self._decided(other, ">", lambda difference: _is_negative(-difference))

    def __le__(self, other: object) -> bool:
        return self._decided(other, "<=", lambda difference: _negated(_is_negative(-difference)))

    def __ge__(self, other: object) -> bool:
        return self._decided(other, ">=", lambda difference: _negated(_is_negative(difference)))

    def __eq__(self, other: object) -> bool:
        """Equality of the numbers that stand behind: known for two points and for disjoint balls only."""
        if other is self:
            return True
        return self._decided(other, "==", lambda difference: None if (s := difference.sign()) is None else s == 0)

    def __hash__(self) -> int:
        return hash(self.middle) if self.is_exact() else hash((self.lower, self.upper))


def is_tight(enclosure: flint.arb, digits: int) -> bool:
    """Whether the radius is at most 10**-digits of the magnitude of the midpoint less the radius."""
    return bool(enclosure.is_exact() or enclosure.rel_accuracy_bits() >= bits_for_digits(digits) + 1)


def _is_negative(ball: Ball) -> bool | None:
    if ball.upper < 0:
        return True
    return False if ball.lower >= 0 else None


def _negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _divide(numerator: flint.arb, denominator: flint.arb) -> flint.arb:
    if denominator.contains(0):
        raise OutsideDomain(f"division by {denominator}, which contains zero")
    return numerator / denominator


def _arb_of(value: Fraction) -> flint.arb:
    return flint.arb(flint.fmpq(value.numerator, value.denominator))


def _dyadic(point: flint.arb) -> tuple[int, int]:
    mantissa, exponent = point.man_exp()
    return int(mantissa), int(exponent)


def _fraction(point: flint.arb) -> Fraction:
    mantissa, exponent = _dyadic(point)
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


def _from_parts(middle: tuple[int, int], radius: tuple[int, int]) -> Ball:
    """The ball that was taken apart by pickling.

    Flint's constructor may round a radius up by a unit in its 30th bit. Half a unit less, rounded up, is the radius.
    """
    mantissa, exponent = radius
    if not mantissa:
        return Ball(flint.arb(middle))
    shift = 30 - mantissa.bit_length()
    return Ball(flint.arb(mid=middle, rad=((mantissa << shift + 1) - 1, exponent - shift - 1)))


def _fraction_of_mpf(parts: tuple[int, Any, int, int]) -> Fraction:
    sign, mantissa, exponent, _ = parts
    if not mantissa and exponent:  # mpmath's encoding of infinities and of nan
        raise InputError("the mpmath number is infinite or not a number")
    magnitude = Fraction(int(mantissa)) * Fraction(2) ** exponent
    return -magnitude if sign else magnitude
