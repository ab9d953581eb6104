"""The figures of the suite as they stand on the page, or why one of them does not."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from opd_exact.figures import Figure
from opd_exact.figures.catalog import figures
from opd_exact.figures.drawing import EVERY_ROW
from opd_exact.numbers.errors import InputError
from opd_exact.registry.report import Report
from opd_exact.registry.views.html_drawing import drawing

__all__ = [
    "Shown",
    "shown_figures",
]


@dataclass(frozen=True)
class Shown:
    """A figure on the page: its drawing, or the reason why it has none."""

    id: str
    title: str
    caption: str
    rows: tuple[str, ...]
    drawing: Markup | None
    reason: str


def shown_figures(report: Report, known: Sequence[Figure] | None = None) -> list[Shown]:
    """Every figure that draws a row of the report, those that can be drawn first.

    known: the figures there are; those of the package if not given.
    """
    present = {check["id"] for check in report["checks"]}
    wanted = [one for one in (figures() if known is None else known) if _rows(one) & {EVERY_ROW, *present}]
    shown = [_shown(report, one) for one in wanted if present]
    return sorted(shown, key=lambda one: one.drawing is None)


def _rows(figure: Figure) -> set[str]:
    return {drawn.row for drawn in figure.draws}


def _shown(report: Report, figure: Figure) -> Shown:
    rows = tuple(drawn.row for drawn in figure.draws if drawn.row != EVERY_ROW)
    try:
        svg, reason = drawing(report, figure), ""
    except InputError as error:
        svg, reason = None, str(error)
    return Shown(figure.id, figure.title, figure.caption, rows, svg, reason)
