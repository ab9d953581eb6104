"""pymdp's own rollouts, recorded once for the session, beside the twin's replay of them."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import pytest

from opd_exact.audit.pymdp_rollout import record_tmaze_rollout
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.audit.rollout_settings import RolloutSettings
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings, TwinStep
from tests.planning.twin.subjects import single

SETTINGS = {
    "published": RolloutSettings(),
    "teacher": RolloutSettings(cue_validity=Fraction(49, 50), transitions=3),
    "student": RolloutSettings(cue_validity=Fraction(1, 2), transitions=3),
}


@dataclass(frozen=True)
class Compared:
    """A recorded rollout, and the twin's decisions along it at the numbers that its arrays held."""

    record: RolloutRecord
    model: TwinModel
    steps: tuple[TwinStep, ...]


@pytest.fixture(scope="session")
def compared() -> Callable[[str], Compared]:
    """The comparison of a rollout by name; each is made once for the session."""
    return cache(_compared)


def _compared(name: str) -> Compared:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        record = read_rollout(record_tmaze_rollout(SETTINGS[name]))
    chosen = record.summary.config
    model = float_model(record)
    settings = TwinSettings(
        gamma=chosen.gamma,
        horizon=chosen.horizon,
        max_nodes=chosen.max_nodes,
        max_branching=chosen.max_branching,
        policy_prune_threshold=chosen.policy_prune_threshold,
        observation_prune_threshold=single(float(chosen.observation_prune_threshold)),
        entropy_stop_threshold=chosen.entropy_stop_threshold,
        neg_efe_stop_threshold=chosen.neg_efe_stop_threshold,
        prune_penalty=chosen.prune_penalty,
        topk_obsspace=chosen.topk_obsspace,
    )
    controls = [model.policies[action][0] for action in record.actions]
    return Compared(record, model, Twin(model, settings).replay(record.observations, controls))


def float_model(record: RolloutRecord) -> TwinModel:
    """The agent's tables as the floats that were recorded, under the names of the maze."""
    tables = {
        letter: tuple(Tensor(table.shape, table.entries) for table in record.agent.tensors[letter]) for letter in "ABCD"
    }
    base = TwinModel.from_pomdp(tmaze())
    count = len(base.policies)
    return replace(
        base,
        A=tables["A"],
        B=tables["B"],
        C=tables["C"],
        D=tables["D"],
        E=Tensor((count,), (single(1 / count),) * count),
    )
