"""Visits of a chain: doubling, recursion and balls against each other and against a chain that is solved by hand."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.markov_chain import MarkovChain
from opd_exact.numbers.errors import InputError, OutsideDomain


@st.composite
def chains(draw: st.DrawFn) -> MarkovChain:
    size = draw(st.integers(1, 4))

    def row() -> tuple[Fraction, ...]:
        weights = draw(st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any))
        return tuple(Fraction(w, sum(weights)) for w in weights)

    return MarkovChain(row(), tuple(row() for _ in range(size)))


@settings(max_examples=60, deadline=None)
@given(chains(), st.integers(1, 24))
def test_three_routes_to_the_visits(chain: MarkovChain, horizon: int) -> None:
    """Doubling is the recursion, exactly; balls hold both and are narrow."""
    exact = chain.visitation(horizon)
    assert exact == chain.visitation_by_recursion(horizon)
    assert sum(exact) == 1
    for ball, share in zip(chain.visitation_balls(horizon), exact, strict=True):
        assert ball.lower <= share <= ball.upper
        assert ball.upper - ball.lower < Fraction(1, 10**40)


@given(st.fractions(0, 1, max_denominator=50), st.fractions(0, 1, max_denominator=50), st.integers(1, 40))
def test_two_states_in_closed_form(leave: Fraction, back: Fraction, horizon: int) -> None:
    """d_t = d* + (1 - d*) (1-a-b)^t, summed as a geometric series (Cover and Thomas 2006, section 4.1)."""
    chain = MarkovChain((Fraction(1), Fraction(0)), ((1 - leave, leave), (back, 1 - back)))
    ratio = 1 - leave - back
    if ratio == 1:
        expected = Fraction(1)
    else:
        rest = back / (leave + back)
        expected = rest + (1 - rest) * (1 - ratio**horizon) / (1 - ratio) / horizon
    assert chain.visitation(horizon)[0] == expected


def test_stationary_distribution_is_kept_by_the_chain() -> None:
    chain = MarkovChain.of(["1", "0", "0"], [["0", "1/2", "1/2"], ["1/3", "2/3", "0"], ["1/5", "0", "4/5"]])
    rest = chain.stationary()
    assert MarkovChain(rest, chain.transition).visitation(7) == rest


def test_two_separate_parts_have_no_one_stationary_distribution() -> None:
    with pytest.raises(OutsideDomain, match="more than one"):
        MarkovChain.of(["1", "0"], [["1", "0"], ["0", "1"]]).stationary()


@pytest.mark.parametrize(
    ("start", "rows", "message"),
    [
        (["1", "1/2"], [["1", "0"], ["0", "1"]], r"start: entries sum to 3/2, expected 1 \(over by 1/2\)"),
        (["1", "0"], [["1", "0"], ["0.4", "0.5"]], r"transition\[1\]: entries sum to 9/10"),
        (["1", "0"], [["2", "-1"], ["0", "1"]], r"transition\[0\]\[1\] is -1"),
        (["1", "0"], [["1", "0"]], "1 rows for 2 states"),
        (["1", "0"], [["1", "0"], ["1"]], r"transition\[1\] has 1 entries"),
    ],
)
def test_what_is_no_chain_is_refused(start: list[str], rows: list[list[str]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        MarkovChain.of(start, rows)


@pytest.mark.parametrize("horizon", [0, -3])
def test_a_horizon_has_at_least_one_step(horizon: int) -> None:
    chain = MarkovChain.of(["1"], [["1"]])
    for visits in (chain.visitation, chain.visitation_balls, chain.visitation_by_recursion):
        with pytest.raises(InputError, match="at least one"):
            visits(horizon)
