"""Floats measured against the truth: correct rounding, units in the last place, and rigorous bounds on errors.

A float is the subject here. The truth is a rational or anything that can be enclosed; every error returned is an upper
bound that no rounding of ours can have made too small.
"""

from fractions import Fraction
from math import copysign
from typing import Any

import numpy as np

from opd_exact.numbers.balls import Ball, Enclosable
from opd_exact.numbers.enclosing import enclose, rational_value
from opd_exact.numbers.errors import BudgetExhausted, InputTypeError, OutsideDomain, UnknownTruth
from opd_exact.numbers.reading import RationalLike, binary_reading
from opd_exact.numbers.rounding import BinaryFormat, format_named

__all__ = [
    "absolute_error",
    "nearest_float",
    "relative_error",
    "ulp",
    "ulp_error",
]

_ERROR_DIGITS = 50
_ROUNDING_DIGITS = (25, 50, 100, 200, 400, 800, 1600)


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
    form = format_named(dtype)
    value = rational_value(truth)
    if value is not None:
        return form.scalar(form.rounded(value))
    for digits in _ROUNDING_DIGITS:
        try:
            ball = truth if isinstance(truth, Ball) else enclose(truth, digits)
        except BudgetExhausted:
            break
        rounded = _rounded_alike(ball, form)
        if rounded is not None:
            return form.scalar(rounded)
        if isinstance(truth, Ball):
            break
    raise UnknownTruth(f"{truth!r} is not told from a midpoint between two {form.name} numbers")


def _rounded_alike(ball: Ball, form: BinaryFormat) -> float | None:
    """The float to which every point of the ball rounds, if there is one (0.0 and -0.0 are told apart)."""
    below, above = form.rounded(ball.lower), form.rounded(ball.upper)
    return below if below == above and copysign(1.0, below) == copysign(1.0, above) else None


def ulp(x: RationalLike | float | np.floating[Any], dtype: object | None = None) -> Fraction:
    """The spacing of the floats at x: 2**(e - p + 1) for 2**e <= |x| < 2**(e+1), and the least subnormal from 0 up.

    A float is taken in its own format; for a rational the dtype says which (float64 unless said).

    Raises:
        OutsideDomain: x is an infinity or not a number.

    >>> ulp(1.0) == Fraction(1, 2**52), ulp(np.float32(1.0)) == Fraction(1, 2**23)
    (True, True)
    """
    if isinstance(x, float | np.floating):
        return Fraction(2) ** format_named(dtype or _dtype(x)).ulp_exponent(_observed(x))
    value = rational_value(x)
    if value is None:
        raise InputTypeError(f"{x!r} is neither a float nor an exact rational; take the ulp of a bound of it")
    return Fraction(2) ** format_named(dtype or "float64").ulp_exponent(value)


def _dtype(observed: float | np.floating[Any]) -> object:
    return observed.dtype if isinstance(observed, np.floating) else "float64"


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


def absolute_error(observed: float | np.floating[Any], truth: RationalLike | Enclosable) -> Fraction:
    """An upper bound on |observed - truth|: exact for a rational truth, else good to about 50 digits of the truth.

    Raises:
        OutsideDomain: observed is an infinity or not a number.

    >>> absolute_error(0.5, "1/3")
    Fraction(1, 6)
    """
    seen = _observed(observed)
    low, high = _bounds(truth)
    return max(abs(seen - low), abs(seen - high))


def relative_error(observed: float | np.floating[Any], truth: RationalLike | Enclosable) -> Fraction | None:
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


def ulp_error(observed: float | np.floating[Any], truth: RationalLike | Enclosable) -> Fraction:
    """An upper bound on |observed - truth| in ulps of the truth, in the format of the observed float.

    A correctly rounded float is within 1/2 (or within 1, where it was rounded up to the next power of two).

    Raises:
        OutsideDomain: observed is an infinity or not a number.

    >>> ulp_error(1.0, 1), ulp_error(1.5, "5/4") == 2**50
    (Fraction(0, 1), True)
    """
    seen = _observed(observed)
    low, high = _bounds(truth)
    smallest = Fraction(0) if low <= 0 <= high else min(abs(low), abs(high))
    spacing = Fraction(2) ** format_named(_dtype(observed)).ulp_exponent(smallest)
    return max(abs(seen - low), abs(seen - high)) / spacing
