"""The standard identities of a finite model, as a proof for the asking."""

from collections.abc import Iterator
from functools import partial
from typing import Any

import sympy

from opd_exact import information
from opd_exact.models.finite_model import FiniteModel
from opd_exact.numbers import LogForm
from opd_exact.registry.declaration import Claim
from opd_exact.registry.proof import Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_equal

__all__ = [
    "standard_proof",
]


def standard_proof(id: str, model: FiniteModel, source: str) -> Proof:
    """Chain rules, the two forms of I, the three forms of F for any belief, and the two forms of G for any preferences.

    The belief q and the preferences are symbols that range over their whole simplex; the model's own parameters range
    over its domain. States and observations are taken to be possible: p(o) is positive on the domain.

    >>> import sympy
    >>> from opd_exact.symbolic import Domain
    >>> e = sympy.Symbol("e")
    >>> channel = FiniteModel(("1/2", "1/2"), ((1 - e, e), (e, 1 - e)), Domain(intervals={e: (0, 1)}))
    >>> proof = standard_proof("binary_symmetric_channel", channel, "Cover and Thomas (2006), section 7.1.4")
    >>> all(step.ask().passed for step in proof.steps()), any(other.ask().passed for other in proof.neighbors)
    (True, False)
    """
    asked = _Asked(model)
    return Proof(
        id=id,
        claim=Claim(
            "The standard identities of entropies, mutual information and free energies hold for this model.",
            r"I(S;O) = H(O) - H(O|S) = H(S) - H(S|O),\quad F(q) = D(q\|p(s|o)) - \log p(o),\quad"
            r" G = \text{risk} + \text{ambiguity}",
            _scope(model),
            source,
        ),
        steps=asked.steps,
        neighbors=(
            Neighbor(
                "sign of the log evidence",
                "F(q) = D(q||p(s|o)) + log p(o)",
                partial(asked.free_energy_with, lambda divergence, evidence: divergence + evidence),
            ),
            Neighbor(
                "rescaled",
                "F(q) is multiplied by 1 + 1e-12",
                partial(asked.free_energy_with, lambda d, evidence: (d - evidence) * (1 + sympy.Rational(1, 10**12))),
            ),
        ),
    )


def _scope(model: FiniteModel) -> str:
    parameters = f"; {model.domain}" if model.domain.symbols else ""
    return f"for all beliefs q and preferences c with full support{parameters}"


class _Asked:
    """The questions about one model, with symbols for what they quantify over."""

    def __init__(self, model: FiniteModel) -> None:
        self._model = model
        self._belief = tuple(sympy.Symbol(f"q_{s}", positive=True) for s in range(len(model.prior)))
        self._preferences = tuple(sympy.Symbol(f"c_{o}", positive=True) for o in model.observations)
        own = model.domain
        loose = [symbol for symbol in own.symbols if own.simplex_of(symbol) is None]
        self._domain = Domain(
            intervals={symbol: own.interval(symbol) for symbol in loose},
            simplex=[*own.simplices, self._belief, self._preferences],
            declared_positive=own.declared_positive,
        )

    def steps(self) -> Iterator[Step]:
        """The identities in the order in which a textbook has them."""
        model = self._model
        states, seen, both = model.state_entropy(), model.observation_entropy(), model.joint_entropy()
        information_ = model.mutual_information()
        for statement, left, right in (
            ("H(S,O) = H(S) + H(O|S)", both, states + model.conditional_entropy()),
            ("H(S,O) = H(O) + H(S|O)", both, seen + model.equivocation()),
            ("I(S;O) = H(O) - H(O|S)", information_, seen - model.conditional_entropy()),
            ("I(S;O) = H(S) - H(S|O)", information_, states - model.equivocation()),
        ):
            yield Step(statement, partial(self._equal, left, right))
        for o in model.observations:
            arguments = (self._belief, model.prior, model.likelihood, o)
            first = information.variational_free_energy(*arguments)
            second = information.variational_free_energy_by_complexity(*arguments)
            third = information.variational_free_energy_by_divergence(*arguments)
            yield Step(f"F(q) = complexity - accuracy, o = {o}", partial(self._equal, first, second))
            yield Step(f"F(q) = D(q||p(s|o)) - log p(o), o = {o}", partial(self._equal, first, third))
        expected = (model.prior, model.likelihood, self._preferences)
        by_risk = information.expected_free_energy(*expected)
        by_information = information.expected_free_energy_by_information(*expected)
        yield Step("G = risk + ambiguity = -(epistemic + pragmatic)", partial(self._equal, by_risk, by_information))

    def free_energy_with(self, wrong: Any) -> Theorem | Refutation:
        """F(q) for the first observation against something made wrongly of divergence and log evidence."""
        model = self._model
        free_energy = information.variational_free_energy(self._belief, model.prior, model.likelihood, 0)
        divergence = information.relative_entropy(self._belief, model.posterior(0))
        log_evidence = information.log_evidence(model.prior, model.likelihood, 0)
        return self._equal(free_energy, wrong(_expression(divergence), _expression(log_evidence)))

    def _equal(self, left: Any, right: Any) -> Theorem | Refutation:
        return prove_equal(_expression(left), _expression(right), self._domain)


def _expression(amount: Any) -> Any:
    return amount.to_sympy() if isinstance(amount, LogForm) else amount
