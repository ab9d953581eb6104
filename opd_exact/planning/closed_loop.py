"""Every history that an agent and an environment can produce together, with its exact probability.

The environment draws states and observations by its own model; the agent filters by its model, which may differ, and
acts by a rule on its belief. Chance is enumerated, never sampled.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.planning.bayes_filter import BayesFilter, Belief, Observation

__all__ = [
    "History",
    "closed_loop_histories",
]


@dataclass(frozen=True)
class History:
    """One course of events, and its probability.

    `states`, `observations` and `beliefs` (the agent's, after the observation) are for times 0..n; `actions[t]` leads
    from time t to t + 1.
    """

    probability: Fraction
    states: tuple[tuple[int, ...], ...]
    observations: tuple[Observation, ...]
    beliefs: tuple[Belief, ...]
    actions: tuple[int, ...]


def closed_loop_histories(
    environment: BayesFilter, agent: BayesFilter, choose: Callable[[Belief], int], transitions: int
) -> tuple[History, ...]:
    """All histories of positive probability after `transitions` moves; their probabilities sum to exactly one.

    `choose` gives the index of the action at the agent's belief; it is called once for each belief that is reached.

    Raises:
        OutsideDomain: the environment produces an observation that the agent's model holds impossible.

    >>> from opd_exact.models.tmaze import tmaze
    >>> environment, agent = BayesFilter(tmaze("0.9", "left")), BayesFilter(tmaze("0.9"))
    >>> histories = closed_loop_histories(environment, agent, lambda belief: 3, transitions=1)
    >>> [(str(history.probability), history.observations[-1]) for history in histories]
    [('9/10', (3, 0, 1)), ('1/10', (3, 0, 2))]
    """
    chosen: dict[Belief, int] = {}
    nothing = History(Fraction(1), (), (), (), ())
    histories = list(_continued(nothing, None, environment, environment.prior(), agent, agent.prior()))
    for _ in range(transitions):
        extended: list[History] = []
        for history in histories:
            belief = history.beliefs[-1]
            if belief not in chosen:
                chosen[belief] = choose(belief)
            action = chosen[belief]
            moved = environment.predict(environment.point(history.states[-1]), action)
            extended += _continued(history, action, environment, moved, agent, agent.predict(belief, action))
        histories = extended
    return tuple(histories)


def _continued(
    before: History, action: int | None, environment: BayesFilter, moved: Belief, agent: BayesFilter, predicted: Belief
) -> Iterator[History]:
    """The history followed by one state drawn from `moved` and one observation made there, in every possible way."""
    actions = before.actions if action is None else (*before.actions, action)
    for state, mass in zip(environment.states, moved, strict=True):
        if not mass:
            continue
        for branch in environment.branches(environment.point(state)):
            yield History(
                before.probability * mass * branch.probability,
                (*before.states, state),
                (*before.observations, branch.observation),
                (*before.beliefs, agent.update(predicted, branch.observation)),
                actions,
            )
