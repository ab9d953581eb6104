"""Replays a recorded rollout in the exact models.

Does each state follow from the action before it, can each observation occur there, and what must the agent believe
then?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.audit.rollout_record import RolloutRecord, StepRecord
from opd_exact.models.pomdp import Variable
from opd_exact.numbers import LogForm
from opd_exact.planning.bayes_filter import BayesFilter, Belief, entropy_of

__all__ = [
    "Replay",
    "ReplayedStep",
    "replay",
]


@dataclass(frozen=True)
class ReplayedStep:
    """One step as the exact models have it.

    `transition` is the probability of the recorded state after the action before it, `likelihood` that of the
    observation in that state, `predictive` that of the observation given all that the agent had seen; `belief` is the
    agent's posterior.
    """

    transition: Fraction
    likelihood: Fraction
    predictive: Fraction
    belief: Belief

    @property
    def entropy(self) -> LogForm:
        """The entropy of the joint belief, exact, in nats."""
        return entropy_of(self.belief)


@dataclass(frozen=True)
class Replay:
    """The steps up to the first impossible one, and what is impossible about that one (None if nothing is)."""

    steps: tuple[ReplayedStep, ...]
    contradiction: str | None


def replay(record: RolloutRecord, agent: BayesFilter, environment: BayesFilter) -> Replay:
    """Follow the record step by step: true states by the environment's model, beliefs by the agent's.

    Nothing is raised for a record that the models hold impossible: the replay stops there and says why.
    """
    steps: list[ReplayedStep] = []
    for step in record.steps:
        before = record.steps[len(steps) - 1] if steps else None
        contradiction = _out_of_range(step, agent)
        if contradiction is None:
            replayed = _follow(step, before, steps[-1].belief if steps else None, agent, environment)
            if isinstance(replayed, ReplayedStep):
                steps.append(replayed)
                continue
            contradiction = replayed
        return Replay(tuple(steps), f"trace.json: step {len(steps)}: {contradiction}")
    return Replay(tuple(steps), None)


def _follow(
    step: StepRecord, before: StepRecord | None, belief: Belief | None, agent: BayesFilter, environment: BayesFilter
) -> ReplayedStep | str:
    model = environment.model
    position = environment.states.index(step.state)
    if before is None or belief is None:
        reachable, predicted, by = environment.prior(), agent.prior(), "at the start"
    else:
        reachable = environment.predict(environment.point(before.state), before.action)
        predicted = agent.predict(belief, before.action)
        by = f"after {model.action_names[before.action]} from ({model.state_names(before.state)})"
    if not reachable[position]:
        return f"the state ({model.state_names(step.state)}) is recorded {by}, where it has probability 0"
    likelihood = environment.likelihood(position, step.observation)
    if not likelihood:
        return (
            f"the observation ({model.observation_names(step.observation)}) is recorded in the state"
            f" ({model.state_names(step.state)}), where it has probability 0"
        )
    predictive = agent.probability(predicted, step.observation)
    if not predictive:
        seen = agent.model.observation_names(step.observation)
        return f"the observation ({seen}) has probability 0 for the agent, given what it saw before"
    return ReplayedStep(reachable[position], likelihood, predictive, agent.update(predicted, step.observation))


def _out_of_range(step: StepRecord, agent: BayesFilter) -> str | None:
    """Which index of the step the model does not have, if any."""
    if step.action >= len(agent.model.actions):
        return f"action {step.action}, the model has actions 0 to {len(agent.model.actions) - 1}"
    for kind, values, variables in (
        ("observation", step.observation, agent.model.modalities),
        ("state", step.state, agent.model.factors),
    ):
        found = _first_beyond(values, variables)
        if found is not None:
            return f"{kind} {found}"
    return None


def _first_beyond(values: Sequence[int], variables: Sequence[Variable]) -> str | None:
    if len(values) != len(variables):
        return f"of {len(values)} variables, the model has {len(variables)}"
    for value, variable in zip(values, variables, strict=True):
        if value >= len(variable):
            return f"{variable.name}={value}, the model has values 0 to {len(variable) - 1}"
    return None
