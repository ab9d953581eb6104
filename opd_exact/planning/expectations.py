"""Exact expectations along closed loops: chance is the environment's, and the actor's where its actions are sampled.

The environment draws states and observations by its own model. The first agent acts; the others watch, filtering the
same observations and actions by models of their own. What is averaged is a function of the agents' beliefs at each
decision. Histories that lead to the same state and the same beliefs are merged, so their number stays small; weights of
observations are rational, weights of actions rational or enclosed on demand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import prod

from flint import arb, fmpq

from opd_exact.numbers import ComputedReal
from opd_exact.numbers.errors import InputError
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.sophisticated import Decision

__all__ = [
    "Situation",
    "evenly_among_maximizers",
    "expected_values",
    "first_maximizer",
    "sampled",
    "situations",
]

Weight = Fraction | ComputedReal
Rule = Callable[[Decision], Sequence[Weight]]


@dataclass(frozen=True)
class Situation:
    """The true state, and the belief of each agent after the observation made there; the acting agent's comes first."""

    state: tuple[int, ...]
    beliefs: tuple[Belief, ...]


def first_maximizer(decision: Decision) -> tuple[Weight, ...]:
    """Certainly the maximizer of lowest index: ties are proved, and broken by order."""
    best = min(decision.maximizers())
    return tuple(Fraction(int(action == best)) for action in range(len(decision.posterior)))


def evenly_among_maximizers(decision: Decision) -> tuple[Weight, ...]:
    """Each of the proved maximizers with the same probability."""
    best = decision.maximizers()
    return tuple(Fraction(int(action in best), len(best)) for action in range(len(decision.posterior)))


def sampled(decision: Decision) -> tuple[Weight, ...]:
    """Every action with its posterior probability."""
    return decision.posterior


def situations(
    environment: BayesFilter,
    agents: Sequence[BayesFilter],
    act: Callable[[Belief], Sequence[Weight]],
    decisions: int,
) -> tuple[dict[Situation, Weight], ...]:
    """For each of `decisions` consecutive decisions: the situations it can be made in, and their probabilities.

    `act` gives the probability of each action at the acting agent's belief; it is called once for each belief. Weights
    are rational where all that led there are, otherwise enclosed on demand.

    Raises:
        InputError: there is no agent, no decision, or not one weight for each action.
        OutsideDomain: an agent holds impossible what the environment produces.

    >>> from opd_exact.models.tmaze import tmaze
    >>> environment, agent = BayesFilter(tmaze("0.9", "left")), BayesFilter(tmaze("0.9"))
    >>> to_the_cue = [Fraction(0)] * 3 + [Fraction(1), Fraction(0)]
    >>> [sorted(map(str, at.values())) for at in situations(environment, [agent], lambda belief: to_the_cue, 3)]
    [['1'], ['1/10', '9/10'], ['1/100', '81/100', '9/50']]
    """
    if not agents or decisions < 1:
        raise InputError(f"{len(agents)} agents and {decisions} decisions: expected at least one of each")
    rules: dict[Belief, Sequence[Weight]] = {}
    start: dict[Situation, list[tuple[Weight, ...]]] = {}
    _spread(start, (), environment, environment.prior(), agents, [agent.prior() for agent in agents])
    levels = [_merged(start)]
    for _ in range(decisions - 1):
        following: dict[Situation, list[tuple[Weight, ...]]] = {}
        for situation, weight in levels[-1].items():
            own = situation.beliefs[0]
            if own not in rules:
                rules[own] = _checked(act(own), agents[0])
            for action, share in enumerate(rules[own]):
                if isinstance(share, Fraction) and not share:
                    continue
                moved = environment.predict(environment.point(situation.state), action)
                predicted = [agent.predict(b, action) for agent, b in zip(agents, situation.beliefs, strict=True)]
                _spread(following, (weight, share), environment, moved, agents, predicted)
        levels.append(_merged(following))
    return tuple(levels)


def expected_values(
    levels: Sequence[dict[Situation, Weight]], value: Callable[[tuple[Belief, ...]], ComputedReal | Fraction]
) -> tuple[ComputedReal, ...]:
    """The expectation of a function of the agents' beliefs at each decision; it is asked once for each set of beliefs.

    Raises:
        InputError: there is no decision to average over.
    """
    if not levels:
        raise InputError("no decisions were given; an expectation over nothing has no value")
    known: dict[tuple[Belief, ...], ComputedReal] = {}
    means = []
    for time, level in enumerate(levels):
        terms = []
        for situation, weight in level.items():
            if situation.beliefs not in known:
                known[situation.beliefs] = ComputedReal.of(value(situation.beliefs))
            terms.append((ComputedReal.of(weight), known[situation.beliefs]))
        means.append(ComputedReal(partial(_mean, terms), f"expectation at decision {time}"))
    return tuple(means)


def _spread(
    following: dict[Situation, list[tuple[Weight, ...]]],
    before: tuple[Weight, ...],
    environment: BayesFilter,
    moved: Belief,
    agents: Sequence[BayesFilter],
    predicted: Sequence[Belief],
) -> None:
    """Add what the environment can show after a move, with its probability and what each agent then believes."""
    for state, mass in zip(environment.states, moved, strict=True):
        if not mass:
            continue
        for branch in environment.branches(environment.point(state)):
            beliefs = tuple(agent.update(b, branch.observation) for agent, b in zip(agents, predicted, strict=True))
            weights = (*before, mass * branch.probability)
            following.setdefault(Situation(state, beliefs), []).append(weights)


def _merged(level: dict[Situation, list[tuple[Weight, ...]]]) -> dict[Situation, Weight]:
    return {situation: _sum_of_products(ways) for situation, ways in level.items()}


def _sum_of_products(ways: list[tuple[Weight, ...]]) -> Weight:
    exact = [prod((factor for factor in way if isinstance(factor, Fraction)), start=Fraction(1)) for way in ways]
    inexact = [[factor for factor in way if isinstance(factor, ComputedReal)] for way in ways]
    if not any(inexact):
        return sum(exact, Fraction(0))

    def evaluate() -> arb:
        total = arb(0)
        for rational, factors in zip(exact, inexact, strict=True):
            total += prod((factor.arb() for factor in factors), start=_arb(rational))
        return total

    return ComputedReal(evaluate, "probability of a situation")


def _checked(weights: Sequence[Weight], agent: BayesFilter) -> Sequence[Weight]:
    if len(weights) != len(agent.model.actions):
        raise InputError(f"{len(weights)} weights for {len(agent.model.actions)} actions; expected one for each")
    return weights


def _mean(terms: list[tuple[ComputedReal, ComputedReal]]) -> arb:
    return sum((weight.arb() * value.arb() for weight, value in terms), arb(0))


def _arb(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))
