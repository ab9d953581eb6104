"""The break-even horizon is (1.3 - g_r)/δ, a ratio of forms in logs near 1.3265: the printed 1.33.

The cue first pays for every whole horizon above it, so from H = 2 on. The ratio is irrational; that it is the zero of
the gap is decided by cross-multiplication, and its digits are enclosed.

If this fails, the printed break-even belongs to another cost or other arms.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Order, Statement, enclosure_of
from opd_exact.numbers import ComputedReal, LogForm, LogRatio
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Series, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from . import _kernel
from ._sequence_kernel import SequenceTerms
from ._steps import DELTA, KNOWN_STEP, PUBLISHED, REASON, TOLERANCE, Sequence

REPORTED = "1.3265057609920832"
HORIZONS = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class BreakEven:
    """The sequence, and numerator and denominator claimed for its break-even horizon."""

    model: Sequence
    numerator: LogForm
    denominator: LogForm


def build(inputs: Inputs) -> BreakEven:
    """The published sequence; nothing recorded is needed."""
    return BreakEven(PUBLISHED, Fraction(13, 10) - KNOWN_STEP, DELTA)


def kernel(subject: BreakEven) -> Iterator[Statement]:
    """The ratio, and the gap's sign a little beside it; a part, since that it is the first is not said."""
    return _kernel.in_part(_statements(subject))


def _statements(subject: BreakEven) -> Iterator[Statement]:
    terms, cost = SequenceTerms(subject.model), subject.model.horizon_cost
    numerator, slope = cost - terms.known(), terms.flat() - terms.known()
    pairs = [(numerator, subject.numerator), (slope, subject.denominator)]
    yield _kernel.equalities("parts", "c - g_r, and g_f - g_r.", pairs)
    ratio = LogRatio(subject.numerator, subject.denominator)
    yield enclosure_of("digits", "The break-even horizon (c - g_r)/(g_f - g_r) to 30 digits.", numerator / slope, ratio)
    yield Order("above_one", "It is above 1.", 1, numerator / slope)
    yield Order("below_two", "It is below 2.", numerator / slope, 2)
    middle, near = Fraction(ratio.enclose(40).decimal(40)[0]), Fraction(1, 10**30)
    for name, steps in (("before", middle - near), ("after", middle + near)):
        commit, cue = steps * terms.flat(), terms.cue_step() + cost + (steps - 1) * terms.known()
        sides = (commit, cue) if name == "before" else (cue, commit)
        sentence = (
            f"About 1e-30 {name} that horizon, {'committing' if name == 'before' else 'the cue first'} costs less."
        )
        yield Order(name, sentence, *sides)


def establish(subject: BreakEven) -> Finding:
    """Decide that the gap is zero at the claimed ratio, and between which horizons that is."""
    truth: ComputedReal = LogRatio(Fraction(13, 10) - KNOWN_STEP, DELTA)
    return replace(
        all_of(_facts(subject)),
        exact="(13/10 - H_b(19/20)) / (log(10) - log(19)/2)",
        value=truth,
        published=published("1.33", truth, reported=REPORTED),
        observations=(observed("published run, break-even horizon", np.float64(REPORTED), truth, TOLERANCE, REASON),),
    )


def _facts(subject: BreakEven) -> Iterator[Fact]:
    model = subject.model
    # gap(H) = start + H slope; it is zero at n/d exactly if start d + n slope = 0, that is n = -start and d = slope up
    # to one factor.
    slope = model.flat() - model.known()
    start = model.commit_throughout(1) - model.cue_first(1, model.horizon_cost) - slope
    claimed = LogRatio(subject.numerator, subject.denominator)
    found = LogRatio(-start, slope)
    yield decided_equal("numerator, c - g_r", -start, subject.numerator)
    yield decided_equal("denominator, g_f - g_r", slope, subject.denominator)
    yield Fact.decided_by(
        bool(1 < claimed < 2) and claimed.as_rational() is None,
        "the break-even lies between 1 and 2, and is irrational",
        otherwise=f"the break-even {float(claimed):.6g} is not an irrational between 1 and 2",
    )
    yield Fact.decided_by(
        bool(found == claimed), f"gap(H) is zero at H = {claimed}", otherwise=f"gap(H) is zero at {float(found):.9g}"
    )


def tables(subject: BreakEven) -> tuple[Series, ...]:
    """At each whole horizon H the cost of the cue at which cue first and commit are equal: g_r + H δ."""
    model = subject.model
    rows = tuple((steps, model.commit_throughout(steps) - model.cue_first(steps, Fraction(0))) for steps in HORIZONS)
    return (Series("break_even_costs", ("horizon", "cost"), rows),)


CHECK = Check(
    id="sequential_break_even",
    claim=Claim(
        "The cue first breaks even at the horizon (1.3 - g_r)/δ, between 1 and 2.",
        r"H^* = \frac{c - g_r}{\delta} = \frac{1.3 - H_b(0.95)}{\log 10 - \frac12\log 19}",
        "c = 1.3, arms of 0.95; all costs and reliabilities by the cited theorem",
        "Friedman (2026), sequential selection, horizon curve",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "g_f in place of g_r",
            "(1.3 - g_f)/δ = 0.327: one step short",
            lambda s: replace(s, numerator=s.numerator - DELTA),
        ),
        Mutant(
            "shifted by a trillionth",
            "1e-12 is added to the numerator",
            lambda s: replace(s, numerator=s.numerator + Fraction(1, 10**12)),
        ),
        Mutant(
            "divergence swapped",
            "D((0.95, 0.05) || uniform) as the value of a step",
            lambda s: replace(s, denominator=DELTA - KNOWN_STEP),
        ),
        Mutant(
            "cost of the two-step comparison",
            "c = 1: the break-even is below 1",
            lambda s: replace(s, model=replace(s.model, horizon_cost=Fraction(1))),
        ),
    ),
    proofs=("horizon_gap_increment",),
    tags=("sequential", "printed"),
    series=tables,
    kernel=kernel,
)
