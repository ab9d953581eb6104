"""D(π || π*) = log Z - J(π)/β for every β > 0; the supplement's (log Z - J(π))/β is right at β = 1 alone.

How much a policy loses against the tilted reference is the difference of log partition function and rescaled
objective. The supplement divides both by β. At the demonstration's β = 1 the two agree, so that no number of the paper
can tell them apart; at β = 2 and the reference as the policy they differ by half of log Z.

If this fails, the loss of a student would be read off with a wrong scale whenever rewards are weighed with β ≠ 1.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import sympy
from opd_exact.proofs.distillation.reward_tilting import Tilting, tilting

from opd_exact.audit.truth import value_at
from opd_exact.coq.formulas import positive
from opd_exact.coq.statements import Order, Statement, Symbolic
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import call, ln
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Published, Step, Verdict, all_of
from opd_exact.registry.facts import proved
from opd_exact.symbolic import prove_equal

from . import _tilting
from ._tilting import REWARDS, Tilted, objective

SIZES = (2, 3)
AS_PRINTED = "KL(π || π*) = (ln Z - J)/β"

Loss = Callable[[Tilting, sympy.Expr], sympy.Expr]


@dataclass(frozen=True)
class Identity:
    """A claimed formula for the loss of a policy, in log Z, J and γ = 1/β, and the cases it is asked in."""

    loss: Loss
    cases: tuple[Tilting, ...]


def build(inputs: Inputs) -> Identity:
    """The identity for policies on 2 and 3 outcomes with every number a symbol; nothing recorded is needed."""
    return Identity(_loss, tuple(tilting(size) for size in SIZES))


def _gamma(case: Tilting) -> sympy.Expr:
    """The symbol for 1/β in a case of the proof."""
    (symbol,) = (s for s in case.objective.free_symbols if s.name == "gamma")
    return symbol


def _loss(case: Tilting, gamma: sympy.Expr) -> sympy.Expr:
    return case.log_partition - gamma * case.objective


def _as_printed(case: Tilting, gamma: sympy.Expr) -> sympy.Expr:
    return gamma * (case.log_partition - case.objective)


def kernel(subject: Identity) -> Iterator[Statement]:
    """The formula as it was examined, on 2 and 3 outcomes, and for any number; and that the printed one fails at 2."""
    for case in subject.cases:
        yield _examined(case, subject.loss(case, _gamma(case)))
    yield _tilting.divergence_for_every_policy()
    case = Tilted((sympy.Rational(1, 4),) * 4, REWARDS, sympy.Integer(2))
    reference, target = ([term_of_sympy(x) for x in cells] for cells in (case.reference, case.target()))
    log_z, objective_there = ln(term_of_sympy(case.partition())), _tilting.objective_of(case, case.reference)
    yield Order(
        "printed_formula_fails_at_2",
        "At beta = 2, with the demonstration's rewards, the reference loses more than the printed formula says.",
        (log_z - objective_there) / 2,
        call("KL", reference, target),
    )


def _examined(case: Tilting, loss: sympy.Expr) -> Statement:
    """The formula of the subject, the last probability of the policy as 1 minus the others; gamma is 1/β."""
    last = {case.policy[-1]: 1 - sympy.Add(*case.policy[:-1])}
    policy = [term_of_sympy(p.subs(last)) for p in case.policy]
    references = sorted((s for s in case.log_partition.free_symbols if s.name.startswith("ref")), key=str)
    hypotheses = positive(*policy, *map(term_of_sympy, references), term_of_sympy(_gamma(case)))
    return Symbolic(
        f"on_{len(policy)}_outcomes",
        f"On {len(policy)} outcomes, for all policies, references, rewards and gamma = 1 / beta.",
        call("KL", policy, [term_of_sympy(x) for x in case.tilted]),
        term_of_sympy(loss.subs(last)),
        hypotheses,
    )


def establish(subject: Identity) -> Finding:
    """Prove the formula for every β, and that the printed one agrees with it at β = 1 but not at β = 2."""
    gap = _gap_at_two()
    return replace(
        all_of(_facts(subject)),
        exact="D(π || π*) = log Z - J/β; the value is log Z - J/β minus (log Z - J)/β at β = 2, π = ref: (log Z)/2",
        value=value_at(gap, {}),
        published=Published(
            AS_PRINTED,
            agrees=False,
            note="right at β = 1 alone, where the demonstration is; for every β it is log Z - J/β",
        ),
    )


def _facts(subject: Identity) -> Iterator[Fact]:
    for case in subject.cases:
        gamma = _gamma(case)
        loss = subject.loss(case, gamma)
        outcomes = len(case.policy)
        yield proved(
            Step(
                f"D(π || π*) = log Z - J/β for every β, {outcomes} outcomes",
                partial(prove_equal, case.divergence, loss, case.domain),
            )
        )
        yield proved(
            Step(
                f"the printed formula agrees at β = 1, {outcomes} outcomes",
                partial(prove_equal, _as_printed(case, gamma).subs(gamma, 1), loss.subs(gamma, 1), case.domain),
            )
        )
    case = tilting(2)
    off = prove_equal(case.divergence, _as_printed(case, _gamma(case)), case.domain)
    yield Fact.decided_by(
        not off.passed,
        "the printed formula is refuted for other β",
        otherwise="the printed formula was proved for every β",
    )


def _gap_at_two() -> sympy.Expr:
    """The loss minus the printed one at β = 2 for the demonstration's reference, whose J is 0."""
    case = Tilted((sympy.Rational(1, 4),) * 4, REWARDS, sympy.Integer(2))
    log_z, j = sympy.log(case.partition()), objective(case, case.reference)
    return (log_z - j / 2) - (log_z - j) / 2


CHECK = Check(
    id="reward_tilting_every_beta",
    claim=Claim(
        "A policy's divergence from the tilted reference is log Z minus its objective over β, for every β.",
        r"D(\pi\,\|\,\pi^*) = \log Z - \frac{J(\pi)}{\beta}",
        "for every β > 0, real rewards, reference and policy with full support on 2 and 3 outcomes, by normal form; on"
        " any finite set by the cited theorem",
        "Friedman (2026), reward tilting; the supplement's formula differs",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "as the supplement prints it",
            "(log Z - J)/β",
            lambda subject: replace(subject, loss=_as_printed),
        ),
        Mutant(
            "scale on the wrong side",
            "β log Z - J: the loss in units of reward",
            lambda subject: replace(subject, loss=lambda case, gamma: case.log_partition / gamma - case.objective),
        ),
        Mutant(
            "objective rescaled",
            "J/β times 1 + 1e-12",
            lambda subject: replace(
                subject,
                loss=lambda case, gamma: case.log_partition - (1 + sympy.Rational(1, 10**12)) * gamma * case.objective,
            ),
        ),
        Mutant(
            "log Z dropped",
            "-J/β alone, as if the weights were normalized",
            lambda subject: replace(subject, loss=lambda case, gamma: -gamma * case.objective),
        ),
    ),
    proofs=("reward_tilting",),
    tags=("theorem", "supplement"),
    kernel=kernel,
)
