"""Budgets and decisions of an audited agent in notebooks."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from opd_exact.audit.agents.budget import CAUSES, ErrorBudget, upper_text
from opd_exact.displays import budget_table, code, listed, paragraph, shown, table

if TYPE_CHECKING:
    from opd_exact.audit.agents.decisions import Choice, DecisionAudit

__all__ = [
    "decision_html",
    "error_budget_html",
]


def error_budget_html(budget: ErrorBudget) -> str:
    """The four amounts as a bar and as a table, and their sum against the distance from the ideal."""
    step = "" if budget.step is None else f", step {budget.step}"
    caption = f"error budget of {budget.quantity}{step} (nats)"
    amounts = {cause: budget.bound(cause) for cause in CAUSES}
    seen = paragraph("observed ", code(repr(float(budget.observed))), f" ({budget.dtype})")
    return shown(seen, budget_table(amounts, caption, upper_text, budget.distance))


def decision_html(decision: "DecisionAudit") -> str:
    """What float run, twin and ideal would do at one decision, and what each cause does to the choice."""
    choices: Mapping[str, Choice | None] = {
        "float run": decision.float_run,
        "twin, recorded tables": decision.twin,
        "twin, nominal tables": decision.nominal,
        "ideal": decision.ideal,
    }
    rows = (
        (
            name,
            ", ".join(map(str, choice.maximizers)),
            ", ".join(map(str, choice.told_apart)),
            "proved" if choice.proved else "equal to 40 digits",
        )
        for name, choice in choices.items()
        if choice is not None
    )
    header = ("who", "best policies", "told apart in floats", "ties")
    sentences = [text for text in (decision.arithmetic, decision.input, decision.algorithm) if text]
    return shown(
        table(header, rows, caption=f"decision {decision.step}"),
        paragraph("controls taken: ", code(decision.taken), ", asked for: ", code(decision.expected)),
        listed(sentences),
    )
