"""Rounding to binary formats is IEEE 754 round-half-even, checked against a search among neighboring floats."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import InputError, nearest_float, ulp
from opd_exact.numbers.rounding import FLOAT64, binary_exponent, format_named

FORMATS = ("float16", "float32", "float64")
LEAST = {"float16": Fraction(1, 2**24), "float32": Fraction(1, 2**149), "float64": Fraction(1, 2**1074)}


def nearest_by_search(value: Fraction, name: str) -> np.floating:
    """The nearest float by comparing exact distances of neighbors; a tie goes to the even bit pattern."""
    scalar = np.dtype(name).type
    with np.errstate(all="ignore"):
        start = scalar(np.float64(value.numerator / value.denominator))
        around = [start]
        for direction in (-np.inf, np.inf):
            x = start
            for _ in range(3):
                x = np.nextafter(x, scalar(direction), dtype=scalar)
                around.append(x)
    finite = [x for x in around if np.isfinite(x)]
    bits = {"float16": np.uint16, "float32": np.uint32, "float64": np.uint64}[name]
    return min(finite, key=lambda x: (abs(Fraction(float(x)) - value), int(x.view(bits)) & 1))


MODERATE = st.builds(
    lambda m, d, e: Fraction(m, d) * Fraction(2) ** e,
    st.integers(-(2**60), 2**60),
    st.integers(1, 2**30),
    st.integers(-60, -20),
)


@pytest.mark.parametrize("name", FORMATS)
@given(value=MODERATE)
def test_rounding_finds_the_nearest_float(name: str, value: Fraction) -> None:
    if abs(value) > 60000 and name == "float16":
        value /= 2**40
    found = nearest_float(value, name)
    assert found.dtype == np.dtype(name)
    assert found == nearest_by_search(value, name)


@pytest.mark.parametrize("name", FORMATS)
@given(steps=st.integers(-2047, 2046), part=st.fractions(0, 1))
def test_subnormals_are_rounded_once(name: str, steps: int, part: Fraction) -> None:
    value = (steps + part) * LEAST[name]
    whole = round(value / LEAST[name])  # Python rounds a Fraction half to even
    assert Fraction(float(nearest_float(value, name))) == whole * LEAST[name]


@pytest.mark.parametrize("name", FORMATS)
def test_ties_go_to_even(name: str) -> None:
    info = np.finfo(name)
    spacing = Fraction(2) ** -int(info.nmant)
    assert nearest_float(1 + spacing / 2, name) == 1
    assert Fraction(float(nearest_float(1 + 3 * spacing / 2, name))) == 1 + 2 * spacing
    assert nearest_float(LEAST[name] / 2, name) == 0
    assert Fraction(float(nearest_float(LEAST[name] * 3 / 2, name))) == 2 * LEAST[name]
    just_above = LEAST[name] / 2 + LEAST[name] / 10**30
    assert Fraction(float(nearest_float(just_above, name))) == LEAST[name]


@pytest.mark.parametrize("name", FORMATS)
def test_overflow_begins_half_an_ulp_beyond_the_largest_float(name: str) -> None:
    largest = Fraction(float(np.finfo(name).max))
    half = ulp(np.finfo(name).max) / 2
    assert Fraction(float(nearest_float(largest + half - half / 10**20, name))) == largest
    assert nearest_float(largest + half, name) == np.inf
    assert nearest_float(-(largest + half), name) == -np.inf


def test_signs_of_zero() -> None:
    assert math.copysign(1, nearest_float(0)) == 1
    assert math.copysign(1, nearest_float(Fraction(-1, 10**400))) == -1
    assert math.copysign(1, nearest_float(Fraction(1, 10**400))) == 1


@given(st.fractions())
def test_float64_agrees_with_python(value: Fraction) -> None:
    assert FLOAT64.rounded(value) == value.numerator / value.denominator


@given(st.fractions().filter(bool))
def test_binary_exponent_brackets(value: Fraction) -> None:
    exponent = binary_exponent(value)
    assert Fraction(2) ** exponent <= abs(value) < Fraction(2) ** (exponent + 1)


@pytest.mark.parametrize("dtype", [np.float32, np.dtype("float32"), "float32", "f4", np.float32(0).dtype])
def test_formats_have_many_names(dtype: object) -> None:
    assert format_named(dtype).name == "float32"


@pytest.mark.parametrize("dtype", ["int32", "float8", "bfloat16", np.int64, "longdouble", "complex64"])
def test_other_formats_are_refused(dtype: object) -> None:
    if dtype == "longdouble" and np.dtype(np.longdouble) == np.float64:
        pytest.skip("long double is float64 on this platform")
    with pytest.raises(InputError, match="expected one of"):
        nearest_float(1, dtype)
