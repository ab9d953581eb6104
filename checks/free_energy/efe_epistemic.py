"""Epistemic value I(o; s) is log 2 - H_b(0.85): what an observation is expected to tell about the state.

The printed 0.270. It is computed twice here: as the expected divergence from belief to posterior, and as the mutual
information of the joint table. The two agree because the posterior is formed from the same prior as the prediction.

If this fails, the information that an agent is said to seek is not the information in the model.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

from opd_exact.coq.statements import Statement
from opd_exact.information import entropy, expected_information_gain, joint_distribution, mutual_information
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION

ROW, AGAIN = "epistemic value", "mutual information of the joint table"


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    claimed = log(2) + (17 * log("17/20") + 3 * log("3/20")) / 20
    return Amounts(
        DEMONSTRATION,
        (
            Amount(ROW, lambda model: expected_information_gain(model.prior, model.likelihood), claimed),
            Amount(AGAIN, lambda model: mutual_information(joint_distribution(model.prior, model.likelihood)), claimed),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The epistemic value by both of its definitions."""
    model = subject.model
    yield from _kernel.identities(subject, {ROW: _kernel.information_gain(model), AGAIN: _kernel.epistemic(model)})


def establish(subject: Amounts) -> Finding:
    """Decide both routes; audit the float64."""
    seen = _demonstration.expected_floats().epistemic
    return _demonstration.established(
        subject, ROW, "0.270", "0.2704380927539545", {"numpy.float64 epistemic value": seen}
    )


def _moved(amount: Fraction) -> tuple[tuple[Fraction, ...], ...]:
    right = DEMONSTRATION.likelihood[0][0] + amount
    return ((right, 1 - right), (1 - right, right))


CHECK = Check(
    id="efe_epistemic",
    claim=Claim(
        "The epistemic value of the demonstration is log 2 minus the binary entropy of 0.85.",
        r"I(o;s) = E_{q(o)}[D(q(s\mid o)\,\|\,q(s))] = \log 2 - H_b(0.85)",
        "the published model at the flat belief",
        "Friedman (2026), expected free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "entropy of the prediction",
            "H(q(o)) without the ambiguity taken off",
            ROW,
            lambda model: entropy(("1/2", "1/2")),
        ),
        changed_definition(
            "weights forgotten",
            "the gains of the two observations are summed without the probabilities of the observations",
            ROW,
            lambda model: 2 * expected_information_gain(model.prior, model.likelihood),
        ),
        changed_model(
            "belief not flat",
            "the belief is (3/5, 2/5): there is less to learn",
            partial(_demonstration.with_prior, ("3/5", "2/5")),
        ),
        changed_model(
            "validity moved by a trillionth",
            "0.85 becomes 0.85 + 1e-12",
            lambda model: replace(model, likelihood=_moved(Fraction(1, 10**12))),
        ),
        _demonstration.less_reliable(),
        _demonstration.uninformative(),
    ),
    proofs=("expected_free_energy_two_forms",),
    tags=("numpy", "printed"),
    kernel=kernel,
)
