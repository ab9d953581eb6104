"""The four paired belief entropies of the classroom, exact, and the resampling distributions that they determine.

The teacher starts at log 2 and has H_b(0.98) after its cue; the student has log 2 twice and then knows: 0. The
differences, student minus teacher, are 0, log 2 - h, -h, -h with h = H_b(0.98).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import numpy as np

from opd_exact.numbers import LogForm, log

__all__ = [
    "FLOAT_DIFFERENCES",
    "PAIRS",
    "RESIDUAL",
    "Pairs",
    "distribution_of_resampled_mean",
    "quantile",
    "sign_flipped_means",
]

RESIDUAL: LogForm = -(log("49/50") * 49 + log("1/50")) / 50
"""h = H_b(0.98)."""
FLOAT_DIFFERENCES = np.array([0.0, 0.5951080775739072, -0.09803910298602993, -0.09803910298603816])
"""As the published run recorded them, from beliefs in single precision."""


@dataclass(frozen=True)
class Pairs:
    """The belief entropies of teacher and student at the four decisions."""

    teacher: tuple[LogForm, ...]
    student: tuple[LogForm, ...]

    @property
    def differences(self) -> tuple[LogForm, ...]:
        """Student minus teacher, by decision."""
        return tuple(s - t for s, t in zip(self.student, self.teacher, strict=True))


PAIRS = Pairs((log(2), RESIDUAL, RESIDUAL, RESIDUAL), (log(2), log(2), LogForm(), LogForm()))


def distribution_of_resampled_mean(values: tuple[LogForm, ...]) -> list[tuple[LogForm, Fraction]]:
    """(mean, probability) from the least to the largest mean of n draws with replacement from n values.

    All n^n resamples are equally likely; equal means, which are decided, are one outcome.
    """
    counts: dict[tuple[int, ...], int] = {}
    for draw in product(range(len(values)), repeat=len(values)):
        key = tuple(draw.count(index) for index in range(len(values)))
        counts[key] = counts.get(key, 0) + 1
    masses: dict[LogForm, int] = {}
    for key, count in counts.items():
        mean: LogForm = LogForm.total(value * times for value, times in zip(values, key, strict=True)) / len(values)
        masses[mean] = masses.get(mean, 0) + count
    total = len(values) ** len(values)
    return [(mean, Fraction(masses[mean], total)) for mean in sorted(masses)]


def quantile(distribution: list[tuple[LogForm, Fraction]], level: Fraction) -> tuple[LogForm, Fraction, Fraction]:
    """The least x with P(X ≤ x) ≥ level, with P(X < x) and P(X ≤ x)."""
    below = Fraction(0)
    for value, mass in distribution:
        if below + mass >= level:
            return value, below, below + mass
        below += mass
    raise AssertionError("the masses of a distribution sum to 1")


def sign_flipped_means(values: tuple[LogForm, ...]) -> Iterator[LogForm]:
    """The mean under each choice of signs."""
    for signs in product((1, -1), repeat=len(values)):
        mean: LogForm = LogForm.total(value * sign for value, sign in zip(values, signs, strict=True)) / len(values)
        yield mean
