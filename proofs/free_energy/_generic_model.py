"""A finite model with every number a symbol, shared by the theorems about free energies.

Index legend: s is a hidden state, o an observation, q a belief about s.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sympy

from opd_exact.symbolic import Domain

__all__ = [
    "ObservedModel",
    "PredictedModel",
    "observed_model",
    "predicted_model",
]


@dataclass(frozen=True)
class ObservedModel:
    """A belief, a prior and the likelihood of one observation: what a variational free energy depends on.

    likelihood: one row (p(o | s), 1 - p(o | s)) for each state; the second column stands for all other observations
        together, and observation 0 is the one that was made.
    """

    belief: tuple[sympy.Symbol, ...]
    prior: tuple[sympy.Symbol, ...]
    likelihood: tuple[tuple[sympy.Expr, sympy.Expr], ...]
    domain: Domain

    @property
    def column(self) -> tuple[sympy.Expr, ...]:
        """p(o | s) for each state, at the observation that was made."""
        return tuple(row[0] for row in self.likelihood)

    def where_belief_exceeds_posterior(self, state: int) -> Domain:
        """The part of the domain where q(s) p(o) > p(s) p(o | s) for one state s."""
        terms = [p * x for p, x in zip(self.prior, self.column, strict=True)]
        excess = self.belief[state] * sympy.Add(*terms) - terms[state]
        return Domain(
            intervals=dict.fromkeys(self.column, (0, 1)),
            simplex=[self.belief, self.prior],
            declared_positive=[excess],
        )


def observed_model(states: int) -> ObservedModel:
    """Symbols for a belief and a prior with full support and for likelihoods strictly between 0 and 1."""
    belief = _simplex("q", states)
    prior = _simplex("p", states)
    column = _simplex("l", states)
    domain = Domain(intervals=dict.fromkeys(column, (0, 1)), simplex=[belief, prior])
    return ObservedModel(belief, prior, tuple((x, 1 - x) for x in column), domain)


@dataclass(frozen=True)
class PredictedModel:
    """A belief, a row-stochastic likelihood and preferences over observations: what an expected free energy needs."""

    belief: tuple[sympy.Symbol, ...]
    likelihood: tuple[tuple[sympy.Symbol, ...], ...]
    preferences: tuple[sympy.Symbol, ...]
    domain: Domain


def predicted_model(states: int, observations: int) -> PredictedModel:
    """Symbols for distributions with full support."""
    belief = _simplex("q", states)
    likelihood = tuple(_simplex(f"l{state}_", observations) for state in range(states))
    preferences = _simplex("c", observations)
    return PredictedModel(belief, likelihood, preferences, Domain(simplex=[belief, *likelihood, preferences]))


def _simplex(letter: str, size: int) -> tuple[sympy.Symbol, ...]:
    symbols: Sequence[sympy.Symbol] = sympy.symbols(f"{letter}0:{size}", positive=True)
    return tuple(symbols)
