"""Exact Bayes on the joint state of a factored model: beliefs are rational vectors, so equal beliefs are equal keys.

A belief is the tuple of probabilities of the joint states, in the order of `POMDP.states()`. Nothing is floored,
pruned or renormalized away, and no independence between the factors is assumed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from opd_exact.information.entropies import entropy
from opd_exact.models.pomdp import POMDP
from opd_exact.numbers import InputError, LogForm, OutsideDomain

__all__ = [
    "BayesFilter",
    "Belief",
    "Branch",
    "Observation",
    "entropy_of",
]

Belief = tuple[Fraction, ...]
Observation = tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """A joint observation that can follow: its probability, and the belief once it has been seen."""

    observation: Observation
    probability: Fraction
    belief: Belief


@dataclass(frozen=True, eq=False)
class BayesFilter:
    """The filter of one model, with its joint transition and likelihood tables worked out once.

    Actions are given by their index in `POMDP.actions`, observations as one outcome index for each modality.

    >>> from opd_exact.models.tmaze import tmaze
    >>> bayes = BayesFilter(tmaze())
    >>> at_cue = bayes.predict(bayes.prior(), 3)
    >>> [str(p) for p in bayes.marginal(bayes.update(at_cue, (3, 0, 1)), 1)]
    ['19/20', '1/20']
    """

    model: POMDP

    @cached_property
    def states(self) -> tuple[tuple[int, ...], ...]:
        """The joint states, in the order in which beliefs list them."""
        return self.model.states()

    def prior(self) -> Belief:
        """The belief before the first observation: the product of the factors' priors."""
        belief = []
        for state in self.states:
            probability = Fraction(1)
            for table, value in zip(self.model.D, state, strict=True):
                probability *= table[(value,)]
            belief.append(probability)
        return tuple(belief)

    def point(self, state: tuple[int, ...]) -> Belief:
        """The belief that is certain of one joint state."""
        return tuple(Fraction(int(other == state)) for other in self.states)

    def predict(self, belief: Belief, action: int) -> Belief:
        """The belief about the next state after an action, before anything is observed."""
        successors = self._successors[action]
        predicted = [Fraction(0)] * len(self.states)
        for index, mass in self._support(belief):
            for successor, probability in successors[index]:
                predicted[successor] += mass * probability
        return tuple(predicted)

    def outcome_marginals(self, belief: Belief) -> tuple[tuple[Fraction, ...], ...]:
        """For each modality the probabilities of its outcomes under a belief about the present state."""
        support = self._support(belief)
        return tuple(
            tuple(sum((mass * rows[index][o] for index, mass in support), Fraction(0)) for o in range(len(modality)))
            for rows, modality in zip(self._likelihoods, self.model.modalities, strict=True)
        )

    def likelihood_rows(self, index: int) -> tuple[tuple[Fraction, ...], ...]:
        """For each modality the probabilities of its outcomes in the joint state with the given index."""
        return tuple(rows[index] for rows in self._likelihoods)

    def probability(self, belief: Belief, observation: Observation) -> Fraction:
        """The probability of a joint observation under a belief about the present state."""
        return sum((mass * self.likelihood(index, observation) for index, mass in self._support(belief)), Fraction(0))

    def likelihood(self, index: int, observation: Observation) -> Fraction:
        """The probability of a joint observation in the joint state with the given index.

        Raises:
            InputError: the observation has the wrong number of modalities or an outcome that its modality lacks.
        """
        self._require_observation(observation)
        probability = Fraction(1)
        for rows, outcome in zip(self._likelihoods, observation, strict=True):
            probability *= rows[index][outcome]
        return probability

    def update(self, predicted: Belief, observation: Observation) -> Belief:
        """The belief after an observation, by Bayes' rule.

        Raises:
            OutsideDomain: the observation has probability 0, so there is no posterior.
        """
        weights = [mass and mass * self.likelihood(index, observation) for index, mass in enumerate(predicted)]
        total = sum(weights, Fraction(0))
        if total == 0:
            raise OutsideDomain(
                f"observation ({self.model.observation_names(observation)}) has probability 0 here; no posterior exists"
            )
        return tuple(weight / total for weight in weights)

    def branches(self, predicted: Belief, above: Fraction = Fraction(0)) -> tuple[Branch, ...]:
        """Every joint observation of probability strictly above `above`, with its probability and posterior.

        Sorted by observation. The probabilities are not renormalized over the branches that are kept.
        """
        weights: dict[Observation, dict[int, Fraction]] = {}
        for index, mass in self._support(predicted):
            for observation, likelihood in self._emissions[index]:
                weights.setdefault(observation, {})[index] = mass * likelihood
        kept = []
        for observation, by_state in sorted(weights.items()):
            total = sum(by_state.values(), Fraction(0))
            if total > above:
                belief = tuple(by_state.get(index, Fraction(0)) / total for index in range(len(self.states)))
                kept.append(Branch(observation, total, belief))
        return tuple(kept)

    def marginal(self, belief: Belief, factor: int) -> tuple[Fraction, ...]:
        """The probabilities of one factor's values under a joint belief."""
        masses = [Fraction(0)] * len(self.model.factors[factor])
        for index, mass in self._support(belief):
            masses[self.states[index][factor]] += mass
        return tuple(masses)

    def filtered(self, observations: Sequence[Observation], actions: Sequence[int]) -> tuple[Belief, ...]:
        """The belief after each observation, where `actions[t]` was taken between observations t and t + 1.

        Raises:
            InputError: there is not exactly one action between each two observations.
            OutsideDomain: an observation has probability 0 given what came before.
        """
        if len(observations) != len(actions) + 1:
            raise InputError(
                f"{len(observations)} observations with {len(actions)} actions, expected one action between each two"
            )
        beliefs = [self.update(self.prior(), observations[0])]
        for action, observation in zip(actions, observations[1:], strict=True):
            beliefs.append(self.update(self.predict(beliefs[-1], action), observation))
        return tuple(beliefs)

    @staticmethod
    def _support(belief: Belief) -> list[tuple[int, Fraction]]:
        return [(index, mass) for index, mass in enumerate(belief) if mass]

    @cached_property
    def _likelihoods(self) -> tuple[tuple[tuple[Fraction, ...], ...], ...]:
        """By modality and joint state: the column of A."""
        return tuple(
            tuple(table.column(tuple(state[f] for f in dependencies)) for state in self.states)
            for table, dependencies in zip(self.model.A, self.model.A_dependencies, strict=True)
        )

    @cached_property
    def _emissions(self) -> tuple[tuple[tuple[Observation, Fraction], ...], ...]:
        """By joint state: the joint observations that can occur there, with their probabilities."""
        table = []
        for index in range(len(self.states)):
            supports = [[(o, p) for o, p in enumerate(rows[index]) if p] for rows in self._likelihoods]
            table.append(tuple(_joined(parts) for parts in product(*supports)))
        return tuple(table)

    @cached_property
    def _successors(self) -> tuple[tuple[tuple[tuple[int, Fraction], ...], ...], ...]:
        """By action and joint state: the joint states that can follow, with their probabilities."""
        position = {state: index for index, state in enumerate(self.states)}
        return tuple(
            tuple(
                tuple((position[successor], p) for successor, p in self._moves(state, action)) for state in self.states
            )
            for action in self.model.actions
        )

    def _moves(self, state: tuple[int, ...], action: tuple[int, ...]) -> list[tuple[tuple[int, ...], Fraction]]:
        supports = []
        for table, dependencies, control in zip(self.model.B, self.model.B_dependencies, action, strict=True):
            column = table.column((*(state[f] for f in dependencies), control))
            supports.append([(value, p) for value, p in enumerate(column) if p])
        return [_joined(parts) for parts in product(*supports)]

    def _require_observation(self, observation: Observation) -> None:
        sizes = tuple(len(modality) for modality in self.model.modalities)
        if len(observation) != len(sizes) or not all(0 <= o < size for o, size in zip(observation, sizes, strict=True)):
            raise InputError(f"observation {observation}: expected one outcome index below each of {sizes}")


def entropy_of(distribution: Belief) -> LogForm:
    """The entropy of exact probabilities, in nats; `opd_exact.information.entropy` where they are known to be rational.

    >>> print(entropy_of((Fraction(1, 2), Fraction(1, 2), Fraction(0))))
    log(2)
    """
    exact = entropy(distribution)
    assert isinstance(exact, LogForm)  # which it is wherever the cells are rational
    return exact


def _joined(parts: tuple[tuple[int, Fraction], ...]) -> tuple[tuple[int, ...], Fraction]:
    probability = Fraction(1)
    for _, p in parts:
        probability *= p
    return tuple(value for value, _ in parts), probability
