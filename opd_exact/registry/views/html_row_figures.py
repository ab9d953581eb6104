"""Drawings that belong to one row of the page: small sheets of the page's width, bound to that row alone."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from opd_exact.figures import Figure, inline_svg
from opd_exact.numbers.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "row_svg",
    "strip",
]

_WIDTH = 6.4
_RIGHT = 0.04


def row_svg(check: Mapping[str, Any], figure: Figure) -> str | None:
    """The drawing of one row as a piece of the page, or None where the row came to nothing that can be drawn."""
    try:
        svg = inline_svg({"checks": [check]}, figure)
    except InputError:
        return None
    # The hash of a report that is this row alone would say nothing.
    return re.sub(r' data-report="\w*"', "", svg, count=1)


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
