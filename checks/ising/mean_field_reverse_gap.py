"""The reverse gap of the uniform product is log cosh(λ/2), least of all products up to λ = 2, and not beyond.

KL(product || q_λ) is what a product student minimizes when it descends on its own variational free energy: not the gap
that the paper prints. At λ = 2 it is 0.434 where the printed kind is 0.328. That no product is closer for |λ| ≤ 2 is
the cited theorem; its bite is shown at rationals: at λ = 2 a magnetized product is farther, at λ = 2.01 it is nearer.

If this fails, a mean-field student would be promised a gap that its own objective does not have.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import sympy
from opd_exact.proofs.ising._line import LAM, LINE, ON_LINE
from opd_exact.proofs.ising._product_student import reverse_gap
from opd_exact.proofs.ising.mutual_information_closed_form import published_closed_form

from opd_exact.audit.truth import value_at
from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Instance, Order, Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import call, term_of
from opd_exact.information import entropy
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Series, Step, Verdict, all_of
from opd_exact.registry.facts import proved
from opd_exact.symbolic import prove_equal

from . import _kernel, _subject

MAGNETIZATIONS = tuple(Fraction(n, 10) for n in range(1, 10))


@dataclass(frozen=True)
class ReverseGap:
    """The gap claimed for the uniform product, and the strength up to which it is claimed least."""

    gap: sympy.Expr
    turning: Fraction


def build(inputs: Inputs) -> ReverseGap:
    """The claim up to λ = 2; nothing recorded is needed."""
    return ReverseGap(sympy.log(sympy.cosh(LAM / 2)), Fraction(2))


def kernel(subject: ReverseGap) -> Iterator[Statement]:
    """The gap of the uniform product for all couplings, that it alone is least up to 2, and is not beyond."""
    uniform = call("KL", [Fraction(1, 4)] * 4, _kernel.ising_cells(_kernel.STRENGTH))
    sentence = "For all couplings, the reverse gap of the uniform product is the closed form of the claim."
    yield Symbolic("gap_of_the_uniform_product", sentence, uniform, term_of_sympy(subject.gap))
    turning = text_of(term_of(subject.turning))
    weak = f"forall lambda a b : R, - {turning} <= lambda <= {turning} -> -1 <= a <= 1 -> -1 <= b <= 1 ->\n"
    gap = "KL (concat (product_joint (spin a) (spin b))) (concat (ising_joint lambda))"
    for name, sentence, relation, proof in (
        ("least", "No product of two spins with means a and b is nearer.", f"ln (cosh (lambda / 2)) <= {gap}", ""),
        ("alone", "No other is as near.", f"({gap} = ln (cosh (lambda / 2)) <-> a = 0 /\\ b = 0)", "_iff"),
    ):
        script = f"exact ising_reverse_gap_least{proof}."
        yield Instance(name, sentence, Raw(weak + relation), script, ("MeanField",), vocabulary=("Models",))
    yield _nearer("magnetized_farther_at_the_turning_point", Fraction(1, 10), subject.turning, nearer=False)
    yield _nearer("magnetized_nearer_beyond", Fraction(1, 10), subject.turning + Fraction(1, 100), nearer=True)
    at_two = call("KL", [Fraction(1, 4)] * 4, _kernel.ising_cells(2))
    truth = value_at(sympy.log(sympy.cosh(1)), {})
    yield enclosure_of("gap_at_2", "The gap at coupling 2, to 30 digits.", at_two, truth, covers="value")


def _nearer(name: str, magnetization: Fraction, strength: Fraction, *, nearer: bool) -> Statement:
    """Which of the magnetized and the uniform product is nearer in reverse KL."""
    magnetized, uniform = (
        call("KL", _kernel.spins(m, m), _kernel.ising_cells(strength)) for m in (magnetization, Fraction(0))
    )
    sentence = f"The spins with mean {magnetization} against the uniform ones at coupling {strength}."
    return Order(name, sentence, magnetized if nearer else uniform, uniform if nearer else magnetized)


def establish(subject: ReverseGap) -> Finding:
    """Prove the gap for every λ; decide on which side of the turning point magnetized products are nearer."""
    return replace(
        all_of(_facts(subject)),
        exact="log cosh(λ/2); the value is at λ = 2",
        value=value_at(sympy.log(sympy.cosh(1)), {}),
    )


def _facts(subject: ReverseGap) -> Iterator[Fact]:
    uniform = reverse_gap(sympy.S.Zero, sympy.S.Zero)
    yield proved(Step("D(u u || q_λ) is the claimed gap", partial(prove_equal, uniform, subject.gap, LINE), ON_LINE))
    yield from (_signed(m, subject.turning, 1) for m in MAGNETIZATIONS)
    yield _signed(Fraction(1, 10), subject.turning + Fraction(1, 100), -1)


def excess(magnetization: Fraction, strength: Fraction) -> LogForm:
    """The gap of two spins of this mean minus that of the uniform product: 2 φ(m) - λ m²/2."""
    up = (1 + magnetization) / 2
    form: LogForm = (log(2) - entropy((up, 1 - up))) * 2 - strength * magnetization**2 / 2
    return form


def _signed(magnetization: Fraction, strength: Fraction, sign: int) -> Fact:
    value = excess(magnetization, strength)
    shown = enclose(value, 20).decimal(4)[0]
    side = "farther" if sign > 0 else "nearer"
    return Fact.decided_by(
        value.sign() == sign,
        f"at λ = {strength} the product with m = {magnetization} is {side} than the uniform one by {shown}",
        otherwise=f"at λ = {strength} the product with m = {magnetization} exceeds the uniform one by {shown},"
        f" claimed {side}",
        margin=shown,
    )


def tables(subject: ReverseGap) -> tuple[Series, ...]:
    """The gap of the uniform product at strengths from 0 to 5."""
    rows = tuple((at, value_at(subject.gap, {LAM: at})) for at in _subject.FINE_GRID)
    return (Series("uniform_gap", ("strength", "gap"), rows),)


CHECK = Check(
    id="ising_mean_field_reverse_gap",
    claim=Claim(
        "The reverse gap of the uniform product is log cosh(λ/2), and it is the least of all products up to λ = 2.",
        r"D(u\otimes u\,\|\,q_\lambda) = \log\cosh\tfrac{\lambda}{2} = \min_{a,b} D(a\otimes b\,\|\,q_\lambda)"
        r"\ (|\lambda| \le 2)",
        "the value for all real λ; the minimum by the cited theorem, here at nine magnetizations and beside 2",
        "Friedman (2026), witness 1; the reverse direction is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "forward gap",
            "I(λ) in place of log cosh(λ/2): the printed kind",
            lambda s: replace(s, gap=published_closed_form()),
        ),
        Mutant("full strength", "log cosh λ", lambda s: replace(s, gap=sympy.log(sympy.cosh(LAM)))),
        Mutant("turning at 3", "least up to λ = 3 is claimed", lambda s: replace(s, turning=Fraction(3))),
        Mutant("turning at 1", "a magnetized product nearer beyond λ = 1", lambda s: replace(s, turning=Fraction(1))),
        Mutant(
            "turning moved by 1e-2",
            "2.01: at m = 1/10 the magnetized product is nearer already",
            lambda s: replace(s, turning=Fraction(201, 100)),
        ),
    ),
    proofs=("ising_mean_field_reverse_gap", "ising_mean_field_pitchfork"),
    tags=("theorem", "threshold"),
    series=tables,
    kernel=kernel,
)
