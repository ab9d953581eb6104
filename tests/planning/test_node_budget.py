"""Node counts agree with trees that are built node by node, and with those that pymdp was seen to build."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import InputError
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.node_budget import NodeCount, count_nodes
from tests.planning.literal import pomdps

THRESHOLD = Fraction(1, 10000)


@pytest.mark.parametrize(
    ("location", "left", "totals", "depth"),
    [
        (0, "1/2", (12, 85, 625, 4782, 37635), 4),
        (3, "19/20", (15, 138, 1195, 10191, 86316), 3),
        (0, "19/20", (12, 85, 625, 4782, 37635), 4),
        (4, "19/20", (13, 88, 511, 2901, 16946), 4),
        (1, "1", (11, 61, 312, 1589, 8255), 4),
    ],
)
def test_totals_of_the_published_beliefs(location: int, left: str, totals: tuple[int, ...], depth: int) -> None:
    """Totals after levels 1 to 5 and the depth that 5000 nodes complete."""
    bayes = BayesFilter(tmaze("0.95"))
    masses = {(location, 0): Fraction(left), (location, 1): 1 - Fraction(left)}
    count = count_nodes(bayes, tuple(masses.get(s, Fraction(0)) for s in bayes.states), 5, 5000, THRESHOLD)
    assert (count.totals, count.completed_depth, count.exhausted) == (totals, depth, True)
    assert count.nodes_used == totals[depth - 1]


def nodes(bayes: BayesFilter, belief: Belief, depth: int, threshold: Fraction) -> int:
    """The nodes below a belief node, built one by one."""
    if depth == 0:
        return 0
    total = 0
    for action in range(len(bayes.model.actions)):
        total += 1
        for branch in bayes.branches(bayes.predict(belief, action), threshold):
            total += 1 + nodes(bayes, branch.belief, depth - 1, threshold)
    return total


@given(pomdps(), st.sampled_from([Fraction(0), Fraction(1, 4)]))
@settings(max_examples=20, deadline=None)
def test_counting_with_multiplicity_is_counting(model: POMDP, threshold: Fraction) -> None:
    """The totals by level are those of the tree built in full."""
    bayes = BayesFilter(model)
    count = count_nodes(bayes, bayes.prior(), 3, 10, threshold)
    assert count.totals == tuple(1 + nodes(bayes, bayes.prior(), depth, threshold) for depth in (1, 2, 3))


@pytest.mark.parametrize(
    ("max_nodes", "depth", "used"), [(13, 0, 1), (14, 1, 12), (86, 1, 12), (87, 2, 85), (4783, 3, 625), (4784, 4, 4782)]
)
def test_both_sides_of_the_edge(max_nodes: int, depth: int, used: int) -> None:
    """A level is kept only if the total stays below max_nodes - 1, and dropped whole otherwise."""
    count = NodeCount(5, max_nodes, (12, 85, 625, 4782, 37635))
    assert (count.completed_depth, count.nodes_used, count.exhausted) == (depth, used, True)


def test_a_budget_that_suffices_is_not_exhausted() -> None:
    """37637 nodes complete the horizon of the first decision."""
    count = NodeCount(5, 37637, (12, 85, 625, 4782, 37635))
    assert (count.completed_depth, count.exhausted) == (5, False)


def test_an_empty_request_is_refused() -> None:
    """A horizon of 0 has no levels to count."""
    bayes = BayesFilter(tmaze())
    for horizon, max_nodes in ((0, 10), (1, 0)):
        with pytest.raises(InputError, match="at least 1"):
            count_nodes(bayes, bayes.prior(), horizon, max_nodes, THRESHOLD)
