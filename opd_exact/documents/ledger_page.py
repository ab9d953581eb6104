"""A settled ledger as Markdown."""

from opd_exact.documents.ledger import SettledLedger
from opd_exact.registry.views.markdown import escaped
from opd_exact.registry.views.page import filled

__all__ = [
    "ledger_page",
]


def ledger_page(ledger: SettledLedger) -> str:
    """The ledger as tables in GitHub's Markdown."""
    return filled("opd_exact.documents", "ledger.md.j2", escaped, {"ledger": ledger})
