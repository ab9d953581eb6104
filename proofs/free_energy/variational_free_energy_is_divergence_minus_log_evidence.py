"""F(q) = D(q || p(s|o)) - log p(o) = D(q || p(s)) - E_q[log p(o|s)]: three forms of one variational free energy.

Source: Friedman (2026), variational free energy; Parr, Pezzulo and Friston (2022), eq. 2.5.

The definition is F(q) = E_q[-log p(s) - log p(o|s)] - H(q). The argument for any finite number of states:

1. -H(q) - E_q[log p(s)] = Σ_s q(s) log(q(s)/p(s)) = D(q || p(s)), by the definition of the divergence. The rest of F is
   -E_q[log p(o|s)]: complexity minus accuracy.
2. Bayes' rule gives p(s) p(o|s) = p(s|o) p(o), hence log p(s) + log p(o|s) = log p(s|o) + log p(o) for each s. Take
   the mean under q, where Σ_s q(s) = 1 pulls log p(o) out: F = D(q || p(s|o)) - log p(o).

Nothing in it counts states, so it holds for every finite number. A state with q(s) = 0 drops out of each sum, as
0 log 0 = 0. Where q has mass on a state with p(s) p(o|s) = 0, each form has a term -q(s) log 0 = +∞ and none of -∞,
so all three are +∞. The third form needs p(o) > 0; without that there is no posterior.

The steps check the identity by the normal form, with all numbers symbols, for up to 20 states, and at the boundary.
An amount of +∞ is compared through e^-F, which maps (-∞, +∞] one to one to [0, ∞).
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sympy

from opd_exact.information import (
    log_evidence,
    posterior,
    relative_entropy,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Refutation, Theorem, prove_equal

from ._generic_model import ObservedModel, observed_model

__all__ = [
    "PROOF",
    "SIZES",
    "steps",
]

SIZES = (1, 2, 3, 5, 10, 20)
_TINY = sympy.Rational(1, 10**12)


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """The three forms agree for models of the given numbers of states, and where masses are zero."""
    for size in sizes:
        yield from _forms_agree(observed_model(size), f"{size} states" if size > 1 else "one state")
    yield from _forms_agree(_without_mass(observed_model(3)), "3 states, of which one has no mass under q")
    yield from _forms_are_infinite(observed_model(3))


def _forms_agree(model: ObservedModel, where: str) -> Iterator[Step]:
    given = (model.belief, model.prior, model.likelihood, 0)
    energy = variational_free_energy(*given)
    yield Step(
        f"energy minus entropy is complexity minus accuracy: {where}",
        partial(prove_equal, energy, variational_free_energy_by_complexity(*given), model.domain),
    )
    yield Step(
        f"energy minus entropy is divergence minus log evidence: {where}",
        partial(prove_equal, energy, variational_free_energy_by_divergence(*given), model.domain),
    )


def _without_mass(model: ObservedModel) -> ObservedModel:
    """The model with a belief that excludes the last state: the others' symbols, divided by their sum."""
    kept = model.belief[:-1]
    belief = (*(x / sympy.Add(*kept) for x in kept), sympy.Integer(0))
    return ObservedModel(belief, model.prior, model.likelihood, model.domain)


def _forms_are_infinite(model: ObservedModel) -> Iterator[Step]:
    zero, one = sympy.Integer(0), sympy.Integer(1)
    impossible = (*model.likelihood[:-1], (zero, one))
    for form in (
        variational_free_energy,
        variational_free_energy_by_complexity,
        variational_free_energy_by_divergence,
    ):
        amount = form(model.belief, model.prior, impossible, 0)
        name = form.__name__.replace("_", " ")
        yield Step(
            f"{name} is +∞ where q has mass on a state that cannot give o",
            partial(prove_equal, sympy.exp(-amount), zero, model.domain),
        )


def _against(
    *, divergence_swapped: bool = False, from_prior: bool = False, evidence_factor: Any = 1
) -> Theorem | Refutation:
    """The third form for two states with one thing changed, against the definition."""
    model = observed_model(2)
    target = model.prior if from_prior else posterior(model.prior, model.likelihood, 0).cells
    pair = (target, model.belief) if divergence_swapped else (model.belief, target)
    changed = relative_entropy(*pair) - evidence_factor * log_evidence(model.prior, model.likelihood, 0)
    energy = variational_free_energy(model.belief, model.prior, model.likelihood, 0)
    return prove_equal(energy, changed, model.domain)


PROOF = Proof(
    id="variational_free_energy_is_divergence_minus_log_evidence",
    claim=Claim(
        "Energy minus entropy, complexity minus accuracy, and divergence from the posterior minus log evidence are one"
        " variational free energy.",
        r"F(q) = E_q[-\log p(s) - \log p(o\mid s)] - H(q) = D(q\,\|\,p(s)) - E_q[\log p(o\mid s)]"
        r" = D(q\,\|\,p(s\mid o)) - \log p(o)",
        "for every finite model with p(o) > 0 and every q, with common value +∞ where q has mass that the model"
        " excludes; by normal form for 1, 2, 3, 5, 10, 20 states with full support, by the written argument for any"
        " number and at the boundary",
        "Friedman (2026), variational free energy",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor(
            "divergence swapped", "D(p(s|o) || q) in place of D(q || p(s|o))", lambda: _against(divergence_swapped=True)
        ),
        Neighbor(
            "divergence from the prior", "D(q || p(s)) in place of D(q || p(s|o))", lambda: _against(from_prior=True)
        ),
        Neighbor("log evidence added", "+ log p(o) in place of - log p(o)", lambda: _against(evidence_factor=-1)),
        Neighbor("rescaled", "log p(o) times 1 + 1e-12", lambda: _against(evidence_factor=1 + _TINY)),
    ),
)
