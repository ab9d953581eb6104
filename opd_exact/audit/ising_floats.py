"""The float64 route to the Bernoulli-Ising numbers, as the paper's code takes it: a subject to be audited.

Two routes to the mutual information at one coupling strength: the closed form log 2 - H_b(sigma), and the total
correlation of the enumerated 2 x 2 joint. Both are written here the plain numpy way, weaknesses included: sigma is
rounded before its entropy is taken, the exponentials are not shifted before they are normalized, and cells that are
not positive (NaN among them) are left out of the entropy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from opd_exact.numbers import ComputedReal, Enclosable, absolute_error, binary_reading, ulp_error
from opd_exact.numbers.errors import OutsideDomain

__all__ = [
    "FloatSweep",
    "FloatTerms",
    "SweepPoint",
    "closed_form",
    "free_energy_of_target",
    "free_energy_terms_of_target",
    "joint",
    "root_mean_square_difference",
    "sweep",
    "total_correlation",
]

CENTERED_COUPLING = np.array([[0.5, -0.5], [-0.5, 0.5]])


def closed_form(strength: np.float64) -> np.float64:
    """log 2 - H_b(sigma) in float64, with H_b(0) = H_b(1) = 0."""
    agreement = np.float64(1) / (np.float64(1) + np.exp(-strength))
    if agreement <= 0 or agreement >= 1:
        return np.float64(np.log(np.float64(2)))
    other = np.float64(1) - agreement
    entropy = -(agreement * np.log(agreement) + other * np.log(other))
    return np.float64(np.log(np.float64(2)) - entropy)


def joint(strength: np.float64) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """The coupled 2 x 2 joint in float64, shape (first, second stream); it overflows to NaN for large strengths."""
    with np.errstate(over="ignore", invalid="ignore"):
        weights = np.full((2, 2), 0.25) * np.exp(strength * CENTERED_COUPLING)
        normalized: np.ndarray[tuple[int, int], np.dtype[np.float64]] = weights / weights.sum()
    return normalized


def total_correlation(table: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> np.float64:
    """Sum of the marginal entropies minus the joint entropy, over the cells that are positive."""
    return np.float64(_entropy(table.sum(axis=1)) + _entropy(table.sum(axis=0)) - _entropy(table.ravel()))


def _entropy(p: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> np.float64:
    kept = p[p > 0]
    return np.float64(-np.sum(kept * np.log(kept)))


@dataclass(frozen=True)
class SweepPoint:
    """One grid point: its nominal rational, the float that stands for it, and what the two routes return there."""

    nominal: Fraction
    strength: np.float64
    closed: np.float64
    enumerated: np.float64


@dataclass(frozen=True)
class FloatSweep:
    """The paper's 21-point sweep of the coupling strength over [0, 4], by both float routes."""

    points: tuple[SweepPoint, ...]

    def worst(self, route: str, truth: Mapping[Fraction, Enclosable]) -> SweepPoint:
        """The point where a route is farthest from the truth.

        route: "closed" or "enumerated". truth: the exact value at each nominal strength.
        """
        return max(self.points, key=lambda point: absolute_error(getattr(point, route), truth[point.nominal]))

    def worst_in_ulps(self, route: str, truth: Mapping[Fraction, Enclosable]) -> SweepPoint:
        """The point where a route is farthest from the truth in units in the last place of what it returned.

        Strength 0 is left out: the truth is 0 there, and so is what the routes return.
        """
        points = [point for point in self.points if point.nominal]
        return max(points, key=lambda point: ulp_error(getattr(point, route), truth[point.nominal]))


def sweep(points: int = 21, largest: int = 4) -> FloatSweep:
    """Run both float routes over equally spaced strengths."""
    grid = np.linspace(0.0, float(largest), points)
    return FloatSweep(
        tuple(
            SweepPoint(
                Fraction(largest * k, points - 1),
                strength,
                closed_form(strength),
                total_correlation(joint(strength)),
            )
            for k, strength in enumerate(grid)
        )
    )


def root_mean_square_difference(floats: FloatSweep) -> ComputedReal:
    """The root of the mean square difference of the two routes, of the floats as they are: an exact number, enclosed.

    Raises:
        OutsideDomain: a route returned NaN or an infinity.
    """
    differences = []
    for point in floats.points:
        if not (np.isfinite(point.closed) and np.isfinite(point.enumerated)):
            raise OutsideDomain(
                f"at strength {point.strength!r} the routes return {point.closed!r} and {point.enumerated!r}"
            )
        differences.append(binary_reading(point.closed) - binary_reading(point.enumerated))
    mean_square = sum((difference**2 for difference in differences), Fraction(0)) / len(differences)

    def evaluate() -> arb:
        return (arb(mean_square.numerator) / arb(mean_square.denominator)).sqrt()

    return ComputedReal(evaluate, "root mean square difference of the two routes")


@dataclass(frozen=True)
class FloatTerms:
    """The two terms of the free energy that do not vanish at q = q_λ, in float64."""

    coupling_prior: np.float64
    total_correlation: np.float64


def free_energy_of_target(strength: np.float64) -> np.float64:
    """F(q) = -E_q[log p] - H(q) at q = p = the coupled joint, without costs; exactly 0 in real arithmetic."""
    table = joint(strength).ravel()
    return np.float64(-np.sum(table * np.log(table)) - _entropy(table))


def free_energy_terms_of_target(strength: np.float64) -> FloatTerms:
    """log Z - λ E[J] and the total correlation of the coupled joint; exactly -I(λ) and I(λ) in real arithmetic."""
    table = joint(strength)
    partition = np.sum(np.float64(0.25) * np.exp(strength * CENTERED_COUPLING))
    prior = np.log(partition) - strength * np.sum(table * CENTERED_COUPLING)
    return FloatTerms(np.float64(prior), total_correlation(table))
