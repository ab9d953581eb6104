"""Gradient descent of a softmax student in numpy floats, on reverse KL and on free energy: a subject to be audited.

The paper's run: two logits from zero, 800 plain steps of size 0.5 in single precision, the loss kept every 20 steps.
The two losses have one gradient in real arithmetic; the floats below form it in different orders of operations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

__all__ = [
    "FloatDescent",
    "descend_on_free_energy",
    "descend_on_reverse_kl",
]

Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class FloatDescent:
    """Where a descent ended, and the losses before the first step and after every 20 steps."""

    student: Floats
    losses: tuple[np.floating[Any], ...]


def descend_on_reverse_kl(target: tuple[float, ...], *, steps: int = 800, dtype: DTypeLike = "float32") -> FloatDescent:
    """Descent on D(student || target), with the gradient q_i (log q_i - log p_i - KL)."""
    p = np.array(target, dtype=dtype)
    return _descend(lambda q: np.log(q) - np.log(p), len(target), steps, p.dtype)


def descend_on_free_energy(
    prior: tuple[float, ...], likelihood: tuple[float, ...], *, steps: int = 800, dtype: DTypeLike = "float32"
) -> FloatDescent:
    """Descent on F(q) = E_q[log q - log p(s) - log p(o | s)]; likelihood: p(o | s) of the observation, by state."""
    p, column = np.array(prior, dtype=dtype), np.array(likelihood, dtype=dtype)
    return _descend(lambda q: np.log(q) - np.log(p) - np.log(column), len(prior), steps, p.dtype)


def _descend(ratios: Callable[[Floats], Floats], size: int, steps: int, dtype: np.dtype[Any]) -> FloatDescent:
    logits, rate, losses = np.zeros(size, dtype=dtype), dtype.type(0.5), []
    for step in range(steps + 1):
        weights = np.exp(logits - logits.max())
        student = weights / weights.sum()
        r = ratios(student)
        loss = np.sum(student * r)
        if step % 20 == 0:
            losses.append(loss)
        if step < steps:
            logits = logits - rate * student * (r - loss)
    return FloatDescent(student, tuple(losses))
