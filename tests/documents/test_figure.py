"""A figure prints what is known of a number, and refuses digits that are not known."""

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.documents.figure import Figure
from opd_exact.numbers.errors import InputError


@given(st.decimals(-(10**9), 10**9, places=8), st.integers(0, 7))
def test_decimals_are_those_of_the_decimal_module(value: Decimal, places: int) -> None:
    """Rounding half to even, as Python's own decimal arithmetic does it."""
    with localcontext(prec=60):
        expected = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN):f}"
    found = Figure("x", Fraction(value), Fraction(0)).decimals(places)
    assert found.lstrip("-") == expected.lstrip("-")
    assert Decimal(found) == Decimal(expected)


@given(st.decimals(-(10**9), 10**9, places=8).filter(bool), st.integers(1, 12))
def test_significant_digits_are_those_of_the_decimal_module(value: Decimal, count: int) -> None:
    with localcontext(prec=count, rounding=ROUND_HALF_EVEN):
        expected = +value
    found = Figure("x", Fraction(value), Fraction(0)).significant(count)
    assert Decimal(found) == expected
    digits = found.lstrip("-").split("e")[0].replace(".", "")
    assert len(digits.lstrip("0")) == count


@pytest.mark.parametrize(
    ("number", "count", "text"),
    [("0.99999", 3, "1.00"), ("-9.9999e-20", 3, "-1.00e-19"), ("5", 3, "5.00"), ("123456", 3, "1.23e5")],
)
def test_rounding_up_to_the_next_power_of_ten(number: str, count: int, text: str) -> None:
    assert Figure("x", Fraction(number), Fraction(0)).significant(count) == text


def test_digits_that_the_radius_leaves_open_are_refused() -> None:
    figure = Figure("x", Fraction("0.12345"), Fraction("0.00001"))
    assert figure.decimals(3) == "0.123"
    with pytest.raises(InputError, match="which does not settle 5 decimals; make the report with more --digits"):
        figure.decimals(5)
    with pytest.raises(InputError, match="zero has no significant digits"):
        Figure("zero", Fraction(0), Fraction(0)).significant(2)
    for count in (0, 1001, True, "3"):
        with pytest.raises(InputError, match="expected an integer from 1 to 1000"):
            figure.significant(count)  # type: ignore[arg-type]


def test_agreement_is_undecided_where_the_radius_reaches_an_end() -> None:
    figure = Figure("x", Fraction("0.1205"), Fraction("0.00001"))
    assert figure.agrees("0.12") is True
    assert figure.agrees("0.13") is False
    assert figure.agrees("0.120") is None
