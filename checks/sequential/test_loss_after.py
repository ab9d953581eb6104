"""Test loss after correction: the corrected student's reverse KL from the teacher, averaged over its own visits.

It is 0.09602 nats. The corrected policy is a table of the paper's, not the outcome of an optimization.

Source: Friedman (2026), witness 4; printed value 0.096.

A failure means that the loss, the visits or the tables are not those of the witness: the divergence is taken the other
way round, the visits are another policy's, or a time step is lost or added.
"""

from opd_exact.registry import Check, Claim, Finding, Verdict

from ._closed_forms import TEST_LOSS_AFTER
from ._kernel import loss_statements
from ._witness import SOURCE, LossSubject, finding_on_loss, loss_mutants, loss_subject


def establish(subject: LossSubject) -> Finding:
    """Decide the closed form; measure float64 and the published figures."""
    return finding_on_loss(subject, "test loss after correction", "0.096", "0.09602030198063026")


CHECK = Check(
    id="sequential_test_loss_after",
    claim=Claim(
        "The test loss after correction is the given combination of logarithms of primes, 0.09602 nats.",
        r"\sum_s \bar d_{S'}(s)\, D(\pi_{S'}(\cdot|s)\,\|\,\pi_T(\cdot|s)) = 0.09602030198063036\ldots",
        "for the witness's tables, start and horizon 8; student after correction, visits of its own",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=loss_subject("after", "after", TEST_LOSS_AFTER),
    establish=establish,
    mutants=loss_mutants("before"),
    tags=("sequential", "numpy"),
    kernel=loss_statements,
)
