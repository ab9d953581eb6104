"""Drawings on the page, and the small sheets of its width on which those of one row are made."""

import re
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from opd_exact.figures import Figure, inline_svg
from opd_exact.numbers.errors import InputError
from opd_exact.registry.views.characters import printable

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "drawing",
    "row_drawing",
    "strip",
]

_WIDTH = 5.6
_RIGHT = 0.04


def drawing(report: Mapping[str, Any], figure: Figure) -> Markup:
    """A figure of the report as a piece of the page.

    Raises:
        InputError: the report has not what the figure draws.
    """
    with warnings.catch_warnings():
        # The reader's browser sets the text, in fonts of its own.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font", category=UserWarning)
        # The library that writes the SVG escapes the text in it.
        return Markup(printable(inline_svg(report, figure)))  # noqa: S704


def row_drawing(check: Mapping[str, Any], figure: Figure | None) -> Markup | None:
    """A figure of one row; None where there is no figure, or the row came to nothing that can be drawn."""
    if figure is None:
        return None
    try:
        svg = drawing({"checks": [check]}, figure)
    except InputError:
        return None
    # The hash of a report that is this row alone would say nothing.
    return Markup(re.sub(r' data-report="\w*"', "", svg, count=1))  # noqa: S704


def strip(*, height: float, left: float, above: float, below: float) -> "tuple[Canvas, Axes]":
    """Axes of that height in inches with so much room around them, on a sheet of the page's width.

    They are placed by hand: a layout engine would take most of the time of a drawing.
    """
    from matplotlib.figure import Figure as Canvas

    total = height + above + below
    canvas = Canvas(figsize=(_WIDTH, total))
    axes = canvas.add_axes((left / _WIDTH, below / total, 1 - (left + _RIGHT) / _WIDTH, height / total))
    axes.grid(visible=False)
    return canvas, axes
