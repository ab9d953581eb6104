"""Fills a template of this package with a report; every value is escaped on its way out, asked or not."""

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from markupsafe import Markup

from opd_exact.registry.report import Report
from opd_exact.registry.views.standing import refused_by_coq, standing, worst_first
from opd_exact.registry.views.table import headline

__all__ = [
    "filled",
    "page",
]


def page(template: str, report: Report, escape: Callable[[str], Markup]) -> str:
    """The template of that file name, filled with the report.

    Raises:
        jinja2.UndefinedError: the template names a field that the report has not, which is a defect of ours.
    """
    names = {
        "report": report,
        "headline": headline(report),
        "standing": standing,
        "wanting": worst_first(report),
        "refused": refused_by_coq(report),
    }
    return filled("opd_exact.registry.views", template, escape, names)


def filled(package: str, template: str, escape: Callable[[str], Markup], names: Mapping[str, Any]) -> str:
    """A template in the `templates` folder of a package, filled with names; whatever they hold is escaped.

    Raises:
        jinja2.UndefinedError: the template names something else, which is a defect of ours.
    """

    def finished(value: object) -> Markup:
        # Markup has passed through here before, as the output of a macro.
        return value if isinstance(value, Markup) else escape(str(value))

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader(package, "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=finished,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(names)
