"""Floats against the truth: correct rounding of irrational numbers, and error bounds that are never too small."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import (
    Ball,
    ComputedReal,
    InputTypeError,
    LogForm,
    OutsideDomain,
    UnknownTruth,
    absolute_error,
    log,
    nearest_float,
    relative_error,
    ulp,
    ulp_error,
)

COEFFICIENTS = st.builds(Fraction, st.integers(-(10**9), 10**9), st.integers(1, 10**6))
BASES = st.builds(Fraction, st.integers(1, 10**9), st.integers(1, 10**9))
PARTS = st.lists(st.tuples(BASES, COEFFICIENTS), min_size=1, max_size=4)


def truth_at_400_bits(parts: list[tuple[Fraction, Fraction]], constant: Fraction) -> Fraction:
    """The value to within far less than any rounding boundary, as an exact fraction, by mpmath."""
    with mpmath.workprec(400):
        total = mpmath.mpf(constant.numerator) / constant.denominator
        for base, c in parts:
            total += mpmath.log(mpmath.mpf(base.numerator) / base.denominator) * c.numerator / c.denominator
        sign, mantissa, exponent, _ = total._mpf_
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** exponent


def half_even(value: Fraction, mantissa_bits: int, least: int) -> Fraction:
    """Round half to even on a grid of 2**least or of mantissa_bits, by scaling with a power of two until it fits."""
    exponent = least
    while abs(value) >= Fraction(2) ** (exponent + mantissa_bits):
        exponent += 1
    return round(value / Fraction(2) ** exponent) * Fraction(2) ** exponent


@given(PARTS, COEFFICIENTS)
def test_float64_of_a_form_is_correctly_rounded(parts: list[tuple[Fraction, Fraction]], constant: Fraction) -> None:
    form = LogForm.from_weighted_logs(parts, constant=constant)
    expected = half_even(truth_at_400_bits(parts, constant), 53, -1074)
    if not form.is_zero():
        assert Fraction(float(form)) == expected
        assert Fraction(float(nearest_float(form))) == expected


@pytest.mark.parametrize(
    ("dtype", "bits", "least", "bound"), [("float16", 11, -24, 60000), ("float32", 24, -149, 10**38)]
)
@given(parts=PARTS)
def test_narrow_floats_are_correctly_rounded(
    dtype: str, bits: int, least: int, bound: int, parts: list[tuple[Fraction, Fraction]]
) -> None:
    form = LogForm.from_weighted_logs(parts)
    truth = truth_at_400_bits(parts, Fraction(0))
    if abs(truth) < bound and not form.is_zero():
        found = nearest_float(form, dtype)
        assert found.dtype == np.dtype(dtype)
        assert Fraction(float(found)) == half_even(truth, bits, least)


@pytest.mark.parametrize("power", [-1060, -1074, -1075, -1076, -1100])
def test_irrational_subnormals(power: int) -> None:
    form = log(3) * Fraction(2) ** power
    assert Fraction(float(form)) == half_even(
        truth_at_400_bits([(Fraction(3), Fraction(2) ** power)], Fraction(0)), 53, -1074
    )
    assert math.copysign(1, float(-form)) == -1
    assert not form.is_zero()


def test_a_number_next_to_a_midpoint_is_rounded_to_the_right_side() -> None:
    """log(1 + 10**-40) is just below 10**-40: it decides a tie at 1 + 2**-53 that 128 bits cannot see."""
    middle = 1 + Fraction(1, 2**53)
    offset = log(1 + Fraction(1, 10**40))
    assert float(middle + offset) == 1 + 2.0**-52
    assert float(middle - offset) == 1.0
    assert float(middle + log(1)) == 1.0  # the tie itself goes to even
    tiny = log(1 + Fraction(1, 10**400))
    assert float(middle + tiny) == 1 + 2.0**-52
    assert float(nearest_float(middle - tiny)) == 1.0


def test_numbers_beyond_the_float_range() -> None:
    with pytest.raises(OverflowError):
        float(log(2) * 10**400)
    assert nearest_float(log(2) * 10**400) == np.inf
    assert hash(log(2) * 10**400) == hash(log(4) * 10**400 / 2)


def test_a_ball_rounds_where_it_can() -> None:
    assert nearest_float(log(2).enclose(30)) == math.log(2)
    with pytest.raises(UnknownTruth, match="midpoint"):
        nearest_float(Ball.from_bounds(1, 1 + Fraction(1, 2**52)))


def test_a_computed_real_at_a_midpoint_stays_unknown() -> None:
    import flint

    stuck = ComputedReal(lambda: (1 + flint.arb(2) ** -53) + (flint.arb(3).log() - flint.arb(3).log()), "stuck")
    with pytest.raises(UnknownTruth):
        nearest_float(stuck)


@given(st.floats(allow_nan=False, allow_infinity=False), st.fractions())
def test_errors_against_a_rational_are_exact(observed: float, truth: Fraction) -> None:
    distance = abs(Fraction(observed) - truth)
    assert absolute_error(observed, truth) == distance
    assert relative_error(observed, truth) == (distance / abs(truth) if truth else None)
    assert ulp_error(observed, truth) == distance / ulp(truth)


@given(PARTS, st.sampled_from([np.float64, np.float32, np.float16]), st.integers(-8, 8))
def test_errors_against_a_form_are_upper_bounds_and_tight(
    parts: list[tuple[Fraction, Fraction]], dtype: type, steps: int
) -> None:
    form = LogForm.from_weighted_logs(parts)
    truth = truth_at_400_bits(parts, Fraction(0))
    if form.is_zero() or abs(truth) > 60000:
        return
    observed = dtype(float(form))
    for _ in range(abs(steps)):
        observed = np.nextafter(observed, dtype(math.copysign(np.inf, steps)), dtype=dtype)
    if not np.isfinite(observed):
        return
    distance = abs(Fraction(float(observed)) - truth)
    bound = absolute_error(observed, form)
    slack = abs(truth) * Fraction(1, 10**45)
    assert distance - slack <= bound <= distance + slack
    assert ulp_error(observed, form) >= (distance - slack) / ulp(truth, observed.dtype)
    assert (relative_error(observed, form) or 0) >= (distance - slack) / abs(truth)
    if dtype is np.float64 and steps == 0:
        assert ulp_error(observed, form) <= Fraction(1, 2) + Fraction(1, 10**9) or abs(truth) < ulp(0.0)


def test_ulps_by_definition() -> None:
    assert ulp(1.0) == Fraction(1, 2**52)
    assert ulp(np.nextafter(1.0, 0.0)) == Fraction(1, 2**53)
    assert ulp(np.float32(1.0)) == Fraction(1, 2**23)
    assert ulp(0.0) == ulp(5e-324) == Fraction(1, 2**1074)
    assert ulp("1/3", "float16") == Fraction(1, 2**12)
    assert ulp(np.float32(1.0), "float64") == Fraction(1, 2**52)
    for x in (0.1, 3.0, 1e300, 2.5e-310):
        assert ulp(x) == Fraction(math.ulp(x))
        assert ulp(np.float32(x if x < 1e30 else 1.0)) == Fraction(
            float(np.spacing(np.float32(x if x < 1e30 else 1.0)))
        )


def test_the_farther_end_of_a_ball_bounds_the_error() -> None:
    ball = Ball.from_bounds(1, 2)
    for observed, farthest in (
        (1.25, Fraction(3, 4)),
        (1.75, Fraction(3, 4)),
        (0.5, Fraction(3, 2)),
        (4.0, Fraction(3)),
    ):
        assert absolute_error(observed, ball) >= farthest
        assert (relative_error(observed, ball) or 0) >= farthest / 1
        assert ulp_error(observed, ball) >= farthest / ulp(1.0)


def test_an_unknown_or_zero_truth() -> None:
    unclear = Ball.from_bounds(Fraction(-1, 10**20), Fraction(1, 10**20))
    assert absolute_error(0.0, unclear) >= Fraction(1, 10**20)
    with pytest.raises(UnknownTruth):
        relative_error(1e-20, unclear)
    assert ulp_error(0.0, log(6) - log(2) - log(3)) == 0
    assert relative_error(1e-17, log(6) - log(2) - log(3)) is None
    assert ulp_error(5e-324, 0) == 1


@pytest.mark.parametrize("observed", [float("nan"), float("inf"), np.float32("-inf"), np.float16("nan")])
def test_nothing_is_far_from_a_nan(observed: float) -> None:
    for measure in (absolute_error, relative_error, ulp_error):
        with pytest.raises(OutsideDomain, match="no real number"):
            measure(observed, log(2))
    with pytest.raises(OutsideDomain):
        ulp(observed)


@pytest.mark.parametrize("observed", [1, "0.5", Fraction(1, 2), None, np.array([0.5]), True])
def test_only_floats_are_observed(observed: object) -> None:
    with pytest.raises(InputTypeError):
        absolute_error(observed, log(2))  # type: ignore[arg-type]
    with pytest.raises(InputTypeError):
        absolute_error(0.5, 0.5)
