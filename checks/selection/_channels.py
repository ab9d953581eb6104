"""The six channels of the multi-state demonstration, exact, with a uniform prior over their rows."""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from opd_exact.audit.energy_floats import entropy as float_entropy
from opd_exact.information import (
    conditional_entropy,
    entropy,
    expected_information_gain,
    joint_distribution,
    posterior,
    predicted_observations,
)
from opd_exact.numbers import LogForm, log

__all__ = [
    "CHANNELS",
    "NOISY",
    "Channels",
    "Rows",
    "closed_forms",
    "epistemic",
    "float_identity_residual",
    "prior_entropy",
    "residual",
    "uniform",
    "uniformly_weighted_residual",
    "with_channel",
]

Rows = tuple[tuple[Fraction, ...], ...]


def _unit_rows(*columns: int, observations: int) -> Rows:
    return tuple(tuple(Fraction(o == column) for o in range(observations)) for column in columns)


def _decimal_rows(*rows: str) -> Rows:
    return tuple(tuple(Fraction(entry) for entry in row.split()) for row in rows)


NOISY = _decimal_rows("0.8 0.15 0.05", "0.2 0.7 0.1", "0.1 0.3 0.6")


@dataclass(frozen=True)
class Channels:
    """Named channels: rows p(o | r), one a state."""

    rows: tuple[tuple[str, Rows], ...]

    def __getitem__(self, name: str) -> Rows:
        return dict(self.rows)[name]

    @property
    def names(self) -> list[str]:
        """The names in the published order."""
        return [name for name, _ in self.rows]


CHANNELS = Channels(
    (
        ("perfect3_k3", _unit_rows(0, 1, 2, observations=3)),
        ("noisy3_k3", NOISY),
        ("blind3_k3", ((Fraction(1, 3),) * 3,) * 3),
        ("perfect3_k4", _unit_rows(0, 1, 2, observations=4)),
        ("perfect4_k4", _unit_rows(0, 1, 2, 3, observations=4)),
        ("under4_k3", _unit_rows(0, 1, 2, 2, observations=3)),
    )
)


def with_channel(channels: Channels, name: str, rows: Rows) -> Channels:
    """The same with other rows for one channel."""
    return replace(channels, rows=tuple((key, rows if key == name else value) for key, value in channels.rows))


def uniform(rows: Rows) -> tuple[Fraction, ...]:
    """The uniform prior over the states of a channel."""
    return (Fraction(1, len(rows)),) * len(rows)


def prior_entropy(rows: Rows) -> LogForm:
    """H(r)."""
    value: LogForm = entropy(uniform(rows))
    return value


def epistemic(rows: Rows) -> LogForm:
    """I(o; r), as the expected divergence from prior to posterior."""
    value: LogForm = expected_information_gain(uniform(rows), rows)
    return value


def residual(rows: Rows) -> LogForm:
    """E_o[H(r | o)]."""
    value: LogForm = conditional_entropy(joint_distribution(uniform(rows), rows), given=1)
    return value


def uniformly_weighted_residual(rows: Rows) -> LogForm:
    """The mean of H(r | o) over the observations that occur, each with the same weight: a wrong measure."""
    prior = uniform(rows)
    occurring = [o for o, q in enumerate(predicted_observations(prior, rows).cells) if q]
    mean: LogForm = LogForm.total(entropy(posterior(prior, rows, o)) for o in occurring) / len(occurring)
    return mean


def closed_forms() -> dict[str, tuple[LogForm, LogForm]]:
    """(epistemic value, residual) of each channel, written out."""
    log3, log4 = log(3), log(4)
    # noisy3: q(o) = (22, 23, 15)/60; I = Σ_ro p(r) p(o|r) log p(o|r) - Σ_o q(o) log q(o), entries in 60ths
    within = (
        16 * log("4/5")
        + 3 * log("3/20")
        + log("1/20")
        + 4 * log("1/5")
        + 14 * log("7/10")
        + 2 * log("1/10")
        + 2 * log("1/10")
        + 6 * log("3/10")
        + 12 * log("3/5")
    )
    predicted = 22 * log("11/30") + 23 * log("23/60") + 15 * log("1/4")
    noisy = (within - predicted) / 60
    none = LogForm()
    return {
        "perfect3_k3": (log3, none),
        "noisy3_k3": (noisy, log3 - noisy),
        "blind3_k3": (none, log3),
        "perfect3_k4": (log3, none),
        "perfect4_k4": (log4, none),
        "under4_k3": (log(2) * Fraction(3, 2), log(2) / 2),
    }


def float_identity_residual(rows: Rows) -> np.float64:
    """|H(r) - E_o[H(r|o)] - I(o; r)| in float64, the two amounts formed apart."""
    table: NDArray[np.float64] = np.array(rows, dtype=np.float64)
    prior = np.full(len(table), 1 / len(table))
    predicted = prior @ table
    open_part, gain = 0.0, 0.0
    for o, q in enumerate(predicted):
        if q > 0:
            belief = prior * table[:, o] / q
            open_part += q * float_entropy(belief)
            kept = belief > 0
            gain += q * np.sum(belief[kept] * np.log(belief[kept] / prior[kept]))
    return np.float64(abs(float_entropy(prior) - open_part - gain))
