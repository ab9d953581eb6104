"""Strings and floats become the rationals that they spell or hold; everything ambiguous is refused with its value."""

import decimal
from fractions import Fraction

import flint
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import InputError, InputTypeError, binary_reading, decimal_reading, exact_rational
from opd_exact.numbers.reading import MAX_CHARACTERS, MAX_EXPONENT, integer_text, shown


@pytest.mark.parametrize(
    ("spelled", "value"),
    [
        ("0.98", Fraction(49, 50)),
        ("1/3", Fraction(1, 3)),
        ("-4/6", Fraction(-2, 3)),
        ("1e-9", Fraction(1, 10**9)),
        ("+2.50E+2", Fraction(250)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        (" 7 ", Fraction(7)),
        (flint.fmpq(3, 9), Fraction(1, 3)),
        (flint.fmpz(10) ** 40, Fraction(10**40)),
        (np.int32(-3), Fraction(-3)),
        (np.uint64(2**64 - 1), Fraction(2**64 - 1)),
        (sympy.Rational(3, 7), Fraction(3, 7)),
        (sympy.Integer(12), Fraction(12)),
        (True + 1, Fraction(2)),
    ],
)
def test_exact_values_are_read(spelled: object, value: Fraction) -> None:
    assert exact_rational(spelled) == value
    assert type(exact_rational(spelled)) is Fraction


@pytest.mark.parametrize(
    "value",
    [True, 0.5, float("nan"), 1j, None, [1], np.float32(1), np.bool_(True), decimal.Decimal("0.1"), sympy.pi, b"1"],
)
def test_values_without_an_exact_meaning_are_refused(value: object) -> None:
    with pytest.raises(InputTypeError, match="no declared exact value"):
        exact_rational(value)


@pytest.mark.parametrize(
    "text",
    ["", ".", "e5", "1/0", "1/-2", "1//2", "1_000", "0x10", "inf", "nan", "1e", "--1", "1 /2", "٣", "1,5", "1/2/3"],
)
def test_malformed_strings_are_refused_with_their_text(text: str) -> None:
    with pytest.raises(InputError) as caught:
        exact_rational(text)
    assert repr(text) in str(caught.value)


def test_huge_strings_are_refused_before_they_are_read() -> None:
    with pytest.raises(InputError, match="longer than the limit"):
        exact_rational("1" * (MAX_CHARACTERS + 1))
    with pytest.raises(InputError, match="beyond the limit"):
        exact_rational("1e-999999999")
    with pytest.raises(InputError, match="beyond the limit"):
        exact_rational(f"1e{MAX_EXPONENT + 1}")


def test_integers_beyond_pythons_own_limit_are_read_and_printed() -> None:
    n = 10**9000 + 7
    assert exact_rational("1" + "0" * 8999 + "7") == n
    assert exact_rational("-1" + "0" * 8999 + "7") == -n
    assert integer_text(n) == "1" + "0" * 8999 + "7"


@given(st.integers(), st.integers(min_value=1))
def test_a_printed_ratio_reads_back(numerator: int, denominator: int) -> None:
    assert exact_rational(f"{numerator}/{denominator}") == Fraction(numerator, denominator)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12))
def test_decimals_agree_with_the_standard_library(value: decimal.Decimal) -> None:
    assert exact_rational(str(value)) == Fraction(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_both_readings_round_back_to_the_float(x: float) -> None:
    assert float(binary_reading(x)) == x
    assert decimal_reading(x) == Fraction(repr(x))


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_the_decimal_reading_of_a_float32_is_its_own_shortest_decimal(x: float) -> None:
    narrow = np.float32(x)
    read = decimal_reading(narrow)
    assert np.float32(str(narrow)) == narrow
    assert read == Fraction(str(narrow))
    assert binary_reading(narrow) == Fraction(x)


def test_readings_differ_where_the_decimal_is_not_held() -> None:
    assert decimal_reading(np.float32(0.85)) == Fraction(17, 20)
    assert binary_reading(np.float32(0.85)) == Fraction(14260634, 2**24)
    assert decimal_reading(np.float16(0.1)) == Fraction(1, 10)


@pytest.mark.parametrize("x", [float("nan"), float("inf"), np.float32("-inf")])
def test_infinities_and_nans_have_no_reading(x: float) -> None:
    for reading in (decimal_reading, binary_reading):
        with pytest.raises(InputError, match="no real number"):
            reading(x)


@pytest.mark.parametrize("x", [1, "0.5", Fraction(1, 2), np.longdouble(1) / 3, np.array(0.5), None])
def test_only_floats_have_float_readings(x: object) -> None:
    if type(x) is np.longdouble and np.dtype(np.longdouble) == np.float64:
        pytest.skip("long double is float64 on this platform")
    for reading in (decimal_reading, binary_reading):
        with pytest.raises(InputTypeError):
            reading(x)  # type: ignore[arg-type]


def test_messages_show_any_value_without_failing() -> None:
    assert "characters" in shown(10**10_000)
    assert shown([10**10_000]) == "<list>"
    assert shown(Fraction(1, 3)) == "1/3"
