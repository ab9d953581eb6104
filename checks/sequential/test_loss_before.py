"""Test loss before correction: the student's reverse KL from the teacher, averaged over the states it visits itself.

It is 0.40867 nats, more than the train loss: the student drifts into states that the teacher rarely sees, and there it
differs from the teacher most.

Source: Friedman (2026), witness 4; printed value 0.409.

A failure means that the loss, the visits or the tables are not those of the witness: the divergence is taken the other
way round, the visits are another policy's, or a time step is lost or added.
"""

from opd_exact.registry import Check, Claim, Finding, Verdict

from ._closed_forms import TEST_LOSS_BEFORE
from ._kernel import loss_statements
from ._witness import SOURCE, LossSubject, finding_on_loss, loss_mutants, loss_subject


def establish(subject: LossSubject) -> Finding:
    """Decide the closed form; measure float64 and the published figures."""
    return finding_on_loss(subject, "test loss before correction", "0.409", "0.40867145750434053")


CHECK = Check(
    id="sequential_test_loss_before",
    claim=Claim(
        "The test loss before correction is the given combination of logarithms of primes, 0.40867 nats.",
        r"\sum_s \bar d_S(s)\, D(\pi_S(\cdot|s)\,\|\,\pi_T(\cdot|s)) = 0.40867145750434054\ldots",
        "for the witness's tables, start and horizon 8; student before correction, visits of its own",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=loss_subject("before", "before", TEST_LOSS_BEFORE),
    establish=establish,
    mutants=loss_mutants("teacher"),
    tags=("sequential", "numpy"),
    kernel=loss_statements,
)
