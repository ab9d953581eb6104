"""Float programs against the truth: what their numbers miss, from which cause, and whether it changes a decision.

`pymdp(agent, rollout)` audits an agent of pymdp, `function(f, quantity)` any function that claims to compute a
quantity, and `identify(f)` says which loss between two distributions a function computes. The other modules hold
subjects and oracles of the built-in checks.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opd_exact.audit.agents.agent_audit import AgentAudit
    from opd_exact.audit.agents.record import AgentRecord
    from opd_exact.audit.agents.recording import record_rollout
    from opd_exact.audit.agents.subject import Subject
    from opd_exact.audit.functions.auditing import audit_function as function
    from opd_exact.audit.functions.identifying import identify

__all__ = [
    "Subject",
    "function",
    "identify",
    "pymdp",
    "record_rollout",
]


def pymdp(agent: Any, rollout: "AgentRecord") -> "AgentAudit":
    """Audit a pymdp agent by a recorded rollout of it: see `opd_exact.audit.agents.agent_audit.AgentAudit`.

    agent: the `pymdp.agent.Agent` that was recorded, whose tables and settings must be those of the record; or None to
    take the record's word for them. rollout: what `record_rollout` returned.

    Raises:
        InputError: the tables are no model, or the record is of another agent.
    """
    from opd_exact.audit.agents.agent_audit import audit_record
    from opd_exact.audit.agents.agent_reading import require_same_agent

    if agent is not None:
        require_same_agent(agent, rollout)
    return audit_record(rollout)


def __getattr__(name: str) -> Any:
    # Looked up when asked for: most users of one module here need none of the others.
    if name == "Subject":
        from opd_exact.audit.agents.subject import Subject

        return Subject
    if name == "record_rollout":
        from opd_exact.audit.agents.recording import record_rollout

        return record_rollout
    if name == "function":
        from opd_exact.audit.functions.auditing import audit_function

        return audit_function
    if name == "identify":
        from opd_exact.audit.functions.identifying import identify

        return identify
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
