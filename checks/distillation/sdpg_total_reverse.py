"""Self-distilled policy gradient with reverse KL: the total is 0.9995494816 nats.

The surrogate -A log max(student) does not clip any ratio, despite its name; it makes up nearly all of the total, as
both divergences are weighted by a thousandth. Every term is compared at thirty digits, and the total is proved equal to
a second form in which the divergences are written by logits. The modes rkl and urkl have the same value.

Source: Friedman (2026), self-distilled policy gradient; the run reports 0.9995494816390544.

A failure means that a term is missing, is weighted by the other's weight, or takes the other direction.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from opd_exact.audit.truth import value_at
from opd_exact.coq.statements import Statement
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Step, Verdict, all_of
from opd_exact.registry.facts import observed, proved
from opd_exact.symbolic import Domain, prove_equal

from . import _kernel
from ._figures import FLOAT_REASON, FLOAT_TOLERANCE, SOURCE, rounds_to
from ._sdpg import Sdpg, figures_of_terms

REPORTED = "0.9995494816390544"


def build(inputs: Inputs) -> Sdpg:
    """The demonstration as the paper defines it."""
    return Sdpg("rkl", "0.999549481639054552935105777914")


def kernel(subject: Sdpg) -> Iterator[Statement]:
    """Every term and the total at thirty digits, from the logits."""
    yield from _kernel.sdpg_figures(subject)


def establish(subject: Sdpg) -> Finding:
    """Enclose the terms and the total, and prove the two forms equal."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    total = value_at(subject.total(), {})
    return replace(
        finding,
        value=total,
        observations=(observed("published run, float64 total", float(REPORTED), total, FLOAT_TOLERANCE, FLOAT_REASON),),
    )


def _facts(subject: Sdpg) -> Iterator[Fact]:
    yield from figures_of_terms(subject)
    yield rounds_to("total", value_at(subject.total(), {}), subject.total_claimed)
    form = partial(prove_equal, subject.total(), subject.by_logits(), Domain())
    yield proved(Step("the total by definition is the total by logits", form))
    unweighted = replace(subject, mode=f"u{subject.mode}").total()
    yield proved(
        Step(f"mode u{subject.mode} has the same total", partial(prove_equal, unweighted, subject.total(), Domain()))
    )


CHECK = Check(
    id="sdpg_total_reverse",
    claim=Claim(
        "The total with reverse KL is 0.999549481639054552…, the sum of surrogate, weighted reverse KL and"
        " weighted KL from the reference.",
        r"-A\log\max_i q_i + \beta\,D(\mathrm{student}\,\|\,\mathrm{teacher})"
        r" + \alpha\,D(\mathrm{student}\,\|\,\mathrm{ref})"
        r" = 0.999549481639054552\ldots",
        "for the demonstration's logits, advantage 1 and α = β = 0.001",
        f"{SOURCE}, self-distilled policy gradient",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("other direction", "the mode is fkl", lambda subject: replace(subject, mode="fkl")),
        Mutant("weight left out", "β = 1", lambda subject: replace(subject, beta=Fraction(1))),
        Mutant("no reference", "α = 0", lambda subject: replace(subject, alpha=Fraction(0))),
        Mutant("no advantage", "the advantage is 0", lambda subject: replace(subject, advantage=Fraction(0))),
        Mutant(
            "last digit",
            "the total is claimed one lower in the thirtieth digit",
            lambda subject: replace(subject, total_claimed="0.999549481639054552935105777913"),
        ),
        Mutant(
            "student off by 1e-12",
            "one of the student's logits is moved by 1e-12",
            lambda subject: replace(subject, student=("0.500000000001", *subject.student[1:])),
        ),
    ),
    tags=("distillation", "theorem"),
    kernel=kernel,
)
