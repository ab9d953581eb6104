"""0 < log 2 - I(λ) ≤ (1+λ) e^-λ for λ ≥ 0: I tends to log 2 and never reaches it.

Under strong coupling one stream tells everything about the other, one bit, but only in the limit. The published check
compares I(100) with log 2 to 1e-3; in float64 σ(100) is exactly 1, so it compares log 2 with itself. The true deficit
there is 3.76e-42, which the row reports.

If this fails, the information between the streams has another limit, or is claimed to reach it.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np
import sympy
from opd_exact.proofs.ising._line import LAM, LINE, ON_LINE
from opd_exact.proofs.ising.mutual_information_closed_form import enumerated_is
from opd_exact.proofs.ising.saturation import bound, deficit, steps

from opd_exact.audit.ising_floats import closed_form
from opd_exact.audit.truth import value_at
from opd_exact.coq.formulas import Implies, Raw, compared
from opd_exact.coq.statements import Instance, Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import exp, ln
from opd_exact.registry import Check, Claim, Fact, Finding, Published, Series, Step, Verdict, all_of
from opd_exact.registry.facts import observed, proved
from opd_exact.symbolic import prove_equal

from . import _kernel, _subject

STRENGTH = Fraction(100)
DRAWN = tuple(Fraction(k, 8) for k in range(65))
# The bound as the claim prints it, said once more beside it.
BOUND = (1 + LAM) * sympy.exp(-LAM)


def kernel(subject: _subject.IsingSubject) -> Iterator[Statement]:
    """The deficit in closed form, its sign, its bound and the limit; and its value at λ = 100."""
    missing, strength = ln(2) - _kernel.information(), _kernel.STRENGTH
    yield _kernel.closed_form_of(subject.closed_form)
    yield Symbolic("deficit", "What is missing to ln 2, in closed form.", missing, term_of_sympy(deficit()))
    yield _kernel.theorem(
        "stays_below",
        "ln 2 is not reached.",
        compared(_kernel.information(), "<", ln(2)),
        "ising_information_below_ln2",
    )
    yield _kernel.theorem(
        "bound",
        "What is missing to ln 2 is at most (1 + lambda) exp (-lambda), from lambda = 0 on.",
        Implies((compared(0, "<=", strength),), compared(missing, "<=", (1 + strength) * exp(-strength))),
        "ising_saturation_bound",
    )
    yield Instance(
        "limit",
        "The mutual information tends to ln 2 as the coupling grows, in either direction, and stays below it.",
        Raw(
            "forall eps : R, 0 < eps -> exists bound : R, forall lambda : R,\n"
            "bound < Rabs lambda -> ln 2 - eps < ising_information lambda < ln 2"
        ),
        "exact ising_information_limit.",
        ("Ising",),
    )
    at = ln(2) - _kernel.information(STRENGTH)
    truth = value_at(deficit(), {LAM: STRENGTH})
    yield enclosure_of("deficit_at_100", "It is 3.76e-42 at 100, to 30 digits.", at, truth, covers="value")


def establish(subject: _subject.IsingSubject) -> Finding:
    """Prove the deficit's closed form, sign and bound; audit the float at λ = 100."""
    finding = all_of(_facts(subject))
    float_value = closed_form(np.float64(int(STRENGTH)))
    at_100 = observed(
        f"numpy.float64 closed form at λ = {STRENGTH}",
        float_value,
        _subject.mutual_information_at(STRENGTH),
        Fraction(1, 1000),
        "absolute tolerance of the published check",
    )
    float_is_limit = float_value == np.log(np.float64(2))
    return replace(
        finding,
        exact="log(2) - I(λ) = log(1 + e^-λ) + λ e^-λ/(1 + e^-λ)",
        value=value_at(deficit(), {LAM: STRENGTH}),
        published=Published(
            "I(100) close to ln 2, to 1e-3",
            agrees=value_at(deficit(), {LAM: STRENGTH}) < Fraction(1, 1000),
            note=f"the float at λ = {STRENGTH} {'is' if float_is_limit else 'is not'} the float log 2;"
            " the true deficit is the value of this row",
        ),
        observations=(at_100,),
    )


def _facts(subject: _subject.IsingSubject) -> Iterator[Fact]:
    yield from map(proved, steps(subject.closed_form))
    yield proved(Step("the bound is (1+λ) e^-λ", partial(prove_equal, bound(), BOUND, LINE), ON_LINE))
    # What was proved of the formula is a statement about the streams because the formula is their information.
    yield proved(enumerated_is(subject.model, subject.closed_form))


def tables(subject: _subject.IsingSubject) -> tuple[Series, ...]:
    """I(λ) and the value below which the bound says that it does not lie, for strengths from 0 to 8."""
    rows = tuple(
        (at, value_at(subject.closed_form, {LAM: at}), value_at(sympy.log(2) - BOUND, {LAM: at})) for at in DRAWN
    )
    return (Series("saturation", ("strength", "information", "lower_bound"), rows),)


CHECK = Check(
    id="ising_mi_saturates",
    claim=Claim(
        "The mutual information tends to log 2 as the coupling grows, within an explicit bound, and stays below it.",
        r"0 < \log 2 - I(\lambda) = \log(1+e^{-\lambda}) + \frac{\lambda e^{-\lambda}}{1+e^{-\lambda}}"
        r" \le (1+\lambda)\,e^{-\lambda}",
        "for all λ ≥ 0; the limit for λ → ∞",
        "Friedman (2026), witness 1, invariant 2; the bound is ours",
    ),
    tier=Verdict.PROVED,
    subject=_subject.build,
    establish=establish,
    mutants=tuple(
        _subject.wrong_formula(name)
        for name in (
            "wrong far out",
            "saturates at 0.999 log 2",
            "reaches log 2",
            "scaled",
            "shifted",
            "wrong beyond 4",
        )
    ),
    proofs=("ising_saturation",),
    tags=("theorem", "limit"),
    series=tables,
    kernel=kernel,
)
