"""Pragmatic value E_q(o)[log p(o)] is (log 0.9 + log 0.1)/2: how preferred the flat prediction is.

The printed -1.204. It is never positive, and it is minus the risk minus the entropy of the prediction.

If this fails, the reward part of the expected free energy is weighed by another prediction or other preferences.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from opd_exact.coq.statements import Statement
from opd_exact.information import pragmatic_value, predicted_observations
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, Demonstration

ROW = "pragmatic value"
_FLOOR = Fraction(1, 10**9)


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (
            Amount(
                ROW,
                lambda model: pragmatic_value(model.prior, model.likelihood, model.preferences),
                (log("9/10") + log("1/10")) / 2,
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The mean logarithm of the preferences under the prediction."""
    model = subject.model
    yield from _kernel.identities(subject, {ROW: _kernel.pragmatic(model)})


def establish(subject: Amounts) -> Finding:
    """Decide the pragmatic value; audit its float64."""
    seen = _demonstration.expected_floats().pragmatic
    return _demonstration.established(
        subject, ROW, "-1.204", "-1.203972804325936", {"numpy.float64 pragmatic value": seen}
    )


def _log_of_mean(model: Demonstration) -> object:
    predicted = predicted_observations(model.prior, model.likelihood).cells
    return log(sum((q * p for q, p in zip(predicted, model.preferences, strict=True)), Fraction(0)))


CHECK = Check(
    id="efe_pragmatic",
    claim=Claim(
        "The pragmatic value of the demonstration is the mean of the logs of its preferences.",
        r"E_{q(o)}[\log p(o)] = \tfrac12(\log 0.9 + \log 0.1)",
        "the published model at the flat belief, preferences (0.9, 0.1)",
        "Friedman (2026), expected free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition("log of the mean", "log E[p(o)] in place of E[log p(o)]", ROW, _log_of_mean),
        changed_model(
            "preferences floored",
            "1e-9 is added to each preference before they are divided by their sum",
            lambda model: replace(model, preferences=tuple((p + _FLOOR) / (1 + 2 * _FLOOR) for p in model.preferences)),
        ),
        changed_model(
            "belief not flat",
            "the belief is (3/5, 2/5)",
            partial(_demonstration.with_prior, ("3/5", "2/5")),
        ),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("numpy", "printed"),
    series=_demonstration.floors,
    kernel=kernel,
)
