"""Beliefs along a line of models are those of every model on it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import InputError, OutsideDomain
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.segment import ModelSegment, SegmentGraph
from tests.planning.literal import pomdps

PARAMETERS = st.fractions(min_value=Fraction(1, 50), max_value=Fraction(49, 50), max_denominator=50)


def reversed_tensor(table: Tensor) -> Tensor:
    """The table with its first index counted backwards: columns stay distributions."""
    size = len(table.entries) // table.shape[0]
    rows = [table.entries[i * size : (i + 1) * size] for i in range(table.shape[0])]
    return Tensor(table.shape, tuple(entry for row in reversed(rows) for entry in row))


def segment_of(model: POMDP) -> ModelSegment:
    """A line from a model to one in which every table is reversed."""
    a, b, c, d = (tuple(map(reversed_tensor, tables)) for tables in (model.A, model.B, model.C, model.D))
    return ModelSegment(model, replace(model, A=a, B=b, C=c, D=d))


def belief_at(graph: SegmentGraph, number: int, t: Fraction) -> Belief:
    """A belief of the graph at one parameter."""
    point = fmpq(t.numerator, t.denominator)
    values = [weight(point) for weight in graph.weights(number)]
    total = sum(values, fmpq(0))
    return tuple(Fraction(int((x / total).p), int((x / total).q)) for x in values)


@given(pomdps(), PARAMETERS)
@settings(max_examples=25, deadline=None)
def test_predictions_and_branches_at_any_parameter(model: POMDP, t: Fraction) -> None:
    """The polynomial beliefs, at t, are those that the filter of the model at t finds, branch by branch."""
    segment = segment_of(model)
    graph, bayes = SegmentGraph(segment), BayesFilter(segment.at(t))
    first = bayes.branches(bayes.prior())[0]
    start = graph.after([first.observation], [])
    assert belief_at(graph, start, t) == first.belief
    for action, predicted in enumerate(graph.predictions(start)):
        belief = bayes.predict(first.belief, action)
        assert belief_at(graph, predicted, t) == belief
        point = fmpq(t.numerator, t.denominator)
        found = {
            (str(graph.polynomials[weight](point) / graph.total(predicted)(point)), belief_at(graph, node, t))
            for weight, node in graph.branches(predicted)
        }
        assert found == {(str(branch.probability), branch.belief) for branch in bayes.branches(belief)}


def test_the_filtered_course() -> None:
    """Two cues to the left, then one to the right: the odds are v/(1-v)."""
    graph = SegmentGraph(ModelSegment(tmaze(0), tmaze(1)))
    number = graph.after([(0, 0, 0), (3, 0, 1), (3, 0, 1), (3, 0, 2)], [3, 3, 3])
    assert belief_at(graph, number, Fraction(7, 10))[6:8] == (Fraction(7, 10), Fraction(3, 10))


def test_what_is_refused() -> None:
    """Ends of another shape, parameters beyond them, impossible observations, miscounted actions."""
    segment = ModelSegment(tmaze(0), tmaze(1))
    with pytest.raises(InputError, match="t = 2"):
        segment.at(Fraction(2))
    with pytest.raises(InputError, match="action_names"):
        ModelSegment(tmaze(), replace(tmaze(), action_names=tuple("abcde")))
    graph = SegmentGraph(segment)
    with pytest.raises(OutsideDomain, match="for every t"):
        graph.after([(3, 0, 0)], [])
    with pytest.raises(InputError, match="one action between"):
        graph.after([(0, 0, 0)], [1])
    with pytest.raises(InputError, match="action 7"):
        graph.after([(0, 0, 0), (0, 0, 0)], [7])
