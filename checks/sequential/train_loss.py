"""Train loss: the student's reverse KL from the teacher, averaged over the states that the teacher visits.

Before correction it is 0.33296 nats: a rational combination of the logarithms of 2, 3, 5, 11, 13, 17, 19, 31 and 41. It
is what off-policy distillation would minimize, in the direction that on-policy distillation takes (the student first).

Source: Friedman (2026), witness 4; printed value 0.333.

A failure means that the loss, the visits or the tables are not those of the witness: the divergence is taken the other
way round, the visits are another policy's, or a time step is lost or added.
"""

from opd_exact.registry import Check, Claim, Finding, Verdict

from ._closed_forms import TRAIN_LOSS
from ._kernel import loss_statements
from ._witness import SOURCE, LossSubject, finding_on_loss, loss_mutants, loss_subject


def establish(subject: LossSubject) -> Finding:
    """Decide the closed form; measure float64 and the published figures."""
    return finding_on_loss(subject, "train loss", "0.333", "0.33295575646542386")


CHECK = Check(
    id="sequential_train_loss",
    claim=Claim(
        "The train loss before correction is the given combination of logarithms of primes, 0.33296 nats.",
        r"\sum_s \bar d_T(s)\, D(\pi_S(\cdot|s)\,\|\,\pi_T(\cdot|s)) = 0.33295575646542391\ldots",
        "for the witness's tables, start and horizon 8; student before correction, visits of the teacher",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=loss_subject("before", "teacher", TRAIN_LOSS),
    establish=establish,
    mutants=loss_mutants("before"),
    tags=("sequential", "numpy"),
    kernel=loss_statements,
)
