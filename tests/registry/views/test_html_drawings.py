"""The drawings of a row: every mark stands where its number says, every part of a budget can be seen in some bar."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.figures import Figure, style
from opd_exact.registry.views.html_budget import bars, budget_figure
from opd_exact.registry.views.html_drawing import row_drawing
from opd_exact.registry.views.html_ulps import ulps_figure
from tests.registry.views.reports import check


class Fields:
    """Stands for the data of a figure that draws one row."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row

    def field(self, row: str, path: str) -> Any:
        assert row == self.row["id"]
        return self.row[path]


def drawn(figure: Figure | None, row: dict[str, Any]) -> Any:
    """The axes of the figure."""
    assert figure is not None
    with style.settings():
        (axes,) = figure.draw(Fields(row)).axes  # type: ignore[arg-type]
    return axes


def seen(ulps: str | None, **changes: Any) -> dict[str, Any]:
    observation: dict[str, Any] = check()["observations"][0]
    return observation | {"ulps": ulps} | changes


def test_each_mark_stands_at_its_ulps() -> None:
    runs = [
        seen("≤ 0.209", abs_error="≤ 2e-17", tolerance="2e-15"),
        seen(None),
        seen("≤ 0", abs_error="≤ 0"),
        seen("≤ 1.03e309", tolerance=None, within=None),
        seen("≤ 40", abs_error="≤ 4e-12", tolerance="1e-12", within=False),
    ]
    row = check(observations=runs)
    axes = drawn(ulps_figure(row, 0), row)
    marks = [(line.get_marker(), line.get_xdata()[0], line.get_ydata()[0]) for line in axes.lines[1:]]
    (zero,) = (x for marker, x, y in marks if y == 1)
    assert zero < math.log10(0.209)
    expected = [
        ("|", math.log10(20.9), 0),
        ("o", math.log10(0.209), 0),
        ("o", zero, 1),
        ("o", math.log10(1.03) + 309, 2),
        ("|", 1.0, 3),
        ("X", math.log10(40), 3),
    ]
    assert [(marker, y) for marker, _, y in marks] == [(marker, y) for marker, _, y in expected]
    for (_, x, _), (_, place, _) in zip(marks, expected, strict=True):
        assert abs(x - place) < 1e-12
    assert [label.get_text() for label in axes.get_yticklabels()] == ["1", "3", "4", "5"]
    low, high = axes.get_xlim()
    assert all(low < x < high for _, x, _ in marks)


def test_a_row_without_ulps_or_without_a_budget_has_no_drawing() -> None:
    assert ulps_figure(check(observations=[seen(None)]), 0) is None
    assert ulps_figure(check(observations=[]), 0) is None
    assert budget_figure(check(budget=None), 0) is None
    nothing = dict.fromkeys(check()["budget"], "≤ 0")
    assert budget_figure(check(budget=nothing), 0) is None
    assert row_drawing(check(), None) is None


@pytest.mark.parametrize("bound", ["≤ 1e-999999999", "≤ 1e999999999"])
def test_a_number_that_no_one_can_draw_leaves_the_table_alone(bound: str) -> None:
    row = check(observations=[seen(bound, abs_error=bound)], budget={**check()["budget"], "input": bound})
    for figure in (ulps_figure(row, 0), budget_figure(row, 0)):
        row_drawing(row, figure)


amounts = st.dictionaries(
    st.sampled_from(("input", "regularization", "approximation", "arithmetic")),
    st.one_of(
        st.just(Fraction(0)), st.builds(lambda m, e: Fraction(m) / 10**e, st.integers(1, 99), st.integers(0, 60))
    ),
    min_size=1,
)


@given(amounts)
def test_every_part_can_be_seen_in_exactly_one_bar(budget: dict[str, Fraction]) -> None:
    stacked = bars(budget)
    visible = [part for bar in stacked for part, bound in bar.items() if 50 * bound >= sum(bar.values())]
    assert sorted(visible) == sorted(part for part, bound in budget.items() if bound)
    for bar in stacked:
        assert list(bar) == [part for part in budget if part in bar]
