"""The HTML view: one page that is whole without network or script, and that shows the report's text as text."""

import base64
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from opd_exact.figures import report_hash
from opd_exact.registry.report import Report
from opd_exact.registry.views.html import html
from tests.figures.reports import drawn_report, row_of
from tests.registry.views.reports import HOSTILE, REPORTS, check, every_verdict, report_of, visible, without_finding

VOID = {"meta", "input", "wbr"}
TAGS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "script",
        "body",
        "header",
        "main",
        "nav",
        "footer",
        "section",
        "article",
        "div",
        "span",
    ),
    *("h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "dl", "dt", "dd", "code", "pre", "strong", "wbr"),
    *("table", "thead", "tbody", "tr", "th", "td", "details", "summary", "figure", "figcaption"),
    *("form", "label", "input", "select", "option", "output", "button"),
    *("svg", "rect", "g", "path", "defs", "use", "text", "desc", "clippath", "pattern"),
    *(
        "math",
        "mfrac",
        "mi",
        "mn",
        "mo",
        "mrow",
        "mspace",
        "mstyle",
        "mtable",
        "mtr",
        "mtd",
        "mover",
        "msub",
        "msup",
        "msubsup",
        "mtext",
        "munder",
    ),
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

    @property
    def words(self) -> set[str]:
        return set((self.attributes.get("class") or "").split())

    def all(self, tag: str, word: str | None = None) -> "list[Element]":
        """The elements of that tag below this one, of that class if one is given."""
        return [found for found in self.everything()[1:] if found.tag == tag and word in (None, *found.words)]

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

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only within a drawing, which is XML.
        assert any(element.tag == "svg" for element in self.open)
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)

    def handle_comment(self, data: str) -> None:
        assert any(element.tag == "svg" for element in self.open), f"a comment: {data}"

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a declaration: {data}")


def read_back(report: Report) -> Element:
    reader = Reader()
    reader.feed(html(report))
    reader.close()
    assert reader.open == [reader.root]
    return reader.root


def section_of(page: Element, identifier: str) -> Element:
    (section,) = (
        found for found in page.all("article", "check") if found.attributes.get("aria-labelledby") == identifier
    )
    return section


def rows_of(parent: Element, region: str) -> list[list[str]]:
    """The cells of the table in the region labelled by that id; nothing without such a region."""
    for found in parent.all("div", "scroll"):
        if found.attributes.get("aria-labelledby") == region:
            (body,) = found.all("tbody")
            return [
                [part.text for part in row.content if isinstance(part, Element)]
                for row in body.content
                if isinstance(row, Element)
            ]
    return []


@pytest.fixture(scope="module", params=REPORTS.values(), ids=list(REPORTS))
def read(request: pytest.FixtureRequest) -> tuple[Report, Element]:
    """A report and its page, read back."""
    return request.param, read_back(request.param)


class TestEveryReport:
    def test_the_headline_comes_first(self, read: tuple[Report, Element]) -> None:
        report, page = read
        summary = report["summary"]
        title, (heading,) = page.all("title")[0], page.all("h1")
        assert f"{summary['passed']}/{summary['total']} hold" in heading.text
        assert f"{summary['killed']}/{summary['mutants']} mutants killed" in heading.text
        assert title.text == f"opd_exact: {heading.text}"

    def test_the_kinds_of_truth_are_counted(self, read: tuple[Report, Element]) -> None:
        report, page = read
        (header,) = page.all("header")
        verdicts = [entry["verdict"] for entry in report["checks"]]
        counts = {kind.text: 0 for kind in header.all("span", "verdict")}
        for item in header.all("section")[0].all("li") if verdicts else []:
            (kind,), (count,) = item.all("span", "verdict"), item.all("strong")
            counts[kind.text] = int(count.text)
        assert counts == {verdict: verdicts.count(verdict) for verdict in verdicts}

    def test_the_table_has_a_row_for_each_check(self, read: tuple[Report, Element]) -> None:
        report, page = read
        rows = rows_of(page, "all-checks")
        assert [(row[0], row[1], row[3], *row[-2:]) for row in rows] == [
            (
                entry["id"] + visible(entry["statement"]),
                visible(entry["group"]),
                entry["verdict"],
                f"{sum(mutant['killed'] for mutant in entry['mutants'])}/{len(entry['mutants'])}",
                str(entry["duration_s"]),
            )
            for entry in report["checks"]
        ]
        assert [row[2] == "holds" for row in rows] == [entry["passed"] for entry in report["checks"]]

    def test_each_check_has_a_section_with_all_of_its_fields(self, read: tuple[Report, Element]) -> None:
        report, page = read
        for entry in report["checks"]:
            section = section_of(page, entry["id"])
            assert section.all("span", "said")[0].text == visible(entry["statement"])
            messages = [paragraph.text for paragraph in section.all("p", "message")]
            assert messages == ([] if entry["passed"] else [visible(entry["message"])])
            assert visible(entry["statement_latex"]) in [code.text for code in section.all("code")]
            terms = section.terms()
            for term, text in {
                "scope": entry["scope"],
                "source": entry["source"],
                "certificate": entry["certificate"],
            }.items():
                assert terms.get(term) == (text and visible(text))
            assert terms.get("value", "").startswith(
                entry["value"]["mid"] + " ± " + entry["value"]["rad"] if entry["value"] else ""
            )
            if entry["exact"]:
                assert visible(entry["exact"]) in [code.text for code in section.all("code")]
            published = entry["published"]
            if published is None:
                assert "published" not in terms
            else:
                assert terms["published"] == visible(published["value"]) + (
                    " (agrees)" if published["agrees"] else " (differs)"
                ) + ("" if published["note"] is None else f": {visible(published['note'])}")

    def test_what_does_not_hold_is_open_from_the_start(self, read: tuple[Report, Element]) -> None:
        report, page = read
        for entry in report["checks"]:
            details = section_of(page, entry["id"]).all("details")[0]
            assert ("open" in details.attributes) is not entry["passed"]

    def test_each_check_shows_its_observations(self, read: tuple[Report, Element]) -> None:
        report, page = read
        within = {True: "yes", False: "NO", None: "reported only"}
        for entry in report["checks"]:
            assert rows_of(section_of(page, entry["id"]), f"{entry['id']}-floats") == [
                [
                    str(place),
                    visible(seen["subject"]),
                    visible(seen["value"]),
                    seen["abs_error"],
                    seen["rel_error"] or "",
                    seen["ulps"] or "",
                    (seen["tolerance"] or "none") + visible(seen["tolerance_reason"]),
                    within[seen["within"]],
                ]
                for place, seen in enumerate(entry["observations"], start=1)
            ]

    def test_each_check_shows_its_mutants(self, read: tuple[Report, Element]) -> None:
        report, page = read
        for entry in report["checks"]:
            assert rows_of(section_of(page, entry["id"]), f"{entry['id']}-mutants") == [
                [
                    visible(mutant["name"]),
                    visible(mutant["what_changes"]),
                    "yes" if mutant["killed"] else "NO",
                    visible(mutant["margin"]),
                ]
                for mutant in entry["mutants"]
            ]

    def test_each_check_shows_what_was_established(self, read: tuple[Report, Element]) -> None:
        report, page = read
        for entry in report["checks"]:
            assert rows_of(section_of(page, entry["id"]), f"{entry['id']}-facts") == [
                [fact["verdict"], visible(fact["text"]), fact["margin"] or ""] for fact in entry["facts"]
            ]

    def test_each_check_shows_its_budget(self, read: tuple[Report, Element]) -> None:
        report, page = read
        for entry in report["checks"]:
            rows = rows_of(section_of(page, entry["id"]), f"{entry['id']}-budget")
            assert rows == [[cause, bound] for cause, bound in (entry["budget"] or {}).items()]

    def test_the_tables_that_figures_draw_are_there(self, read: tuple[Report, Element]) -> None:
        report, page = read
        for entry in report["checks"]:
            tables = section_of(page, entry["id"]).all("table", "series")
            shown = [[[cell.text for cell in row.all("td")] for row in table.all("tr")[1:]] for table in tables]
            assert shown == [[[cell or "" for cell in row] for row in table["rows"]] for table in entry["series"]]

    def test_the_run_is_described(self, read: tuple[Report, Element]) -> None:
        report, page = read
        (footer,) = page.all("footer")
        terms = footer.terms()
        assert terms["exit code"] == str(report["summary"]["exit_code"])
        for name, version in report["environment"].items():
            if name != "inputs":
                assert terms.get(name) == (version and visible(version))
        for file, digest in report["environment"]["inputs"].items():
            assert terms[visible(file)] == digest

    def test_ids_are_unique_and_anchors_lead_to_them(self, read: tuple[Report, Element]) -> None:
        report, page = read
        elements = page.everything()
        ids = [element.attributes["id"] for element in elements if "id" in element.attributes]
        assert len(ids) == len(set(ids))
        links = {element.attributes["href"] or "" for element in page.all("a")}
        inner = {link[1:] for link in links if link.startswith("#") and "=" not in link}
        assert inner >= {entry["id"] for entry in report["checks"]}
        assert inner <= {*ids, "all-checks"}
        for element in elements:
            for name in (element.attributes.get("aria-labelledby") or "").split():
                assert name in ids

    def test_the_page_asks_for_nothing_from_outside(self, read: tuple[Report, Element]) -> None:
        _, page = read
        for element in page.everything():
            assert not element.attributes.keys() & {"src", "srcset", "action", "formaction", "poster", "data", "ping"}
            assert not [name for name in element.attributes if name.startswith("on")]
            link = element.attributes.get("href") or "#"
            assert re.fullmatch(r"#[\w=-]*|[A-Za-z0-9_][A-Za-z0-9_./-]*", link), link
            for text in (element.text if element.tag == "style" else "", element.attributes.get("style") or ""):
                assert "@import" not in text
                assert "url(" not in text.replace("url(data:font/woff2;base64,", "")

    def test_the_policy_allows_the_pages_own_script_and_no_other(self, read: tuple[Report, Element]) -> None:
        _, page = read
        (script,) = page.all("script")
        digest = base64.b64encode(hashlib.sha256(script.text.encode()).digest()).decode()
        (policy,) = (
            element.attributes["content"]
            for element in page.all("meta")
            if element.attributes.get("http-equiv") == "Content-Security-Policy"
        )
        rules = dict(rule.strip().split(" ", 1) for rule in (policy or "").split(";"))
        assert rules["default-src"] == "'none'"
        assert rules["script-src"] == f"'sha256-{digest}'"

    def test_two_calls_give_one_text(self, read: tuple[Report, Element]) -> None:
        report, _ = read
        assert html(report) == html(report)


def test_the_worst_come_first() -> None:
    report = every_verdict()
    (header,) = read_back(report).all("header")
    (wanting,) = header.all("ul", "wanting")
    kinds = [item.text.split(" coin_")[0] for item in wanting.all("li")]
    assert kinds == ["refuted", "failed", "failed", "undecided", "not run"]
    for item, kind in zip(wanting.all("li"), kinds, strict=True):
        (link,) = item.all("a")
        (entry,) = (entry for entry in report["checks"] if entry["id"] == link.text)
        assert item.text == f"{kind} {entry['id']}: {entry['message']}"


def test_what_was_not_run_for_one_reason_is_said_once() -> None:
    """A package that is missing takes whole groups with it; the failures stay in sight."""
    rows = [without_finding(f"coin_{name}", "NOT_RUN", "needs 'jax'") for name in ("one", "two", "three")]
    other = without_finding("coin_other", "NOT_RUN", "needs 'Jax'")
    (header,) = read_back(report_of(*rows, other, check(), exit_code=1)).all("header")
    (wanting,) = header.all("ul", "wanting")
    said = sorted(item.text for item in wanting.all("li"))
    assert said == ["not run coin_one, coin_two, coin_three: needs 'jax'", "not run coin_other: needs 'Jax'"]
    links = [link.attributes["href"] for link in wanting.all("a")]
    assert sorted(links) == ["#coin_one", "#coin_other", "#coin_three", "#coin_two"]


def test_a_selection_of_nothing_and_a_report_of_which_all_holds_say_so() -> None:
    (nothing,) = read_back(report_of(exit_code=5)).all("header")
    assert "No check was selected." in nothing.text
    (good,) = read_back(report_of(check())).all("header")
    assert "Every selected check holds" in good.text


def test_a_lone_surrogate_is_shown_and_encodes() -> None:
    page = html(report_of(check(passed=False, message="half \ud83d of a letter"), exit_code=1))
    assert "half \\ud83d of a letter" in page.encode("utf-8").decode("utf-8")


def test_a_certificate_is_a_link_only_if_its_path_stays_below_the_report() -> None:
    def links(certificate: str) -> list[str | None]:
        section = section_of(read_back(report_of(check(certificate=certificate))), "coin_entropy")
        return [link.attributes["href"] for link in section.all("a")]

    assert links("certificates/coin_entropy.json") == ["certificates/coin_entropy.json"]
    for elsewhere in ("javascript:alert(1)", "//example.org/x", "/etc/passwd", "../x", "a b", "a/../b", HOSTILE):
        assert links(elsewhere) == []


def test_what_the_kernel_said_stands_beside_the_statements_put_to_it() -> None:
    detail = {"statements": [{"name": "coin", "coq": "Theorem coin :\n  True.", "outcome": None}]}
    page = read_back(report_of(check(kernel="checked", kernel_detail=detail), check(id="coin_other")))
    section = section_of(page, "coin_entropy")
    assert "Coq's kernel: checked" in [heading.text for heading in section.all("h4")]
    assert "Theorem coin :\n  True." in [code.text for code in section.all("code")]
    assert [row[4] for row in rows_of(page, "all-checks")] == ["checked", "not asked"]


def test_figures_name_their_report_and_the_rows_that_do_not_hold() -> None:
    report = drawn_report()
    row_of(report, "sequential_sign_change").update(passed=False, verdict="REFUTED", message="elsewhere")
    page = read_back(report)
    (section,) = page.all("section", "figures")
    assert f"Drawn from report {report_hash(report)[:12]}, as" in section.text
    captions = {figure.attributes["id"]: figure.all("figcaption")[0].text for figure in section.all("figure")}
    failing = [name for name, text in captions.items() if "refuted sequential_sign_change." in text]
    assert failing == ["figure-sequential_losses"]


def test_floats_and_budget_are_drawn_beside_their_tables() -> None:
    section = section_of(read_back(report_of(check())), "coin_entropy")
    named = [svg.attributes.get("data-figure") for svg in section.all("svg")]
    assert named == ["budget_0", "ulps_0"]
    bare = section_of(read_back(report_of(check(observations=[], budget=None))), "coin_entropy")
    assert bare.all("svg") == []
