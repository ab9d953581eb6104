"""What the rollout must be, at the published settings and at others."""

from fractions import Fraction

import pytest

from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import read_rollout
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS, RolloutSettings
from tests.checks.tmaze.record import recorded

REWARD, PUNISHMENT = 1, 2


def outcomes(oracle: RolloutOracle) -> dict[tuple[int, ...], Fraction]:
    """The exact distribution over sequences of outcomes."""
    found: dict[tuple[int, ...], Fraction] = {}
    for history in oracle.histories:
        seen = tuple(observation[1] for observation in history.observations)
        found[seen] = found.get(seen, Fraction(0)) + history.probability
    return found


def test_the_two_courses_of_the_published_rollout() -> None:
    """A right cue: rewarded from step 4 on. A wrong one: punished at step 4, rewarded at step 6."""
    assert outcomes(rollout_oracle()) == {
        (0, 0, 0, 0, REWARD, REWARD, REWARD): Fraction(19, 20),
        (0, 0, 0, 0, PUNISHMENT, 0, REWARD): Fraction(1, 20),
    }


def test_a_certain_cue_leaves_one_course() -> None:
    """Validity 1: no chance is left."""
    assert set(outcomes(rollout_oracle(RolloutSettings(cue_validity=Fraction(1)))).values()) == {1}


def test_the_other_side_is_the_mirror_image() -> None:
    """With the reward on the right, the same outcomes with the same probabilities."""
    assert outcomes(rollout_oracle(RolloutSettings(reward_side="right"))) == outcomes(rollout_oracle())


def test_one_oracle_serves_all_who_ask() -> None:
    """The oracle of the same settings is the same object, so its values are computed once."""
    assert rollout_oracle() is rollout_oracle(PUBLISHED_SETTINGS)
    assert rollout_oracle() is not rollout_oracle(RolloutSettings(seed=1))


@pytest.mark.parametrize("rescaled", [True, False])
def test_recorded_rows_are_near_the_recursion(rescaled: bool) -> None:
    """Each of the 35 recorded probabilities; the order of the published distances, 7e-8 after rescaling."""
    oracle, record = rollout_oracle(), read_rollout(recorded().texts)
    entries = oracle.posteriors(record, oracle.replay(record), rescaled=rescaled)
    assert len(entries) == 35
    bound = Fraction(7, 10**8) if rescaled else Fraction(2, 10**7)
    assert max(entry.error for entry in entries) <= bound
    assert all(entry.within(bound) for entry in entries)
    assert not all(entry.within(bound / 10) for entry in entries)


def test_recorded_beliefs_are_near_exact_bayes() -> None:
    """Each of the 49 recorded marginals, to single precision."""
    oracle, record = rollout_oracle(), read_rollout(recorded().texts)
    entries = oracle.beliefs(record, oracle.replay(record))
    assert len(entries) == 49
    assert max(entry.error for entry in entries) <= Fraction(1, 2**25)
