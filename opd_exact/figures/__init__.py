"""Figures that draw a report: each is bound to the rows it draws and refused if one of them is missing."""

from opd_exact.figures.binding import drawn_hash, report_hash
from opd_exact.figures.catalog import figure, figures
from opd_exact.figures.data import Data, Seen, Table
from opd_exact.figures.drawing import Drawn, Figure
from opd_exact.figures.files import FORMATS, read_seal, rendered
from opd_exact.figures.inline import STYLESHEET, inline_svg
from opd_exact.figures.seal import Seal

__all__ = [
    "FORMATS",
    "STYLESHEET",
    "Data",
    "Drawn",
    "Figure",
    "Seal",
    "Seen",
    "Table",
    "drawn_hash",
    "figure",
    "figures",
    "inline_svg",
    "read_seal",
    "rendered",
    "report_hash",
]
