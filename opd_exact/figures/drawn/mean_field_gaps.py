"""What a product student must lose in each direction, and where the nearest product breaks its symmetry."""

import math
from typing import TYPE_CHECKING

from opd_exact.figures import style
from opd_exact.figures.data import Data
from opd_exact.figures.drawing import Drawn, Figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

FORWARD, UNIFORM, BROKEN = (
    "ising_mean_field_forward_gap",
    "ising_mean_field_reverse_gap",
    "ising_mean_field_broken_branch",
)
LARGEST = 5.0


def draw(data: Data) -> "Canvas":
    """Left the gaps over the strength, right the magnetization of the nearest product."""
    canvas, (gaps, means) = style.sheet(1, 2, height=3.6, width_ratios=(1.25, 1))
    _draw_gaps(data, gaps)
    _draw_pitchfork(data, means)
    for axes in (gaps, means):
        axes.set_xlabel("coupling strength λ")
        axes.set_xlim(0, LARGEST)
    return canvas


def _draw_gaps(data: Data, axes: "Axes") -> None:
    forward, uniform = data.table(FORWARD, "forward_gap"), data.table(UNIFORM, "uniform_gap")
    broken = data.table(BROKEN, "broken_branch")
    axes.axhline(math.log(2), color=style.FAINT, linewidth=0.8)
    style.note(axes, "log 2", (0, math.log(2)), color=style.FAINT)
    axes.plot(forward.numbers("strength"), forward.numbers("gap"), **style.look(0))
    axes.plot(uniform.numbers("strength"), uniform.numbers("gap"), **style.look(1))
    axes.plot(broken.numbers("strength"), broken.numbers("gap"), **style.look(2))
    turning, height = broken.numbers("strength")[0], broken.numbers("gap")[0]
    axes.plot([turning], [height], **{**style.points(2), "markersize": 7})
    style.note(axes, "forward: I(λ)", (3.05, 0.508), color=style.SERIES[0], xytext=(4, -14))
    style.note(axes, "reverse, uniform\nproduct: log cosh(λ/2)", (3.1, 0.9), color=style.SERIES[1], xytext=(-96, 8))
    style.note(axes, "reverse,\nmagnetized", (4.0, 0.672), color=style.SERIES[2], xytext=(-8, 8))
    axes.set_ylim(0, 1.25)
    axes.set_ylabel("gap (nats)")
    axes.set_title("least divergence from a product")


def _draw_pitchfork(data: Data, axes: "Axes") -> None:
    broken = data.table(BROKEN, "broken_branch")
    strengths, means = broken.numbers("strength"), broken.numbers("magnetization")
    turning = strengths[0]
    axes.plot([0, turning], [0, 0], **{**style.look(1), "linestyle": "solid"})
    axes.plot([turning, LARGEST], [0, 0], **style.look(1))
    for sign in (1, -1):
        axes.plot(strengths, [sign * m for m in means], **style.look(2))
    axes.plot([turning], [0], **{**style.points(2), "markersize": 7})
    style.note(axes, f"λ = {turning:g}", (turning, 0), color=style.SERIES[2], xytext=(-34, 8))
    style.note(axes, "uniform: nearest", (0.1, 0), color=style.SERIES[1], xytext=(0, -14))
    style.note(axes, "uniform: no longer", (2.6, 0), color=style.SERIES[1], xytext=(0, -14))
    style.note(axes, "m = tanh(λm/2)", (3.2, 0.885), color=style.SERIES[2], xytext=(0, -20))
    axes.set_ylim(-1.08, 1.08)
    axes.set_ylabel("magnetization m of the product")
    axes.set_title("pitchfork of the nearest product")


FIGURE = Figure(
    "mean_field_gaps",
    "Mean field: forward and reverse gaps of a product student",
    "The least KL divergence between the coupled joint and a product, over the coupling strength. The forward gap is"
    " the mutual information at every strength. The reverse gap is log cosh(λ/2), that of the uniform product, up to"
    " λ = 2; beyond, a magnetized product is nearer and its gap stays below log 2.",
    (
        Drawn(FORWARD, ("series.forward_gap",)),
        Drawn(UNIFORM, ("series.uniform_gap",)),
        Drawn(BROKEN, ("series.broken_branch",)),
    ),
    draw,
)
