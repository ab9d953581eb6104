"""Which action is first, over cue validity and search depth, and where the paper stands between the switches."""

import textwrap
from typing import TYPE_CHECKING, Any

from opd_exact.figures import style
from opd_exact.figures.data import Data, Table
from opd_exact.figures.drawing import Drawn, Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

ROW = "tmaze_first_action_map"
# Each action has a color of its own and a hatch.
FILLS: dict[str, dict[str, Any]] = {
    "middle": {"facecolor": style.SERIES[0], "hatch": ""},
    "cue": {"facecolor": style.SERIES[1], "hatch": "////"},
    "stay": {"facecolor": style.SERIES[2], "hatch": "---"},
    "stay or middle": {"facecolor": style.SERIES[3], "hatch": "xx"},
}
NEAR, TICKS = (0.9405, 0.9568), (0.942, 0.946, 0.95, 0.954)
THICK = 0.8


_STAR: dict[str, Any] = {
    "marker": "*",
    "markersize": 12,
    "color": style.PAPER,
    "markeredgecolor": style.INK,
    "markeredgewidth": 1.2,
    "zorder": 4,
}


def draw(data: Data) -> "Canvas":
    """Left all validities, right those around the paper's."""
    canvas, (whole, near) = style.sheet(1, 2, height=4.6, sharey=True, width_ratios=(1.25, 1))
    regions, decisions = data.table(ROW, "regions"), data.table(ROW, "decisions")
    for axes in (whole, near):
        _draw_regions(regions, axes)
        axes.grid(visible=False)
    _draw_decisions(decisions, whole)
    _name_regions(regions, whole)
    _draw_paper(data.table(ROW, "paper"), regions, whole, near)
    _tell_switches(regions, whole, near)
    depths = sorted(set(regions.numbers("depth")))
    whole.set_yticks(depths, [f"{depth:g}" for depth in depths])
    whole.set_ylim(0.45, max(depths) + 0.55)
    whole.set_ylabel("search depth")
    whole.set_xlabel("cue validity v (dots: second implementation)")
    near.set_xlabel("cue validity v (lines: switches)")
    whole.set_xlim(0.5, 1)
    near.set_xlim(*NEAR)
    near.set_xticks(TICKS)
    whole.set_title("all validities from 1/2 to 999/1000")
    near.set_title("around the paper's 19/20")
    return canvas


def _draw_regions(regions: Table, axes: "Axes") -> None:
    named: set[str] = set()
    for depth, low, high, first in _regions(regions):
        axes.barh(
            depth,
            high - low,
            left=low,
            height=THICK,
            alpha=0.42,
            edgecolor=style.INK,
            linewidth=0.0,
            zorder=1,
            label=None if first in named else first,
            **FILLS[first],
        )
        named.add(first)
        if high < max(regions.numbers("high")):
            axes.vlines(high, depth - THICK / 2, depth + THICK / 2, color=style.INK, linewidth=1.6, zorder=2)


def _draw_decisions(decisions: Table, axes: "Axes") -> None:
    axes.plot(
        decisions.numbers("validity"),
        [depth - 0.28 for depth in decisions.numbers("depth")],
        linestyle="none",
        marker="o",
        markersize=2.2,
        color=style.INK,
        zorder=3,
    )


def _name_regions(regions: Table, axes: "Axes") -> None:
    least = min(regions.numbers("low"))
    for depth, low, high, first in _regions(regions):
        if low == least:
            style.note(axes, first, (low, depth), xytext=(8, 3), va="center")
        else:
            style.note(axes, first, (high, depth), xytext=(-2, 3), ha="right", va="center")


def _draw_paper(paper: Table, regions: Table, whole: "Axes", near: "Axes") -> None:
    columns = (paper.numbers("depth"), paper.numbers("validity"), paper.labels("what"), paper.labels("first"))
    rows = list(zip(*columns, strict=True))
    turns = {depth: low for depth, low, _, _ in _regions(regions)}
    for axes in (whole, near):
        axes.axvline(rows[0][1], color=style.INK, linewidth=0.9, linestyle=(0, (2, 2)), zorder=2)
    for depth, validity, what, first in rows:
        for axes in (whole, near):
            axes.plot([validity], [depth], **_STAR)
        # Beside the star on the side on which the switch is not.
        side: dict[str, Any] = (
            {"xytext": (9, 0), "ha": "left"} if turns[depth] < validity else {"xytext": (-9, 0), "ha": "right"}
        )
        style.note(near, textwrap.fill(f"{what}: {first}", 17), (validity, depth), va="center", zorder=5, **side)


def _tell_switches(regions: Table, whole: "Axes", near: "Axes") -> None:
    """Each switch where there is room: in the part that is drawn large, else in the whole."""
    last = max(regions.numbers("high"))
    for depth, _, high, _ in _regions(regions):
        if NEAR[0] < high < min(NEAR[1], last):
            style.note(near, f"{high:.6f}", (high, depth), xytext=(4, -13), fontsize=7.2, zorder=5)
        elif high < last:
            side: dict[str, Any] = {"xytext": (-4, 3), "ha": "right", "va": "center"}
            style.note(whole, f"{high:.6f}", (high, depth), fontsize=7.2, zorder=5, **side)


def _regions(regions: Table) -> list[tuple[float, float, float, str]]:
    columns = (regions.numbers("depth"), regions.numbers("low"), regions.numbers("high"), regions.labels("first"))
    return list(zip(*columns, strict=True))


FIGURE = Figure(
    "first_action_map",
    "T-maze: the first action over cue validity and search depth",
    "The best first action of the exact planner for every cue validity from 1/2 to 999/1000 and every search"
    " depth from 1 to 8. Black lines are the switches, each enclosed and shown to be the only one at its depth;"
    " dots are decisions of a second implementation. The stars are the paper's planner at validity 19/20:"
    " configured for depth 5 it would go to the middle, but its 5000 nodes complete depth 4, where it goes to the"
    " cue.",
    (Drawn(ROW, ("series.regions", "series.decisions", "series.paper")),),
    draw,
)
