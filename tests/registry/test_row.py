"""Printed upper bounds are upper bounds, and as short as the digits asked for."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from opd_exact.registry.row import upper_decimal

rationals = st.fractions(min_value=Fraction(1, 10**40), max_value=10**25)


@given(rationals, st.integers(1, 12))
def test_upper_decimal_bounds_from_above_within_one_unit(bound: Fraction, digits: int) -> None:
    printed = Fraction(Decimal(upper_decimal(bound, digits)))
    assert bound <= printed
    assert printed <= bound * (1 + Fraction(10, 10**digits))


@given(st.integers(1, 999), st.integers(-20, 20))
def test_three_digit_decimals_print_as_themselves(mantissa: int, exponent: int) -> None:
    value = mantissa * Fraction(10) ** exponent
    assert Fraction(Decimal(upper_decimal(value, 3))) == value
