"""Runs the T-maze rollout with pymdp and writes down what it did, as text that needs neither pymdp nor JAX to read.

pymdp is imported only while a rollout runs. Floats are written as the `repr` of the Python float that equals the stored
single-precision number, so nothing is lost; `opd_exact.audit.rollout_record` reads the three files back.
"""

import json
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from opd_exact.audit.agents.float_entropy import belief_entropy
from opd_exact.audit.agents.record import AgentRecord, RecordedStep, TreeRecord, tree_json
from opd_exact.audit.agents.recording import record_rollout
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS, RolloutSettings
from opd_exact.audit.stored_model import float_texts
from opd_exact.models.pomdp import POMDP

__all__ = [
    "SCHEMA",
    "record_tmaze_rollout",
    "record_tmaze_rollouts",
    "tmaze_subject",
]

SCHEMA = "opd_exact/tmaze-rollout/1"

_NO_TREE = TreeRecord(available=False, completed_depth=0, nodes_by_level=())


def record_tmaze_rollout(settings: RolloutSettings = PUBLISHED_SETTINGS) -> Mapping[str, str]:
    """Run the rollout; the texts of `summary.json`, `trace.json` and `model.json`.

    What pymdp prints is kept off the output and its budget messages are counted. Belief entropies are computed the way
    a user of pymdp would, in double precision from each factor's belief divided by its sum, in nats. Takes about 20
    seconds, nearly all of it compilation: the search is compiled anew for each rollout.

    Raises:
        ImportError: pymdp is not installed.
    """
    model = settings.agent_model()
    record = _record(settings, model)
    steps = [_step(step, model) for step in record.steps]
    files = {
        "summary.json": _summary(settings, record, model),
        "trace.json": {"schema": SCHEMA, "steps": steps},
        "model.json": {
            "schema": SCHEMA,
            "agent": record.agent.as_json(),
            "environment": None if record.environment is None else record.environment.as_json(),
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


def tmaze_subject(settings: RolloutSettings = PUBLISHED_SETTINGS) -> tuple[Any, Any, Callable[..., Any]]:
    """pymdp's agent, environment and tree search on the T-maze at the given settings.

    Raises:
        ImportError: pymdp is not installed.
    """
    import jax.numpy as jnp
    from pymdp.agent import Agent
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
    return agent, environment, search


def _record(settings: RolloutSettings, model: POMDP) -> AgentRecord:
    # The subject's own deprecation warnings are not findings about it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        agent, environment, search = tmaze_subject(settings)
    return record_rollout(
        agent,
        environment,
        settings.transitions,
        settings.seed,
        policy_search=search,
        factors=[factor.name for factor in model.factors],
        modalities=[modality.name for modality in model.modalities],
    )


def _summary(settings: RolloutSettings, record: AgentRecord, model: POMDP) -> dict[str, Any]:
    entropies = [belief_entropy(step.beliefs) for step in record.steps]
    policies = record.agent.policies or ()
    outcome = [modality.name for modality in model.modalities].index("outcome")
    return {
        "schema": SCHEMA,
        "config": settings.as_json(),
        "versions": dict(record.versions),
        "dtype": record.dtype,
        "planner": record.planner.rpartition(".")[2],
        "policies": len(policies),
        "policy_len": len(policies[0]),
        "recorded_steps": len(record.steps),
        "goal_reached": any(step.observation[outcome] == 1 for step in record.steps),
        "tree_available": all(step.tree is not None for step in record.steps),
        "node_budget_messages": record.node_budget_messages,
        "actions": [model.actions.index(step.action) for step in record.steps],
        "observations": {
            modality.name: [step.observation[m] for step in record.steps] for m, modality in enumerate(model.modalities)
        },
        "belief_entropies": [repr(entropy) for entropy in entropies],
        "mean_belief_entropy": repr(sum(entropies) / len(entropies)),
    }


def _step(step: RecordedStep, model: POMDP) -> dict[str, Any]:
    state = step.state or ()
    return {
        "time": step.time,
        "observations": {
            modality.name: outcome for modality, outcome in zip(model.modalities, step.observation, strict=True)
        },
        "beliefs": {
            factor.name: float_texts(belief) for factor, belief in zip(model.factors, step.beliefs, strict=True)
        },
        "action_posterior": float_texts(step.policy_posterior),
        "action": model.actions.index(step.action),
        "state": {factor.name: value for factor, value in zip(model.factors, state, strict=True)},
        "tree": tree_json(step.tree or _NO_TREE),
    }
