"""What a figure draws of a report, and the hashes of both."""

import copy
import hashlib

import pytest

from opd_exact.figures import Drawn, drawn_hash, report_hash
from opd_exact.figures.binding import drawn_content
from opd_exact.numbers.errors import InputError
from tests.figures.reports import coin_report, not_run, row_of, without
from tests.figures.toy import COIN, ROW


def changed(**fields):
    report = coin_report()
    row_of(report, ROW).update(fields)
    return report


def test_content_is_the_declared_fields_and_no_more():
    content = drawn_content(coin_report(), COIN)
    assert list(content) == [ROW]
    assert set(content[ROW]) == {"value", "series.entropy_by_mass"}
    assert content[ROW]["value"] == {"mid": "0.693147180559945309", "rad": "5e-19"}


def test_the_report_hash_is_of_canonical_json_without_seconds():
    """Spelled out by hand for a report of two fields."""
    report = {"summary": {"wall_s": 1.25, "total": 1}, "checks": [{"duration_s": 3, "id": "é"}]}
    text = r'{"checks":[{"id":"\u00e9"}],"summary":{"total":1}}'
    assert report_hash(report) == hashlib.sha256(text.encode()).hexdigest()


def test_two_runs_that_differ_in_seconds_have_one_hash():
    slow = coin_report()
    slow["summary"]["wall_s"] = 99.0
    row_of(slow, ROW)["duration_s"] = 98
    assert report_hash(slow) == report_hash(coin_report())


def test_every_other_change_changes_the_report_hash():
    def leaves(value, place=()):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield from leaves(inner, (*place, key))
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from leaves(inner, (*place, index))
        else:
            yield place

    original = coin_report()
    seen = {report_hash(original)}
    places = [place for place in leaves(original) if place[-1] not in ("wall_s", "duration_s")]
    for place in places:
        report = copy.deepcopy(original)
        inner = report
        for key in place[:-1]:
            inner = inner[key]
        inner[place[-1]] = "something else"
        seen.add(report_hash(report))
    assert len(seen) == len(places) + 1


@pytest.mark.parametrize("field", ["value", "series"])
def test_a_drawn_field_is_in_the_hash(field):
    report = coin_report()
    entry = row_of(report, ROW)
    if field == "value":
        entry["value"]["mid"] = "0.693147180559945308"
    else:
        entry["series"][0]["rows"][1][0] = "2"
    assert drawn_hash(report, COIN) != drawn_hash(coin_report(), COIN)


def test_what_is_not_drawn_is_not_in_the_hash():
    report = changed(message="x", passed=False, duration_s=7, observations=[])
    assert drawn_hash(report, COIN) == drawn_hash(coin_report(), COIN)


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (without(coin_report(), ROW), "has no such row, of which value and series.entropy_by_mass is drawn"),
        (not_run(coin_report(), ROW), "it is NOT_RUN \\(needs the module 'jax'\\), so there is nothing to draw"),
        (changed(verdict="UNDECIDED", message="ran out"), "it is UNDECIDED"),
        (changed(value=None), "the row has no value"),
        (changed(series=[]), "the row has no series.entropy_by_mass"),
        (changed(series=[{"name": "other", "columns": ["a"], "rows": [["1"]]}]), "has no series.entropy_by_mass"),
    ],
)
def test_refusals_name_figure_row_and_remedy(report, said):
    with pytest.raises(InputError, match=said) as caught:
        drawn_content(report, COIN)
    for word in ("'coin_curve'", "'coin_entropy'", "python -m opd_exact.check coin_entropy"):
        assert word in str(caught.value)


def test_every_row_at_once_takes_rows_as_they_are():
    """With '*', what a row has not is null and a row that was not run is still a row."""
    everything = COIN.__class__("all_rows", "All", "All.", (Drawn("*", ("verdict", "budget", "series.x")),), COIN.draw)
    content = drawn_content(not_run(coin_report(), ROW), everything)
    assert content["coin_entropy"] == {"verdict": "NOT_RUN", "budget": None, "series.x": None}
    assert set(content) == {"coin_entropy", "coin_bias"}


def test_a_report_without_rows_is_refused():
    with pytest.raises(InputError, match="no rows"):
        drawn_content({"checks": []}, COIN)
