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
from math import prod
from typing import Any, get_type_hints

from opd_exact.audit.pymdp_rollout import PACKAGES, SCHEMA
from opd_exact.audit.rollout_settings import RolloutSettings
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
class TreeRecord:
    """The search tree of one decision; `nodes_by_level[k]` counts the nodes that level k added, the root is level 0."""

    available: bool
    completed_depth: int
    nodes_by_level: tuple[int, ...]

    @property
    def nodes_used(self) -> int:
        """All nodes of the tree, the root included."""
        return sum(self.nodes_by_level)


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
class StoredTensor:
    """One table as it was stored: its entries are the exact values of floats, in row-major order."""

    name: str
    shape: tuple[int, ...]
    dependencies: tuple[int, ...] | None
    entries: tuple[Fraction, ...]


@dataclass(frozen=True)
class StoredModel:
    """The tables of an agent or an environment by letter; `policies` (time ahead, factor) are the agent's alone."""

    tensors: Mapping[str, tuple[StoredTensor, ...]]
    policies: tuple[tuple[tuple[int, ...], ...], ...] | None


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
    agent = _model(model["agent"], "ABCD", dtype, with_policies=True)
    return RolloutRecord(
        _summary(summary, dtype, [table.name for table in agent.tensors["A"]]),
        tuple(_step(field, agent, dtype) for field in trace["steps"].items()),
        agent,
        _model(model["environment"], "ABD", dtype, with_policies=False),
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
        actions=_integers(members["actions"]),
        observations={name: _integers(field) for name, field in members["observations"].object(*modalities).items()},
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
        beliefs=tuple(_floats(beliefs[table.name], dtype, length=table.shape[0]) for table in agent.tensors["D"]),
        action_posterior=_floats(members["action_posterior"], dtype, length=len(agent.policies)),
        action=members["action"].integer(),
        state=tuple(state[name].integer() for name in factors),
        tree=_tree(members["tree"]),
    )


def _tree(field: Field) -> TreeRecord:
    members = field.object("available", "completed_depth", "nodes_by_level")
    return TreeRecord(
        members["available"].boolean(),
        members["completed_depth"].integer(),
        _integers(members["nodes_by_level"]),
    )


def _model(field: Field, letters: str, dtype: str, *, with_policies: bool) -> StoredModel:
    members = field.object(*letters, *(["policies"] if with_policies else []))
    tensors = {
        letter: tuple(_tensor(entry, dtype, dependent=letter in "AB") for entry in members[letter].items())
        for letter in letters
    }
    if not with_policies:
        return StoredModel(tensors, None)
    policies = tuple(
        tuple(_integers(controls) for controls in policy.items()) for policy in members["policies"].items()
    )
    return StoredModel(tensors, policies)


def _tensor(field: Field, dtype: str, *, dependent: bool) -> StoredTensor:
    members = field.object("name", "shape", "entries", *(["dependencies"] if dependent else []))
    shape = tuple(side.integer(least=1) for side in members["shape"].items())
    return StoredTensor(
        members["name"].text(),
        shape,
        _integers(members["dependencies"]) if dependent else None,
        _floats(members["entries"], dtype, length=prod(shape)),
    )


def _integers(field: Field) -> tuple[int, ...]:
    return tuple(entry.integer() for entry in field.items())


def _floats(field: Field, dtype: str, *, length: int) -> tuple[Fraction, ...]:
    return tuple(entry.floating(dtype) for entry in field.items(length=length))
