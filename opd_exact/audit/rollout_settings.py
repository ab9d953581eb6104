"""The settings of a T-maze rollout: what is simulated, and how the planner is to search."""

from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Literal

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers.errors import OutsideClass

__all__ = [
    "PUBLISHED_SETTINGS",
    "RolloutSettings",
]


@dataclass(frozen=True)
class RolloutSettings:
    """Every parameter of one rollout, exact. Thresholds are probabilities, entropies and values are in nats.

    A rollout of n `transitions` makes n + 1 decisions. The cue validity is both the agent's and the environment's.
    `kl_threshold` below 0 means that nodes of the search tree are never reused.

    >>> PUBLISHED_SETTINGS.cue_validity, PUBLISHED_SETTINGS.horizon, PUBLISHED_SETTINGS.max_nodes
    (Fraction(19, 20), 5, 5000)
    """

    cue_validity: Fraction = Fraction(19, 20)
    reward_probability: Fraction = Fraction(1)
    punishment_probability: Fraction = Fraction(1)
    reward_side: Literal["left", "right"] = "left"
    transitions: int = 6
    seed: int = 0
    gamma: Fraction = Fraction(3)
    policy_len: int = 1
    horizon: int = 5
    max_nodes: int = 5000
    max_branching: int = 45
    policy_prune_threshold: Fraction = Fraction(0)
    observation_prune_threshold: Fraction = Fraction(1, 10000)
    entropy_stop_threshold: Fraction = Fraction(0)
    neg_efe_stop_threshold: Fraction = Fraction(10**10)
    kl_threshold: Fraction = Fraction(-1)
    prune_penalty: Fraction = Fraction(512)
    topk_obsspace: int = 10000

    def agent_model(self) -> POMDP:
        """The model that the agent filters and plans with: uniform about the rewarded side.

        Raises:
            OutsideClass: reward or punishment is not certain; only the published maze is modeled exactly.
        """
        if self.reward_probability != 1 or self.punishment_probability != 1:
            raise OutsideClass(
                f"reward and punishment probabilities are {self.reward_probability} and {self.punishment_probability};"
                " only the maze in which both are 1 is modeled exactly"
            )
        return tmaze(self.cue_validity)

    def environment_model(self) -> POMDP:
        """The model that the environment draws from: the rewarded side is fixed."""
        return tmaze(self.cue_validity, self.reward_side)

    def as_json(self) -> dict[str, int | str]:
        """The settings as JSON values: integers as they are, rationals as the text of a ratio."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(value) if isinstance(value, Fraction) else value for name, value in values.items()}


# Friedman (2026), witness 2: the settings of the published rollout.
PUBLISHED_SETTINGS = RolloutSettings()
