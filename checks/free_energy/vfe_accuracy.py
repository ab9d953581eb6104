"""Accuracy E_q[log p(o|s)] is (log 0.85 + log 0.15)/2 at the prior and -H_b(0.85) at the posterior.

The printed -1.030: under the flat belief the observation is expected to be as surprising as the mean of the two
likelihoods' logs. It is an amount of information with a minus sign, not a probability of being right.

If this fails, the demonstration's likelihood, or the reading of "accuracy", is not the printed one.
"""

from collections.abc import Iterator
from fractions import Fraction

from opd_exact.coq.statements import Statement
from opd_exact.information import accuracy, log_evidence
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, Demonstration

AT_PRIOR, AT_POSTERIOR = "accuracy at the prior", "accuracy at the posterior"


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    right, wrong = log("17/20"), log("3/20")
    return Amounts(
        DEMONSTRATION,
        (
            Amount(
                AT_PRIOR,
                lambda model: accuracy(model.prior, model.likelihood, model.observation),
                (right + wrong) / 2,
            ),
            Amount(
                AT_POSTERIOR,
                lambda model: accuracy(model.posterior, model.likelihood, model.observation),
                (17 * right + 3 * wrong) / 20,
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The mean logarithm of the likelihood, under the prior and under the posterior."""
    model = subject.model
    terms = {
        AT_PRIOR: _kernel.accuracy(model.prior, model),
        AT_POSTERIOR: _kernel.accuracy(_kernel.posterior(model), model),
    }
    yield from _kernel.identities(subject, terms)


def establish(subject: Amounts) -> Finding:
    """Decide both amounts; audit the float64 of the printed one."""
    return _demonstration.established(
        subject,
        AT_PRIOR,
        "-1.030",
        "-1.0298194571918282",
        {"numpy.float64 accuracy at the prior": _demonstration.variational_floats((0.5, 0.5)).accuracy},
    )


def _along_the_row(model: Demonstration) -> object:
    """p(o | s) read from the row of state 0 in place of the column of observation 0."""
    row = model.likelihood[0]
    return sum((q * log(x) for q, x in zip(model.posterior, reversed(row), strict=True)), start=log(1))


CHECK = Check(
    id="vfe_accuracy",
    claim=Claim(
        "Accuracy at the prior is the mean of the logs of 0.85 and 0.15; at the posterior it is minus the binary"
        " entropy of 0.85.",
        r"E_{p(s)}[\log p(o\mid s)] = \tfrac12(\log 0.85 + \log 0.15),\quad E_{p(s\mid o)}[\log p(o\mid s)] ="
        r" -H_b(0.85)",
        "the published model: flat prior on two states, likelihood 0.85, observation 0",
        "Friedman (2026), variational free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(AT_PRIOR),
        changed_definition(
            "log of the mean",
            "log E_q[p(o|s)], the log evidence, in place of E_q[log p(o|s)]",
            AT_PRIOR,
            lambda model: log_evidence(model.prior, model.likelihood, model.observation),
        ),
        changed_definition(
            "probability in place of log",
            "E_q[p(o|s)] = 1/2, an accuracy in the everyday sense",
            AT_PRIOR,
            lambda model: sum(
                (q * row[model.observation] for q, row in zip(model.prior, model.likelihood, strict=True)), Fraction(0)
            ),
        ),
        changed_definition(
            "wrong observation",
            "the likelihood of the other observation at the posterior",
            AT_POSTERIOR,
            _along_the_row,
        ),
        _demonstration.less_reliable(),
        _demonstration.uninformative(),
    ),
    proofs=("variational_free_energy_is_divergence_minus_log_evidence",),
    tags=("numpy", "printed"),
    kernel=kernel,
)
