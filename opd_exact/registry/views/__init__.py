"""Views of a report: each turns the one JSON record into another format and adds nothing of its own."""

from collections.abc import Callable

from opd_exact.registry.report import Report
from opd_exact.registry.views.github import github
from opd_exact.registry.views.html import html
from opd_exact.registry.views.json import json_text
from opd_exact.registry.views.junit import junit
from opd_exact.registry.views.markdown import markdown
from opd_exact.registry.views.sarif import sarif

__all__ = [
    "VIEWS",
]

VIEWS: dict[str, Callable[[Report], str]] = {
    "json": json_text,
    "junit": junit,
    "sarif": sarif,
    "markdown": markdown,
    "html": html,
    "github": github,
}
