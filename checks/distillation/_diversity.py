"""Students that sharpen or flatten their teachers: student ∝ teacher^β with β = 1/τ, judged by pass@k.

pass@k = 1 - (1-c)^k is the chance that one of k answers is correct, c the mass on correct answers; the curve is its
mean over problems. Index legend: x is an answer, i a problem.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import flint

from opd_exact.models.markov_chain import Row
from opd_exact.numbers import ComputedReal
from opd_exact.numbers.subdivision import Curve
from opd_exact.registry import Inputs

__all__ = [
    "Problem",
    "Problems",
    "build",
]

Series = flint.arb_series


@dataclass(frozen=True)
class Problem:
    """The teacher's probability of each answer, and which answers are correct."""

    teacher: Row
    correct: tuple[bool, ...]

    def mass(self, beta: int) -> Fraction:
        """The correct mass c of the student, exact, at a whole β."""
        weights = [p**beta for p in self.teacher]
        return sum((w for w, right in zip(weights, self.correct, strict=True) if right), Fraction(0)) / sum(weights)


@dataclass(frozen=True)
class Problems:
    """A set of problems and the number of answers that are drawn."""

    problems: tuple[Problem, ...]
    k: int = 8
    # The exponent is β = 1/τ; a student ∝ teacher^τ would flatten where it should sharpen.
    inverse: bool = True

    def passes(self, beta: int) -> Fraction:
        """The mean of pass@k at a whole β, exact."""
        failed = [(1 - problem.mass(beta)) ** self.k for problem in self.problems]
        return 1 - sum(failed, Fraction(0)) / len(failed)

    def passes_at_temperature(self, tau: Fraction) -> Fraction | ComputedReal:
        """The mean of pass@k at a temperature: exact where β is whole, else enclosed."""
        beta = self.exponent(tau)
        return self.passes(int(beta)) if beta.denominator == 1 else self.curve().at(beta)

    def exponent(self, tau: Fraction) -> Fraction:
        """β of a temperature."""
        return 1 / tau if self.inverse else tau

    def greedy(self) -> Fraction:
        """pass@1 of the likeliest answer."""
        hits = [p.correct[p.teacher.index(max(p.teacher))] for p in self.problems]
        return Fraction(sum(hits), len(hits))

    def curve(self) -> Curve:
        """The mean of pass@k over β."""
        return Curve(lambda beta: self._mean(beta, self._passed), f"pass@{self.k}")

    def slope(self) -> Curve:
        """Its derivative by β: the mean of k (1-c)^(k-1) c', with c' = (N' Z - N Z')/Z² for c = N/Z."""
        return Curve(lambda beta: self._mean(beta, self._slope), f"slope of pass@{self.k}")

    def entropy(self) -> Curve:
        """The mean entropy of the students over β: log Z - β Z'/Z."""
        return Curve(lambda beta: self._mean(beta, _entropy), "mean entropy")

    def _mean(self, beta: Series, of: Callable[[Problem, Series], Series]) -> Series:
        total = flint.arb_series([0], prec=beta.prec)
        for problem in self.problems:
            total += of(problem, beta)
        return total / len(self.problems)

    def _passed(self, problem: Problem, beta: Series) -> Series:
        n, z, _, _ = _sums(problem, beta)
        return 1 - (1 - n / z) ** self.k

    def _slope(self, problem: Problem, beta: Series) -> Series:
        n, z, dn, dz = _sums(problem, beta)
        return self.k * (1 - n / z) ** (self.k - 1) * (dn * z - n * dz) / (z * z)


def _sums(problem: Problem, beta: Series) -> tuple[Series, Series, Series, Series]:
    """Σ over correct answers and over all of p^β, and the same of p^β log p."""
    zero = flint.arb_series([0], prec=beta.prec)
    n = z = dn = dz = zero
    for p, right in zip(problem.teacher, problem.correct, strict=True):
        log = flint.arb(flint.fmpq(p.numerator, p.denominator)).log()
        weight = (beta * log).exp()
        z, dz = z + weight, dz + weight * log
        if right:
            n, dn = n + weight, dn + weight * log
    return n, z, dn, dz


def _entropy(problem: Problem, beta: Series) -> Series:
    _, z, _, dz = _sums(problem, beta)
    return z.log() - beta * dz / z


def build(inputs: Inputs) -> Problems:
    """The three published problems."""
    tables = (
        ((".50", ".30", ".20"), (True, False, False)),
        ((".45", ".25", ".18", ".12"), (False, True, True, True)),
        ((".40", ".32", ".28"), (False, True, True)),
    )
    return Problems(tuple(Problem(tuple(map(Fraction, teacher)), correct) for teacher, correct in tables))
