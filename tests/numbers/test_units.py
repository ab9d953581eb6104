"""Units are tags: conversion keeps the number, mixing is refused, floats stay correctly rounded."""

import operator
import pickle
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import (
    InputError,
    InputTypeError,
    LogForm,
    Measured,
    entropy_of_weights,
    log,
    nearest_float,
)

COEFFICIENTS = st.builds(Fraction, st.integers(-60, 60), st.integers(1, 24))
FORMS = st.builds(LogForm, COEFFICIENTS, st.dictionaries(st.integers(1, 60), COEFFICIENTS, max_size=4))


@given(FORMS)
def test_conversions_keep_the_number(form: LogForm) -> None:
    assert form.in_bits().in_nats() == form
    assert form.in_bits().in_hartleys().in_nats() == form
    assert form.in_bits().in_hartleys().in_bits() == form.in_bits()


@given(FORMS)
def test_floats_in_bits_are_correctly_rounded(form: LogForm) -> None:
    with mpmath.workprec(400):
        nats = form.enclose(100)
        value = mpmath.mpf(nats.middle.numerator) / nats.middle.denominator
        assert float(form.in_bits()) == float(value / mpmath.log(2))
        assert float(form.in_hartleys()) == float(value / mpmath.log(10))


@given(COEFFICIENTS)
def test_rational_numbers_of_units_are_recognized(q: Fraction) -> None:
    assert (log(2) * q).in_bits() == q
    assert (log(10) * q).in_hartleys().as_rational() == q
    assert (log(4) * q).in_bits().as_rational() == 2 * q
    assert hash((log(2) * q).in_bits()) == hash(q)
    assert float(nearest_float((log(2) * q).in_bits())) == float(q)


def test_a_fair_coin_is_one_bit() -> None:
    assert entropy_of_weights([1, 1]).in_bits() == 1
    assert entropy_of_weights([1] * 8).in_bits() == 3
    assert entropy_of_weights([1] * 1000).in_hartleys() == 3
    assert str(entropy_of_weights([1] * 8).in_bits()) == "3 bits"
    assert entropy_of_weights([1, 2]).in_bits().as_rational() is None
    assert Fraction(9182, 10000) < entropy_of_weights([1, 2]).in_bits() < Fraction(9183, 10000)


@given(FORMS, FORMS)
def test_order_in_bits_is_order_in_nats(x: LogForm, y: LogForm) -> None:
    assert (x.in_bits() < y.in_bits()) == (x < y)
    assert (x.in_bits() == y.in_bits()) == (x == y)
    assert (x.in_bits() + y.in_bits()).in_nats() == x + y
    assert (x.in_bits() - 3).in_nats() == x - 3 * log(2)
    assert (2 - x.in_hartleys()).in_nats() == 2 * log(10) - x
    assert abs(x.in_bits() * Fraction(-2, 3)) == abs(x.in_bits()) * 2 / 3


@pytest.mark.parametrize(
    "operation",
    [operator.add, operator.sub, operator.eq, operator.lt, operator.le, operator.gt, operator.ge, operator.ne],
)
def test_units_do_not_mix_silently(operation: object) -> None:
    bits, hartleys, nats = log(2).in_bits(), log(2).in_hartleys(), log(2)
    for left, right in ((bits, hartleys), (bits, nats), (nats, bits), (hartleys, nats)):
        with pytest.raises(InputTypeError, match="do not mix"):
            operation(left, right)  # type: ignore[operator]
    for inexact in (1.0, True):
        with pytest.raises(InputTypeError):
            operation(bits, inexact)  # type: ignore[operator]


def test_ratios_of_equal_units_have_none() -> None:
    assert log(8).in_bits() / log(2).in_bits() == 3
    with pytest.raises(InputTypeError):
        log(8).in_bits() / log(2).in_hartleys()


def test_records_and_bad_units() -> None:
    amount = (log(3) / 2 + 1).in_bits()
    assert Measured.from_json(amount.to_json()) == amount
    assert pickle.loads(pickle.dumps(amount)) == amount
    assert amount != "1 bit"
    for unit in ("nats", "bit", "shannons"):
        with pytest.raises(InputError, match="expected one of"):
            Measured(log(2), unit)
    with pytest.raises(InputTypeError):
        Measured(1, "bits")  # type: ignore[arg-type]
    for data in (None, {}, {**amount.to_json(), "unit": "nats"}, {**amount.to_json(), "extra": 1}):
        with pytest.raises(InputError):
            Measured.from_json(data)
