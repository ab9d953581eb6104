"""What a T-maze rollout at given settings must be: exact filter and search, node budget, and every possible course."""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, lru_cache

from opd_exact.audit.replay import Replay, replay
from opd_exact.audit.rollout_record import RolloutRecord
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS, RolloutSettings
from opd_exact.audit.stored_number import StoredNumber
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.closed_loop import History, closed_loop_histories
from opd_exact.planning.node_budget import NodeCount, count_nodes
from opd_exact.planning.sophisticated import Decision, SophisticatedSearch

__all__ = [
    "RolloutOracle",
    "SearchFactory",
    "rollout_oracle",
]

# From a filter, the precision and the observation threshold.
SearchFactory = Callable[[BayesFilter, Fraction, Fraction], SophisticatedSearch]


@dataclass(frozen=True, eq=False)
class RolloutOracle:
    """The exact counterparts of a rollout's parts; each is worked out when first asked for, and kept.

    >>> oracle = rollout_oracle()
    >>> start = oracle.agent.update(oracle.agent.prior(), (0, 0, 0))
    >>> oracle.node_count(start).completed_depth, oracle.decision(start).maximizers()
    (4, (3,))
    >>> oracle.decision(start, depth=5).maximizers()
    (4,)
    """

    settings: RolloutSettings
    make_search: SearchFactory = SophisticatedSearch
    _counts: dict[Belief, NodeCount] = field(default_factory=dict, repr=False)
    _decisions: dict[tuple[Belief, int], Decision] = field(default_factory=dict, repr=False)

    @cached_property
    def agent(self) -> BayesFilter:
        """The agent's filter."""
        return BayesFilter(self.settings.agent_model())

    @cached_property
    def environment(self) -> BayesFilter:
        """The filter of the environment's model, whose rewarded side is known."""
        return BayesFilter(self.settings.environment_model())

    @cached_property
    def search(self) -> SophisticatedSearch:
        """The agent's search."""
        return self.make_search(self.agent, self.settings.gamma, self.settings.observation_prune_threshold)

    def replay(self, record: RolloutRecord) -> Replay:
        """The record followed in the exact models."""
        return replay(record, self.agent, self.environment)

    def beliefs(self, record: RolloutRecord, replay: Replay) -> list[StoredNumber]:
        """Every recorded marginal belief, beside what it must be."""
        return [
            StoredNumber(f"step {time}: P({factor.name}={name})", stored, exact, time)
            for time, (step, replayed) in enumerate(zip(record.steps, replay.steps, strict=True))
            for f, factor in enumerate(self.agent.model.factors)
            for name, stored, exact in zip(
                factor.values, step.beliefs[f], self.agent.marginal(replayed.belief, f), strict=True
            )
        ]

    def posteriors(self, record: RolloutRecord, replay: Replay, *, rescaled: bool = True) -> list[StoredNumber]:
        """Every recorded action probability, beside the exact recursion at the depth that the node budget completes.

        `rescaled` divides each recorded row by its exact sum, which must not be 0.
        """
        return [
            StoredNumber(f"step {time}: probability of {name}", stored, exact, time)
            for time, (step, replayed) in enumerate(zip(record.steps, replay.steps, strict=True))
            for name, stored, exact in zip(
                self.agent.model.action_names,
                _divided(step.action_posterior) if rescaled else step.action_posterior,
                self.decision(replayed.belief).posterior,
                strict=True,
            )
        ]

    def node_count(self, belief: Belief) -> NodeCount:
        """What the node budget buys at a belief."""
        if belief not in self._counts:
            settings = self.settings
            self._counts[belief] = count_nodes(
                self.agent, belief, settings.horizon, settings.max_nodes, settings.observation_prune_threshold
            )
        return self._counts[belief]

    def decision(self, belief: Belief, depth: int | None = None) -> Decision:
        """The decision at a belief, searched to the given depth; without one, to the depth that the budget completes.

        Raises:
            InputError: the budget does not complete a single level.
        """
        depth = self.node_count(belief).completed_depth if depth is None else depth
        if (belief, depth) not in self._decisions:
            self._decisions[belief, depth] = self.search.decide(belief, depth)
        return self._decisions[belief, depth]

    @cached_property
    def histories(self) -> tuple[History, ...]:
        """Every course the rollout can take over the chance of the cue; ties are broken by the lowest index."""
        return closed_loop_histories(
            self.environment,
            self.agent,
            lambda belief: min(self.decision(belief).maximizers()),
            self.settings.transitions,
        )


def _divided(row: tuple[Fraction, ...]) -> tuple[Fraction, ...]:
    total = sum(row, Fraction(0))
    return tuple(p / total for p in row)


def rollout_oracle(
    settings: RolloutSettings = PUBLISHED_SETTINGS, make_search: SearchFactory = SophisticatedSearch
) -> RolloutOracle:
    """The oracle for the given settings, shared by all who ask; `make_search` gives the recursion it plans by."""
    return _oracle(settings, make_search)


@lru_cache(maxsize=32)
def _oracle(settings: RolloutSettings, make_search: SearchFactory) -> RolloutOracle:
    return RolloutOracle(settings, make_search)
