"""Floats measured against the truth: correct rounding, units in the last place, and rigorous bounds on errors.

A float is the subject here. The truth is a rational or anything that can be enclosed; every error returned is an upper
bound that no rounding of ours can have made too small.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers.balls import Ball, Enclosable
from opd_exact.numbers.enclosing import enclose, rational_value
from opd_exact.numbers.errors import BudgetExhausted, InputError, InputTypeError, OutsideDomain, UnknownTruth
from opd_exact.numbers.reading import RationalLike, binary_reading

__all__ = [
    "absolute_error",
    "nearest_float",
    "relative_error",
    "ulp",
    "ulp_error",
]

_ERROR_DIGITS = 50
_ROUNDING_DIGITS = 25
_ROUNDING_LIMIT_DIGITS = 1600


@dataclass(frozen=True)
class _Format:
    """A binary format: `bits` of significand, and `least`, the exponent of its smallest positive number 2**least."""

    scalar: Any
    bits: int
    least: int
    largest: int

    def exponent_of_ulp(self, value: Fraction) -> int:
        """The exponent e such that floats around a non-zero value are spaced 2**e apart."""
        return max(_binade(value) - self.bits + 1, self.least)

    def round(self, value: Fraction) -> Any:
        """The nearest number of the format, ties to even; an infinity beyond the midpoint above the largest number."""
        if value == 0:
            return self.scalar(0.0)
        exponent = self.exponent_of_ulp(value)
        mantissa = round(value * Fraction(2) ** -exponent)  # Python rounds ties to even
        magnitude = abs(mantissa)
        if magnitude.bit_length() + exponent > self.largest:
            return self.scalar(float("inf") if value > 0 else float("-inf"))
        # the mantissa has at most 53 bits, so ldexp is exact, subnormals included
        rounded = np.ldexp(np.float64(magnitude), exponent) if exponent >= -1074 else np.float64(0.0)
        return self.scalar(-rounded if value < 0 else rounded)


_FORMATS = {
    "float16": _Format(np.float16, 11, -24, 16),
    "float32": _Format(np.float32, 24, -149, 128),
    "float64": _Format(np.float64, 53, -1074, 1024),
}


def _format(dtype: object) -> _Format:
    try:
        name = np.dtype(dtype).name  # type: ignore[call-overload]
    except TypeError:
        name = str(dtype)
    if name not in _FORMATS:
        raise InputError(f"dtype {dtype!r}: expected one of {', '.join(_FORMATS)}")
    return _FORMATS[name]


def _binade(value: Fraction) -> int:
    """The integer e with 2**e <= |value| < 2**(e+1)."""
    magnitude = abs(value)
    guess = magnitude.numerator.bit_length() - magnitude.denominator.bit_length()
    return guess if magnitude >= Fraction(2) ** guess else guess - 1


def nearest_float(truth: RationalLike | Enclosable, dtype: object = "float64") -> Any:
    """The correctly rounded float of an exact or enclosable number, as a numpy scalar of the given dtype.

    Ties (which only a rational can hit) go to even; subnormals are rounded once; a number beyond the largest float by
    half an ulp or more becomes an infinity, as IEEE 754 has it.

    Raises:
        InputError: dtype is not float16, float32 or float64.
        UnknownTruth: the number is only known up to a ball that contains a midpoint between two floats.

    >>> print(nearest_float("1/3"), nearest_float("1/3", "float32"))
    0.3333333333333333 0.33333334
    """
    form = _format(dtype)
    value = rational_value(truth)
    if value is not None:
        return form.round(value)
    digits = _ROUNDING_DIGITS
    while digits <= _ROUNDING_LIMIT_DIGITS:
        try:
            ball = enclose(truth, digits)
        except BudgetExhausted:
            break
        low, high = form.round(ball.lower), form.round(ball.upper)
        if low == high and np.signbit(low) == np.signbit(high):
            return low
        digits *= 2
    if isinstance(truth, Ball):
        low, high = form.round(truth.lower), form.round(truth.upper)
        if low == high and np.signbit(low) == np.signbit(high):
            return low
    raise UnknownTruth(f"{truth!r} is not told from a midpoint between two {np.dtype(form.scalar).name} numbers")


def ulp(x: RationalLike | float | np.floating, dtype: object | None = None) -> Fraction:
    """The spacing of the floats at x: 2**(e - p + 1) for 2**e <= |x| < 2**(e+1), and the least subnormal from 0 up.

    A float is taken in its own format; for a rational the dtype says which (float64 unless said).

    Raises:
        OutsideDomain: x is an infinity or not a number.

    >>> ulp(1.0) == Fraction(1, 2**52), ulp(np.float32(1.0)) == Fraction(1, 2**23)
    (True, True)
    """
    if isinstance(x, float | np.floating):
        form = _format(x.dtype if dtype is None and isinstance(x, np.floating) else dtype or "float64")
        value = _observed(x)
    else:
        form = _format(dtype or "float64")
        value = rational_value(x)
        if value is None:
            raise InputTypeError(f"{x!r} is neither a float nor an exact rational; take the ulp of a bound of it")
    return Fraction(2) ** (form.exponent_of_ulp(value) if value else form.least)


def _observed(x: object) -> Fraction:
    if not isinstance(x, float | np.float16 | np.float32):
        raise InputTypeError(f"observed {x!r} ({type(x).__name__}) is not a Python float or a float16/32/64 scalar")
    if not np.isfinite(x):
        raise OutsideDomain(f"observed {x!r} is no real number, so it has no distance from one")
    return binary_reading(x)


def _bounds(truth: RationalLike | Enclosable) -> tuple[Fraction, Fraction]:
    value = rational_value(truth)
    if value is not None:
        return value, value
    ball = truth if isinstance(truth, Ball) else enclose(truth, _ERROR_DIGITS)
    return ball.lower, ball.upper


def absolute_error(observed: float | np.floating, truth: RationalLike | Enclosable) -> Fraction:
    """An upper bound on |observed - truth|: exact for a rational truth, else good to about 50 digits of the truth.

    Raises:
        OutsideDomain: observed is an infinity or not a number.

    >>> absolute_error(0.5, "1/3")
    Fraction(1, 6)
    """
    seen = _observed(observed)
    low, high = _bounds(truth)
    return max(abs(seen - low), abs(seen - high))


def relative_error(observed: float | np.floating, truth: RationalLike | Enclosable) -> Fraction | None:
    """An upper bound on |observed - truth| / |truth|; None where the truth is 0.

    Raises:
        OutsideDomain: observed is an infinity or not a number.
        UnknownTruth: the truth is not told from 0.

    >>> relative_error(0.5, "1/3"), relative_error(0.0, 0)
    (Fraction(1, 2), None)
    """
    seen = _observed(observed)
    low, high = _bounds(truth)
    if low == high == 0:
        return None
    if low <= 0 <= high:
        raise UnknownTruth(f"{truth!r} is not told from 0, so no relative error can be bounded")
    return max(abs(seen - low), abs(seen - high)) / min(abs(low), abs(high))


def ulp_error(observed: float | np.floating, truth: RationalLike | Enclosable) -> Fraction:
    """An upper bound on |observed - truth| in ulps of the truth, in the format of the observed float.

    A correctly rounded float is within 1/2 (or within 1, where it was rounded up to the next power of two).

    Raises:
        OutsideDomain: observed is an infinity or not a number.

    >>> ulp_error(1.0, 1), ulp_error(1.5, "5/4") == 2**50
    (Fraction(0, 1), True)
    """
    seen = _observed(observed)
    low, high = _bounds(truth)
    form = _format(observed.dtype if isinstance(observed, np.floating) else "float64")
    smallest = Fraction(0) if low <= 0 <= high else min(abs(low), abs(high))
    spacing = Fraction(2) ** (form.exponent_of_ulp(smallest) if smallest else form.least)
    return max(abs(seen - low), abs(seen - high)) / spacing
