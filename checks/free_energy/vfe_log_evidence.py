"""Log evidence of the demonstration is exactly -log 2, and minus it is the least free energy.

The printed -0.693. The prior is flat and the likelihood symmetric, so the observation has probability 1/2 whatever the
reliability; a check of this number alone would pass for any symmetric model, so the row also decides that the free
energy at the posterior is log 2 by its definition, which does depend on the posterior being right.

If this fails, the bound that the free energy is said to reach is not the bound of this model.
"""

from collections.abc import Iterator
from functools import partial

from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import call
from opd_exact.information import log_evidence, variational_free_energy
from opd_exact.numbers import log
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION

EVIDENCE, LEAST = "log p(o)", "F at the posterior"


def build(inputs: Inputs) -> Amounts:
    """The demonstration; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (
            Amount(EVIDENCE, lambda model: log_evidence(model.prior, model.likelihood, model.observation), -log(2)),
            Amount(
                LEAST,
                lambda model: variational_free_energy(
                    model.posterior, model.prior, model.likelihood, model.observation
                ),
                log(2),
            ),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """Both amounts, and for every model: no belief has less free energy, and the posterior alone as little."""
    model = subject.model
    terms = {
        EVIDENCE: call("log_evidence", _kernel.column(model)),
        LEAST: _kernel.free_energy(_kernel.posterior(model), model),
    }
    yield from _kernel.identities(subject, terms)
    hypotheses = (
        "forall q joint : list R,\n"
        "is_distribution q -> all_nonnegative joint -> 0 < evidence joint -> supported q joint ->\n"
    )
    yield _kernel.for_all_lists(
        "lower_bound",
        "Minus the log evidence bounds the free energy of every belief from below, in every model.",
        f"{hypotheses}- log_evidence joint <= VFE q joint",
        "VFE_lower_bound",
    )
    yield _kernel.for_all_lists(
        "reached_by_the_posterior_alone",
        "The bound is reached by the posterior and by no other belief.",
        f"{hypotheses}(VFE q joint = - log_evidence joint <-> q = posterior joint)",
        "VFE_minimum_iff",
    )


def establish(subject: Amounts) -> Finding:
    """Decide both amounts; audit the float64 of the printed one."""
    return _demonstration.established(
        subject,
        EVIDENCE,
        "-0.693",
        "-0.6931471805599453",
        {"numpy.float64 log evidence": _demonstration.variational_floats((0.5, 0.5)).log_evidence},
    )


CHECK = Check(
    id="vfe_log_evidence",
    claim=Claim(
        "The log evidence of the observation is -log 2, and the free energy of the exact posterior is log 2.",
        r"\log p(o) = -\log 2,\quad F(p(s\mid o)) = \log 2",
        "the published model: flat prior on two states, likelihood 0.85, observation 0",
        "Friedman (2026), variational free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(EVIDENCE),
        changed_definition(
            "sum over observations",
            "p(o) summed over all observations of a state, which is 1",
            EVIDENCE,
            lambda model: log(sum(model.likelihood[0])),
        ),
        changed_definition(
            "free energy of the prior",
            "F at q = p(s) in place of F at the posterior",
            LEAST,
            lambda model: variational_free_energy(model.prior, model.prior, model.likelihood, model.observation),
        ),
        changed_model(
            "prior not flat",
            "p(s) = (3/5, 2/5), so that p(o) = 57/100",
            partial(_demonstration.with_prior, ("3/5", "2/5")),
        ),
        _demonstration.uninformative(),
    ),
    proofs=("free_energy_bounded_by_evidence",),
    tags=("numpy", "printed"),
    kernel=kernel,
)
