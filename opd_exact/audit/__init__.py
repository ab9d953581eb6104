"""Float programs against the truth: what their numbers miss, where each part of the distance comes from, what it decides.

`pymdp(agent, rollout)` audits an agent of pymdp; the other modules hold the subjects and oracles of the built-in checks.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from opd_exact.audit.agents.subject import Subject

__all__ = [
    "Subject",
]


def __getattr__(name: str) -> Any:
    # Looked up when asked for: most users of one module here need none of the others.
    if name == "Subject":
        from opd_exact.audit.agents.subject import Subject

        return Subject
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
