"""The report as one page that needs no network and no script."""

from markupsafe import Markup, escape

from opd_exact.registry.report import Report
from opd_exact.registry.views.characters import printable
from opd_exact.registry.views.page import page

__all__ = [
    "html",
]


def html(report: Report) -> str:
    """The report as a self-contained HTML page: headline, table of all checks, then a section on each.

    It follows the reader's choice of a dark or light scheme and fits a narrow screen and a printed sheet.
    """
    return page("report.html.j2", report, _escaped)


def _escaped(text: str) -> Markup:
    return escape(printable(text))
