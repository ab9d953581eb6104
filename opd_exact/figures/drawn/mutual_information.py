"""I(λ) between the bounds that it never touches, and how far the two float routes are from it."""

import math
from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data
from opd_exact.figures.drawing import Drawn, Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

ROUTES, SATURATION = "empirical_matches_closed_form", "ising_mi_saturates"


def draw(data: Data) -> "Canvas":
    """Left the curve and its bounds, right the errors on a logarithmic axis."""
    canvas, (curve, errors) = style.sheet(1, 2, height=3.6)
    _draw_curve(data, curve)
    _draw_errors(data, errors)
    for axes in (curve, errors):
        axes.set_xlabel("coupling strength λ")
    return canvas


def _draw_curve(data: Data, axes: "Axes") -> None:
    table = data.table(SATURATION, "saturation")
    strengths, information, lower = (table.numbers(name) for name in ("strength", "information", "lower_bound"))
    axes.axhline(math.log(2), color=style.FAINT, linewidth=0.8)
    axes.fill_between(strengths, lower, math.log(2), color=style.SERIES[1], alpha=0.12, linewidth=0)
    axes.plot(strengths, lower, **style.look(1))
    axes.plot(strengths, information, **style.look(0))
    sweep = data.table(ROUTES, "float_routes")
    axes.plot(sweep.numbers("strength"), sweep.numbers("information"), **style.points(0))
    style.note(axes, "log 2", (0, math.log(2)), color=style.FAINT)
    told = f"I(λ), with the {len(sweep.rows)} points\nof the sweep"
    style.note(axes, told, (2, 0.3278), color=style.SERIES[0], xytext=(12, -12))
    style.note(axes, "bound: log 2 - (1+λ) exp(-λ)", (0.75, -0.134), color=style.SERIES[1], xytext=(8, -6))
    axes.set_xlim(0, max(strengths))
    axes.set_ylim(-0.32, 0.78)
    axes.set_ylabel("mutual information (nats)")
    axes.set_title("I(λ) rises to log 2 and stays above its bound")


def _draw_errors(data: Data, axes: "Axes") -> None:
    table = data.table(ROUTES, "float_routes")
    strengths = table.numbers("strength")
    style.decades(axes, "y")
    # Where both routes return one float their marks coincide: the second is an open one around the first.
    opened = {"markersize": 7.5, "markerfacecolor": "none", "markeredgecolor": style.SERIES[3], "markeredgewidth": 1.1}
    for place, column, name, mark in (
        (2, "closed_form_error", "closed form", {}),
        (3, "enumerated_error", "enumerated joint", opened),
    ):
        shown = [error or math.nan for error in table.numbers(column)]
        axes.plot(strengths, shown, **{**style.points(place), **mark}, label=name)
    halves = [half or math.nan for half in table.numbers("half_ulp")]
    axes.plot(strengths, halves, color=style.FAINT, linewidth=1.0, drawstyle="steps-mid", label="half an ulp of I(λ)")
    exact = [name for name in ("closed_form_error", "enumerated_error") if table.numbers(name)[0] == 0]
    if len(exact) == 2:
        axes.set_title("error of each float64 route (0 at λ = 0)")
    else:
        axes.set_title("error of each float64 route")
    axes.set_xlim(0, max(strengths) + 0.1)
    axes.set_ylabel("bound on the error (nats)")
    style.legend(axes, loc="lower right")


FIGURE = Figure(
    "mutual_information",
    "Mutual information of the coupled streams, and the floats that compute it",
    "Left: the exact mutual information I(λ) over the coupling strength, its limit log 2, and the proved lower bound"
    " log 2 - (1+λ)e^-λ; dots are the 21 points of the sweep. Right: how far float64 is from the exact value there, by"
    " the closed form and by the enumerated joint, and half a unit in the last place of I(λ): the nearest float is"
    " never farther.",
    (Drawn(ROUTES, ("series.float_routes",)), Drawn(SATURATION, ("series.saturation",))),
    draw,
)
