"""HTML for notebooks: built from escaped parts, below all other packages, so that every class may show itself by it.

No script, no style sheet and no color of its own for text: what is shown takes ink and paper from the page, light or
dark. Everything that came from outside is escaped where it enters.
"""

from opd_exact.displays.bars import stacked_bar
from opd_exact.displays.budgets import budget_table
from opd_exact.displays.formulas import display_math, latex_text
from opd_exact.displays.markup import MOST_ROWS, Markup, code, details, element, joined, listed, paragraph, shown, table

__all__ = [
    "MOST_ROWS",
    "Markup",
    "budget_table",
    "code",
    "details",
    "display_math",
    "element",
    "joined",
    "latex_text",
    "listed",
    "paragraph",
    "shown",
    "stacked_bar",
    "table",
]
