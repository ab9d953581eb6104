"""Recordings of pymdp 1.0.4 that are kept as text, and their audits."""

from pathlib import Path

import pytest

from opd_exact.audit.agents.agent_audit import AgentAudit, audit_record
from opd_exact.audit.agents.record import AgentRecord, read_record

FOLDER = Path(__file__).parent / "recorded"


def kept(name: str) -> AgentRecord:
    """One of the recordings in the folder `recorded`."""
    return read_record((FOLDER / f"{name}.json").read_text(encoding="utf-8"), f"{name}.json")


@pytest.fixture(scope="session")
def two_causes() -> AgentRecord:
    """Two dependent causes of one alarm: mean field is not exact."""
    return kept("two_causes")


@pytest.fixture(scope="session")
def two_causes_audit(two_causes: AgentRecord) -> AgentAudit:
    """Its audit, with what flips the first decision."""
    return audit_record(two_causes, flips=(0,))


@pytest.fixture(scope="session")
def graph_world() -> AgentRecord:
    """pymdp's graph world, where mean field is exact and the first level has a tie."""
    return kept("graph_world")
