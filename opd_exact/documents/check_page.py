"""The page of one check for a documentation site: what `--explain` tells, as Markdown."""

import inspect

from opd_exact.registry.suites import CheckUnit
from opd_exact.registry.views.markdown import escaped
from opd_exact.registry.views.page import filled

__all__ = [
    "check_page",
]


def check_page(unit: CheckUnit) -> str:
    """A check's claim, scope, source, method and mutants, read from its declaration; nothing is run.

    A paragraph of the docstring is prose; one with indented lines or bullets stands in a code block as it is.
    """
    manual = [block.splitlines() for block in inspect.cleandoc(unit.docstring).split("\n\n")]
    blocks = [(lines, any(line.startswith((" ", "-", "|", "#")) for line in lines)) for lines in manual]
    names = {"unit": unit, "check": unit.check, "latex": unit.check.claim.latex.splitlines(), "blocks": blocks}
    return filled("opd_exact.documents", "check_page.md.j2", escaped, names)
