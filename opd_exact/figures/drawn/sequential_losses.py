"""Train and test loss of the student over the dose of correction, and the one dose at which they change places."""

from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data, Table
from opd_exact.figures.drawing import Drawn, Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

SWEEP, ROOT = "sequential_dose_sweep", "sequential_sign_change"
COLUMNS = (
    (0, "train", "train loss: the teacher's visits"),
    (1, "test", "test loss: the student's visits"),
    (2, "shift_mass", "shift mass: total variation of the visits"),
)


def draw(data: Data) -> "Canvas":
    """Above the losses and the shift mass, below test minus train, on one axis of doses."""
    canvas, (losses, difference) = style.sheet(2, 1, height=4.8, sharex=True, height_ratios=(1.7, 1))
    table, root = data.table(SWEEP, "losses"), float(data.value(ROOT))
    _draw_losses(table, losses)
    _draw_difference(table, root, difference)
    for axes in (losses, difference):
        axes.axvline(root, color=style.FAINT, linewidth=0.9, linestyle=(0, (3, 2)))
        axes.set_xlim(-0.02, 1.02)
    difference.set_xlabel("dose f: policy (1 - f) · before + f · after")
    return canvas


def _draw_losses(table: Table, axes: "Axes") -> None:
    doses, published = table.numbers("dose"), table.where("published", "yes")
    for place, column, name in COLUMNS:
        axes.plot(doses, table.numbers(column), **style.look(place))
        axes.plot(published.numbers("dose"), published.numbers(column), **style.points(place))
        axes.plot([], [], **style.look(place, marked=True), label=name)
    axes.set_ylim(0, max(0.45, *(1.05 * max(table.numbers(column)) for _, column, _ in COLUMNS)))
    axes.set_ylabel("loss (nats), shift mass")
    axes.set_title(f"losses and shift, with the {len(published.rows)} published doses")
    style.legend(axes, loc="upper right")


def _draw_difference(table: Table, root: float, axes: "Axes") -> None:
    doses = table.numbers("dose")
    gap = [float(test - train) for test, train in zip(table.exact("test"), table.exact("train"), strict=True)]
    axes.axhline(0, color=style.FAINT, linewidth=0.8)
    for color, side in (
        (style.SERIES[1], [value >= 0 for value in gap]),
        (style.SERIES[0], [value <= 0 for value in gap]),
    ):
        axes.fill_between(doses, gap, 0, where=side, interpolate=True, color=color, alpha=0.15, linewidth=0)
    axes.plot(doses, gap, color=style.INK)
    axes.plot([root], [0], marker="o", color=style.INK, linestyle="none")
    style.note(axes, f"f* = {root:.6f}", (root, 0), xytext=(6, 8))
    style.note(axes, "train underestimates test", (0.01, 0.008), color=style.SERIES[1], xytext=(0, 0))
    style.note(axes, "train overestimates test", (0.73, -0.009), color=style.SERIES[0], xytext=(-6, 14))
    axes.set_ylabel("test - train (nats)")


FIGURE = Figure(
    "sequential_losses",
    "Sequential shift: train and test loss over the dose of correction",
    "Losses of the student on the teacher's visits (train) and on its own (test), and the total variation between the"
    " two visitations, over the dose f of correction at horizon 8; markers are the published doses. Train loss is less"
    " than test loss below the one root f* of their difference, and more above it.",
    (Drawn(SWEEP, ("series.losses",)), Drawn(ROOT, ("value",))),
    draw,
)
