"""The recursion of action values on exact beliefs, written out for Coq: every belief's value is said once, by name.

Nothing of the search that is checked is used here: beliefs, and the probabilities with which observations follow, are
exact rationals of the Bayes filter, and all that is done with them is said in the statement. Actions of equal value are
not looked for; what an action is worth is a term, and equal terms are one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial

from opd_exact.coq.terms import Term, call, exp, term_of, total
from opd_exact.models.pomdp import POMDP
from opd_exact.planning.bayes_filter import BayesFilter, Observation
from opd_exact.planning.belief_graph import BeliefGraph

__all__ = [
    "RecursionTerms",
]


@dataclass(eq=False)
class RecursionTerms:
    """Values and posteriors of one model as terms; `gamma` is the precision, branches at the threshold are dropped."""

    model: POMDP
    gamma: Fraction
    observation_threshold: Fraction
    _made: dict[object, Term] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._bayes = BayesFilter(self.model)
        self._graph = BeliefGraph(self._bayes, self.observation_threshold)

    def posterior(self, observation: Observation, depth: int) -> tuple[Term, ...]:
        """The probability of each action after one observation, the tree expanded `depth` levels."""
        belief = self._bayes.update(self._bayes.prior(), observation)
        return self._shares(self._values(self._graph.number(belief), depth))

    def _values(self, node: int, depth: int) -> list[Term]:
        return [self._action_value(predicted, depth) for predicted in self._graph.predictions(node)]

    def _action_value(self, predicted: int, depth: int) -> Term:
        def made() -> Term:
            parts = [self._immediate(predicted)]
            if depth > 1:
                branches = self._graph.branches(predicted)
                parts += [weight * self._belief_value(node, depth - 1) for weight, node in branches]
            return total(parts)

        return self._once(("action", predicted, depth), made)

    def _belief_value(self, node: int, depth: int) -> Term:
        def made() -> Term:
            values = self._values(node, depth)
            return total(share * value for share, value in zip(self._shares(values), values, strict=True))

        return self._once(("belief", node, depth), made)

    def _shares(self, values: list[Term]) -> tuple[Term, ...]:
        """softmax(gamma Q), with one exponential for each distinct value."""
        # By identity: a term's own hash walks all of it, and the terms made here are kept, so that none is reused.
        weights = [self._once(("weight", id(value)), partial(self._weight, value)) for value in values]
        whole = self._once(("whole", *map(id, weights)), partial(total, weights))
        return tuple(weight / whole for weight in weights)

    def _weight(self, value: Term) -> Term:
        return exp(self.gamma * value)

    def _immediate(self, predicted: int) -> Term:
        """Expected preference, and what is learned about the state, summed over modalities."""

        def made() -> Term:
            belief = self._graph.belief(predicted)
            marginals = self._bayes.outcome_marginals(belief)
            preferences = [
                [table[(o,)] for o in range(len(q))] for q, table in zip(marginals, self.model.C, strict=True)
            ]
            wanted = sum(
                (p * c for q, table in zip(marginals, preferences, strict=True) for p, c in zip(q, table, strict=True)),
                Fraction(0),
            )
            unknown = [call("entropy", q) for q in marginals if 1 not in q]
            noise = [
                mass * call("entropy", row)
                for index, mass in enumerate(belief)
                if mass
                for row in self._bayes.likelihood_rows(index)
                if 1 not in row
            ]
            return total([wanted, *unknown, *(term_of(0) - part for part in noise)])

        return self._once(("immediate", predicted), made)

    def _once(self, key: object, make: Callable[[], Term]) -> Term:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]
