"""The report as one page that needs no network, and no script to be read."""

import base64
import hashlib
import json
import re
from importlib import resources
from typing import Any

from markupsafe import Markup, escape

from opd_exact.figures import STYLESHEET, report_hash
from opd_exact.registry.report import Report
from opd_exact.registry.verdict import Verdict
from opd_exact.registry.views.characters import printable
from opd_exact.registry.views.html_budget import budget_figure
from opd_exact.registry.views.html_closed_form import closed_form
from opd_exact.registry.views.html_drawing import row_drawing
from opd_exact.registry.views.html_figures import shown_figures
from opd_exact.registry.views.html_math import typeset
from opd_exact.registry.views.html_ulps import ulps_figure
from opd_exact.registry.views.page import filled
from opd_exact.registry.views.standing import Standing, standing, worst_first
from opd_exact.registry.views.table import headline

__all__ = [
    "html",
]

_PACKAGE = "opd_exact.registry.views"
_SCRIPTS = ("report_digits.js", "report.js")

_MEANINGS = {
    Verdict.PROVED: "a theorem in the parameters",
    Verdict.DECIDED: "exact numbers, compared by a complete procedure",
    Verdict.ENCLOSED: "a rigorous ball strictly inside what is claimed",
    Verdict.REFUTED: "false, with a witness",
    Verdict.UNDECIDED: "the budget or the engine was exhausted",
    Verdict.NOT_RUN: "not run; the row says why",
}

# A path that stays below the report's folder and is no address of another kind.
_RELATIVE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")


def html(report: Report) -> str:
    """The report as a self-contained HTML page: headline, table of all checks, figures, then a section on each check.

    Without a script everything on it can be read; with its own script it filters, sorts, and shows fewer digits. It
    follows the reader's choice of a dark or light scheme and fits a narrow screen and a printed sheet.
    """
    script = Markup("\n".join(_text(name) for name in _SCRIPTS))  # noqa: S704  # our own files
    checks = report["checks"]
    names = {
        "report": report,
        "headline": headline(report),
        "standing": standing,
        "wanting": worst_first(report),
        "style": Markup(_font() + _text("report.css") + STYLESHEET),  # noqa: S704
        "script": script,
        "policy": _policy(script),
        "kinds": _kinds(checks),
        "choices": _choices(checks),
        "columns": _columns(checks),
        "kernel_asked": _kernel_asked(checks),
        "kernel_text": json.dumps(report["kernel"], indent=2, ensure_ascii=False),
        "most_digits": max((_digits(check["value"]["mid"]) for check in checks if check["value"]), default=0),
        "figures": shown_figures(report),
        "report_hash": report_hash(report),
        "groups": _groups(checks),
        "breakable": _breakable,
        "extras": {check["id"]: _extra(check, place) for place, check in enumerate(checks)},
    }
    return filled(_PACKAGE, "report.html.j2", _escaped, names)


def _escaped(text: str) -> Markup:
    return escape(printable(text))


def _text(name: str) -> str:
    return resources.files(_PACKAGE).joinpath("templates", name).read_text(encoding="utf-8")


def _font() -> str:
    """The font of formulas, within the page: without the tables of a font for mathematics no index is lowered."""
    content = resources.files(_PACKAGE).joinpath("templates", "font", "math.woff2").read_bytes()
    source = f"data:font/woff2;base64,{base64.b64encode(content).decode('ascii')}"
    return f'@font-face {{ font-family: "OPD Exact Math"; src: url({source}) format("woff2"); }}\n'


def _policy(script: str) -> str:
    """What the page may do: run this one script, apply styles, and nothing else; above all it loads nothing."""
    digest = base64.b64encode(hashlib.sha256(f"\n{script}".encode()).digest()).decode("ascii")
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; font-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _extra(check: dict[str, Any], place: int) -> dict[str, Any]:
    """What is drawn and typeset of a check."""
    certificate = check["certificate"]
    return {
        "math": typeset(check["statement_latex"]),
        "closed": None if check["exact"] is None else closed_form(check["exact"]),
        "certificate": certificate if certificate is not None and _RELATIVE.fullmatch(certificate) else None,
        "budget": row_drawing(check, budget_figure(check, place)),
        "ulps": row_drawing(check, ulps_figure(check, place)),
    }


def _kinds(checks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many claims are known in which way, the strongest first, and where each kind starts in a bar of them all."""
    kinds: list[dict[str, Any]] = []
    start = 0
    for verdict, meaning in _MEANINGS.items():
        count = sum(check["verdict"] == verdict for check in checks)
        if count:
            css = verdict.lower().replace("_", "-")
            kinds.append({"name": verdict.value, "count": count, "start": start, "meaning": meaning, "css": css})
        start += count
    return kinds


def _choices(checks: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """The lists to choose from in the filter: name, title, options; only where there is a choice."""
    verdicts, stands = {check["verdict"] for check in checks}, {standing(check) for check in checks}
    found: list[tuple[str, str, list[str]]] = [
        ("group", "Group", list(_groups(checks))),
        ("verdict", "How known", [kind.value for kind in _MEANINGS if kind in verdicts]),
        ("standing", "Stands", [stand.value for stand in Standing if stand in stands]),
        ("kernel", "Kernel", sorted({check["kernel"] or "not asked" for check in checks})),
    ]
    return [choice for choice in found if len(choice[2]) > 1]


def _columns(checks: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """The columns of the table: name, title, and how they are sorted."""
    return [
        ("name", "check", "text"),
        ("group", "group", "text"),
        ("stands", "stands", "text"),
        ("known", "how known", "text"),
        *([("kernel", "kernel", "text")] if _kernel_asked(checks) else []),
        ("value", "value", "number"),
        ("floats", "floats", "number"),
        ("mutants", "mutants", "number"),
        ("took", "s", "number"),
    ]


def _kernel_asked(checks: list[dict[str, Any]]) -> bool:
    return any(check["kernel"] is not None for check in checks)


def _groups(checks: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for check in checks:
        groups.setdefault(check["group"], []).append(check)
    return groups


def _breakable(identifier: str) -> Markup:
    """An id that may break after its underscores, and nowhere within a word."""
    return Markup("_<wbr>").join(identifier.split("_"))


def _digits(decimal: str) -> int:
    """How many digits a decimal string has from its first that is not zero."""
    return len(decimal.partition("e")[0].lstrip("-0.").replace(".", ""))
