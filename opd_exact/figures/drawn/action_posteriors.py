"""What the T-maze's agent would do at each decision: as recorded, by its algorithm without rounding, and ideally."""

from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data, Table
from opd_exact.figures.drawing import Drawn, Figure
from opd_exact.figures.drawn._wording import plain, scientific

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

ROW = "q_pi_rows_normalized"
SOURCES = {
    "recorded": "recorded (float32)",
    "twin": "twin: the same algorithm without rounding",
    "ideal": "ideal: depth 5, no node budget",
}
COLUMNS = 4


def draw(data: Data) -> "Canvas":
    """A panel for each decision, and the legend in what is left of the last row."""
    table = data.table(ROW, "action_posteriors")
    steps = list(dict.fromkeys(table.labels("step")))
    rows = len(steps) // COLUMNS + 1
    canvas, panels = style.sheet(rows, COLUMNS, height=2.6 * rows, sharex=True, sharey=True)
    for step, axes in zip(steps, panels, strict=False):
        _draw_decision(table.where("step", step), axes)
    for axes in panels[len(steps) :]:
        axes.set_axis_off()
    handles, labels = panels[0].get_legend_handles_labels()
    panels[-1].legend(handles, [_wrapped(label) for label in labels], loc="center left", handlelength=1.2)
    # The last column has a panel below it that is not drawn, and so keeps its own labels.
    panels[COLUMNS - 1].tick_params(labelbottom=True)
    for axes in (*panels[(rows - 1) * COLUMNS : len(steps)], panels[COLUMNS - 1]):
        axes.set_xlabel("probability")
    return canvas


def _draw_decision(table: Table, axes: "Axes") -> None:
    actions = [plain(action) for action in table.labels("action")]
    rows = range(len(actions))
    axes.barh(rows, table.numbers("twin"), height=0.56, color=style.SHADE, edgecolor=style.FAINT, linewidth=0.6)
    for place, (column, label) in enumerate(SOURCES.items()):
        shift = 0.27 * (place - 1)
        axes.plot(
            table.numbers(column),
            [row + shift for row in rows],
            **(style.points(place) | {"markersize": 5.0}),
            label=label,
            clip_on=False,
        )
    recorded, ideal = (_greatest(actions, table.numbers(column)) for column in ("recorded", "ideal"))
    if recorded != ideal:
        style.note(axes, f"greatest: {recorded},\nideally: {ideal}", (0.98, 1), ha="right", va="center", xytext=(0, 0))
    where = plain(table.labels("place")[0])
    axes.set_title(f"step {table.labels('step')[0]}, {where}\nrounding {scientific(_largest(table))}")
    axes.set_yticks(list(rows), actions)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    axes.set_ylim(len(actions) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")


def _largest(table: Table) -> float:
    """The largest distance of a recorded probability from the twin's."""
    pairs = zip(table.exact("recorded"), table.exact("twin"), strict=True)
    return float(max(abs(seen - truth) for seen, truth in pairs))


def _greatest(actions: list[str], probabilities: list[float]) -> str:
    return actions[probabilities.index(max(probabilities))]


def _wrapped(label: str) -> str:
    return label.replace(": ", ":\n").replace(" without", "\nwithout").replace(", no", ",\nno")


FIGURE = Figure(
    "action_posteriors",
    "T-maze: action posteriors by decision",
    "The probability of each action at every decision of the published run. Recorded: what pymdp returned in"
    " single precision, each row divided by its sum. Twin: the same algorithm, floors and 5000 nodes included,"
    " evaluated without rounding. Ideal: the exact recursion to the configured depth 5. Recorded and twin lie on"
    " one another, apart by the rounding stated in each panel; at the first decision the ideal planner prefers"
    " another action than the node budget lets the program find.",
    (Drawn(ROW, ("series.action_posteriors",)),),
    draw,
)
