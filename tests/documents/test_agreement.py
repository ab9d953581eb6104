"""Numbers in a document: which agree, which went stale, which could be two things."""

import pytest

from opd_exact.documents.agreement import Standing, compared
from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers.errors import InputError
from tests.registry.views.reports import check, report_of

REPORT = ReportFile(
    "report.json",
    report_of(
        check(),
        check(id="first_twin", value={"mid": "0.12345678", "rad": "0"}),
        check(id="second_twin", value={"mid": "0.12345690", "rad": "0"}),
        check(id="negative", value={"mid": "-1.0298", "rad": "0.0001"}),
    ),
)


def standings(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(number.text, str(number.standing), number.rows) for number in compared(text, "paper.md", REPORT)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("H is 0.693 nats.", ("0.693", "agrees", ("coin_entropy",))),
        ("H is 0.694 nats.", ("0.694", "stale", ("coin_entropy",))),
        ("I = 0.123457", ("0.123457", "ambiguous", ("first_twin", "second_twin"))),
        ("I = 0.12345678", ("0.12345678", "agrees", ("first_twin",))),
        ("it is 0.5123", ("0.5123", "unmatched", ())),
        ("it is −1.030 nats", ("−1.030", "agrees", ("negative",))),
        ("I = 0.123457<!-- opd: first_twin -->", ("0.123457", "agrees", ("first_twin",))),
        ("I = 0.9<!-- opd: first_twin -->", ("0.9", "stale", ("first_twin",))),
        (r"\opd{second_twin}{0.1235}", ("0.1235", "agrees", ("second_twin",))),
        (r"\opd{second_twin}{$0.1236$}", ("0.1236", "stale", ("second_twin",))),
        ("0.693147<!-- opd: coin_entropy:numpy.float32 -->", ("0.693147", "agrees", ("coin_entropy:numpy.float32",))),
    ],
)
def test_one_number(text: str, expected: tuple[str, str, tuple[str, ...]]) -> None:
    assert standings(text) == [expected]


@pytest.mark.parametrize(
    "text",
    ["version 1.0.4", "on 2026-11-22", "0.69 is short", "in 2026", "pages 1.234-1.567", "x0.693", "0.693x", "0.000"],
)
def test_what_is_no_telling_decimal_is_left_alone(text: str) -> None:
    assert standings(text) == []


def test_lines_are_counted() -> None:
    (number,) = compared("\n\n0.694\n", "paper.md", REPORT)
    assert number.told("paper.md") == "paper.md:3: 0.694 is stale: coin_entropy is 0.69314718056"
    assert number.standing is Standing.STALE


def test_a_mark_without_a_row_is_an_error_with_its_line() -> None:
    with pytest.raises(InputError, match=r"^paper\.md:2: report\.json has no row 'coin_entropi'; did you mean"):
        compared("a\n0.693<!-- opd: coin_entropi -->\n", "paper.md", REPORT)


@pytest.mark.parametrize(
    "text",
    [
        "**0.693**<!-- opd: coin_entropy -->",
        "0.693<!-- opd: coin-entropy -->",
        "0.693<!-- opd: coin_entropy",
        "<!-- opd: coin_entropy -->",
        r"\opd{coin_entropy}{0.693 nats}",
    ],
)
def test_a_mark_that_no_number_stands_before_is_an_error_with_its_line(text: str) -> None:
    with pytest.raises(InputError, match=r"^paper\.md:2: .* marks no number; write 0\.693<!-- opd: ROW -->"):
        compared(f"a\n{text}\n", "paper.md", REPORT)


def test_the_definition_of_the_mark_is_no_mark() -> None:
    assert standings(r"\newcommand{\opd}[2]{#2}") == []


def test_more_digits_than_the_report_knows_are_not_called_stale() -> None:
    """log 2 to 60 places (A002162) against a report that knows fewer."""
    digits = "0.693147180559945309417232121458176568075500134360255254120680"
    for text in (digits, f"{digits}<!-- opd: coin_entropy -->"):
        assert standings(text) == [(digits, "unsettled", ("coin_entropy",))]
        (number,) = compared(text, "paper.md", REPORT)
        assert "has more digits than the report knows of coin_entropy" in number.told("paper.md")


@pytest.mark.parametrize("text", ["1." + "2" * 300_000, "1" * 300_000 + " x", "1" + " " * 300_000])
def test_endless_digits_are_read_in_no_time(text: str) -> None:
    assert standings(text) == []


def test_endless_digits_are_no_number_to_mark() -> None:
    with pytest.raises(InputError, match=r"^paper\.md:1: .* marks no number"):
        compared("1" * 300_000 + "<!-- opd: coin_entropy -->", "paper.md", REPORT)


def test_numbers_beyond_floats_match_no_row() -> None:
    assert standings("1.234e9999") == [("1.234e9999", "unmatched", ())]
    assert standings("-1.234e9999") == [("-1.234e9999", "unmatched", ())]


def test_lines_are_those_of_an_editor() -> None:
    (number,) = compared("\x0c\u2028a\n0.694\n", "paper.md", REPORT)
    assert number.line == 2
