"""Numbers stand for beliefs: equal ones for one, and what follows is what the filter says."""

from fractions import Fraction

from hypothesis import given, settings

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.belief_graph import BeliefGraph
from tests.planning.literal import pomdps


@given(pomdps())
@settings(max_examples=20, deadline=None)
def test_what_follows_is_what_the_filter_says(model: POMDP) -> None:
    """Predictions and branches, by number, are those of the filter, by belief."""
    bayes = BayesFilter(model)
    graph = BeliefGraph(bayes, Fraction(1, 10))
    start = graph.number(bayes.prior())
    for action, predicted in enumerate(graph.predictions(start)):
        assert graph.belief(predicted) == bayes.predict(bayes.prior(), action)
        expected = [(b.probability, b.belief) for b in bayes.branches(graph.belief(predicted), Fraction(1, 10))]
        assert [(p, graph.belief(node)) for p, node in graph.branches(predicted)] == expected


def test_a_tree_of_millions_is_a_graph_of_hundreds() -> None:
    """Twenty levels below the center of the T-maze there are 195 beliefs, predicted ones included."""
    graph = BeliefGraph(BayesFilter(tmaze()), Fraction(0))
    level = {graph.number(graph.bayes.prior())}
    for _ in range(20):
        level = {node for n in level for predicted in graph.predictions(n) for _, node in graph.branches(predicted)}
    assert len(graph) < 250
    assert len({graph.belief(number) for number in range(len(graph))}) == len(graph)
