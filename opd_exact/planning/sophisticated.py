"""Sophisticated inference on exact beliefs: the recursion of action values, evaluated in balls of any precision.

What is defined. With a belief b, an action a and the predicted joint belief b' = predict(b, a):

    immediate(b') = sum over modalities m of  [ sum_o q_m(o) C_m(o) ]  +  [ H(q_m) - sum_s b'(s) H(A_m[. | s]) ]
    Q_k(b, a)     = immediate(b') + sum over observations o with p(o) above the threshold of  p(o) V_{k-1}(b' given o)
    pi_k(b, .)    = softmax(gamma Q_k(b, .)),     V_k(b) = sum_a pi_k(b, a) Q_k(b, a),     V_0 = 0

where q_m is the predicted distribution of modality m and p(o) the joint probability of the whole observation. Two
choices are part of the definition. The information gain is summed over modalities, as in the planner that is modeled;
it is the mutual information between state and observation only where at most one modality is uncertain. The weights
p(o) of the branches that are kept are not renormalized, and an action whose branches are all dropped keeps its
immediate value alone.

How it is computed. Immediate values are exact (`LogForm`). Values further ahead contain exponentials of exponentials,
so they are kept as expressions in which equal subexpressions are one object: Q is its immediate value with a sum of
weighted V, and V is a multiset of Q. Two actions whose values are the same expression are tied by proof, which also
finds ties that a symmetry of the model causes. Only the enclosures of expressions depend on the precision.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property, partial

from flint import arb, ctx, fmpq

from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.numbers.errors import InputError
from opd_exact.planning.bayes_filter import BayesFilter, Belief, entropy_of
from opd_exact.planning.belief_graph import BeliefGraph

__all__ = [
    "Decision",
    "SophisticatedSearch",
]

# An action value: the number of its immediate part, and (belief value, weight) for what may follow.
_ActionValue = tuple[int, tuple[tuple[int, Fraction], ...]]
# A belief value: (action value, number of actions that have it).
_BeliefValue = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Decision:
    """The values and posterior probabilities of the actions at one belief, searched to one depth.

    `classes` partitions the actions by proven equality of value, each class in ascending order.
    """

    depth: int
    action_values: tuple[ComputedReal, ...]
    posterior: tuple[ComputedReal, ...]
    classes: tuple[tuple[int, ...], ...]

    def maximizers(self) -> tuple[int, ...]:
        """Every action of greatest value: one class of proven ties, strictly above all others.

        Raises:
            UnknownTruth: two values could be neither separated nor proved equal.
        """
        values = {members: self.action_values[members[0]] for members in self.classes}
        middles = {members: value.enclose(30).middle for members, value in values.items()}
        best = max(self.classes, key=lambda members: middles[members])
        for members, value in values.items():
            # A comparison that balls cannot settle raises; being false means that the midpoints misled.
            if members != best and not values[best] > value:
                return self._maximizers_among([other for other in self.classes if other != best])
        return best

    def _maximizers_among(self, classes: list[tuple[int, ...]]) -> tuple[int, ...]:
        return Decision(self.depth, self.action_values, self.posterior, tuple(classes)).maximizers()


@dataclass(eq=False)
class SophisticatedSearch:
    """The recursion for one model; values are shared between all beliefs and depths that are asked for.

    `gamma` is the precision of the softmax, `observation_threshold` the probability that a branch must exceed to be
    kept.

    Raises:
        InputError: gamma is not positive or the threshold is negative.

    >>> from opd_exact.models.tmaze import tmaze
    >>> bayes = BayesFilter(tmaze())
    >>> search = SophisticatedSearch(bayes, Fraction(3), Fraction(1, 10000))
    >>> start = bayes.update(bayes.prior(), (0, 0, 0))
    >>> decision = search.decide(start, depth=4)
    >>> decision.posterior[3].enclose(9).decimal(9)[0], decision.maximizers()
    ('0.544550115', (3,))
    >>> decision.classes
    ((0, 1, 2), (3,), (4,))
    """

    bayes: BayesFilter
    gamma: Fraction
    observation_threshold: Fraction
    _action_values: dict[_ActionValue, int] = field(default_factory=dict, repr=False)
    _belief_values: dict[_BeliefValue, int] = field(default_factory=dict, repr=False)
    _by_prediction: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)
    _by_belief: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        if self.gamma <= 0 or self.observation_threshold < 0:
            raise InputError(
                f"gamma {self.gamma} and observation_threshold {self.observation_threshold}:"
                " expected a positive precision and a threshold that is not negative"
            )
        self._action_list: list[_ActionValue] = []
        self._belief_list: list[_BeliefValue] = []
        self._graph = BeliefGraph(self.bayes, self.observation_threshold)
        self._immediate: dict[int, int] = {}
        self._forms: dict[LogForm, int] = {}
        self._form_list: list[LogForm] = []
        self._enclosures: dict[tuple[int, bool, int], arb] = {}

    def decide(self, belief: Belief, depth: int) -> Decision:
        """The decision at a belief with the tree expanded `depth` levels.

        Raises:
            InputError: the depth is below 1; a search that completes no level has no posterior.
        """
        if depth < 1:
            raise InputError(f"depth {depth}: expected at least 1; a search that completes no level has no posterior")
        predictions = self._graph.predictions(self._graph.number(belief))
        values = [self._action_value(depth, predicted) for predicted in predictions]
        classes = tuple(
            tuple(a for a, value in enumerate(values) if value == distinct) for distinct in dict.fromkeys(values)
        )
        counts = tuple(sorted(Counter(values).items()))
        names = self.bayes.model.action_names
        return Decision(
            depth,
            tuple(
                ComputedReal(partial(self._enclose_action, value), f"value of {name} at depth {depth}")
                for name, value in zip(names, values, strict=True)
            ),
            tuple(
                ComputedReal(partial(self._enclose_share, value, counts), f"posterior of {name} at depth {depth}")
                for name, value in zip(names, values, strict=True)
            ),
            classes,
        )

    def immediate_value(self, predicted: Belief) -> LogForm:
        """Expected utility plus information gain, summed over modalities, at a predicted belief; exact, in nats."""
        return self._form_list[self._immediate_form(self._graph.number(predicted))]

    # --- the recursion, building expressions ----------------------------------------------------------------------

    def _action_value(self, depth: int, predicted: int) -> int:
        key = (depth, predicted)
        if key not in self._by_prediction:
            weights: dict[int, Fraction] = {}
            if depth > 1:
                for probability, node in self._graph.branches(predicted):
                    value = self._belief_value(depth - 1, node)
                    weights[value] = weights[value] + probability if value in weights else probability
            future = tuple(sorted((value, weight) for value, weight in weights.items()))
            self._by_prediction[key] = self._shared_action((self._immediate_form(predicted), future))
        return self._by_prediction[key]

    def _belief_value(self, depth: int, node: int) -> int:
        key = (depth, node)
        if key not in self._by_belief:
            counts = Counter(self._action_value(depth, predicted) for predicted in self._graph.predictions(node))
            self._by_belief[key] = self._shared_belief(tuple(sorted(counts.items())))
        return self._by_belief[key]

    def _immediate_form(self, predicted: int) -> int:
        """The number of the immediate value at a predicted belief; equal forms have one."""
        if predicted not in self._immediate:
            belief = self._graph.belief(predicted)
            form = self._utility(belief) + self._information_gain(belief)
            if form not in self._forms:
                self._forms[form] = len(self._form_list)
                self._form_list.append(form)
            self._immediate[predicted] = self._forms[form]
        return self._immediate[predicted]

    def _shared_action(self, value: _ActionValue) -> int:
        if value not in self._action_values:
            self._action_values[value] = len(self._action_list)
            self._action_list.append(value)
        return self._action_values[value]

    def _shared_belief(self, value: _BeliefValue) -> int:
        if value not in self._belief_values:
            self._belief_values[value] = len(self._belief_list)
            self._belief_list.append(value)
        return self._belief_values[value]

    def _utility(self, predicted: Belief) -> Fraction:
        total = Fraction(0)
        for q, preferences in zip(self.bayes.outcome_marginals(predicted), self.bayes.model.C, strict=True):
            total += sum((p * preferences[(o,)] for o, p in enumerate(q)), Fraction(0))
        return total

    def _information_gain(self, predicted: Belief) -> LogForm:
        predictive = [entropy_of(q) for q in self.bayes.outcome_marginals(predicted)]
        expected = [mass * self._likelihood_entropies[index] for index, mass in enumerate(predicted) if mass]
        return LogForm.total(predictive) - LogForm.total(expected)

    @cached_property
    def _likelihood_entropies(self) -> tuple[LogForm, ...]:
        """By joint state: the entropies of what is seen there, summed over modalities."""
        return tuple(
            LogForm.total(entropy_of(row) for row in self.bayes.likelihood_rows(index))
            for index in range(len(self.bayes.states))
        )

    # --- enclosures at the current precision ----------------------------------------------------------------------

    def _enclose_action(self, value: int) -> arb:
        key = (ctx.prec, True, value)
        if key not in self._enclosures:
            immediate, future = self._action_list[value]
            total = self._form_list[immediate].arb()
            for belief_value, weight in future:
                total += _arb(weight) * self._enclose_belief(belief_value)
            self._enclosures[key] = total
        return self._enclosures[key]

    def _enclose_belief(self, value: int) -> arb:
        key = (ctx.prec, False, value)
        if key not in self._enclosures:
            counts = self._belief_list[value]
            total = arb(0)
            for action_value, count in counts:
                total += count * self._enclose_share(action_value, counts) * self._enclose_action(action_value)
            self._enclosures[key] = total
        return self._enclosures[key]

    def _enclose_share(self, value: int, counts: _BeliefValue) -> arb:
        """The softmax share 1 / sum_j n_j exp(gamma (Q_j - Q)) of a value among counted ones; equal values cancel."""
        gamma, own = _arb(self.gamma), self._enclose_action(value)
        total = arb(0)
        for other, count in counts:
            total += count if other == value else count * (gamma * (self._enclose_action(other) - own)).exp()
        return 1 / total


def _arb(value: Fraction) -> arb:
    return arb(fmpq(value.numerator, value.denominator))
