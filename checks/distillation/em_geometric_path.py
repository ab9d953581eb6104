"""With steps of size 0.3 the free energy falls strictly: 0.894009, 0.370449, 0.152755, 0.065099, …, towards 0.

All steps lie on one curve, q_t ∝ ref^(1-t) p^t with t = 1 - (1-e)^k. Along it dF/dt = -(1-t) Σ q_i q_j (R_i - R_j)²
over pairs i < j, which the prover shows for the demonstration's logits and all t, and which is negative before t = 1.
So the values fall strictly for every step size in (0, 1], however many steps are taken.

Source: Friedman (2026), variational EM; the figures for step 0.3 are recomputed.

A failure means that a smaller step can raise the free energy, or that the path is not the geometric one.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import combinations, pairwise

import sympy

from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Step, Verdict, all_of
from opd_exact.registry.facts import proved
from opd_exact.symbolic import Domain, Interval, prove_equal, prove_positive

from . import _em
from ._em import EmSubject, rational
from ._figures import SOURCE, less, rounds_to

FIGURES = ("0.894009", "0.370449", "0.152755", "0.065099")
_T = sympy.Symbol("t", real=True)
_ALONG = Domain(intervals={_T: Interval.closed(0, 1)})


def build(inputs: Inputs) -> EmSubject:
    """The demonstration with steps of size 0.3."""
    return replace(_em.build(inputs), step=Fraction(3, 10))


def establish(subject: EmSubject) -> Finding:
    """Prove the slope along the curve and its sign; compare the first values."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    return replace(
        finding,
        exact="dF/dt = -(1-t) Σ_{i<j} q_i q_j (R_i - R_j)²",
        value=subject.after(len(FIGURES) - 1),
    )


def _facts(subject: EmSubject) -> Iterator[Fact]:
    values = [subject.after(k) for k in range(len(FIGURES))]
    for k, (value, figure) in enumerate(zip(values, FIGURES, strict=True)):
        yield rounds_to(f"the free energy after {k} steps", value, figure)
    for k, (before, after) in enumerate(pairwise(values)):
        yield less(f"step {k + 1} lowers the free energy", after, before)
    q = subject.policy(_T)
    rewards = [rational(subject.precision * r) for r in subject.reward]
    spread = sympy.Add(*(q[i] * q[j] * (rewards[i] - rewards[j]) ** 2 for i, j in combinations(range(len(q)), 2)))
    slope = sympy.diff(subject.free_energy(_T), _T)
    yield proved(Step("dF/dt = -(1-t) Σ q_i q_j (R_i - R_j)²", partial(prove_equal, slope, -(1 - _T) * spread, _ALONG)))
    yield proved(Step("Σ q_i q_j (R_i - R_j)² > 0", partial(prove_positive, spread, _ALONG)))
    yield Fact.decided_by(
        0 < subject.step <= 1,
        f"the step size {subject.step} lies in (0, 1], so that t grows with every step and stays at most 1",
        otherwise=f"the step size {subject.step} lies outside (0, 1]",
    )


CHECK = Check(
    id="em_geometric_path",
    claim=Claim(
        "Along the geometric path from reference to target the free energy falls strictly; with step size 0.3 its first"
        " values are 0.894009, 0.370449, 0.152755, 0.065099.",
        r"\frac{dF}{dt} = -(1-t)\sum_{i<j} q_i q_j (R_i - R_j)^2 < 0\ (0 \le t < 1),\quad t_k = 1-(1-e)^k",
        "for the demonstration's reference, rewards and β = 1, all t; for every start and target by the cited proof",
        f"{SOURCE}, variational EM; the slope is ours",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "arithmetic path",
            "the M step mixes probabilities in place of logits",
            lambda subject: replace(subject, geometric=False),
        ),
        Mutant("step 0.31", "the step size is 0.31", lambda subject: replace(subject, step=Fraction(31, 100))),
        Mutant("backwards", "the step size is -0.3", lambda subject: replace(subject, step=Fraction(-3, 10))),
        Mutant("forward KL", "the free energy is D(p || q)", lambda subject: replace(subject, swapped=True)),
        Mutant(
            "no reward",
            "all rewards are 0: there is nowhere to fall",
            lambda subject: replace(subject, reward=(Fraction(0),) * 4),
        ),
    ),
    proofs=("geometric_em_descent",),
    tags=("distillation", "theorem"),
)
