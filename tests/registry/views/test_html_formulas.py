"""Statements and closed forms as MathML: well formed and inert whatever they hold, and equal to what they stand for."""

import math
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import latex2mathml.commands
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opd_exact.numbers import log
from opd_exact.registry.views.html_closed_form import closed_form
from opd_exact.registry.views.html_math import typeset
from tests.registry.views.reports import HOSTILE

COMMANDS = sorted(
    word for word in vars(latex2mathml.commands).values() if isinstance(word, str) and word.startswith("\\")
)


def tree(markup: str) -> ElementTree.Element:
    """The markup as XML; void elements of HTML are closed first."""
    return ElementTree.fromstring("<all>" + str(markup).replace("<wbr>", "<wbr/>") + "</all>")


def text_of(markup: str) -> str:
    return "".join(tree(markup).itertext())


@given(
    st.lists(
        st.one_of(st.sampled_from(COMMANDS), st.sampled_from(list("{}[]^_&<>\"'xy12 \\#~()$%λ\x00\x1b"))), max_size=25
    )
)
@example(["{"] * 1900)
@example(["\\newcommand", "{", "\\a", "}", "{", "x", "}"])
def test_any_text_is_typeset_into_known_elements_or_not_at_all(words: list[str]) -> None:
    formula = typeset("".join(words))
    if formula is not None:
        for element in tree(formula).iter():
            assert element.tag in ("all", "wbr", "math") or element.tag.startswith("m")
            assert not any(name.startswith("on") or name in ("href", "src", "style") for name in element.attrib)


@pytest.mark.parametrize("latex", [r"\text{<script>alert(1)</script>}", r"a < b \& c", r"\mathrm{<b>}"])
def test_markup_in_a_statement_stays_text(latex: str) -> None:
    formula = typeset(latex)
    assert formula is not None
    assert not [element for element in tree(formula).iter() if element.tag in ("script", "b")]
    assert "<" in text_of(formula)


def test_what_is_no_latex_is_not_typeset() -> None:
    for text in (HOSTILE, r"\unheardof{x}", "x_1_2", "x" * 3000, r"\newcommand{\a}{\a\a}\a", r"\href{javascript:x}{y}"):
        assert typeset(text) is None


def test_a_line_may_break_at_wide_spaces_and_before_relations() -> None:
    formula = typeset(r"a = b \le c, \quad d")
    assert formula is not None
    parts = tree(formula).findall("math")
    assert ["".join(part.itertext()) for part in parts] == ["a", "=b", "≤c,", "d"]
    assert [part.get("class") for part in parts] == [None, None, None, "apart"]


rationals = st.builds(Fraction, st.integers(-9999, 9999), st.integers(1, 999))


@given(st.lists(st.tuples(rationals, st.integers(2, 50)), min_size=1, max_size=4), rationals)
def test_a_typeset_sum_of_logarithms_has_the_value_of_the_form(
    terms: list[tuple[Fraction, int]], constant: Fraction
) -> None:
    form = sum((weight * log(base) for weight, base in terms), start=log(1) + constant)
    markup = closed_form(str(form))
    if markup is None:
        # Only a whole number has nothing to typeset.
        assert "log" not in str(form)
        assert "/" not in str(form)
        return
    value = sum(value_of(part) for part in tree(markup).findall("math"))
    assert abs(value - float(form)) <= 1e-9 * (
        1 + sum(abs(weight) * math.log(base) for weight, base in terms) + abs(constant)
    )


def value_of(formula: ElementTree.Element) -> float:
    """A term as a reader understands it: a sign, a factor, the logarithm of what comes after its name."""
    sign, numbers, logarithm = 1.0, [], False
    for part in formula:
        if part.tag == "mo" and part.text == "−":
            sign = -1.0
        elif part.tag == "mfrac":
            above, below = (float(inner.text or "") for inner in part)
            numbers.append(above / below)
        elif part.tag == "mn":
            numbers.append(float(part.text or ""))
        logarithm = logarithm or (part.tag == "mi" and part.text == "log")
    if logarithm:
        numbers[-1] = math.log(numbers[-1])
    return sign * math.prod(numbers)


def test_words_around_a_form_stay_and_longer_numbers_are_left_as_they_are() -> None:
    assert text_of(closed_form("risk = -log(3) + 1/2*log(5); <b>") or "") == "risk = −log3+12log5; <b>"
    assert closed_form("1/" + "3" * 25) is None
    assert closed_form("no number at all") is None
    for uncut in ("log(2)/2", "x^1/2", "2*log(3)^2", "H_1/2"):
        assert closed_form(uncut) is None, uncut
