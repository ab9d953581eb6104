"""Runs a pymdp agent in an environment and writes down what it did; the only module here that imports pymdp.

What pymdp prints while it searches is kept off the output, and its node-budget messages are counted.
"""

import contextlib
import io
import platform
import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib.metadata import version
from typing import Any

import numpy as np

from opd_exact.audit.agents.agent_reading import (
    OPEN_LOOP_PLANNER,
    read_agent_tables,
    read_environment_tables,
    read_policy_prior,
    read_search,
    read_settings,
    require_columns,
)
from opd_exact.audit.agents.record import PACKAGES, AgentRecord, RecordedStep, TreeRecord
from opd_exact.numbers import binary_reading
from opd_exact.numbers.errors import InputError, OutsideClass

__all__ = [
    "record_rollout",
]

# The budget message of pymdp's planner begins so; it is printed once for each node that finds no room.
_BUDGET_MESSAGE = "WARNING: Used up all"


def record_rollout(
    agent: Any,
    environment: Any,
    steps: int,
    seed: int = 0,
    *,
    policy_search: Callable[..., Any] | None = None,
    env_params: Any = None,
    batch: int = 0,
    factors: Sequence[str] | None = None,
    modalities: Sequence[str] | None = None,
) -> AgentRecord:
    """Run `pymdp.envs.rollout.rollout` for that many transitions, which makes one more decision, and record it.

    agent, environment: as `rollout` takes them; policy_search: the search, pymdp's `infer_policies` without one;
    batch: the element of the agent's batch that is recorded; factors, modalities: names for reports. Takes some 10 to
    20 seconds for a tree search, nearly all of it compilation: pymdp compiles anew for each rollout.

    Raises:
        ImportError: pymdp is not installed.
        InputError: tables that are no model (see `read_agent_tables` and `require_columns`), or a number of steps
            below 0.
        OutsideClass: the rollout fails, or returns what has another form, with a search that the oracles do not
            compute; the message names both.
    """
    if steps < 0:
        raise InputError(f"steps {steps}: expected at least 0 transitions")
    model = read_agent_tables(agent, batch=batch, factors=factors, modalities=modalities)
    require_columns(model)
    planner, search = read_search(policy_search)
    # The subject's own deprecation warnings are not findings about it.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            info, messages, x64 = _run(agent, environment, steps, seed, policy_search, env_params)
            decisions = tuple(_step(info, batch, time) for time in range(steps + 1))
        except Exception as error:
            # What is not covered need not run or be of the form that is recorded here.
            if isinstance(error, InputError) or planner == OPEN_LOOP_PLANNER or search is not None:
                raise
            raise OutsideClass(
                f"policy search {planner}: not covered by the oracles, and recording its rollout raised"
                f" {type(error).__name__}: {error}"
            ) from error
    return AgentRecord(
        versions={"python": platform.python_version()} | {name: version(name) for name in PACKAGES},
        dtype=str(info["qpi"].dtype),
        x64=x64,
        seed=seed,
        batch=batch,
        planner=planner,
        search=search,
        settings=read_settings(agent, batch),
        agent=model,
        policy_prior=read_policy_prior(agent, batch),
        environment=read_environment_tables(environment, model),
        node_budget_messages=messages,
        steps=decisions,
    )


def _run(
    agent: Any, environment: Any, steps: int, seed: int, policy_search: Callable[..., Any] | None, env_params: Any
) -> tuple[dict[str, Any], int, bool]:
    import jax
    from pymdp.envs.rollout import rollout

    if "policy_arr" in vars(agent.policies):
        # pymdp 1.0.1 keeps this array where JAX compares cached programs by equality, which arrays do not have: an
        # agent of the same shapes that ran before in this process would end the rollout with an error.
        jax.clear_caches()  # type: ignore[no-untyped-call]
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        key = jax.random.PRNGKey(seed)
        _, info = rollout(agent, environment, steps, key, policy_search=policy_search, env_params=env_params)
        jax.block_until_ready(info)  # type: ignore[no-untyped-call]
        # Messages are printed by callbacks that may still be on their way when the results are there.
        jax.effects_barrier()  # type: ignore[no-untyped-call]
    messages = sum(line.startswith(_BUDGET_MESSAGE) for line in printed.getvalue().splitlines())
    return info, messages, bool(jax.config.jax_enable_x64)  # type: ignore[attr-defined]


def _step(info: dict[str, Any], batch: int, time: int) -> RecordedStep:
    return RecordedStep(
        time=time,
        observation=tuple(_outcome(values[batch, time]) for values in info["observation"]),
        beliefs=tuple(_floats(belief[batch, time], f"belief at time {time}") for belief in info["qs"]),
        policy_posterior=_floats(info["qpi"][batch, time], f"policy posterior at time {time}"),
        action=tuple(_integer(control) for control in np.asarray(info["action"][batch, time])),
        state=_state(info["env_state"], batch, time),
        tree=_tree(info, batch, time),
    )


def _outcome(value: Any) -> int:
    """An outcome given as an index, or as a vector that is one at the index and zero elsewhere."""
    values = np.asarray(value).ravel()
    if len(values) == 1:
        return _integer(values[0])
    if sorted(values.tolist()) != [0.0] * (len(values) - 1) + [1.0]:
        raise InputError(f"observation {values.tolist()}: expected one outcome; graded observations are not covered")
    return int(values.argmax())


def _state(state: Any, batch: int, time: int) -> tuple[int, ...] | None:
    """The true state where the environment keeps one index for each factor, else None."""
    if not isinstance(state, list | tuple) or any(np.asarray(values).ndim != 2 for values in state):
        return None
    return tuple(_integer(values[batch, time]) for values in state)


def _tree(info: dict[str, Any], batch: int, time: int) -> TreeRecord | None:
    """The size of the search tree by level; a level holds action nodes and the belief nodes that follow them."""
    if "tree" not in info:
        return None
    used = np.asarray(info["tree"].used)[batch, time, :, 0]
    levels = np.bincount(np.asarray(info["tree"].horizon)[batch, time, :, 0][used])
    return TreeRecord(True, len(levels) - 1, tuple(int(count) for count in levels))


def _floats(array: Any, place: str) -> tuple[Fraction, ...]:
    values = np.asarray(array)
    for value in values.ravel():
        if not np.isfinite(value):
            raise InputError(f"{place}: pymdp returned {float(value)!r}, expected finite numbers")
    return tuple(binary_reading(value) for value in values.ravel())


def _integer(value: Any) -> int:
    whole = int(value)
    if whole != float(value):
        raise InputError(f"pymdp returned {float(value)!r} where an index was expected")
    return whole
