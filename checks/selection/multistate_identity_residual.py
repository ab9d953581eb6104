"""H(r) - E_o[H(r|o)] - I(o; r) is exactly 0 on all six channels; the printed 5.6e-17 is the noisy one's rounding.

Half an ulp of a number near 0.5: of the six channels only the noisy one makes float64 round. The identity itself is
decided for each channel, with the residual and the information computed from different definitions.

If this fails, what a channel closes of the gap is not what it tells.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Identity, Statement
from opd_exact.coq.terms import call
from opd_exact.numbers import LogForm, binary_reading
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from . import _kernel
from ._channels import (
    CHANNELS,
    Channels,
    Rows,
    epistemic,
    float_identity_residual,
    prior_entropy,
    residual,
    uniform,
    uniformly_weighted_residual,
)

TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identity"
PRINTED, REPORTED = "5.6e-17", 5.551115123125783e-17


@dataclass(frozen=True)
class Sides:
    """The channels, and how the residual, the information and the gap are computed."""

    channels: Channels
    residual: Callable[[Rows], LogForm]
    information: Callable[[Rows], LogForm]


def build(inputs: Inputs) -> Sides:
    """The six channels; nothing recorded is needed."""
    return Sides(CHANNELS, residual, epistemic)


def kernel(subject: Sides) -> Iterator[Statement]:
    """The identity of each channel, between entropies and information as Coq's library defines them."""
    for name in subject.channels.names:
        rows = subject.channels[name]
        prior = uniform(rows)
        closed = call("entropy", prior) - _kernel.residual(prior, rows)
        sentence = f"What {name} closes of the gap is what it tells."
        yield Identity(name, sentence, closed, _kernel.epistemic(prior, rows))


def establish(subject: Sides) -> Finding:
    """Decide the identity for each channel; measure the float64 residuals."""
    return replace(
        all_of(_facts(subject)),
        exact="H(r) - E_o[H(r|o)] - I(o;r) = 0",
        value=LogForm(),
        published=published(PRINTED, _largest_noise(), "rounding noise of the floats, recomputed here; the truth is 0"),
        observations=tuple(_floats()),
    )


def _facts(subject: Sides) -> Iterator[Fact]:
    for name in subject.channels.names:
        rows = subject.channels[name]
        rest = prior_entropy(rows) - subject.residual(rows) - subject.information(rows)
        yield decided_equal(f"residual of the identity on {name}", rest, LogForm())


def _largest_noise() -> Fraction:
    return max(binary_reading(float_identity_residual(CHANNELS[name])) for name in CHANNELS.names)


def _floats() -> Iterator[Observation]:
    for name in CHANNELS.names:
        value = float_identity_residual(CHANNELS[name])
        yield observed(f"numpy.float64, identity on {name}", value, Fraction(0), TOLERANCE, REASON)
    yield observed("published run, largest of the six", np.float64(REPORTED), Fraction(0), TOLERANCE, REASON)


CHECK = Check(
    id="multistate_identity_residual",
    claim=Claim(
        "On each of the six channels the closed part of the gap is the epistemic value, exactly.",
        r"H(r) - E_o[H(r\mid o)] - I(o;r) = 0",
        "the six published channels under the uniform prior; for every prior and channel by the cited theorems",
        "Friedman (2026), active-selection identity, multi-state channels",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "wrong measure",
            "H(r|o) averaged with equal weights: the paper's control, unnoticed by four of the channels",
            lambda s: replace(s, residual=uniformly_weighted_residual),
        ),
        Mutant(
            "information rescaled",
            "I(o; r) times 1 + 1e-12",
            lambda s: replace(s, information=lambda rows: epistemic(rows) * (1 + Fraction(1, 10**12))),
        ),
        Mutant(
            "float noise taken for truth",
            "5.6e-17 is added to the information",
            lambda s: replace(s, information=lambda rows: epistemic(rows) + Fraction(1, 2**54)),
        ),
    ),
    proofs=("chain_rule", "mutual_information_is_divergence_from_independence"),
    tags=("multistate", "numpy", "printed"),
    kernel=kernel,
)
