"""The beliefs that a model can reach, under small integers, so that a search hashes each rational vector once.

A tree of millions of nodes is a graph of a few hundred beliefs. Beliefs after an observation and predicted beliefs
(after an action, before an observation) share one numbering; what follows from a number is worked out when first asked
for, and kept.
"""

from dataclasses import dataclass, field
from fractions import Fraction

from opd_exact.planning.bayes_filter import BayesFilter, Belief

__all__ = [
    "BeliefGraph",
]


@dataclass(eq=False)
class BeliefGraph:
    """Numbered beliefs of one filter; branches are kept when their probability is strictly above the threshold.

    >>> from opd_exact.models.tmaze import tmaze
    >>> graph = BeliefGraph(BayesFilter(tmaze()), Fraction(0))
    >>> start = graph.number(graph.bayes.prior())
    >>> at_cue = graph.predictions(start)[3]
    >>> [(str(probability), str(graph.belief(node)[6])) for probability, node in graph.branches(at_cue)]
    [('1/2', '19/20'), ('1/2', '1/20')]
    """

    bayes: BayesFilter
    observation_threshold: Fraction
    _numbers: dict[Belief, int] = field(default_factory=dict, repr=False)
    _beliefs: list[Belief] = field(default_factory=list, repr=False)
    _predictions: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _branches: dict[int, tuple[tuple[Fraction, int], ...]] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """How many beliefs have been reached so far."""
        return len(self._beliefs)

    def number(self, belief: Belief) -> int:
        """The number of a belief; equal beliefs have one."""
        found = self._numbers.get(belief)
        if found is None:
            found = self._numbers[belief] = len(self._beliefs)
            self._beliefs.append(belief)
        return found

    def belief(self, number: int) -> Belief:
        """The belief with a number."""
        return self._beliefs[number]

    def predictions(self, number: int) -> tuple[int, ...]:
        """The predicted belief after each action, in the order of the actions."""
        found = self._predictions.get(number)
        if found is None:
            belief = self._beliefs[number]
            predicted = (self.bayes.predict(belief, action) for action in range(len(self.bayes.model.actions)))
            found = self._predictions[number] = tuple(map(self.number, predicted))
        return found

    def branches(self, number: int) -> tuple[tuple[Fraction, int], ...]:
        """The probability of each observation that is kept at a predicted belief, and the belief once it is seen."""
        found = self._branches.get(number)
        if found is None:
            branches = self.bayes.branches(self._beliefs[number], self.observation_threshold)
            found = self._branches[number] = tuple(
                (branch.probability, self.number(branch.belief)) for branch in branches
            )
        return found
