"""What a user hands over to be audited: an agent, an environment, and how they are to run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from opd_exact.audit.agents.flips import Parameter
from opd_exact.audit.agents.record import AgentRecord

__all__ = [
    "Subject",
]


@dataclass(frozen=True)
class Subject:
    """A pymdp agent in its environment, and the rollout that is to be audited.

    steps: transitions, one fewer than decisions. policy_search: as pymdp's `rollout` takes it; its own `infer_policies`
    without one. batch: the element of the agent's batch. factors, modalities: names for the report. parameters: model
    parameters by name, for the smallest change that flips a decision.
    """

    agent: Any
    environment: Any
    steps: int = 3
    seed: int = 0
    policy_search: Callable[..., Any] | None = None
    env_params: Any = None
    batch: int = 0
    factors: tuple[str, ...] | None = None
    modalities: tuple[str, ...] | None = None
    parameters: Mapping[str, Parameter] | None = None

    def record(self) -> AgentRecord:
        """Run the rollout and record it.

        Raises:
            ImportError: pymdp is not installed.
            InputError: tables that are no model.
        """
        from opd_exact.audit.agents.recording import record_rollout

        return record_rollout(
            self.agent,
            self.environment,
            self.steps,
            self.seed,
            policy_search=self.policy_search,
            env_params=self.env_params,
            batch=self.batch,
            factors=self.factors,
            modalities=self.modalities,
        )
