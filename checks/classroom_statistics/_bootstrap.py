"""The percentile bootstrap of the mean difference: the exact distribution beside the published Monte Carlo run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.formulas import And, compared
from opd_exact.coq.statements import Instance, Statement
from opd_exact.numbers import LogForm
from opd_exact.registry import Fact, Finding, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from ._pairs import FLOAT_DIFFERENCES, PAIRS, Pairs, distribution_of_resampled_mean, quantile
from ._resampling_terms import about_entropies, counted_by_keys, listed, written

__all__ = [
    "End",
    "establish",
    "kernel",
    "published_end",
]

_TOLERANCE = Fraction(1, 10**7)
_REASON = "the run's beliefs are in single precision, as for the other planner outputs of the paper"
_DRAWS, _SEED = 2000, 0


@dataclass(frozen=True)
class End:
    """The pairs, the level of the end, the quantile claimed, and the cumulative masses just below and at it."""

    pairs: Pairs
    level: Fraction
    claimed: LogForm
    below: Fraction
    up_to: Fraction
    printed: str
    reported: float


def published_end(
    level: Fraction, claimed: LogForm, masses: tuple[Fraction, Fraction], printed: str, reported: float
) -> End:
    """One end of the published interval."""
    return End(PAIRS, level, claimed, *masses, printed, reported)


def establish(subject: End) -> Finding:
    """Decide the quantile of all resamples and the masses around it; measure the run, and the same run made again."""
    truth = subject.claimed
    again = np.percentile(_monte_carlo(), float(100 * subject.level))
    return replace(
        all_of(_facts(subject)),
        exact=f"quantile {float(subject.level):g} of the resampled mean = {truth}",
        value=truth,
        published=published(subject.printed, truth, "of all 256 resamples, no draws needed"),
        observations=(
            observed("published run, 2000 draws", np.float64(subject.reported), truth, _TOLERANCE, _REASON),
            observed(
                "numpy, 2000 draws, seed 0, on the published pairs", np.float64(again), truth, _TOLERANCE, _REASON
            ),
        ),
    )


def kernel(subject: End) -> Iterator[Statement]:
    """How many of all resamples have a mean below the claimed quantile, and up to it; the level lies between."""
    n = len(subject.pairs.differences)
    masses = {"below": (subject.below, "<", "below the claimed quantile"), "up_to": (subject.up_to, "<=", "up to it")}
    for name, (mass, relation, words) in masses.items():
        count = mass * n**n
        differences = f"map2 Rminus {listed(subject.pairs.student)} {listed(subject.pairs.teacher)}"
        yield about_entropies(
            name,
            f"Of the {n**n} resamples of the differences, student minus teacher, {count} have a mean {words}.",
            f"counted (fun x => x {relation} {written(subject.claimed)})\n"
            f"    (map average (draws {n} ({differences}))) {count}",
            counted_by_keys("counted_draws", subject.pairs.differences, _sums(subject, inclusive=relation == "<=")),
            ("Counting",),
        )
    yield Instance(
        "level",
        "The level lies above the mass below the quantile, and not above the mass up to it.",
        And((compared(subject.below, "<", subject.level), compared(subject.level, "<=", subject.up_to))),
        "lra.",
    )


def _sums(subject: End, *, inclusive: bool) -> Iterator[tuple[LogForm, bool]]:
    """The different sums of a resample, each with whether its mean lies below the claimed quantile, or at it."""
    n = len(subject.pairs.differences)
    for mean, _ in distribution_of_resampled_mean(subject.pairs.differences):
        yield mean * n, mean < subject.claimed or (inclusive and mean == subject.claimed)


def _facts(subject: End) -> Iterator[Fact]:
    distribution = distribution_of_resampled_mean(subject.pairs.differences)
    yield decided_equal("sum of the masses", sum((mass for _, mass in distribution), Fraction(0)), Fraction(1))
    value, below, up_to = quantile(distribution, subject.level)
    yield decided_equal(f"quantile {float(subject.level):g}", value, subject.claimed)
    yield decided_equal("mass below it", below, subject.below)
    yield decided_equal("mass up to it", up_to, subject.up_to)


def _monte_carlo() -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Means of the resamples that numpy's generator draws."""
    draws = np.random.default_rng(_SEED).integers(0, len(FLOAT_DIFFERENCES), size=(_DRAWS, len(FLOAT_DIFFERENCES)))
    means: np.ndarray[tuple[int], np.dtype[np.float64]] = FLOAT_DIFFERENCES[draws].mean(axis=1)
    return means
