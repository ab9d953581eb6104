"""Expectations over closed loops: against enumeration of every course, and against the chain of states."""

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import ComputedReal, InputError
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.closed_loop import closed_loop_histories
from opd_exact.planning.expectations import (
    Weight,
    evenly_among_maximizers,
    expected_values,
    first_maximizer,
    sampled,
    situations,
)
from opd_exact.planning.sophisticated import SophisticatedSearch
from tests.planning.literal import pomdps, transition


@given(pomdps(), st.data())
@settings(max_examples=20, deadline=None)
def test_weights_are_those_of_all_paths(model: POMDP, data: st.DataObject) -> None:
    """Under a fixed distribution of actions: enumerate states, actions and observations of three decisions."""
    count = len(model.actions)
    weights = data.draw(st.lists(st.integers(0, 3), min_size=count, max_size=count).filter(any))
    shares = [Fraction(weight, sum(weights)) for weight in weights]
    bayes = BayesFilter(model)
    levels = situations(bayes, [bayes], lambda belief: shares, 3)
    assert all(rational(level.values()) == 1 for level in levels)
    masses: dict[tuple[int, ...], Fraction] = {}
    for path in product(model.states(), repeat=3):
        for actions in product(range(count), repeat=2):
            mass = Fraction(1)
            for table, s in zip(model.D, path[0], strict=True):
                mass *= table[(s,)]
            for before, action, after in zip(path, actions, path[1:], strict=False):
                mass *= shares[action] * transition(model, before, model.actions[action], after)
            masses[path[-1]] = masses.get(path[-1], Fraction(0)) + mass
    for state, mass in masses.items():
        assert rational(w for at, w in levels[2].items() if at.state == state) == mass


@given(pomdps(), st.data())
@settings(max_examples=20, deadline=None)
def test_a_deterministic_rule_gives_the_closed_loop(model: POMDP, data: st.DataObject) -> None:
    """Merged situations have the total probability of the histories that end in them."""
    action = data.draw(st.sampled_from(range(len(model.actions))))
    bayes = BayesFilter(model)
    certain = [Fraction(int(a == action)) for a in range(len(model.actions))]
    level = situations(bayes, [bayes], lambda belief: certain, 3)[-1]
    found: dict[tuple[tuple[int, ...], Belief], Fraction] = {}
    for history in closed_loop_histories(bayes, bayes, lambda belief: action, 2):
        key = (history.states[-1], history.beliefs[-1])
        found[key] = found.get(key, Fraction(0)) + history.probability
    assert {(at.state, at.beliefs[0]): weight for at, weight in level.items()} == found


def entry(index: int, beliefs: tuple[Belief, ...]) -> Fraction:
    """One entry of the watcher's belief."""
    return beliefs[1][index]


def rational(weights: Iterable[Weight]) -> Fraction:
    """The sum of weights that are all rational."""
    listed = list(weights)
    assert all(isinstance(weight, Fraction) for weight in listed)
    return sum((weight for weight in listed if isinstance(weight, Fraction)), Fraction(0))


@given(pomdps())
@settings(max_examples=20, deadline=None)
def test_an_expected_belief_is_the_distribution_of_the_state(model: POMDP) -> None:
    """A watcher with the environment's own model: its expected belief is the distribution of the state."""
    bayes = BayesFilter(model)
    even = [Fraction(1, len(model.actions))] * len(model.actions)
    levels = situations(bayes, [bayes, bayes], lambda belief: even, 2)
    for index, state in enumerate(bayes.states):
        expected = expected_values(levels, partial(entry, index))[1]
        mass = rational(w for at, w in levels[1].items() if at.state == state)
        assert expected.enclose(30).contains(mass)


def test_rules_of_choice() -> None:
    """In the middle of the maze, in ignorance, the arms tie: first, evenly, or by their probabilities."""
    bayes = BayesFilter(tmaze())
    middle = tuple(Fraction(int(state[0] == 4), 2) for state in bayes.states)
    decision = SophisticatedSearch(bayes, Fraction(3), Fraction(0)).decide(middle, 3)
    half = Fraction(1, 2)
    assert list(first_maximizer(decision)) == [0, 1, 0, 0, 0]
    assert list(evenly_among_maximizers(decision)) == [0, half, half, 0, 0]
    weights = sampled(decision)
    assert ComputedReal.total(weights).enclose(30).contains(1)
    assert weights == decision.posterior


def test_sampled_weights_sum_to_one() -> None:
    """Actions drawn from a posterior: the weights of the situations are balls whose sum holds 1."""
    bayes, environment = BayesFilter(tmaze()), BayesFilter(tmaze(reward_side="left"))
    search = SophisticatedSearch(bayes, Fraction(3), Fraction(0))
    levels = situations(environment, [bayes], lambda belief: sampled(search.decide(belief, 2)), 4)
    for total in expected_values(levels, lambda beliefs: Fraction(1)):
        ball = total.enclose(35)
        assert ball.contains(1)
        assert ball.radius < Fraction(1, 10**34)


def test_requests_that_make_no_sense() -> None:
    """Nobody acts, nothing is decided, or the weights do not fit the actions."""
    bayes = BayesFilter(tmaze())
    with pytest.raises(InputError, match="0 agents"):
        situations(bayes, [], lambda belief: [], 1)
    with pytest.raises(InputError, match="0 decisions"):
        situations(bayes, [bayes], lambda belief: [], 0)
    with pytest.raises(InputError, match="2 weights for 5 actions"):
        situations(bayes, [bayes], lambda belief: [Fraction(1, 2)] * 2, 2)
    with pytest.raises(InputError, match="no decisions"):
        expected_values([], lambda beliefs: Fraction(0))
