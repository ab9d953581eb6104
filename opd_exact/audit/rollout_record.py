"""The record of a rollout as values: three JSON texts read strictly, their floats kept as the rationals they hold.

============  =====================================================================================================
file          holds
============  =====================================================================================================
summary.json  settings, versions, and what the run says of itself as a whole
trace.json    for each decision: observation, belief, action posterior, action, true state, size of the search tree
model.json    every entry of A, B, C, D of the agent, its policies, and A, B, D of the environment
============  =====================================================================================================
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, get_type_hints

from opd_exact.audit.agents.record import PACKAGES, TreeRecord, read_tree
from opd_exact.audit.pymdp_rollout import SCHEMA
from opd_exact.audit.rollout_settings import RolloutSettings
from opd_exact.audit.stored_model import StoredModel, StoredTensor, floats, integers, read_model
from opd_exact.audit.strict_json import Field, read_json
from opd_exact.numbers.errors import EvidenceError

__all__ = [
    "RolloutRecord",
    "StepRecord",
    "StoredModel",
    "StoredTensor",
    "SummaryRecord",
    "TreeRecord",
    "files_of",
    "read_rollout",
]

_FILES = ("summary.json", "trace.json", "model.json")


@dataclass(frozen=True)
class StepRecord:
    """One decision. Observations are by modality, beliefs and the true state by factor, in the model's order."""

    time: int
    observation: tuple[int, ...]
    beliefs: tuple[tuple[Fraction, ...], ...]
    action_posterior: tuple[Fraction, ...]
    action: int
    state: tuple[int, ...]
    tree: TreeRecord


@dataclass(frozen=True)
class SummaryRecord:
    """What the run says of itself. `observations` are by modality and then by time; entropies are float64, in nats."""

    config: RolloutSettings
    versions: Mapping[str, str]
    dtype: str
    planner: str
    policies: int
    policy_len: int
    recorded_steps: int
    goal_reached: bool
    tree_available: bool
    node_budget_messages: int
    actions: tuple[int, ...]
    observations: Mapping[str, tuple[int, ...]]
    belief_entropies: tuple[Fraction, ...]
    mean_belief_entropy: Fraction


@dataclass(frozen=True)
class RolloutRecord:
    """A whole recording."""

    summary: SummaryRecord
    steps: tuple[StepRecord, ...]
    agent: StoredModel
    environment: StoredModel

    @property
    def modalities(self) -> tuple[str, ...]:
        """The names of the observation modalities, in the agent's order."""
        return tuple(table.name for table in self.agent.tensors["A"])

    @property
    def observations(self) -> tuple[tuple[int, ...], ...]:
        """The observation of each step."""
        return tuple(step.observation for step in self.steps)

    @property
    def actions(self) -> tuple[int, ...]:
        """The action of each step; the last one leads beyond the record."""
        return tuple(step.action for step in self.steps)


def files_of(name: str, files: Mapping[str, str]) -> dict[str, str]:
    """The three texts of one rollout out of a recording of several, for `read_rollout`.

    Files of other rollouts are left alone; that every file belongs to one is for the caller to see.

    Raises:
        EvidenceError: a file of that rollout is missing.

    >>> sorted(files_of("teacher", {f"teacher.{file}": "{}" for file in ("model.json", "summary.json", "trace.json")}))
    ['model.json', 'summary.json', 'trace.json']
    """
    for file in _FILES:
        if f"{name}.{file}" not in files:
            raise EvidenceError(f"{name}.{file}: the file is missing; a rollout record has {', '.join(_FILES)}")
    return {file: files[f"{name}.{file}"] for file in _FILES}


def read_rollout(files: Mapping[str, str]) -> RolloutRecord:
    """The record that the texts of `summary.json`, `trace.json` and `model.json` hold.

    Raises:
        EvidenceError: a file or key is missing or unknown, or a value is not of the kind and length that the record
            demands (an empty list, NaN, a text that is no single-precision float). The message names file and place.
    """
    for name in _FILES:
        if name not in files:
            raise EvidenceError(f"{name}: the file is missing; a rollout record has {', '.join(_FILES)}")
    for name in files:
        if name not in _FILES:
            raise EvidenceError(f"{name}: unknown file; a rollout record has {', '.join(_FILES)}")
    summary, trace, model = (
        _members(name, files[name], *keys)
        for name, keys in (
            ("summary.json", [member.name for member in fields(SummaryRecord)]),
            ("trace.json", ["steps"]),
            ("model.json", ["agent", "environment"]),
        )
    )
    dtype = summary["dtype"].text()
    if dtype not in ("float32", "float64"):
        raise summary["dtype"].refuse(repr(dtype), "'float32' or 'float64'")
    agent = read_model(model["agent"], "ABCD", dtype, with_policies=True)
    return RolloutRecord(
        _summary(summary, dtype, [table.name for table in agent.tensors["A"]]),
        tuple(_step(field, agent, dtype) for field in trace["steps"].items()),
        agent,
        read_model(model["environment"], "ABD", dtype, with_policies=False),
    )


def _members(name: str, text: str, *keys: str) -> dict[str, Field]:
    """The members of a file, its schema checked."""
    members = read_json(name, text).object("schema", *keys)
    if members["schema"].text() != SCHEMA:
        raise members["schema"].refuse(repr(members["schema"].value), repr(SCHEMA))
    return members


def _summary(members: dict[str, Field], dtype: str, modalities: list[str]) -> SummaryRecord:
    return SummaryRecord(
        config=_config(members["config"]),
        versions={name: field.text() for name, field in members["versions"].object("python", *PACKAGES).items()},
        dtype=dtype,
        planner=members["planner"].text(),
        policies=members["policies"].integer(),
        policy_len=members["policy_len"].integer(),
        recorded_steps=members["recorded_steps"].integer(),
        goal_reached=members["goal_reached"].boolean(),
        tree_available=members["tree_available"].boolean(),
        node_budget_messages=members["node_budget_messages"].integer(),
        actions=integers(members["actions"]),
        observations={name: integers(field) for name, field in members["observations"].object(*modalities).items()},
        belief_entropies=tuple(entry.floating("float64") for entry in members["belief_entropies"].items()),
        mean_belief_entropy=members["mean_belief_entropy"].floating("float64"),
    )


def _config(field: Field) -> RolloutSettings:
    kinds = get_type_hints(RolloutSettings)
    members = field.object(*(member.name for member in fields(RolloutSettings)))
    values: dict[str, Any] = {}
    for name, member in members.items():
        values[name] = (
            member.rational() if kinds[name] is Fraction else member.integer() if kinds[name] is int else member.text()
        )
    if values["reward_side"] not in ("left", "right"):
        raise members["reward_side"].refuse(repr(values["reward_side"]), "'left' or 'right'")
    return RolloutSettings(**values)


def _step(field: Field, agent: StoredModel, dtype: str) -> StepRecord:
    members = field.object("time", "observations", "beliefs", "action_posterior", "action", "state", "tree")
    modalities = [table.name for table in agent.tensors["A"]]
    factors = [table.name for table in agent.tensors["D"]]
    observations = members["observations"].object(*modalities)
    beliefs = members["beliefs"].object(*factors)
    state = members["state"].object(*factors)
    assert agent.policies is not None  # an agent's model is read with its policies
    return StepRecord(
        time=members["time"].integer(),
        observation=tuple(observations[name].integer() for name in modalities),
        beliefs=tuple(floats(beliefs[table.name], dtype, length=table.shape[0]) for table in agent.tensors["D"]),
        action_posterior=floats(members["action_posterior"], dtype, length=len(agent.policies)),
        action=members["action"].integer(),
        state=tuple(state[name].integer() for name in factors),
        tree=read_tree(members["tree"]),
    )
