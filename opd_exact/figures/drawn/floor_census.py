"""Which results carry a numeric floor (a clipped log, a stand-in for zero, a penalty), and how much it moves them."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from opd_exact.figures import style
from opd_exact.figures.data import Data
from opd_exact.figures.drawing import EVERY_ROW, Drawn, Figure
from opd_exact.figures.drawn._wording import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

# An infinite effect stands at the right end, one of exactly 0 at the left.
MOST = 1e3
# Where the floors are named: right of all rounding.
NAMES = 1e-5


class Floor(NamedTuple):
    """A floor of a row, a bound on its effect, and the rounding beside it where the row has a budget."""

    row: str
    name: str
    effect: float
    arithmetic: float | None


def draw(data: Data) -> "Canvas":
    """A line for each row with a floor, those with the largest effect first."""
    found = sorted((floor for row in data.rows() for floor in _floors(data, row)), key=lambda floor: -floor.effect)
    canvas, (axes,) = style.sheet(height=1.6 + 0.22 * max(len(found), 3))
    least = style.left_end(bound for floor in found for bound in (floor.effect, floor.arithmetic or 0.0))
    for place, floor in enumerate(found):
        _draw_floor(floor, place, axes, least)
    _arrange(axes, found, least)
    if not found:
        style.emptiness(axes, "no row of this report has a floor")
    seen = [row for row in data.rows() if data.observations(row)]
    carrying = {floor.row for floor in found}
    others = len(set(seen) - carrying)
    # Of a row that came to no finding nothing is known, not that it has no floor.
    bare = set(data.rows()) - set(seen) - carrying
    unknown = {row for row in data.rows() if data.field(row, "verdict") in ("NOT_RUN", "UNDECIDED")} & bare
    style.remark(
        axes,
        f"{len(carrying)} of {len(data.rows())} rows account for floors. Of the others {others} saw floats and have"
        f" no floor, and {len(bare - unknown)} rest on exact or enclosed numbers alone."
        + (f" Nothing is known of {len(unknown)} that came to no finding." if unknown else ""),
    )
    return canvas


def _floors(data: Data, row: str) -> list[Floor]:
    """The floors that a row tells of in its series, and the regularization of its budget unless it is exactly 0."""
    found = []
    if data.field(row, "series.floors") is not None:
        table = data.table(row, "floors")
        found += [
            Floor(row, *cells, None) for cells in zip(table.labels("floor"), table.numbers("effect"), strict=True)
        ]
    budget = data.budget(row)
    if budget is not None and budget["regularization"] != 0:
        effect, arithmetic = (float(budget[part]) for part in ("regularization", "arithmetic"))
        found.append(Floor(row, "its budget's regularization", effect, arithmetic))
    return found


def _draw_floor(floor: Floor, place: int, axes: "Axes", least: float) -> None:
    if math.isinf(floor.effect):
        axes.plot([MOST], [place], **{**_EFFECT, "marker": ">", "markersize": 8})
    else:
        axes.plot([max(floor.effect, least)], [place], **_EFFECT)
    if floor.arithmetic is not None:
        axes.plot([max(floor.arithmetic, least)], [place], **_ROUNDING)
    style.note(axes, floor.name, (NAMES, place), color=style.FAINT, fontsize=7, xytext=(0, 0), va="center")


_EFFECT: dict[str, Any] = {"marker": "o", "markersize": 5.5, "color": style.SERIES[1], "linestyle": "none"}
_ROUNDING: dict[str, Any] = {
    "marker": "s",
    "markersize": 5,
    "markerfacecolor": "none",
    "markeredgecolor": style.SERIES[0],
    "linestyle": "none",
}


def _arrange(axes: "Axes", found: Sequence[Floor], least: float) -> None:
    style.decades(axes, "x")
    axes.set_xlim(least / 3, MOST * 4)
    exponents = range(-18, 1, 3)
    ticks = [least, *(10.0**n for n in exponents), MOST]
    axes.set_xticks(ticks, ["0", *(style.power_of_ten(10.0**n) for n in exponents), "∞"])
    axes.set_yticks(range(len(found)), [shortened(floor.row, 40) for floor in found], fontsize=7)
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(max(len(found), 3) - 0.4, -0.6)
    axes.set_xlabel("bound on the effect (unit of the row, mostly nats)")
    axes.plot([], [], **_EFFECT, label="effect of the floor")
    axes.plot([], [], **_ROUNDING, label="rounding of the float's own operations")
    style.legend(axes, above=True, ncols=2, handletextpad=0.2)


FIGURE = Figure(
    "floor_census",
    "Floor census: which results carry a numeric floor, and what it does",
    "The rows whose subject clips logarithms, puts a small number in place of zero, or adds penalties, with a bound on"
    " how far that moves the result; squares show the rounding of the same float where the row has a budget. An effect"
    " of exactly 0 stands at the left end, an infinite one at the right.",
    (Drawn(EVERY_ROW, ("verdict", "observations", "budget", "series.floors")),),
    draw,
)
