"""The report itself, as JSON text."""

import json

from opd_exact.registry.report import Report

__all__ = [
    "json_text",
]


def json_text(report: Report) -> str:
    """The report as indented JSON; letters beyond ASCII stay readable."""
    return json.dumps(report, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
