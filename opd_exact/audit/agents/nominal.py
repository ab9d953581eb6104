"""The nominal reading of a column of floats: the exact probabilities that somebody most likely meant.

A stored column rarely sums to one exactly, and the floats say only between which rationals the intended ones lie. Four
readings are tried in this order, and the result says which one was taken:

1. each float as the shortest decimal that prints it, if these sum to one (0.98 and 0.02); decimals that need every
   digit the floats have give way to ratios of at most 2**(p/3), p the bits of a float, if 2 finds such (2/7 and 5/7);
2. each float as the simplest rational that rounds to it, if these sum to one (three times 1/3);
3. all but one entry as in 1 or 2, and that one as what is left, if its float lies as near to that as the rounding of
   the others explains (0.98 and the float 1 - 0.98); of several such readings the one with the smallest denominators;
4. the exact values of the floats divided by their sum.

"Simplest" is the least denominator in the open interval of reals that round to the float (Stern-Brocot).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

import numpy as np

from opd_exact.numbers import binary_reading, decimal_reading
from opd_exact.numbers.errors import InputError

__all__ = [
    "ColumnReading",
    "NominalColumn",
    "nominal_column",
    "nominal_number",
    "simplest_between",
]


class ColumnReading(StrEnum):
    """How the exact probabilities of a column were found; see the list at the top of this module."""

    DECIMAL = "decimals as printed"
    SIMPLEST = "simplest rationals that round to the floats"
    COMPLEMENT = "one entry is what the others leave of one"
    RESCALED = "floats divided by their exact sum"


@dataclass(frozen=True)
class NominalColumn:
    """Exact probabilities that sum to one, and how they were read."""

    entries: tuple[Fraction, ...]
    reading: ColumnReading


def nominal_number(value: Fraction, dtype: str) -> Fraction:
    """The shortest decimal that prints as the given float of that dtype (value: the exact number it holds).

    >>> nominal_number(binary_reading(np.float32(0.98)), "float32")
    Fraction(49, 50)
    """
    return decimal_reading(_scalar(value, dtype))


def nominal_column(values: Sequence[Fraction], dtype: str) -> NominalColumn:
    """The nominal reading of a column of stored probabilities, none negative, whose sum is not 0.

    values: the exact numbers that floats of that dtype hold.

    Raises:
        InputError: an entry is negative or all are 0.

    >>> column = nominal_column([binary_reading(np.float32(x)) for x in (0.98, 1 - np.float32(0.98))], "float32")
    >>> [str(p) for p in column.entries], column.reading.name
    (['49/50', '1/50'], 'COMPLEMENT')
    >>> [str(p) for p in nominal_column([binary_reading(np.float32(1 / 3))] * 3, "float32").entries]
    ['1/3', '1/3', '1/3']
    """
    return _nominal(tuple(values), dtype)


@lru_cache(maxsize=4096)
def _nominal(values: tuple[Fraction, ...], dtype: str) -> NominalColumn:
    if min(values) < 0 or not any(values):
        raise InputError(f"column {[str(value) for value in values]}: expected no negative entry and a positive sum")
    decimals = tuple(nominal_number(value, dtype) for value in values)
    simplest = tuple(_simplest(value, dtype) for value in values)
    if sum(decimals) == 1 and not (_uses_every_digit(decimals, dtype) and _are_small(simplest, dtype)):
        return NominalColumn(decimals, ColumnReading.DECIMAL)
    if sum(simplest) == 1:
        return NominalColumn(simplest, ColumnReading.SIMPLEST)
    completed = [*_completed(values, decimals, dtype), *_completed(values, simplest, dtype)]
    if completed:
        entries = min(completed, key=lambda column: sum(entry.denominator for entry in column))
        return NominalColumn(entries, ColumnReading.COMPLEMENT)
    total = sum(values, Fraction(0))
    return NominalColumn(tuple(value / total for value in values), ColumnReading.RESCALED)


def _uses_every_digit(decimals: tuple[Fraction, ...], dtype: str) -> bool:
    """Whether some decimal has more places than its float surely keeps: 6 for float32, 15 for float64.

    The seventh place of a float32 may be a typed one or, as in 0.2962963 for 8/27, where the shortest decimal ends.
    """
    places = int(np.finfo(dtype).precision)
    return any(10**places % decimal.denominator for decimal in decimals)


def _are_small(ratios: tuple[Fraction, ...], dtype: str) -> bool:
    """Whether the ratios sum to one and are so simple that a float lies near such a one by chance once in hundreds."""
    limit = 2 ** (np.finfo(dtype).nmant // 3 + 1)
    return sum(ratios) == 1 and all(ratio.denominator <= limit for ratio in ratios)


def _completed(values: tuple[Fraction, ...], read: tuple[Fraction, ...], dtype: str) -> Iterator[tuple[Fraction, ...]]:
    """The columns in which one entry is the complement of the others and its float is explained by their rounding.

    A float computed as 1 minus the others is off by at most the sum of their rounding errors and its own, each at
    most half the distance to the farther neighbor.
    """
    halves = [_half_gap(value, dtype) for value in values]
    slack = sum(halves, Fraction(0))
    for index, value in enumerate(values):
        rest = 1 - (sum(read, Fraction(0)) - read[index])
        if value and rest > 0 and abs(value - rest) <= slack:
            yield (*read[:index], rest, *read[index + 1 :])


def _simplest(value: Fraction, dtype: str) -> Fraction:
    if not value:
        return value
    below, above = _neighbors(value, dtype)
    return simplest_between((below + value) / 2, (value + above) / 2)


def simplest_between(lower: Fraction, upper: Fraction) -> Fraction:
    """The rational of least denominator strictly between two positive rationals, the nearest to 0 of these.

    >>> simplest_between(Fraction(3, 10), Fraction(2, 5))
    Fraction(1, 3)
    """
    whole = lower.numerator // lower.denominator
    if whole + 1 < upper:
        return Fraction(whole + 1)
    # No integer lies strictly between: both lie in [whole, whole + 1], and the inverses of what is above it bound
    # the inverse of the answer.
    if lower == whole:
        # From whole (excluded) up to upper: whole + 1/n for the least n with whole + 1/n < upper.
        gap = upper - whole
        return whole + Fraction(1, gap.denominator // gap.numerator + 1)
    return whole + 1 / simplest_between(1 / (upper - whole), 1 / (lower - whole))


def _half_gap(value: Fraction, dtype: str) -> Fraction:
    if not value:
        return Fraction(0)
    below, above = _neighbors(value, dtype)
    return max(above - value, value - below) / 2


def _neighbors(value: Fraction, dtype: str) -> tuple[Fraction, Fraction]:
    scalar = _scalar(value, dtype)
    kind = np.dtype(dtype).type
    return binary_reading(np.nextafter(scalar, kind(-1))), binary_reading(np.nextafter(scalar, kind(2)))


def _scalar(value: Fraction, dtype: str) -> np.floating:
    scalar: np.floating = np.dtype(dtype).type(float(value))
    return scalar
