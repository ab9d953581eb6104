"""Generalized knowledge distillation, off-policy: reverse KL on the teacher's visits is 0.1140145697 nats.

The loss is the mean of D(student || teacher) over the token states, weighted by how often the teacher's walk is in
each. Visits are finite decimals, divergences rational combinations of logarithms, so the loss is decided.

Source: Friedman (2026), generalized knowledge distillation; printed value 0.114.

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
    """The loss at its figure; the teacher's visits are given as numbers: where these come from is not said."""
    sentence = "The divergences, weighted by the given visits, sum to the figure at its digits."
    yield _kernel.rounded("loss", sentence, _kernel.loss(subject), subject.claimed)


def establish(subject: GkdSubject) -> Finding:
    """Decide the visits and the loss at 30 digits; measure float64."""
    finding = all_of(gkd_facts(subject, "reverse KL, off-policy"))
    if not finding.verdict.may_pass:
        return finding
    return replace(
        finding,
        exact=str(subject.loss()),
        value=subject.loss(),
        published=published("0.114", subject.loss(), reported="0.11401456971629763"),
        observations=(float_observation(subject, "reverse KL, off-policy"),),
    )


CHECK = Check(
    id="gkd_off_policy_loss",
    claim=Claim(
        "The reverse-KL loss of the demonstration on the teacher's visits is 0.114014569716297676445875278055"
        " to 30 digits.",
        r"\sum_i \bar d_T(i)\, D(\pi_S(\cdot|i)\,\|\,\pi_T(\cdot|i)) = 0.114014569716297676\ldots",
        "for the demonstration's tables, start in the first state, horizon 8",
        f"{SOURCE}, generalized knowledge distillation",
    ),
    tier=Verdict.DECIDED,
    subject=gkd_subject("teacher", "0.114014569716297676445875278055"),
    establish=establish,
    mutants=gkd_mutants("student"),
    tags=("distillation", "numpy"),
    kernel=kernel,
)
