"""The student between no correction and full correction: policy (1 - f) · before + f · after, for a dose f in [0, 1].

Losses as functions of the dose: as curves in balls for statements about all doses at once, and as SymPy expressions for
what the prover can show. Index legend: s is a state, a an action, t a time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import sympy

from opd_exact.models.markov_chain import Row
from opd_exact.models.sequential_shift import HORIZON, ShiftWitness
from opd_exact.numbers import LogForm, RationalLike
from opd_exact.numbers.subdivision import Curve
from opd_exact.planning.sequential_loss import state_divergences, total_variation
from opd_exact.symbolic import Domain, Interval

__all__ = [
    "DOMAIN",
    "DOSE",
    "AtDose",
    "DoseCurves",
    "at_dose",
    "divergences_by_dose",
    "visits_by_dose",
]

DOSE = sympy.Symbol("f", real=True)
DOMAIN = Domain(intervals={DOSE: Interval.closed(0, 1)})


@dataclass(frozen=True)
class AtDose:
    """Train loss, test loss and shift mass of the student at one dose, exact."""

    train: LogForm
    test: LogForm
    mass: Fraction


def at_dose(witness: ShiftWitness, dose: RationalLike, horizon: int = HORIZON, *, forward: bool = False) -> AtDose:
    """The three figures of the sweep at a rational dose."""
    student = witness.before.corrected(witness.after, dose)
    own, given = (witness.process.induced(policy).visitation(horizon) for policy in (student, witness.teacher))
    losses = state_divergences(student, witness.teacher, "forward" if forward else "reverse")
    train, test = (
        LogForm.total(loss * share for loss, share in zip(losses, shares, strict=True)) for shares in (given, own)
    )
    return AtDose(train, test, total_variation(own, given))


@dataclass(frozen=True)
class DoseCurves:
    """Test and train loss as curves over the dose."""

    witness: ShiftWitness
    horizon: int = HORIZON
    forward: bool = False

    def test(self) -> Curve:
        """The student's loss on its own visits."""
        return Curve(lambda f: self._loss(f, self._own_visits(f)), "test loss over the dose")

    def train(self) -> Curve:
        """The student's loss on the teacher's visits."""
        visits = self.witness.process.induced(self.witness.teacher).visitation(self.horizon)
        return Curve(lambda f: self._loss(f, [_constant(share, f) for share in visits]), "train loss over the dose")

    def difference(self) -> Curve:
        """Test minus train."""
        test, train = self.test(), self.train()
        return Curve(lambda f: test.evaluate(f) - train.evaluate(f), "test loss - train loss")

    def _rows(self, f: flint.arb_series) -> list[list[flint.arb_series]]:
        pairs = zip(self.witness.before.rows, self.witness.after.rows, strict=True)
        return [[x + f * (y - x) for x, y in zip(_series(b, f), _series(a, f), strict=True)] for b, a in pairs]

    def _own_visits(self, f: flint.arb_series) -> list[flint.arb_series]:
        process, policy = self.witness.process, self._rows(f)
        states = range(len(process.states))
        tables = [[_series(row, f) for row in matrix] for matrix in process.transitions]
        chain = [
            [
                sum((p * table[s][after] for p, table in zip(policy[s], tables, strict=True)), _zero(f))
                for after in states
            ]
            for s in states
        ]
        now, total = _series(process.start, f), [_zero(f) for _ in states]
        for _ in range(self.horizon):
            total = [so_far + here for so_far, here in zip(total, now, strict=True)]
            now = [sum((now[s] * chain[s][after] for s in states), _zero(f)) for after in states]
        return [count / self.horizon for count in total]

    def _loss(self, f: flint.arb_series, visits: Sequence[flint.arb_series]) -> flint.arb_series:
        total = _zero(f)
        for share, student, teacher in zip(visits, self._rows(f), self.witness.teacher.rows, strict=True):
            pairs = list(zip(student, _series(teacher, f), strict=True))
            terms = [(q, p) for p, q in pairs] if self.forward else pairs
            total += share * sum((x * (x / y).log() for x, y in terms), _zero(f))
        return total


def visits_by_dose(witness: ShiftWitness, horizon: int = HORIZON) -> list[sympy.Expr]:
    """The student's visitation as polynomials in the dose, one for each state."""
    process, policy = witness.process, _policy_by_dose(witness)
    states = range(len(process.states))
    chain = [
        [
            sympy.expand(sum(p * _rational(m[s][after]) for p, m in zip(policy[s], process.transitions, strict=True)))
            for after in states
        ]
        for s in states
    ]
    now = [_rational(mass) for mass in process.start]
    total = [sympy.Integer(0) for _ in states]
    for _ in range(horizon):
        total = [sympy.expand(so_far + here) for so_far, here in zip(total, now, strict=True)]
        now = [sympy.expand(sum(now[s] * chain[s][after] for s in states)) for after in states]
    return [sympy.expand(count / horizon) for count in total]


def divergences_by_dose(witness: ShiftWitness) -> list[tuple[sympy.Expr, sympy.Expr]]:
    """For each state D(π_f(·|s) || π_T(·|s)), and the second derivative Σ_a δ_a²/π_f(a|s) that is claimed for it.

    π_f moves by δ = π_after - π_before per dose and Σ δ = 0, so that the slope is Σ_a δ_a log(π_f(a|s)/π_T(a|s)).
    """
    found = []
    for policy, goal in zip(_policy_by_dose(witness), witness.teacher.rows, strict=True):
        logs = [sympy.log(x) - sympy.log(_rational(p)) for x, p in zip(policy, goal, strict=True)]
        divergence = sympy.Add(*(x * ratio for x, ratio in zip(policy, logs, strict=True)))
        curvature = sympy.Add(*(sympy.diff(x, DOSE) ** 2 / x for x in policy))
        found.append((divergence, curvature))
    return found


def _policy_by_dose(witness: ShiftWitness) -> list[list[sympy.Expr]]:
    return [
        [(1 - DOSE) * _rational(x) + DOSE * _rational(y) for x, y in zip(before, after, strict=True)]
        for before, after in zip(witness.before.rows, witness.after.rows, strict=True)
    ]


def _rational(value: Fraction) -> Any:
    return sympy.Rational(value.numerator, value.denominator)


def _series(row: Row, like: flint.arb_series) -> list[flint.arb_series]:
    return [_constant(value, like) for value in row]


def _constant(value: Fraction, like: flint.arb_series) -> flint.arb_series:
    return flint.arb_series([flint.arb(flint.fmpq(value.numerator, value.denominator))], prec=like.prec)


def _zero(like: flint.arb_series) -> flint.arb_series:
    return flint.arb_series([0], prec=like.prec)
