"""One float held against the truth with one tolerance: a decision with its margin, and a message that shows both."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import (
    Ball,
    BudgetExhausted,
    Enclosable,
    Infinity,
    UnknownTruth,
    binary_reading,
    enclose,
    relative_error,
    ulp,
    ulp_error,
)
from opd_exact.numbers.enclosing import rational_value
from opd_exact.pytest_support.reading import Tolerance, Truth, read_observed, read_tolerance, read_truth
from opd_exact.registry.row import upper_decimal

__all__ = [
    "Comparison",
    "compare",
    "compare_read",
]

_DIGITS = (50, 100, 200, 400, 800, 1600)
_SHOWN_DIGITS = 20
_LONGEST_FORM = 400


@dataclass(frozen=True)
class Comparison:
    """A float beside the truth.

    `allowed` is the tolerance as an absolute distance, rounded down by less than 10**-49 of itself where the truth is
    irrational; `error` is an upper bound on the distance. Both are None where one of the two numbers is not finite.
    """

    observed: float | np.floating[Any]
    truth: Truth
    tolerance: Tolerance
    within: bool
    error: Fraction | None
    allowed: Fraction | None

    @property
    def is_finite(self) -> bool:
        """Whether both the float and the truth are finite, so that there is a distance between them."""
        return self.error is not None

    @property
    def margin(self) -> str:
        """How far inside or outside of the tolerance the float is, in words."""
        if self.error is None or self.allowed is None:
            return "none: a number that is not finite is at no distance from another"
        if not self.error:
            return "no error at all"
        if self.within:
            return f"the error is at most {upper_decimal(self.error / self.allowed, 3)} of the tolerance"
        if not self.allowed:
            return "none: the tolerance is 0"
        return f"the error is {upper_decimal(self.error / self.allowed, 3)} times the tolerance"

    def message(self) -> str:
        """The comparison in full: truth, observed, error, tolerance as applied, margin."""
        verb = "is" if self.within else "is not"
        lines = [
            f"{_shown(self.observed)} {verb} within {self.tolerance}",
            f"  truth      {self.truth_digits()}{self._closed_form()}",
            f"  observed   {_shown(self.observed)} ({_format(self.observed)})",
            f"  error      {self._error()}",
            f"  tolerance  {self.tolerance}{self._applied()}",
            f"  margin     {self.margin}",
        ]
        return "\n".join(lines)

    def truth_digits(self) -> str:
        """The truth as a decimal, with a bound on what the digits leave out."""
        if isinstance(self.truth.value, Infinity):
            return str(self.truth.value)
        middle, radius = _ball(self.truth.value, _SHOWN_DIGITS).decimal(_SHOWN_DIGITS)
        return middle if radius == "0" else f"{middle} ± {radius}"

    def _closed_form(self) -> str:
        if isinstance(self.truth.value, Infinity) or self.truth.text == self.truth_digits():
            return ""
        text = self.truth.text
        return f" = {text if len(text) <= _LONGEST_FORM else text[:_LONGEST_FORM] + '…'}"

    def _error(self) -> str:
        if self.error is None:
            return "not finite"
        relative, ulps = self.other_errors()
        parts = [f"abs ≤ {upper_decimal(self.error, 3)}"]
        parts.append("rel none (the truth is 0)" if relative is None else f"rel ≤ {upper_decimal(relative, 3)}")
        parts.append(f"ulps ≤ {upper_decimal(ulps, 3)}")
        return ", ".join(parts)

    def other_errors(self) -> tuple[Fraction | None, Fraction]:
        """Upper bounds on the relative error, None where the truth is 0 or not told from it, and on the ulps."""
        value = self.truth.value
        assert not isinstance(value, Infinity)
        try:
            relative = relative_error(self.observed, value)
        except UnknownTruth:
            relative = None
        return relative, ulp_error(self.observed, value)

    def _applied(self) -> str:
        if self.allowed is None or self.tolerance.unit == "abs":
            return ""
        return f", here {upper_decimal(self.allowed, 3)} absolute"


def compare(
    value: object, quantity_or_expression: object, *, ulps: object = None, abs: object = None, rel: object = None
) -> Comparison:
    """Hold a float against the truth, within exactly one tolerance.

    For a truth that is a rational or a linear form in logarithms the answer is a decision at any tolerance; for others
    the precision is raised until it is one.

    Raises:
        InputError, InputTypeError: a number is malformed or has no declared exact value; not exactly one tolerance.
        UnknownTruth: truth and tolerance do not come apart at 1600 digits.

    >>> from opd_exact.numbers import log
    >>> compare(0.6931471805599453, log(2), ulps=1).within, compare(0.6931, log(2), abs="1e-5").within
    (True, False)
    """
    tolerance = read_tolerance(ulps, abs, rel)
    return compare_read(read_observed(value), read_truth(quantity_or_expression), tolerance)


def compare_read(observed: float | np.floating[Any], truth: Truth, tolerance: Tolerance) -> Comparison:
    """As `compare`, of what has been read already."""
    value = truth.value
    if isinstance(value, Infinity):
        same = bool(np.isinf(observed)) and (observed > 0) == (value.sign() > 0)
        return Comparison(observed, truth, tolerance, same, None, None)
    if not np.isfinite(observed):
        return Comparison(observed, truth, tolerance, False, None, None)
    seen = binary_reading(observed)
    for digits in _DIGITS:
        low, high = _bounds(value, digits)
        least = Fraction(0) if low <= 0 <= high else min(abs(low), abs(high))
        most = max(abs(low), abs(high))
        nearest = Fraction(0) if low <= seen <= high else min(abs(seen - low), abs(seen - high))
        farthest = max(abs(seen - low), abs(seen - high))
        allowed, at_most = (_allowed(tolerance, size, observed) for size in (least, most))
        if farthest <= allowed:
            return Comparison(observed, truth, tolerance, True, farthest, allowed)
        if nearest > at_most:
            return Comparison(observed, truth, tolerance, False, farthest, allowed)
        if isinstance(value, Ball):
            break
    raise UnknownTruth(
        f"{_shown(observed)} is not told from being just within {tolerance} of {truth.text:.200}:"
        " the truth is not known narrowly enough; change the tolerance, or give the truth more exactly"
    )


def _allowed(tolerance: Tolerance, size: Fraction, observed: float | np.floating[Any]) -> Fraction:
    """The tolerance as a distance, for a truth of that magnitude."""
    if tolerance.unit == "abs":
        return tolerance.amount
    if tolerance.unit == "rel":
        return tolerance.amount * size
    return tolerance.amount * ulp(size, _format(observed))


def _bounds(value: Fraction | Enclosable, digits: int) -> tuple[Fraction, Fraction]:
    rational = rational_value(value)
    if rational is not None:
        return rational, rational
    ball = _ball(value, digits)
    return ball.lower, ball.upper


def _ball(value: Fraction | Enclosable, digits: int) -> Ball:
    if isinstance(value, Ball):
        return value
    try:
        return enclose(value, digits)
    except BudgetExhausted as error:
        raise UnknownTruth(str(error)) from error


def _format(observed: float | np.floating[Any]) -> str:
    return str(observed.dtype) if isinstance(observed, np.floating) else "float64"


def _shown(observed: float | np.floating[Any]) -> str:
    return str(observed) if isinstance(observed, np.floating) else repr(observed)
