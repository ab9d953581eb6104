"""Generalized knowledge distillation, on-policy: reverse KL on the student's own visits is 0.1202012657 nats.

The loss is the mean of D(student || teacher) over the token states, weighted by how often the student's walk is in
each. Visits are finite decimals, divergences rational combinations of logarithms, so the loss is decided.

Source: Friedman (2026), generalized knowledge distillation; printed value 0.120.

A failure means that the walk, its visits or the direction of the divergence are not those of the demonstration.
"""

from collections.abc import Iterator
from dataclasses import replace

from opd_exact.coq.statements import Statement
from opd_exact.registry import Check, Claim, Finding, Verdict, all_of
from opd_exact.registry.published import published

from . import _kernel
from ._figures import SOURCE
from ._gkd import GkdSubject, float_observation, gkd_facts, gkd_mutants, gkd_subject


def kernel(subject: GkdSubject) -> Iterator[Statement]:
    """The loss at its figure; the student's visits are given as numbers: where these come from is not said."""
    sentence = "The divergences, weighted by the given visits, sum to the figure at its digits."
    yield _kernel.rounded("loss", sentence, _kernel.loss(subject), subject.claimed)


def establish(subject: GkdSubject) -> Finding:
    """Decide the visits and the loss at 30 digits; measure float64."""
    finding = all_of(gkd_facts(subject, "reverse KL, on-policy"))
    if not finding.verdict.may_pass:
        return finding
    return replace(
        finding,
        exact=str(subject.loss()),
        value=subject.loss(),
        published=published("0.120", subject.loss(), reported="0.12020126576398919"),
        observations=(float_observation(subject, "reverse KL, on-policy"),),
    )


CHECK = Check(
    id="gkd_on_policy_loss",
    claim=Claim(
        "The reverse-KL loss of the demonstration on the student's own visits is 0.120201265763989238123905598944"
        " to 30 digits.",
        r"\sum_i \bar d_S(i)\, D(\pi_S(\cdot|i)\,\|\,\pi_T(\cdot|i)) = 0.120201265763989238\ldots",
        "for the demonstration's tables, start in the first state, horizon 8",
        f"{SOURCE}, generalized knowledge distillation",
    ),
    tier=Verdict.DECIDED,
    subject=gkd_subject("student", "0.120201265763989238123905598944"),
    establish=establish,
    mutants=gkd_mutants("teacher"),
    tags=("distillation", "numpy"),
    kernel=kernel,
)
