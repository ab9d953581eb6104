"""Cue first costs c + g_r = 1 + H_b(0.95): the printed 1.199, with the expected reward 0.95 after it.

Two steps: sample a perfect cue at the cost 1, then visit the arm it points to. The cue step itself has G = 0, so that
its whole price is the declared cost; the arm step has no risk left, only the arm's own noise.

If this fails, the value of looking first is not what the two-step comparison says.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.coq.terms import call
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _kernel, _steps
from ._sequence_kernel import SequenceTerms
from ._steps import KNOWN_STEP, PUBLISHED, with_fields

ROW = "cue first"


def build(inputs: Inputs) -> Amounts:
    """The published sequence; nothing recorded is needed."""
    return Amounts(
        PUBLISHED,
        (
            Amount("cue step", lambda model: model.cue_step(), LogForm()),
            Amount("g_r", lambda model: model.known(), KNOWN_STEP),
            Amount(ROW, lambda model: model.cue_first(2, model.two_step_cost), KNOWN_STEP + 1),
            Amount("expected reward after the cue", lambda model: _reward(model.resolved, model), Fraction(19, 20)),
            Amount("expected reward without it", lambda model: _reward((_HALF, _HALF), model), _HALF),
        ),
    )


_HALF = Fraction(1, 2)


def _reward(belief: tuple[Fraction, Fraction], model: _steps.Sequence) -> Fraction:
    """The probability of the preferred outcome."""
    return sum((q * row[0] for q, row in zip(belief, model.arm_rows, strict=True)), Fraction(0))


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The steps and their sum in closed form; a part, since the recursion over the steps is written out here."""
    return _kernel.in_part(_statements(subject))


def _statements(subject: Amounts) -> Iterator[Statement]:
    model = subject.model
    terms, likely = SequenceTerms(model), [row[0] for row in model.arm_rows]
    pairs = [
        (terms.cue_step(), subject.row("cue step").claimed),
        (terms.known(), subject.row("g_r").claimed),
        (terms.cue_first(2, model.two_step_cost), subject.row(ROW).claimed),
        (call("expected_value", model.resolved, likely), subject.row("expected reward after the cue").claimed),
        (call("expected_value", (_HALF, _HALF), likely), subject.row("expected reward without it").claimed),
    ]
    yield _kernel.equalities("amounts", "Cue step, g_r, cue first; the reward after the cue and without it.", pairs)
    yield enclosure_of("digits", "Cue first to 30 digits.", *pairs[2])


def establish(subject: Amounts) -> Finding:
    """Decide the parts and the sum; audit the float64."""
    floats = _steps.float_steps()
    return _steps.established(
        subject,
        ROW,
        "1.199",
        "1.1985152433458726",
        {"numpy.float64 cue first": np.float64(floats["cue"] + np.float64(1) + floats["known"])},
    )


CHECK = Check(
    id="sequential_cue_first",
    claim=Claim(
        "Sampling the cue first and then its arm costs 1 + H_b(0.95), and earns the reward with probability 0.95.",
        r"G(\text{cue first}) = c + g_r = 1 + H_b(0.95)",
        "the published two-step comparison: perfect cue at cost 1, arms of 0.95",
        "Friedman (2026), sequential selection",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        Mutant(
            "cue at 0.99",
            "the cue step is not free of noise, and what it leaves open is not counted in the second step",
            lambda subject: with_fields(subject, validity=Fraction(99, 100)),
        ),
        Mutant(
            "cost of 1.3", "the cost of the horizon curve", lambda s: with_fields(s, two_step_cost=Fraction(13, 10))
        ),
        Mutant("arms of 0.9", "less reliable arms", lambda s: with_fields(s, reliability=Fraction(9, 10))),
        Mutant(
            "latent not resolved",
            "the belief after the cue is (0.95, 0.05), as after a cue of the T-maze",
            lambda s: with_fields(s, resolved=(Fraction(19, 20), Fraction(1, 20))),
        ),
        changed_definition(
            "cost forgotten", "cue and arm step without the cost", ROW, lambda model: model.cue_first(2, Fraction(0))
        ),
    ),
    proofs=("cue_cost_window",),
    tags=("sequential", "numpy", "printed"),
    kernel=kernel,
)
