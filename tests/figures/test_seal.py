"""A figure's seal tells a stale report, a changed value and a missing row, each by figure and row."""

import json

import pytest

from opd_exact.figures import Drawn, Seal
from opd_exact.figures.seal import SealedRow, seal_of
from opd_exact.numbers.errors import InputError
from tests.figures.reports import coin_report, not_run, row_of, without
from tests.figures.toy import COIN, ROW

SEAL = seal_of(coin_report(), COIN)
GONE = SealedRow(("value",), "0", "0", True)


def test_text_and_back():
    assert SEAL.text().isascii()
    assert Seal.read(SEAL.text(), "here") == SEAL


def test_it_is_of_its_own_report():
    assert list(SEAL.differences(coin_report(), COIN)) == []
    assert list(SEAL.differences(coin_report(), COIN, drawn_only=True)) == []


def test_a_changed_value_names_figure_and_row():
    report = coin_report()
    row_of(report, ROW)["series"][0]["rows"][0][1] = "0.6932"
    for drawn_only in (False, True):
        (first, *_) = SEAL.differences(report, COIN, drawn_only=drawn_only)
        assert first.startswith("figure 'coin_curve': row 'coin_entropy' has changed in value, series.entropy_by_mass")


def test_a_stale_report_with_the_same_drawn_content():
    report = coin_report()
    report["environment"]["numpy"] = "9.9"
    (said,) = SEAL.differences(report, COIN)
    assert said.startswith(f"figure 'coin_curve' was drawn from report {SEAL.report[:12]}, this report is ")
    assert list(SEAL.differences(report, COIN, drawn_only=True)) == []


def with_middle(middle, radius="5e-19"):
    report = coin_report()
    row_of(report, ROW)["value"] = {"mid": middle, "rad": radius}
    return report


@pytest.mark.parametrize(("middle", "same"), [
    ("0.693147180559945310", True),  # log 2 is 0.69314718055994530941723...
    ("6.93147180559945e-1", True),
    ("0.69314718056", True),
    ("0.693147180561", False),
    ("-0.693147180559945309", False),
])  # fmt: skip
def test_another_machine_may_end_in_other_digits_and_not_in_another_number(middle, same):
    """The row's value is 0.693147180559945309: what is of another run is told, rounded or not."""
    report = with_middle(middle, "6e-19")
    assert (list(SEAL.differences(report, COIN, drawn_only=True)) == []) is same
    assert "row 'coin_entropy' has changed in value" in next(SEAL.differences(report, COIN))


def test_a_row_that_no_longer_holds_is_named():
    """Its footer would say so, and the figure's does not."""
    report = coin_report()
    row_of(report, ROW)["passed"] = False
    for drawn_only in (False, True):
        said = next(SEAL.differences(report, COIN, drawn_only=drawn_only))
        assert said == "figure 'coin_curve' was drawn when row 'coin_entropy' held, and now it does not hold"
    assert "did not hold, and now it holds" in next(seal_of(report, COIN).differences(coin_report(), COIN))


def test_rows_in_another_order_are_another_picture():
    every = COIN.__class__("all_rows", "All", "All.", (Drawn("*", ("verdict",)),), COIN.draw)
    report = coin_report()
    turned = {**report, "checks": report["checks"][::-1]}
    (said,) = seal_of(report, every).differences(turned, every, drawn_only=True)
    assert said == "figure 'all_rows' was drawn with its rows in another order"


@pytest.mark.parametrize("report", [without(coin_report(), ROW), not_run(coin_report(), ROW)])
def test_a_missing_row_names_figure_and_row(report):
    (said,) = SEAL.differences(report, COIN)
    assert "'coin_curve'" in said
    assert "'coin_entropy'" in said


def test_rows_that_came_or_went():
    seal = Seal(SEAL.figure, SEAL.version, SEAL.report, SEAL.drawn, {**SEAL.rows, "coin_gone": GONE})
    assert "drawn with row 'coin_gone', which this report has not" in next(seal.differences(coin_report(), COIN))
    seal = Seal(SEAL.figure, SEAL.version, SEAL.report, SEAL.drawn, {})
    assert "drawn without row 'coin_entropy'" in next(seal.differences(coin_report(), COIN))


def test_forged_rows_do_not_hide_another_drawn_hash():
    seal = Seal(SEAL.figure, SEAL.version, SEAL.report, "0" * 64, SEAL.rows)
    assert "was drawn from what hashes to 000000000000" in next(seal.differences(coin_report(), COIN))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[1]", "null", "{" * 5000, json.dumps({**json.loads(SEAL.text()), "report": 7}),
     json.dumps({**json.loads(SEAL.text()), "rows": {"a": {**GONE._asdict(), "fields": [1]}}}),
     json.dumps({**json.loads(SEAL.text()), "rows": {"a": {**GONE._asdict(), "holds": 1}}}), "\ud800"],
)  # fmt: skip
def test_what_is_no_seal_is_refused_in_one_line(text):
    with pytest.raises(InputError, match=r"coin\.svg: what it says of its origin cannot be read") as caught:
        Seal.read(text, "coin.svg")
    assert len(str(caught.value)) < 200
