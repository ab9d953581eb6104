"""Against a baseline nothing may vanish, become known less well, or lose margin; only its flag changes the file."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from opd_exact.numbers import InputError
from opd_exact.registry.baseline import Baseline, baseline_of, read_baseline, regressions
from tests.registry.views.reports import check, report_of, without_finding


def seen(error: str, tolerance: str | None = "1e-9", subject: str = "numpy.float64") -> dict[str, Any]:
    within = None if tolerance is None else True
    first = check()["observations"][0]
    return first | {"abs_error": f"≤ {error}", "tolerance": tolerance, "subject": subject, "within": within}


def coin(*observations: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return check(observations=list(observations), **changes)


def told(before: dict[str, Any], now: dict[str, Any], factor: Fraction = Fraction(2)) -> list[str]:
    baseline = baseline_of(report_of(before))
    return [str(found) for found in regressions(baseline, report_of(now), {now["id"]}, factor)]


@pytest.mark.parametrize("kind", ["PROVED", "DECIDED", "ENCLOSED"])
def test_the_same_again_is_no_regression(kind: str) -> None:
    entry = coin(seen("1e-12"), verdict=kind)
    assert told(entry, entry, Fraction(1)) == []


def test_kinds_are_ordered() -> None:
    kinds = ["PROVED", "DECIDED", "ENCLOSED"]
    for before, was in enumerate(kinds):
        for now, becomes in enumerate(kinds):
            found = told(coin(verdict=was), coin(verdict=becomes))
            assert found == ([] if now <= before else [f"coin_entropy: was {was}, is {becomes}"])


@pytest.mark.parametrize("verdict", ["REFUTED", "UNDECIDED", "NOT_RUN"])
def test_what_does_not_hold_any_more(verdict: str) -> None:
    now = without_finding("coin_entropy", verdict, "why")
    assert told(coin(seen("1e-12")), now) == [f"coin_entropy: was DECIDED, is {verdict}, and does not hold"]
    assert told(now, coin(seen("1e-12"))) == []


@pytest.mark.parametrize(
    ("before", "now", "factor", "worse"),
    [
        ("1e-12", "2e-12", "2", False),  # from 1000 to 500: the factor itself is allowed
        ("1e-12", "2.01e-12", "2", True),
        ("1e-12", "1.01e-12", "1", True),
        ("2e-12", "1e-12", "1", False),
        ("1e-12", "9e-12", "10", False),
        ("0", "1e-30", "2", True),  # from no error to some: an infinite margin became finite
        ("0", "0", "1", False),
        ("1e-30", "0", "1", False),
    ],
)
def test_margins_shrink_by_at_most_the_factor(before: str, now: str, factor: str, worse: bool) -> None:
    found = told(coin(seen(before)), coin(seen(now)), Fraction(factor))
    assert len(found) == worse
    if worse:
        assert found[0].startswith("coin_entropy: numpy.float64: the margin shrank from ")


def test_a_tolerance_made_smaller_shrinks_the_margin_too() -> None:
    assert told(coin(seen("1e-12", "1e-9")), coin(seen("1e-12", "1e-11"))) == [
        "coin_entropy: numpy.float64: the margin shrank from 1e+03 to 10, by more than the factor 2"
        " (error ≤ 1e-12, tolerance 1e-11)"
    ]


@pytest.mark.parametrize("now", [[], [seen("1e-12", None)], [seen("1e-12", subject="numpy.float32")]])
def test_a_float_that_is_not_gated_any_more(now: list[dict[str, Any]]) -> None:
    expected = ["coin_entropy: numpy.float64: was held to the tolerance 1e-9, is not any more"]
    assert told(coin(seen("1e-12")), coin(*now)) == expected


def test_floats_of_one_subject_are_kept_apart() -> None:
    found = told(coin(seen("1e-12"), seen("1e-15")), coin(seen("1e-12"), seen("1e-12")))
    assert len(found) == 1
    assert found[0].startswith("coin_entropy: numpy.float64 #2: the margin shrank from 1e+06 to 1e+03")


def test_a_check_may_not_vanish_but_may_be_left_unselected() -> None:
    baseline = baseline_of(report_of(check(), check(id="coin_bias")))
    now = report_of(check())
    assert regressions(baseline, now, {"coin_entropy", "coin_bias"}, Fraction(2)) == []
    found = regressions(baseline, now, {"coin_entropy"}, Fraction(2))
    assert [str(regression) for regression in found] == ["coin_bias: vanished: no loaded suite declares it"]


def test_an_update_keeps_what_was_not_selected_and_drops_what_vanished() -> None:
    before = baseline_of(report_of(check(id="kept_one"), check(id="gone_one"), check(id="new_one")))
    newer = baseline_of(report_of(check(id="new_one", verdict="PROVED")))
    updated = before.updated(newer, {"kept_one", "new_one"})
    assert set(updated.checks) == {"kept_one", "new_one"}
    assert updated.checks["new_one"][0] == "PROVED"


def test_a_baseline_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    failing = without_finding("coin_refuted", "REFUTED", "why")
    written = baseline_of(report_of(check(), failing, coin(seen("0"), id="coin_exact")))
    file = tmp_path / "baseline.json"
    file.write_text(written.to_json(), encoding="utf-8")
    assert read_baseline(file) == written
    assert list(json.loads(file.read_text())["checks"]) == ["coin_entropy", "coin_exact", "coin_refuted"]


GOOD = {"verdict": "DECIDED", "floats": {"numpy.float64": {"abs_error": "≤ 1e-12", "tolerance": "1e-9"}}}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("{", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ([], "no baseline"),
        ('{"schema": "opd-exact/baseline/1", "checks": {"a": {}, "b": {}, "a": {}}}', "'a' is there twice"),
        ({"schema": "opd-exact/report/2", "checks": {}}, "no baseline"),
        ({"schema": "opd-exact/baseline/1", "checks": []}, "checks is no object"),
        ({"a": {}}, "a: expected the keys verdict and floats"),
        ({"a": GOOD | {"verdict": "REFUTED"}}, "a: verdict is 'REFUTED'"),
        ({"a": GOOD | {"verdict": ["x"]}}, r"a: verdict is \['x'\]"),
        ({"a": GOOD | {"floats": []}}, "a: floats is no object"),
        ({"a": GOOD | {"floats": {"x": {"abs_error": 1, "tolerance": "1"}}}}, "a: x: expected the texts"),
        ({"a": GOOD | {"floats": {"x": {"abs_error": "1", "tolerance": "1"}}}}, "a: x: abs_error is '1'"),
        ({"a": GOOD | {"floats": {"x": {"abs_error": "≤ 1", "tolerance": "nan"}}}}, "a: x: "),
    ],
)
def test_a_damaged_baseline_is_refused(document: Any, words: str, tmp_path: Path) -> None:
    if isinstance(document, dict) and "schema" not in document:
        document = {"schema": "opd-exact/baseline/1", "checks": document}
    file = tmp_path / "baseline.json"
    file.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    with pytest.raises(InputError, match=words):
        read_baseline(file)


def test_an_empty_baseline_asks_nothing() -> None:
    assert regressions(Baseline({}), report_of(check()), set(), Fraction(1)) == []
