"""The parts that displays are made of: escaped, bounded, in proportion."""

import subprocess
import sys
from fractions import Fraction

import pytest

from opd_exact.displays import (
    MOST_ROWS,
    budget_table,
    code,
    details,
    display_math,
    element,
    latex_text,
    listed,
    shown,
    stacked_bar,
    table,
)
from tests.displays.page import read

HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp;"\''


@pytest.mark.parametrize(
    "html",
    [
        code(HOSTILE),
        element("p", HOSTILE, title=HOSTILE),
        details(HOSTILE, HOSTILE),
        listed([HOSTILE]),
        table([HOSTILE], [[HOSTILE]], caption=HOSTILE),
        stacked_bar({HOSTILE: Fraction(1)}, title=HOSTILE),
        budget_table({HOSTILE: Fraction(1)}, HOSTILE, str),
        display_math(latex_text(HOSTILE)),
        shown(HOSTILE),
    ],
)
def test_what_is_put_in_stays_text(html: str) -> None:
    page = read(html)
    assert not page.all("script")
    assert not page.all("img")
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_text_comes_back_as_it_was_put_in() -> None:
    assert read(code(HOSTILE)).text() == HOSTILE
    assert read(element("p", "", title=HOSTILE)).all("p")[0]["title"] == HOSTILE


def test_a_table_names_itself_its_columns_and_its_rows() -> None:
    page = read(table(("name", "a", "b"), [("x", 1, 2), ("y", 3, 4)], caption="numbers"))
    assert page.text("caption") == "numbers"
    assert [heading["scope"] for heading in page.all("th")] == ["col"] * 3 + ["row"] * 2
    assert len(page.all("td")) == 4


@pytest.mark.parametrize(("rows", "told"), [(MOST_ROWS, None), (MOST_ROWS + 1, "… 1 more"), (200, "… 180 more")])
def test_of_many_rows_the_first(rows: int, told: str | None) -> None:
    page = read(table(("n",), [(n,) for n in range(rows)], caption="many"))
    assert len(page.all("tr")) == 1 + min(rows, MOST_ROWS) + (told is not None)
    assert ("more" in page.text("td")) is (told is not None)
    if told:
        assert told in page.text("td")


def test_a_long_cell_is_cut() -> None:
    assert "(100000 characters)" in read(table(("n",), [("9" * 100_000,)], caption="long")).text("th")


def test_a_bar_is_in_proportion() -> None:
    """Eighths of 480 wide, one after the other; what is 0 is left out, and a speck is a hairline."""
    parts = {"a": Fraction(1, 8), "b": Fraction(0), "c": Fraction(7, 8), "d": Fraction(1, 10**9)}
    rects = [rect for rect in read(stacked_bar(parts, title="bar")).all("rect") if rect["fill"] != "none"]
    assert [round(float(rect["width"])) for rect in rects] == [60, 420, 1]
    assert [round(float(rect["x"])) for rect in rects] == [0, 60, 479]
    assert read(stacked_bar(parts, title="bar")).text("text") == "1 3"


def test_a_bar_of_a_whole_leaves_the_rest_empty() -> None:
    rects = read(stacked_bar({"a": Fraction(1, 4)}, title="bar", whole=Fraction(1))).all("rect")
    assert float(rects[0]["width"]) == 120


def test_a_bar_says_in_words_what_it_shows() -> None:
    (svg,) = read(stacked_bar({"input": Fraction(1, 4)}, title="budget")).all("svg")
    assert svg["role"] == "img"
    assert svg["aria-label"] == "budget: input 0.25"


def test_a_budget_whose_amounts_cancel() -> None:
    """1/2 and 1/4 sum to 3/4; the distance is a third of that."""
    amounts = {"input": Fraction(1, 2), "arithmetic": Fraction(1, 4), "approximation": None}
    page = read(budget_table(amounts, "budget", str, Fraction(1, 4)))
    text = page.text().replace("\u00a0", " ")
    assert "66.7 %" in text
    assert text.count("33.3 %") == 2
    assert "sum of those known ≤ 3/4" in text
    assert "not known" in text


@pytest.mark.parametrize("text", ["$\\href{javascript:alert(1)}{x}$", "a_b^c~d", "}{\\text", "100% & #1"])
def test_no_text_in_a_formula_is_a_command(text: str) -> None:
    """Without what it is made of by design, no backslash, brace or dollar sign is left."""
    left = latex_text(text)
    for made in (r"\backslash ", r"\{", r"\}", r"\$", r"\#", r"\%", r"\&", r"\_", r"\hat{}", r"\sim ", r"\text{", "}"):
        left = left.replace(made, "")
    assert not set(left) & set("\\{}$#%&_^~"), left


def test_the_package_does_not_load_what_displays_need() -> None:
    """Building markup is paid for by those who look at it."""
    asked = "import sys, opd_exact, opd_exact.symbolic, opd_exact.models.pomdp; print('markupsafe' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
