"""Committing now costs log 2 + g_f = 1.722: half a nat more than the cue first, which one step ahead looks worse.

One step ahead, committing (log 2) beats paying 1 for the cue; two steps ahead the order turns. Both comparisons are
decided here, so that the reversal is a fact about exact numbers.

If this fails, looking two steps ahead does not change the choice, or already one step would have sufficed.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Order, Statement, enclosure_of
from opd_exact.numbers import enclose
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _kernel, _steps
from ._sequence_kernel import SequenceTerms
from ._steps import FLAT_STEP, LOG2, PUBLISHED, Sequence, with_fields

ROW = "commit now"
_SIX = Fraction(3, 5)


def build(inputs: Inputs) -> Amounts:
    """The published sequence; nothing recorded is needed."""
    return Amounts(
        PUBLISHED,
        (
            Amount("commit step", lambda model: model.commit_step(), LOG2),
            Amount("g_f", lambda model: model.flat(), FLAT_STEP),
            Amount(ROW, lambda model: model.commit_now(), LOG2 + FLAT_STEP),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The steps and their sum in closed form, its digits, and the reversal between one step and two."""
    terms, cost = SequenceTerms(subject.model), subject.model.two_step_cost
    amounts = (terms.commit_step(), terms.flat(), terms.commit_now())
    claimed = [subject.row(name).claimed for name in ("commit step", "g_f", ROW)]
    yield _kernel.equalities("amounts", "Commit step, g_f and commit now.", zip(amounts, claimed, strict=True))
    yield enclosure_of("digits", "Commit now to 30 digits.", amounts[2], claimed[2])
    yield Order("one_step", "One step ahead, committing costs less.", terms.commit_step(), terms.cue_step() + cost)
    yield Order("two_steps", "Two steps ahead, the cue first does.", terms.cue_first(2, cost), terms.commit_now())


def establish(subject: Amounts) -> Finding:
    """Decide the parts, the sum, and the reversal between one step and two; audit the float64."""
    floats = _steps.float_steps()
    return _steps.established(
        subject,
        ROW,
        "1.722",
        "1.7220280273166435",
        {"numpy.float64 commit now": np.float64(floats["commit"] + floats["flat"])},
        _reversal(subject.model),
    )


def _reversal(model: Sequence) -> Iterator[Fact]:
    for steps, commit, cue, sign in (
        ("one step", model.commit_step(), model.cue_step() + model.two_step_cost, -1),
        ("two steps", model.commit_now(), model.cue_first(2, model.two_step_cost), 1),
    ):
        gap = commit - cue
        shown = enclose(gap, 20).decimal(6)[0]
        yield Fact.decided_by(
            gap.sign() == sign,
            f"{steps} ahead, commit minus cue is {shown}",
            otherwise=f"{steps} ahead, commit minus cue is {shown}, claimed {'positive' if sign > 0 else 'negative'}",
            margin=shown,
        )


CHECK = Check(
    id="sequential_commit_now",
    claim=Claim(
        "Committing now costs log 2 + g_f over two steps, more than the cue first; over one step it costs less.",
        r"G(\text{commit now}) = \log 2 + g_f > c + g_r,\quad \log 2 < c = 1",
        "the published two-step comparison: perfect cue at cost 1, arms of 0.95",
        "Friedman (2026), sequential selection",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "latent known",
            "the second step is counted as if the latent were resolved",
            ROW,
            lambda model: model.commit_step() + model.known(),
        ),
        Mutant(
            "cue too cheap",
            "cost 0.6: the cue is better one step ahead too",
            lambda s: with_fields(s, two_step_cost=_SIX),
        ),
        Mutant(
            "cue too dear",
            "cost 1.6: the cue does not pay two steps ahead",
            lambda s: with_fields(s, two_step_cost=1 + _SIX),
        ),
        Mutant("arms of 0.9", "less reliable arms", lambda s: with_fields(s, reliability=Fraction(9, 10))),
    ),
    proofs=("cue_cost_window",),
    tags=("sequential", "numpy", "printed"),
    kernel=kernel,
)
