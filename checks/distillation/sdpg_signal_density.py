"""Self-distilled policy gradient: the distillation term speaks of four coordinates, a scalar reward of one.

"Signal density" counts the coordinates in which student and teacher differ. All four do, and not by rounding: each
difference is enclosed away from 0. The gradient of the reverse KL, q_i (log(q_i/p_i) - D), is also nonzero in each.

Source: Friedman (2026), self-distilled policy gradient; printed "4 active components versus 1".

A failure means that student and teacher agree somewhere, or that a coordinate is counted which does not differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy

from opd_exact.audit.truth import value_at
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_equal

from ._figures import SOURCE, shown
from ._sdpg import Sdpg


@dataclass(frozen=True)
class DensitySubject:
    """The demonstration, and the number of coordinates claimed."""

    sdpg: Sdpg
    claimed: int = 4


def build(inputs: Inputs) -> DensitySubject:
    """The demonstration as the paper defines it."""
    return DensitySubject(Sdpg("rkl", ""))


def establish(subject: DensitySubject) -> Finding:
    """Enclose the differences of student and teacher, coordinate by coordinate, and count."""
    finding = all_of(_facts(subject))
    return replace(finding, exact=f"{subject.claimed} coordinates against 1")


def _facts(subject: DensitySubject) -> Iterator[Fact]:
    student, teacher = (subject.sdpg.distribution(who) for who in ("student", "teacher"))
    divergence = subject.sdpg.terms()["reverse"]
    yield Fact.decided_by(
        len(student) == len(teacher) == subject.claimed,
        f"there are {subject.claimed} coordinates",
        otherwise=f"there are {len(student)} coordinates, not {subject.claimed}",
    )
    for i, (q, p) in enumerate(zip(student, teacher, strict=True)):
        yield _differ(i, prove_equal(q, p, Domain()))
        slope = value_at(q * (sympy.log(q) - sympy.log(p) - divergence), {})
        sign = slope.sign()
        yield Fact(
            Verdict.ENCLOSED if sign else Verdict.REFUTED,
            f"the gradient of the reverse KL in coordinate {i} is {shown(slope)}",
        )


def _differ(i: int, equality: Theorem | Refutation) -> Fact:
    if isinstance(equality, Theorem):
        return Fact(Verdict.REFUTED, f"student and teacher agree in coordinate {i}", "0")
    return Fact(Verdict.ENCLOSED, f"student and teacher differ in coordinate {i} by {equality.value_text}")


CHECK = Check(
    id="sdpg_signal_density",
    claim=Claim(
        "Student and teacher differ in all four coordinates, and so does the gradient of the reverse KL from 0.",
        r"q_i \ne p_i,\quad q_i\,(\log(q_i/p_i) - D(q\|p)) \ne 0,\quad i = 1, \dots, 4",
        "for the demonstration's logits",
        f"{SOURCE}, self-distilled policy gradient",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "student is the teacher",
            "the student has the teacher's logits",
            lambda subject: replace(subject, sdpg=replace(subject.sdpg, student=subject.sdpg.teacher)),
        ),
        Mutant(
            "shifted logits",
            "the student's logits are the teacher's plus 1: the same distribution",
            lambda subject: replace(subject, sdpg=replace(subject.sdpg, student=("3", "1", "0", "-1"))),
        ),
        Mutant("three coordinates", "three are claimed", lambda subject: replace(subject, claimed=3)),
    ),
    tags=("distillation",),
)
