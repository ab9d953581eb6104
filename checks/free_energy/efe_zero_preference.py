"""With preferences (1, 0) both forms of G are +∞; the published one by information is 345.117, an artifact of 1e-300.

Observation 1 is predicted with probability 1/2 and has preference 0, so G is infinite in either form. The published
pragmatic term takes the log of 1e-300 for the log of 0: its form comes out as 150 log 10 minus the epistemic value,
a number about the floor and not about the model, while the risk is +∞. The note says so, and the float is measured
against the finite number that it really computes.

If this fails, an agent would trade a forbidden observation against information at a price set by a rounding guard.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Identity, Instance, Statement
from opd_exact.coq.terms import items, table
from opd_exact.information import (
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    pragmatic_value,
    risk,
)
from opd_exact.numbers import NEGATIVE_INFINITY, POSITIVE_INFINITY, LogForm, log
from opd_exact.registry import Check, Claim, Finding, Inputs, Published, Verdict, all_of
from opd_exact.registry.amounts import Amount, Amounts, changed_definition, changed_model
from opd_exact.registry.facts import observed

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, REASON, STAND_IN, TOLERANCE, Demonstration

BY_RISK, BY_INFORMATION = "risk + ambiguity", "-(epistemic + pragmatic)"
REPORTED = "345.11732585635286"


def build(inputs: Inputs) -> Amounts:
    """The demonstration with preferences (1, 0); nothing recorded is needed."""
    return Amounts(
        replace(DEMONSTRATION, preferences=(Fraction(1), Fraction(0))),
        (
            Amount(
                BY_RISK,
                lambda model: expected_free_energy(model.prior, model.likelihood, model.preferences),
                POSITIVE_INFINITY,
            ),
            Amount(
                BY_INFORMATION,
                lambda model: expected_free_energy_by_information(model.prior, model.likelihood, model.preferences),
                POSITIVE_INFINITY,
            ),
            Amount("risk", lambda model: risk(model.prior, model.likelihood, model.preferences), POSITIVE_INFINITY),
            Amount(
                "pragmatic value",
                lambda model: pragmatic_value(model.prior, model.likelihood, model.preferences),
                NEGATIVE_INFINITY,
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """Part of the claim: why the risk is infinite, and what the published form computes with 1e-300 for 0."""
    model = subject.model
    predicted = f"(column_sums {text_of(table(_kernel.joint(model)))})"
    yield Instance(
        "prediction_not_supported",
        "Something is predicted whose preference is 0: the prediction has mass where the preferences have none.",
        Raw(f"~ supported {predicted} {text_of(items(model.preferences))}"),
        "unfold supported, column_sums. simpl. intros support. inversion_clear support as [| ? ? ? ? _ rest].\n"
        "inversion_clear rest as [| ? ? ? ? here _]. apply here; lra.",
        ("Sums",),
        covers="part",
    )
    floored = [max(preference, STAND_IN) for preference in model.preferences]
    yield Identity(
        "second_form_with_a_floor",
        "With 1e-300 for the preference of 0, the form by information is a finite number.",
        -(_kernel.epistemic(model) + _kernel.pragmatic(model, floored)),
        _floored(model),
        covers="part",
    )


def establish(subject: Amounts) -> Finding:
    """Decide that both forms are +∞; measure the published float against what it computes."""
    floats = _demonstration.expected_floats((1.0, 0.0))
    floored = _floored(DEMONSTRATION)
    return replace(
        all_of(subject.facts()),
        exact=f"G = +∞ in both forms; with 1e-300 for 0 the second form is {floored}",
        published=Published(
            REPORTED,
            agrees=False,
            note="both forms are +∞; the published pragmatic term takes log 1e-300 for log 0, which makes one of them"
            f" {floored}, while the published risk is {float(floats.risk)!r}",
        ),
        observations=(
            observed(
                "numpy.float64 second form with 1e-300 for 0, against that form in exact numbers",
                floats.by_information,
                floored,
                TOLERANCE,
                REASON,
            ),
            observed("published run, second form, against the same", np.float64(REPORTED), floored, TOLERANCE, REASON),
        ),
    )


def _floored(model: Demonstration) -> LogForm:
    """What the published second form computes at preferences (1, 0)."""
    gain: LogForm = expected_information_gain(model.prior, model.likelihood)
    return 150 * log(10) - gain  # type: ignore[no-any-return]


CHECK = Check(
    id="efe_zero_preference",
    claim=Claim(
        "Where an observation with preference 0 is predicted, both forms of the expected free energy are infinite.",
        r"p(o) = 0 < q(o) \Rightarrow G = +\infty = -\bigl(I(o;s) + E_{q(o)}[\log p(o)]\bigr)",
        "the published model with preferences (1, 0); for every model by the cited theorem",
        "Friedman (2026), expected free energy; the zero preference is ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_definition(
            "stand-in for zero",
            "log 1e-300 for log 0 in the pragmatic value, as the published code has it: 345.117",
            BY_INFORMATION,
            _floored,
        ),
        changed_definition(
            "stand-in for zero in the risk",
            "1e-300 for 0 in the risk: also finite",
            "risk",
            lambda model: risk(model.prior, model.likelihood, (1 - Fraction(1, 10**300), Fraction(1, 10**300))),
        ),
        changed_model(
            "preference barely above zero",
            "(1 - 1e-12, 1e-12): both forms are finite",
            lambda model: replace(model, preferences=(1 - Fraction(1, 10**12), Fraction(1, 10**12))),
        ),
        changed_model(
            "never predicted",
            "observation 1 cannot occur: its preference of 0 costs nothing",
            lambda model: replace(model, likelihood=((Fraction(1), Fraction(0)),) * 2),
        ),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("numpy", "boundary"),
    series=_demonstration.floors,
    kernel=kernel,
)
