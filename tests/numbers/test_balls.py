"""A ball contains its number, whatever is done to it: construction, arithmetic, printing, pickling, mpmath and back."""

import operator
import pickle
from fractions import Fraction
from typing import Any

import flint
import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import (
    Ball,
    BudgetExhausted,
    InputError,
    InputTypeError,
    OutsideDomain,
    UnknownTruth,
    enclose,
    log,
    working_precision,
)

RATIONALS = st.builds(Fraction, st.integers(-(10**30), 10**30), st.integers(1, 10**30))
DIGITS = st.integers(1, 60)


@given(RATIONALS, st.integers(2, 300))
def test_a_ball_of_a_rational_contains_it(q: Fraction, bits: int) -> None:
    ball = Ball.from_rational(q, bits=bits)
    assert ball.lower <= q <= ball.upper
    assert ball.contains(q)
    assert ball.radius * 2**bits <= 2 * abs(q)


@given(RATIONALS, RATIONALS, st.integers(2, 300))
def test_bounds_are_never_drawn_inward(a: Fraction, b: Fraction, bits: int) -> None:
    low, high = min(a, b), max(a, b)
    ball = Ball.from_bounds(low, high, bits=bits)
    assert ball.lower <= low
    assert ball.upper >= high


@given(RATIONALS, RATIONALS, st.sampled_from([operator.add, operator.sub, operator.mul, operator.truediv]))
def test_arithmetic_contains_the_exact_result(a: Fraction, b: Fraction, operation: Any) -> None:
    if operation is operator.truediv and b == 0:
        with pytest.raises(OutsideDomain):
            operation(Ball.from_rational(a), Ball.from_rational(b))
        return
    truth = operation(a, b)
    left, right = Ball.from_rational(a), Ball.from_rational(b)
    for result in (operation(left, right), operation(a, right), operation(left, b)):
        assert result.contains(truth)


@given(RATIONALS, DIGITS)
def test_decimal_strings_enclose_the_truth(q: Fraction, digits: int) -> None:
    middle, radius = Ball.from_rational(q, bits=300).decimal(digits)
    assert abs(q - Fraction(middle)) <= Fraction(radius)
    assert sum(map(str.isdigit, middle.split("e")[0].lstrip("-0."))) <= digits + 1
    # the radius exceeds half a unit of the last digit by no more than its own two-digit rounding and the ball
    assert Fraction(radius) <= abs(q) * Fraction(10) ** (1 - digits)


@given(RATIONALS, RATIONALS, DIGITS)
def test_decimal_strings_enclose_both_ends_of_a_wide_ball(a: Fraction, b: Fraction, digits: int) -> None:
    middle, radius = Ball.from_bounds(min(a, b), max(a, b)).decimal(digits)
    for end in (a, b):
        assert abs(end - Fraction(middle)) <= Fraction(radius)


def test_decimals_far_below_the_float_range() -> None:
    with working_precision(200):
        tiny = Ball.from_arb(flint.arb(10) ** -5000 / 3)
    middle, radius = tiny.decimal(8)
    assert middle == "3.3333333e-5001"
    assert abs(Fraction(1, 3 * 10**5000) - Fraction(middle)) <= Fraction(radius)


def test_ten_thousand_digits_print() -> None:
    middle, radius = log(2).enclose(10_000).decimal(10_000)
    with mpmath.workdps(10_010):
        assert mpmath.nstr(mpmath.log(2), 10_000, strip_zeros=False)[:9990] == middle[:9990]
    assert Fraction(radius) < Fraction(1, 10**9999)


def test_endpoints_are_exact_at_any_working_precision() -> None:
    """The endpoints of a 300-bit ball taken at 53 bits must not be rounded outward again."""
    ball = log(3).enclose(90)
    with working_precision(10):
        low, high = ball.lower, ball.upper
    assert (low, high) == (ball.middle - ball.radius, ball.middle + ball.radius)
    assert high - low < Fraction(1, 10**89)


@given(RATIONALS, st.integers(4, 200), st.integers(-2000, 2000))
def test_pickling_keeps_the_endpoints(q: Fraction, bits: int, shift: int) -> None:
    ball = Ball.from_rational(q, bits=bits) * Fraction(2) ** shift
    copy = pickle.loads(pickle.dumps(ball))
    assert (copy.lower, copy.upper) == (ball.lower, ball.upper)


@given(RATIONALS)
def test_mpmath_and_back(q: Fraction) -> None:
    ball = Ball.from_rational(q)
    middle, radius = ball.to_mpmath()
    assert Ball.from_mpmath(middle, radius).contains(q)
    with mpmath.workprec(400):
        ends = [middle - radius, middle + radius]
    mpmath.iv.prec = 300
    interval = mpmath.iv.mpf(ends)
    assert Ball.from_mpmath(interval).contains(q)


def test_mpmath_numbers_are_read_as_the_points_they_hold() -> None:
    assert Ball.from_mpmath(mpmath.mpf("0.75")).contains("3/4")
    assert Ball.from_mpmath(mpmath.mpf("0.75")).is_exact()
    with pytest.raises(InputError):
        Ball.from_mpmath(mpmath.mpf("nan"))
    with pytest.raises(InputError):
        Ball.from_mpmath(mpmath.mpf(1), -1)
    with pytest.raises(InputTypeError):
        Ball.from_mpmath(0.75)


def test_comparisons_answer_only_what_every_point_agrees_on() -> None:
    narrow, wide = Ball.from_bounds("0.4", "0.5"), Ball.from_bounds("0.45", "0.6")
    assert narrow < 1
    assert narrow >= Fraction(1, 3)
    assert narrow != 1
    for undecided in (operator.lt, operator.le, operator.gt, operator.ge, operator.eq):
        with pytest.raises(UnknownTruth):
            undecided(narrow, wide)
    half = Ball.from_rational("1/2")
    assert half == Fraction(1, 2)
    assert half <= Fraction(1, 2)
    assert hash(half) == hash(Fraction(1, 2))
    assert narrow.sign() == 1
    assert (-narrow).sign() == -1
    assert (narrow - narrow).sign() is None
    assert Ball.from_rational(0).sign() == 0


def test_balls_meet_forms_and_refuse_floats() -> None:
    half = Ball.from_rational("1/2")
    assert (half * log(4)).overlaps(log(2).enclose(30))
    assert (log(4) - 2 * log(2)) + half == Fraction(1, 2)
    assert log(2) > half
    for operation in (operator.add, operator.eq, operator.lt):
        with pytest.raises(InputTypeError, match=r"0\.5"):
            operation(half, 0.5)
    assert (half == "1/2") is False


def test_a_ball_is_not_refined_beyond_what_it_knows() -> None:
    ball = log(2).enclose(20)
    assert ball.enclose(20) is ball
    with pytest.raises(BudgetExhausted, match="cannot be refined"):
        ball.enclose(60)
    assert enclose("1/3", 60).radius < Fraction(1, 10**60)


def test_logs_and_exponentials() -> None:
    three = Ball.from_rational(3)
    assert three.log().overlaps(log(3).enclose(30))
    assert three.log().exp().contains(3)
    assert abs(Ball.from_rational("-1/3")).contains("1/3")
    with pytest.raises(OutsideDomain, match="not positive"):
        Ball.from_bounds(0, 1).log()


def test_balls_are_immutable_and_finite() -> None:
    ball = Ball.from_rational(1)
    with pytest.raises(AttributeError):
        ball._arb = flint.arb(2)  # type: ignore[misc]
    for bad in ("nan", "inf", "[0 +/- inf]"):
        with pytest.raises(OutsideDomain):
            Ball.from_arb(flint.arb(bad))
    with pytest.raises(InputError, match="exceeds"):
        Ball.from_bounds(2, 1)
    with pytest.raises(InputTypeError):
        Ball(0.5)  # type: ignore[arg-type]


def test_float_of_a_ball_needs_one_answer() -> None:
    assert float(Ball.from_rational("1/3")) == 1 / 3
    with pytest.raises(UnknownTruth, match="different floats"):
        float(Ball.from_bounds("1/3", "2/3"))
    with pytest.raises(UnknownTruth):
        float(Ball.from_bounds(Fraction(-1, 10**400), Fraction(1, 10**400)))


def test_repr_shows_value_and_radius() -> None:
    assert repr(Ball.from_rational("3/4")) == "<Ball 3/4>"
    assert repr(log(2).enclose(12)).startswith("<Ball 0.693147180559945")
