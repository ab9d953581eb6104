"""Values along a line of models: at points those of the exact search, over stretches enclosures of it."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import Ball, InputError, OutsideDomain, working_precision
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.segment import ModelSegment
from opd_exact.planning.segment_search import SegmentSearch, Stretch
from opd_exact.planning.sophisticated import SophisticatedSearch
from tests.planning.literal import pomdps
from tests.planning.test_segment import PARAMETERS, segment_of

THREE = Fraction(3)


@given(pomdps(), PARAMETERS, st.integers(1, 3), st.data())
@settings(max_examples=25, deadline=None)
def test_points_agree_with_the_exact_search(model: POMDP, t: Fraction, depth: int, data: st.DataObject) -> None:
    """The gap of two action values at t is that of the search on rational beliefs, on random lines of models."""
    segment = segment_of(model)
    first, second = (data.draw(st.sampled_from(range(len(model.actions)))) for _ in range(2))
    bayes = BayesFilter(segment.at(t))
    start = bayes.branches(bayes.prior())[0]
    decision = SophisticatedSearch(bayes, Fraction(2), Fraction(0)).decide(start.belief, depth)
    search = SegmentSearch(segment)
    gap = search.gap(search.belief([start.observation], []), depth, first, second, Stretch(t, Fraction(2)))
    difference = gap - (decision.action_values[first] - decision.action_values[second])
    with working_precision(256):
        ball = Ball.from_arb(difference.arb())
    assert ball.contains(0)
    assert ball.radius < Fraction(1, 10**40)


@pytest.mark.parametrize(("moving", "radius"), [("t", Fraction(1, 500)), ("gamma", Fraction(1, 20))])
@pytest.mark.parametrize("depth", [1, 3, 5])
def test_stretches_enclose_values_and_slopes(moving: str, radius: Fraction, depth: int) -> None:
    """Values at points of a stretch lie in its enclosure, and difference quotients in that of the slope."""
    search = SegmentSearch(ModelSegment(tmaze(0), tmaze(1)))
    start, center = search.belief([(0, 0, 0)], []), Fraction(9, 10)
    over = Stretch(center, THREE, radius, moving)  # type: ignore[arg-type]
    enclosed = search.enclosure(start, depth, 3, 4, over)
    points = [radius * Fraction(k, 4) for k in range(-4, 5)]
    values = []
    for step in points:
        at = Stretch(center + step, THREE) if moving == "t" else Stretch(center, THREE + step)
        values.append(search.gap(start, depth, 3, 4, at).enclose(30))
    hull, slopes = Ball.from_arb(enclosed.value), Ball.from_arb(enclosed.slope)
    for value in values:
        assert hull.lower <= value.lower
        assert value.upper <= hull.upper
    for (a, x), (b, y) in pairwise(zip(points, values, strict=True)):
        quotient = (y - x) / (b - a)
        # by the mean value theorem the quotient is a slope somewhere between
        assert slopes.lower <= quotient.upper
        assert quotient.lower <= slopes.upper
    assert slopes.radius < 100


def test_narrow_stretches_are_narrow() -> None:
    """The slope at a point agrees with a difference quotient to the accuracy of the latter."""
    search = SegmentSearch(ModelSegment(tmaze(0), tmaze(1)))
    start, t, step = search.belief([(0, 0, 0)], []), Fraction(19, 20), Fraction(1, 10**12)
    with working_precision(256):
        slope = Ball.from_arb(search.enclosure(start, 5, 3, 4, Stretch(t, THREE)).slope)
    low, high = (search.gap(start, 5, 3, 4, Stretch(t + s, THREE)).enclose(40) for s in (-step, step))
    assert abs((high - low) / (2 * step) - slope.middle).upper < Fraction(1, 10**15)


def test_what_has_no_value() -> None:
    """No level, a width where a point is meant, and parameters outside the open interval."""
    search = SegmentSearch(ModelSegment(tmaze(0), tmaze(1)))
    start = search.belief([(0, 0, 0)], [])
    with pytest.raises(InputError, match="depth 0"):
        search.enclosure(start, 0, 3, 4, Stretch(Fraction(1, 2), THREE))
    with pytest.raises(InputError, match="expected a point"):
        search.gap(start, 2, 3, 4, Stretch(Fraction(1, 2), THREE, Fraction(1, 10)))
    wide = Stretch(Fraction(9, 10), THREE, Fraction(1, 5))
    for over in (Stretch(Fraction(0), THREE), wide, Stretch(Fraction(1, 2), -THREE)):
        with pytest.raises(OutsideDomain, match="0 < t < 1"):
            search.enclosure(start, 2, 3, 4, over)
