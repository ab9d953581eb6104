"""For every real λ the coupled joint is a distribution: cells σ/2 and (1-σ)/2, all positive, with sum exactly 1.

The published check looks at one float joint, at λ = 2, that was divided by its own sum: it cannot fail. Here positivity
and the sum are theorems. The float joint is audited at λ = 2; its note tells from which strength on the float route
overflows to NaN, and what its mutual information then says.

If this fails, the object whose information is computed is not a probability distribution.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np
import sympy
from opd_exact.proofs.ising._line import LAM
from opd_exact.proofs.ising.normalization import steps

from opd_exact.audit.ising_floats import joint as float_joint
from opd_exact.audit.ising_floats import total_correlation
from opd_exact.audit.truth import value_at
from opd_exact.coq.formulas import Holds, compared, for_all
from opd_exact.coq.statements import Instance, Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import call
from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Observation, Published, Verdict, all_of
from opd_exact.registry.facts import observed, proved

from . import _kernel

TOLERANCE = Fraction(1, 10**9)
REASON = "tolerance of the published check"


@dataclass(frozen=True)
class Joint:
    """The 2 x 2 table of expressions in λ that is claimed to be a distribution."""

    cells: Any


def build(inputs: Inputs) -> Joint:
    """The joint of the witness; nothing recorded is needed."""
    return Joint(bernoulli_ising(LAM).joint())


def kernel(subject: Joint) -> Iterator[Statement]:
    """Each cell of the table in closed form and positive, the sum, and that the library's joint is a distribution."""
    table = [term_of_sympy(cell) for cell in subject.cells.ravel()]
    for name, cell, closed in zip(("00", "01", "10", "11"), table, _kernel.ising_cells(_kernel.STRENGTH), strict=True):
        sentence = f"Cell {name} of the enumerated joint in closed form, for all couplings."
        yield Symbolic(f"cell_{name}", sentence, cell, closed)
    yield Symbolic("sums_to_1", "The cells of the enumerated joint sum to 1.", call("sum", table), 1)
    joint = call("ising_joint", _kernel.STRENGTH)
    yield Instance(
        "is_a_joint",
        "The table of these closed forms is a joint distribution at every coupling: nonnegative, with sum 1.",
        for_all(Holds("is_joint", (joint,))),
        "exact ising_joint_is_distribution.",
        ("Ising",),
    )
    for name, closed in (
        ("agree", _kernel.ising_cells(_kernel.STRENGTH)[0]),
        ("differ", _kernel.ising_cells(_kernel.STRENGTH)[1]),
    ):
        yield Instance(
            f"{name}_positive",
            f"The cells in which the streams {name} are positive at every coupling.",
            for_all(compared(0, "<", closed)),
            "intros lambda. generalize (logistic_range lambda). lra.",
            ("Ising",),
        )
    at = value_at(bernoulli_ising(LAM).joint()[0, 0], {LAM: Fraction(2)})
    sentence = "A diagonal cell at coupling 2, to 30 digits."
    yield enclosure_of("diagonal_at_2", sentence, call("logistic", 2) / 2, at, covers="value")


def establish(subject: Joint) -> Finding:
    """Prove sum, signs and closed forms of the cells; audit the float joint at λ = 2 and find where it overflows."""
    finding = all_of(proved(step) for step in steps(subject.cells))
    return replace(
        finding,
        exact="q(agree) = σ/2, q(differ) = (1-σ)/2, σ = 1/(1 + e^-λ); the value is a diagonal cell at λ = 2",
        value=value_at(bernoulli_ising(LAM).joint()[0, 0], {LAM: Fraction(2)}),
        published=Published("a distribution at λ = 2 to 1e-9", agrees=finding.verdict.may_pass, note=_overflow()),
        observations=_float_cells(),
    )


def _float_cells() -> tuple[Observation, ...]:
    exact, floats = bernoulli_ising(LAM).joint(), float_joint(np.float64(2))
    return tuple(
        observed(
            f"numpy.float64 joint, cell {cell} at λ = 2",
            floats[cell],
            value_at(exact[cell], {LAM: Fraction(2)}),
            TOLERANCE,
            REASON,
        )
        for cell in ((0, 0), (0, 1), (1, 0), (1, 1))
    )


def _overflow() -> str:
    """The first whole strength at which the float joint is no longer finite, found by bisection, and what follows."""
    good, bad = 2, 4096
    if np.isfinite(float_joint(np.float64(bad))).all():
        return f"the float joint is finite up to λ = {bad}"
    while bad - good > 1:
        middle = (good + bad) // 2
        if np.isfinite(float_joint(np.float64(middle))).all():
            good = middle
        else:
            bad = middle
    information = total_correlation(float_joint(np.float64(bad)))
    return (
        f"the float joint is NaN from λ = {bad} on, where exp(λ/2) overflows, and its mutual information"
        f" then silently reads {float(information)!r} instead of log 2; the theorem has no such limit"
    )


def _changed(change: Callable[[Any], Any]) -> Callable[[Joint], Joint]:
    return lambda subject: Joint(change(subject.cells.copy()))


def _add(table: Any, amounts: tuple[tuple[sympy.Expr, sympy.Expr], ...]) -> Any:
    return table + np.array(amounts, dtype=object)


_TINY = sympy.Rational(1, 10**12)
_HALF = sympy.Rational(1, 2)

CHECK = Check(
    id="joint_is_pmf",
    claim=Claim(
        "The coupled joint is a probability distribution at every coupling strength, with its cells in closed form.",
        r"q_\lambda(a,b) = \tfrac12\sigma\,[a=b] + \tfrac12(1-\sigma)\,[a\ne b] > 0,\quad \sum q_\lambda = 1",
        "for all real λ",
        "Friedman (2026), witness 1, invariant 6",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "not normalized",
            "the cells are not divided by Z",
            _changed(lambda t: t * bernoulli_ising(LAM).partition_function()),
        ),
        Mutant("floor added", "1e-12 is added to every cell", _changed(lambda t: t + _TINY)),
        Mutant(
            "mass moved",
            "a third moves from one cell to another: the sum stays 1, a cell turns negative beyond some λ",
            _changed(lambda t: _add(t, ((-_HALF / 3, _HALF / 3), (0, 0)))),
        ),
        Mutant(
            "coupling sign flipped",
            "the diagonal and the off-diagonal cells change places: still a distribution, but not this one",
            _changed(lambda t: t[::-1]),
        ),
        Mutant(
            "clipped beyond 4",
            "beyond λ = 4 a cell keeps its value at 4, so the sum is 1 only up to there",
            _changed(
                lambda t: np.array(
                    [[sympy.Piecewise((t[0, 0], LAM <= 4), (t[0, 0].subs(LAM, 4), True)), t[0, 1]], list(t[1])],
                    dtype=object,
                )
            ),
        ),
    ),
    proofs=("ising_normalization",),
    tags=("theorem", "numpy"),
    kernel=kernel,
)
