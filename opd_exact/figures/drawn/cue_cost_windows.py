"""For which costs of the cue, and from which horizon on, sampling it first pays."""

from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data
from opd_exact.figures.drawing import Drawn, Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

WINDOWS, CURVE, BREAK_EVEN, LEARNING = (
    "sequential_cost_windows",
    "sequential_horizon_curve",
    "sequential_break_even",
    "sequential_learning_commit",
)


COSTS = (0.5, 3.4)


def draw(data: Data) -> "Canvas":
    """Left the windows of costs above the break-even costs by horizon, right the gap at the published cost."""
    canvas, panels = style.mosaic("AC;BC", height=4.0, height_ratios=(1, 3.2))
    _draw_windows(data, panels["A"])
    _draw_costs(data, panels["B"])
    _draw_gaps(data, panels["C"])
    return canvas


def _draw_windows(data: Data, axes: "Axes") -> None:
    windows = data.table(WINDOWS, "windows")
    rows = zip(*(windows.numbers(name) for name in ("lower", "upper", "published_cost")), strict=True)
    for place, (name, (lower, upper, cost)) in enumerate(zip(windows.labels("comparison"), rows, strict=True)):
        axes.plot([lower, upper], [-place, -place], color=style.SERIES[2], linewidth=5, solid_capstyle="butt")
        axes.plot([cost], [-place], marker="D", color=style.INK, markeredgecolor=style.PAPER, linestyle="none")
        text = f"{name}: {lower:.3f} to {upper:.3f}"
        style.note(axes, text, (upper, -place), color=style.SERIES[2], xytext=(5, -3))
    axes.set_xlim(*COSTS)
    axes.set_ylim(-1.6, 0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelbottom=False)
    axes.set_title("windows of costs, published costs as diamonds")


def _draw_costs(data: Data, axes: "Axes") -> None:
    forgetful, learning = data.table(BREAK_EVEN, "break_even_costs"), data.table(LEARNING, "learning")
    costs, horizons = forgetful.numbers("cost"), forgetful.numbers("horizon")
    axes.fill_betweenx(horizons, COSTS[0], costs, color=style.SERIES[0], alpha=0.1, linewidth=0)
    axes.plot(costs, horizons, **style.look(0, marked=True))
    axes.plot(learning.numbers("break_even_cost"), learning.numbers("horizon"), **style.look(1, marked=True))
    style.note(
        axes,
        "if commit never\nlearns, cue first\npays above here",
        (2.3, 2.45),
        color=style.SERIES[0],
        xytext=(10, -26),
    )
    style.note(axes, "if it learns,\nleft of here", (1.14, 5), color=style.SERIES[1], xytext=(5, -4))
    axes.set_xlim(*COSTS)
    axes.set_ylim(0.8, 6.2)
    axes.set_yticks(range(1, 7))
    axes.set_xlabel("cost c of the cue (nats)")
    axes.set_ylabel("horizon H (steps)")


def _draw_gaps(data: Data, axes: "Axes") -> None:
    forgetful, learning = data.table(CURVE, "horizon_curve"), data.table(LEARNING, "learning")
    turning = float(data.value(BREAK_EVEN))
    axes.axhline(0, color=style.FAINT, linewidth=0.8)
    axes.plot(forgetful.numbers("horizon"), forgetful.numbers("gap"), **style.look(0, marked=True))
    axes.plot(learning.numbers("horizon"), learning.numbers("gap"), **style.look(1, marked=True))
    axes.axvline(turning, color=style.FAINT, linewidth=0.9, linestyle=(0, (3, 2)))
    style.note(axes, f"break-even H = {turning:.4f}", (turning, 3.4), xytext=(4, 0))
    style.note(axes, "commit never learns", (4, 2.22), color=style.SERIES[0], xytext=(4, -14))
    told = "commit learns"
    if max(learning.numbers("gap")) < 0:
        # The row says nothing of longer horizons.
        told += f": cue does not pay, H ≤ {max(learning.numbers('horizon')):g}"
    style.note(axes, told, (1.9, -0.17), color=style.SERIES[1], xytext=(0, -15))
    axes.set_xlim(0.8, 6.2)
    axes.set_xticks(range(1, 7))
    gaps = [*forgetful.numbers("gap"), *learning.numbers("gap")]
    axes.set_ylim(min(-0.7, 1.1 * min(gaps)), max(4.2, 1.1 * max(gaps)))
    axes.set_xlabel("horizon H (steps)")
    axes.set_ylabel("commit minus cue first (nats)")
    (cost,) = data.table(WINDOWS, "windows").where("comparison", "horizon curve").numbers("published_cost")
    axes.set_title(f"advantage of the cue at cost {cost:g}")


FIGURE = Figure(
    "cue_cost_windows",
    "When the cue pays: windows of its cost and break-even horizons",
    "Left: the cost of a perfect cue at which sampling it first and committing are equal, by horizon, for a committing"
    " policy that never learns from outcomes and for one that does; bars are the windows of costs in which looking"
    " further ahead changes the choice, diamonds the published costs. Right: the advantage of the cue first at the"
    " published cost 1.3; it turns positive at the break-even horizon, but against a committing policy that learns at"
    " none of the horizons drawn.",
    (
        Drawn(WINDOWS, ("series.windows",)),
        Drawn(CURVE, ("series.horizon_curve",)),
        Drawn(BREAK_EVEN, ("value", "series.break_even_costs")),
        Drawn(LEARNING, ("series.learning",)),
    ),
    draw,
)
