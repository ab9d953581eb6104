"""Open-loop policies on exact beliefs: every sequence of actions scored along its predicted path, nothing observed.

What is defined. A policy is a sequence of actions. From a belief, b_1 = predict(b, a_1), b_2 = predict(b_1, a_2), ...:

    G(a_1 ... a_n)  = sum over t of  immediate(b_t)        (expected utility plus information gain, see `sophisticated`)
    P(a_1 ... a_n)  = softmax(gamma G)
    first action a  : the sum of P over the policies that begin with a

G is exact (`LogForm`), so ties among the policies are decided, not observed. Policies with the same values of b_t in
another order have the same G; there are |actions|**n policies but few values.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product

from flint import arb, fmpq

from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.numbers.errors import InputError
from opd_exact.planning.bayes_filter import Belief
from opd_exact.planning.sophisticated import SophisticatedSearch

__all__ = [
    "OpenLoopPlan",
    "open_loop_plan",
]

Policy = tuple[int, ...]


@dataclass(frozen=True, eq=False)
class OpenLoopPlan:
    """Every policy of one length, with its exact value; see the top of this module.

    `values[i]` belongs to `policies[i]`; policies are in the order of `itertools.product`, the last action fastest.
    """

    gamma: Fraction
    policies: tuple[Policy, ...]
    values: tuple[LogForm, ...]

    @cached_property
    def classes(self) -> tuple[tuple[LogForm, tuple[int, ...]], ...]:
        """The distinct values with the indices of the policies that have them, greatest value first."""
        members: dict[LogForm, list[int]] = {}
        for index, value in enumerate(self.values):
            members.setdefault(value, []).append(index)
        return tuple((value, tuple(members[value])) for value in sorted(members, reverse=True))

    def maximizers(self) -> tuple[Policy, ...]:
        """Every policy of greatest value, in order; equality of values is decided."""
        return tuple(self.policies[index] for index in self.classes[0][1])

    @cached_property
    def posterior(self) -> tuple[ComputedReal, ...]:
        """The softmax probability of each policy."""
        by_value = {value: self._share(value) for value, _ in self.classes}
        return tuple(by_value[value] for value in self.values)

    @cached_property
    def entropy(self) -> ComputedReal:
        """The entropy of the posterior over policies, in nats: log Z - gamma E[G], with Z = sum of exp(gamma G)."""
        return ComputedReal(self._entropy, "entropy of the open-loop posterior")

    def first_action_marginals(self, actions: int) -> tuple[ComputedReal, ...]:
        """The probability of each first action, for a model with so many actions.

        Raises:
            InputError: the policies have fewer or more first actions.
        """
        starts = {policy[0] for policy in self.policies}
        if starts != set(range(actions)):
            raise InputError(f"{actions} actions: the policies begin with {len(starts)} of them, expected all")
        counts: list[Counter[LogForm]] = [Counter() for _ in range(actions)]
        for policy, value in zip(self.policies, self.values, strict=True):
            counts[policy[0]][value] += 1
        shares = {value: self._share(value) for value, _ in self.classes}
        return tuple(
            ComputedReal.total(share * found[value] for value, share in shares.items() if found[value])
            for found in counts
        )

    def _weights(self) -> list[tuple[int, arb, arb]]:
        """Of each class: how many policies, the value less the greatest one, and the weight of one policy."""
        gamma = arb(fmpq(self.gamma.numerator, self.gamma.denominator))
        best = self.classes[0][0]
        below = [(len(members), (value - best).arb()) for value, members in self.classes]
        return [(count, value, (gamma * value).exp()) for count, value in below]

    def _share(self, value: LogForm) -> ComputedReal:
        position = [other for other, _ in self.classes].index(value)

        def evaluate() -> arb:
            weights = self._weights()
            return weights[position][2] / sum((count * weight for count, _, weight in weights), arb(0))

        return ComputedReal(evaluate, f"open-loop probability of a policy of value {value}")

    def _entropy(self) -> arb:
        weights = self._weights()
        total = sum((count * weight for count, _, weight in weights), arb(0))
        mean = sum((count * weight * value for count, value, weight in weights), arb(0)) / total
        return total.log() - arb(fmpq(self.gamma.numerator, self.gamma.denominator)) * mean


def open_loop_plan(search: SophisticatedSearch, belief: Belief, length: int) -> OpenLoopPlan:
    """Every policy of the given length, scored from a belief with the immediate values and the precision of a search.

    Raises:
        InputError: the length is below 1.

    >>> from opd_exact.models.tmaze import tmaze
    >>> from opd_exact.planning.bayes_filter import BayesFilter
    >>> bayes = BayesFilter(tmaze())
    >>> search = SophisticatedSearch(bayes, Fraction(3), Fraction(0))
    >>> plan = open_loop_plan(search, bayes.prior(), 4)
    >>> len(plan.policies), len(plan.maximizers()), str(plan.classes[0][0])
    (625, 200, '0')
    """
    if length < 1:
        raise InputError(f"length {length}: expected at least 1; the empty policy is no plan")
    bayes = search.bayes
    actions = range(len(bayes.model.actions))
    paths: list[tuple[Belief, Counter[LogForm]]] = [(belief, Counter())]
    predicted: dict[tuple[Belief, int], Belief] = {}
    for _ in range(length):
        longer = []
        for here, scores in paths:
            for action in actions:
                if (here, action) not in predicted:
                    predicted[here, action] = bayes.predict(here, action)
                there = predicted[here, action]
                longer.append((there, scores + Counter([search.immediate_value(there)])))
        paths = longer
    totals: dict[frozenset[tuple[LogForm, int]], LogForm] = {}
    values = []
    for _, scores in paths:
        key = frozenset(scores.items())
        if key not in totals:
            totals[key] = LogForm.total(count * value for value, count in scores.items())
        values.append(totals[key])
    return OpenLoopPlan(search.gamma, tuple(product(actions, repeat=length)), tuple(values))
