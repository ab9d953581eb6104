"""F(q) ≥ -log p(o), with equality exactly where q is the posterior: the free energy bounds the log evidence.

Source: Friedman (2026), variational free energy: "minimum -log p(o) at the exact posterior".

F(q) + log p(o) = D(q || p(s|o)) by the identity of the three forms. A divergence is never negative, which is Gibbs'
inequality; it comes from log y ≤ y - 1, with equality only at y = 1, at y = p(s)/q(s):

    D(q || p) = Σ_s q(s) (p(s)/q(s) - 1 - log(p(s)/q(s))) ≥ 0,   as Σ_s q(s) (p(s)/q(s) - 1) = 1 - 1 = 0.

Each term is zero only where p(s) = q(s). If q is not the posterior, some q(s) exceeds p(s|o), because both sum to 1;
so it is enough that the bound is strict wherever a component of q exceeds its posterior value.

On the boundary: a state with q(s) = 0 leaves 0 in D(q || p) but p(s|o) in Σ_s q(s) (1 - p(s)/q(s)), which then sums to
1 - Σ_{q(s) > 0} p(s|o) ≥ 0, so the bound stays. Where q has mass that the posterior excludes, F = +∞. For one state
F = -log p(o), and there is nothing to choose.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sympy

from opd_exact.information import log_evidence, posterior, relative_entropy, variational_free_energy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    gibbs,
    log_below_tangent,
    prove_equal,
    prove_nonnegative,
    prove_positive,
)

from ._generic_model import ObservedModel, observed_model

__all__ = [
    "PROOF",
    "SIZES",
    "steps",
]

SIZES = (2, 3, 5)


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """Gibbs' inequality from the tangent of log; the bound; equality at the posterior, and only there."""
    alone = observed_model(1)
    yield Step(
        "with one state F = -log p(o)",
        partial(prove_equal, _excess(alone), sympy.Integer(0), alone.domain),
    )
    for size in sizes:
        model = observed_model(size)
        target = posterior(model.prior, model.likelihood, 0).cells
        tangents = [(q, log_below_tangent(p / q)) for q, p in zip(model.belief, model.prior, strict=True)]
        yield Step(
            f"D(q || p) ≥ 0 from log y ≤ y - 1: {size} states",
            partial(prove_nonnegative, relative_entropy(model.belief, model.prior), model.domain, by=tangents),
        )
        yield Step(
            f"F(q) ≥ -log p(o): {size} states",
            partial(prove_nonnegative, _excess(model), model.domain, by=[(1, gibbs(model.belief, target))]),
        )
        at_posterior = variational_free_energy(target, model.prior, model.likelihood, 0)
        yield Step(
            f"F = -log p(o) at the posterior: {size} states",
            partial(prove_equal, at_posterior, -log_evidence(model.prior, model.likelihood, 0), model.domain),
        )
        for state in range(size):
            yield Step(
                f"F(q) > -log p(o) where q({state}) exceeds the posterior: {size} states",
                partial(
                    prove_positive,
                    _excess(model),
                    model.where_belief_exceeds_posterior(state),
                    by=[(1, gibbs(model.belief, target))],
                ),
            )


def _excess(model: ObservedModel) -> sympy.Expr:
    """F(q) + log p(o)."""
    energy = variational_free_energy(model.belief, model.prior, model.likelihood, 0)
    return energy + log_evidence(model.prior, model.likelihood, 0)


_COIN = observed_model(2)

PROOF = Proof(
    id="free_energy_bounded_by_evidence",
    claim=Claim(
        "The variational free energy is at least minus the log evidence, and equal to it exactly at the posterior.",
        r"F(q) \ge -\log p(o),\quad F(q) = -\log p(o) \iff q = p(s\mid o)",
        "for every finite model with p(o) > 0 and every q; by normal form and Gibbs' inequality for 1, 2, 3, 5 states"
        " with full support, by the written argument for any number and at the boundary",
        "Friedman (2026), variational free energy",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor(
            "strict everywhere",
            "F(q) > -log p(o) is claimed for all q",
            lambda: prove_positive(_excess(_COIN), _COIN.domain),
        ),
        Neighbor(
            "a tighter bound",
            "F(q) ≥ 1e-6 - log p(o)",
            lambda: prove_nonnegative(_excess(_COIN) - sympy.Rational(1, 10**6), _COIN.domain),
        ),
        Neighbor(
            "minimum at the prior",
            "F = -log p(o) at q = p(s)",
            lambda: prove_equal(
                variational_free_energy(_COIN.prior, _COIN.prior, _COIN.likelihood, 0),
                -log_evidence(_COIN.prior, _COIN.likelihood, 0),
                _COIN.domain,
            ),
        ),
    ),
)
