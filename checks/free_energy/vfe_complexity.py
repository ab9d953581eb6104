"""Complexity D(q || p(s)) is 0 at the prior and log 2 - H_b(0.85) at the posterior.

The first printed number of the free-energy demonstration, 0.000: a belief that has not moved from the prior costs
nothing. At the exact posterior it is what the observation told, 0.270, the same number as the epistemic value of the
expected free energy, since the prior is flat and the likelihood symmetric.

If this fails, the split of the free energy into complexity and accuracy starts from another model than the printed one.
"""

from collections.abc import Iterator
from functools import partial

from opd_exact.coq.statements import Statement
from opd_exact.information import complexity, relative_entropy
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, Demonstration

AT_PRIOR, AT_POSTERIOR = "complexity at the prior", "complexity at the posterior"


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (
            Amount(AT_PRIOR, lambda model: complexity(model.prior, model.prior), LogForm()),
            Amount(
                AT_POSTERIOR,
                lambda model: complexity(model.posterior, model.prior),
                log(2) + (17 * log("17/20") + 3 * log("3/20")) / 20,
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence from the prior, of the prior itself and of the posterior."""
    model = subject.model
    terms = {
        AT_PRIOR: _kernel.complexity(model.prior, model),
        AT_POSTERIOR: _kernel.complexity(_kernel.posterior(model), model),
    }
    yield from _kernel.identities(subject, terms)


def establish(subject: Amounts) -> Finding:
    """Decide both amounts; audit the float64 of the printed one."""
    return _demonstration.established(
        subject,
        AT_PRIOR,
        "0.000",
        "0.0",
        {"numpy.float64 complexity at the prior": _demonstration.variational_floats((0.5, 0.5)).complexity},
    )


def _swapped(model: Demonstration) -> LogForm:
    form: LogForm = relative_entropy(model.prior, model.posterior)
    return form


CHECK = Check(
    id="vfe_complexity",
    claim=Claim(
        "Complexity is 0 at the prior, and at the posterior it is log 2 minus the binary entropy of 0.85.",
        r"D(p(s)\,\|\,p(s)) = 0,\quad D(p(s\mid o)\,\|\,p(s)) = \log 2 - H_b(0.85)",
        "the published model: flat prior on two states, likelihood 0.85, observation 0",
        "Friedman (2026), variational free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(AT_PRIOR),
        changed_definition("arguments swapped", "D(p(s) || q) in place of D(q || p(s))", AT_POSTERIOR, _swapped),
        changed_definition(
            "from the posterior",
            "D(q || p(s|o)) in place of D(q || p(s)) at the prior",
            AT_PRIOR,
            lambda model: relative_entropy(model.prior, model.posterior),
        ),
        changed_model(
            "prior not flat",
            "p(s) = (3/5, 2/5); the complexity at the prior stays 0, the one at the posterior moves",
            partial(_demonstration.with_prior, ("3/5", "2/5")),
        ),
        _demonstration.less_reliable(),
    ),
    proofs=("variational_free_energy_is_divergence_minus_log_evidence",),
    tags=("numpy", "printed"),
    kernel=kernel,
)
