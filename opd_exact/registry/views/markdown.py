"""The report as Markdown for the summary of a CI step."""

import re

from markupsafe import Markup

from opd_exact.registry.report import Report
from opd_exact.registry.views.characters import printable
from opd_exact.registry.views.page import page

__all__ = [
    "escaped",
    "markdown",
]

# An underscore between letters or digits is no emphasis in GitHub's dialect, so ids stay readable in the source.
_ACTIVE = re.compile(r"[&<>|`\\*\[\]~$#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_LINE_END = re.compile(r"\r\n|\r|\n")


def markdown(report: Report) -> str:
    """The report in GitHub's Markdown.

    Headline, what does not hold (worst first), all checks, float runs, published figures that differ.
    """
    return page("report.md.j2", report, escaped)


def escaped(text: str) -> Markup:
    """Text that is nothing but text wherever it stands in a line, a table's cell included.

    A character written as a numeric reference can never be structure (CommonMark 0.31, section 2.5); a backslash would
    not do, since dialects disagree on `\\|` in tables.
    """
    inert = _ACTIVE.sub(lambda match: f"&#{ord(match[0])};", printable(text))
    return Markup(_LINE_END.sub("<br>", inert))  # noqa: S704  # the line above has made it inert
