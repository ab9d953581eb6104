"""A drawing function sees what its figure declares, as numbers, and nothing else."""

import math
from fractions import Fraction

import pytest

from opd_exact.figures import Data, Drawn, Figure, Table
from opd_exact.numbers.errors import InputError
from tests.figures.reports import coin_report, row_of
from tests.figures.toy import COIN, ROW

TABLE = Table("here", ("n", "name", "x"), (("1", "a", "0.1"), ("2", "b", None), ("3", "a", "1e-300")))


def figure_of(*fields):
    return Figure("some_figure", "t", "c.", (Drawn(ROW, fields),), COIN.draw)


@pytest.mark.parametrize(
    "ask",
    [
        lambda data: data.observations(ROW),
        lambda data: data.budget(ROW),
        lambda data: data.table(ROW, "other"),
        lambda data: data.field(ROW, "message"),
        lambda data: data.value("coin_bias"),
        lambda data: data.value("no_such_row"),
    ],
)
def test_undeclared_access_is_refused(ask):
    with pytest.raises(InputError, match="figure 'coin_curve' does not declare"):
        ask(Data(coin_report(), COIN))


def test_what_was_not_read_is_known():
    data = Data(coin_report(), COIN)
    assert data.unread() == [(ROW, "value"), (ROW, "series.entropy_by_mass")]
    data.value(ROW)
    data.table(ROW, "entropy_by_mass")
    assert data.unread() == []
    assert data.rows() == (ROW,)


def test_numbers_of_a_row():
    data = Data(coin_report(), figure_of("value", "observations", "budget"))
    assert data.value(ROW) == Fraction("0.693147180559945309")
    assert data.budget(ROW)["regularization"] == Fraction(1, 10**16)
    first, second = data.observations(ROW)
    assert (first.value, first.error, first.tolerance, first.within) == (
        0.6931471805599453,
        Fraction("2.32e-17"),
        Fraction(1, 10**15),
        True,
    )
    assert second.tolerance is None


def test_columns():
    assert TABLE.numbers("n") == [1.0, 2.0, 3.0]
    assert math.isnan(TABLE.numbers("x")[1])
    assert TABLE.exact("n") == [1, 2, 3]
    assert TABLE.labels("name") == ["a", "b", "a"]
    assert TABLE.where("name", "a").exact("x") == [Fraction(1, 10), Fraction(1, 10**300)]


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: TABLE.numbers("m"), "here: no column 'm'; it has n, name, x"),
        (lambda: TABLE.numbers("name"), "here, name: found 'a', expected a number"),
        (lambda: TABLE.exact("x"), "here, x: found nothing"),
        (lambda: TABLE.exact("name"), "found 'a', expected a finite number"),
        (lambda: TABLE.labels("x"), "here, x: row 1 is empty"),
        (lambda: TABLE.where("name", "c"), "no row has 'c' as its name"),
    ],
)
def test_tables_refuse(ask, said):
    with pytest.raises(InputError, match=said):
        ask()


def test_a_row_of_another_length_is_refused():
    report = coin_report()
    row_of(report, ROW)["series"][0]["rows"][1].pop()
    with pytest.raises(InputError, match=r"row 'coin_entropy', series.entropy_by_mass: row 1 has 1 cells, expected 2"):
        Data(report, COIN).table(ROW, "entropy_by_mass")


def test_labels_that_cannot_be_shown_are_escaped():
    assert Table("here", ("a",), (("x\x1b[31m\u202e\ud800λ",),)).labels("a") == [r"x\x1b[31m\u202e\ud800λ"]


def test_an_observation_that_is_no_number_is_refused_when_it_is_drawn():
    report = coin_report()
    row_of(report, ROW)["observations"][0]["value"] = "left"
    seen = Data(report, figure_of("observations")).observations(ROW)[0]
    with pytest.raises(InputError, match=r"'numpy\.float64': found 'left'"):
        _ = seen.value
