"""What holds of the page of every report: it loads nothing, fits its window, is legible, and prints."""

from collections.abc import Callable
from typing import Any

import pytest

from opd_exact.registry.report import Report
from tests.browser.conftest import NAMES, Opener, required
from tests.browser.contrast import too_faint

every_report = pytest.mark.parametrize("name", NAMES)


@every_report
def test_the_console_is_silent_and_nothing_is_asked_of_the_network(
    name: str, opener: Opener, files: Callable[[str], str]
) -> None:
    opened = opener(name)
    opened.expand()
    opened.page.wait_for_timeout(100)
    assert opened.said == []
    assert opened.asked == [files(name)]


@every_report
@pytest.mark.parametrize("width", [360, 800, 1440])
def test_no_page_is_wider_than_its_window(name: str, width: int, opener: Opener) -> None:
    opened = opener(name, width=width)
    for expanded in (False, True):
        if expanded:
            opened.expand()
        assert opened.page.evaluate("document.documentElement.scrollWidth") <= width


@every_report
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(name: str, scheme: str, opener: Opener) -> None:
    opened = opener(name, scheme=scheme)
    opened.expand()
    count, faint = too_faint(opened.page)
    assert count > 20
    assert faint == []


def test_a_text_that_is_too_faint_is_found(opener: Opener) -> None:
    opened = opener("all hold")
    opened.page.add_style_tag(content="h1 { color: #999 }")
    _, faint = too_faint(opened.page)
    assert len(faint) == 1
    assert "2.7" in faint[0]


@every_report
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(name: str, scheme: str, opener: Opener, reports: Callable[[str], Report]) -> None:
    axe = required("axe_playwright_python.sync_playwright")
    opened = opener(name, scheme=scheme, width=1440)
    # Of a long report the first two checks of every group, open, stand for the others: axe takes minutes on all.
    if len(reports(name)["checks"]) > 20:
        opened.page.evaluate(
            "for (const group of document.querySelectorAll('section.of-group'))"
            " for (const one of [...group.querySelectorAll('article.check')].slice(2)) one.remove()"
        )
    opened.expand()
    results: dict[str, Any] = axe.Axe().run(opened.page).response
    assert [(found["id"], found["nodes"][0]["html"]) for found in results["violations"]] == []


@every_report
def test_print_shows_every_section_and_no_control(name: str, opener: Opener, reports: Callable[[str], Report]) -> None:
    opened = opener(name, scheme="dark")
    opened.page.emulate_media(media="print", color_scheme="dark")
    bodies = opened.page.query_selector_all("article.check > details > .body")
    assert len(bodies) == len(reports(name)["checks"])
    assert all(body.bounding_box()["height"] > 50 for body in bodies)
    for control in opened.page.query_selector_all("button:not(th button), input, select"):
        assert not control.is_visible()
    assert opened.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert opened.page.pdf()[:5] == b"%PDF-"


@every_report
def test_without_a_script_all_of_it_can_be_read(name: str, opener: Opener, reports: Callable[[str], Report]) -> None:
    opened = opener(name, script=False)
    checks = reports(name)["checks"]
    assert not opened.page.locator("#filter-controls").is_visible()
    assert opened.page.locator("button:visible").count() == 0
    for check in checks[:3]:
        section = opened.page.locator(f"article.check[data-check={check['id']}]")
        if check["passed"]:
            section.locator("summary").first.click()
        section.scroll_into_view_if_needed()
        assert section.locator(".body").is_visible()
        if check["value"]:
            assert f"{check['value']['mid']} ± {check['value']['rad']}" in section.locator("dd").all_inner_texts()
