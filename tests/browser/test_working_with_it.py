"""What a reader does with the page of a run: filters, sorts, opens, follows links, changes digits."""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from opd_exact.registry.report import Report
from tests.browser.conftest import SUITE, Opener
from tests.registry.views.reports import check, report_of

Reports = Callable[[str], Report]


@pytest.fixture
def checks(reports: Reports) -> list[dict[str, Any]]:
    """The rows of the run."""
    found: list[dict[str, Any]] = reports(SUITE)["checks"]
    return found


def said(opened: Any) -> str:
    """What the filter announces."""
    text: str = opened.page.inner_text("#filter-said")
    return text


def test_a_word_is_sought_in_ids_statements_and_scopes(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    assert opened.shown() == [entry["id"] for entry in checks]
    opened.page.fill("#filter-text", "Mean FIELD")
    kept = opened.shown()
    assert 0 < len(kept) < len(checks)
    for entry in checks:
        fields = ("id", "group", "statement", "scope", "source", "exact")
        words = " ".join(str(entry[field]) for field in fields).lower()
        if "mean" in words and "field" in words:
            assert entry["id"] in kept
    seen = "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.check)"
    assert sorted(opened.page.eval_on_selector_all("article.check", seen)) == sorted(kept)
    assert said(opened) == f"{len(kept)} of {len(checks)} checks are shown."
    opened.page.fill("#filter-text", "no such word at all")
    assert opened.shown() == []
    opened.page.click("#reset-all")
    assert opened.shown() == [entry["id"] for entry in checks]


def test_choices_narrow_the_table_together(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    opened.page.select_option("#filter-group", "ising")
    opened.page.select_option("#filter-verdict", "PROVED")
    proved = [entry for entry in checks if entry["group"] == "ising" and entry["verdict"] == "PROVED"]
    assert opened.shown() == [entry["id"] for entry in proved]
    opened.page.check("#filter-floats")
    assert opened.shown() == [entry["id"] for entry in proved if entry["observations"]]


def test_failing_checks_are_found_by_how_they_stand(opener: Opener) -> None:
    opened = opener("every verdict")
    opened.page.select_option("#filter-standing", "failed")
    assert opened.shown() == ["coin_inaccurate", "coin_survived"]
    opened.page.select_option("#filter-standing", "not run")
    assert opened.shown() == ["coin_unrun"]


def test_a_view_is_in_its_address(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    opened.page.fill("#filter-text", 'λ & "quoted" #1')
    opened.page.fill("#filter-text", "mutual information")
    opened.page.select_option("#filter-group", "ising")
    opened.page.click("th.mutants button")
    opened.page.fill("#digits", "7")
    address = opened.page.evaluate("location.hash")
    again = opener(SUITE, address)
    assert again.shown() == opened.shown()
    assert again.page.input_value("#filter-text") == "mutual information"
    assert again.page.input_value("#filter-group") == "ising"
    assert again.page.input_value("#digits") == "7"
    assert again.page.get_attribute("th.mutants", "aria-sort") == "ascending"
    linked = opener(SUITE, "#verdict=PROVED")
    assert linked.shown() == [entry["id"] for entry in checks if entry["verdict"] == "PROVED"]
    assert opener(SUITE, "#verdict=NONSENSE&digits=x&sort=y").shown() == [entry["id"] for entry in checks]


def test_columns_are_sorted_both_ways(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    opened.page.click("th.name button")
    assert opened.shown() == sorted(entry["id"] for entry in checks)
    opened.page.click("th.name button")
    assert opened.page.get_attribute("th.name", "aria-sort") == "descending"
    assert opened.shown() == sorted((entry["id"] for entry in checks), reverse=True)
    opened.page.click("th.value button")
    assert opened.page.get_attribute("th.name", "aria-sort") is None
    middles = {entry["id"]: entry["value"] and Fraction(entry["value"]["mid"]) for entry in checks}
    order = [middles[name] for name in opened.shown()]
    known = [middle for middle in order if middle is not None]
    assert order == [None] * (len(order) - len(known)) + sorted(known)


def test_a_row_leads_to_its_section_and_opens_it(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    identifier = checks[-1]["id"]
    body = opened.page.locator(f"article.check[data-check={identifier}] > details > .body")
    assert not body.is_visible()
    opened.page.click(f"#checks a[href='#{identifier}']")
    body.wait_for(state="visible")
    assert body.locator("math").count() > 0
    top = opened.page.locator(f"#{identifier}").bounding_box()["y"]
    assert 0 <= top < 900


def test_a_link_to_a_check_opens_it_even_if_it_was_filtered_out(opener: Opener, checks: list[dict[str, Any]]) -> None:
    identifier = checks[-1]["id"]
    opened = opener(SUITE, f"#{identifier}")
    assert opened.page.locator(f"article.check[data-check={identifier}] > details > .body").is_visible()
    opened.page.fill("#filter-text", "no such word at all")
    opened.page.evaluate(f"location.hash = '#{checks[0]['id']}'")
    opened.page.locator(f"article.check[data-check={checks[0]['id']}] > details > .body").wait_for(state="visible")
    assert len(opened.shown()) == len(checks)


def test_all_sections_open_and_close_at_once(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    opened.page.click("#expand-all")
    assert opened.page.locator("article.check > details[open]").count() == len(checks)
    opened.page.click("#collapse-all")
    assert opened.page.locator("article.check > details[open]").count() == 0


def test_keys_alone_are_enough(opener: Opener) -> None:
    opened = opener("every verdict")
    keys = opened.page.keyboard
    keys.press("Tab")
    assert opened.page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    keys.press("/")
    assert opened.page.evaluate("document.activeElement.id") == "filter-text"
    keys.type("a/b")
    assert opened.page.input_value("#filter-text") == "a/b"
    opened.page.fill("#filter-text", "coin_proved")
    for _ in range(40):
        keys.press("Tab")
        if opened.page.evaluate("document.activeElement.getAttribute('href')") == "#coin_proved":
            break
    outline = opened.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    keys.press("Enter")
    body = opened.page.locator("article.check[data-check=coin_proved] > details > .body")
    body.wait_for(state="visible")
    assert opened.page.evaluate("document.activeElement.tagName") == "SUMMARY"
    keys.press("Enter")
    body.wait_for(state="hidden")


def test_a_table_that_scrolls_is_reached_by_keys(opener: Opener) -> None:
    opened = opener("every verdict", width=360)
    opened.expand()
    scrolling = 0
    for region in opened.page.query_selector_all(".scroll"):
        if not region.is_visible():
            continue
        region.scroll_into_view_if_needed()
        opened.page.wait_for_function("one => (one.scrollWidth > one.clientWidth) === (one.tabIndex === 0)", arg=region)
        scrolling += region.evaluate("one => one.tabIndex === 0")
    assert scrolling > 0


# -- Digits.


def enclosure(text: str) -> tuple[Fraction, Fraction]:
    """The ends of an interval written as middle ± radius."""
    middle, radius = (Fraction(part) for part in text.split(" ± "))
    return middle - radius, middle + radius


def test_fewer_digits_still_enclose_what_is_known(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    values = {entry["id"]: entry["value"] for entry in checks if entry["value"]}
    most = int(opened.page.get_attribute("#digits", "max"))
    assert opened.page.input_value("#digits") == "12"
    for digits in range(5, most + 1):
        opened.page.fill("#digits", str(digits))
        shown = opened.page.eval_on_selector_all(
            "#checks .enclosure", "all => all.map(one => [one.closest('tr').dataset.check, one.textContent])"
        )
        assert len(shown) == len(values)
        for identifier, text in shown:
            full = f"{values[identifier]['mid']} ± {values[identifier]['rad']}"
            assert_encloses(text, full, digits)
            if digits == most:
                assert text == full


def assert_encloses(text: str, full: str, digits: int) -> None:
    """The interval shown holds the one known, and is not much wider than so many digits ask for."""
    low, high = enclosure(text)
    known_low, known_high = enclosure(full)
    assert low <= known_low <= known_high <= high
    if text == full:
        return
    middle, radius = text.split(" ± ")
    shown = re.sub(r"e.*", "", middle).lstrip("-0.").replace(".", "")
    assert len(shown) <= digits + 1
    # Half a unit of the last digit shown, twice the radius that is known, and a tenth for rounding the radius up.
    mantissa, _, exponent = middle.partition("e")
    unit = Fraction(f"1e{exponent or 0}") / 10 ** len(mantissa.partition(".")[2])
    assert Fraction(radius) <= Fraction(11, 10) * (unit / 2 + known_high - known_low)


@pytest.mark.parametrize(
    ("mid", "rad"),
    [
        ("0", "0"),
        ("0", "1e-30"),
        ("-0.098039102985", "3.14e-13"),
        ("999999999.99999999", "0"),
        ("9.9999999999999", "1e-13"),
        ("-99999.5", "2"),
        ("123456789012345678901234567890", "7"),
        ("1.5e40", "3e20"),
        ("2.50000000000000000000000000001e-77", "1e-105"),
        ("0.000574382625779432170767892442389", "2.6e-34"),
        ("3.14159265358979323846264338328", "0.5"),
        ("1.23456789", "10"),
        ("1e999999999", "1e-999999999"),
        ("1.2345678901234567890", "1e-999999999"),
    ],
)
def test_any_enclosure_is_shortened_so_that_it_still_encloses(opener: Opener, mid: str, rad: str) -> None:
    opened = opener(SUITE)
    for digits in (1, 5, 12, 40):
        text = opened.page.evaluate("([mid, rad, digits]) => shortened(mid, rad, digits)", [mid, rad, digits])
        if "e999" in mid or "e-999" in rad:
            assert text == f"{mid} ± {rad}"
        else:
            assert_encloses(text, f"{mid} ± {rad}", digits)


def test_an_exact_decimal_that_is_shortened_has_no_row_of_zeros(opener: Opener) -> None:
    opened = opener(SUITE)
    said = opened.page.evaluate("shortened('0.500000000000000000000000000000', '0', 12)")
    assert said == "0.500000000000 ± 0"


def test_one_value_alone_shows_all_of_its_digits(opener: Opener, checks: list[dict[str, Any]]) -> None:
    entry = next(entry for entry in checks if entry["value"] and len(entry["value"]["mid"]) > 20)
    opened = opener(SUITE, f"#{entry['id']}")
    section = opened.page.locator(f"article.check[data-check={entry['id']}]")
    value, button = section.locator("dl .enclosure"), section.locator(".all-digits")
    full = f"{entry['value']['mid']} ± {entry['value']['rad']}"
    assert value.inner_text() != full
    button.click()
    assert value.inner_text() == full
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert value.inner_text() != full


def test_every_statement_of_the_suite_is_typeset(opener: Opener, checks: list[dict[str, Any]]) -> None:
    opened = opener(SUITE)
    opened.expand()
    assert opened.page.evaluate("document.fonts.ready.then(all => [...all].map(font => font.status))") == ["loaded"]
    sizes = opened.page.eval_on_selector_all(
        "article.check",
        """all => all.map(one => [one.dataset.check, [...one.querySelectorAll(".statement math")].map(formula => {
            const { width, height } = formula.getBoundingClientRect();
            return Math.min(width, height);
        })])""",
    )
    assert sorted(identifier for identifier, _ in sizes) == sorted(entry["id"] for entry in checks)
    for identifier, least in sizes:
        assert least, identifier
        assert min(least) > 1, identifier


def test_hostile_texts_add_no_element_and_run_nothing(opener: Opener) -> None:
    opened = opener("hostile")
    opened.expand()
    assert opened.page.locator("script").count() == 1
    assert opened.page.evaluate("document.querySelectorAll('body a[href^=http], body img, body iframe').length") == 0
    opened.page.fill("#filter-text", "<script>")
    assert opened.shown() == ["hostile_failing", "hostile_passing"]


def test_report_of_one_check_has_no_choices_to_make(opener: Opener) -> None:
    assert report_of(check())["summary"]["total"] == 1
    opened = opener("no observations")
    assert opened.page.locator("#filter-controls select").count() == 0
