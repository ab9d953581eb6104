"""The sizes of a model's spaces, read off the model: a catalog that cannot disagree with what is computed."""

from dataclasses import dataclass
from math import prod

from opd_exact.models.coupled_streams import CoupledStreams
from opd_exact.models.policy_chain import PolicyChain
from opd_exact.models.pomdp import POMDP
from opd_exact.numbers.errors import InputError

__all__ = [
    "StateSpace",
    "space_of_chain",
    "space_of_pomdp",
    "space_of_streams",
]


@dataclass(frozen=True)
class StateSpace:
    """How many values each hidden factor and each observed modality has, and how many actions and policies there are.

    0 actions or policies means that the model has none: nothing acts in it.
    """

    model: str
    states: tuple[int, ...]
    observations: tuple[int, ...]
    actions: int
    policies: int

    @property
    def joint_states(self) -> int:
        """The number of joint states."""
        return prod(self.states)

    def __str__(self) -> str:
        spaces = f"{_sizes(self.states)} states"
        if self.observations:
            spaces += f", {_sizes(self.observations)} observations"
        if self.actions:
            spaces += f", {self.actions} actions, {self.policies} policies"
        return f"{self.model}: {spaces}"


def space_of_pomdp(name: str, model: POMDP, policy_length: int = 1) -> StateSpace:
    """The spaces of a factored model; a policy is a sequence of `policy_length` actions.

    Raises:
        InputError: the policy length is below 1.

    >>> from opd_exact.models.tmaze import tmaze
    >>> print(space_of_pomdp("T-maze", tmaze()))
    T-maze: 5 x 2 states, 5 x 3 x 3 observations, 5 actions, 5 policies
    """
    if policy_length < 1:
        raise InputError(f"policy length {policy_length}, expected at least 1")
    return StateSpace(
        name,
        tuple(len(factor) for factor in model.factors),
        tuple(len(modality) for modality in model.modalities),
        len(model.actions),
        len(model.actions) ** policy_length,
    )


def space_of_streams(name: str, model: CoupledStreams) -> StateSpace:
    """The spaces of coupled streams: one factor a stream, nothing is observed and nothing acts."""
    return StateSpace(name, model.shape, (), 0, 0)


def space_of_chain(name: str, process: PolicyChain) -> StateSpace:
    """The spaces of a process with tabular policies, counted as the maps from states to actions."""
    actions = len(process.actions)
    return StateSpace(name, (len(process.states),), (), actions, actions ** len(process.states))


def _sizes(sizes: tuple[int, ...]) -> str:
    return " x ".join(map(str, sizes))
