"""What the checks of the Bernoulli-Ising witness examine, and the wrong formulas that they must refute.

The wrong formulas agree with I(λ) to 1e-9 on the paper's 21-point grid, or at its ends, so that a sampled check passes
them all.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy
from opd_exact.proofs.ising._line import LAM
from opd_exact.proofs.ising.mutual_information_closed_form import published_closed_form

from opd_exact.audit.ising_floats import FloatSweep, sweep
from opd_exact.audit.truth import value_at
from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.numbers import Enclosable
from opd_exact.registry import Inputs, Mutant

__all__ = [
    "FINE_GRID",
    "GRID",
    "IsingSubject",
    "build",
    "mutual_information_at",
    "opposite_coupling",
    "wrong_formula",
]

GRID = tuple(Fraction(k, 5) for k in range(21))

# Where curves are drawn; the paper's grid is a part of it.
FINE_GRID = tuple(Fraction(k, 10) for k in range(51))


@dataclass(frozen=True)
class IsingSubject:
    """The coupled model, the closed form claimed for its mutual information, and the float sweep by two routes."""

    model: CoupledStreams
    closed_form: sympy.Expr
    floats: FloatSweep


def build(inputs: Inputs) -> IsingSubject:
    """The witness as the paper defines it; nothing recorded is needed."""
    return IsingSubject(bernoulli_ising(LAM), published_closed_form(), sweep())


def mutual_information_at(strength: Fraction) -> Enclosable:
    """The exact I(λ) at a rational strength."""
    return value_at(published_closed_form(), {LAM: strength})


def opposite_coupling(subject: IsingSubject) -> IsingSubject:
    """J becomes -J: agreement is punished. I(λ) does not change."""
    model = subject.model
    return replace(subject, model=CoupledStreams(model.priors, tuple(-j for j in model.coupling), model.strength))


def _bump_between_grid_points() -> sympy.Expr:
    """Zero at all 21 grid points, and steep enough near both ends to turn the slope of I around."""
    return sympy.Mul(*(LAM - sympy.Rational(point.numerator, point.denominator) for point in GRID)) / 10**3


def wrong_formula(name: str) -> Mutant:
    """A mutant that replaces the claimed closed form by a wrong one, by name."""
    change, words = _WRONG[name]
    return Mutant(name, words, lambda subject: replace(subject, closed_form=change(subject.closed_form)))


_NEAR = sympy.Rational(1, 100)

_WRONG: dict[str, tuple[Callable[[sympy.Expr], sympy.Expr], str]] = {
    "scaled": (
        lambda right: right * (1 + sympy.Rational(1, 10**9)),
        "I(λ) is multiplied by 1 + 1e-9; the grid cannot tell at 1e-9",
    ),
    "shifted": (
        lambda right: right + sympy.Rational(9, 10**10),
        "9e-10 is added to I(λ), less than the published tolerance of 1e-9",
    ),
    "wrong beyond 4": (
        lambda right: sympy.Piecewise((right, LAM <= 4), (right - (LAM - 4) / 100, True)),
        "I(λ) loses (λ-4)/100 beyond λ = 4, where the grid ends",
    ),
    "saturates at 0.999 log 2": (
        lambda right: sympy.Min(right, sympy.Rational(999, 1000) * sympy.log(2)),
        "I(λ) is cut off at 0.999 log 2, which it passes only beyond the grid",
    ),
    "reaches log 2": (
        lambda right: sympy.Piecewise((right, LAM <= 100), (sympy.log(2), True)),
        "I(λ) is log 2 beyond λ = 100, as float64 has it from λ = 37 on",
    ),
    "wrong below 0": (
        lambda right: sympy.Piecewise((right, LAM >= 0), (0, True)),
        "I(λ) is 0 for λ < 0, where no published check looks",
    ),
    "falls at 4": (
        lambda right: sympy.Piecewise((right, LAM <= 4), (right - sympy.Rational(1, 10), True)),
        "I(λ) jumps down by 1/10 beyond λ = 4; its slope is right everywhere else",
    ),
    "wrong near 0": (
        lambda right: sympy.Piecewise((0, sympy.And(LAM > -_NEAR, LAM < _NEAR)), (right, True)),
        "I(λ) is 0 for |λ| < 1/100, between the first two grid points",
    ),
    "wrong far out": (
        lambda right: sympy.Piecewise((right, LAM <= 250), (right - sympy.exp(-100), True)),
        "beyond λ = 250, where the truth is within 1e-106 of log 2, I(λ) is too small by e^-100",
    ),
    "constant": (
        lambda right: sympy.Integer(0),
        "I(λ) is 0 everywhere: successive differences are not negative, so the published check passes",
    ),
    "bumps between grid points": (
        lambda right: right + _bump_between_grid_points(),
        "a polynomial that vanishes at all 21 grid points is added",
    ),
}
