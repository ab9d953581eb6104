"""Six channels on three and four states: what each tells and what it leaves open, as exact forms.

The perfect channels close the gap, also with a column that never occurs; the blind one closes nothing; the one with
four states in three observations leaves half a bit; the noisy one leaves 0.787 of log 3.

If this fails, the demonstration beyond two states rests on other numbers than it shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Finding, Inputs, Observation, Verdict, all_of
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model
from opd_exact.registry.facts import observed

from . import _kernel
from ._channels import (
    CHANNELS,
    NOISY,
    Channels,
    Rows,
    closed_forms,
    epistemic,
    residual,
    uniform,
    uniformly_weighted_residual,
    with_channel,
)

TOLERANCE, REASON = Fraction(1, 10**12), "tolerance of the published identity"
# (epistemic value, residual) of the published run.
REPORTED = {
    "perfect3_k3": (1.0986122886681096, 0.0),
    "noisy3_k3": (0.31113241965496946, 0.7874798690131402),
    "blind3_k3": (0.0, 1.0986122886681096),
    "perfect3_k4": (1.0986122886681096, 0.0),
    "perfect4_k4": (1.3862943611198906, 0.0),
    "under4_k3": (1.0397207708399179, 0.34657359027997264),
}


def build(inputs: Inputs) -> Amounts:
    """Twelve amounts; nothing recorded is needed."""
    return Amounts(
        CHANNELS,
        tuple(
            Amount(f"{column}({name})", partial(_amount, definition, name), claimed)
            for name, forms in closed_forms().items()
            for (column, definition), claimed in zip(
                (("epistemic", epistemic), ("residual", residual)), forms, strict=True
            )
        ),
    )


def _amount(definition: Callable[[Rows], LogForm], name: str, channels: Channels) -> LogForm:
    return definition(channels[name])


def kernel(subject: Amounts) -> Iterator[Statement]:
    """Information and conditional entropy of each channel's joint, in closed form; digits of those of the noisy one."""
    for name in subject.model.names:
        rows = subject.model[name]
        told, left = _kernel.epistemic(uniform(rows), rows), _kernel.residual(uniform(rows), rows)
        claimed = [subject.row(f"{column}({name})").claimed for column in ("epistemic", "residual")]
        sentence = f"What {name} tells of the latent, and what it leaves open."
        yield _kernel.equalities(name, sentence, zip((told, left), claimed, strict=True))
        if name == "noisy3_k3":
            yield enclosure_of("noisy_epistemic", "What the noisy channel tells, to 30 digits.", told, claimed[0])
            yield enclosure_of("noisy_residual", "What it leaves open, to 30 digits.", left, claimed[1])


def establish(subject: Amounts) -> Finding:
    """Decide the twelve amounts; measure the reported floats."""
    noisy, left = closed_forms()["noisy3_k3"]
    return replace(
        all_of(subject.facts()),
        exact=f"residual(noisy3_k3) = {left}; the value is its epistemic value",
        value=noisy,
        observations=tuple(_reported()),
    )


def _reported() -> Iterator[Observation]:
    truth = closed_forms()
    for name, row in REPORTED.items():
        for column, value, exact in zip(("epistemic value", "residual"), row, truth[name], strict=True):
            yield observed(f"published run, {column} of {name}", np.float64(value), exact, TOLERANCE, REASON)


_THIRD, _LEAN = Fraction(1, 3), Fraction(1, 10**6)
_LEANING = ((_THIRD + _LEAN, _THIRD - _LEAN, _THIRD), (_THIRD,) * 3, (_THIRD,) * 3)
_SOMETIMES = (*CHANNELS["under4_k3"][:3], (Fraction(1, 100), Fraction(0), Fraction(99, 100)))
_NUDGED = ((NOISY[0][0] + Fraction(1, 10**12), NOISY[0][1] - Fraction(1, 10**12), NOISY[0][2]), *NOISY[1:])

CHECK = Check(
    id="multistate_table",
    claim=Claim(
        "The perfect channels close the gap, the blind one nothing of it, four states in three observations leave"
        " log(2)/2, and the noisy channel leaves 0.787.",
        r"E_o[H(r\mid o)] = (0,\ 0.787\ldots,\ \log 3,\ 0,\ 0,\ \tfrac12\log 2)",
        "the six published channels under the uniform prior",
        "Friedman (2026), active-selection identity, multi-state channels",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim("epistemic(noisy3_k3)"),
        changed_model(
            "noisy channel moved by a trillionth",
            "1e-12 goes from p(1|0) to p(0|0)",
            lambda channels: with_channel(channels, "noisy3_k3", _NUDGED),
        ),
        changed_model(
            "not quite blind",
            "the first row of the blind channel leans by 1e-6: its information is of the order of 1e-13",
            lambda channels: with_channel(channels, "blind3_k3", _LEANING),
        ),
        changed_model(
            "fourth state told apart",
            "under4_k3 gives its fourth state the first observation once in a hundred times",
            lambda channels: with_channel(channels, "under4_k3", _SOMETIMES),
        ),
        changed_definition(
            "wrong measure",
            "H(r|o) averaged with equal weights in place of q(o)",
            "residual(noisy3_k3)",
            lambda channels: uniformly_weighted_residual(channels["noisy3_k3"]),
        ),
    ),
    proofs=("multistate_residual", "chain_rule"),
    tags=("multistate",),
    kernel=kernel,
)
