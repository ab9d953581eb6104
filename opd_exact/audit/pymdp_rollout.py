"""Runs the T-maze rollout with pymdp and writes down what it did, as text that needs neither pymdp nor JAX to read.

pymdp is imported only while a rollout runs. Floats are written as the `repr` of the Python float that equals the stored
single-precision number, so nothing is lost; `opd_exact.audit.rollout_record` reads the three files back.
"""

import contextlib
import io
import json
import platform
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS, RolloutSettings
from opd_exact.models.pomdp import POMDP

__all__ = [
    "PACKAGES",
    "SCHEMA",
    "record_tmaze_rollout",
    "record_tmaze_rollouts",
]

SCHEMA = "opd_exact/tmaze-rollout/1"

# The packages whose versions decide what a float program returns; they are recorded beside Python's own.
PACKAGES = ("inferactively-pymdp", "jax", "jaxlib", "numpy")

# The budget message of pymdp's planner begins so; it is printed once for each node that finds no room.
_BUDGET_MESSAGE = "WARNING: Used up all"


def record_tmaze_rollout(settings: RolloutSettings = PUBLISHED_SETTINGS) -> Mapping[str, str]:
    """Run the rollout; the texts of `summary.json`, `trace.json` and `model.json`.

    What pymdp prints is kept off the output and its budget messages are counted. Belief entropies are computed the way
    a user of pymdp would, in double precision from each factor's belief divided by its sum, in nats. Takes about 20
    seconds, nearly all of it compilation: the search is compiled anew for each rollout.

    Raises:
        ImportError: pymdp is not installed.
    """
    # The subject's own deprecation warnings are not findings about it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        run = _run(settings)
    model = settings.agent_model()
    steps = [_step(run.info, time, model) for time in range(settings.transitions + 1)]
    files = {
        "summary.json": _summary(settings, run, steps, model),
        "trace.json": {"schema": SCHEMA, "steps": steps},
        "model.json": {
            "schema": SCHEMA,
            "agent": _tables(run.agent, model, batched=True) | {"policies": _policies(run.agent)},
            "environment": _tables(run.environment, model, batched=False),
        },
    }
    return {name: json.dumps(content, indent=1) + "\n" for name, content in files.items()}


def record_tmaze_rollouts(rollouts: Mapping[str, RolloutSettings]) -> Mapping[str, str]:
    """Several rollouts in one process, each text under the name of its rollout, a dot and the name of its file.

    `opd_exact.audit.rollout_record.files_of` takes one rollout's files out again. One process for all saves the part of
    the compilation that they share.

    Raises:
        ImportError: pymdp is not installed.
    """
    return {
        f"{name}.{file}": text
        for name, settings in rollouts.items()
        for file, text in record_tmaze_rollout(settings).items()
    }


@dataclass(frozen=True)
class _Run:
    """What pymdp built and returned; `messages` counts the nodes for which its planner printed that none are left."""

    agent: Any
    environment: Any
    planner: str
    info: dict[str, Any]
    messages: int


def _run(settings: RolloutSettings) -> _Run:
    import jax
    import jax.numpy as jnp
    from pymdp.agent import Agent
    from pymdp.envs.rollout import rollout
    from pymdp.envs.tmaze import TMaze
    from pymdp.planning.si import si_policy_search

    environment = TMaze(
        reward_probability=float(settings.reward_probability),
        punishment_probability=float(settings.punishment_probability),
        cue_validity=float(settings.cue_validity),
        reward_condition=("left", "right").index(settings.reward_side),
        dependent_outcomes=True,
    )
    model = settings.agent_model()
    agent = Agent(
        A=environment.A,
        B=environment.B,
        C=[jnp.array([float(value) for value in table.entries]) for table in model.C],
        D=[jnp.array([float(value) for value in table.entries]) for table in model.D],
        A_dependencies=environment.A_dependencies,
        B_dependencies=environment.B_dependencies,
        policy_len=settings.policy_len,
        gamma=float(settings.gamma),
        batch_size=1,
    )
    search = si_policy_search(
        horizon=settings.horizon,
        max_nodes=settings.max_nodes,
        max_branching=settings.max_branching,
        policy_prune_threshold=float(settings.policy_prune_threshold),
        observation_prune_threshold=float(settings.observation_prune_threshold),
        entropy_stop_threshold=float(settings.entropy_stop_threshold),
        neg_efe_stop_threshold=float(settings.neg_efe_stop_threshold),
        kl_threshold=float(settings.kl_threshold),
        prune_penalty=float(settings.prune_penalty),
        gamma=float(settings.gamma),
        topk_obsspace=settings.topk_obsspace,
    )
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        key = jax.random.PRNGKey(settings.seed)
        _, info = rollout(agent, environment, settings.transitions, key, policy_search=search)
        jax.block_until_ready(info)  # type: ignore[no-untyped-call]
        # Messages are printed by callbacks that may still be on their way when the results are there.
        jax.effects_barrier()  # type: ignore[no-untyped-call]
    messages = sum(line.startswith(_BUDGET_MESSAGE) for line in printed.getvalue().splitlines())
    return _Run(agent, environment, si_policy_search.__name__, info, messages)


def _summary(settings: RolloutSettings, run: _Run, steps: list[dict[str, Any]], model: POMDP) -> dict[str, Any]:
    entropies = [_belief_entropy(run.info, time) for time in range(len(steps))]
    names = [modality.name for modality in model.modalities]
    return {
        "schema": SCHEMA,
        "config": settings.as_json(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        "dtype": str(run.info["qpi"].dtype),
        "planner": run.planner,
        "policies": int(run.agent.policies.num_policies),
        "policy_len": int(run.agent.policies.policy_arr.shape[1]),
        "recorded_steps": len(steps),
        "goal_reached": any(step["observations"]["outcome"] == 1 for step in steps),
        "tree_available": all(step["tree"]["available"] for step in steps),
        "node_budget_messages": run.messages,
        "actions": [step["action"] for step in steps],
        "observations": {name: [step["observations"][name] for step in steps] for name in names},
        "belief_entropies": [repr(entropy) for entropy in entropies],
        "mean_belief_entropy": repr(sum(entropies) / len(entropies)),
    }


def _step(info: dict[str, Any], time: int, model: POMDP) -> dict[str, Any]:
    return {
        "time": time,
        "observations": {
            modality.name: _integer(values[0, time, 0])
            for modality, values in zip(model.modalities, info["observation"], strict=True)
        },
        "beliefs": {
            factor.name: _texts(belief[0, time]) for factor, belief in zip(model.factors, info["qs"], strict=True)
        },
        "action_posterior": _texts(info["qpi"][0, time]),
        "action": model.actions.index(tuple(_integer(control) for control in info["action"][0, time])),
        "state": {
            factor.name: _integer(values[0, time])
            for factor, values in zip(model.factors, info["env_state"], strict=True)
        },
        "tree": _tree(info, time),
    }


def _tree(info: dict[str, Any], time: int) -> dict[str, Any]:
    """The size of the search tree by level; a level holds action nodes and the belief nodes that follow them."""
    import numpy as np

    if "tree" not in info:
        return {"available": False, "completed_depth": 0, "nodes_by_level": []}
    used = np.asarray(info["tree"].used)[0, time, :, 0]
    levels = np.bincount(np.asarray(info["tree"].horizon)[0, time, :, 0][used])
    return {
        "available": True,
        "completed_depth": len(levels) - 1,
        "nodes_by_level": [int(count) for count in levels],
    }


def _belief_entropy(info: dict[str, Any], time: int) -> float:
    import numpy as np

    total = 0.0
    for factor in info["qs"]:
        belief = np.asarray(factor[0, time], dtype=np.float64)
        belief = belief[belief > 0] / belief.sum()
        total -= float((belief * np.log(belief)).sum())
    return total


def _tables(owner: Any, model: POMDP, *, batched: bool) -> dict[str, Any]:
    """The tensors of an agent (whose arrays have a leading batch side) or of an environment (which has no C)."""
    outcomes = [modality.name for modality in model.modalities]
    states = [factor.name for factor in model.factors]
    found: dict[str, Any] = {}
    for letter, names in (("A", outcomes), ("B", states), ("C", outcomes), ("D", states)):
        tables = getattr(owner, letter, None)
        if tables is None:
            continue
        arrays = [table[0] if batched else table for table in tables]
        found[letter] = [
            {"name": name, "shape": list(array.shape), "entries": _texts(array.ravel())}
            for name, array in zip(names, arrays, strict=True)
        ]
    for letter in ("A", "B"):
        for table, dependencies in zip(found[letter], getattr(owner, f"{letter}_dependencies"), strict=True):
            table["dependencies"] = [int(factor) for factor in dependencies]
    return found


def _policies(agent: Any) -> list[Any]:
    """Every policy: for each time ahead, one control for each factor."""
    policies: list[Any] = agent.policies.policy_arr.tolist()
    return policies


def _texts(array: Any) -> list[str]:
    return [repr(value) for value in array.tolist()]


def _integer(value: Any) -> int:
    whole = int(value)
    if whole != float(value):
        raise ValueError(f"pymdp returned {float(value)!r} where an index was expected")
    return whole
