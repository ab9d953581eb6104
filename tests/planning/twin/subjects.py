"""pymdp agents of random tables, run by pymdp, and the twin's model of the very numbers that their arrays hold."""

import contextlib
import io
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import binary_reading
from opd_exact.planning.twin import TwinModel, TwinSettings

A_DEPENDENCIES = ((0, 1), (1,))
B_DEPENDENCIES = ((0,), (0, 1))


def single(value: float) -> Fraction:
    """The exact value of the single-precision neighbor of a float."""
    return binary_reading(np.float32(value))


def tensor(array: Any) -> Tensor:
    """The exact values that a single-precision array holds."""
    held = np.asarray(array)
    assert held.dtype == np.float32
    return Tensor(held.shape, tuple(binary_reading(value) for value in held.ravel()))


@dataclass(frozen=True)
class Found:
    """What pymdp found: beliefs after an observation, and a search from them."""

    beliefs: list[Any]
    posterior: Any
    levels: tuple[int, ...]
    messages: int


@dataclass(frozen=True)
class Subject:
    """An agent with two uncertain factors and a modality that depends on both."""

    agent: Any
    model: TwinModel
    observation: tuple[int, ...]

    @classmethod
    def random(cls, seed: int, *, num_iter: int = 16, policy_len: int = 1, **settings: Any) -> "Subject":
        import jax.numpy as jnp
        from pymdp.agent import Agent

        draw = np.random.default_rng(seed)
        states, outcomes = (tuple(int(n) for n in draw.integers(2, 4, size=2)) for _ in range(2))
        controls = (int(draw.integers(2, 4)), int(draw.integers(1, 3)))
        tables = {
            "A": [_columns(draw, (outcomes[m], *(states[f] for f in A_DEPENDENCIES[m]))) for m in range(len(outcomes))],
            "B": [
                _columns(draw, (states[f], *(states[g] for g in B_DEPENDENCIES[f]), controls[f]))
                for f in range(len(states))
            ],
            "C": [draw.normal(size=n).astype(np.float32) for n in outcomes],
            "D": [_columns(draw, (n,)) for n in states],
        }
        agent = Agent(
            **{letter: [jnp.array(table) for table in found] for letter, found in tables.items()},
            A_dependencies=[list(dependencies) for dependencies in A_DEPENDENCIES],
            B_dependencies=[list(dependencies) for dependencies in B_DEPENDENCIES],
            num_iter=num_iter,
            policy_len=policy_len,
            **settings,
        )
        policies = tuple(tuple(tuple(controls) for controls in policy) for policy in agent.policies.policy_arr.tolist())
        model = TwinModel(
            factors=tuple(Variable(f"factor{f}", tuple(str(s) for s in range(n))) for f, n in enumerate(states)),
            modalities=tuple(Variable(f"modality{m}", tuple(str(o) for o in range(n))) for m, n in enumerate(outcomes)),
            A=tuple(tensor(table[0]) for table in agent.A),
            B=tuple(tensor(table[0]) for table in agent.B),
            C=tuple(tensor(table[0]) for table in agent.C),
            D=tuple(tensor(table[0]) for table in agent.D),
            E=tensor(agent.E[0]),
            A_dependencies=A_DEPENDENCIES,
            B_dependencies=B_DEPENDENCIES,
            policies=policies,
            policy_names=tuple(str(policy) for policy in policies),
        )
        return cls(agent, model, tuple(int(draw.integers(n)) for n in outcomes))

    def infer(self) -> list[Any]:
        """pymdp's beliefs after the observation."""
        import jax.numpy as jnp

        return list(self.agent.infer_states([jnp.array([o]) for o in self.observation], self.agent.D))

    def search(self, settings: TwinSettings) -> Found:
        """pymdp's search with these settings."""
        import jax
        from pymdp.planning.si import si_policy_search

        names = (
            "horizon max_nodes max_branching policy_prune_threshold observation_prune_threshold"
            " entropy_stop_threshold neg_efe_stop_threshold kl_threshold prune_penalty gamma topk_obsspace"
        )
        values = {name: getattr(settings, name) for name in names.split()}
        plain = {name: float(value) if isinstance(value, Fraction) else value for name, value in values.items()}
        beliefs = self.infer()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            posterior, info = si_policy_search(**plain)(self.agent, beliefs)
            tree = info["tree"]
            used = np.asarray(tree.used)[0, :, 0]
            levels = np.bincount(np.asarray(tree.horizon)[0, :, 0][used])
            jax.effects_barrier()  # type: ignore[no-untyped-call]
        messages = sum(line.startswith("WARNING: Used up all") for line in printed.getvalue().splitlines())
        return Found(beliefs, np.asarray(posterior)[0], tuple(int(n) for n in levels), messages)


def _columns(draw: np.random.Generator, shape: tuple[int, ...]) -> Any:
    weights = draw.gamma(0.5, size=shape) + 1e-3
    return (weights / weights.sum(axis=0)).astype(np.float32)
