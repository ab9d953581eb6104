"""Lazy numbers: balls of any accuracy, signs where a ball decides, UnknownTruth where none can."""

from fractions import Fraction

import flint
import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import (
    Ball,
    BudgetExhausted,
    ComputedReal,
    InputTypeError,
    LogForm,
    LogRatio,
    OutsideDomain,
    UnknownTruth,
    enclose,
    log,
)

COEFFICIENTS = st.builds(Fraction, st.integers(-60, 60), st.integers(1, 24))
BASES = st.builds(Fraction, st.integers(1, 40), st.integers(1, 40))
FORMS = st.builds(LogForm, COEFFICIENTS, st.dictionaries(BASES, COEFFICIENTS, max_size=4))


@given(FORMS, FORMS)
def test_products_and_quotients_contain_the_truth(x: LogForm, y: LogForm) -> None:
    with mpmath.workdps(60):
        a, b = (mpmath.mpf(mpmath.nstr(mpmath.mpf(v.enclose(50).decimal(50)[0]), 50)) for v in (x, y))
        product = a * b
        assert abs(mpmath.mpf((enclose(x * y, 30)).decimal(30)[0]) - product) <= abs(product) * mpmath.mpf(10) ** -28
        if not y.is_zero():
            quotient = a / b
            found = mpmath.mpf(enclose(x / y, 30).decimal(30)[0])
            assert abs(found - quotient) <= abs(quotient) * mpmath.mpf(10) ** -28


@given(FORMS, FORMS)
def test_signs_of_products_and_quotients_are_decided(x: LogForm, y: LogForm) -> None:
    assert (x * y).sign() == x.sign() * y.sign()
    if not y.is_zero():
        assert (x / y).sign() == x.sign() * y.sign()


@given(FORMS, COEFFICIENTS)
def test_a_rational_factor_leaves_a_form(x: LogForm, q: Fraction) -> None:
    disguised = log(6) - log(2) - log(3) + q
    assert isinstance(x * disguised, LogForm)
    assert x * disguised == x * q
    if q:
        assert isinstance(x / disguised, LogForm)
        assert x / disguised == x / q


def test_exact_zeros_absorb() -> None:
    zero = log(4) - 2 * log(2)
    root = ComputedReal(lambda: flint.arb(2).sqrt(), "sqrt(2)")
    for product in (zero * log(3), root * zero, zero * root, root * 0, 0 * root, zero / root, 0 / root):
        assert product == 0
        assert isinstance(product, LogForm)
    for divisor in (0, zero):
        with pytest.raises(OutsideDomain):
            root / divisor


def test_a_product_of_tiny_numbers_has_a_decided_sign() -> None:
    tiny = log(1 + Fraction(1, 10**3000))
    assert (tiny * tiny).sign() == 1
    assert (tiny * -tiny).sign() == -1


def test_equality_beyond_the_class_stays_unknown_not_true() -> None:
    left, right = log(2) * log(9), 2 * log(2) * log(3)
    with pytest.raises(UnknownTruth, match="4096 bits"):
        _ = left == right
    with pytest.raises(UnknownTruth):
        _ = left <= right
    assert left != right + Fraction(1, 10**300)
    assert left < right + Fraction(1, 10**1000)
    assert left == left
    with pytest.raises(TypeError):
        hash(left)


def test_a_number_near_zero_is_enclosed_absolutely() -> None:
    difference = log(2) * log(9) - 2 * log(2) * log(3)
    ball = difference.enclose(40)
    assert ball.contains(0)
    assert ball.radius <= Fraction(1, 10**40)
    assert Fraction(1, 10**40) >= ball.upper


def test_budgets_are_stated_and_kept() -> None:
    asked: list[int] = []

    def coarse() -> flint.arb:
        asked.append(flint.ctx.prec)
        return flint.arb(1, "0.001")

    with pytest.raises(BudgetExhausted, match="not reached at 1000 bits"):
        ComputedReal(coarse, "coarse", limit_bits=1000).enclose(10)
    assert max(asked) == 1000
    with pytest.raises(UnknownTruth, match="no sign found at 300 bits"):
        ComputedReal(lambda: flint.arb(0, 1), "around zero", limit_bits=300).sign()


def test_unbounded_evaluations_are_retried_at_more_bits() -> None:
    def needs_bits() -> flint.arb:
        gap = flint.arb(3).log() - flint.arb(3 + flint.arb(2) ** -200).log()
        return 1 / gap

    number = ComputedReal(needs_bits, "1 / small gap")
    assert number.sign() == -1
    assert number.enclose(20).upper < -(2**200)


def test_a_shared_part_is_evaluated_once_per_precision() -> None:
    calls: list[int] = []

    def counted() -> flint.arb:
        calls.append(flint.ctx.prec)
        return flint.arb(3).log()

    number = ComputedReal(counted, "log 3")
    for _ in range(25):
        number = number * number - number
    number.arb()
    assert len(calls) == 1


def test_long_totals_do_not_nest() -> None:
    terms = [log(n) * log(n + 1) for n in range(2, 3000)]
    total = ComputedReal.total(terms)
    with mpmath.workdps(40):
        truth = sum((mpmath.log(n) * mpmath.log(n + 1) for n in range(2, 3000)), start=mpmath.mpf(0))
        assert float(total) == float(truth)
    assert float(ComputedReal.total([])) == 0.0


def test_floats_balls_and_conversions() -> None:
    product = log(2) * log(3)
    with mpmath.workdps(40):
        assert float(product) == float(mpmath.log(2) * mpmath.log(3))
        assert float(-product / 7) == float(-mpmath.log(2) * mpmath.log(3) / 7)
        assert float(abs(-product) + Ball.from_rational(1)) == float(mpmath.log(2) * mpmath.log(3) + 1)
    assert ComputedReal.of(log(2)) < 1
    assert ComputedReal.of("1/3") > Fraction(1, 4)
    for bad in (0.5, None, True, "x"):
        with pytest.raises((InputTypeError, ValueError)):
            ComputedReal.of(bad)
    for inexact in (0.5, True):
        with pytest.raises(InputTypeError):
            product + inexact  # type: ignore[operator]
        with pytest.raises(InputTypeError):
            _ = product == inexact
    assert product != "x"


# --- quotients of two forms -----------------------------------------------------------------------------------------


@given(FORMS.filter(bool), COEFFICIENTS)
def test_proportional_forms_have_a_rational_quotient(x: LogForm, q: Fraction) -> None:
    quotient = LogRatio(x * q, x)
    assert quotient.as_rational() == q
    assert quotient == q
    assert hash(quotient) == hash(q)
    assert float(quotient) == float(q)


@given(FORMS, FORMS.filter(bool), COEFFICIENTS)
def test_quotients_compare_with_rationals_as_mpmath_says(x: LogForm, y: LogForm, q: Fraction) -> None:
    quotient = LogRatio(x, y)
    with mpmath.workdps(60):
        difference = mpmath.mpf(x.enclose(50).decimal(50)[0]) / mpmath.mpf(y.enclose(50).decimal(50)[0])
        difference -= mpmath.mpf(q.numerator) / q.denominator
        if abs(difference) > mpmath.mpf(10) ** -40:
            assert (quotient > q) == (difference > 0)
            assert quotient != q
        else:
            assert quotient == q


def test_quotients_of_logs() -> None:
    assert log(8) / log(4) == Fraction(3, 2)
    assert log(3) / log(2) > Fraction(19, 12)
    assert (log(3) / log(2)).as_rational() is None
    assert log(3) / log(2) == log(9) / log(4)
    assert log(3) / log(2) != log(2) / log(3)
    assert (log(3) / log(2)) + (log(5) / log(2)) == log(15) / log(2)
    assert 1 - log(3) / log(12) == log(4) / log(12)
    assert (log(9) / log(5)) / 2 == log(3) / log(5)
    p, q, r = 2**521 - 1, 2**607 - 1, 2**127 - 1
    assert (3 * log(p * q) - 3 * log(q * r)) / (2 * log(p) - 2 * log(r)) == Fraction(3, 2)
    assert ((log(2) + 1) / (log(4) + 2)).as_rational() == Fraction(1, 2)
    assert ((log(2) + 1) / (log(4) + 3)).as_rational() is None
    with pytest.raises(OutsideDomain):
        LogRatio(log(2), log(4) - 2 * log(2))
