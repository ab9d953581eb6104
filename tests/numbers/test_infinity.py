"""The infinities compare with every real number and refuse what has no value."""

import operator
import pickle
from fractions import Fraction

import flint
import pytest

from opd_exact.numbers import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Ball,
    ComputedReal,
    Infinity,
    InputError,
    InputTypeError,
    LogForm,
    OutsideDomain,
    UnknownTruth,
    log,
)

FINITE = [
    0,
    -(10**500),
    Fraction(1, 3),
    flint.fmpq(2, 3),
    log(2),
    LogForm(),
    log(10) * 10**400,
    Ball.from_rational("1/3"),
    log(2) * log(3),
    log(3) / log(2),
    log(2).in_bits(),
]


@pytest.mark.parametrize("finite", FINITE, ids=str)
def test_every_finite_number_lies_between(finite: object) -> None:
    for low, high in ((NEGATIVE_INFINITY, finite), (finite, POSITIVE_INFINITY)):
        assert low < high
        assert low <= high
        assert high > low
        assert high >= low
        assert low != high
        assert (low == high) is False
        assert not low > high
        assert not high <= low


@pytest.mark.parametrize("finite", FINITE, ids=str)
def test_adding_a_finite_number_changes_nothing(finite: object) -> None:
    for infinity in (POSITIVE_INFINITY, NEGATIVE_INFINITY):
        assert infinity + finite is infinity
        assert finite + infinity is infinity
        assert infinity - finite is infinity
        assert finite - infinity is -infinity


def test_scaling_by_the_sign() -> None:
    for factor in (2, Fraction(1, 7), log(2), log(2) * log(3), log(3) / log(2), Ball.from_rational(3)):
        assert factor * POSITIVE_INFINITY is POSITIVE_INFINITY
        assert POSITIVE_INFINITY * -factor is NEGATIVE_INFINITY
        assert NEGATIVE_INFINITY / factor is NEGATIVE_INFINITY
    with pytest.raises(UnknownTruth):
        POSITIVE_INFINITY * Ball.from_bounds(-1, 1)


@pytest.mark.parametrize("zero", [0, Fraction(0), LogForm(), log(4) - 2 * log(2), Ball.from_rational(0)])
def test_zero_times_infinity_has_no_value(zero: object) -> None:
    for operation in (operator.mul, operator.truediv):
        with pytest.raises(OutsideDomain):
            operation(POSITIVE_INFINITY, zero)
    with pytest.raises(OutsideDomain):
        zero * POSITIVE_INFINITY  # type: ignore[operator]


def test_what_has_no_value_is_refused() -> None:
    for operation in (operator.sub, operator.truediv):
        with pytest.raises(OutsideDomain):
            operation(POSITIVE_INFINITY, POSITIVE_INFINITY)
    with pytest.raises(OutsideDomain):
        POSITIVE_INFINITY + NEGATIVE_INFINITY
    for finite in (1, log(2)):
        with pytest.raises(OutsideDomain):
            finite / POSITIVE_INFINITY
    assert POSITIVE_INFINITY - NEGATIVE_INFINITY is POSITIVE_INFINITY
    assert POSITIVE_INFINITY * NEGATIVE_INFINITY is NEGATIVE_INFINITY
    with pytest.raises(OutsideDomain):
        Infinity(0)


@pytest.mark.parametrize("inexact", [0.0, float("inf"), True, 1j])
def test_floats_are_refused_by_infinities_too(inexact: object) -> None:
    for operation in (operator.add, operator.mul, operator.eq, operator.lt):
        with pytest.raises(InputTypeError):
            operation(POSITIVE_INFINITY, inexact)


def test_two_instances_whatever_happens() -> None:
    assert Infinity(1) is POSITIVE_INFINITY
    assert pickle.loads(pickle.dumps(NEGATIVE_INFINITY)) is NEGATIVE_INFINITY
    assert eval(repr(POSITIVE_INFINITY)) is POSITIVE_INFINITY
    assert Infinity.from_json(NEGATIVE_INFINITY.to_json()) is NEGATIVE_INFINITY
    assert -NEGATIVE_INFINITY is abs(NEGATIVE_INFINITY) is POSITIVE_INFINITY
    assert {POSITIVE_INFINITY: 1}[Infinity(1)] == 1
    assert float(NEGATIVE_INFINITY) == float("-inf")
    assert (str(POSITIVE_INFINITY), str(NEGATIVE_INFINITY)) == ("∞", "-∞")
    assert sorted([POSITIVE_INFINITY, log(2), NEGATIVE_INFINITY, 0]) == [
        NEGATIVE_INFINITY,
        0,
        log(2),
        POSITIVE_INFINITY,
    ]
    assert POSITIVE_INFINITY != "∞"
    assert POSITIVE_INFINITY.in_bits() is POSITIVE_INFINITY
    for data in (None, {}, {"kind": "infinity", "sign": "0"}, "∞"):
        with pytest.raises(InputError):
            Infinity.from_json(data)


def test_an_infinity_is_no_finite_argument() -> None:
    for use in (log, LogForm, ComputedReal.of, LogForm(1).scaled):
        with pytest.raises(InputTypeError):
            use(POSITIVE_INFINITY)  # type: ignore[operator]
