"""Tensors: shapes are checked, entries are exact, columns run along the first side."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.models.tensor import Tensor
from opd_exact.numbers import InputError, InputTypeError

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)


@given(shapes)
def test_nested_lists_and_flat_entries_are_the_same_table(shape: tuple[int, ...]) -> None:
    """from_nested(nested(t)) = t, and entry by index is entry by position."""
    count = 1
    for side in shape:
        count *= side
    table = Tensor(shape, tuple(Fraction(n) for n in range(count)))
    assert Tensor.from_nested(table.nested()) == table
    assert [table[index] for index in table.indices()] == list(table.entries)


@given(shapes)
def test_columns_partition_the_entries(shape: tuple[int, ...]) -> None:
    """Every entry lies in exactly one column."""
    count = 1
    for side in shape:
        count *= side
    table = Tensor(shape, tuple(Fraction(n) for n in range(count)))
    assert sorted(entry for _, column in table.columns() for entry in column) == sorted(table.entries)


@pytest.mark.parametrize(
    ("nested", "message"),
    [
        ([], "non-empty list"),
        ([[1, 2], []], r"at \[1\] found 0 items, expected 2"),
        ([[1, 2], [3]], r"at \[1\] found 1 items, expected 2"),
        ([[1, 2], 3], r"at \[1\] found 3, expected 2 items"),
        ([1, "one"], "one"),
    ],
)
def test_malformed_lists_are_refused_with_their_place(nested: object, message: str) -> None:
    """A ragged or empty list, or a leaf that is no number, names what was found."""
    with pytest.raises(InputError, match=message):
        Tensor.from_nested(nested)


def test_floats_are_refused() -> None:
    """A float has no declared exact reading."""
    with pytest.raises(InputTypeError):
        Tensor.from_nested([0.5, 0.5])


def test_wrong_count_and_wrong_index_are_refused() -> None:
    """As many entries as the shape says; an index inside."""
    with pytest.raises(InputError, match=r"3 entries for shape \(2, 2\), expected 4"):
        Tensor((2, 2), (Fraction(1),) * 3)
    table = Tensor((2, 2), (Fraction(1),) * 4)
    for index in ((2, 0), (0,), (-1, 0)):
        with pytest.raises(InputError):
            table[index]


def test_replacing_changes_one_entry() -> None:
    """Only the entry at the index is another, and the old table keeps it."""
    table = Tensor.zeros((2, 3))
    changed = table.replacing((1, 2), Fraction(7))
    assert changed.entries == (0, 0, 0, 0, 0, 7)
    assert table.entries == (0,) * 6
