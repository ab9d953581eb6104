"""The step summary: the worst margins first, every text escaped, never larger than GitHub takes."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from opd_exact.command import CommandError
from opd_exact.registry.report import Report
from opd_exact.registry.views.step_summary import MOST_BYTES, append_summary, step_summary
from tests.registry.views.reports import HOSTILE, REPORTS, check, report_of


def rows(report: Report, heading: str) -> list[list[str]]:
    """The cells of the table below a heading, as an independent parser of Markdown finds them."""
    found: list[list[str]] = []
    below = ""
    kinds: list[str] = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(step_summary(report, ["worse"])):
        assert token.type not in {"html_block", "fence", "code_block", "blockquote_open", "hr"}
        if token.nesting == 1:
            kinds.append(token.tag)
            if token.tag == "tr" and below == heading:
                found.append([])
        elif token.nesting == -1:
            kinds.pop()
        elif token.type == "inline":
            for child in token.children or []:
                assert child.type in {"text", "text_special", "softbreak", "strong_open", "strong_close", "html_inline"}
                assert child.type != "html_inline" or child.content == "<br>"
            if kinds[-1] == "h3":
                below = token.content
            elif kinds[-1] in ("th", "td") and below == heading:
                found[-1].append(token.content)
    return found[1:]


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_every_gated_float_has_a_row_of_six_cells(report: Report) -> None:
    gated = [seen for entry in report["checks"] for seen in entry["observations"] if seen["tolerance"] is not None]
    table = rows(report, "Floats, the smallest margin first")
    assert [len(row) for row in table] == [6] * len(gated)
    assert len(rows(report, "What holds")) == sum(entry["passed"] for entry in report["checks"])


def test_the_smallest_margin_comes_first() -> None:
    first = check()["observations"][0]
    errors = {"coin_a": "1e-17", "coin_b": "5e-16", "coin_c": "0", "coin_d": "1e-16"}
    checks = [check(id=name, observations=[first | {"abs_error": f"≤ {error}"}]) for name, error in errors.items()]
    table = rows(report_of(*checks), "Floats, the smallest margin first")
    assert [row[:2] for row in table] == [["2", "coin_b"], ["10", "coin_d"], ["100", "coin_a"], ["∞", "coin_c"]]


def test_what_became_worse_is_told_and_escaped() -> None:
    text = step_summary(report_of(check()), [HOSTILE])
    assert "### Worse than the baseline" in text
    assert "<script>" not in text


def many(number: int) -> Report:
    return report_of(*(check(id=f"coin_{index}", exact="x" * 300) for index in range(number)))


def test_a_summary_is_cut_between_lines_and_says_so() -> None:
    report = many(400)
    whole = step_summary(report)
    for most in (len(whole.encode()), len(whole.encode()) - 1, 5000, 300):
        text = step_summary(report, (), most)
        assert len(text.encode()) <= most
        assert (text == whole) == (most == len(whole.encode()))
        if text != whole:
            assert text.rstrip().endswith("in `--format json`.*")
            kept = text[: text.index("\n\n*Cut off")]
            assert whole.startswith(kept)


def test_nothing_is_written_where_not_even_the_notice_has_room() -> None:
    assert step_summary(many(3), (), 10) == ""


def test_what_the_file_holds_already_counts(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    before = "y" * (MOST_BYTES - 2000) + "\n"
    file.write_text(before)
    append_summary(file, many(400))
    assert file.stat().st_size <= MOST_BYTES
    assert file.read_text(encoding="utf-8").startswith(before + "## opd_exact: 400/400 hold")


def test_a_summary_begins_on_a_line_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("what another step said")
    append_summary(file, report_of(check()))
    assert file.read_text(encoding="utf-8").startswith("what another step said\n## opd_exact: 1/1 hold")


@pytest.mark.parametrize("room", range(0, 400, 13))
def test_the_limit_holds_to_the_byte(tmp_path: Path, room: int) -> None:
    file = tmp_path / "summary.md"
    file.write_text("y" * (MOST_BYTES - room))
    append_summary(file, many(3))
    assert file.stat().st_size <= MOST_BYTES


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="GITHUB_STEP_SUMMARY"):
        append_summary(tmp_path / "nowhere" / "summary.md", report_of(check()))
