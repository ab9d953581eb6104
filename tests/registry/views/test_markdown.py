"""The Markdown view: its tables hold whatever the report says, read back by an independent parser of Markdown."""

from dataclasses import dataclass, field

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from opd_exact.registry.report import Report
from opd_exact.registry.views.markdown import markdown
from tests.registry.views.reports import REPORTS, check, every_verdict, report_of, visible

MARKS = {"strong_open", "strong_close"}


@dataclass
class Page:
    """What a reader sees: headings, list items, and the rows of the table below each heading."""

    headings: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    paragraphs: list[str] = field(default_factory=list)
    tables: dict[str, list[list[str]]] = field(default_factory=dict)


def read_back(report: Report) -> Page:
    page = Page()
    within: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(report)):
        assert token.type not in {"html_block", "fence", "code_block", "blockquote_open", "hr"}
        if token.nesting == 1:
            within.append(token.tag)
            if token.tag == "table":
                page.tables[page.headings[-1]] = []
            elif token.tag == "tr":
                page.tables[page.headings[-1]].append([])
        elif token.nesting == -1:
            within.pop()
        elif token.type == "inline":
            _place(page, within, _text(token))
    return page


def _place(page: Page, within: list[str], text: str) -> None:
    if within[-1] in ("th", "td"):
        page.tables[page.headings[-1]][-1].append(text)
    elif within[-1] in ("h2", "h3"):
        page.headings.append(text)
    elif "li" in within:
        page.items.append(text)
    else:
        page.paragraphs.append(text)


def _text(inline: Token) -> str:
    """The text of a line; anything in it but text, a line break and strong print is a leak."""
    parts = []
    for token in inline.children or []:
        if token.type == "html_inline":
            assert token.content == "<br>"
            parts.append("\n")
        elif token.type == "softbreak":
            parts.append("\n")
        elif token.type in ("text", "text_special"):
            parts.append(token.content)
        else:
            assert token.type in MARKS, token.type
    return "".join(parts)


def in_a_cell(text: str) -> str:
    return visible(text).replace("\r\n", "\n")


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
class TestEveryReport:
    def test_the_headline_comes_first(self, report: Report) -> None:
        summary = report["summary"]
        first = read_back(report).headings[0]
        assert f"{summary['passed']}/{summary['total']} hold" in first
        assert f"{summary['killed']}/{summary['mutants']} mutants killed" in first
        assert markdown(report).startswith("## ")

    def test_each_check_that_does_not_hold_is_an_item_with_its_message(self, report: Report) -> None:
        wanting = {entry["id"]: in_a_cell(entry["message"]) for entry in report["checks"] if not entry["passed"]}
        items = read_back(report).items
        assert len(items) == len(wanting)
        for identifier, message in wanting.items():
            assert sum(item.endswith(f"{identifier}: {message}") for item in items) == 1

    def test_the_table_of_checks_has_a_row_for_each(self, report: Report) -> None:
        if not report["checks"]:
            assert "No check was selected." in read_back(report).paragraphs
            return
        header, *rows = read_back(report).tables["Checks"]
        assert len(rows) == len(report["checks"])
        for row, entry in zip(rows, report["checks"], strict=True):
            cells = dict(zip(header, row, strict=True))
            assert cells["check"] == entry["id"]
            assert cells["group"] == in_a_cell(entry["group"])
            assert cells["how known"] == entry["verdict"]
            assert (cells["stands"] == "holds") is entry["passed"]
            assert cells["s"] == str(entry["duration_s"])
            if entry["exact"] is not None:
                assert cells["exact value"] == in_a_cell(entry["exact"])
            elif entry["value"] is not None:
                assert cells["exact value"] == f"{entry['value']['mid']} ± {entry['value']['rad']}"
            else:
                assert cells["exact value"] == ""

    def test_the_table_of_floats_has_a_row_for_each_observation(self, report: Report) -> None:
        seen = [(entry["id"], each) for entry in report["checks"] for each in entry["observations"]]
        tables = read_back(report).tables
        title = "Float runs, audited against the exact values"
        assert (title in tables) is bool(seen)
        rows = tables.get(title, [[]])[1:]
        within = {True: "yes", False: "NO", None: "reported only"}
        assert rows == [
            [
                identifier,
                in_a_cell(each["subject"]),
                in_a_cell(each["value"]),
                each["abs_error"],
                each["rel_error"] or "",
                each["ulps"] or "",
                each["tolerance"] or "none",
                in_a_cell(each["tolerance_reason"]),
                within[each["within"]],
            ]
            for identifier, each in seen
        ]

    def test_the_table_of_published_figures_has_those_that_differ(self, report: Report) -> None:
        differing = [entry for entry in report["checks"] if entry["published"] and not entry["published"]["agrees"]]
        tables = read_back(report).tables
        assert ("Published figures that differ" in tables) is bool(differing)
        rows = tables.get("Published figures that differ", [[]])[1:]
        assert [(row[0], row[1], row[3]) for row in rows] == [
            (entry["id"], in_a_cell(entry["published"]["value"]), in_a_cell(entry["published"]["note"] or ""))
            for entry in differing
        ]

    def test_each_row_is_one_line_with_as_many_bars_as_its_header(self, report: Report) -> None:
        # A parser that knows no escapes at all would see the same cells.
        bars = 0
        for line in markdown(report).split("\n"):
            if line.startswith("|"):
                bars = bars or line.count("|")
                assert line.count("|") == bars
            else:
                assert "|" not in line
                bars = 0

    def test_two_calls_give_one_text(self, report: Report) -> None:
        assert markdown(report) == markdown(report)


def test_the_worst_come_first() -> None:
    report = every_verdict()
    order = [entry["id"] for entry in report["checks"] if entry["verdict"] == "REFUTED"]
    order += [entry["id"] for entry in report["checks"] if not entry["passed"] and entry["verdict"] == "DECIDED"]
    order += [entry["id"] for entry in report["checks"] if entry["verdict"] == "UNDECIDED"]
    order += [entry["id"] for entry in report["checks"] if entry["verdict"] == "NOT_RUN"]
    assert len(order) == 5
    assert [item.split(") ")[1].split(":")[0] for item in read_back(report).items] == order


def test_a_report_of_which_all_holds_says_so() -> None:
    assert "Every selected check holds." in read_back(report_of(check())).paragraphs


def test_ids_stay_readable_in_the_source() -> None:
    assert "| coin_entropy |" in markdown(report_of(check()))
