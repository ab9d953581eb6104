"""Train loss underestimates test loss up to the dose f* = 0.49190189920947703…, and overestimates it beyond.

The difference of the two losses has exactly one root in [0, 1]: the boxes on which it may vanish lie together, its
slope keeps one sign there, and its signs at the ends are opposite. The root is enclosed to as many digits as one wants.

Source: Friedman (2026), witness 4; the paper looks at five doses, of which ¼ and ½ lie on the two sides.

A failure means that the shift does not change its sign where it is claimed to, or more than once.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.audit.printed import agrees_with_printed, printed_interval
from opd_exact.coq.statements import Order, Statement
from opd_exact.models.sequential_shift import HORIZON, ShiftWitness, sequential_shift
from opd_exact.numbers.subdivision import only_root
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from ._dose import DoseCurves, at_dose
from ._kernel import Walk, policy_terms, weighted_loss
from ._witness import SOURCE, actions_exchanged, teacher_changed


@dataclass(frozen=True)
class RootSubject:
    """The witness, how the losses are taken, and the digits claimed for the root."""

    witness: ShiftWitness
    claimed: str = "0.491901899209477032"
    horizon: int = HORIZON
    forward: bool = False

    def curves(self) -> DoseCurves:
        """The losses over the dose."""
        return DoseCurves(self.witness, self.horizon, self.forward)


def build(inputs: Inputs) -> RootSubject:
    """The witness as the paper defines it."""
    return RootSubject(sequential_shift())


def kernel(subject: RootSubject) -> Iterator[Statement]:
    """Signs at the ends and on both sides of the claimed digits; that there is one root alone is not said."""
    witness = subject.witness
    teacher = policy_terms(witness.teacher)
    low, high = printed_interval(subject.claimed)
    doses = (("start", Fraction(0), 1), ("below", low, 1), ("above", high, -1), ("full", Fraction(1), -1))
    for name, dose, more in doses:
        student = policy_terms(witness.before, witness.after, dose)
        train, test = (
            weighted_loss(
                Walk(witness.process, policy).visitation(subject.horizon),
                student,
                teacher,
                "forward" if subject.forward else "reverse",
            )
            for policy in (teacher, student)
        )
        sentence = (
            f"At dose {dose} the {'test' if more > 0 else 'train'} loss is the larger one, from the tables alone."
        )
        less, larger = (train, test) if more > 0 else (test, train)
        yield Order(name, sentence, less, larger, covers="part")


def establish(subject: RootSubject) -> Finding:
    """Decide the signs at the ends, then enclose the one root."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    return replace(finding, value=only_root(subject.curves().difference(), 0, 1))


def _facts(subject: RootSubject) -> Iterator[Fact]:
    for dose, relation in ((0, ">"), (1, "<")):
        figures = at_dose(subject.witness, dose, subject.horizon, forward=subject.forward)
        shift = figures.test - figures.train
        yield Fact.decided_by(
            shift > 0 if dose == 0 else shift < 0,
            f"test loss {relation} train loss at dose {dose}",
            otherwise=f"test loss - train loss = {shift} at dose {dose}, expected {relation} 0",
        )
    root = only_root(subject.curves().difference(), 0, 1)
    if root is None or not agrees_with_printed(root, subject.claimed):
        found = "no root" if root is None else f"the root {root.enclose(24).decimal(20)[0]}"
        text = f"test loss - train loss has {found} in [0, 1], claimed is {subject.claimed}"
        yield Fact(Verdict.REFUTED, text, found)
        return
    yield Fact(Verdict.ENCLOSED, f"test loss - train loss has one root in [0, 1], which rounds to {subject.claimed}")


CHECK = Check(
    id="sequential_sign_change",
    claim=Claim(
        "Test loss exceeds train loss for doses below f* = 0.491901899209477032…, and is less for doses above it.",
        r"L_{\mathrm{test}}(f) > L_{\mathrm{train}}(f) \iff f < f^*,\quad f^* = 0.491901899209477032\ldots",
        "for all doses f in [0, 1], policies (1-f) before + f after, and horizon 8",
        f"{SOURCE}; the root is ours",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("one half", "the root is claimed at ½", lambda subject: replace(subject, claimed="0.50")),
        Mutant(
            "last digit",
            "the claimed root is one higher in the eighteenth digit",
            lambda subject: replace(subject, claimed="0.491901899209477033"),
        ),
        Mutant("one step less", "the horizon is 7", lambda subject: replace(subject, horizon=7)),
        Mutant("forward KL", "the divergences are turned around", lambda subject: replace(subject, forward=True)),
        Mutant("horizon 1", "there is no shift at all", lambda subject: replace(subject, horizon=1)),
        Mutant(
            "teacher off by 1e-12",
            "one of the teacher's probabilities is moved by 1e-12",
            lambda subject: replace(subject, witness=teacher_changed(subject.witness)),
        ),
        Mutant(
            "actions exchanged",
            "each action has the transitions of the other",
            lambda subject: replace(subject, witness=actions_exchanged(subject.witness)),
        ),
    ),
    tags=("sequential", "root"),
    kernel=kernel,
)
