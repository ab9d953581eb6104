"""Three forms of F agree exactly at the prior and at the posterior; their difference is D(prior || posterior).

Energy minus entropy, complexity minus accuracy, divergence minus log evidence: each computed from its own definition.
The paper compares floats at these two beliefs to 1e-9, where its third form differs from the others in the last digit.
That the forms agree for every belief is a theorem, cited here; the row adds the numbers. At the prior
F = -(log 0.85 + log 0.15)/2, at the posterior log 2, and the divergence in between is what a student would still lose.

If this fails, the distillation loss and the free energy are not one function in the published example.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial

import numpy as np

from opd_exact.coq.statements import Statement
from opd_exact.coq.terms import Term, call
from opd_exact.information import (
    log_evidence,
    relative_entropy,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Finding, Inputs, Observation, Verdict, all_of
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition, changed_model
from opd_exact.registry.facts import observed

from . import _demonstration, _kernel
from ._demonstration import DEMONSTRATION, REASON, TOLERANCE, Demonstration

FORMS = {
    "energy minus entropy": variational_free_energy,
    "complexity minus accuracy": variational_free_energy_by_complexity,
    "divergence minus log evidence": variational_free_energy_by_divergence,
}
AT_PRIOR = -(log("17/20") + log("3/20")) / 2
AT_POSTERIOR = log(2)
DIVERGENCE = AT_PRIOR - AT_POSTERIOR
# The published run, belief by belief in the order of FORMS.
REPORTED = {
    "prior": (1.0298194571918282, 1.0298194571918282, 1.029819457191828),
    "posterior": (0.6931471805599452, 0.6931471805599454, 0.6931471805599453),
}

Belief = Callable[[Demonstration], object]
BELIEFS: dict[str, tuple[Belief, LogForm]] = {
    "prior": (lambda model: model.prior, AT_PRIOR),
    "posterior": (lambda model: model.posterior, AT_POSTERIOR),
}


def build(inputs: Inputs) -> Amounts:
    """Each form at each belief, and the divergence; nothing recorded is needed."""
    return Amounts(
        DEMONSTRATION,
        (
            *(
                Amount(f"{form} at the {belief}", partial(_free_energy, form, belief), BELIEFS[belief][1])
                for form in FORMS
                for belief in BELIEFS
            ),
            Amount("divergence of the prior", lambda model: relative_entropy(model.prior, model.posterior), DIVERGENCE),
        ),
    )


def _free_energy(form: str, belief: str, model: Demonstration) -> LogForm:
    q = BELIEFS[belief][0](model)
    value: LogForm = FORMS[form](q, model.prior, model.likelihood, model.observation)
    return value


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The three forms at both beliefs, the divergence, and that the forms agree for every belief and model."""
    model = subject.model
    terms = {f"{form} at the {belief}": term for form, belief, term in _forms(model)}
    terms["divergence of the prior"] = call("KL", model.prior, _kernel.posterior(model))
    yield from _kernel.identities(subject, terms)
    signs = "all_nonnegative q -> all_nonnegative joint -> supported q joint ->"
    yield _kernel.for_all_lists(
        "energy_minus_entropy",
        "The free energy is energy minus entropy, for every belief and model.",
        f"forall q joint : list R, {signs}\nVFE q joint = cross_entropy q joint - entropy q",
        "VFE_is_energy_minus_entropy",
    )
    yield _kernel.for_all_lists(
        "complexity_minus_accuracy",
        "It is complexity minus accuracy, where the joint is prior times likelihood.",
        "forall q prior likelihood : list R,\n"
        "all_nonnegative q -> all_nonnegative prior -> all_nonnegative likelihood ->\n"
        "supported q prior -> supported q likelihood ->\n"
        "VFE q (map2 Rmult prior likelihood) = KL q prior - expected_value q (map ln likelihood)",
        "VFE_is_complexity_minus_accuracy",
    )
    yield _kernel.for_all_lists(
        "divergence_minus_log_evidence",
        "It is the divergence from the posterior minus the log evidence.",
        "forall q joint : list R,\n"
        "is_distribution q -> all_nonnegative joint -> 0 < evidence joint -> supported q joint ->\n"
        "VFE q joint = KL q (posterior joint) - log_evidence joint",
        "VFE_is_divergence_minus_log_evidence",
    )


def _forms(model: Demonstration) -> Iterator[tuple[str, str, Term]]:
    """Each form at each belief, in the words of Coq's library."""
    column = _kernel.column(model)
    by_energy, by_complexity, by_divergence = FORMS
    beliefs: dict[str, Term | tuple[Fraction, ...]] = {"prior": model.prior, "posterior": _kernel.posterior(model)}
    for belief, q in beliefs.items():
        yield by_energy, belief, call("cross_entropy", q, column) - call("entropy", q)
        yield by_complexity, belief, _kernel.complexity(q, model) - _kernel.accuracy(q, model)
        divergence = call("KL", q, _kernel.posterior(model))
        yield by_divergence, belief, divergence - call("log_evidence", column)


def establish(subject: Amounts) -> Finding:
    """Decide the six amounts and the divergence; audit the float64 forms, ours and the reported ones."""
    return replace(
        all_of(subject.facts()),
        exact=f"F(prior) = {AT_PRIOR}, F(posterior) = {AT_POSTERIOR}; the value is F(prior)",
        value=AT_PRIOR,
        observations=tuple(_floats()),
    )


def _floats() -> Iterator[Observation]:
    for belief, at, truth in (("prior", (0.5, 0.5), AT_PRIOR), ("posterior", (0.85, 0.15), AT_POSTERIOR)):
        seen = _demonstration.variational_floats(at)
        ours = (seen.by_energy, seen.by_complexity, seen.by_divergence)
        for form, value, reported in zip(FORMS, ours, REPORTED[belief], strict=True):
            yield observed(f"numpy.float64 {form} at the {belief}", value, truth, TOLERANCE, REASON)
            yield observed(f"published run, {form} at the {belief}", np.float64(reported), truth, TOLERANCE, REASON)


def _evidence_added(model: Demonstration) -> LogForm:
    divergence: LogForm = relative_entropy(model.prior, model.posterior)
    return divergence + log_evidence(model.prior, model.likelihood, model.observation)  # type: ignore[no-any-return]


CHECK = Check(
    id="vfe_three_forms",
    claim=Claim(
        "The three forms of the variational free energy are equal at the prior and at the posterior of the"
        " demonstration.",
        r"F(p(s)) = -\tfrac12(\log 0.85 + \log 0.15),\quad F(p(s\mid o)) = \log 2,\quad"
        r" F(p(s)) - F(p(s\mid o)) = D(p(s)\,\|\,p(s\mid o))",
        "the published model and its two beliefs; for every model and belief by the cited theorems",
        "Friedman (2026), variational free energy, demonstration",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim("energy minus entropy at the prior"),
        changed_definition(
            "log evidence added",
            "D(q || p(s|o)) + log p(o) in place of D(q || p(s|o)) - log p(o)",
            "divergence minus log evidence at the prior",
            _evidence_added,
        ),
        changed_definition(
            "divergence swapped",
            "D(p(s|o) || q) in place of D(q || p(s|o))",
            "divergence of the prior",
            lambda model: relative_entropy(model.posterior, model.prior),
        ),
        changed_definition(
            "divergence from the prior",
            "D(q || p(s)) - log p(o) at the posterior",
            "divergence minus log evidence at the posterior",
            lambda model: (
                relative_entropy(model.posterior, model.prior)
                - log_evidence(model.prior, model.likelihood, model.observation)
            ),
        ),
        changed_model("prior not flat", "p(s) = (3/5, 2/5)", partial(_demonstration.with_prior, ("3/5", "2/5"))),
        _demonstration.less_reliable(),
    ),
    proofs=(
        "variational_free_energy_is_divergence_minus_log_evidence",
        "free_energy_bounded_by_evidence",
    ),
    tags=("numpy",),
    kernel=kernel,
)
