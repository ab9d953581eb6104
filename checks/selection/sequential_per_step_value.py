"""A step with the latent known is worth δ = log 10 - log(19)/2 = D(uniform || (0.95, 0.05)): the printed 0.830.

The difference of an arm step at the flat belief and one with the latent resolved. It is the risk of the flat belief:
the noise of the arm is the same in both and drops out.

If this fails, the horizon curve rises at another rate than is printed.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.coq.terms import call
from opd_exact.information import relative_entropy
from opd_exact.registry import Check, Claim, Finding, Inputs, Mutant, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _kernel, _steps
from ._sequence_kernel import SequenceTerms
from ._steps import DELTA, LOG2, PUBLISHED, Sequence, with_fields

ROW, AS_DIVERGENCE = "g_f - g_r", "D(uniform || (r, 1-r))"
_FLAT = (Fraction(1, 2), Fraction(1, 2))


def build(inputs: Inputs) -> Amounts:
    """The published sequence; nothing recorded is needed."""
    return Amounts(
        PUBLISHED,
        (
            Amount(ROW, lambda model: model.flat() - model.known(), DELTA),
            Amount(AS_DIVERGENCE, lambda model: relative_entropy(_FLAT, _preferences(model)), DELTA),
        ),
    )


def _preferences(model: Sequence) -> tuple[Fraction, Fraction]:
    return (model.reliability, 1 - model.reliability)


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The difference of two arm steps and the divergence, in one closed form; its digits."""
    terms = SequenceTerms(subject.model)
    value, divergence = terms.flat() - terms.known(), call("KL", _FLAT, _preferences(subject.model))
    pairs = [(value, subject.row(ROW).claimed), (divergence, subject.row(AS_DIVERGENCE).claimed)]
    yield _kernel.equalities("value", "An arm step at the flat belief less one with the latent known.", pairs)
    yield enclosure_of("digits", "The value of a step to 30 digits.", *pairs[0])


def establish(subject: Amounts) -> Finding:
    """Decide the difference and the divergence; audit the float64."""
    floats = _steps.float_steps()
    return _steps.established(
        subject,
        ROW,
        "0.830",
        "0.8303656034108255",
        {"numpy.float64 g_f - g_r": np.float64(floats["flat"] - floats["known"])},
    )


CHECK = Check(
    id="sequential_per_step_value",
    claim=Claim(
        "An arm step is cheaper by δ = log 10 - log(19)/2 when the latent is known.",
        r"\delta = g_f - g_r = D(\text{uniform}\,\|\,(0.95, 0.05)) = \log 10 - \tfrac12\log 19",
        "arms of 0.95; for all reliabilities by the cited theorem",
        "Friedman (2026), sequential selection, horizon curve",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "divergence swapped",
            "D((r, 1-r) || uniform) = 0.495",
            AS_DIVERGENCE,
            lambda model: relative_entropy(_preferences(model), _FLAT),
        ),
        changed_definition("g_f alone", "each step is claimed to be worth g_f", ROW, lambda model: model.flat()),
        changed_definition("one bit", "log 2 in place of δ", ROW, lambda model: LOG2),
        Mutant("arms of 0.9", "less reliable arms", lambda s: with_fields(s, reliability=Fraction(9, 10))),
    ),
    proofs=("horizon_gap_increment",),
    tags=("sequential", "numpy", "printed"),
    kernel=kernel,
)
