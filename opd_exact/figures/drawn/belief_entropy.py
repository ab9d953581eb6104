"""The T-maze agent's uncertainty along its rollout: exactly, as recorded in floats, and how far apart they are."""

from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data, Table
from opd_exact.figures.drawing import Drawn, Figure
from opd_exact.figures.drawn._wording import plain, scientific

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

ROW = "belief_entropy_finite"
# A float that is exactly right has no place on a logarithmic axis; none is as near as this without being so.
LEAST = 1e-40


def draw(data: Data) -> "Canvas":
    """Above the entropies, below the bound on each float's error, over the steps."""
    canvas, (entropies, errors) = style.sheet(2, 1, height=5.0, sharex=True, height_ratios=(1.5, 1))
    table = data.table(ROW, "belief_entropies")
    _draw_entropies(table, float(data.value(ROW)), entropies)
    _draw_errors(table, data, errors)
    steps = table.numbers("step")
    places = [plain(place) for place in table.labels("place")]
    errors.set_xticks(steps, [f"{step:g}\n{place}" for step, place in zip(steps, places, strict=True)])
    errors.set_xlim(-0.4, max(steps) + 0.75)
    errors.set_xlabel("step, and where the agent stands")
    return canvas


def _draw_entropies(table: Table, mean: float, axes: "Axes") -> None:
    steps, exact = table.numbers("step"), table.numbers("exact")
    axes.axhline(mean, color=style.FAINT, linewidth=0.9, linestyle=(0, (2, 2)))
    style.note(axes, f"mean {mean:.4f}", (max(steps) + 0.75, mean), color=style.FAINT, ha="right", xytext=(0, 4))
    axes.plot(steps, exact, **style.look(0, marked=True), drawstyle="steps-post", label="exact")
    axes.plot(
        steps, table.numbers("recorded"), **(style.points(1) | _HOLLOW | {"markersize": 9.0}), label="recorded float"
    )
    last = 0.0
    for step, entropy in zip(steps, exact, strict=True):
        if entropy != last:
            style.note(
                axes, f"{entropy:.6f}" if entropy else "0", (step, entropy), color=style.SERIES[0], xytext=(9, 5)
            )
        last = entropy
    axes.set_ylim(-0.04, 0.8)
    axes.set_ylabel("belief entropy (nats)")
    style.legend(axes, loc="upper right")


def _draw_errors(table: Table, data: Data, axes: "Axes") -> None:
    steps, errors = table.numbers("step"), [error or LEAST for error in table.numbers("error")]
    tolerance = next((seen.tolerance for seen in data.observations(ROW) if seen.tolerance is not None), None)
    floor = min(errors) / 1e5
    axes.vlines(steps, floor, errors, color=style.SERIES[1], linewidth=1.2)
    axes.plot(steps, errors, **(style.points(1) | _HOLLOW))
    for step, error in zip(steps, errors, strict=True):
        told = scientific(error, up=True) if error != LEAST else "0"
        style.note(axes, told, (step, error), color=style.SERIES[1], xytext=(6, -10))
    style.decades(axes, "y")
    if tolerance is not None:
        axes.axhline(float(tolerance), color=style.WARNING, linewidth=1.0, linestyle=(0, (6, 2)))
        style.note(
            axes,
            f"tolerance {scientific(float(tolerance))}",
            (max(steps) + 0.75, float(tolerance)),
            color=style.WARNING,
            ha="right",
            xytext=(0, 4),
        )
    axes.set_ylim(floor, 1e-3)
    axes.set_ylabel("error, at most (nats)")


_HOLLOW = {"markerfacecolor": "none", "markeredgecolor": style.SERIES[1], "markeredgewidth": 1.4}


FIGURE = Figure(
    "belief_entropy",
    "T-maze: belief entropy along the rollout, exact and in floats",
    "The entropy of the agent's belief about the maze after each observation of the published run: log 2 while it"
    " knows nothing, the binary entropy of 19/20 once the cue has spoken, 0 once the reward is found. Below, a"
    " rigorous bound on the distance of each recorded float from the exact entropy, with the tolerance that is"
    " declared for it.",
    (Drawn(ROW, ("series.belief_entropies", "value", "observations")),),
    draw,
)
