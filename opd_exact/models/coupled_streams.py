"""Finite streams whose product prior is tilted by a coupling: q(x) ∝ prior(x) exp(λ J(x)).

The Bernoulli-Ising witness is the case of two binary streams with uniform priors. Everything is symbolic (SymPy), so
that a statement about the model is a statement for all values of its parameters.

Index legend: x = (x_1, …, x_n) is a joint outcome, one index a stream; k counts streams.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import sympy

from opd_exact.numbers.errors import InputError

__all__ = [
    "CoupledStreams",
    "bernoulli_ising",
]

Outcome = tuple[int, ...]


@dataclass(frozen=True)
class CoupledStreams:
    """A product prior over finite streams and a coupling of strength `strength`.

    priors: one tuple of probabilities for each stream; stream k has len(priors[k]) outcomes.
    coupling: J(x) for every joint outcome, in row-major order of the outcomes.
    """

    priors: tuple[tuple[sympy.Expr, ...], ...]
    coupling: tuple[sympy.Expr, ...]
    strength: sympy.Expr

    def __post_init__(self) -> None:
        cells = math.prod(self.shape)
        if len(self.coupling) != cells:
            raise InputError(f"coupling has {len(self.coupling)} entries, expected {cells} (streams of {self.shape})")

    @property
    def shape(self) -> tuple[int, ...]:
        """The number of outcomes of each stream."""
        return tuple(len(prior) for prior in self.priors)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The joint outcomes in row-major order."""
        return tuple(product(*(range(size) for size in self.shape)))

    def prior(self) -> tuple[sympy.Expr, ...]:
        """The product prior, in row-major order of the outcomes."""
        return tuple(
            sympy.Mul(*(prior[i] for prior, i in zip(self.priors, outcome, strict=True))) for outcome in self.outcomes
        )

    def weights(self) -> tuple[sympy.Expr, ...]:
        """prior(x) exp(λ J(x)), not normalized."""
        return tuple(p * sympy.exp(self.strength * j) for p, j in zip(self.prior(), self.coupling, strict=True))

    def partition_function(self) -> sympy.Expr:
        """Z = Σ_x prior(x) exp(λ J(x))."""
        return sympy.Add(*self.weights())

    def joint(self) -> "np.ndarray[tuple[int, ...], np.dtype[np.object_]]":
        """q(x) = prior(x) exp(λ J(x)) / Z, as an array of SymPy expressions of the shape of the streams."""
        partition = self.partition_function()
        table = np.empty(len(self.coupling), dtype=object)
        table[:] = [weight / partition for weight in self.weights()]
        return table.reshape(self.shape)

    def marginal(self, stream: int) -> tuple[sympy.Expr, ...]:
        """The marginal of one stream under the coupled joint."""
        others = tuple(k for k in range(len(self.shape)) if k != stream)
        return tuple(self.joint().sum(axis=others))


def bernoulli_ising(strength: sympy.Expr, coupling: Sequence[Sequence[sympy.Expr]] | None = None) -> CoupledStreams:
    """Two uniform binary streams; J is centered (1/2 on agreement, -1/2 off it) unless another 2 x 2 matrix is given.

    Source: Friedman (2026), witness 1.

    >>> lam = sympy.Symbol("lambda", real=True)
    >>> bernoulli_ising(lam).partition_function()
    exp(lambda/2)/2 + exp(-lambda/2)/2
    """
    half = sympy.Rational(1, 2)
    matrix = ((half, -half), (-half, half)) if coupling is None else coupling
    return CoupledStreams(((half, half), (half, half)), tuple(entry for row in matrix for entry in row), strength)
