"""A ledger puts what is printed beside what is true, and has no verdict where there can be none."""

from pathlib import Path

import pytest

from opd_exact.documents.ledger import Ledger, SettledLedger, read_ledger, settled
from opd_exact.documents.ledger_page import ledger_page
from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers.errors import InputError
from tests.registry.views.reports import HOSTILE, check, report_of, without_finding

LEDGER = """
title = "A paper"

[[number]]
name = "entropy of a coin"
printed = "0.693"
reported = "0.6931471805599453"
figure = "coin_entropy"
place = "section 1"

[[number]]
name = "entropy, misprinted"
printed = "0.639"
figure = "coin_entropy"
place = "section 2"
note = "two digits are swapped"

[[number]]
name = "the float"
printed = "0.69315"
figure = "coin_entropy:numpy.float64"
place = "section 3"

[[clause]]
id = "(i)"
text = "the coin is fair"
tier = 1
rows = ["coin_entropy"]

[[clause]]
id = "(ii)"
text = "fairness is a virtue"
tier = 3
rows = []

[[assumption]]
id = "A1"
text = "coins have two sides"
rows = []
"""


def read(tmp_path: Path, text: str) -> Ledger:
    file = tmp_path / "ledger.toml"
    file.write_text(text, encoding="utf-8")
    return read_ledger(file)


def report(**changes: object) -> ReportFile:
    return ReportFile("report.json", report_of(check(**changes)))


def test_numbers_are_settled_at_their_printed_digits(tmp_path: Path) -> None:
    right, swapped, seen = settled(read(tmp_path, LEDGER), report()).numbers
    assert right.agrees is True
    assert right.truth == "0.693147180559945 = log(2)"
    assert right.verdict == "DECIDED"
    # log 2 = 0.69314718055994530942 (Abramowitz and Stegun, table 1.1); the enclosure in the report ends at ...309.
    assert float(right.distance or 0) >= 0.94e-17
    assert float(right.distance or 0) < 1e-17
    assert (swapped.agrees, swapped.why) == (False, "two digits are swapped")
    assert seen.agrees is True
    assert seen.truth.endswith("(a float of this run)")


def test_clauses_beyond_computation_get_no_verdict(tmp_path: Path) -> None:
    page = settled(read(tmp_path, LEDGER), report())
    assert [line.standing for line in page.clauses] == ["holds", "interpretation"]
    assert [line.standing for line in page.assumptions] == ["declared"]
    failing = settled(read(tmp_path, LEDGER), report(passed=False, verdict="REFUTED", message="it is not"))
    assert failing.clauses[0].standing == "does not hold"


def test_a_missing_row_stops_the_ledger(tmp_path: Path) -> None:
    """No default stands in for what the report lacks."""
    ledger = read(tmp_path, LEDGER)
    with pytest.raises(InputError, match=r"report\.json has no row 'coin_entropy'"):
        settled(ledger, ReportFile("report.json", report_of(check(id="another_one"))))
    unknown = report_of(without_finding("coin_entropy", "NOT_RUN", "no pymdp"), exit_code=6)
    with pytest.raises(InputError, match="is NOT_RUN"):
        settled(ledger, ReportFile("report.json", unknown))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('printed = "0.693"', "printed = 0.693", r"number 1: printed is 0\.693, expected a text"),
        ('printed = "0.693"', 'printed = "about 0.7"', "number 1: .*is not a decimal"),
        ('place = "section 1"', "", "number 1: key 'place' is missing"),
        ('place = "section 1"', 'place = "s"\nextra = "x"', "number 1: unknown key 'extra'"),
        ('name = "the float"', 'name = "entropy of a coin"', "two numbers are called 'entropy of a coin'"),
        ("tier = 1", "tier = 5", "clause 1: tier is 5"),
        ('rows = ["coin_entropy"]', "rows = []", "clause 1: a clause of tier 1 needs rows"),
        ("tier = 3\nrows = []", 'tier = 3\nrows = ["coin_entropy"]', "clause 2: .* is no matter of computation"),
        ('title = "A paper"', "", "expected a title"),
        ('title = "A paper"', "title =", "not TOML"),
    ],
)
def test_what_is_no_ledger_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LEDGER
    with pytest.raises(InputError, match=rf"ledger\.toml: .*{message}"):
        read(tmp_path, LEDGER.replace(old, new, 1))


def test_the_page_escapes_what_it_is_given(tmp_path: Path) -> None:
    page: SettledLedger = settled(read(tmp_path, LEDGER), report(exact=HOSTILE))
    text = ledger_page(page)
    rows = [line for line in text.split("\n") if line.startswith("| ")]
    assert all(line.count("|") in (5, 11) for line in rows)
    assert "<script>" not in text
    assert "**no**" in text


def test_the_page_shows_what_is_printed_reported_and_true_and_for_what(tmp_path: Path) -> None:
    page = ledger_page(settled(read(tmp_path, LEDGER), report()))
    assert (
        "| what | where | printed | reported | true | how known | agrees | reported is off by | why | scope |" in page
    )
    row = next(line for line in page.split("\n") if line.startswith("| entropy of a coin |"))
    assert "| 0.693 | 0.6931471805599453 | 0.693147180559945 = log(2) | DECIDED | yes |" in row
    assert row.endswith("| p = 1/2 |")


def test_a_closed_form_that_tells_of_several_numbers_is_not_equated_with_one(tmp_path: Path) -> None:
    several = settled(read(tmp_path, LEDGER), report(exact="fair: log(2); two-headed: 0")).numbers[0]
    assert several.truth == "0.693147180559945; fair: log(2); two-headed: 0"
