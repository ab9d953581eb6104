"""docs/audit-a-pymdp-agent.md shows what the audit of the kept recording really says."""

from pathlib import Path

from opd_exact.audit.agents.agent_audit import AgentAudit
from opd_exact.audit.agents.views import as_markdown

PAGE = Path(__file__).parents[3] / "docs" / "audit-a-pymdp-agent.md"


def test_the_page_shows_the_output(two_causes_audit: AgentAudit) -> None:
    """The generated part of the page is the output, letter by letter."""
    page = PAGE.read_text(encoding="utf-8")
    shown = page.partition("<!-- generated: two_causes -->\n")[2].partition("<!-- end -->")[0]
    assert shown == as_markdown(two_causes_audit)
