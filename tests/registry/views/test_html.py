"""The HTML view: one page that is whole without network or script, and that shows the report's text as text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from opd_exact.registry.report import Report
from opd_exact.registry.views.html import html
from tests.registry.views.reports import REPORTS, check, every_verdict, report_of, visible

VOID = {"meta"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "div", "span"),
    *("h1", "h2", "h3", "p", "ul", "li", "a", "dl", "dt", "dd", "code", "pre", "strong"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


@dataclass
class Element:
    """An element with its attributes and what it contains, in order."""

    tag: str
    attributes: dict[str, str | None]
    content: "list[Element | str]" = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.content)

    def all(self, tag: str) -> "list[Element]":
        parts = [part for part in self.content if isinstance(part, Element)]
        return [part for part in parts if part.tag == tag] + [found for part in parts for found in part.all(tag)]

    def everything(self) -> "list[Element]":
        parts = [part for part in self.content if isinstance(part, Element)]
        return [self, *(found for part in parts for found in part.everything())]

    def terms(self) -> dict[str, str]:
        """The descriptions of all definition lists, by their terms."""
        return {term.text: said.text for term, said in zip(self.all("dt"), self.all("dd"), strict=True)}


class Reader(HTMLParser):
    """Builds the tree of a page whose every element is closed in its place."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        element = Element(tag, dict(attrs))
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def read_back(report: Report) -> Element:
    reader = Reader()
    reader.feed(html(report))
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def section_of(page: Element, identifier: str) -> Element:
    (section,) = (found for found in page.all("section") if found.attributes.get("aria-labelledby") == identifier)
    return section


def rows_below(section: Element, title: str) -> list[list[str]]:
    """The cells of the table whose region is labelled by the heading of that title; nothing without such a heading."""
    for heading in section.all("h2") + section.all("h3"):
        if heading.text == title:
            (region,) = (
                found for found in section.all("div") if found.attributes["aria-labelledby"] == heading.attributes["id"]
            )
            (body,) = region.all("tbody")
            return [[cell.text for cell in row.all("td")] for row in body.all("tr")]
    return []


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
class TestEveryReport:
    def test_the_headline_comes_first(self, report: Report) -> None:
        summary = report["summary"]
        page = read_back(report)
        (title,), (heading,) = page.all("title"), page.all("h1")
        assert f"{summary['passed']}/{summary['total']} hold" in heading.text
        assert f"{summary['killed']}/{summary['mutants']} mutants killed" in heading.text
        assert title.text == heading.text

    def test_the_summary_has_a_row_for_each_check(self, report: Report) -> None:
        rows = rows_below(read_back(report), "Summary")
        assert [(row[0], row[1], row[3], row[4], row[5]) for row in rows] == [
            (
                entry["id"],
                visible(entry["group"]),
                entry["verdict"],
                f"{sum(mutant['killed'] for mutant in entry['mutants'])}/{len(entry['mutants'])}",
                str(entry["duration_s"]),
            )
            for entry in report["checks"]
        ]
        assert [row[2] == "holds" for row in rows] == [entry["passed"] for entry in report["checks"]]

    def test_each_check_has_a_section_with_all_of_its_fields(self, report: Report) -> None:
        page = read_back(report)
        for entry in report["checks"]:
            section = section_of(page, entry["id"])
            paragraphs = [paragraph.text for paragraph in section.all("p")]
            said = [entry["statement"]] if entry["passed"] else [entry["statement"], entry["message"]]
            assert paragraphs == [visible(text) for text in said]
            terms = section.terms()
            for term, text in {
                "scope": entry["scope"],
                "source": entry["source"],
                "how known": entry["verdict"],
                "in LaTeX": entry["statement_latex"],
                "exact form": entry["exact"],
                "enclosure": entry["value"] and f"{entry['value']['mid']} ± {entry['value']['rad']}",
                "certificate": entry["certificate"],
                **(entry["budget"] or {}),
            }.items():
                assert terms.get(term) == (text and visible(text))
            published = entry["published"]
            if published is None:
                assert "published" not in terms
            else:
                assert terms["published"] == visible(published["value"]) + (
                    " (agrees)" if published["agrees"] else " (differs)"
                ) + ("" if published["note"] is None else f": {visible(published['note'])}")

    def test_each_check_shows_its_observations(self, report: Report) -> None:
        page = read_back(report)
        within = {True: "yes", False: "NO", None: "reported only"}
        for entry in report["checks"]:
            assert rows_below(section_of(page, entry["id"]), "Float runs") == [
                [
                    visible(seen["subject"]),
                    visible(seen["value"]),
                    seen["abs_error"],
                    seen["rel_error"] or "",
                    seen["ulps"] or "",
                    seen["tolerance"] or "none",
                    visible(seen["tolerance_reason"]),
                    within[seen["within"]],
                ]
                for seen in entry["observations"]
            ]

    def test_each_check_shows_its_mutants(self, report: Report) -> None:
        page = read_back(report)
        for entry in report["checks"]:
            assert rows_below(section_of(page, entry["id"]), "Mutants") == [
                [
                    visible(mutant["name"]),
                    visible(mutant["what_changes"]),
                    "yes" if mutant["killed"] else "NO",
                    visible(mutant["margin"]),
                ]
                for mutant in entry["mutants"]
            ]

    def test_the_run_is_described(self, report: Report) -> None:
        (footer,) = read_back(report).all("footer")
        terms = footer.terms()
        assert terms["exit code"] == str(report["summary"]["exit_code"])
        for name, version in report["environment"].items():
            if name != "inputs":
                assert terms.get(name) == (version and visible(version))
        for file, digest in report["environment"]["inputs"].items():
            assert terms[visible(file)] == digest

    def test_anchors_lead_to_headings(self, report: Report) -> None:
        elements = read_back(report).everything()
        ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
        assert len(ids) == len(set(ids))
        targets = [element.attributes["href"] for element in elements if element.tag == "a"]
        assert {entry["id"] for entry in report["checks"]} == {target[1:] for target in targets if target}
        for element in elements:
            assert element.attributes.get("aria-labelledby", ids[0] if ids else None) in [*ids, None]

    def test_the_page_asks_for_nothing_from_outside(self, report: Report) -> None:
        for element in read_back(report).everything():
            assert not element.attributes.keys() & {"src", "srcset", "style", "action", "formaction", "poster"}
            assert not [name for name in element.attributes if name.startswith("on")]
            assert (element.attributes.get("href") or "#").startswith("#")
            if element.tag == "style":
                assert "url(" not in element.text
                assert "@import" not in element.text

    def test_two_calls_give_one_text(self, report: Report) -> None:
        assert html(report) == html(report)


def test_the_worst_come_first() -> None:
    report = every_verdict()
    (header,) = read_back(report).all("header")
    kinds = [item.text.split(" coin_")[0] for item in header.all("li")]
    assert kinds == ["refuted", "failed", "failed", "undecided", "not run"]
    for item, kind in zip(header.all("li"), kinds, strict=True):
        (link,) = item.all("a")
        (entry,) = (entry for entry in report["checks"] if entry["id"] == link.text)
        assert item.text == f"{kind} {entry['id']}: {entry['message']}"


def test_a_selection_of_nothing_and_a_report_of_which_all_holds_say_so() -> None:
    (nothing,) = read_back(report_of(exit_code=5)).all("header")
    assert "No check was selected." in nothing.text
    (good,) = read_back(report_of(check())).all("header")
    assert "Every selected check holds." in good.text


def test_a_lone_surrogate_is_shown_and_encodes() -> None:
    page = html(report_of(check(passed=False, message="half \ud83d of a letter"), exit_code=1))
    assert "half \\ud83d of a letter" in page.encode("utf-8").decode("utf-8")
