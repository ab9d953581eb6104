"""I(λ) = 0 exactly at λ = 0, I is even, and I = λ²/8 - λ⁴/64 + λ⁶/576 + O(λ⁸).

The mutual information of the two streams vanishes without coupling, and with no other coupling strength. The published
check evaluates one float, at λ = 0, where the closed form returns 0 whatever it does elsewhere. Here the zero, its
uniqueness, the symmetry and the first terms of the series are theorems.

If this fails, "no coupling" and "no information" are not the same thing in the model that was checked.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
from opd_exact.proofs.ising.mutual_information_closed_form import enumerated_is
from opd_exact.proofs.ising.zero_at_independence import steps

from opd_exact.audit.ising_floats import closed_form
from opd_exact.coq.formulas import Iff, compared, for_all
from opd_exact.coq.statements import Instance, Statement
from opd_exact.coq.terms import Parameter, call
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Published, Verdict, all_of
from opd_exact.registry.facts import observed, proved

from . import _kernel, _subject


def kernel(subject: _subject.IsingSubject) -> Iterator[Statement]:
    """The zero and the symmetry, as theorems of Coq's library about the same model; the series is not among them."""
    strength = Parameter("lambda")
    information = call("ising_information", strength)
    yield _kernel.closed_form_of(subject.closed_form, "part")
    yield Instance.of(
        "zero_only_at_independence",
        "The mutual information is zero exactly where the coupling is.",
        for_all(Iff(compared(information, "=", 0), compared(strength, "=", 0))),
        "ising_information_zero_iff",
        module="Ising",
        covers="part",
    )
    yield Instance.of(
        "even",
        "The sign of the coupling does not matter.",
        for_all(compared(call("ising_information", -strength), "=", information)),
        "ising_information_even",
        module="Ising",
        covers="part",
    )


def establish(subject: _subject.IsingSubject) -> Finding:
    """Prove the zero, the symmetry, the sign of the slope and the series of the claimed closed form."""
    finding = all_of(_facts(subject))
    at_zero = observed(
        "numpy.float64 closed form at λ = 0",
        closed_form(np.float64(0)),
        Fraction(0),
        Fraction(1, 10**9),
        "tolerance of the published check",
    )
    return replace(
        finding,
        exact="I(0) = 0; I(λ) = λ²/8 - λ⁴/64 + λ⁶/576 + O(λ⁸)",
        value=LogForm(),
        published=Published("0", agrees=finding.verdict.may_pass),
        observations=(at_zero,),
    )


def _facts(subject: _subject.IsingSubject) -> Iterator[Fact]:
    yield from map(proved, steps(subject.closed_form))
    # What was proved of the formula is a statement about the streams because the formula is their information.
    yield proved(enumerated_is(subject.model, subject.closed_form))


CHECK = Check(
    id="ising_mi_at_zero",
    claim=Claim(
        "The mutual information of the coupled streams is zero exactly when the coupling strength is zero; it is even.",
        r"I(\lambda) = 0 \iff \lambda = 0,\quad I(-\lambda) = I(\lambda),\quad"
        r" I(\lambda) = \tfrac{\lambda^2}{8} - \tfrac{\lambda^4}{64} + \tfrac{\lambda^6}{576} + O(\lambda^8)",
        "for all real λ",
        "Friedman (2026), witness 1, invariant 1",
    ),
    tier=Verdict.PROVED,
    subject=_subject.build,
    establish=establish,
    mutants=tuple(
        _subject.wrong_formula(name)
        for name in (
            "scaled",
            "shifted",
            "wrong near 0",
            "falls at 4",
            "wrong below 0",
            "constant",
            "bumps between grid points",
        )
    ),
    proofs=("ising_zero_at_independence",),
    tags=("theorem",),
    kernel=kernel,
)
