"""Ambiguity E_q[H(p(o|s))] is the binary entropy of 0.85, whatever the belief.

The printed 0.423: how noisy the observation stays once the state is known. Both rows of the likelihood have the same
entropy, so a wrong belief would go unnoticed in this number; wrong rows would not.

If this fails, the noise of the demonstration's observations is not the one it is said to have.
"""

from collections.abc import Iterator

from opd_exact.coq.statements import Statement
from opd_exact.information import (
    ambiguity,
    conditional_entropy,
    entropy,
    joint_distribution,
    predicted_observations,
)
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, Demonstration

ROW = "ambiguity"


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (
            Amount(
                ROW,
                lambda model: ambiguity(model.prior, model.likelihood),
                -(17 * log("17/20") + 3 * log("3/20")) / 20,
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The ambiguity as the conditional entropy of the joint table."""
    model = subject.model
    yield from _kernel.identities(subject, {ROW: _kernel.ambiguity(model)})


def establish(subject: Amounts) -> Finding:
    """Decide the ambiguity; audit its float64."""
    seen = _demonstration.expected_floats().ambiguity
    return _demonstration.established(subject, ROW, "0.423", "0.42270908780599087", {"numpy.float64 ambiguity": seen})


def _summed(model: Demonstration) -> object:
    return sum((entropy(row) for row in model.likelihood), start=log(1))


CHECK = Check(
    id="efe_ambiguity",
    claim=Claim(
        "The ambiguity of the demonstration is the binary entropy of 0.85.",
        r"E_{q(s)}[H(p(o\mid s))] = H_b(0.85)",
        "the published model at the flat belief",
        "Friedman (2026), expected free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "noise of the prediction",
            "H(q(o)), the entropy of the prediction, in place of the expected entropy of the rows",
            ROW,
            lambda model: entropy(predicted_observations(model.prior, model.likelihood)),
        ),
        changed_definition("counted twice", "each row's entropy is summed, not averaged", ROW, _summed),
        changed_definition(
            "the other conditional entropy with unequal rows",
            "H(s|o) of a likelihood whose second row is (0.25, 0.75)",
            ROW,
            lambda model: conditional_entropy(
                joint_distribution(model.prior, (model.likelihood[0], ("1/4", "3/4"))), given=1
            ),
        ),
        _demonstration.less_reliable(),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("numpy", "printed"),
    kernel=kernel,
)
