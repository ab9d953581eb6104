"""Figures inside a page: the page's colors and font, text as text, ids that do not clash."""

import re
from xml.etree import ElementTree

import pytest

from opd_exact.figures import STYLESHEET, drawn_hash, figure, figures, inline_svg, report_hash, style
from tests.figures.reports import coin_report, drawn_report
from tests.figures.test_files import HOSTILE, hostile_figure
from tests.figures.toy import COIN

SVG = "{http://www.w3.org/2000/svg}"
GAPS = "mean_field_gaps"


@pytest.fixture(scope="module")
def gaps():
    return inline_svg(drawn_report(), figure(GAPS))


def test_it_is_one_element_that_says_what_it_is(gaps):
    root = ElementTree.fromstring(gaps)
    report = drawn_report()
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    title, description = (root.find(f"{SVG}{name}") for name in ("title", "desc"))
    assert (title.text, description.text) == (figure(GAPS).title, figure(GAPS).caption)
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert (root.get("data-report"), root.get("data-drawn")) == (report_hash(report), drawn_hash(report, figure(GAPS)))
    assert root.get("viewBox").startswith("0 0 ")


def test_every_color_is_a_variable_of_the_page(gaps):
    colors = re.findall(r"#[0-9a-fA-F]{6}\b", re.sub(r"var\(--figure-[a-z0-9-]+, #[0-9a-f]{6}\)", "", gaps))
    assert colors == []
    used = set(re.findall(r"var\(--figure-([a-z0-9-]+), #", gaps))
    assert {"ink", "faint", "grid", "series-1", "series-2", "series-3"} <= used <= set(style.COLORS)
    for role, (light, dark) in style.COLORS.items():
        assert f"--figure-{role}: {light};" in STYLESHEET
        assert f"--figure-{role}: {dark};" in STYLESHEET


def test_each_role_has_a_color_of_its_own():
    """A color of two roles could not be replaced by two variables."""
    lights = [light for light, _ in style.COLORS.values()]
    assert len(set(lights)) == len(lights)


def _contrast(first, second):
    """WCAG 2 contrast of two colors."""

    def luminance(color):
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", [0, 1])
def test_contrast_on_light_and_dark_paper(scheme):
    """4.5 : 1 for what is text in places, as WCAG asks."""
    paper = style.COLORS["paper"][scheme]
    for role in ("ink", "faint", "warning", *(f"series-{n}" for n in range(1, 7))):
        assert _contrast(style.COLORS[role][scheme], paper) >= 4.5, role


def test_text_stays_text_in_the_font_of_the_page(gaps):
    words = [element.text for element in ElementTree.fromstring(gaps).iter(f"{SVG}text")]
    assert "coupling strength λ" in words
    assert "DejaVu" not in gaps
    assert "<style" not in gaps


def test_fixed_colors_on_request():
    light = inline_svg(coin_report(), COIN, theme="light")
    assert "var(--figure-ink" not in light
    assert style.INK in light


def test_ids_of_two_figures_do_not_clash_and_references_hold():
    report = drawn_report()
    seen: set[str] = set()
    for one in figures():
        text = inline_svg(report, one)
        root = ElementTree.fromstring(text)
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(set(ids)) == len(ids)
        assert not seen & set(ids)
        assert set(re.findall(r"url\(#([^)]*)\)", text)) | set(re.findall(r'href="#([^"]*)"', text)) <= set(ids)
        seen |= set(ids)


def test_hostile_labels_are_letters():
    report, hostile = hostile_figure()
    root = ElementTree.fromstring(inline_svg(report, hostile))
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    shown = "\n".join(element.text or "" for element in root.iter(f"{SVG}text"))
    assert "<script>alert(1)</script> $\\frac{1}$" in shown
    assert HOSTILE not in shown, "control characters are shown as escapes"
