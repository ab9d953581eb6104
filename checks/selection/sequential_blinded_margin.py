"""Control: a blinded cue first costs exactly 1 more than committing, its own cost: nothing else is lost or won.

Without information the cue is a committing step with a price. The printed margin 1.0 is therefore no measurement: it is
the declared cost, whatever the arms; the row decides it at three reliabilities.

If this fails, the blinded cue still carries something that the second step uses.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _kernel, _steps
from ._sequence_kernel import SequenceTerms
from ._steps import FLAT_STEP, LOG2, PUBLISHED, Sequence, with_fields

MARGIN, WHOLE = "blinded cue first minus commit now", "blinded cue first"


def build(inputs: Inputs) -> Amounts:
    """The published sequence; nothing recorded is needed."""
    return Amounts(
        PUBLISHED,
        (
            Amount(MARGIN, _margin, LogForm(1)),
            Amount(WHOLE, lambda model: model.blinded_first(2, model.two_step_cost), LOG2 + FLAT_STEP + 1),
            Amount("the margin at arms of 3/5", lambda model: _margin(_arms(model, Fraction(3, 5))), LogForm(1)),
            Amount("the margin at arms of 999/1000", lambda model: _margin(_arms(model, _SURE)), LogForm(1)),
        ),
    )


_SURE = Fraction(999, 1000)


def _margin(model: Sequence) -> LogForm:
    return model.blinded_first(2, model.two_step_cost) - model.commit_now()


def _arms(model: Sequence, reliability: Fraction) -> Sequence:
    return Sequence(reliability, model.validity, model.two_step_cost, model.horizon_cost, model.resolved)


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The margin at the three reliabilities, the whole in closed form, and its digits."""
    for number, model in enumerate((subject.model, *(_arms(subject.model, r) for r in (Fraction(3, 5), _SURE)))):
        terms = SequenceTerms(model)
        margin = terms.blinded_first(2, model.two_step_cost) - terms.commit_now()
        sentence = f"Blinded cue first less commit now, at arms of {model.reliability}."
        yield _kernel.equalities(f"margin_{number}", sentence, [(margin, subject.row(MARGIN).claimed)])
    whole, claimed = (
        SequenceTerms(subject.model).blinded_first(2, subject.model.two_step_cost),
        subject.row(WHOLE).claimed,
    )
    yield _kernel.equalities("whole", "The blinded cue first.", [(whole, claimed)])
    yield enclosure_of("digits", "The blinded cue first to 30 digits.", whole, claimed)


def establish(subject: Amounts) -> Finding:
    """Decide the margin and the whole; audit the float64."""
    floats = _steps.float_steps()
    blinded = floats["commit"] + np.float64(1) + floats["flat"]
    return _steps.established(
        subject,
        MARGIN,
        "1.0",
        "1.0",
        {"numpy.float64 margin": np.float64(blinded - (floats["commit"] + floats["flat"]))},
    )


CHECK = Check(
    id="sequential_blinded_margin",
    claim=Claim(
        "A blinded cue first costs exactly its own cost more than committing now.",
        r"\bigl(c + \log 2 + g_f\bigr) - \bigl(\log 2 + g_f\bigr) = c = 1",
        "the published two-step comparison, and arms of 3/5 and 999/1000; for all by the cited theorem",
        "Friedman (2026), sequential selection, control, and precision ledger",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(MARGIN),
        changed_definition(
            "not blinded",
            "the cue keeps its validity: it wins by half a nat",
            MARGIN,
            lambda model: model.cue_first(2, model.two_step_cost) - model.commit_now(),
        ),
        changed_definition(
            "cost forgotten",
            "the blinded cue is free: it ties with committing",
            MARGIN,
            lambda model: model.blinded_first(2, Fraction(0)) - model.commit_now(),
        ),
        Mutant(
            "cost of 1.3", "the cost of the horizon curve", lambda s: with_fields(s, two_step_cost=Fraction(13, 10))
        ),
    ),
    proofs=("horizon_gap_increment",),
    tags=("sequential", "control", "numpy"),
    kernel=kernel,
)
