"""G = log(5/3) + H_b(0.85) by risk plus ambiguity, and by minus epistemic minus pragmatic value: one exact number.

The paper compares two floats to 1e-9. That the forms agree for every belief, likelihood and preferences is a theorem,
cited here; the row decides both forms at the published model and measures the two published floats.

If this fails, one of the four printed parts belongs to another model than the others.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Statement
from opd_exact.information import (
    ambiguity,
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    pragmatic_value,
    risk,
)
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict, all_of
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model
from opd_exact.registry.facts import observed

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, REASON, TOLERANCE

BY_RISK, BY_INFORMATION = "risk + ambiguity", "-(epistemic + pragmatic)"
CLAIMED = log("5/3") - (17 * log("17/20") + 3 * log("3/20")) / 20
REPORTED = np.float64(0.9335347115719814)


def build(inputs: Inputs) -> Amounts:
    """Both forms; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (
            Amount(
                BY_RISK, lambda model: expected_free_energy(model.prior, model.likelihood, model.preferences), CLAIMED
            ),
            Amount(
                BY_INFORMATION,
                lambda model: expected_free_energy_by_information(model.prior, model.likelihood, model.preferences),
                CLAIMED,
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """Both forms in closed form, and that they agree for every joint table and all preferences."""
    model = subject.model
    forms = {
        BY_RISK: _kernel.risk(model) + _kernel.ambiguity(model),
        BY_INFORMATION: -(_kernel.epistemic(model) + _kernel.pragmatic(model)),
    }
    yield from _kernel.identities(subject, forms)
    yield _kernel.for_all_lists(
        "forms_agree",
        "The two forms agree for every table of states and observations and all preferences that allow what it gives.",
        "forall (J : list (list R)) (preferences : list R),\n"
        "rectangular J -> all_nonnegative (concat J) -> all_nonnegative preferences ->\n"
        "supported (column_sums J) preferences ->\n"
        "KL (column_sums J) preferences + conditional_entropy J\n"
        "= - (mutual_information J + expected_value (column_sums J) (map ln preferences))",
        "expected_free_energy_forms",
        "Information",
    )


def establish(subject: Amounts) -> Finding:
    """Decide both forms; audit their float64, ours and the reported one."""
    floats = _demonstration.expected_floats()
    return replace(
        all_of(subject.facts()),
        exact=f"G = {CLAIMED}",
        value=CLAIMED,
        observations=(
            observed("numpy.float64 risk + ambiguity", floats.by_risk, CLAIMED, TOLERANCE, REASON),
            observed("numpy.float64 -(epistemic + pragmatic)", floats.by_information, CLAIMED, TOLERANCE, REASON),
            observed("published run, both forms", REPORTED, CLAIMED, TOLERANCE, REASON),
        ),
    )


CHECK = Check(
    id="efe_two_forms",
    claim=Claim(
        "Risk plus ambiguity and minus epistemic minus pragmatic value are one number, log(5/3) + H_b(0.85).",
        r"G = D(q(o)\,\|\,p(o)) + E_q[H(p(o\mid s))] = -\bigl(I(o;s) + E_{q(o)}[\log p(o)]\bigr)"
        r" = \log\tfrac53 + H_b(0.85)",
        "the published model at the flat belief, preferences (0.9, 0.1); for every model by the cited theorem",
        "Friedman (2026), expected free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(BY_RISK),
        changed_definition(
            "sign of the information",
            "+ I(o; s) in place of - I(o; s)",
            BY_INFORMATION,
            lambda model: (
                expected_information_gain(model.prior, model.likelihood)
                - pragmatic_value(model.prior, model.likelihood, model.preferences)
            ),
        ),
        changed_definition(
            "without ambiguity",
            "risk alone",
            BY_RISK,
            lambda model: risk(model.prior, model.likelihood, model.preferences),
        ),
        changed_definition(
            "risk minus ambiguity",
            "ambiguity taken off in place of added",
            BY_RISK,
            lambda model: (
                risk(model.prior, model.likelihood, model.preferences) - ambiguity(model.prior, model.likelihood)
            ),
        ),
        changed_model(
            "preferences rounded",
            "(0.91, 0.09) in place of (0.9, 0.1)",
            lambda model: replace(model, preferences=(Fraction(91, 100), Fraction(9, 100))),
        ),
        _demonstration.less_reliable(),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("numpy",),
    series=_demonstration.floors,
    kernel=kernel,
)
