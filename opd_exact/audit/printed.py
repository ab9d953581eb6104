"""Whether a number that somebody printed is the truth, rounded to the digits that were printed.

A printed decimal stands for every number that rounds to it: "0.120" for all of [0.1195, 0.1205], "2.1e-16" for all of
[2.05e-16, 2.15e-16]. Trailing zeros count, as they were printed to be read. Ends belong to the interval, so that a
truth halfway between two neighbors agrees with both of them: rules for ties differ, and none of them is wrong.
"""

import re
from fractions import Fraction

from opd_exact.numbers import (
    Ball,
    BudgetExhausted,
    Enclosable,
    InputError,
    RationalLike,
    UnknownTruth,
    enclose,
    exact_rational,
)
from opd_exact.numbers.enclosing import rational_value
from opd_exact.numbers.reading import shown

__all__ = [
    "agrees_with_printed",
    "printed_interval",
]

_DECIMAL = re.compile(r"[+-]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:[eE]([+-]?\d+))?")
_MOST_DIGITS = 2560


def agrees_with_printed(truth: Enclosable | RationalLike, printed: str) -> bool:
    """Whether the truth, rounded to the digits that are printed, is the printed number: decided, never estimated.

    Args:
        truth: an exact rational, or a number that can be enclosed.
        printed: a decimal as it stands in a text: "0.120", "-1.030", "2.1e-16", "0.000".

    Raises:
        InputError: the printed text is no plain decimal.
        InputTypeError: the truth is a float; a float is what an audit examines, not what it measures with.
        UnknownTruth: no enclosure of the truth leaves out the ends of the interval that the printed number stands for.

    >>> from opd_exact.numbers import log
    >>> agrees_with_printed(log(2), "0.693"), agrees_with_printed(log(2), "0.6932"), agrees_with_printed(log(2), "0.69")
    (True, False, True)
    >>> agrees_with_printed("1/8", "0.12"), agrees_with_printed("1/8", "0.13"), agrees_with_printed("-1/5000", "0.000")
    (True, True, True)
    """
    lower, upper = printed_interval(printed)
    value = rational_value(truth)
    if value is not None:
        return lower <= value <= upper
    digits = 20
    while digits <= _MOST_DIGITS:
        inside = _inside(_ball(truth, digits), lower, upper)
        if inside is not None:
            return inside
        digits *= 4
    raise UnknownTruth(
        f"{shown(truth)} is within 1e-{_MOST_DIGITS} of {lower} or {upper}, between which numbers print as {printed}"
    )


def printed_interval(printed: str) -> tuple[Fraction, Fraction]:
    """The ends of the closed interval of numbers that round to a printed decimal.

    Raises:
        InputError: the text is no plain decimal.

    >>> printed_interval("0.693")
    (Fraction(277, 400), Fraction(1387, 2000))
    """
    match = _DECIMAL.fullmatch(printed)
    if match is None:
        raise InputError(f"{shown(printed)} is not a decimal as it would be printed, such as '0.120' or '2.1e-16'")
    places = len(match[1] or match[2] or "") - int(match[3] or 0)
    middle, half = exact_rational(printed), Fraction(10) ** -places / 2
    return middle - half, middle + half


def _ball(truth: Enclosable | RationalLike, digits: int) -> Ball:
    try:
        return enclose(truth, digits)
    except BudgetExhausted as error:
        raise UnknownTruth(f"{shown(truth)} cannot be enclosed to {digits} digits: {error}") from error


def _inside(ball: Ball, lower: Fraction, upper: Fraction) -> bool | None:
    if lower <= ball.lower and ball.upper <= upper:
        return True
    if ball.upper < lower or upper < ball.lower:
        return False
    return None
