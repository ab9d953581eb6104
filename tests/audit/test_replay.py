"""A replay stops at the first impossible step and says what is impossible about it."""

from fractions import Fraction

import pytest

from opd_exact.audit.rollout_oracle import rollout_oracle
from opd_exact.audit.rollout_record import read_rollout
from opd_exact.numbers import log
from tests.checks.tmaze.record import recorded


def test_the_published_run_is_possible() -> None:
    """Every probability along it is positive; the cue is the only thing left to chance in the maze."""
    replay = rollout_oracle().replay(read_rollout(recorded().texts))
    assert replay.contradiction is None
    assert [step.transition for step in replay.steps] == [1] * 7
    assert [step.likelihood for step in replay.steps] == [1, Fraction(19, 20), 1, 1, 1, 1, 1]
    assert [step.predictive for step in replay.steps] == [1, Fraction(1, 2), 1, 1, Fraction(19, 20), 1, 1]
    noise = -(Fraction(19, 20) * log("19/20") + Fraction(1, 20) * log("1/20"))
    assert [step.entropy for step in replay.steps] == [log(2), noise, noise, noise, 0, 0, 0]


@pytest.mark.parametrize(
    ("place", "value", "steps", "message"),
    [
        (["steps", 0, "state", "location"], 3, 0, "step 0: the state (location=cue_location,"
         " reward_location=reward_left) is recorded at the start, where it has probability 0"),
        (["steps", 0, "state", "reward_location"], 1, 0, "step 0: the state (location=center, "
         "reward_location=reward_right) is recorded at the start, where it has probability 0"),
        (["steps", 2, "action"], 1, 3, "step 3: the state (location=middle, reward_location=reward_left) is recorded"
         " after move_to_left_arm from (location=center, reward_location=reward_left), where it has probability 0"),
        (["steps", 3, "observations", "location"], 2, 3, "step 3: the observation (location=right_arm,"
         " outcome=no_outcome, cue=no_cue) is recorded in the state (location=middle, reward_location=reward_left)"),
        (["steps", 3, "observations", "location"], 5, 3, "step 3: observation location=5, the model has values 0 to"),
        (["steps", 3, "state", "reward_location"], 2, 3, "step 3: state reward_location=2, the model has values 0 to"),
        (["steps", 3, "action"], 9, 3, "step 3: action 9, the model has actions 0 to 4"),
    ],
)  # fmt: skip
def test_what_is_impossible_is_said(place: list[str | int], value: int, steps: int, message: str) -> None:
    """Nothing is raised: the steps up to there are kept, and the contradiction is named."""
    replay = rollout_oracle().replay(read_rollout(recorded().edited("trace.json", place, value).texts))
    assert len(replay.steps) == steps
    assert message in (replay.contradiction or "")


def test_an_observation_that_the_agent_excludes() -> None:
    """Both arms reward: each observation fits its state, but the agent already knows that the reward is left."""
    files = recorded()
    for place, value in (
        (["steps", 5, "action"], 4),
        (["steps", 6, "state", "location"], 4),
        (["steps", 6, "observations"], {"location": 4, "outcome": 1, "cue": 0}),
    ):
        files = files.edited("trace.json", place, value)
    replay = rollout_oracle().replay(read_rollout(files.texts))
    assert "step 6: the observation (location=middle, outcome=reward, cue=no_cue)" in (replay.contradiction or "")
