"""Switch points: of functions with known zeros, and of the T-maze against root finding in mpmath."""

from collections.abc import Callable
from fractions import Fraction

import mpmath
import pytest
from flint import arb, fmpq

from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import BudgetExhausted, ComputedReal, InputError, UnknownTruth, working_precision
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.node_budget import count_nodes
from opd_exact.planning.segment import ModelSegment
from opd_exact.planning.segment_search import Enclosed, SegmentSearch, Stretch
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.thresholds import integer_switches, locate_switch, require_only_switch, require_positive
from tests.planning.literal_maze import CENTER, Maze

THREE = Fraction(3)


def polynomial(*coefficients: int) -> Callable[[Fraction], ComputedReal]:
    """sum c_k x^k as a gap."""

    def gap(x: Fraction) -> ComputedReal:
        value = sum((c * x**k for k, c in enumerate(coefficients)), Fraction(0))
        return ComputedReal(lambda: arb(fmpq(value.numerator, value.denominator)), str(value))

    return gap


def enclosure_of(*coefficients: int) -> Callable[[Fraction, Fraction], Enclosed]:
    """The same and its slope over an interval."""

    def enclose(center: Fraction, radius: Fraction) -> Enclosed:
        ends = [arb(fmpq(end.numerator, end.denominator)) for end in (center - radius, center + radius)]
        x = ends[0].union(ends[1]) if radius else ends[0]
        value = sum((c * x**k for k, c in enumerate(coefficients)), arb(0))
        return Enclosed(value, sum((k * c * x ** (k - 1) for k, c in enumerate(coefficients) if k), arb(0)))

    return enclose


@pytest.mark.parametrize("digits", [10, 40, 200])
def test_the_root_of_two(digits: int) -> None:
    """x^2 - 2 turns at sqrt(2), whichever sign comes first."""
    for coefficients, below in (((-2, 0, 1), -1), ((2, 0, -1), 1)):
        switch = locate_switch(polynomial(*coefficients), Fraction(1), Fraction(2))
        assert (switch.sign_below, switch.sign_above) == (below, -below)
        low, high = switch.bracket(digits)
        assert low**2 < 2 < high**2
        assert high - low <= Fraction(4, 10**digits)


def test_a_rational_switch_is_found_exactly() -> None:
    """x - 1 turns at 1, which false position meets: the bracket is a point."""
    assert locate_switch(polynomial(-1, 1), Fraction(0), Fraction(3)).bracket(30) == (1, 1)


def test_what_a_bracket_needs() -> None:
    """Ends in order, opposite signs, and signs that can be told."""
    for low, high in ((2, 1), (2, 3)):
        with pytest.raises(InputError):
            locate_switch(polynomial(-2, 0, 1), Fraction(low), Fraction(high))
    with pytest.raises(UnknownTruth):
        locate_switch(lambda x: ComputedReal(lambda: arb(2).sqrt() ** 2 - 2, "0 in disguise"), Fraction(0), Fraction(1))


def test_how_many_zeros() -> None:
    """(x-1)(x-2)(x-4) has three zeros in [0, 5], one in [3, 5] and none in [5, 6]."""
    cubic = enclosure_of(-8, 14, -7, 1)
    assert require_only_switch(cubic, Fraction(3), Fraction(5)) >= 1
    with pytest.raises(InputError, match="3 zeros"):
        require_only_switch(cubic, Fraction(1, 7), Fraction(5))
    with pytest.raises(InputError, match="0 zeros"):
        require_only_switch(cubic, Fraction(5), Fraction(6))


def test_positive_throughout() -> None:
    """The cubic is positive on [5, 9], changes sign on [3, 5], and is negative on [5/2, 7/2]; at 1 it is 0."""
    cubic = enclosure_of(-8, 14, -7, 1)
    assert require_positive(cubic, Fraction(5), Fraction(9)) >= 1
    for low, high in ((3, 5), (Fraction(5, 2), Fraction(7, 2))):
        with pytest.raises(InputError, match="negative"):
            require_positive(cubic, Fraction(low), Fraction(high))
    with pytest.raises(BudgetExhausted):
        require_positive(enclosure_of(1, -2, 1), Fraction(1, 3), Fraction(2), max_boxes=200)


def test_a_double_zero_is_not_settled() -> None:
    """(x-1)^2 touches 0 at 1, where neither sign nor slope is decided: the budget ends, no verdict is made up."""
    with pytest.raises(BudgetExhausted):
        require_only_switch(enclosure_of(1, -2, 1), Fraction(1, 3), Fraction(2), max_boxes=200)


def maze_gap() -> tuple[SegmentSearch, int]:
    """The search over cue validities, and its start."""
    search = SegmentSearch(ModelSegment(tmaze(0), tmaze(1)))
    return search, search.belief([(0, 0, 0)], [])


@pytest.mark.parametrize(
    ("depth", "published"),
    [
        (4, "0.942633883129026"),
        (5, "0.952724919804272"),
        pytest.param(6, "0.952233322750346", marks=pytest.mark.exhaustive),
        pytest.param(8, "0.952213496758443", marks=pytest.mark.exhaustive),
    ],
)
def test_the_validity_at_which_the_first_decision_turns(depth: int, published: str) -> None:
    """40 digits agree with mpmath's root finder on the literal recursion, 15 with the published sensitivity."""
    search, start = maze_gap()
    switch = locate_switch(
        lambda v: search.gap(start, depth, 3, 4, Stretch(v, THREE)), Fraction(1, 2), Fraction(999, 1000)
    )
    ball = switch.location.enclose(42)
    with mpmath.workdps(60):

        def gap(v: mpmath.mpf) -> mpmath.mpf:
            values = Maze(v).values(CENTER, 0, depth)
            return values[3] - values[4]

        root = mpmath.findroot(gap, (mpmath.mpf("0.94"), mpmath.mpf("0.96")), solver="anderson", tol=1e-110)
        middle, _ = ball.to_mpmath()
        assert abs(middle - root) < mpmath.mpf(10) ** -41
    assert abs(ball.middle - Fraction(published)) <= Fraction(1, 10**15)
    assert require_only_switch(
        lambda c, r: search.enclosure(start, depth, 3, 4, Stretch(c, THREE, r)), Fraction(1, 2), Fraction(999, 1000)
    )


def test_the_precision_at_which_the_first_decision_turns() -> None:
    """At depth 4 and 19/20 the choice turns to the cue between gamma 2 and 3: gamma moves like any parameter."""
    search, start = maze_gap()
    v, low, high = Fraction(19, 20), Fraction(1), Fraction(20)
    switch = locate_switch(lambda g: search.gap(start, 4, 3, 4, Stretch(v, g)), low, high, "gamma")
    assert (switch.sign_below, switch.sign_above) == (-1, 1)
    ball = switch.location.enclose(30)
    assert 2 < ball.lower < ball.upper < 3
    with mpmath.workdps(45):

        def gap(gamma: mpmath.mpf) -> mpmath.mpf:
            values = Maze(mpmath.mpf(19) / 20, gamma).values(CENTER, 0, 4)
            return values[3] - values[4]

        middle, _ = ball.to_mpmath()
        root = mpmath.findroot(gap, (mpmath.mpf(2), mpmath.mpf(3)), solver="anderson", tol=1e-80)
        assert abs(root - middle) < mpmath.mpf(10) ** -28
    assert require_only_switch(
        lambda c, r: search.enclosure(start, 4, 3, 4, Stretch(v, c, r, "gamma")), Fraction(1), Fraction(4)
    )


def test_dropping_improbable_observations_hardly_moves_the_switch() -> None:
    """With branches up to 1e-4 dropped, as the published planner does, the depth-8 switch moves in the 17th digit."""

    def gap(v: Fraction) -> ComputedReal:
        bayes = BayesFilter(tmaze(v))
        start = bayes.update(bayes.prior(), (0, 0, 0))
        values = SophisticatedSearch(bayes, THREE, Fraction(1, 10000)).decide(start, 8).action_values
        return values[3] - values[4]

    low, high = Fraction("0.9522134967584430"), Fraction("0.9522134967584431")
    assert (gap(low).sign(), gap(high).sign()) == (-1, 1)


def test_integers_are_tried_one_by_one() -> None:
    """The first decision by depth, and the completed depth by node budget."""
    bayes = BayesFilter(tmaze())
    start = bayes.update(bayes.prior(), (0, 0, 0))
    search = SophisticatedSearch(bayes, THREE, Fraction(0))
    by_depth = integer_switches(lambda depth: search.decide(start, depth).maximizers(), range(1, 9))
    assert [(switch.at, switch.before, switch.after) for switch in by_depth][-1] == (5, (3,), (4,))
    by_budget = integer_switches(
        lambda nodes: count_nodes(bayes, start, 5, nodes, Fraction(1, 10000)).completed_depth,
        (4783, 4784, 37636, 37637),
    )
    assert [(switch.at, switch.after) for switch in by_budget] == [(4784, 4), (37637, 5)]
    assert integer_switches(lambda n: n, []) == ()


def test_more_digits_do_not_depend_on_who_asked_before() -> None:
    """A bracket for few digits is the same before and after one for many."""
    search, start = maze_gap()

    def located() -> ComputedReal:
        return locate_switch(
            lambda v: search.gap(start, 4, 3, 4, Stretch(v, THREE)), Fraction(1, 2), Fraction(99, 100)
        ).location

    early, late = located(), located()
    with working_precision(100):
        first = early.arb()
    late.enclose(60)
    with working_precision(100):
        again = late.arb()
    assert str(first) == str(again)
