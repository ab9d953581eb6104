"""Figures and what they declare: what is refused."""

from dataclasses import replace

import pytest

from opd_exact.figures import Drawn
from opd_exact.numbers.errors import InputError
from tests.figures.toy import COIN


@pytest.mark.parametrize(
    ("row", "fields", "said"),
    [
        ("Coin", ("value",), "not a row's id"),
        ("", ("value",), "not a row's id"),
        ("coin_entropy", (), "no fields"),
        ("coin_entropy", ("duration_s",), "not a field that can be drawn"),
        ("coin_entropy", ("series",), "not a field that can be drawn"),
        ("coin_entropy", ("series.A b",), "not a field that can be drawn"),
        ("*", ("value.mid",), "not a field that can be drawn"),
    ],
)
def test_drawn_refuses(row, fields, said):
    with pytest.raises(InputError, match=said):
        Drawn(row, fields)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "Coin"}, "snake_case"),
        ({"id": "../coin"}, "snake_case"),
        ({"title": " "}, "no title"),
        ({"caption": ""}, "no caption"),
        ({"title": "a\x1b[31m"}, "cannot be shown"),
        ({"draws": ()}, "names no row"),
        ({"draws": (*COIN.draws, *COIN.draws)}, "declares row 'coin_entropy' twice"),
    ],
)
def test_figure_refuses(changes, said):
    with pytest.raises(InputError, match=said):
        replace(COIN, **changes)
