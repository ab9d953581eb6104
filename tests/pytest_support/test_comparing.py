"""A comparison decides as exact arithmetic by hand does; its message tells truth, error, tolerance and margin."""

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy

from opd_exact.information import mutual_information, relative_entropy
from opd_exact.numbers import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Ball,
    InputError,
    InputTypeError,
    UnknownTruth,
    log,
)
from opd_exact.pytest_support.comparing import compare

TENTH = Fraction(0.1)  # the float is 0.1 + 2**-55 / 10 * 2, by its binary digits


def test_the_error_of_a_rational_is_exact() -> None:
    found = compare(0.1, "0.1", abs="1e-17")
    assert found.within
    assert found.error == TENTH - Fraction(1, 10) == Fraction(1, 180143985094819840)


@pytest.mark.parametrize(("amount", "within"), [("0.4", True), ("0.39", False)])
def test_ulps_are_those_of_the_truth(amount: str, within: bool) -> None:
    """0.1 lies in [2**-4, 2**-3), where doubles are 2**-56 apart; 0.1 is off by 0.4 of that."""
    assert (TENTH - Fraction(1, 10)) * 2**56 == Fraction(2, 5)
    assert compare(0.1, Fraction(1, 10), ulps=amount).within is within


def test_a_tolerance_that_is_just_met_is_met() -> None:
    assert compare(1.25, 1, abs="1/4").within
    assert compare(1.25, 1, rel="1/4").within
    assert not compare(np.nextafter(1.25, 2), 1, abs="1/4").within
    assert not compare(np.nextafter(1.25, 2), 1, rel="1/4").within


def test_the_margin_to_an_irrational_truth_is_decided_at_any_width() -> None:
    """log 2 as mpmath rounds it: the tolerance is put 10**-60 to both sides of the distance."""
    with mpmath.workdps(120):
        digits = mpmath.nstr(abs(mpmath.mpf(math.log(2)) - mpmath.log(2)), 90)
    distance = Fraction(digits)
    assert compare(math.log(2), log(2), abs=distance + Fraction(1, 10**60)).within
    assert not compare(math.log(2), log(2), abs=distance - Fraction(1, 10**60)).within


@pytest.mark.parametrize(
    "truth", [sympy.log(2) / 3, sympy.sqrt(2), sympy.exp(1), sympy.log(2) * sympy.log(3), sympy.Rational(1, 7)]
)
def test_sympy_expressions_without_symbols(truth: sympy.Expr) -> None:
    nearest = float(sympy.N(truth, 40))
    assert compare(nearest, truth, ulps=1).within
    assert not compare(nearest * (1 + 1e-9), truth, ulps=1).within


def test_quantities_of_the_library() -> None:
    joint = [["3/8", "1/8"], ["1/8", "3/8"]]
    expected = mpmath.log(2) + mpmath.mpf(3) / 4 * mpmath.log(0.75) + mpmath.mpf(1) / 4 * mpmath.log(0.25)
    assert compare(float(expected), mutual_information(joint), rel=1e-14).within
    assert compare(float(expected / mpmath.log(2)), mutual_information(joint).in_bits(), rel=1e-14).within


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_format_is_the_float_s_own(dtype: type) -> None:
    assert compare(dtype(1 / 3), "1/3", ulps="1/2").within
    assert not compare(np.nextafter(dtype(1 / 3), dtype(1)), "1/3", ulps="1/2").within


@pytest.mark.parametrize("observed", [math.nan, math.inf, -math.inf, np.float32("nan")])
@pytest.mark.parametrize("tolerance", [{"abs": 10**400}, {"rel": 10**400}, {"ulps": 10**400}])
def test_what_is_not_finite_is_within_no_tolerance(observed: float, tolerance: dict[str, int]) -> None:
    found = compare(observed, log(2), **tolerance)
    assert not found.within
    assert "not finite" in found.message()


def test_an_infinite_truth_is_met_by_its_own_infinity_alone() -> None:
    infinite = relative_entropy(["1/2", "1/2"], [1, 0])
    assert compare(math.inf, infinite, abs=0).within
    assert compare(-np.float32("inf"), NEGATIVE_INFINITY, abs=0).within
    for observed in (-math.inf, math.nan, 1.7e308):
        assert not compare(observed, POSITIVE_INFINITY, abs=10**400).within


def test_arrays_of_one_number() -> None:
    assert compare(np.array([0.5]), "1/2", abs=0).within
    assert compare(np.array(1), 1, abs=0).within
    assert compare(True + 1, 2, abs=0).within


class Tensor:
    """As much of a tensor with a gradient as is asked for: it becomes an array once it is detached."""

    dtype = "float32"

    def __init__(self, *, detached: bool = False) -> None:
        self.detached = detached

    def detach(self) -> "Tensor":
        return Tensor(detached=True)

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        assert self.detached
        return np.array(0.5, dtype=np.float32)


def test_a_tensor_is_detached() -> None:
    assert compare(Tensor(), "1/2", ulps=0).within


def test_a_ball_too_wide_to_tell() -> None:
    wide = Ball.from_bounds(Fraction(1, 3), Fraction(2, 3))
    assert compare(0.5, wide, abs="1/5").within
    assert not compare(1.5, wide, abs="1/5").within
    with pytest.raises(UnknownTruth, match="not known narrowly enough"):
        compare(0.5, wide, abs="1/10")


@pytest.mark.parametrize(
    ("arguments", "tolerance", "words"),
    [
        ((0.5, "1/2"), {}, "exactly one of ulps, abs and rel is to be given, found none"),
        ((0.5, "1/2"), {"abs": 1, "rel": 1}, "found abs, rel"),
        ((0.5, "1/2"), {"abs": -1}, "expected 0 or more"),
        ((0.5, "1/2"), {"abs": math.nan}, "finite"),
        ((0.5, "half"), {"abs": 1}, "half"),
        ((0.5, 0.5), {"abs": 1}, "never the measure"),
        ((0.5, np.float64(0.5)), {"abs": 1}, "never the measure"),
        ((0.5, sympy.Symbol("x")), {"abs": 1}, "free symbols"),
        ((0.5, sympy.Float(0.5)), {"abs": 1}, "no declared exact value"),
        ((np.array([0.5, 0.5]), "1/2"), {"abs": 1}, r"shape \(2,\)"),
        (("0.5", "1/2"), {"abs": 1}, "no float"),
        ((True, 1), {"abs": 1}, "no float"),
        ((1j, 1), {"abs": 1}, "no float"),
        ((np.array(1j), 1), {"abs": 1}, "complex128"),
        ((2**60 + 1, 1), {"abs": 1}, "integer"),
    ],
)
def test_bad_input(arguments: tuple[object, object], tolerance: dict[str, object], words: str) -> None:
    with pytest.raises((InputError, InputTypeError), match=words):
        compare(*arguments, **tolerance)


def test_the_message_of_a_failure() -> None:
    lines = compare(np.float32(0), log(2) / 10**10, ulps=4).message().splitlines()
    assert lines[0] == "0.0 is not within 4 ulps of the truth"
    assert lines[1].startswith("  truth      6.931471805599453094")
    assert lines[1].endswith("1/10000000000*log(2)")
    assert lines[2] == "  observed   0.0 (float32)"
    assert lines[3].startswith("  error      abs ≤ 6.94e-11, rel ≤ 1.01, ulps ≤ ")
    # 6.93e-11 lies in [2**-34, 2**-33), where float32 numbers are 2**-57 apart
    assert lines[4] == "  tolerance  4 ulps of the truth, here 2.78e-17 absolute"
    assert lines[5] == "  margin     the error is 2500000 times the tolerance"
