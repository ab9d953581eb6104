"""What a row's error is made of: its budget as stacked bars."""

import math
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from opd_exact.figures import Data, Drawn, Figure, style
from opd_exact.registry.views.html_drawing import strip

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "bars",
    "budget_figure",
]

# A share of a bar that the eye still finds; what is smaller gets a bar of its own.
_VISIBLE = Fraction(1, 50)


def budget_figure(check: Mapping[str, Any], place: int) -> Figure | None:
    """The parts of a row's error budget as stacked bars; None where there is no budget, or no part that is not zero.

    place: a number that no other row of the page has.
    """
    row = check["id"]
    if check["budget"] is None or not any(map(_positive, check["budget"].values())):
        return None

    def draw(data: Data) -> "Canvas":
        return _drawn(data.budget(row) or {})

    caption = "The bounds of the table as shares of a bar; each bar shows what could not be seen in the one above it."
    return Figure(f"budget_{place}", f"Error budget of {row}", caption, (Drawn(row, ("budget",)),), draw)


def bars(budget: Mapping[str, Fraction]) -> list[dict[str, Fraction]]:
    """The parts that are not zero in a first bar, then in each further one those that the bar before cannot show.

    >>> parts = {"input": Fraction(1, 10**9), "approximation": Fraction(1, 2), "arithmetic": Fraction(2, 10**9)}
    >>> [list(bar) for bar in bars(parts)]
    [['input', 'approximation', 'arithmetic'], ['input', 'arithmetic']]
    """
    left = {part: bound for part, bound in budget.items() if bound}
    found = []
    while left:
        found.append(left)
        total = sum(left.values())
        left = {part: bound for part, bound in left.items() if bound < _VISIBLE * total}
    return found


def _drawn(budget: Mapping[str, Fraction]) -> "Canvas":
    stacked = bars(budget)
    colors = dict(zip(budget, style.SERIES, strict=False))
    canvas, axes = strip(height=0.46 * len(stacked), left=0.04, above=0.04, below=0.02)
    for line, bar in enumerate(stacked):
        start, total = 0.0, sum(bar.values())
        for part, bound in bar.items():
            share = float(bound / total)
            axes.barh(line, share, 0.42, start, color=colors[part], edgecolor=style.PAPER, linewidth=0.8)
            start += share
        title = "all parts together" if line == 0 else f"{_listed(list(bar))} alone"
        axes.text(0, line - 0.3, f"{title}: ≤ {_rounded_up(Fraction(total))}", va="bottom", fontsize=8.5)
    axes.set_xlim(0, 1)
    axes.set_ylim(len(stacked) - 0.7, -0.8)
    axes.set_axis_off()
    return canvas


def _positive(bound: str) -> bool:
    return float(bound.removeprefix("≤ ").partition("e")[0]) > 0


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _rounded_up(value: Fraction) -> str:
    """A positive bound to three digits, upward, so that it stays a bound."""
    exponent = len(str(value.numerator)) - len(str(value.denominator))
    exponent -= Fraction(10) ** exponent > value
    units = math.ceil(value / Fraction(10) ** (exponent - 2))
    return f"{Decimal(units).scaleb(exponent - 2).normalize():g}"
