"""The twin: pymdp's inference and planning on exact tables, in balls."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.planning.twin.belief import TwinBelief
from opd_exact.planning.twin.decision import TwinDecision, TwinStep
from opd_exact.planning.twin.model import TwinModel
from opd_exact.planning.twin.settings import TwinSettings

__all__ = [
    "Twin",
]


@dataclass(frozen=True, eq=False)
class Twin:
    """The algorithm of one agent, evaluated without rounding.

    Raises:
        InputError: model and settings do not fit (more policies than children a node may have, policies of more than
            one step in a tree search).
    """

    model: TwinModel
    settings: TwinSettings
    limit_bits: int = 8192

    def belief(self, marginals: Sequence[Sequence[Fraction]] | None = None) -> TwinBelief:
        """Exact marginals as a belief; without any, the agent's prior D."""
        raise NotImplementedError

    def infer(self, prior: TwinBelief, observation: Sequence[int]) -> TwinBelief:
        """The belief after an observation, one outcome index for each modality."""
        raise NotImplementedError

    def predict(self, belief: TwinBelief, controls: Sequence[int]) -> TwinBelief:
        """The belief one step ahead, one control for each factor."""
        raise NotImplementedError

    def search(self, belief: TwinBelief) -> TwinDecision:
        """The decision at a belief, by the planner that the settings name."""
        raise NotImplementedError

    def replay(
        self, observations: Sequence[Sequence[int]], controls: Sequence[Sequence[int]]
    ) -> tuple[TwinStep, ...]:
        """Every decision along a record: observations of times 0..n, and the controls taken at 0..n - 1 (or 0..n)."""
        raise NotImplementedError
