"""The classroom's divergence at each decision: paired by index as in the paper, and along the student's own history."""

from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data
from opd_exact.figures.drawing import Drawn, Figure
from opd_exact.figures.drawn._wording import scientific

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

PAIRED = ("classroom_reverse_kl_paired_twin", "classroom_reverse_kl_paired_ideal")
ON_POLICY = ("classroom_reverse_kl_on_policy_twin", "classroom_reverse_kl_on_policy_ideal")
# Balls show no more of an exact 0 than that it is below such a bound.
VANISHING = 1e-30
WIDTH = 0.38


def draw(data: Data) -> "Canvas":
    """Two bars for each decision, with the ideal planner's value and the recorded float on them."""
    canvas, (axes,) = style.sheet(height=4.2)
    _draw_bars(data, axes, PAIRED, 0, -WIDTH / 2, "paired by index")
    _draw_bars(data, axes, ON_POLICY, 1, WIDTH / 2, "along the student's history")
    table = data.table(PAIRED[0], "divergences")
    steps = table.numbers("step")
    axes.plot(
        [step - WIDTH / 2 for step in steps],
        table.numbers("recorded"),
        linestyle="none",
        marker="o",
        markersize=9,
        color="none",
        markeredgecolor=style.INK,
        markeredgewidth=1.1,
        label="paired by index, recorded float",
    )
    axes.set_xticks(steps, [f"decision {step:g}" for step in steps])
    axes.grid(visible=False, axis="x")
    axes.set_ylabel("D(student ‖ teacher) (nats)")
    axes.set_ylim(0, max(12.0, 1.16 * max(table.numbers("twin"))))
    handles, labels = axes.get_legend_handles_labels()
    # Bars first, then what is marked on them.
    order = sorted(range(len(labels)), key=lambda place: ("twin" not in labels[place], "along" in labels[place]))
    axes.legend([handles[place] for place in order], [labels[place] for place in order], loc="upper left")
    return canvas


def _draw_bars(data: Data, axes: "Axes", rows: tuple[str, str], place: int, shift: float, name: str) -> None:
    twin, ideal = (data.table(row, "divergences") for row in rows)
    heights = twin.numbers("twin")
    at = [step + shift for step in twin.numbers("step")]
    axes.bar(
        at,
        heights,
        WIDTH * 0.92,
        color=style.SERIES[place],
        alpha=0.45,
        edgecolor=style.SERIES[place],
        hatch=("", "////")[place],
        linewidth=1.0,
        label=f"{name}, twin: mean {float(data.value(rows[0])):.6f}",
    )
    axes.plot(
        at,
        ideal.numbers("ideal"),
        **(style.points(place + 2) | {"markersize": 6.5}),
        label=f"{name}, ideal: mean {float(data.value(rows[1])):.6f}",
    )
    for x, height in zip(at, heights, strict=True):
        style.note(axes, _told(height), (x, height), color=style.SERIES[place], ha="center", xytext=(0, 9))


def _told(value: float) -> str:
    if value < VANISHING:
        return "0"
    return f"{value:.4f}" if value > 1e-3 else scientific(value)


FIGURE = Figure(
    "step_divergences",
    "Classroom: divergence of student from teacher at each decision",
    "The reverse divergence of the action posteriors at each of the four decisions. Paired by index, decision t"
    " of the student's run is compared with decision t of the teacher's own run, where from t = 1 on the two stand"
    " in different places; its mean is the paper's 6.28. Along the student's history the teacher is asked what it"
    " would do where the student is: the two agree but for the first decision. Bars: pymdp's algorithm without"
    " rounding, 5000 nodes. Diamonds and triangles: the exact recursion to the configured depth 5.",
    (
        Drawn(PAIRED[0], ("series.divergences", "value")),
        Drawn(PAIRED[1], ("series.divergences", "value")),
        Drawn(ON_POLICY[0], ("series.divergences", "value")),
        Drawn(ON_POLICY[1], ("series.divergences", "value")),
    ),
    draw,
)
