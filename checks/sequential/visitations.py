"""Where teacher and student spend their time: three visitations, finite decimals of at most 29 places.

The visitation is the mean of the state distributions at times 0 to 7. Every induced transition probability is a decimal
of four places, so that the visits are finite decimals, and the published ones are compared as they stand. The student
before correction drifts 0.277 of the time, the teacher 0.060.

Source: Friedman (2026), witness 4.

A failure means that the induced chain, the start or the horizon is not that of the witness, and no loss can be right.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.coq.statements import Statement
from opd_exact.models.sequential_shift import HORIZON, ShiftWitness, sequential_shift
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from ._kernel import Walk, equations, policy_terms
from ._witness import SOURCE, actions_exchanged, equal_to_claim, teacher_changed

Shares = tuple[Fraction, ...]


@dataclass(frozen=True)
class VisitSubject:
    """The witness, the visitations claimed for each policy, and when visits count."""

    witness: ShiftWitness
    claimed: tuple[tuple[str, Shares], ...]
    horizon: int = HORIZON
    first: int = 0


CLAIMED = tuple(
    (name, tuple(map(Fraction, shares)))
    for name, shares in (
        (
            "teacher",
            ("0.125", "0.68159362152413473257343302", "0.05999572017051882760233978", "0.1334106583053464398242272"),
        ),
        (
            "before",
            (
                "0.125",
                "0.4521971625665549977110634875",
                "0.27729460691451535694248428125",
                "0.14550823051892964534645223125",
            ),
        ),
        (
            "after",
            ("0.125", "0.57198836919132738565879224", "0.1444683230912406005839258", "0.15854330771743201375728196"),
        ),
    )
)


def build(inputs: Inputs) -> VisitSubject:
    """The witness with the published visitations."""
    return VisitSubject(sequential_shift(), CLAIMED)


def kernel(subject: VisitSubject) -> Iterator[Statement]:
    """Every share, stepped from the tables, as the decimal that is published."""
    for name, claimed in subject.claimed:
        walk = Walk(subject.witness.process, policy_terms(getattr(subject.witness, name)))
        sentence = f"How often the walk of '{name}' is in each state, as a share of {subject.horizon} times."
        yield equations(name, sentence, zip(walk.visitation(subject.horizon, subject.first), claimed, strict=True))


def establish(subject: VisitSubject) -> Finding:
    """Decide every share, that shares sum to one, and which way correction moves the student."""
    finding = all_of(_facts(subject))
    return replace(finding, value=LogForm(dict(subject.claimed)["before"][2]))


def _facts(subject: VisitSubject) -> Iterator[Fact]:
    names = subject.witness.process.states
    for policy, claimed in subject.claimed:
        chain = subject.witness.process.induced(getattr(subject.witness, policy))
        until = chain.visits(subject.first + subject.horizon)
        before = chain.visits(subject.first) if subject.first else (Fraction(0),) * len(names)
        shares = tuple((late - early) / subject.horizon for late, early in zip(until, before, strict=True))
        for name, found, share in zip(names, shares, claimed, strict=True):
            yield equal_to_claim(f"{policy}: share of {name}", found, share)
        yield Fact.decided_by(sum(shares) == 1, f"{policy}: shares sum to 1", otherwise=f"{policy}: {sum(shares)}")
    given, start, end = (dict(subject.claimed)[policy] for policy in ("teacher", "before", "after"))
    yield Fact.decided_by(
        start[1] < end[1] < given[1] and given[2] < end[2] < start[2],
        "correction brings the student back to the teacher's path and out of drift",
        otherwise="correction does not bring the student back to the teacher's path",
    )


CHECK = Check(
    id="sequential_visitations",
    claim=Claim(
        "Teacher, student and corrected student visit the four states with the published shares.",
        r"\bar d_\pi = \tfrac18 \sum_{t=0}^{7} d_0 P_\pi^t",
        "for the witness's tables, start and horizon 8; all three policies",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("one step less", "the horizon is 7", lambda subject: replace(subject, horizon=7)),
        Mutant("start left out", "visits are counted at times 1 to 8", lambda subject: replace(subject, first=1)),
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
        Mutant(
            "before and after exchanged",
            "the correction runs backwards",
            lambda subject: replace(
                subject, witness=replace(subject.witness, before=subject.witness.after, after=subject.witness.before)
            ),
        ),
    ),
    tags=("sequential",),
    kernel=kernel,
)
