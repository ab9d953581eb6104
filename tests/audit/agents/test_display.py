"""An agent's audit in a notebook says what it says elsewhere, in tables that name themselves."""

from opd_exact.audit.agents.agent_audit import AgentAudit
from tests.displays.page import read


def test_audit_decisions_and_budgets(two_causes_audit: AgentAudit) -> None:
    """Every sentence of the verdict; a row for each decision; the amounts of a budget beside their sum."""
    page = read(two_causes_audit._repr_html_())
    for sentence in two_causes_audit.sentences:
        assert sentence in page.text("li")
    assert len(page.all("table")) == len(page.all("caption")) >= 2
    step = two_causes_audit.steps[0]
    decision = read(step.decision._repr_html_())
    assert f"decision {step.time}" in decision.text("caption")
    assert step.decision.arithmetic in decision.text("li")
    budget = read(step.worst._repr_html_())
    assert step.worst.quantity in budget.text("caption")
    assert budget.text("th").count("sum of the bounds") == 1
    assert ("distance from the ideal" in budget.text("th")) is (step.worst.distance is not None)
