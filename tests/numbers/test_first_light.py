"""A first look at every kind of number: what is decided, enclosed, refused."""

import pickle
from fractions import Fraction

import mpmath
import numpy as np
import pytest

from opd_exact.numbers import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Ball,
    ComputedReal,
    InputTypeError,
    LogForm,
    OutsideDomain,
    exact_rational,
    log,
    nearest_float,
)


def test_equal_forms_that_look_different_are_equal_and_hash_alike() -> None:
    assert log(12) - log(18) == log("2/3")
    assert hash(log(12) - log(18)) == hash(log("2/3"))
    assert log(8) - 3 * log(2) + Fraction(1, 2) == Fraction(1, 2)
    assert hash(log(8) - 3 * log(2) + Fraction(1, 2)) == hash(Fraction(1, 2))


def test_large_coprime_atoms_are_decided() -> None:
    p, q, r = 10**40 + 7, 10**45 + 3, 10**50 + 9
    assert log(p * q) - log(q * r) == log(p) - log(r)
    assert (log(p * p * r) - log(r) - 2 * log(p)).is_zero()


def test_float_is_correctly_rounded() -> None:
    with mpmath.workprec(300):
        assert float(log(3) / 7) == float(mpmath.log(3) / 7)


@pytest.mark.parametrize("bad", [True, 0.5, 1j, float("nan"), np.float64(2), np.bool_(True), None, [1]])
def test_inexact_input_is_refused(bad: object) -> None:
    with pytest.raises(InputTypeError):
        exact_rational(bad)


@pytest.mark.parametrize("bad", [0, -1, "-1/2"])
def test_log_outside_its_domain(bad: object) -> None:
    with pytest.raises(OutsideDomain, match=r"positive"):
        log(bad)


def test_pickle_and_text_round_trips() -> None:
    form = log("7/5") / 3 + Fraction(2, 9)
    assert pickle.loads(pickle.dumps(form)) == form
    assert eval(repr(form), {"LogForm": LogForm}) == form
    assert LogForm.from_json(form.to_json()) == form
    assert LogForm.from_sympy(form.to_sympy()) == form
    ball = form.enclose(60)
    copy = pickle.loads(pickle.dumps(ball))
    assert (copy.lower, copy.upper) == (ball.lower, ball.upper)
    assert pickle.loads(pickle.dumps(POSITIVE_INFINITY)) is POSITIVE_INFINITY


def test_infinities() -> None:
    assert log(2) < POSITIVE_INFINITY
    assert log(2) + 5 > NEGATIVE_INFINITY
    assert log(2) + POSITIVE_INFINITY is POSITIVE_INFINITY
    with pytest.raises(OutsideDomain):
        POSITIVE_INFINITY - POSITIVE_INFINITY


def test_products_and_ratios_of_forms() -> None:
    product = log(2) * log(3)
    assert isinstance(product, ComputedReal)
    with mpmath.workprec(300):
        assert float(product) == float(mpmath.log(2) * mpmath.log(3))
    assert (log(4) - 2 * log(2)) * log(3) == 0


def test_ball_and_nearest_float_agree_on_thirds() -> None:
    assert nearest_float(Ball.from_rational("1/3")) == np.float64(1) / 3
