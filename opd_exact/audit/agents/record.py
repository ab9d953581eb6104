"""The record of any pymdp rollout, as values and as one JSON text; reading it needs neither pymdp nor JAX.

Floats are kept as the exact rationals they hold and written as the `repr` of the equal Python float. A record holds
everything an audit needs: tables, settings, what was seen, believed and done, the sizes of the search trees, and the
versions of the packages that produced it.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from types import NoneType
from typing import Any, get_type_hints

from opd_exact.audit.stored_model import StoredModel, float_texts, floats, integers, read_model
from opd_exact.audit.strict_json import Field, read_json

__all__ = [
    "PACKAGES",
    "SCHEMA",
    "AgentRecord",
    "AgentSettings",
    "RecordedStep",
    "SearchSettings",
    "TreeRecord",
    "read_record",
    "read_tree",
    "tree_json",
]

SCHEMA = "opd_exact/pymdp-rollout/1"

# The packages whose versions decide what a float program returns; they are recorded beside Python's own.
PACKAGES = ("inferactively-pymdp", "jax", "jaxlib", "numpy")


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
class RecordedStep:
    """One decision. `action` is one control for each factor; `state` is None where the environment does not say it."""

    time: int
    observation: tuple[int, ...]
    beliefs: tuple[tuple[Fraction, ...], ...]
    policy_posterior: tuple[Fraction, ...]
    action: tuple[int, ...]
    state: tuple[int, ...] | None
    tree: TreeRecord | None


@dataclass(frozen=True)
class AgentSettings:
    """What the agent was told, by pymdp's own names; `gamma` is the exact value of the stored float.

    `learned` lists the letters that are learned, `custom` further things that were set and that no oracle models.
    """

    inference_algo: str
    num_iter: int
    policy_len: int
    gamma: Fraction
    action_selection: str
    sampling_mode: str
    use_utility: bool
    use_states_info_gain: bool
    use_param_info_gain: bool
    use_inductive: bool
    categorical_obs: bool
    learned: tuple[str, ...]
    custom: tuple[str, ...]


@dataclass(frozen=True)
class SearchSettings:
    """Parameters of pymdp's sophisticated-inference search; floats as the exact values of the Python floats given."""

    horizon: int
    max_nodes: int
    max_branching: int
    policy_prune_threshold: Fraction
    observation_prune_threshold: Fraction
    entropy_stop_threshold: Fraction
    neg_efe_stop_threshold: Fraction
    kl_threshold: Fraction
    prune_penalty: Fraction
    gamma: Fraction
    topk_obsspace: int


@dataclass(frozen=True)
class AgentRecord:
    """A whole recording. `planner` is the qualified name of what searched; `search` its parameters where it is known.

    `policy_prior` is E, one entry for each policy. `batch` is the element of the batch that is recorded.
    """

    versions: Mapping[str, str]
    dtype: str
    x64: bool
    seed: int
    batch: int
    planner: str
    search: SearchSettings | None
    settings: AgentSettings
    agent: StoredModel
    policy_prior: tuple[Fraction, ...]
    environment: StoredModel | None
    node_budget_messages: int
    steps: tuple[RecordedStep, ...]

    @property
    def observations(self) -> tuple[tuple[int, ...], ...]:
        """The observation of each decision."""
        return tuple(step.observation for step in self.steps)

    def as_json(self) -> dict[str, Any]:
        """The record as JSON values; `read_record` reads their text back."""
        return {
            "schema": SCHEMA,
            "versions": dict(self.versions),
            "dtype": self.dtype,
            "x64": self.x64,
            "seed": self.seed,
            "batch": self.batch,
            "planner": self.planner,
            "search": None if self.search is None else _plain(self.search),
            "settings": _plain(self.settings),
            "agent": self.agent.as_json(),
            "policy_prior": float_texts(self.policy_prior),
            "environment": None if self.environment is None else self.environment.as_json(),
            "node_budget_messages": self.node_budget_messages,
            "steps": [_step_json(step) for step in self.steps],
        }

    def to_json(self) -> str:
        """The record as one JSON text."""
        return json.dumps(self.as_json(), indent=1) + "\n"


def read_record(text: str, file: str = "record.json") -> AgentRecord:
    """The record that a JSON text holds; `file` is its name in messages.

    Raises:
        EvidenceError: a key is missing or unknown, or a value is not of the kind and length that the record demands
            (NaN, an empty list, a text that is no float of the recorded dtype). The message names file and place.
    """
    members = read_json(file, text).object("schema", *(member.name for member in fields(AgentRecord)))
    if members["schema"].text() != SCHEMA:
        raise members["schema"].refuse(repr(members["schema"].value), repr(SCHEMA))
    dtype = members["dtype"].text()
    if dtype not in ("float32", "float64"):
        raise members["dtype"].refuse(repr(dtype), "'float32' or 'float64'")
    agent = read_model(members["agent"], "ABCD", dtype, with_policies=True)
    assert agent.policies is not None  # they were asked for
    return AgentRecord(
        versions={name: field.text() for name, field in members["versions"].object("python", *PACKAGES).items()},
        dtype=dtype,
        x64=members["x64"].boolean(),
        seed=members["seed"].integer(),
        batch=members["batch"].integer(),
        planner=members["planner"].text(),
        search=None if _is_null(members["search"]) else SearchSettings(**_values(members["search"], SearchSettings)),
        settings=AgentSettings(**_values(members["settings"], AgentSettings)),
        agent=agent,
        policy_prior=floats(members["policy_prior"], dtype, length=len(agent.policies)),
        environment=None
        if _is_null(members["environment"])
        else read_model(members["environment"], "ABD", dtype, with_policies=False),
        node_budget_messages=members["node_budget_messages"].integer(),
        steps=tuple(_step(field, agent, dtype) for field in members["steps"].items()),
    )


def _step(field: Field, agent: StoredModel, dtype: str) -> RecordedStep:
    members = field.object(*(member.name for member in fields(RecordedStep)))
    beliefs = members["beliefs"].items(length=len(agent.tensors["D"]))
    assert agent.policies is not None
    return RecordedStep(
        time=members["time"].integer(),
        observation=_as_many(members["observation"], len(agent.tensors["A"])),
        beliefs=tuple(
            floats(belief, dtype, length=table.shape[0])
            for belief, table in zip(beliefs, agent.tensors["D"], strict=True)
        ),
        policy_posterior=floats(members["policy_posterior"], dtype, length=len(agent.policies)),
        action=_as_many(members["action"], len(agent.tensors["B"])),
        state=None if _is_null(members["state"]) else integers(members["state"]),
        tree=None if _is_null(members["tree"]) else read_tree(members["tree"]),
    )


def read_tree(field: Field) -> TreeRecord:
    """The tree that a JSON object describes."""
    members = field.object("available", "completed_depth", "nodes_by_level")
    return TreeRecord(
        members["available"].boolean(), members["completed_depth"].integer(), integers(members["nodes_by_level"])
    )


def _as_many(field: Field, length: int) -> tuple[int, ...]:
    return tuple(entry.integer() for entry in field.items(length=length))


def _is_null(field: Field) -> bool:
    return isinstance(field.value, NoneType)


def _plain(settings: AgentSettings | SearchSettings) -> dict[str, Any]:
    """The settings as JSON values: floats as the `repr` of the equal Python float."""
    return {
        name: repr(float(value)) if isinstance(value, Fraction) else list(value) if isinstance(value, tuple) else value
        for name, value in asdict(settings).items()
    }


def _values(field: Field, kind: type[AgentSettings] | type[SearchSettings]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    members = field.object(*(member.name for member in fields(kind)))
    return {name: _value(member, hints[name]) for name, member in members.items()}


def _value(field: Field, kind: type) -> Any:
    if kind is Fraction:
        return field.floating("float64")
    if kind is bool:
        return field.boolean()
    if kind is int:
        return field.integer()
    if kind is str:
        return field.text()
    # A list of texts, which may be empty: nothing learned, nothing set that is out of the ordinary.
    return () if field.value == [] else tuple(entry.text() for entry in field.items())


def _step_json(step: RecordedStep) -> dict[str, Any]:
    return {
        "time": step.time,
        "observation": list(step.observation),
        "beliefs": [float_texts(belief) for belief in step.beliefs],
        "policy_posterior": float_texts(step.policy_posterior),
        "action": list(step.action),
        "state": None if step.state is None else list(step.state),
        "tree": None if step.tree is None else tree_json(step.tree),
    }


def tree_json(tree: TreeRecord) -> dict[str, Any]:
    """The tree as JSON values."""
    return asdict(tree) | {"nodes_by_level": list(tree.nodes_by_level)}
