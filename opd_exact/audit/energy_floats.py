"""Variational and expected free energy in plain numpy, as the paper's demonstrations compute them: subjects to audit.

Two weaknesses of the published code are kept. The pragmatic value takes log 1e-300 for the log of a zero preference,
so that it stays finite where the risk is infinite; and every entropy drops the cells that are not positive.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "STAND_IN_FOR_ZERO",
    "FloatExpected",
    "FloatVariational",
    "entropy",
    "expected",
    "relative_entropy",
    "variational",
]

Floats = NDArray[np.floating[Any]]

STAND_IN_FOR_ZERO = 1e-300


@dataclass(frozen=True)
class FloatVariational:
    """The three forms of F(q) and their parts, in nats."""

    complexity: np.floating[Any]
    accuracy: np.floating[Any]
    divergence: np.floating[Any]
    log_evidence: np.floating[Any]
    by_energy: np.floating[Any]

    @property
    def by_complexity(self) -> np.floating[Any]:
        """Complexity minus accuracy."""
        return self.complexity - self.accuracy

    @property
    def by_divergence(self) -> np.floating[Any]:
        """Divergence from the posterior minus log evidence."""
        return self.divergence - self.log_evidence


@dataclass(frozen=True)
class FloatExpected:
    """The two forms of G and their parts, in nats."""

    risk: np.floating[Any]
    ambiguity: np.floating[Any]
    epistemic: np.floating[Any]
    pragmatic: np.floating[Any]

    @property
    def by_risk(self) -> np.floating[Any]:
        """Risk plus ambiguity."""
        return self.risk + self.ambiguity

    @property
    def by_information(self) -> np.floating[Any]:
        """Minus epistemic minus pragmatic value."""
        return -(self.epistemic + self.pragmatic)


def entropy(p: Floats) -> np.floating[Any]:
    """-Σ p log p over the positive cells, in nats, of an array of any shape.

    >>> float(entropy(np.array([0.5, 0.5])))
    0.6931471805599453
    """
    kept = p[p > 0]
    return p.dtype.type(-np.sum(kept * np.log(kept)))


def relative_entropy(p: Floats, q: Floats) -> np.floating[Any]:
    """Σ p log(p/q) over the positive cells of p, in nats; inf where q is 0 there. p, q: arrays of one shape."""
    kept = p > 0
    with np.errstate(divide="ignore"):
        return p.dtype.type(np.sum(p[kept] * np.log(p[kept] / q[kept])))


def variational(belief: Floats, prior: Floats, likelihood: Floats, observation: int) -> FloatVariational:
    """F(q) for one observation.

    belief, prior: shape (states,), positive; likelihood: shape (states, observations), rows sum to one.
    """
    column = likelihood[:, observation]
    evidence = np.sum(prior * column)
    scalar = belief.dtype.type
    return FloatVariational(
        complexity=relative_entropy(belief, prior),
        accuracy=scalar(np.sum(belief * np.log(column))),
        divergence=relative_entropy(belief, prior * column / evidence),
        log_evidence=scalar(np.log(evidence)),
        by_energy=scalar(np.sum(belief * (-np.log(prior) - np.log(column))) - entropy(belief)),
    )


def expected(belief: Floats, likelihood: Floats, preferences: Floats) -> FloatExpected:
    """G of a belief, shape (states,), a likelihood, shape (states, observations), and preferences (observations,)."""
    predicted = belief @ likelihood
    scalar = belief.dtype.type
    noise = np.array([entropy(row) for row in likelihood])
    floored = np.maximum(preferences, STAND_IN_FOR_ZERO)
    return FloatExpected(
        risk=relative_entropy(predicted, preferences),
        ambiguity=scalar(np.sum(belief * noise)),
        epistemic=scalar(entropy(predicted) - np.sum(belief * noise)),
        pragmatic=scalar(np.sum(predicted * np.log(floored))),
    )
