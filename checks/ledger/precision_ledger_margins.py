"""The five controls of the precision ledger miss by log 2, 0.01893, 1, 0.49463 and 0.19852; the least is 0.019.

A control breaks an identity on purpose and must be seen to: blinding the cue reopens the gap; weighing observations
equally in place of by their probability shifts the residual; a blinded cue costs what it costs and brings nothing;
validity ½ in place of 0.95 reopens the entropy after the cue; a filter that trusts the cue fully misses the trajectory.
All five are executed here on exact numbers, and each exceeds the published minimum of 1e-3.

Source: Friedman (2026), precision ledger; printed minimum 0.019.

A failure means that a control has no power: what it breaks would not be noticed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from opd_exact.audit.printed import agrees_with_printed
from opd_exact.coq.statements import Identity, Order, Statement
from opd_exact.coq.terms import Term, term_of
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _kernel
from ._identities import (
    CUES,
    HALF,
    NOISY,
    SOURCE,
    Rows,
    binary_entropy,
    filtered_entropies,
    open_entropy,
    step_value,
    symmetric,
    weighted_uniformly,
)

LEAST = Fraction(1, 1000)
NAMES = (
    "blinding reopens the gap",
    "the wrong measure breaks the identity",
    "a blinded cue collapses the sequential advantage",
    "a blinded cue reopens the bridge's residual",
    "the wrong validity breaks the trajectory",
)
REPORTED = ("0.6931471805599453", "0.018929411189365086", "1.0", "0.4946319372140726", "0.19851523676453842")


@dataclass(frozen=True)
class ControlSubject:
    """What each control puts in place of the right thing, and the margins claimed for them."""

    blinded: Rows
    channel: Rows
    right_measure: bool
    cost: Fraction
    sequential_cue: Rows
    bridge_validity: Fraction
    wrong_validity: Fraction
    claimed: tuple[LogForm, ...]

    def margins(self) -> tuple[LogForm, ...]:
        """By how much each control misses."""
        measured = open_entropy(self.channel) if self.right_measure else weighted_uniformly(self.channel)
        course, wrong = filtered_entropies(Fraction(19, 20)), filtered_entropies(self.wrong_validity)
        return (
            open_entropy(self.blinded) - open_entropy(symmetric(Fraction(1))),
            abs(open_entropy(self.channel) - measured),
            self.sequential(),
            abs(filtered_entropies(self.bridge_validity)[1] - course[1]),
            max(abs(a - b) for a, b in zip(course, wrong, strict=True)),
        )

    def sequential(self) -> LogForm:
        """Cue first, with this cue and without learning from it, minus commit at once."""
        flat, arm = (HALF, HALF), (Fraction(19, 20), Fraction(1, 20))
        arms = symmetric(Fraction(19, 20))
        committed = step_value(flat, symmetric(HALF), flat)
        # A blinded cue leaves the belief flat; a perfect one resolves it.
        after = (Fraction(1), Fraction(0)) if self.sequential_cue == symmetric(Fraction(1)) else flat
        cue_first = self.cost + step_value(flat, self.sequential_cue, flat) + step_value(after, arms, arm)
        return cue_first - (committed + step_value(flat, arms, arm))


def build(inputs: Inputs) -> ControlSubject:
    """The controls as the paper defines them, and their closed forms."""
    blind = symmetric(HALF)
    noise = binary_entropy(Fraction(19, 20))
    claimed = (log(2), _measure_gap(), LogForm(1), log(2) - noise, noise)
    return ControlSubject(blind, NOISY, False, Fraction(1), blind, HALF, Fraction(1), claimed)


def _measure_gap() -> LogForm:
    """Σ_o (q(o) - 1/3) H(r|o) on the noisy channel: q = (11/30, 23/60, 1/4), posteriors in 22nds, 23rds, 15ths."""
    weights = (Fraction(11, 30), Fraction(23, 60), Fraction(1, 4))
    counts = ((16, 4, 2), (3, 14, 6), (1, 2, 12))
    entropies = [log(sum(row)) - LogForm.total(log(n) * Fraction(n, sum(row)) for n in row) for row in counts]
    return abs(LogForm.total(h * (q - Fraction(1, 3)) for h, q in zip(entropies, weights, strict=True)))


def kernel(subject: ControlSubject) -> Iterator[Statement]:
    """Each margin as the library defines its parts, in closed form, and above the published minimum."""
    names = ("blinding", "wrong_measure", "sequential", "bridge", "trajectory")
    for name, words, term, claimed in zip(names, NAMES, _margin_terms(subject), subject.claimed, strict=True):
        yield Identity(f"{name}_in_closed_form", f"{words[0].upper()}{words[1:]}: by how much.", term, claimed)
        yield Order(f"{name}_seen", f"{words[0].upper()}{words[1:]}: by more than 1e-3.", LEAST, term)


def _margin_terms(subject: ControlSubject) -> Iterator[Term]:
    """The five margins; which of two numbers is larger is decided here, and the order that follows says it."""
    yield _kernel.open_entropy(subject.blinded) - _kernel.open_entropy(symmetric(Fraction(1)))
    right = _kernel.open_entropy(subject.channel)
    measured = _kernel.open_entropy(subject.channel, wrong_measure=not subject.right_measure)
    larger = open_entropy(subject.channel) > weighted_uniformly(subject.channel)
    yield right - measured if larger else measured - right
    yield _sequential(subject)
    course = _kernel.filtered(Fraction(19, 20), CUES)
    yield _kernel.filtered(subject.bridge_validity, CUES)[1] - course[1]
    # The filters differ most after the cue, by what the one that does not trust it fully leaves open.
    yield course[1] - _kernel.filtered(subject.wrong_validity, CUES)[1]


def _sequential(subject: ControlSubject) -> Term:
    """As `ControlSubject.sequential`, in the library's words."""
    flat, arm = (HALF, HALF), (Fraction(19, 20), Fraction(1, 20))
    arms = symmetric(Fraction(19, 20))
    after = (Fraction(1), Fraction(0)) if subject.sequential_cue == symmetric(Fraction(1)) else flat
    committed = _kernel.step_value(flat, symmetric(HALF), flat) + _kernel.step_value(flat, arms, arm)
    cue_first = _kernel.step_value(flat, subject.sequential_cue, flat) + _kernel.step_value(after, arms, arm)
    return term_of(subject.cost) + cue_first - committed


def establish(subject: ControlSubject) -> Finding:
    """Execute the controls; decide their margins and that each exceeds the minimum."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    least = min(subject.margins())
    return replace(
        finding,
        exact="; ".join(f"{name}: {margin}" for name, margin in zip(NAMES, subject.claimed, strict=True)),
        value=least,
        published=published(
            "0.019",
            least,
            "the least margin. The margins with a cue of 0.95 come from single precision in the published run:"
            f" 0.19851523676453842 is reported for {subject.margins()[4].enclose(20).decimal(18)[0]}",
            reported="0.018929411189365086",
        ),
    )


def _facts(subject: ControlSubject) -> Iterator[Fact]:
    rows = zip(NAMES, subject.margins(), subject.claimed, REPORTED, strict=True)
    for name, margin, claimed, reported in rows:
        text = "0" if margin == 0 else margin.enclose(20).decimal(18)[0]
        yield Fact.decided_by(
            margin > LEAST,
            f"{name}: by {text}, more than {LEAST}",
            otherwise=f"{name}: by {text}, not more than {LEAST}: the control has no power",
            margin=text,
        )
        yield Fact.decided_by(
            margin == claimed,
            f"{name}: the margin is {claimed}",
            otherwise=f"{name}: the margin is {text}",
            margin=text,
        )
        # Single precision in the published run leaves seven digits in two of them.
        seven = f"{Decimal(reported):.7f}"
        yield Fact.decided_by(
            agrees_with_printed(margin, seven),
            f"{name}: the margin rounds to the reported one at seven places",
            otherwise=f"{name}: the margin is {text}, reported is {reported}",
            margin=text,
        )


CHECK = Check(
    id="precision_ledger_margins",
    claim=Claim(
        "The five controls miss by log 2, 0.01892941118936515…, 1, log 2 - H_b(19/20) and H_b(19/20), each by more than"
        " 1e-3.",
        r"\log 2,\quad |\textstyle\sum_o (q(o) - \tfrac13) H(r|o)|,\quad 1,\quad \log 2 - H_b(0.95),\quad H_b(0.95)",
        "for the published models and controls",
        SOURCE,
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "not blinded",
            "the first control's cue is perfect",
            lambda subject: replace(subject, blinded=symmetric(Fraction(1))),
        ),
        Mutant(
            "right measure", "observations are weighed by q(o)", lambda subject: replace(subject, right_measure=True)
        ),
        Mutant(
            "measure without power",
            "the channel is a symmetric cue, whose observations are equally likely",
            lambda subject: replace(subject, channel=symmetric(Fraction(3, 4))),
        ),
        Mutant("free cue", "the blinded cue costs nothing", lambda subject: replace(subject, cost=Fraction(0))),
        Mutant(
            "cue that tells",
            "the sequential control's cue is perfect",
            lambda subject: replace(subject, sequential_cue=symmetric(Fraction(1))),
        ),
        Mutant(
            "bridge not blinded",
            "the bridge's cue keeps its validity",
            lambda subject: replace(subject, bridge_validity=Fraction(19, 20)),
        ),
        Mutant(
            "mirrored validity",
            "0.05 in place of 0.95: the entropies are the same, so nothing is broken",
            lambda subject: replace(subject, wrong_validity=Fraction(1, 20)),
        ),
        Mutant(
            "margin off by 1e-12",
            "the second margin is claimed 1e-12 higher",
            lambda subject: replace(
                subject,
                claimed=(
                    subject.claimed[0],
                    subject.claimed[1] + Fraction(1, 10**12),
                    *subject.claimed[2:],
                ),
            ),
        ),
    ),
    tags=("ledger", "control"),
    kernel=kernel,
)
