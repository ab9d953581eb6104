"""One look for all figures: told apart by line style and marker as well as by color, on screen and in print.

Every color has one role and is used for nothing else, so that a page can replace it by its own (see `inline`). The
series colors are those of Okabe and Ito (2008), the light ones darkened to a contrast of 3 : 1 on white.

matplotlib is imported when a figure is drawn, not before.
"""

import contextlib
import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from opd_exact.numbers.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "COLORS",
    "FAINT",
    "GRID",
    "INK",
    "PAPER",
    "SERIES",
    "SHADE",
    "WARNING",
    "add_footer",
    "decades",
    "emptiness",
    "left_end",
    "legend",
    "look",
    "mosaic",
    "note",
    "points",
    "power_of_ten",
    "remark",
    "settings",
    "sheet",
]

INK, FAINT, GRID, SHADE, PAPER = "#1f2328", "#59636e", "#d4d9de", "#eceff2", "#ffffff"
SERIES = ("#0072b2", "#c8500a", "#00815e", "#a8528a", "#94690a", "#3f4fb8")
WARNING = "#b3261e"

# Each role with its color on light paper and on dark.
COLORS = {
    "ink": (INK, "#e6edf3"),
    "faint": (FAINT, "#9aa6b2"),
    "grid": (GRID, "#3a424b"),
    "shade": (SHADE, "#262c33"),
    "paper": (PAPER, "#0d1117"),
    "warning": (WARNING, "#ff8a80"),
    **{
        f"series-{number}": (light, dark)
        for number, (light, dark) in enumerate(
            zip(SERIES, ("#5ab4f0", "#ff9a5c", "#3fd1a5", "#e79ac8", "#e3b341", "#a5b0ff"), strict=True), start=1
        )
    },
}

_LINES = ("solid", (0, (5, 2)), (0, (5, 2, 1, 2)), (0, (1, 1.5)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)))
_MARKERS = ("o", "s", "^", "D", "v", "P")

_SETTINGS: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9.0,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.0,
    "xtick.labelsize": 8.0,
    "ytick.labelsize": 8.0,
    "legend.fontsize": 8.0,
    "legend.frameon": False,
    "legend.handlelength": 2.6,
    "figure.titlesize": 11.0,
    "figure.titleweight": "bold",
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "axes.facecolor": "none",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "text.color": INK,
    "xtick.color": FAINT,
    "ytick.color": FAINT,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "lines.linewidth": 1.6,
    "lines.markersize": 4.5,
    "axes.formatter.useoffset": False,
    # A label is text: what a report says is never read as a formula.
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "savefig.dpi": 160,
    "pdf.fonttype": 42,
    "svg.hashsalt": "opd_exact",
    "svg.fonttype": "path",
}


@contextlib.contextmanager
def settings(**changes: Any) -> Iterator[None]:
    """While this is open matplotlib draws in the project's style, whatever the user's own settings are.

    Raises:
        InputError: matplotlib is not installed.
    """
    try:
        import matplotlib
    except ModuleNotFoundError as error:
        raise InputError("figures are drawn by matplotlib, which is not installed: pip install matplotlib") from error

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        parameters: Any = matplotlib.rcParams
        parameters.update({**_SETTINGS, **changes})
        yield


def sheet(
    rows: int = 1, columns: int = 1, *, height: float = 3.8, width: float = 7.2, **arrangement: Any
) -> "tuple[Canvas, tuple[Axes, ...]]":
    """An empty sheet of that size in inches, and its axes in reading order; `arrangement` goes to `subplots`."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height), layout="constrained")
    axes = canvas.subplots(rows, columns, squeeze=False, **arrangement)
    return canvas, tuple(axes.ravel())


def mosaic(
    arrangement: str, *, height: float = 3.8, width: float = 7.2, **options: Any
) -> "tuple[Canvas, dict[str, Axes]]":
    """As `sheet`, with axes by their letter in an arrangement such as "AB;AC"; options go to `subplot_mosaic`."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(width, height), layout="constrained")
    return canvas, canvas.subplot_mosaic(arrangement, **options)


def look(place: int, *, marked: bool = False) -> dict[str, Any]:
    """Color and line style of the line at that place (0, 1, …), with its marker if it is marked."""
    place %= len(SERIES)
    line: dict[str, Any] = {"color": SERIES[place], "linestyle": _LINES[place]}
    return {**line, "marker": _MARKERS[place], "markeredgecolor": PAPER, "markeredgewidth": 0.5} if marked else line


def points(place: int) -> dict[str, Any]:
    """Color and marker of points that no line joins."""
    return {**look(place, marked=True), "linestyle": "none"}


def note(axes: "Axes", text: str, at: tuple[float, float], *, color: str = INK, **options: Any) -> None:
    """Write beside a place in the data, in the color of what it speaks of, on paper so that no line runs through it."""
    settled = {"xytext": (5, 4), "textcoords": "offset points", "fontsize": 8.0, **options}
    written = axes.annotate(text, at, color=color, **settled)
    written.set_bbox({"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none", "alpha": 0.8})


def legend(axes: "Axes", *, above: bool = False, **options: Any) -> None:
    """A legend in the place given, or above the axes from the left of the sheet on, where it covers no data."""
    placed: dict[str, Any] = {"loc": "best"}
    if above:
        from matplotlib.transforms import blended_transform_factory

        canvas = axes.get_figure()
        assert canvas is not None
        sheet = blended_transform_factory(canvas.transFigure, axes.transAxes)
        placed = {"loc": "lower left", "bbox_to_anchor": (0, 1.0), "bbox_transform": sheet}
    axes.legend(**{**placed, **options})


def remark(axes: "Axes", text: str, *, below: float = 36.0) -> None:
    """Write a sentence or two across the sheet, that many points under the axes, broken to its width."""
    axes.annotate(
        "\n".join(line for part in text.split("\n") for line in textwrap.wrap(part, 108)),
        (0.012, 0),
        xycoords=("figure fraction", "axes fraction"),
        xytext=(0, -below),
        textcoords="offset points",
        va="top",
        fontsize=7.5,
        annotation_clip=False,
    )


def emptiness(axes: "Axes", text: str) -> None:
    """Say in the middle of empty axes why there is nothing in them."""
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center", fontsize=8.0)


def decades(axes: "Axes", which: Literal["x", "y"]) -> None:
    """Make an axis logarithmic, with powers of ten written out."""
    from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

    axis: Axis
    if which == "x":
        axes.set_xscale("log")
        axis = axes.xaxis
    else:
        axes.set_yscale("log")
        axis = axes.yaxis
    axis.set_major_locator(LogLocator(base=10, numticks=9))
    axis.set_major_formatter(FuncFormatter(lambda value, _: power_of_ten(value)))
    axis.set_minor_formatter(NullFormatter())


# Axes go no farther, or their own arithmetic would leave the floats.
_LEAST_DRAWN = 1e-290


def left_end(bounds: Iterable[Fraction | float]) -> float:
    """Where 0 stands on a logarithmic axis: at 10⁻²⁰, or well left of the least of the bounds that is not 0.

    >>> left_end([0.0, 1e-16]), left_end([0.0, 3e-24, float("inf")]), left_end([float("inf")])
    (1e-20, 1e-26, 1e-20)
    """
    least = min((float(bound) for bound in bounds if bound > 0 and math.isfinite(bound)), default=1.0)
    if least < _LEAST_DRAWN:
        return _LEAST_DRAWN
    return min(1e-20, float(f"1e{math.floor(math.log10(least)) - 2}"))


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def power_of_ten(value: float) -> str:
    """A number on a logarithmic axis.

    >>> power_of_ten(1e-16), power_of_ten(1.0), power_of_ten(0.003)
    ('10⁻¹⁶', '1', '3·10⁻³')
    """
    mantissa, exponent = f"{value:.0e}".split("e")
    if int(exponent) == 0:
        return mantissa
    power = "10" + str(int(exponent)).translate(_RAISED)
    return power if mantissa == "1" else f"{mantissa}·{power}"


_FOOTER_POINTS, _FOOTER_LEADING = 5.6, 7.6


def add_footer(canvas: "Canvas", lines: Sequence[str]) -> None:
    """Write lines below all else on a `sheet`, which grows by what they need, so that the drawing keeps its size."""
    width, height = canvas.get_size_inches()
    wrapped = [part for line in lines for part in textwrap.wrap(line, int(width * 22), subsequent_indent="   ")]
    needed = (len(wrapped) * _FOOTER_LEADING + 8) / 72
    canvas.set_size_inches(width, height + needed)
    share = needed / (height + needed)
    engine: Any = canvas.get_layout_engine()
    engine.set(rect=(0, share, 1, 1 - share))
    canvas.text(
        0.012,
        4 / 72 / (height + needed),
        "\n".join(wrapped),
        fontsize=_FOOTER_POINTS,
        linespacing=_FOOTER_LEADING / _FOOTER_POINTS / 1.2,
        color=FAINT,
        ha="left",
        va="bottom",
    )
