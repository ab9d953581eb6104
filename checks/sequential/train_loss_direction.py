"""The train loss of the witness is reverse KL; the forward-KL loss on the same visits is another number, 0.25151.

Off-policy training by maximum likelihood would average D(teacher || student) over the teacher's visits. The quantity
that the paper calls train loss averages D(student || teacher). Both are decided here, and told apart.

Source: Friedman (2026), witness 4; the forward-KL figure is not in the paper.

A failure means that one direction was taken for the other, or that the tables are not those of the witness.
"""

from dataclasses import replace

from opd_exact.registry import Check, Claim, Fact, Finding, Verdict, all_of

from ._closed_forms import FORWARD_TRAIN_LOSS, TRAIN_LOSS
from ._witness import SOURCE, LossSubject, equal_to_claim, loss_mutants, loss_subject


def establish(subject: LossSubject) -> Finding:
    """Decide the forward loss of the subject with its direction turned around, and that it is not the reverse one."""
    turned = replace(subject, direction="forward" if subject.direction == "reverse" else "reverse")
    finding = all_of(
        (
            equal_to_claim("reverse-KL train loss", subject.loss(), TRAIN_LOSS),
            equal_to_claim("forward-KL train loss", turned.loss(), subject.claimed),
            Fact.decided_by(
                turned.loss() < subject.loss(),
                "forward KL < reverse KL on the teacher's visits",
                otherwise="forward KL is not less than reverse KL on the teacher's visits",
            ),
        )
    )
    return replace(finding, exact=str(subject.claimed), value=subject.claimed)


CHECK = Check(
    id="sequential_train_loss_direction",
    claim=Claim(
        "On the teacher's visits the forward-KL loss before correction is 0.25151 nats, less than the reverse-KL loss"
        " that the paper calls train loss.",
        r"\sum_s \bar d_T(s)\, D(\pi_T(\cdot|s)\,\|\,\pi_S(\cdot|s)) = 0.25150663168884765\ldots"
        r" < \sum_s \bar d_T(s)\, D(\pi_S(\cdot|s)\,\|\,\pi_T(\cdot|s))",
        "for the witness's tables, start and horizon 8; student before correction, visits of the teacher",
        f"{SOURCE}; the forward-KL figure is ours",
    ),
    tier=Verdict.DECIDED,
    subject=loss_subject("before", "teacher", FORWARD_TRAIN_LOSS),
    establish=establish,
    mutants=loss_mutants("before"),
    tags=("sequential",),
)
