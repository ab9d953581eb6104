"""Series of a check: what they refuse, and how their cells are written."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import exact_rational, log
from opd_exact.numbers.errors import InputError
from opd_exact.registry.series import SERIES_DIGITS, Series, written


@pytest.mark.parametrize(
    ("name", "columns", "rows", "said"),
    [
        ("Bad", ("a",), ((1,),), "is not a name"),
        ("good", ("a b",), ((1,),), "is not a name"),
        ("good", ("a", "a"), ((1, 2),), "two columns of one name"),
        ("good", ("a",), (), "has no rows"),
        ("good", ("a", "b"), ((1, 2), (1,)), "row 1: 1 cells, expected 2"),
    ],
)
def test_series_refuses(name, columns, rows, said):
    with pytest.raises(InputError, match=said):
        Series(name, columns, rows)


@given(st.fractions(max_denominator=10**30))
def test_rationals_are_written_within_a_unit_of_the_last_digit(value):
    text = written(value)
    unit = abs(value) / 10 ** (SERIES_DIGITS - 2) + Fraction(1, 10 ** (3 * SERIES_DIGITS))
    assert abs(exact_rational(text) - value) <= unit


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=9))
def test_short_decimals_are_written_exactly(value):
    exact = exact_rational(f"{value:f}")
    assert exact_rational(written(exact)) == exact


def test_logs_floats_and_labels():
    with mpmath.workdps(40):
        assert abs(mpmath.mpf(written(log(2))) - mpmath.log(2)) < mpmath.mpf(10) ** -18
    assert written(np.float32(0.1)) == "0.1"
    assert written(np.float64(1e-300)) == "1e-300"
    assert written("right") == "right"
    assert written(None) is None
