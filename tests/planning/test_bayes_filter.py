"""The filter agrees with the enumeration of every path of states, exactly."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import InputError, OutsideDomain
from opd_exact.planning.bayes_filter import BayesFilter
from tests.planning.literal import path_posterior, pomdps


@given(pomdps(), st.data())
@settings(max_examples=60, deadline=None)
def test_filtering_is_conditioning_on_all_paths(model: POMDP, data: st.DataObject) -> None:
    """The belief after n observations is the normalized sum over paths; impossible observations raise."""
    length = data.draw(st.integers(1, 3))
    outcomes = list(product(*(range(len(modality)) for modality in model.modalities)))
    observations = data.draw(st.lists(st.sampled_from(outcomes), min_size=length, max_size=length))
    actions = data.draw(st.lists(st.sampled_from(range(len(model.actions))), min_size=length - 1, max_size=length - 1))
    bayes = BayesFilter(model)
    masses = path_posterior(model, observations, actions)
    total = sum(masses.values())
    if total == 0:
        with pytest.raises(OutsideDomain, match="has probability 0 here"):
            bayes.filtered(observations, actions)
        return
    expected = tuple(masses[state] / total for state in model.states())
    assert bayes.filtered(observations, actions)[-1] == expected


@given(pomdps(), st.data())
@settings(max_examples=60, deadline=None)
def test_branches_put_the_prediction_back_together(model: POMDP, data: st.DataObject) -> None:
    """sum_o p(o) = 1 and sum_o p(o) b_o = b, and each branch is what update and probability give."""
    bayes = BayesFilter(model)
    action = data.draw(st.sampled_from(range(len(model.actions))))
    predicted = bayes.predict(bayes.prior(), action)
    branches = bayes.branches(predicted)
    assert sum(branch.probability for branch in branches) == 1
    for index, mass in enumerate(predicted):
        assert sum(branch.probability * branch.belief[index] for branch in branches) == mass
    for branch in branches:
        assert branch.belief == bayes.update(predicted, branch.observation)
        assert branch.probability == bayes.probability(predicted, branch.observation)
    for m, marginal in enumerate(bayes.outcome_marginals(predicted)):
        for outcome, p in enumerate(marginal):
            assert p == sum(branch.probability for branch in branches if branch.observation[m] == outcome)


def test_the_threshold_is_strict() -> None:
    """A branch of exactly the threshold is dropped, and what is kept is not renormalized."""
    bayes = BayesFilter(tmaze())
    predicted = bayes.predict(bayes.predict(bayes.prior(), 4), 1)
    assert [branch.probability for branch in bayes.branches(predicted)] == [Fraction(1, 2)] * 2
    assert bayes.branches(predicted, above=Fraction(1, 2)) == ()
    biased = BayesFilter(tmaze("0.95", "left"))
    kept = biased.branches(biased.predict(biased.prior(), 3), above=Fraction(1, 20))
    assert [(branch.observation, branch.probability) for branch in kept] == [((3, 0, 1), Fraction(19, 20))]


def test_the_published_beliefs() -> None:
    """P(reward left) is 1/2, 19/20 three times, then 1, on the published observations."""
    bayes = BayesFilter(tmaze("0.95"))
    observations = [(0, 0, 0), (3, 0, 1), (0, 0, 0), (4, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 0)]
    beliefs = bayes.filtered(observations, [3, 0, 4, 1, 0, 0])
    left = [bayes.marginal(belief, 1)[0] for belief in beliefs]
    assert left == [Fraction(1, 2), *[Fraction(19, 20)] * 3, 1, 1, 1]


def test_a_second_cue_counts_again() -> None:
    """Two equal cues of validity v give v^2 / (v^2 + (1-v)^2); two opposite ones cancel."""
    bayes = BayesFilter(tmaze("0.95"))
    twice = bayes.filtered([(0, 0, 0), (3, 0, 1), (3, 0, 1)], [3, 3])
    assert bayes.marginal(twice[-1], 1) == (Fraction(361, 362), Fraction(1, 362))
    opposite = bayes.filtered([(0, 0, 0), (3, 0, 1), (3, 0, 2)], [3, 3])
    assert bayes.marginal(opposite[-1], 1) == (Fraction(1, 2), Fraction(1, 2))


def test_malformed_histories_are_refused() -> None:
    """Counts must fit, and outcomes must exist."""
    bayes = BayesFilter(tmaze())
    with pytest.raises(InputError, match="2 observations with 2 actions"):
        bayes.filtered([(0, 0, 0), (0, 0, 0)], [0, 0])
    for observation in ((0, 0), (5, 0, 0), (0, -1, 0)):
        with pytest.raises(InputError, match="one outcome index below each of"):
            bayes.likelihood(0, observation)
    with pytest.raises(OutsideDomain, match=r"observation \(location=left_arm.*\) has probability 0 here"):
        bayes.update(bayes.prior(), (1, 1, 0))
