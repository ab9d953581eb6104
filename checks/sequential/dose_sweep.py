"""The dose sweep: train loss, test loss and shift mass for 0, ¼, ½, ¾ and all of the correction.

All fifteen figures are exact, and the published digits are compared with them one by one. Each of the three falls
strictly from dose to dose. Train loss underestimates test loss at the first two doses and not at the last three: the
sign of the shift is a matter of the dose, and the published gate looks at the first row only.

Source: Friedman (2026), witness 4, correction-dose sweep.

A failure means that a row of the sweep is not that of the policy which its dose names, or that one of the three figures
rises somewhere along the sweep.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from opd_exact.audit.printed import agrees_with_printed, printed_interval
from opd_exact.coq.formulas import And, Within
from opd_exact.coq.statements import Enclosure, Statement
from opd_exact.models.sequential_shift import HORIZON, ShiftWitness, sequential_shift
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Series, Verdict, all_of

from ._dose import AtDose, at_dose
from ._kernel import Together, Walk, half_differences, policy_terms, weighted_loss
from ._witness import SOURCE, actions_exchanged, teacher_changed


@dataclass(frozen=True)
class SweepRow:
    """One row as it is published: the dose, three figures, and whether train loss is less than test loss."""

    dose: Fraction
    train: str
    test: str
    mass: str
    underestimates: bool


@dataclass(frozen=True)
class SweepSubject:
    """The witness, the rows claimed, and how the losses are taken."""

    witness: ShiftWitness
    rows: tuple[SweepRow, ...]
    horizon: int = HORIZON
    forward: bool = False


DRAWN = tuple(Fraction(k, 20) for k in range(21))

ROWS = (
    SweepRow(Fraction(0), "0.332955756465423911", "0.408671457504340549", "0.229396458957579735", True),
    SweepRow(Fraction(1, 4), "0.265469827605885255", "0.291127704959244475", "0.195953383433249403", True),
    SweepRow(Fraction(1, 2), "0.205654617529416647", "0.205080234903637215", "0.165154271702951070", False),
    SweepRow(Fraction(3, 4), "0.153403331851774007", "0.141826898214679090", "0.136506989846851389", False),
    SweepRow(Fraction(1), "0.109024644482754197", "0.096020301980630366", "0.109605252332807347", False),
)


def build(inputs: Inputs) -> SweepSubject:
    """The witness and the sweep as published."""
    return SweepSubject(sequential_shift(), ROWS)


def kernel(subject: SweepSubject) -> Iterator[Statement]:
    """Every figure within half a unit of its last digit; the order along the sweep can be read off the digits."""
    witness = subject.witness
    teacher = policy_terms(witness.teacher)
    given = Walk(witness.process, teacher).visitation(subject.horizon)
    losses, masses = [], []
    for row in subject.rows:
        student = policy_terms(witness.before, witness.after, row.dose)
        own = Walk(witness.process, student).visitation(subject.horizon)
        for visits, printed in ((given, row.train), (own, row.test)):
            term = weighted_loss(visits, student, teacher, "forward" if subject.forward else "reverse")
            losses.append(Within.of(term, *printed_interval(printed)))
        masses.append(Within.of(half_differences(own, given), *printed_interval(row.mass)))
    yield Enclosure("losses", "Train and test loss at each dose, from the tables alone.", losses)
    sentence = "The shift mass at each dose, from the tables alone."
    yield Together("masses", sentence, And(tuple(masses)), "settled_as_read.", ("Rational",))


def establish(subject: SweepSubject) -> Finding:
    """Decide every figure at its digits, the order along the sweep, and which loss is less."""
    finding = all_of(_facts(subject))
    smallest = abs(_shift(at_dose(subject.witness, Fraction(1, 2), subject.horizon)))
    return replace(finding, exact=f"train - test at half the dose = {smallest}", value=smallest)


def _facts(subject: SweepSubject) -> Iterator[Fact]:
    found = [at_dose(subject.witness, row.dose, subject.horizon, forward=subject.forward) for row in subject.rows]
    for row, figures in zip(subject.rows, found, strict=True):
        for name in ("train", "test", "mass"):
            yield _figure(row, name, getattr(figures, name))
        yield Fact.decided_by(
            (_shift(figures) > 0) is row.underestimates,
            f"dose {row.dose}: train loss is {'less' if row.underestimates else 'not less'} than test loss",
            otherwise=f"dose {row.dose}: test - train = {_text(_shift(figures))}",
            margin=_text(_shift(figures)),
        )
    for (row, figures), (next_row, after) in pairwise(zip(subject.rows, found, strict=True)):
        falls = after.train < figures.train and after.test < figures.test and after.mass < figures.mass
        yield Fact.decided_by(
            falls,
            f"train, test and mass fall from dose {row.dose} to {next_row.dose}",
            otherwise=f"not all of train, test and mass fall from dose {row.dose} to {next_row.dose}",
        )


def _figure(row: SweepRow, name: str, truth: LogForm | Fraction) -> Fact:
    printed = getattr(row, name)
    return Fact.decided_by(
        agrees_with_printed(truth, printed),
        f"dose {row.dose}: {name} rounds to {printed}",
        otherwise=f"dose {row.dose}: {name} is {_text(truth)}, not {printed}",
    )


def _shift(figures: AtDose) -> LogForm:
    return figures.test - figures.train


def _text(truth: LogForm | Fraction) -> str:
    return LogForm.total([truth]).enclose(20).decimal(18)[0]


def _with_row(subject: SweepSubject, place: int, **changes: object) -> SweepSubject:
    rows = list(subject.rows)
    rows[place] = replace(rows[place], **changes)  # type: ignore[arg-type]
    return replace(subject, rows=tuple(rows))


def tables(subject: SweepSubject) -> tuple[Series, ...]:
    """The three figures at the doses that are drawn; `published` says where the sweep as published has a row."""
    published = {row.dose for row in subject.rows}
    rows = []
    for dose in DRAWN:
        at = at_dose(subject.witness, dose, subject.horizon, forward=subject.forward)
        rows.append((dose, at.train, at.test, at.mass, "yes" if dose in published else "no"))
    return (Series("losses", ("dose", "train", "test", "shift_mass", "published"), tuple(rows)),)


CHECK = Check(
    id="sequential_dose_sweep",
    claim=Claim(
        "Train loss, test loss and shift mass fall strictly along the published doses and have the published digits;"
        " train loss is less than test loss at doses 0 and ¼, and more at ½, ¾ and 1.",
        r"L_{\mathrm{train}}(f),\ L_{\mathrm{test}}(f),\ \mathrm{TV}(f) \text{ fall},\quad"
        r" L_{\mathrm{train}} < L_{\mathrm{test}} \iff f \in \{0, \tfrac14\}",
        "for the policies (1-f) before + f after with f in {0, 1/4, 1/2, 3/4, 1}, and horizon 8",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "underestimation at half the dose",
            "the middle row claims that train loss is less",
            lambda subject: _with_row(subject, 2, underestimates=True),
        ),
        Mutant(
            "last digit",
            "the test loss at dose ¾ is one higher in the eighteenth digit",
            lambda subject: _with_row(subject, 3, test="0.141826898214679091"),
        ),
        Mutant(
            "dose mislabeled",
            "the row of dose ¼ is labeled 0.26",
            lambda subject: _with_row(subject, 1, dose=Fraction(13, 50)),
        ),
        Mutant(
            "before and after exchanged",
            "the correction runs backwards",
            lambda subject: replace(
                subject, witness=replace(subject.witness, before=subject.witness.after, after=subject.witness.before)
            ),
        ),
        Mutant("forward KL", "the divergences are turned around", lambda subject: replace(subject, forward=True)),
        Mutant("one step more", "the horizon is 9", lambda subject: replace(subject, horizon=subject.horizon + 1)),
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
    tags=("sequential",),
    series=tables,
    kernel=kernel,
)
