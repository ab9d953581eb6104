"""Sophisticated inference along a line of models: values and their slopes over whole intervals, in balls.

The recursion is that of `opd_exact.planning.sophisticated` without pruning. Here the model's parameter t and the
precision gamma are intervals, one of which may have a width, and each value comes with its derivative in the one that
moves. Both are rigorous enclosures over the whole interval, which is what it takes to show that a difference of two
action values has one sign, or one zero, between two parameters.

Derivatives. With pi = softmax(gamma Q) and V = sum_a pi_a Q_a,

    dV = sum_a pi_a [ dQ_a + (Q_a - V) (gamma dQ_a + dgamma Q_a) ]

and the derivative of -x log x is -(1 + log x) dx. A mean lies between the values that it averages, and a share of n
equal values is at most 1/n: enclosures are cut down to that, so they stay bounded however wide the interval is.
"""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from flint import arb, fmpq, fmpq_poly

from opd_exact.numbers import ComputedReal
from opd_exact.numbers.errors import InputError, OutsideDomain
from opd_exact.planning.bayes_filter import Observation
from opd_exact.planning.segment import ModelSegment, SegmentGraph

__all__ = [
    "Enclosed",
    "SegmentSearch",
    "Stretch",
]

# A rational function of t: the numbers of its numerator and denominator.
_Ratio = tuple[int, int]
# An immediate value: its utility, the probabilities of the outcomes, and each likelihood column with its mass.
_Immediate = tuple[_Ratio, tuple[_Ratio, ...], tuple[tuple[tuple[_Ratio, ...], _Ratio], ...]]
_ActionValue = tuple[int, tuple[tuple[int, _Ratio], ...]]
_BeliefValue = tuple[tuple[int, int], ...]

_ONE = fmpq_poly(1)


@dataclass(frozen=True)
class Enclosed:
    """A value and its slope in the parameter that moves, each enclosed over the whole stretch."""

    value: arb
    slope: arb


@dataclass(frozen=True)
class Stretch:
    """The parameters t and gamma with |t - center| <= radius, or |gamma - center| <= radius, the other one fixed."""

    t: Fraction
    gamma: Fraction
    radius: Fraction = Fraction(0)
    moving: Literal["t", "gamma"] = "t"


@dataclass(eq=False)
class SegmentSearch:
    """The recursion along one segment; expressions are shared, and so proved equal, where they agree for every t.

    >>> from opd_exact.models.tmaze import tmaze
    >>> search = SegmentSearch(ModelSegment(tmaze(0), tmaze(1)))
    >>> start = search.belief([(0, 0, 0)], [])
    >>> gap = search.gap(start, 5, 3, 4, Stretch(Fraction(19, 20), Fraction(3)))
    >>> gap.enclose(10).decimal(9)[0], gap.sign()
    ('-0.0278077415', -1)
    """

    segment: ModelSegment
    _actions: dict[_ActionValue, int] = field(default_factory=dict, repr=False)
    _beliefs: dict[_BeliefValue, int] = field(default_factory=dict, repr=False)
    _immediates: dict[_Immediate, int] = field(default_factory=dict, repr=False)
    _by_prediction: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)
    _by_belief: dict[tuple[int, int], int] = field(default_factory=dict, repr=False)
    _immediate_at: dict[int, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.graph = SegmentGraph(self.segment)
        self._action_list: list[_ActionValue] = []
        self._belief_list: list[_BeliefValue] = []
        self._immediate_list: list[_Immediate] = []

    def belief(self, observations: list[Observation], actions: list[int]) -> int:
        """The number of the belief after the observations, with one action between each two."""
        return self.graph.after(observations, actions)

    def gap(self, belief: int, depth: int, first: int, second: int, at: Stretch) -> ComputedReal:
        """The value of one action less that of another, at a single point.

        Raises:
            InputError: the depth is below 1, or the stretch has a width.
            OutsideDomain: not 0 < t < 1, or gamma is not positive.
        """
        if at.radius:
            raise InputError(f"radius {at.radius}: expected a point; over a stretch use `enclosure`")
        self.enclosure(belief, depth, first, second, at)  # refuses what has no value, once
        names = self.segment.start.action_names
        return ComputedReal(
            lambda: self.enclosure(belief, depth, first, second, at).value,
            f"value of {names[first]} less that of {names[second]} at depth {depth}, t = {at.t}, gamma = {at.gamma}",
        )

    def enclosure(self, belief: int, depth: int, first: int, second: int, over: Stretch) -> Enclosed:
        """The difference of two action values and its slope, enclosed over a stretch at the current precision.

        Raises:
            InputError: the depth is below 1.
            OutsideDomain: the stretch leaves 0 < t < 1 or gamma > 0.
        """
        if depth < 1:
            raise InputError(f"depth {depth}: expected at least 1")
        predictions = self.graph.predictions(belief)
        one, other = (self._action_value(depth, predictions[action]) for action in (first, second))
        evaluation = _Evaluation(self, over)
        a, b = evaluation.action(one), evaluation.action(other)
        return Enclosed(a.value - b.value, a.slope - b.slope)

    # --- the recursion, building expressions ------------------------------------------------------------------------

    def _action_value(self, depth: int, predicted: int) -> int:
        key = (depth, predicted)
        if key not in self._by_prediction:
            weights: dict[int, fmpq_poly] = {}
            if depth > 1:
                for weight, node in self.graph.branches(predicted):
                    value = self._belief_value(depth - 1, node)
                    weights[value] = weights.get(value, fmpq_poly(0)) + self.graph.polynomials[weight]
            total = self.graph.total(predicted)
            future = tuple((value, self._ratio(weights[value], total)) for value in sorted(weights))
            made = (self._immediate(predicted), future)
            self._by_prediction[key] = _shared(made, self._actions, self._action_list)
        return self._by_prediction[key]

    def _belief_value(self, depth: int, node: int) -> int:
        key = (depth, node)
        if key not in self._by_belief:
            counts = Counter(self._action_value(depth, predicted) for predicted in self.graph.predictions(node))
            self._by_belief[key] = _shared(tuple(sorted(counts.items())), self._beliefs, self._belief_list)
        return self._by_belief[key]

    def _immediate(self, predicted: int) -> int:
        if predicted not in self._immediate_at:
            weights, total = self.graph.weights(predicted), self.graph.total(predicted)
            utility, outcomes = fmpq_poly(0), []
            columns: dict[tuple[_Ratio, ...], fmpq_poly] = {}
            for m, rows in enumerate(self.graph.likelihoods):
                for o in range(len(rows[0])):
                    q = sum((weight * row[o] for weight, row in zip(weights, rows, strict=True)), fmpq_poly(0))
                    utility += q * self.segment.entry("C", m, (o,))
                    if q and q != total:
                        outcomes.append(self._ratio(q, total))
                for weight, row in zip(weights, rows, strict=True):
                    column = tuple(sorted(self._ratio(p, _ONE) for p in row if p and p != _ONE))
                    if weight and column:
                        columns[column] = columns.get(column, fmpq_poly(0)) + weight
            made = (
                self._ratio(utility, total),
                tuple(sorted(outcomes)),
                tuple(sorted((column, self._ratio(mass, total)) for column, mass in columns.items())),
            )
            self._immediate_at[predicted] = _shared(made, self._immediates, self._immediate_list)
        return self._immediate_at[predicted]

    def _ratio(self, numerator: fmpq_poly, denominator: fmpq_poly) -> _Ratio:
        common = numerator.gcd(denominator)
        below = denominator // common
        lead = below.coeffs()[-1]
        return self.graph.number((numerator // common) / lead), self.graph.number(below / lead)


class _Evaluation:
    """The enclosures of a search's expressions over one stretch, at the precision that is set."""

    def __init__(self, search: SegmentSearch, over: Stretch) -> None:
        radius = _arb(-over.radius).union(_arb(over.radius)) if over.radius else arb(0)
        still = over.moving == "gamma"
        self._search, self._center = search, _fmpq(over.t)
        self._h = arb(0) if still else radius
        self._dt = 0 if still else 1
        self._gamma = _arb(over.gamma) + (radius if still else 0)
        self._dgamma = 1 if still else 0
        t = _arb(over.t) + self._h
        if not (t > 0 and t < 1 and self._gamma > 0):
            raise OutsideDomain(f"t in {t}, gamma in {self._gamma}: expected 0 < t < 1 and a positive precision")
        self._polynomials: dict[int, Enclosed] = {}
        self._ratios: dict[_Ratio, Enclosed] = {}
        self._immediates: dict[int, Enclosed] = {}
        self._actions: dict[int, Enclosed] = {}
        self._beliefs: dict[int, Enclosed] = {}

    def action(self, number: int) -> Enclosed:
        """Q: the immediate value, and each V that may follow, weighted."""
        if number not in self._actions:
            immediate, future = self._search._action_list[number]
            start = self._immediate(immediate)
            value, slope = start.value, start.slope
            for belief, weight in future:
                p, below = self._probability(weight), self._belief(belief)
                value += p.value * below.value
                slope += p.slope * below.value + p.value * below.slope
            self._actions[number] = Enclosed(value, slope)
        return self._actions[number]

    def _belief(self, number: int) -> Enclosed:
        """V: the mean of the Q under their softmax."""
        if number not in self._beliefs:
            counts = [(count, self.action(action)) for action, count in self._search._belief_list[number]]
            shares = [count * self._share(q, count, counts) for count, q in counts]
            value = _within(
                sum((share * q.value for share, (_, q) in zip(shares, counts, strict=True)), arb(0)),
                _hull([q.value for _, q in counts]),
            )
            slope = arb(0)
            for share, (_, q) in zip(shares, counts, strict=True):
                turn = self._gamma * q.slope + self._dgamma * q.value
                slope += share * (q.slope + (q.value - value) * turn)
            self._beliefs[number] = Enclosed(value, slope)
        return self._beliefs[number]

    def _share(self, own: Enclosed, count: int, counts: list[tuple[int, Enclosed]]) -> arb:
        total = arb(count)
        for other_count, other in counts:
            if other is not own:
                # exp() of a wide ball is a ball around its mean, which can reach below 0
                total += other_count * _at_least(0, (self._gamma * (other.value - own.value)).exp())
        return _within(1 / _at_least(count, total), arb(0).union(arb(1) / count))

    def _immediate(self, number: int) -> Enclosed:
        if number not in self._immediates:
            utility, outcomes, columns = self._search._immediate_list[number]
            start = self._ratio(utility)
            value, slope = start.value, start.slope
            for outcome in outcomes:
                surprise = self._surprise(outcome)
                value, slope = value + surprise.value, slope + surprise.slope
            for column, mass in columns:
                # no probability: a column that occurs in several modalities counts once for each
                p, surprises = self._ratio(mass), [self._surprise(entry) for entry in column]
                entropy = sum((s.value for s in surprises), arb(0))
                value -= p.value * entropy
                slope -= p.slope * entropy + p.value * sum((s.slope for s in surprises), arb(0))
            self._immediates[number] = Enclosed(value, slope)
        return self._immediates[number]

    def _surprise(self, ratio: _Ratio) -> Enclosed:
        """-x log x of a probability x."""
        x = self._probability(ratio)
        log = x.value.log()
        return Enclosed(-x.value * log, -(1 + log) * x.slope)

    def _probability(self, ratio: _Ratio) -> Enclosed:
        x = self._ratio(ratio)
        return Enclosed(_within(x.value, arb(0).union(arb(1))), x.slope)

    def _ratio(self, ratio: _Ratio) -> Enclosed:
        if ratio not in self._ratios:
            above, below = (self._polynomial(number) for number in ratio)
            value = above.value / below.value
            self._ratios[ratio] = Enclosed(value, (above.slope - value * below.slope) / below.value)
        return self._ratios[ratio]

    def _polynomial(self, number: int) -> Enclosed:
        """A polynomial over the stretch, written around its center: powers of t would lose what 1 - t is small by."""
        if number not in self._polynomials:
            shifted = self._search.graph.polynomials[number](fmpq_poly([self._center, 1]))
            value, slope = self._horner(shifted), self._dt * self._horner(shifted.derivative())
            self._polynomials[number] = Enclosed(value, slope)
        return self._polynomials[number]

    def _horner(self, polynomial: fmpq_poly) -> arb:
        value = arb(0)
        for coefficient in reversed(polynomial.coeffs()):
            value = value * self._h + arb(coefficient)
        return value


def _within(value: arb, hull: arb) -> arb:
    """What two enclosures of one number have in common; the hull where the first says nothing."""
    return value.intersection(hull) if value.is_finite() and hull.is_finite() else hull


def _at_least(bound: int, value: arb) -> arb:
    """An enclosure of a number known to be at least `bound`."""
    return value if not value.is_finite() or value >= bound else arb(bound).union(value.upper())


def _hull(values: list[arb]) -> arb:
    hull = values[0]
    for value in values[1:]:
        hull = hull.union(value)
    return hull


def _shared(made: Any, numbers: dict[Any, int], listed: list[Any]) -> int:
    """The number of an expression; equal ones have one."""
    if made not in numbers:
        numbers[made] = len(listed)
        listed.append(made)
    return numbers[made]


def _arb(value: Fraction) -> arb:
    return arb(_fmpq(value))


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)
