"""The float64 route to losses along visited states, as numpy code usually takes it: a subject to be audited.

Nominal decimals become float64 first; then the induced chain, the visits step by step, and the divergences follow in
float64, rounded at every operation.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opd_exact.models.markov_chain import Matrix, Row
from opd_exact.models.policy_chain import Policy, PolicyChain

__all__ = [
    "FloatLoss",
    "divergences",
    "float_loss",
    "total_variation",
    "visitation",
]


Array = NDArray[np.float64]


@dataclass(frozen=True)
class FloatLoss:
    """A loss and the visitation that weighted it, in float64."""

    loss: np.float64
    visits: Array


def float_loss(process: PolicyChain, student: Policy, teacher: Policy, visitor: Policy, horizon: int) -> FloatLoss:
    """The student's reverse KL from the teacher, averaged over the visits of one of the two."""
    policy = _array(visitor.rows)
    chain = np.einsum("sa,asn->sn", policy, np.array([_array(matrix) for matrix in process.transitions]))
    visits = visitation(_vector(process.start), chain, horizon)
    return FloatLoss(np.float64(np.sum(visits * divergences(_array(student.rows), _array(teacher.rows)))), visits)


def visitation(start: Array, chain: Array, horizon: int) -> Array:
    """The mean of start, start P, …, start P^(T-1), accumulated in that order."""
    now = start
    total = np.zeros_like(start)
    for _ in range(horizon):
        total = total + now
        now = now @ chain
    mean: Array = total / horizon
    return mean


def divergences(first: Array, second: Array) -> Array:
    """Σ_a p log(p/q) for each row of two matrices of positive entries."""
    rows: Array = np.sum(first * np.log(first / second), axis=-1)
    return rows


def total_variation(p: Array, q: Array) -> np.float64:
    """½ Σ |p - q|."""
    return np.float64(0.5 * np.sum(np.abs(p - q)))


def _array(rows: Matrix) -> Array:
    return np.array([[float(entry) for entry in row] for row in rows])


def _vector(row: Row) -> Array:
    return np.array([float(entry) for entry in row])
