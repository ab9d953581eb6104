"""The determinant of the joint is tanh(λ/2)/4, so the joint is a product of its marginals exactly at λ = 0.

The published check multiplies a product by exp(0) and compares it with itself: it cannot fail. The determinant
q₁₁q₂₂ - q₁₂q₂₁ is zero exactly for a product, and it keeps the sign of the coupling.

If this fails, a mean-field student could match the coupled teacher at some strength other than zero.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import sympy
from opd_exact.proofs.ising.determinant import steps

from opd_exact.audit.ising_floats import joint as float_joint
from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Instance, Statement, Symbolic
from opd_exact.coq.terms import call
from opd_exact.models.coupled_streams import CoupledStreams
from opd_exact.registry import Check, Claim, Finding, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed, proved

from . import _kernel, _subject
from ._subject import IsingSubject

Coupling = tuple[sympy.Expr, ...]


def kernel(subject: IsingSubject) -> Iterator[Statement]:
    """The determinant of the enumerated joint, and the equivalence for the library's joint, whose cells they are."""
    one, two, three, four = _kernel.cells(subject.model)
    yield Symbolic(
        "determinant",
        "The determinant of the enumerated joint, for all couplings.",
        one * four - two * three,
        call("tanh", _kernel.STRENGTH / 2) / 4,
    )
    cells = zip(("00", "01"), (one, two), _kernel.ising_cells(_kernel.STRENGTH), strict=False)
    for name, cell, closed in cells:
        yield Symbolic(f"cell_{name}", f"Cell {name} of the enumerated joint is that of the library's.", cell, closed)
    yield Instance(
        "product_only_at_independence",
        "The joint is the product of its marginals exactly where there is no coupling.",
        Raw(
            "forall lambda : R,\n"
            "ising_joint lambda = product_joint (row_sums (ising_joint lambda)) (column_sums (ising_joint lambda))\n"
            "<-> lambda = 0"
        ),
        "exact ising_product_iff.",
        ("Ising",),
    )


def establish(subject: IsingSubject) -> Finding:
    """Prove the determinant in closed form, odd, positive for λ > 0, and its relation to the product of marginals."""
    finding = all_of(proved(step) for step in steps(subject.model))
    table = float_joint(np.float64(0))
    gap = observed(
        "numpy.float64 joint minus product of marginals, cell (0, 0) at λ = 0",
        table[0, 0] - table.sum(axis=1)[0] * table.sum(axis=0)[0],
        Fraction(0),
        Fraction(1, 10**9),
        "tolerance of the published check",
    )
    return replace(finding, exact="q11 q22 - q12 q21 = tanh(λ/2)/4", observations=(gap,))


def _with_coupling(change: Callable[[Coupling], Sequence[sympy.Expr]]) -> Callable[[IsingSubject], IsingSubject]:
    def changed(subject: IsingSubject) -> IsingSubject:
        model = subject.model
        return replace(subject, model=CoupledStreams(model.priors, tuple(change(model.coupling)), model.strength))

    return changed


_THIRD = sympy.Rational(1, 3)

CHECK = Check(
    id="mean_field_at_lambda_zero",
    claim=Claim(
        "The coupled joint is the product of its marginals exactly when the coupling strength is zero.",
        r"q_{11}q_{22} - q_{12}q_{21} = \tfrac14\tanh\tfrac{\lambda}{2},\quad"
        r" q_\lambda = q_\lambda^{(1)} \otimes q_\lambda^{(2)} \iff \lambda = 0",
        "for all real λ",
        "Friedman (2026), witness 1, invariant 7",
    ),
    tier=Verdict.PROVED,
    subject=_subject.build,
    establish=establish,
    mutants=(
        Mutant("coupling sign flipped", "J becomes -J; the determinant changes sign", _subject.opposite_coupling),
        Mutant(
            "no coupling", "J = 0: a product at every strength", _with_coupling(lambda j: [0 * entry for entry in j])
        ),
        Mutant(
            "coupling of one stream",
            "J depends on the first stream alone: a product at every strength, with marginals that move",
            _with_coupling(lambda j: [j[0], j[0], j[3] * -1, j[3] * -1]),
        ),
        Mutant(
            "coupling scaled",
            "J is multiplied by 1 + 1e-12",
            _with_coupling(lambda j: [e * (1 + sympy.Rational(1, 10**12)) for e in j]),
        ),
        Mutant(
            "prior not uniform",
            "the first stream's prior is (1/3, 2/3)",
            lambda subject: replace(
                subject, model=replace(subject.model, priors=((_THIRD, 2 * _THIRD), subject.model.priors[1]))
            ),
        ),
    ),
    proofs=("ising_determinant",),
    tags=("theorem", "numpy"),
    kernel=kernel,
)
