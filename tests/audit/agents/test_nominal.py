"""The nominal reading of columns: what was meant is found again, and every reading sums to one."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.audit.agents.nominal import ColumnReading, nominal_column, nominal_number, simplest_between
from opd_exact.numbers import binary_reading, nearest_float
from opd_exact.numbers.errors import InputError

weights = st.lists(st.integers(0, 12), min_size=2, max_size=6).filter(any)


def stored(column: list[Fraction], dtype: str = "float32") -> list[Fraction]:
    """The exact values of the floats nearest to a column."""
    return [binary_reading(nearest_float(entry, "float64" if dtype == "float64" else "float32")) for entry in column]


@given(weights, st.sampled_from(["float32", "float64"]))
def test_a_column_of_small_denominators_is_found_again(counts: list[int], dtype: str) -> None:
    """Counts over their sum, correctly rounded, are read as those ratios."""
    column = [Fraction(count, sum(counts)) for count in counts]
    assert list(nominal_column(stored(column, dtype), dtype).entries) == column


@given(st.lists(st.floats(0, 1, width=32), min_size=2, max_size=5).filter(lambda column: sum(column) > 0.1))
def test_every_reading_sums_to_one(floats: list[float]) -> None:
    """Whatever the floats, the entries read sum to exactly one and none is negative."""
    values = np.asarray(floats, dtype=np.float32)
    column = nominal_column([binary_reading(value) for value in values / values.sum(dtype=np.float32)], "float32")
    assert sum(column.entries) == 1
    assert min(column.entries) >= 0


@pytest.mark.parametrize(
    ("floats", "expected", "reading"),
    [
        ([np.float32(0.98), np.float32(0.02)], ["49/50", "1/50"], ColumnReading.DECIMAL),
        ([np.float32(0.98), np.float32(1) - np.float32(0.98)], ["49/50", "1/50"], ColumnReading.COMPLEMENT),
        ([np.float32(1) - np.float32(0.95), np.float32(0.95), np.float32(0)], ["1/20", "19/20", "0"], "COMPLEMENT"),
        ([np.float32(1 / 3)] * 3, ["1/3"] * 3, ColumnReading.SIMPLEST),
        ([np.float32(1 / 7), np.float32(6 / 7)], ["1/7", "6/7"], ColumnReading.SIMPLEST),
        ([np.float32(8 / 27), np.float32(8 / 27), np.float32(11 / 27)], ["8/27", "8/27", "11/27"], "SIMPLEST"),
        ([np.float32(0.1234567), np.float32(0.8765433)], ["1234567/10000000", "8765433/10000000"], "DECIMAL"),
        ([np.float32(0.5), np.float32(0.25)], ["2/3", "1/3"], ColumnReading.RESCALED),
    ],
)
def test_known_columns(floats: list[np.float32], expected: list[str], reading: ColumnReading | str) -> None:
    """Columns whose makers are known are read as meant, and the result says how."""
    column = nominal_column([binary_reading(value) for value in floats], "float32")
    assert [str(entry) for entry in column.entries] == expected
    assert reading in (column.reading, column.reading.name)


def test_a_column_that_is_no_distribution_is_refused() -> None:
    """Negative entries and empty mass have no reading."""
    for column in ([Fraction(-1, 2), Fraction(3, 2)], [Fraction(0), Fraction(0)]):
        with pytest.raises(InputError, match="no negative entry and a positive sum"):
            nominal_column(column, "float32")


@given(st.fractions(0, 5, max_denominator=40), st.integers(2, 10**6))
def test_the_simplest_rational_is_the_simplest(lower: Fraction, inverse: int) -> None:
    """No rational of smaller denominator lies strictly between: tried one by one."""
    upper = lower + Fraction(1, inverse % 50 + 2)
    found = simplest_between(lower, upper)
    assert lower < found < upper
    for denominator in range(1, found.denominator):
        first = lower * denominator // 1 + 1
        assert not lower < Fraction(int(first), denominator) < upper


def test_numbers_are_read_as_they_print() -> None:
    """The shortest decimal of a float in its own precision."""
    assert nominal_number(binary_reading(np.float32(0.1)), "float32") == Fraction(1, 10)
    assert nominal_number(binary_reading(np.float32(0.1)), "float64") != Fraction(1, 10)
