"""The reward-tilting demonstration: four outcomes, a uniform reference, rewards 2, 1/2, -1/2, -2 and β = 1."""

from dataclasses import dataclass

import sympy

from opd_exact.information import relative_entropy

__all__ = [
    "REWARDS",
    "Tilted",
    "demonstration",
    "objective",
]

REWARDS = (sympy.Integer(2), sympy.Rational(1, 2), -sympy.Rational(1, 2), -sympy.Integer(2))
_UNIFORM = (sympy.Rational(1, 4),) * 4


@dataclass(frozen=True)
class Tilted:
    """A reference, rewards, and the temperature β."""

    reference: tuple[sympy.Expr, ...]
    rewards: tuple[sympy.Expr, ...]
    beta: sympy.Expr

    def weights(self) -> tuple[sympy.Expr, ...]:
        """ref(x) exp(R(x)/β)."""
        return tuple(p * sympy.exp(r / self.beta) for p, r in zip(self.reference, self.rewards, strict=True))

    def partition(self) -> sympy.Expr:
        """Z, their sum."""
        return sympy.Add(*self.weights())

    def target(self) -> tuple[sympy.Expr, ...]:
        """π*(x) = ref(x) exp(R(x)/β) / Z."""
        return tuple(weight / self.partition() for weight in self.weights())


def demonstration() -> Tilted:
    """The published settings."""
    return Tilted(_UNIFORM, REWARDS, sympy.Integer(1))


def objective(case: Tilted, policy: tuple[sympy.Expr, ...]) -> sympy.Expr:
    """J(π) = E_π[R] - β D(π || ref)."""
    mean = sympy.Add(*(p * r for p, r in zip(policy, case.rewards, strict=True)))
    return mean - case.beta * relative_entropy(policy, case.reference)
