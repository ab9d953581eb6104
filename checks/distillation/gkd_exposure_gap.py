"""Generalized knowledge distillation: the loss on the student's own visits exceeds that on the teacher's by 0.00619.

That on-policy loss is at least off-policy loss is a property of these tables, not a law: a student that
errs only where it spends less time than the teacher turns the sign around, and one is decided here.

Source: Friedman (2026), generalized knowledge distillation; printed value 0.006.

A failure means that the gap is not the difference of the two losses of the demonstration, or has the other sign.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from opd_exact.coq.statements import Order, Statement
from opd_exact.models.policy_chain import Policy
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _kernel
from ._figures import SOURCE, gkd, less, rounds_to, shown
from ._gkd import GkdSubject

# This student differs from the teacher in the first state only, where it is less sure and so spends less time.
ELSEWHERE = Policy.of(((".60", ".25", ".15"), (".10", ".80", ".10"), (".15", ".15", ".70")))


@dataclass(frozen=True)
class GapSubject:
    """The losses on the visits of student and teacher, the gap claimed, and a student that turns its sign around."""

    on: GkdSubject
    off: GkdSubject
    claimed: str
    elsewhere: Policy

    def gap(self) -> LogForm:
        """On-policy loss minus off-policy loss."""
        return self.on.loss() - self.off.loss()


def build(inputs: Inputs) -> GapSubject:
    """The demonstration as the paper defines it."""
    return GapSubject(
        GkdSubject(gkd(), "student", ""),
        GkdSubject(gkd(), "teacher", ""),
        "0.00618669604769156167803032088884",
        ELSEWHERE,
    )


def kernel(subject: GapSubject) -> Iterator[Statement]:
    """Part of the claim: the gap of the losses on visits that are given as numbers, and the other student's sign."""
    gap = _kernel.loss(subject.on) - _kernel.loss(subject.off)
    yield _kernel.rounded("gap", "The gap at the digits of its figure.", gap, subject.claimed)
    yield Order("positive", "It is positive.", 0, gap, covers="part")
    tables = replace(subject.on.tables, student=subject.elsewhere)
    on, off = (_kernel.loss(replace(each, tables=tables)) for each in (subject.on, subject.off))
    yield Order("turned", "With the other student the gap is negative.", on, off, covers="part")


def establish(subject: GapSubject) -> Finding:
    """Decide the gap, its sign, and that another student turns the sign around."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    gap = subject.gap()
    return replace(
        finding,
        exact=str(gap),
        value=gap,
        published=published("0.006", gap, reported="0.0061866960476915644"),
    )


def _facts(subject: GapSubject) -> Iterator[Fact]:
    yield rounds_to("on-policy loss - off-policy loss", subject.gap(), subject.claimed)
    yield less("off-policy loss < on-policy loss", subject.off.loss(), subject.on.loss())
    tables = replace(subject.on.tables, student=subject.elsewhere)
    turned = replace(subject, on=replace(subject.on, tables=tables), off=replace(subject.off, tables=tables)).gap()
    yield Fact.decided_by(
        turned < 0,
        f"another student turns the sign around: its gap is {shown(turned)}",
        otherwise=f"the student that is to turn the sign around has the gap {shown(turned)}",
        margin=shown(turned),
    )


CHECK = Check(
    id="gkd_exposure_gap",
    claim=Claim(
        "On-policy loss exceeds off-policy loss by 0.00618669604769156… in the demonstration, and falls short of it for"
        " another student on the same transitions.",
        r"L_{\mathrm{on}} - L_{\mathrm{off}} = 0.00618669604769156\ldots > 0",
        "for the demonstration's tables; the sign is not general, as the second student shows",
        f"{SOURCE}, generalized knowledge distillation; the second student is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "losses exchanged",
            "the gap has the other sign",
            lambda subject: replace(subject, on=subject.off, off=subject.on),
        ),
        Mutant(
            "forward KL",
            "both losses have their divergences turned around",
            lambda subject: replace(
                subject,
                on=replace(subject.on, direction="forward"),
                off=replace(subject.off, direction="forward"),
            ),
        ),
        Mutant(
            "forward against reverse",
            "the on-policy loss is forward KL, the off-policy loss reverse",
            lambda subject: replace(subject, on=replace(subject.on, direction="forward")),
        ),
        Mutant("no gap", "both losses are on the teacher's visits", lambda subject: replace(subject, on=subject.off)),
        Mutant(
            "a law",
            "the published student is claimed to turn the sign around too",
            lambda subject: replace(subject, elsewhere=subject.on.tables.student),
        ),
    ),
    tags=("distillation",),
    kernel=kernel,
)
