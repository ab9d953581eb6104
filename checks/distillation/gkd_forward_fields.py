"""Generalized knowledge distillation: the fields that the published run names forward KL hold reverse KL.

They hold 0.11401456971629763 and 0.12020126576398919, the reverse-KL losses digit for digit, because the arguments are
passed in swapped order and the divergence turned around once more. Forward KL is 0.09342 and 0.09830.

Source: Friedman (2026), generalized knowledge distillation, the run's records.

A failure means that forward KL was computed with its arguments in the wrong order here too.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Enclosure, Statement
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _kernel
from ._figures import SOURCE, gkd, less, rounds_to
from ._gkd import GkdSubject, float_observation

FIELDS = {"off": "0.11401456971629763", "on": "0.12020126576398919"}
# The fields are float64 results of some hundred operations; agreement is asked for to 15 digits.
SAME = Fraction(1, 10**15)


@dataclass(frozen=True)
class FieldsSubject:
    """The forward losses with the figures claimed for them, and what the published fields hold."""

    off: GkdSubject
    on: GkdSubject
    off_field: Fraction
    on_field: Fraction


def build(inputs: Inputs) -> FieldsSubject:
    """The demonstration as the paper defines it."""
    return FieldsSubject(
        GkdSubject(gkd(), "teacher", "0.0934182317225577601684748557781", "forward"),
        GkdSubject(gkd(), "student", "0.0983037227202756848109547263927", "forward"),
        Fraction(FIELDS["off"]),
        Fraction(FIELDS["on"]),
    )


def kernel(subject: FieldsSubject) -> Iterator[Statement]:
    """Part of the claim: both forward losses, on given visits, and that the fields hold the reverse ones."""
    for name, forward, field in (("off", subject.off, subject.off_field), ("on", subject.on, subject.on_field)):
        sentence = f"The {name}-policy forward loss at the digits of its figure."
        yield _kernel.rounded(f"{name}_forward", sentence, _kernel.loss(forward), forward.claimed)
        reverse = _kernel.loss(replace(forward, direction="reverse"))
        sentence = f"The {name}-policy field holds the reverse loss, to 1e-15."
        yield Enclosure(
            f"{name}_field", sentence, (Within.of(reverse, field - SAME, field + SAME, strict=True),), covers="part"
        )


def establish(subject: FieldsSubject) -> Finding:
    """Decide both forward losses, and which losses the fields hold."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    off = subject.off.loss()
    return replace(
        finding,
        exact=str(off),
        value=off,
        published=published(
            FIELDS["off"],
            off,
            "the field holds reverse KL: the arguments of the divergence are passed in swapped order",
        ),
        observations=(
            float_observation(subject.off, "forward KL, off-policy"),
            float_observation(subject.on, "forward KL, on-policy"),
        ),
    )


def _facts(subject: FieldsSubject) -> Iterator[Fact]:
    for name, forward, field in (("off", subject.off, subject.off_field), ("on", subject.on, subject.on_field)):
        yield rounds_to(f"forward KL, {name}-policy", forward.loss(), forward.claimed)
        reverse = replace(forward, direction="reverse").loss()
        yield less(f"the {name}-policy field is the reverse-KL loss to 1e-15", abs(reverse - field), SAME)
        yield less(
            f"the {name}-policy field is more than 0.01 away from forward KL",
            Fraction(1, 100),
            abs(forward.loss() - field),
        )


CHECK = Check(
    id="gkd_forward_fields",
    claim=Claim(
        "The forward-KL losses of the demonstration are 0.09341823172255776… off-policy and 0.09830372272027568…"
        " on-policy; the published fields of that name hold the reverse-KL losses.",
        r"\sum_i \bar d(i)\, D(\pi_T(\cdot|i)\,\|\,\pi_S(\cdot|i)) = 0.0934182317\ldots,\ 0.0983037227\ldots",
        "for the demonstration's tables, on the visits of teacher and student, horizon 8",
        f"{SOURCE}, generalized knowledge distillation",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "arguments swapped",
            "what is called forward KL is reverse KL, as in the published fields",
            lambda subject: replace(
                subject,
                off=replace(subject.off, direction="reverse"),
                on=replace(subject.on, direction="reverse"),
            ),
        ),
        Mutant(
            "fields mended",
            "the off-policy field holds forward KL",
            lambda subject: replace(subject, off_field=Fraction("0.09341823172255776")),
        ),
        Mutant(
            "fields exchanged",
            "on-policy and off-policy fields trade places",
            lambda subject: replace(subject, off_field=subject.on_field, on_field=subject.off_field),
        ),
        Mutant(
            "visits exchanged",
            "the off-policy loss is on the student's visits",
            lambda subject: replace(subject, off=replace(subject.off, visitor="student")),
        ),
    ),
    tags=("distillation", "numpy"),
    kernel=kernel,
)
