"""The recursion agrees with its literal transcription and with values computed elsewhere to 45 digits."""

from fractions import Fraction

import mpmath
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import ComputedReal, InputError, UnknownTruth, log
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.sophisticated import Decision, SophisticatedSearch
from tests.planning.literal import action_posterior, pomdps
from tests.planning.literal_maze import CENTER, Maze

THRESHOLD = Fraction(1, 10000)

# Location, P(reward left), depth, posterior for center, left arm, right arm, cue, middle: 45-digit values, shortened.
PUBLISHED = [
    (0, "0.5", 4, ["0.00244824778647575932562131294151"] * 3
     + ["0.544550114626218560722181336533", "0.448105142014354161300954724642"]),
    (0, "0.5", 5, ["0.00133372762256004049974861838748"] * 3
     + ["0.477239088958639159296464882779", "0.518759728173680719204289262059"]),
    (3, "0.95", 3, ["0.996834175539596279419661979531"] + ["0.000791456115100930145084505117245"] * 4),
    (3, "0.95", 5, ["0.996068977753353969134723002483"] + ["0.000982755561661507716319249379241"] * 4),
    (0, "0.95", 4, ["0.00233390066260189933355006314672"] * 3
     + ["2.39800385795698650312201246393e-6", "0.992995900008336345012846688547"]),
    (4, "0.95", 4, ["5.64864628348958762050711613183e-6", "0.995187734952150955390106496069",
                    "1.83471021366509219939840799933e-12"] + ["0.0024033081998654224043039523075"] * 2),
    (4, "0.95", 5, ["5.73070490873008835589354691828e-6", "0.995184274778891259333989539642",
                    "1.83416945035030269419714822008e-12"] + ["0.00240499725718292056365213205836"] * 2),
    (1, "1", 4, ["0.24984905735613555361695159094"] * 4 + ["0.000603770575457785532193636240515"]),
    (1, "1", 5, ["0.249849056509863911089385709223"] * 4 + ["0.000603773960544355642457163108768"]),
]  # fmt: skip


def at(bayes: BayesFilter, location: int, left: Fraction) -> Belief:
    """The belief of being at a place, with a probability that the reward is left."""
    masses = {(location, 0): left, (location, 1): 1 - left}
    return tuple(masses.get(state, Fraction(0)) for state in bayes.states)


@pytest.fixture(scope="module")
def search() -> SophisticatedSearch:
    """The published search."""
    return SophisticatedSearch(BayesFilter(tmaze("0.95")), Fraction(3), THRESHOLD)


@pytest.mark.parametrize(("location", "left", "depth", "expected"), PUBLISHED)
def test_posteriors_of_the_published_run(
    search: SophisticatedSearch, location: int, left: str, depth: int, expected: list[str]
) -> None:
    """Each posterior is within half a unit of the last digit that was computed elsewhere."""
    decision = search.decide(at(search.bayes, location, Fraction(left)), depth)
    for p, text in zip(decision.posterior, expected, strict=True):
        assert abs(p.enclose(35).middle - Fraction(text)) <= Fraction(text) / 10**28


@given(pomdps(), st.integers(1, 3), st.sampled_from([Fraction(0), Fraction(1, 5)]))
@settings(max_examples=25, deadline=None)
def test_any_small_model_agrees_with_the_literal_recursion(model: POMDP, depth: int, threshold: Fraction) -> None:
    """On random models, with dependent factors and with pruning, the ball holds the literal value."""
    bayes = BayesFilter(model)
    decision = SophisticatedSearch(bayes, Fraction(2), threshold).decide(bayes.prior(), depth)
    with mpmath.workdps(40):
        belief = dict(zip(bayes.states, bayes.prior(), strict=True))
        literal = action_posterior(model, belief, depth, 2, threshold)
        for p, q in zip(decision.posterior, literal, strict=True):
            middle, _ = p.enclose(30).to_mpmath()
            assert abs(middle - q) <= mpmath.mpf(10) ** -28 * q
    assert sum(decision.posterior[1:], decision.posterior[0]).enclose(20).contains(1)


def test_information_gain_of_the_cue(search: SophisticatedSearch) -> None:
    """At the cue, log 2 - H_b(19/20) is gained and 1/2 is paid; elsewhere nothing."""
    noise = -(Fraction(19, 20) * log("19/20") + Fraction(1, 20) * log("1/20"))
    gain = search.immediate_value(at(search.bayes, 3, Fraction(1, 2)))
    assert gain == log(2) - noise - Fraction(1, 2)
    for place in (0, 4):
        assert search.immediate_value(at(search.bayes, place, Fraction(1, 2))) == 0
    assert search.immediate_value(at(search.bayes, 1, Fraction(1, 2))) == log(2) - 2


def test_equal_predictions_tie(search: SophisticatedSearch) -> None:
    """Moves that fail end in the same place: from the center, three actions are proved equal."""
    decision = search.decide(at(search.bayes, 0, Fraction(1, 2)), 4)
    assert decision.classes == ((0, 1, 2), (3,), (4,))
    assert decision.maximizers() == (3,)


def test_mirror_images_tie(search: SophisticatedSearch) -> None:
    """In ignorance the two arms are proved equal at every depth, though they lead to different beliefs."""
    ignorant = at(search.bayes, 4, Fraction(1, 2))
    for depth in (1, 2, 5):
        assert (1, 2) in search.decide(ignorant, depth).classes
    tilted = at(search.bayes, 4, Fraction(1001, 2001))
    assert (1,) in search.decide(tilted, 3).classes


def test_all_tied_actions_are_maximizers(search: SophisticatedSearch) -> None:
    """In the rewarded arm four actions stay there, and all four are named."""
    assert search.decide(at(search.bayes, 1, Fraction(1)), 4).maximizers() == (0, 1, 2, 3)


@pytest.mark.parametrize(
    ("depth", "validity"),
    [(4, "0.942633883129026"), (5, "0.952724919804272"), (6, "0.952233322750346"), (8, "0.952213496758443")],
)
def test_the_first_decision_switches_where_it_was_found_to(depth: int, validity: str) -> None:
    """Below the known validity the first move is to the middle, above it to the cue; 1e-14 to either side."""
    for step, expected in ((-1, (4,)), (1, (3,))):
        bayes = BayesFilter(tmaze(Fraction(validity) + step * Fraction(1, 10**14)))
        decision = SophisticatedSearch(bayes, Fraction(3), THRESHOLD).decide(at(bayes, 0, Fraction(1, 2)), depth)
        assert decision.maximizers() == expected


def test_twenty_levels_agree_with_the_literal_maze() -> None:
    """At depth 20, a tree of 2.4e18 nodes, the posterior is that of the recursion over counted cues in mpmath."""
    bayes = BayesFilter(tmaze())
    decision = SophisticatedSearch(bayes, Fraction(3), Fraction(0)).decide(at(bayes, 0, Fraction(1, 2)), 20)
    with mpmath.workdps(60):
        literal = Maze(mpmath.mpf(19) / 20).posterior(CENTER, 0, 20)
        for p, q in zip(decision.posterior, literal, strict=True):
            middle, _ = p.enclose(42).to_mpmath()
            assert abs(middle / q - 1) < mpmath.mpf(10) ** -40
    assert decision.classes == ((0, 1, 2), (3,), (4,))
    assert decision.maximizers() == (4,)


def test_a_smaller_precision_flattens(search: SophisticatedSearch) -> None:
    """With gamma near 0 the posterior is nearly uniform; the default one is not."""
    flat = SophisticatedSearch(search.bayes, Fraction(1, 10**6), THRESHOLD)
    for p in flat.decide(at(search.bayes, 0, Fraction(1, 2)), 2).posterior:
        assert abs(p - Fraction(1, 5)) < Fraction(1, 10**5)


def test_requests_without_a_value_are_refused(search: SophisticatedSearch) -> None:
    """No level, no posterior; and settings must make sense."""
    with pytest.raises(InputError, match="depth 0"):
        search.decide(search.bayes.prior(), 0)
    for gamma, threshold in ((0, 0), (1, -1)):
        with pytest.raises(InputError, match="expected a positive precision"):
            SophisticatedSearch(search.bayes, Fraction(gamma), Fraction(threshold))


def hand_made(*classes: tuple[ComputedReal, ...]) -> Decision:
    """A decision between given values, each class of one proven value."""
    values = tuple(value for members in classes for value in members)
    numbers, start = [], 0
    for members in classes:
        numbers.append(tuple(range(start, start + len(members))))
        start += len(members)
    return Decision(1, values, values, tuple(numbers))


def test_a_tie_that_is_not_proved_is_unknown() -> None:
    """Two ways to write 2 overlap at every precision: neither equal nor apart, as far as balls can tell."""
    square = ComputedReal(lambda: arb(2).sqrt() ** 2, "sqrt(2)^2")
    two = ComputedReal(lambda: arb(2), "2")
    three = ComputedReal(lambda: arb(3), "3")
    with pytest.raises(UnknownTruth):
        hand_made((square,), (two,)).maximizers()
    assert hand_made((square,), (two,), (three, three)).maximizers() == (2, 3)
