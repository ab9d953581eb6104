"""Residuals of identities that hold exactly, in plain numpy floats: what is left over is rounding, and nothing else.

Each function is a float route of ours to a residual that the paper reports from its own run: a subject to be audited,
not a reproduction of that run. Their true value is 0 throughout.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from opd_exact.audit.descent_floats import descend_on_reverse_kl
from opd_exact.audit.ising_floats import joint

__all__ = [
    "channel_residual",
    "descent_residual",
    "filtered_entropies",
    "observable_residual",
]

Array = NDArray[np.float64]


def observable_residual(points: int = 21, largest: float = 4.0) -> np.float64:
    """The largest two-route difference of the five Ising observables over the sweep, in float64.

    Agreement probability, spin correlation, joint, marginal and conditional entropy; once by their closed forms in the
    coupling strength, once from the enumerated joint.
    """
    worst = np.float64(0)
    for strength in np.linspace(0.0, largest, points):
        table = joint(np.float64(strength))
        rows = table.sum(axis=1)
        agreement = 1 / (1 + np.exp(-strength))
        binary = _entropy(np.array([agreement, 1 - agreement]))
        pairs = (
            (agreement, table[0, 0] + table[1, 1]),
            (np.tanh(strength / 2), table[0, 0] + table[1, 1] - table[0, 1] - table[1, 0]),
            (np.log(2) + binary, _entropy(table.ravel())),
            (np.log(2), _entropy(rows)),
            (binary, _entropy(table.ravel()) - _entropy(rows)),
        )
        worst = max(worst, *(np.float64(abs(first - second)) for first, second in pairs))
    return worst


def channel_residual(channels: Sequence[Sequence[Sequence[float]]]) -> np.float64:
    """The largest |H(r) - E_o[H(r|o)] - I(o; r)| over channels with a uniform prior, in float64.

    channels: likelihoods p(o | r), rows r. The information is computed as the divergence of the joint from the product.
    """
    worst = np.float64(0)
    for rows in channels:
        likelihood = np.array(rows, dtype=np.float64)
        prior = np.full(len(likelihood), 1 / len(likelihood))
        table = prior[:, None] * likelihood
        seen = table.sum(axis=0)
        open_ = sum((q * _entropy(column / q) for q, column in zip(seen, table.T, strict=True) if q > 0), np.float64(0))
        kept = table > 0
        gained = np.sum(table[kept] * np.log((table / np.outer(prior, np.where(seen > 0, seen, 1)))[kept]))
        worst = max(worst, np.float64(abs(_entropy(prior) - open_ - gained)))
    return worst


def descent_residual(target: tuple[float, ...]) -> np.float64:
    """The largest difference of the student from its target after 800 steps of descent on reverse KL, in float32."""
    student = descend_on_reverse_kl(target).student.astype(np.float64)
    return np.float64(np.max(np.abs(student - np.array(target))))


def filtered_entropies(validity: float, cues: Sequence[int | None], outcomes: Sequence[int | None]) -> Array:
    """Entropies of a two-state Bayes filter with float32 beliefs, after each pair of cue and outcome.

    A cue of 0 or 1 points at a state and is right with probability `validity`; an outcome of 0 or 1 reveals the state.
    """
    belief = np.full(2, 0.5, dtype=np.float32)
    right, wrong = np.float32(validity), np.float32(1) - np.float32(validity)
    entropies = []
    for cue, outcome in zip(cues, outcomes, strict=True):
        if cue is not None:
            belief = belief * np.where(np.arange(2) == cue, right, wrong)
        if outcome is not None:
            belief = belief * (np.arange(2) == outcome).astype(np.float32)
        belief = belief / belief.sum()
        entropies.append(_entropy(belief.astype(np.float64)))
    return np.array(entropies)


def _entropy(p: Array) -> np.float64:
    kept = p[p > 0]
    return np.float64(-np.sum(kept * np.log(kept)))
