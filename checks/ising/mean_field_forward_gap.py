"""The forward gap of a product student is I(λ): 0.603 at λ = 4, reached by the product of marginals and no other.

The paper calls KL(q_λ || q_0) the free-energy gap of mean field. Its first argument is the coupled target: this is the
forward, or moment, projection. The reverse gap of the same student is another function, see
`ising_mean_field_reverse_gap`. That no product is closer is proved for all products with full support.

If this fails, the information between the streams is not what a product student must lose in forward KL.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np
import sympy
from opd_exact.proofs.ising._line import LAM, LINE, ON_LINE
from opd_exact.proofs.ising.mean_field_forward_gap import steps
from opd_exact.proofs.ising.mutual_information_closed_form import published_closed_form

from opd_exact.audit.truth import value_at
from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Instance, Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import call
from opd_exact.information import relative_entropy
from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Series, Step, Verdict, all_of
from opd_exact.registry.facts import observed, proved
from opd_exact.registry.published import published
from opd_exact.symbolic import prove_equal

from . import _kernel, _subject

TOLERANCE, REASON = Fraction(1, 10**9), "tolerance of the published sweep"
REPORTED = "0.6030524127937692"
_QUARTER = sympy.Rational(1, 4)


@dataclass(frozen=True)
class ForwardGap:
    """The coupled model, the product student, and the gap claimed as a function of λ."""

    model: CoupledStreams
    student: tuple[tuple[sympy.Expr, ...], ...]
    gap: sympy.Expr


def build(inputs: Inputs) -> ForwardGap:
    """The witness and the uniform product; nothing recorded is needed."""
    return ForwardGap(bernoulli_ising(LAM), ((_QUARTER, _QUARTER),) * 2, published_closed_form())


def kernel(subject: ForwardGap) -> Iterator[Statement]:
    """The gap of the subject's student, and that no product has a smaller one, for all couplings."""
    student = [term_of_sympy(cell) for row in subject.student for cell in row]
    gap = call("KL", _kernel.cells(subject.model), student)
    sentence = "For all couplings, the forward gap of the uniform product is the closed form of the claim."
    yield Symbolic("gap_of_the_uniform_product", sentence, gap, term_of_sympy(subject.gap))
    yield _kernel.closed_form_of(subject.gap)
    yield Instance(
        "no_product_is_closer",
        "Every product with full support is at least as far from the joint as its mutual information.",
        Raw(
            "forall lambda a b : R, 0 < a < 1 -> 0 < b < 1 ->\n"
            "ising_information lambda\n"
            "<= KL (concat (ising_joint lambda)) (concat (product_joint [a; 1 - a] [b; 1 - b]))"
        ),
        "exact ising_forward_gap_least.",
        ("MeanField",),
    )
    truth = _subject.mutual_information_at(Fraction(4))
    yield enclosure_of(
        "gap_at_4", "The gap at coupling 4, to 30 digits.", _kernel.information(4), truth, covers="value"
    )


def establish(subject: ForwardGap) -> Finding:
    """Prove the gap of the student, and that no product student has a smaller one; measure the reported float."""
    gap = relative_entropy(subject.model.joint(), subject.student)
    own = Step("D(q_λ || student) is the claimed gap", partial(prove_equal, gap, subject.gap, LINE), ON_LINE)
    truth = _subject.mutual_information_at(Fraction(4))
    return replace(
        all_of(map(proved, (own, *steps(subject.model)))),
        exact="D(q_λ || u u) = log(2) - H_b(σ(λ)); the value is at λ = 4, the largest of the grid",
        value=truth,
        published=published("0.603", truth, reported=REPORTED),
        observations=(observed("published run, largest gap", np.float64(REPORTED), truth, TOLERANCE, REASON),),
    )


def tables(subject: ForwardGap) -> tuple[Series, ...]:
    """The gap at strengths from 0 to 5."""
    rows = tuple((at, value_at(subject.gap, {LAM: at})) for at in _subject.FINE_GRID)
    return (Series("forward_gap", ("strength", "gap"), rows),)


_THIRD = sympy.Rational(1, 3)

CHECK = Check(
    id="ising_mean_field_forward_gap",
    claim=Claim(
        "The least forward KL from the coupled joint to a product is the mutual information, at the product of"
        " marginals.",
        r"\min_{a,b} D(q_\lambda\,\|\,a\otimes b) = D(q_\lambda\,\|\,u\otimes u) = I(\lambda)",
        "for all real λ and all products with full support",
        "Friedman (2026), witness 1, mean-field gap",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "reverse gap",
            "log cosh(λ/2), the gap in the other direction: both are 0 at λ = 0 and grow as λ²/8",
            lambda s: replace(s, gap=sympy.log(sympy.cosh(LAM / 2))),
        ),
        Mutant(
            "total correlation doubled",
            "2 I(λ) in place of I(λ)",
            lambda s: replace(s, gap=2 * published_closed_form()),
        ),
        Mutant(
            "rescaled",
            "I(λ) times 1 + 1e-12",
            lambda s: replace(s, gap=published_closed_form() * (1 + sympy.Rational(1, 10**12))),
        ),
        Mutant(
            "tilted student",
            "a product of (1/3, 2/3) with a fair stream",
            lambda s: replace(s, student=((_THIRD / 2, _THIRD / 2), (_THIRD, _THIRD))),
        ),
        Mutant(
            "coupling doubled",
            "J = ±1 at full strength",
            lambda s: replace(s, model=replace(s.model, coupling=tuple(2 * j for j in s.model.coupling))),
        ),
    ),
    proofs=("ising_mean_field_forward_gap",),
    tags=("theorem", "printed"),
    series=tables,
    kernel=kernel,
)
