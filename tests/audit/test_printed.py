"""A printed decimal agrees with the truth exactly where Python's own exact rounding of the truth prints it."""

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.audit.printed import agrees_with_printed, printed_interval
from opd_exact.numbers import Ball, ComputedReal, InputError, InputTypeError, UnknownTruth, log


@given(st.integers(-(10**9), 10**9), st.integers(0, 9), st.integers(-400, 400))
def test_rounding_by_decimal_agrees(digits: int, places: int, offset: int) -> None:
    """Decimal rounds the truth both ways at ties; what is printed agrees iff one of the two prints it."""
    truth = Decimal(digits).scaleb(-9)
    step = Decimal(1).scaleb(-places)
    wide = Context(prec=60)
    roundings = {truth.quantize(step, rule, wide) for rule in (ROUND_HALF_UP, ROUND_HALF_DOWN)}
    printed = min(roundings) + offset // 200 * step
    assert agrees_with_printed(Fraction(truth), f"{printed:f}") == (printed in roundings)


@pytest.mark.parametrize(
    ("truth", "printed", "agrees"),
    [
        (Fraction(21224, 10**20), "2.1e-16", True),
        (Fraction(216, 10**18), "2.1e-16", False),
        (Fraction(215, 10**18), "2.1e-16", True),
        (Fraction(215, 10**18), "2.2e-16", True),
        (Fraction(0), "0.000", True),
        (Fraction(6, 10**4), "0.000", False),
        (-2 * log(2) + Fraction(356, 1000), "-1.030", True),
        (-2 * log(2) + Fraction(356, 1000), "1.030", False),
        (log(2) * log(3), "0.7615", True),
        (log(2) / log(3), "0.6310", False),
        (Fraction(149), "1e2", True),
    ],
)
def test_examples(truth: object, printed: str, agrees: bool) -> None:
    assert agrees_with_printed(truth, printed) is agrees  # type: ignore[arg-type]


def test_an_end_that_no_ball_leaves_out_is_not_guessed() -> None:
    """log 2 / log 2 / 8 is 1/8, but as a recipe for balls it never leaves the tie at 0.125."""
    tie = ComputedReal.of(log(2)) / log(2) / 8
    with pytest.raises(UnknownTruth, match=r"cannot be enclosed|is within"):
        agrees_with_printed(tie, "0.12")
    with pytest.raises(UnknownTruth):
        agrees_with_printed(Ball.from_bounds("0.1", "0.2"), "0.15")


@pytest.mark.parametrize("printed", ["", "abc", "0.1 ", "1/3", "nan", "inf", "1e", "--1", "0,5"])
def test_what_is_no_decimal_is_refused(printed: str) -> None:
    with pytest.raises(InputError):
        printed_interval(printed)


def test_floats_are_refused() -> None:
    with pytest.raises(InputTypeError):
        agrees_with_printed(0.5, "0.5")  # type: ignore[arg-type]
