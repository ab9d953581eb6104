"""How far a row's float runs are from the truth, in units in the last place, on a logarithmic axis."""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from opd_exact.figures import Data, Drawn, Figure, style
from opd_exact.registry.margins import margin
from opd_exact.registry.views.html_drawing import strip

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "ulps_figure",
]

_ROOM_FOR_NUMBERS = 0.42
_MOST_TICKS = 8


def ulps_figure(check: Mapping[str, Any], place: int) -> Figure | None:
    """The bounds of a row's float runs in ulps; None where no run has one: next to zero a last place says nothing.

    place: a number that no other row of the page has.
    """
    row = check["id"]
    if all(seen["ulps"] is None for seen in check["observations"]):
        return None

    def draw(data: Data) -> "Canvas":
        return _drawn(data.field(row, "observations"))

    caption = "A bound on each run's distance from the exact value; the numbers are those of the table."
    return Figure(f"ulps_{place}", f"Float runs of {row}, in ulps", caption, (Drawn(row, ("observations",)),), draw)


def _drawn(observations: Sequence[Mapping[str, Any]]) -> "Canvas":
    runs = [(number, run) for number, run in enumerate(observations, start=1) if run["ulps"] is not None]
    errors = [_exponent(run["ulps"]) for _, run in runs]
    limits = [_limit(error, run) for error, (_, run) in zip(errors, runs, strict=True)]
    canvas, axes = strip(height=0.17 * len(runs) + 0.12, left=_ROOM_FOR_NUMBERS, above=0.03, below=0.42)
    zero = _scale(axes, [place for place in (*errors, *limits) if place is not None])
    axes.axvline(math.log10(0.5), color=style.FAINT, linewidth=0.8, linestyle=(0, (4, 3)))
    for line, (error, limit, (_, run)) in enumerate(zip(errors, limits, runs, strict=True)):
        if limit is not None:
            axes.plot([limit], [line], marker="|", markersize=9, markeredgewidth=1.6, color=style.INK)
        axes.plot([zero if error is None else error], [line], markersize=5.5, **_marker(run["within"]))
    axes.set_ylim(len(runs) - 0.4, -0.6)
    axes.set_yticks(range(len(runs)), [str(number) for number, _ in runs])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("ulps")
    return canvas


def _scale(axes: "Axes", places: Sequence[float]) -> float:
    """Set an axis of decimal logarithms that holds the places, and a decade around 1; returns where zero stands."""
    low, high = math.floor(min((*places, -1.0))), math.ceil(max((*places, 1.0)))
    step = math.ceil((high - low) / (_MOST_TICKS - 1))
    zero = low - step
    ticks = range(low, high + 1, step)
    axes.set_xticks([zero, *ticks], ["0", *(_power(tick) for tick in ticks)])
    axes.set_xlim(zero - 0.3 * step, high + 0.15 * step)
    return zero


def _power(exponent: int) -> str:
    """A power of ten, also of an exponent that no float holds."""
    return style.power_of_ten(10.0**exponent) if abs(exponent) < 300 else f"1e{exponent}"


def _marker(within: bool | None) -> dict[str, Any]:
    """Filled within its tolerance, a cross beyond it, hollow where there is none: told by shape as well as color."""
    if within is None:
        return {"marker": "o", "color": style.PAPER, "markeredgecolor": style.SERIES[0]}
    if within:
        return {"marker": "o", "color": style.SERIES[0], "markeredgecolor": style.SERIES[0]}
    return {"marker": "X", "color": style.WARNING, "markeredgecolor": style.PAPER, "markeredgewidth": 0.5}


def _exponent(bound: str) -> float | None:
    """The decimal logarithm of a bound such as "≤ 1.03e309", which no float holds; None for zero."""
    mantissa, _, exponent = bound.removeprefix("≤ ").partition("e")
    return math.log10(float(mantissa)) + int(exponent or 0) if float(mantissa) else None


def _limit(error: float | None, run: Mapping[str, Any]) -> float | None:
    """The tolerance on the axis of ulps, as far from the error as in absolute terms; None where that says nothing."""
    spare = margin(run)
    if error is None or not isinstance(spare, Fraction) or spare <= 0:
        return None
    return error + math.log10(spare.numerator) - math.log10(spare.denominator)
