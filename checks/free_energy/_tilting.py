"""The reward-tilting demonstration: four outcomes, a uniform reference, rewards 2, 1/2, -1/2, -2 and β = 1."""

from dataclasses import dataclass

import sympy

from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Instance, Statement
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import Term, call
from opd_exact.information import relative_entropy

__all__ = [
    "REWARDS",
    "Tilted",
    "best_of_every_policy",
    "demonstration",
    "divergence_for_every_policy",
    "objective",
    "objective_of",
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


def objective_of(case: Tilted, policy: tuple[sympy.Expr, ...]) -> Term:
    """J(π) in the words of Coq's library."""
    cells, rewards, reference = ([term_of_sympy(x) for x in each] for each in (policy, case.rewards, case.reference))
    return call("expected_value", cells, rewards) - term_of_sympy(case.beta) * call("KL", cells, reference)


_WEIGHTS = "(map2 (fun p r => p * exp (r / beta)) reference rewards)"
_OBJECTIVE = "expected_value policy rewards - beta * KL policy reference"


def _for_every_policy(name: str, sentence: str, says: str, theorem: str, sign: str) -> Statement:
    formula = (
        "forall (beta : R) (policy reference rewards : list R),\n"
        "is_distribution policy -> all_nonnegative reference -> supported policy reference ->\n"
        f"length rewards = length reference -> {sign} ->\n{says}"
    )
    return Instance(name, sentence, Raw(formula), f"exact {theorem}.", ("Tilting",))


def divergence_for_every_policy() -> Statement:
    """D(π || π*) = ln Z - J(π)/β for every β and on any number of outcomes."""
    return _for_every_policy(
        "for_any_number_of_outcomes",
        "The divergence of a policy from the tilted reference is ln Z minus its objective over beta, for any beta.",
        f"KL policy (posterior {_WEIGHTS})\n= ln (sum {_WEIGHTS})\n  - ({_OBJECTIVE}) / beta",
        "divergence_from_tilted",
        "beta <> 0",
    )


def best_of_every_policy() -> tuple[Statement, Statement]:
    """J(π) is at most β ln Z, and reaches it at the tilted reference alone."""
    value = f"beta * ln (sum {_WEIGHTS})"
    return (
        _for_every_policy(
            "no_policy_has_more",
            "No policy has a larger objective than beta ln Z.",
            f"{_OBJECTIVE}\n<= {value}",
            "tilted_is_best",
            "0 < beta",
        ),
        _for_every_policy(
            "no_other_has_as_much",
            "Only the tilted reference has as much: the weights, divided by their sum.",
            f"({_OBJECTIVE}\n = {value}\n <-> policy = posterior {_WEIGHTS})",
            "tilted_is_best_iff",
            "0 < beta",
        ),
    )
