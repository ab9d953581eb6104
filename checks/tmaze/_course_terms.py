"""What an agent saw and did, written out for Coq: the joint probability of each state with all that was seen so far.

Beliefs are Bayes updates that the statement itself makes, by the library's `posterior`, from these joint probabilities:
prior, moves and likelihoods of the model, multiplied. Moves of probability 0 are left out of the sums, and factors of 1
out of the products; a state that what was seen rules out has the joint probability 0.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from opd_exact.coq.formulas import And, compared
from opd_exact.coq.hints import factor_table, table_text
from opd_exact.coq.statements import Covers, Instance
from opd_exact.coq.terms import Number, Term, TermLike, call, term_of, total
from opd_exact.models.pomdp import POMDP
from opd_exact.planning.bayes_filter import BayesFilter, Observation

__all__ = [
    "belief_entropies",
    "binary_entropy",
    "equations",
    "joint_probabilities",
    "mean",
]

Weights = list[Term | None]
"""By joint state: the joint probability as a term, None where it is 0."""


def joint_probabilities(
    model: POMDP, observations: Sequence[Observation], actions: Sequence[int]
) -> list[tuple[Term, ...]]:
    """After each observation, for each joint state: P(state, observations so far), given the actions between."""
    bayes = BayesFilter(model)
    weights: Weights = [Number(mass) if mass else None for mass in bayes.prior()]
    found = []
    for time, observation in enumerate(observations):
        if time:
            weights = _moved(bayes, weights, actions[time - 1])
        weights = [
            None if weight is None else _scaled(weight, bayes.likelihood(index, observation))
            for index, weight in enumerate(weights)
        ]
        found.append(tuple(Number(Fraction(0)) if weight is None else weight for weight in weights))
    return found


def _moved(bayes: BayesFilter, weights: Weights, action: int) -> Weights:
    arriving: list[list[Term]] = [[] for _ in weights]
    for state, weight in zip(bayes.states, weights, strict=True):
        if weight is not None:
            for successor, probability in enumerate(bayes.predict(bayes.point(state), action)):
                scaled = _scaled(weight, probability)
                arriving[successor] += [] if scaled is None else [scaled]
    return [total(terms) if terms else None for terms in arriving]


def _scaled(weight: Term, factor: Fraction) -> Term | None:
    if not factor:
        return None
    return weight if factor == 1 else weight * factor


def belief_entropies(model: POMDP, observations: Sequence[Observation], actions: Sequence[int]) -> list[Term]:
    """The entropy of the belief about the joint state after each observation."""
    return [
        call("entropy", call("posterior", weights)) for weights in joint_probabilities(model, observations, actions)
    ]


def binary_entropy(p: Fraction | str) -> Term:
    """H_b(p) in the library's word."""
    return call("binary_entropy", p)


def mean(values: Sequence[Term]) -> Term:
    """The sum divided by the number of values."""
    return total(values) / len(values)


def equations(
    name: str, sentence: str, pairs: Iterable[tuple[TermLike, TermLike]], *, covers: Covers = "claim"
) -> Instance:
    """Several identities between closed terms, each decided as one alone would be."""
    listed = [(term_of(left), term_of(right)) for left, right in pairs]
    says = tuple(compared(left, "=", right) for left, right in listed)
    table = table_text(factor_table(*(side for pair in listed for side in pair)))
    script = f"repeat match goal with |- _ /\\ _ => split end; exact_logs {table}."
    return Instance(name, sentence, says[0] if len(says) == 1 else And(says), script, ("LogLinear",), covers=covers)
