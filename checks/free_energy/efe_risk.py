"""Risk D(q(o) || p(o)) is log(5/3): the flat prediction against preferences (0.9, 0.1).

The printed 0.511. It counts how far the predicted observations are from the preferred ones, and depends on the
likelihood through the prediction alone: here the prediction is (1/2, 1/2) whatever the reliability.

If this fails, the expected free energy is measured against other preferences, or its divergence is turned around.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from opd_exact.coq.statements import Statement
from opd_exact.information import predicted_observations, relative_entropy, risk
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, Demonstration

ROW = "risk"


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (Amount(ROW, lambda model: risk(model.prior, model.likelihood, model.preferences), log("5/3")),),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence of the prediction from the preferences."""
    model = subject.model
    yield from _kernel.identities(subject, {ROW: _kernel.risk(model)})


def establish(subject: Amounts) -> Finding:
    """Decide the risk; audit its float64."""
    seen = _demonstration.expected_floats().risk
    return _demonstration.established(subject, ROW, "0.511", "0.5108256237659905", {"numpy.float64 risk": seen})


def _swapped(model: Demonstration) -> object:
    return relative_entropy(model.preferences, predicted_observations(model.prior, model.likelihood))


CHECK = Check(
    id="efe_risk",
    claim=Claim(
        "The risk of the demonstration is log(5/3).",
        r"D(q(o)\,\|\,p(o)) = \log\tfrac53",
        "the published model at the flat belief, preferences (0.9, 0.1)",
        "Friedman (2026), expected free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition("arguments swapped", "D(p(o) || q(o)) in place of D(q(o) || p(o))", ROW, _swapped),
        changed_model(
            "preferences rounded",
            "(0.91, 0.09) in place of (0.9, 0.1)",
            lambda model: replace(model, preferences=(Fraction(91, 100), Fraction(9, 100))),
        ),
        changed_model(
            "belief not flat",
            "the belief is (3/5, 2/5), so that the prediction leans towards the preferences",
            partial(_demonstration.with_prior, ("3/5", "2/5")),
        ),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("numpy", "printed"),
    kernel=kernel,
)
