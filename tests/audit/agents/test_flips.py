"""What flips a decision: least node budgets on both sides, searches that stop early, and ties at the present value."""

from dataclasses import replace
from fractions import Fraction

import pytest

from opd_exact.audit.agents.flips import Parameter, choices_by_depth, flip_of_parameter
from opd_exact.audit.agents.ideal import Ideal
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings
from tests.planning.twin.literal import leaky_model

MAZE = TwinModel.from_pomdp(tmaze())
SEARCH = TwinSettings(
    gamma=Fraction(3),
    horizon=3,
    max_branching=45,
    policy_prune_threshold=Fraction(0),
    observation_prune_threshold=Fraction(1, 10000),
    entropy_stop_threshold=Fraction(0),
)


@pytest.mark.parametrize("threshold", [Fraction(0), Fraction(1, 16), Fraction(1, 7)])
def test_the_least_budget_is_the_least(threshold: Fraction) -> None:
    """With it the search completes the depth, with one node less it does not: also where levels are pruned later."""
    settings = replace(SEARCH, policy_prune_threshold=threshold)
    for choice in choices_by_depth(MAZE, settings, [(0, 0, 0)], [], (1, 2, 3)):
        completed = []
        for budget in (choice.least_budget, choice.least_budget - 1):
            twin = Twin(MAZE, replace(settings, horizon=choice.depth, max_nodes=budget))
            tree = twin.search(twin.infer(twin.prior(), (0, 0, 0))).tree
            assert tree is not None
            completed.append(tree.completed_depth)
        assert completed == [choice.depth, choice.depth - 1]


def test_the_least_budget_counts_what_is_pruned_later() -> None:
    """Levels grow whole before they are pruned: the tree ends smaller than it was when the budget was asked."""
    model = leaky_model(6)
    settings = replace(
        SEARCH,
        gamma=Fraction(2),
        num_iter=3,
        max_branching=6,
        prune_penalty=Fraction(1),
        policy_prune_threshold=Fraction(3001, 10007),
        observation_prune_threshold=Fraction(1501, 10007),
    )
    *_, last = choices_by_depth(model, settings, [(0, 0)], [], (1, 2, 3))
    found = []
    for budget in (last.least_budget, last.least_budget - 1):
        twin = Twin(model, replace(settings, max_nodes=budget))
        tree = twin.search(twin.infer(twin.prior(), (0, 0))).tree
        assert tree is not None
        found.append((tree.completed_depth, tree.nodes_used))
    assert [depth for depth, _ in found] == [3, 2]
    assert found[0][1] + 2 < last.least_budget


def test_depths_that_the_search_does_not_reach_are_left_out() -> None:
    """An entropy of at most log 5 is below a threshold of 2 nats: the search stops after its first level."""
    settings = replace(SEARCH, entropy_stop_threshold=Fraction(2))
    assert [choice.depth for choice in choices_by_depth(MAZE, settings, [(0, 0, 0)], [], (1, 2, 3))] == [1]


def test_a_tie_at_the_present_value_is_the_switch() -> None:
    """In the middle the arms are tied at even odds: any other odds of the reward decide, so the switch is at 1/2."""
    maze = tmaze("0.5")
    model = replace(maze, C=(maze.C[0], Tensor.from_nested([0, 2, -2]), maze.C[2]))

    def with_odds(left: Fraction) -> POMDP:
        return replace(model, D=(model.D[0], Tensor((2,), (left, 1 - left))))

    parameter = Parameter(with_odds, Fraction(1, 2), Fraction(1, 4), Fraction(3, 4))
    ideal = Ideal.of(model, MAZE, replace(SEARCH, horizon=1))
    flip = flip_of_parameter(ideal, "odds", parameter, [(0, 0, 0), (4, 0, 0)], [4], points=4)
    assert (flip.before, flip.after) == (1, 2)
    assert flip.at is not None
    assert (flip.at.lower, flip.at.upper) == (Fraction(1, 2), Fraction(1, 2))
