"""Policies without observations: the published comparison planner, and brute force on small models."""

from fractions import Fraction
from itertools import product

import mpmath
import pytest
from hypothesis import given, settings

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import InputError
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.open_loop import open_loop_plan
from opd_exact.planning.sophisticated import SophisticatedSearch
from tests.planning.literal import action_values, pomdps, transition
from tests.planning.literal_maze import CENTER, Maze, moved

# Reported by the published run, in single precision.
REPORTED_MARGINALS = ("0.21907059848308563",) * 3 + ("0.24731075763702393", "0.09547768533229828")
REPORTED_ENTROPY = "6.19202689737093"


def search(model: POMDP) -> SophisticatedSearch:
    """A search without pruning."""
    return SophisticatedSearch(BayesFilter(model), Fraction(3), Fraction(0))


def test_the_published_comparison_planner() -> None:
    """625 policies of length 4: 200 tie for the maximum, the first stays at the center, figures to 1e-7."""
    recursion = search(tmaze())
    plan = open_loop_plan(recursion, recursion.bayes.prior(), 4)
    assert len(plan.policies) == 625
    assert len(plan.maximizers()) == 200
    assert plan.maximizers()[0] == (0, 0, 0, 0)
    for marginal, reported in zip(plan.first_action_marginals(5), REPORTED_MARGINALS, strict=True):
        assert abs(marginal - Fraction(reported)) < Fraction(1, 10**7)
    assert abs(plan.entropy - Fraction(REPORTED_ENTROPY)) < Fraction(1, 10**7)


def test_every_policy_of_the_maze_walked_through() -> None:
    """All 625 policies scored one by one in mpmath: probabilities, entropy and first actions to 30 digits."""
    recursion = search(tmaze())
    plan = open_loop_plan(recursion, recursion.bayes.prior(), 4)
    with mpmath.workdps(45):
        maze, scores = Maze(mpmath.mpf(19) / 20), {}
        for policy in product(range(5), repeat=4):
            place, score = CENTER, mpmath.mpf(0)
            for action in policy:
                place = moved(place, action)
                score += maze.immediate(place, 0)
            scores[policy] = mpmath.exp(3 * score)
        total = mpmath.fsum(scores.values())
        probabilities = {policy: weight / total for policy, weight in scores.items()}
        for policy, p in zip(plan.policies, plan.posterior, strict=True):
            middle, _ = p.enclose(32).to_mpmath()
            assert abs(middle / probabilities[policy] - 1) < mpmath.mpf(10) ** -30
        entropy, _ = plan.entropy.enclose(32).to_mpmath()
        assert abs(entropy + mpmath.fsum(p * mpmath.log(p) for p in probabilities.values())) < mpmath.mpf(10) ** -29
        for action, marginal in enumerate(plan.first_action_marginals(5)):
            middle, _ = marginal.enclose(32).to_mpmath()
            expected = mpmath.fsum(p for policy, p in probabilities.items() if policy[0] == action)
            assert abs(middle / expected - 1) < mpmath.mpf(10) ** -30


@given(pomdps())
@settings(max_examples=15, deadline=None)
def test_values_are_sums_of_immediate_values(model: POMDP) -> None:
    """Each policy's value is the sum of depth-1 values along beliefs predicted entry by entry."""
    recursion = search(model)
    plan = open_loop_plan(recursion, recursion.bayes.prior(), 2)
    with mpmath.workdps(30):
        start = dict(zip(recursion.bayes.states, recursion.bayes.prior(), strict=True))
        for (first, second), value in zip(plan.policies, plan.values, strict=True):
            move = model.actions[first]
            then = {
                after: sum((m * transition(model, s, move, after) for s, m in start.items()), Fraction(0))
                for after in model.states()
            }
            literal = action_values(model, start, 1, 3, Fraction(0))[first]
            literal += action_values(model, then, 1, 3, Fraction(0))[second]
            middle, _ = value.enclose(25).to_mpmath()
            assert abs(middle - literal) < mpmath.mpf(10) ** -20


def test_requests_that_make_no_sense() -> None:
    """No action, no plan; and every action must begin some policy."""
    recursion = search(tmaze())
    with pytest.raises(InputError, match="length 0"):
        open_loop_plan(recursion, recursion.bayes.prior(), 0)
    with pytest.raises(InputError, match="4 actions"):
        open_loop_plan(recursion, recursion.bayes.prior(), 1).first_action_marginals(4)
