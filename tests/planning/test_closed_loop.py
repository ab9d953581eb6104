"""Histories are complete: their probabilities sum to one and agree with the chain they are drawn from."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tmaze import tmaze
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.closed_loop import closed_loop_histories
from tests.planning.literal import path_posterior, pomdps


@given(pomdps(), st.data())
@settings(max_examples=25, deadline=None)
def test_probabilities_are_those_of_the_paths(model: POMDP, data: st.DataObject) -> None:
    """Under a fixed action the histories sum to one, and those of one observation sequence to its path probability."""
    action = data.draw(st.sampled_from(range(len(model.actions))))
    bayes = BayesFilter(model)
    histories = closed_loop_histories(bayes, bayes, lambda belief: action, 2)
    assert sum(history.probability for history in histories) == 1
    seen = data.draw(st.sampled_from(histories))
    same = [history for history in histories if history.observations == seen.observations]
    masses = path_posterior(model, list(seen.observations), [action, action])
    assert sum(history.probability for history in same) == sum(masses.values())
    total = sum(masses.values())
    assert seen.beliefs[-1] == tuple(masses[state] / total for state in model.states())


def test_a_rule_is_asked_once_for_each_belief() -> None:
    """Staying at the center never changes the belief, so the rule is asked once."""
    asked = []

    def stay(belief: tuple[Fraction, ...]) -> int:
        asked.append(belief)
        return 0

    histories = closed_loop_histories(BayesFilter(tmaze("0.9", "left")), BayesFilter(tmaze("0.9")), stay, 5)
    assert len(histories) == len(asked) == 1
    assert histories[0].observations == ((0, 0, 0),) * 6


def test_wrong_cues_are_rare_and_remembered() -> None:
    """Two visits to a cue of validity 9/10: 81, 9, 9 and 1 in a hundred."""
    environment, agent = BayesFilter(tmaze("0.9", "left")), BayesFilter(tmaze("0.9"))
    histories = closed_loop_histories(environment, agent, lambda belief: 3, 2)
    found = {tuple(o[2] for o in history.observations): history.probability for history in histories}
    hundredths = {(0, 1, 1): 81, (0, 1, 2): 9, (0, 2, 1): 9, (0, 2, 2): 1}
    assert found == {cues: Fraction(count, 100) for cues, count in hundredths.items()}
