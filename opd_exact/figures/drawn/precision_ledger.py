"""Every row that saw a float: how far it was from the truth, beside the tolerance that it was held to."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import TYPE_CHECKING, Any

from opd_exact.figures import style
from opd_exact.figures.data import Data, shown
from opd_exact.figures.drawing import EVERY_ROW, Drawn, Figure
from opd_exact.figures.drawn._wording import shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

# Nothing stands farther out than this, however far beyond its tolerance it is.
MOST = 10**4
PUBLISHED = "published run"
# Characters of a row's id and of a group's name for which there is room.
ID, GROUP = 44, 24
# So many rows that were not run are named in the drawing; a file's footer names all of them.
SOME = 6


def draw(data: Data) -> "Canvas":
    """A line for each row with a float, in the report's order; below, what there is to say of the others."""
    lines = [row for row in data.rows() if data.observations(row) or data.budget(row) is not None]
    others = [row for row in data.rows() if row not in lines]
    canvas, (axes,) = style.sheet(height=1.5 + 0.135 * max(len(lines), 3))
    least = style.left_end(bound for row in lines for bound in _bounds(data, row))
    for place, row in enumerate(lines):
        _draw_row(data, row, place, axes, least)
    _name_rows(data, lines, axes)
    _arrange(axes, len(lines), least)
    if not lines:
        style.emptiness(axes, "no row of this report saw a float")
    style.remark(axes, "\n".join(_said_of(data, lines, others)))
    return canvas


def _bounds(data: Data, row: str) -> Iterator[Fraction]:
    for entry in data.observations(row):
        yield entry.error
        yield entry.tolerance or Fraction(0)
    yield sum((data.budget(row) or {}).values(), Fraction(0))


def _draw_row(data: Data, row: str, place: int, axes: "Axes", least: float) -> None:
    def shown(bound: Fraction) -> float:
        return max(float(min(bound, Fraction(MOST))), least)

    seen = data.observations(row)
    tolerances = sorted({entry.tolerance for entry in seen if entry.tolerance is not None})
    gated = [entry for entry in seen if entry.tolerance is not None]
    if gated:
        worst = max(gated, key=lambda entry: entry.error)
        axes.plot(
            [shown(worst.error), shown(tolerances[-1])], [place, place], color=style.GRID, linewidth=1.6, zorder=1
        )
    axes.plot([shown(tolerance) for tolerance in tolerances], [place] * len(tolerances), **_TOLERANCE)
    for entry in seen:
        mark = _BEYOND if entry.within is False else _PUBLISHED if entry.subject.startswith(PUBLISHED) else _OWN
        axes.plot([shown(entry.error)], [place], **mark)
    budget = data.budget(row)
    if budget is not None:
        axes.plot([shown(sum(budget.values(), Fraction(0)))], [place], **_BUDGET)


_OWN: dict[str, Any] = {
    "marker": "o",
    "markersize": 4,
    "color": style.SERIES[0],
    "linestyle": "none",
    "markeredgewidth": 0,
}
_PUBLISHED: dict[str, Any] = {
    "marker": "D",
    "markersize": 4.2,
    "markerfacecolor": "none",
    "markeredgecolor": style.SERIES[1],
    "linestyle": "none",
    "markeredgewidth": 0.9,
}
_BEYOND: dict[str, Any] = {
    "marker": "X",
    "markersize": 7,
    "zorder": 4,
    "color": style.WARNING,
    "linestyle": "none",
    "markeredgewidth": 0,
}
_BUDGET: dict[str, Any] = {**_PUBLISHED, "marker": "s", "markersize": 5, "markeredgecolor": style.SERIES[2]}
_TOLERANCE: dict[str, Any] = {
    "marker": "|",
    "markersize": 7,
    "markeredgewidth": 1.6,
    "color": style.INK,
    "linestyle": "none",
}


def _name_rows(data: Data, lines: Sequence[str], axes: "Axes") -> None:
    axes.set_yticks(range(len(lines)), [shortened(row, ID) for row in lines], fontsize=6.2)
    for striped, (group, members) in enumerate(
        groupby(range(len(lines)), key=lambda place: data.field(lines[place], "group"))
    ):
        places = list(members)
        if striped % 2 == 0:
            axes.axhspan(places[0] - 0.5, places[-1] + 0.5, color=style.SHADE, linewidth=0, zorder=0)
        axes.text(
            1.0,
            places[0] - 0.3,
            f"{_named(group)} ",
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="top",
            fontsize=6.5,
        )
    for row in data.rows():
        data.field(row, "group")


def _arrange(axes: "Axes", count: int, least: float) -> None:
    style.decades(axes, "x")
    axes.set_xlim(least / 2, 3e4)
    exponents = range(-18, 1, 3)
    axes.set_xticks([least, *(10.0**n for n in exponents)], ["0", *(style.power_of_ten(10.0**n) for n in exponents)])
    axes.set_ylim(max(count, 3) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("bound on the distance from the truth (unit of the row, mostly nats)")
    for mark, name in (
        (_OWN, "float seen in this run"),
        (_PUBLISHED, "published run"),
        (_BUDGET, "error budget, from the ideal value (no gate)"),
        (_TOLERANCE, "tolerance"),
        (_BEYOND, "beyond its tolerance"),
    ):
        axes.plot([], [], **mark, label=name)
    style.legend(axes, above=True, ncols=3, handletextpad=0.2, columnspacing=1.2)


def _said_of(data: Data, lines: Sequence[str], others: Sequence[str]) -> Iterator[str]:
    verdicts = {row: data.field(row, "verdict") for row in data.rows()}
    passed = {row: data.field(row, "passed") for row in data.rows()}
    exact = [row for row in others if passed[row]]
    by_group = groupby(exact, key=lambda row: data.field(row, "group"))
    # The space keeps a name and its count on one line.
    counts = [f"{_named(group)}\u00a0{len(list(rows))}" for group, rows in by_group]
    yield f"{len(lines)} of {len(verdicts)} rows saw floats."
    if exact:
        yield f"{len(exact)} more hold and saw none, their numbers being exact or enclosed: {', '.join(counts)}."
    failing = [f"{row} ({verdicts[row]})" for row in verdicts if not passed[row] and verdicts[row] != "NOT_RUN"]
    if failing:
        yield f"NOT ESTABLISHED: {', '.join(failing)}"
    unrun = [row for row in verdicts if verdicts[row] == "NOT_RUN"]
    if unrun:
        yield f"NOT RUN: {', '.join(unrun) if len(unrun) <= SOME else f'{len(unrun)} rows'}"


def _named(group: str) -> str:
    """A group's name, which may be any, in letters that the font of the figures has."""
    return shortened(shown(group).encode("latin-1", "backslashreplace").decode("latin-1"), GROUP)


FIGURE = Figure(
    "precision_ledger",
    "Precision ledger: every float beside the tolerance it is held to",
    "For each row of the report that saw a float, the bound on its distance from the truth, the tolerance declared for"
    " it, and the sum of its error budget, which counts from the ideal value, where it has one; errors of exactly 0"
    " stand at the left end. Rows that saw no float are counted below, and rows that do not hold are named.",
    (Drawn(EVERY_ROW, ("group", "verdict", "passed", "observations", "budget")),),
    draw,
)
