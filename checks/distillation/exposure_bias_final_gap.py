"""Exposure bias: after 24 steps the walk that recovers is on its path with 0.83333, the one that does not with 0.07977.

A step stays on the path with probability a = 0.9; off the path it returns with probability r, ½ on-policy and 0
off-policy. The recursion p ↦ a p + r (1-p) from p = 1 is run on rationals and compared with the closed form
p* + (1-p*)(a-r)^t, which the cited proof derives for all a and r.

Source: Friedman (2026), exposure bias; both constants of recovery are given there.

A failure means that survival is not that of the recursion: a step is lost, or recovery acts where it should not.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Instance, Statement
from opd_exact.coq.terms import term_of
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed

from . import _kernel
from ._figures import FLOAT_REASON, FLOAT_TOLERANCE, SOURCE, equal, rounds_to

REPORTED = "0.7535668903033734"


@dataclass(frozen=True)
class SurvivalSubject:
    """The recursion's constants, and the closed forms claimed for the last step."""

    accuracy: Fraction = Fraction(9, 10)
    on_recovery: Fraction = Fraction(1, 2)
    off_recovery: Fraction = Fraction(0)
    horizon: int = 24
    start: Fraction = Fraction(1)
    on_claimed: Fraction = Fraction(5, 6) + Fraction(2, 5) ** 24 / 6
    off_claimed: Fraction = Fraction(9, 10) ** 24
    gap_claimed: str = "0.753566890303373319588415"

    def survival(self, recovery: Fraction) -> tuple[Fraction, ...]:
        """p_0, …, p_T by the recursion."""
        course = [self.start]
        for _ in range(self.horizon):
            course.append(self.accuracy * course[-1] + recovery * (1 - course[-1]))
        return tuple(course)


def build(inputs: Inputs) -> SurvivalSubject:
    """The demonstration as the paper defines it."""
    return SurvivalSubject()


def kernel(subject: SurvivalSubject) -> Iterator[Statement]:
    """The closed form for every a, r and number of steps; both last values by the recursion; and the gap."""
    yield Instance(
        "every_walk",
        "The recursion has this closed form at every step, for all rates of staying and returning.",
        Raw(
            "forall (a r : R) (t : nat), 1 - a + r <> 0 ->\n"
            "survival a r t = r / (1 - a + r) + (1 - r / (1 - a + r)) * (a - r) ^ t"
        ),
        "exact survival_closed_form.",
        ("Trajectory",),
        vocabulary=("Models",),
    )
    rows = (
        ("on_policy", subject.on_recovery, subject.on_claimed),
        ("off_policy", subject.off_recovery, subject.off_claimed),
    )
    for name, recovery, claimed in rows:
        stay, back, last = (text_of(term_of(x)) for x in (subject.accuracy, recovery, claimed))
        yield Instance(
            name,
            f"The probability of being on the path after {subject.horizon} steps, by the recursion.",
            Raw(f"survival ({stay}) ({back}) {subject.horizon}%nat = {last}"),
            "rewrite survival_closed_form by lra. cbv [pow]. lra.",
            ("Trajectory",),
            vocabulary=("Models",),
        )
    gap = term_of(subject.on_claimed) - subject.off_claimed
    yield _kernel.rounded("gap", "The final gap at the digits of its figure.", gap, subject.gap_claimed, "claim")


def establish(subject: SurvivalSubject) -> Finding:
    """Decide both courses step by step, their last values and the gap; measure float64."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    gap = subject.on_claimed - subject.off_claimed
    seen = np.float64(1.0), np.float64(1.0)
    for _ in range(24):
        seen = (
            seen[0] * np.float64(0.9) + (np.float64(1) - seen[0]) * np.float64(0.5),
            seen[1] * np.float64(0.9),
        )
    return replace(
        finding,
        exact=f"5/6 + (2/5)^24/6 - (9/10)^24 = {gap}",
        value=LogForm(gap),
        observations=(
            observed("numpy.float64 final gap", seen[0] - seen[1], gap, FLOAT_TOLERANCE, FLOAT_REASON),
            observed("published run, float64 final gap", float(REPORTED), gap, FLOAT_TOLERANCE, FLOAT_REASON),
        ),
    )


def _facts(subject: SurvivalSubject) -> Iterator[Fact]:
    last = []
    for name, recovery, claimed in (
        ("on-policy", subject.on_recovery, subject.on_claimed),
        ("off-policy", subject.off_recovery, subject.off_claimed),
    ):
        course = subject.survival(recovery)
        fixed = recovery / (1 - subject.accuracy + recovery)
        wrong = [t for t, p in enumerate(course) if p != fixed + (1 - fixed) * (subject.accuracy - recovery) ** t]
        yield Fact.decided_by(
            not wrong,
            f"{name}: p* + (1-p*)(a-r)^t with p* = {fixed} at every step to {subject.horizon}",
            otherwise=f"{name}: the closed form fails at step {wrong[0] if wrong else 0}",
        )
        yield equal(f"{name} survival after {subject.horizon} steps", course[-1], claimed)
        last.append(course[-1])
    yield rounds_to("final gap", last[0] - last[1], subject.gap_claimed)
    falling = subject.survival(subject.off_recovery)
    ahead = all(on > off for on, off in zip(subject.survival(subject.on_recovery)[2:], falling[2:], strict=True))
    yield Fact.decided_by(
        ahead,
        "from the second step on the walk that recovers is ahead",
        otherwise="the walk that recovers is not ahead at every step from the second on",
    )


CHECK = Check(
    id="exposure_bias_final_gap",
    claim=Claim(
        "With recovery ½ survival after 24 steps is 5/6 + (2/5)^24/6, without it (9/10)^24; they differ by 0.75357.",
        r"p_{t+1} = a\,p_t + r\,(1-p_t),\ p_0 = 1:\quad"
        r" p_{24}^{\mathrm{on}} - p_{24}^{\mathrm{off}} = 0.753566890303373319588415\ldots",
        "for a = 0.9, r = 0.5 and r = 0, horizon 24; the closed form for all a and r by the cited proof",
        f"{SOURCE}, exposure bias",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("one step less", "the horizon is 23", lambda subject: replace(subject, horizon=23)),
        Mutant(
            "recovery off-policy",
            "the walk without recovery returns once in a million",
            lambda subject: replace(subject, off_recovery=Fraction(1, 10**6)),
        ),
        Mutant(
            "starts at the fixed point",
            "p_0 = 5/6 in both walks",
            lambda subject: replace(subject, start=Fraction(5, 6)),
        ),
        Mutant(
            "accuracy off by 1e-12",
            "a is 0.9 + 1e-12",
            lambda subject: replace(subject, accuracy=subject.accuracy + Fraction(1, 10**12)),
        ),
        Mutant(
            "fixed point reached",
            "survival with recovery is claimed to be 5/6",
            lambda subject: replace(subject, on_claimed=Fraction(5, 6)),
        ),
        Mutant(
            "last digit",
            "the gap is claimed one higher in the 24th digit",
            lambda subject: replace(subject, gap_claimed="0.753566890303373319588416"),
        ),
    ),
    proofs=("survival_recursion",),
    tags=("distillation", "numpy"),
    kernel=kernel,
)
