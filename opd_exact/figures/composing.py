"""Draws a figure of a report and holds it to its declaration."""

from typing import TYPE_CHECKING

from opd_exact.figures.binding import Report
from opd_exact.figures.data import Data
from opd_exact.figures.drawing import EVERY_ROW, Figure
from opd_exact.figures.seal import Seal
from opd_exact.numbers.errors import InputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Canvas

__all__ = [
    "composed",
    "footer",
]

_SHORT = 12


def composed(report: Report, figure: Figure) -> "Canvas":
    """The figure, drawn; to be called, and the canvas to be saved, while `style.settings` is open.

    Raises:
        InputError: a declared row or field is missing, or one is declared and not drawn.
    """
    data = Data(report, figure)
    canvas = figure.draw(data)
    for row, path in data.unread():
        raise InputError(f"figure {figure.id!r} declares {path} of row {row!r} and does not draw it")
    return canvas


def footer(report: Report, figure: Figure, seal: Seal) -> list[str]:
    """What a figure says of its origin where it can be seen: hashes, rows and fields, and which rows do not hold."""
    lines = [f"opd_exact {seal.version} · report {seal.report[:_SHORT]} · drawn {seal.drawn[:_SHORT]}"]
    named = [
        f"{f'every row ({len(seal.rows)})' if drawn.row == EVERY_ROW else drawn.row}: {', '.join(drawn.fields)}"
        for drawn in figure.draws
    ]
    lines.append(" · ".join(named))
    wanting = [entry for entry in report["checks"] if entry["id"] in seal.rows and not entry["passed"]]
    failing = [entry["id"] for entry in wanting if entry["verdict"] != "NOT_RUN"]
    unrun = [entry["id"] for entry in wanting if entry["verdict"] == "NOT_RUN"]
    lines += [f"{said}: {', '.join(rows)}" for said, rows in (("DOES NOT HOLD", failing), ("NOT RUN", unrun)) if rows]
    return lines
