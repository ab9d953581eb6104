"""Correct rounding of exact rationals to the binary formats of IEEE 754, in integer arithmetic."""

from dataclasses import dataclass
from fractions import Fraction
from math import inf, ldexp
from typing import Any

import numpy as np

from opd_exact.numbers.errors import InputError

__all__ = [
    "FLOAT64",
    "BinaryFormat",
    "binary_exponent",
    "format_named",
]


def binary_exponent(value: Fraction) -> int:
    """The integer e with 2**e <= |value| < 2**(e+1), for a value that is not zero.

    >>> binary_exponent(Fraction(7, 2)), binary_exponent(Fraction(-1, 3))
    (1, -2)
    """
    above, below = abs(value.numerator), value.denominator
    guess = above.bit_length() - below.bit_length()
    reaches = above >= below << guess if guess >= 0 else above << -guess >= below
    return guess if reaches else guess - 1


@dataclass(frozen=True)
class BinaryFormat:
    """A binary floating-point format.

    `precision` counts the bits of the significand, `least` is the exponent of the smallest positive number 2**least,
    and every finite number is below 2**largest.
    """

    name: str
    precision: int
    least: int
    largest: int

    def ulp_exponent(self, value: Fraction) -> int:
        """The exponent e such that numbers of the format around `value` are 2**e apart (`least` at zero)."""
        if not value:
            return self.least
        return max(binary_exponent(value) - self.precision + 1, self.least)

    def rounded(self, value: Fraction) -> float:
        """The nearest number of the format, ties to even, as a Python float that holds it exactly.

        A magnitude of half an ulp or more beyond the largest number gives an infinity, as IEEE 754 has it; a negative
        value below half the smallest positive number gives -0.0.
        """
        if not value:
            return 0.0
        exponent = self.ulp_exponent(value)
        numerator, denominator = abs(value.numerator), value.denominator
        if exponent >= 0:
            denominator <<= exponent
        else:
            numerator <<= -exponent
        mantissa, rest = divmod(numerator, denominator)
        if 2 * rest > denominator or (2 * rest == denominator and mantissa % 2):
            mantissa += 1
        overflows = mantissa.bit_length() + exponent > self.largest
        # the mantissa has at most 53 bits and the exponent is at least -1074, so ldexp is exact
        magnitude = inf if overflows else ldexp(mantissa, exponent)
        return -magnitude if value < 0 else magnitude

    def scalar(self, value: float) -> Any:
        """The numpy scalar of this format for a float that the format holds."""
        return np.dtype(self.name).type(value)


FLOAT64 = BinaryFormat("float64", precision=53, least=-1074, largest=1024)

_FORMATS = {
    "float16": BinaryFormat("float16", precision=11, least=-24, largest=16),
    "float32": BinaryFormat("float32", precision=24, least=-149, largest=128),
    "float64": FLOAT64,
}


def format_named(dtype: object) -> BinaryFormat:
    """The format of a numpy dtype, scalar type or name.

    Raises:
        InputError: it is not float16, float32 or float64.
    """
    try:
        name = np.dtype(dtype).name  # type: ignore[call-overload]
    except TypeError:
        name = str(dtype)
    if name not in _FORMATS:
        raise InputError(f"dtype {dtype!r}: expected one of {', '.join(_FORMATS)}")
    return _FORMATS[name]
