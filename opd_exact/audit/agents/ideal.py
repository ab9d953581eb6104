"""The ideal of an audited agent: exact Bayes on the joint belief, the exact recursion to the configured depth.

No floors, no pruning, no node budget, no independence between factors: what the agent's algorithm approximates. Its
belief entropy is that of the joint belief, which the sum over factors that a program reports stands for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from opd_exact.audit.agents.record import AgentRecord
from opd_exact.models.pomdp import POMDP
from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.numbers.errors import OutsideClass
from opd_exact.planning.bayes_filter import BayesFilter, Belief, entropy_of
from opd_exact.planning.open_loop import open_loop_plan
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.twin import TwinModel, TwinSettings

__all__ = [
    "Ideal",
    "IdealDecision",
]


@dataclass(frozen=True)
class IdealDecision:
    """The policies at one exact belief. `depth` is the configured one; ties among `maximizers` are proved."""

    depth: int
    posterior: tuple[ComputedReal, ...]
    maximizers: tuple[int, ...]
    belief_entropy: LogForm


@dataclass(frozen=True, eq=False)
class Ideal:
    """The exact oracle of one nominal model.

    Raises:
        OutsideClass: the agent's terms or prior over policies are not those of the recursion; the message names them.
    """

    model: POMDP
    settings: TwinSettings
    policy_len: int

    @classmethod
    def of(cls, model: POMDP | None, twin: TwinModel, settings: TwinSettings) -> "Ideal":
        """The ideal of a nominal reading.

        Raises:
            OutsideClass: see the class; or the policies are not all joint actions.
        """
        if model is None:
            raise OutsideClass(
                f"policies: {len(twin.policies)} chosen ones; the ideal chooses among all joint actions or all their"
                " sequences, in order"
            )
        if settings.planner == "policies":
            for name in ("use_utility", "use_states_info_gain"):
                if not getattr(settings, name):
                    raise OutsideClass(f"{name}: False; the ideal counts utility and information gain")
            if len(set(twin.E.entries)) > 1:
                raise OutsideClass("E: not uniform; the ideal has no prior over policies")
        return cls(model, settings, twin.policy_len)

    @property
    def depth(self) -> int:
        """How far ahead the ideal looks: the configured horizon, whatever a node budget completes."""
        return self.settings.horizon if self.settings.planner == "sophisticated" else self.policy_len

    @cached_property
    def bayes(self) -> BayesFilter:
        """The exact filter."""
        return BayesFilter(self.model)

    @cached_property
    def search(self) -> SophisticatedSearch:
        """The exact search; every observation that can occur is followed."""
        return SophisticatedSearch(self.bayes, self.settings.gamma, Fraction(0))

    def beliefs(self, record: AgentRecord) -> tuple[Belief, ...]:
        """The exact belief at each recorded decision.

        Raises:
            OutsideDomain: a recorded observation has probability 0 given what came before.
        """
        actions = [self.model.actions.index(step.action) for step in record.steps[:-1]]
        return self.bayes.filtered(record.observations, actions)

    def decide(self, belief: Belief) -> IdealDecision:
        """The exact decision at a belief."""
        entropy = entropy_of(belief)
        if self.settings.planner == "sophisticated":
            decision = self.search.decide(belief, self.depth)
            return IdealDecision(self.depth, decision.posterior, decision.maximizers(), entropy)
        plan = open_loop_plan(self.search, belief, self.policy_len)
        return IdealDecision(self.depth, plan.posterior, _indices(plan.policies, plan.maximizers()), entropy)


def _indices(policies: Sequence[tuple[int, ...]], chosen: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    position = {policy: index for index, policy in enumerate(policies)}
    return tuple(sorted(position[policy] for policy in chosen))
