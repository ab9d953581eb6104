"""At cue validity v the residual is H_b(v) and the epistemic value log 2 - H_b(v): six validities, all exact.

The published sweep of a symmetric cue from blind to perfect. At the ends nothing is left to floats: 0 at v = 1/2,
log 2 at v = 1. As H_b(v) = H_b(1-v), no number of the sweep tells a cue that lies from one that is right.

If this fails, how much a better cue is worth is misstated.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from opd_exact.coq.formulas import positive
from opd_exact.coq.statements import Order, Statement, Symbolic
from opd_exact.coq.terms import Parameter, call, ln
from opd_exact.information import conditional_entropy, expected_information_gain, joint_distribution
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Inputs, Mutant, Observation, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed

from . import _kernel
from ._menu import binary_entropy, cue_rows

TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identity"
PRIOR = (Fraction(1, 2), Fraction(1, 2))
# (validity, reported epistemic value, reported residual)
REPORTED = (
    (Fraction(1, 2), 0.0, 0.6931471805599453),
    (Fraction(3, 5), 0.02013551355068885, 0.6730116670092565),
    (Fraction(7, 10), 0.08228287850505178, 0.6108643020548935),
    (Fraction(4, 5), 0.19274475702175747, 0.5004024235381879),
    (Fraction(9, 10), 0.36806420716849714, 0.3250829733914482),
    (Fraction(1), 0.6931471805599453, 0.0),
)

Rows = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Sweep:
    """The validities, the channel at each, and the prior over the latent."""

    validities: tuple[Fraction, ...]
    channel: Callable[[Fraction], Rows]
    prior: tuple[Fraction, ...]


def build(inputs: Inputs) -> Sweep:
    """The published six validities; nothing recorded is needed."""
    return Sweep(tuple(validity for validity, *_ in REPORTED), cue_rows, PRIOR)


def residual_at(validity: Fraction) -> LogForm:
    """H_b(v), with its limit 0 at v = 1."""
    return LogForm() if validity == 1 else binary_entropy(validity)


def kernel(subject: Sweep) -> Iterator[Statement]:
    """Both amounts at each validity, their order, and for every validity between 0 and 1 with a fair latent."""
    left = [_kernel.residual(subject.prior, subject.channel(v)) for v in subject.validities]
    for number, (v, open_part) in enumerate(zip(subject.validities, left, strict=True)):
        told = _kernel.epistemic(subject.prior, subject.channel(v))
        pairs = [(open_part, residual_at(v)), (told, log(2) - residual_at(v))]
        yield _kernel.equalities(f"validity_{number}", f"Residual and epistemic value at validity {v}.", pairs)
    for number, (earlier, later) in enumerate(pairwise(left), 1):
        yield Order(f"falls_{number}", "The residual falls from one validity to the next.", later, earlier)
    any_v = Parameter("v")
    cue = [[any_v / 2, (1 - any_v) / 2], [(1 - any_v) / 2, any_v / 2]]
    entropy, between = call("binary_entropy", any_v), positive(any_v, 1 - any_v)
    sentence = "For every validity: the residual of the fair latent, the joint being its own mirror image."
    yield Symbolic("residual", sentence, call("conditional_entropy", cue), entropy, between)
    yield Symbolic("epistemic", "And what it tells.", call("mutual_information", cue), ln(2) - entropy, between)


def establish(subject: Sweep) -> Finding:
    """Decide both amounts at each validity and that the residual falls strictly; measure the reported floats."""
    return replace(
        all_of(_facts(subject)),
        exact="residual H_b(v), epistemic value log(2) - H_b(v); the value is the epistemic value at v = 0.9",
        value=log(2) - residual_at(Fraction(9, 10)),
        observations=tuple(_observations()),
    )


def _facts(subject: Sweep) -> Iterator[Fact]:
    if subject.validities != tuple(validity for validity, *_ in REPORTED):
        raise EvidenceError(f"the sweep has validities {', '.join(map(str, subject.validities))}, expected the six")
    residuals = []
    for validity in subject.validities:
        rows = subject.channel(validity)
        residual = conditional_entropy(joint_distribution(subject.prior, rows), given=1)
        gain = expected_information_gain(subject.prior, rows)
        yield decided_equal(f"residual at v = {float(validity):g}", residual, residual_at(validity))
        yield decided_equal(f"epistemic value at v = {float(validity):g}", gain, log(2) - residual_at(validity))
        residuals.append(residual)
    yield Fact.decided_by(
        all(later < earlier for earlier, later in pairwise(residuals)),
        "the residual falls strictly along the sweep",
        otherwise="the residual does not fall strictly along the sweep",
    )


def _observations() -> Iterator[Observation]:
    for validity, gain, residual in REPORTED:
        at = f"v = {float(validity):g}"
        exact = residual_at(validity)
        yield observed(f"published run, epistemic value at {at}", np.float64(gain), log(2) - exact, TOLERANCE, REASON)
        yield observed(f"published run, residual at {at}", np.float64(residual), exact, TOLERANCE, REASON)


def _fixed(validity: Fraction) -> Rows:
    return cue_rows(Fraction(4, 5))


def _asymmetric(validity: Fraction) -> Rows:
    """Right with probability v for one latent, and always for the other."""
    return (cue_rows(validity)[0], (Fraction(0), Fraction(1)))


CHECK = Check(
    id="selection_validity_sweep",
    claim=Claim(
        "A symmetric cue of validity v leaves H_b(v) open and tells log 2 - H_b(v).",
        r"E_o[H(r\mid o)] = H_b(v),\quad I(o;r) = \log 2 - H_b(v)",
        "v = 0.5, 0.6, 0.7, 0.8, 0.9, 1 with a fair latent; for all v by the cited theorem",
        "Friedman (2026), active-selection identity, validity sweep",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("validity ignored", "the channel is that of v = 0.8 everywhere", lambda s: replace(s, channel=_fixed)),
        Mutant("one side noisy", "the cue errs for one latent only", lambda s: replace(s, channel=_asymmetric)),
        Mutant(
            "prior not fair",
            "the latent is (3/5, 2/5)",
            lambda s: replace(s, prior=(Fraction(3, 5), Fraction(2, 5))),
        ),
        Mutant(
            "validity moved by a trillionth",
            "1e-12 is taken off each validity in the channel",
            lambda s: replace(s, channel=lambda v: cue_rows(v - Fraction(1, 10**12))),
        ),
        Mutant("row missing", "the sweep ends at 0.9", lambda s: replace(s, validities=s.validities[:-1])),
    ),
    proofs=("active_selection_cue_threshold", "chain_rule"),
    tags=("menu", "sweep"),
    kernel=kernel,
)
