"""What a given number means exactly: the one place where strings and floats become rationals.

A string is read as the rational it spells. A float has two honest readings, the shortest decimal that prints it and the
binary value it holds; which one is meant is for the caller to say, so nothing here guesses.
"""

import re
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np
from flint import fmpq, fmpz

from opd_exact.numbers.errors import InputError, InputTypeError

__all__ = [
    "MAX_CHARACTERS",
    "MAX_EXPONENT",
    "RationalLike",
    "binary_reading",
    "decimal_reading",
    "exact_rational",
    "integer_text",
    "shown",
]

RationalLike = int | Rational | fmpz | fmpq | str

MAX_CHARACTERS = 100_000
"""Longest string that is read as a number; integers of this size are parsed in well under a millisecond."""

MAX_EXPONENT = 20_000
"""Largest decimal exponent that is read: a few characters such as 1e-999999999 would otherwise fill the memory."""

_PLAIN_DIGITS = 600
"""Up to this length Python converts between integers and text whatever its limit (which cannot be set below 640)."""

_RATIO = re.compile(r"([+-]?[0-9]+)(?:/([0-9]+))?")
_DECIMAL = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,9}))?")


def exact_rational(x: object) -> Fraction:
    """The rational number that x stands for, with nothing guessed.

    Accepts integers (Python, numpy, flint), rationals (Fraction, flint.fmpq, anything registered as
    `numbers.Rational`), and strings that spell an integer, a ratio or a decimal.

    Raises:
        InputTypeError: x is a bool, float, complex or of another type whose exact meaning is not clear.
        InputError: x is a string that spells no rational, has a zero denominator, or is longer than `MAX_CHARACTERS`.

    >>> exact_rational("0.98"), exact_rational("1/3"), exact_rational("25e-3")
    (Fraction(49, 50), Fraction(1, 3), Fraction(1, 40))
    """
    if type(x) is Fraction:
        return x
    if type(x) is int:
        return Fraction(x)
    if isinstance(x, str):
        return _read_text(x)
    if isinstance(x, fmpz):
        return Fraction(int(x))
    if isinstance(x, fmpq):
        return Fraction(int(x.p), int(x.q))
    if isinstance(x, Rational) and not isinstance(x, bool | np.bool_):
        return Fraction(int(x.numerator), int(x.denominator))
    raise InputTypeError(_refusal(x))


def _refusal(x: object) -> str:
    found = f"{shown(x)} ({type(x).__name__}) has no declared exact value"
    if isinstance(x, float | np.floating):
        return f"{found}; read it with decimal_reading (as it prints) or binary_reading (the value it holds)"
    if isinstance(x, bool | np.bool_):
        return f"{found}; pass 0 or 1 if a number is meant"
    return f"{found}; pass an int, a Fraction, or a string such as '0.98' or '1/3'"


def _read_text(text: str) -> Fraction:
    if len(text) > MAX_CHARACTERS:
        raise InputError(f"a number of {len(text)} characters is longer than the limit of {MAX_CHARACTERS}")
    spelled = text.strip()
    ratio = _RATIO.fullmatch(spelled)
    if ratio:
        numerator, denominator = ratio.groups()
        below = _integer(denominator or "1")
        if below == 0:
            raise InputError(f"{shown(text)}: the denominator is zero")
        return Fraction(_integer(numerator), below)
    decimal = _DECIMAL.fullmatch(spelled)
    if decimal is None or not (decimal[2] or decimal[3]):
        raise InputError(f"{shown(text)} spells no rational; expected an integer, a ratio '1/3' or a decimal '0.98'")
    sign, whole, part, power = decimal.groups()
    exponent = int(power or 0)
    if abs(exponent) > MAX_EXPONENT:
        raise InputError(f"{shown(text)}: exponent {exponent} is beyond the limit of {MAX_EXPONENT}")
    exponent -= len(part)
    digits = _integer(sign + whole + part)
    return Fraction(digits * 10**exponent) if exponent >= 0 else Fraction(digits, 10**-exponent)


def _integer(digits: str) -> int:
    # Python refuses long conversions (a guard against quadratic time); flint takes quasi-linear time
    return int(digits) if len(digits) <= _PLAIN_DIGITS else int(fmpz(digits.removeprefix("+")))


def integer_text(n: int) -> str:
    """The decimal digits of an integer of any length.

    Python refuses to print long integers (more than 4300 digits unless set otherwise), so flint prints them.

    >>> len(integer_text(10**5000))
    5001
    """
    return str(n) if n.bit_length() < 3 * _PLAIN_DIGITS else str(fmpz(n))


def shown(value: object, *, limit: int = 80) -> str:
    """A value as an error message shows it: its repr, cut where it is long, and never an error of its own.

    >>> shown("1/0"), shown(-(10**99))
    ("'1/0'", '-100000000000000000000000000000000000000... (100 characters)')
    """
    if isinstance(value, int) and not isinstance(value, bool):
        text = integer_text(value)
    elif isinstance(value, Fraction):
        text = f"{integer_text(value.numerator)}/{integer_text(value.denominator)}"
    else:
        try:
            text = repr(value)
        except ValueError:  # an integer inside is too long for Python to print
            text = f"<{type(value).__name__}>"
    return text if len(text) <= limit else f"{text[: limit // 2]}... ({len(text.lstrip('-'))} characters)"


def decimal_reading(x: float | np.floating[Any]) -> Fraction:
    """The rational spelled by the shortest decimal that prints x: what a person who typed it most likely meant.

    The shortest decimal depends on the format: it is taken in float16, float32 or float64 as x comes.

    Raises:
        InputTypeError: x is not a Python float or a numpy float16, float32 or float64.
        InputError: x is infinite or not a number.

    >>> decimal_reading(0.98), decimal_reading(np.float32(0.85))
    (Fraction(49, 50), Fraction(17, 20))
    """
    _require_finite_float(x)
    # numpy prints the shortest digits that are unique in the scalar's own format
    return _read_text(np.format_float_scientific(x, unique=True, trim="0"))


def binary_reading(x: float | np.floating[Any]) -> Fraction:
    """The rational that x holds bit for bit.

    Raises:
        InputTypeError: x is not a Python float or a numpy float16, float32 or float64.
        InputError: x is infinite or not a number.

    >>> binary_reading(0.75), binary_reading(0.1)
    (Fraction(3, 4), Fraction(3602879701896397, 36028797018963968))
    """
    _require_finite_float(x)
    return Fraction(float(x))  # float16 and float32 widen to float64 without change


def _require_finite_float(x: object) -> None:
    if not isinstance(x, float | np.float16 | np.float32):
        raise InputTypeError(
            f"{shown(x)} ({type(x).__name__}) is no float16, float32 or float64, so it has no float reading"
        )
    if not np.isfinite(x):
        raise InputError(f"{x!r} is no real number, so it has no reading")
