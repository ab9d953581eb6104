"""Variational EM with a full step lands on the tilted reference at once: free energies 0.89401, then 0.

The E step makes the tilted reference p ∝ ref exp(R/β) the target, the M step moves to ref^(1-e) p^e. With e = 1 that is
p itself, whatever the reference: the published convergence in two recorded values is an identity, not a property of the
method. The start is D(ref || p) = log Z, as the rewards average to 0 under the reference.

Source: Friedman (2026), variational EM; printed final gap 0.000.

A failure means that the M step does not reach the target of the E step, or that the free energy is another divergence.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import sympy

from opd_exact.audit.truth import value_at
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Step, Verdict, all_of
from opd_exact.registry.facts import proved
from opd_exact.registry.published import published
from opd_exact.symbolic import Domain, prove_equal

from ._em import EmSubject, build, rational
from ._figures import SOURCE, rounds_to

START = "0.894008651155411414009062482858"


def establish(subject: EmSubject) -> Finding:
    """Prove the landing and the closed form of the start; compare the digits of the start."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    return replace(
        finding,
        exact="log((e^2 + e^(1/2) + e^(-1/2) + e^-2)/4), then 0",
        value=value_at(_log_partition(), {}),
        published=published("0.000", LogForm(), "the final gap; the run reports the start as 0.8940086511554115"),
    )


def _facts(subject: EmSubject) -> Iterator[Fact]:
    everywhere = Domain()
    landed = subject.free_energy(rational(subject.progress(1)))
    yield proved(Step("the free energy after one step is 0", partial(prove_equal, landed, 0, everywhere)))
    start = subject.free_energy(sympy.Integer(0))
    yield proved(
        Step("the free energy at the reference is log Z", partial(prove_equal, start, _log_partition(), everywhere))
    )
    yield rounds_to("the free energy at the reference", subject.after(0), START)


def _log_partition() -> sympy.Expr:
    """log Z for the uniform reference and the published rewards."""
    rewards = (sympy.Integer(2), sympy.Rational(1, 2), -sympy.Rational(1, 2), sympy.Integer(-2))
    return sympy.log(sympy.Add(*map(sympy.exp, rewards)) / 4)


CHECK = Check(
    id="em_one_step_landing",
    claim=Claim(
        "A full geometric step takes the free energy from log Z = 0.89400865115541141… to 0.",
        r"F(\mathrm{ref}) = D(\mathrm{ref}\,\|\,p) = \log Z,\quad q' \propto \mathrm{ref}^{0}\,p^{1}:\ F(q') = 0",
        "for the demonstration's reference, rewards and β = 1; for every start and target by the cited proof",
        f"{SOURCE}, variational EM",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("step off by 1e-12", "e = 1 - 1e-12", lambda subject: replace(subject, step=1 - Fraction(1, 10**12))),
        Mutant("half a step", "e = ½", lambda subject: replace(subject, step=Fraction(1, 2))),
        Mutant("forward KL", "the free energy is D(p || q)", lambda subject: replace(subject, swapped=True)),
        Mutant("rewards halved", "β = 2", lambda subject: replace(subject, precision=Fraction(1, 2))),
        Mutant(
            "reference not uniform",
            "the first outcome's logit is 1e-9",
            lambda subject: replace(subject, reference=(Fraction(1, 10**9), *subject.reference[1:])),
        ),
    ),
    proofs=("geometric_em_descent", "reward_tilting"),
    tags=("distillation", "theorem"),
)
