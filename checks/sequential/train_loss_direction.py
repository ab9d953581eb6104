"""The train loss of the witness is reverse KL; the forward-KL loss on the same visits is another number, 0.25151.

Off-policy training by maximum likelihood would average D(teacher || student) over the teacher's visits. The quantity
that the paper calls train loss averages D(student || teacher). Both are decided here, and told apart.

Source: Friedman (2026), witness 4; the forward-KL figure is not in the paper.

A failure means that one direction was taken for the other, or that the tables are not those of the witness.
"""

from collections.abc import Iterator
from dataclasses import replace

from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.registry import Check, Claim, Fact, Finding, Verdict, all_of

from ._closed_forms import FORWARD_TRAIN_LOSS, TRAIN_LOSS
from ._kernel import subject_loss, visits_stated
from ._witness import SOURCE, LossSubject, equal_to_claim, loss_mutants, loss_subject


def kernel(subject: LossSubject) -> Iterator[Statement]:
    """The visits; under them both losses in closed form, and their order; the digits of the forward one."""
    turned = _turned(subject)
    shares = subject.visitation()
    yield visits_stated(subject)
    reverse, forward = subject_loss(subject, shares), subject_loss(turned, shares)
    yield Identity("reverse", "Under these shares, the loss of the student from the teacher.", reverse, TRAIN_LOSS)
    yield Identity("forward", "The loss of the teacher from the student, another number.", forward, subject.claimed)
    yield Order("less", "Forward KL is less than reverse KL on the same visits.", forward, reverse)
    sentence = "The forward loss from the tables alone, to 30 digits."
    yield enclosure_of("digits", sentence, subject_loss(turned), subject.claimed)


def _turned(subject: LossSubject) -> LossSubject:
    return replace(subject, direction="forward" if subject.direction == "reverse" else "reverse")


def establish(subject: LossSubject) -> Finding:
    """Decide the forward loss of the subject with its direction turned around, and that it is not the reverse one."""
    turned = _turned(subject)
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
    kernel=kernel,
)
