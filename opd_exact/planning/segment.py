"""A line of models, and the beliefs that its models reach, as rational functions of the parameter.

`ModelSegment(start, end)` holds the models (1 - t) start + t end: every entry of A, B, C and D is linear in t. On the
open interval 0 < t < 1 an entry is positive unless it is the zero polynomial, so the tree of possible observations is
the same for every t in it, and two beliefs that are one vector of rational functions are equal there for every t.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from flint import fmpq, fmpq_poly

from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError, OutsideDomain
from opd_exact.planning.bayes_filter import Observation

__all__ = [
    "ModelSegment",
    "SegmentGraph",
]

# A belief is a tuple of polynomials over their sum, by the numbers of the polynomials; the sum is monic.
_Weights = tuple[int, ...]


@dataclass(frozen=True)
class ModelSegment:
    """The models between two models of the same shape, by a parameter t from 0 (start) to 1 (end).

    Raises:
        InputError: the two differ in anything but the entries of A, B, C and D.

    >>> from opd_exact.models.tmaze import tmaze
    >>> validities = ModelSegment(tmaze(0), tmaze(1))
    >>> validities.at(Fraction(19, 20)) == tmaze("0.95")
    True
    """

    start: POMDP
    end: POMDP

    def __post_init__(self) -> None:
        for name in ("factors", "modalities", "action_names", "A_dependencies", "B_dependencies"):
            first, second = getattr(self.start, name), getattr(self.end, name)
            if first != second:
                raise InputError(f"{name}: {first!r} at the start and {second!r} at the end; expected the same")
        for name in ("A", "B", "C", "D"):
            for m, (first, second) in enumerate(self._pairs(name)):
                if first.shape != second.shape:
                    raise InputError(f"{name}[{m}]: shapes {first.shape} and {second.shape}; expected the same")

    def at(self, t: Fraction) -> POMDP:
        """The model at a parameter.

        Raises:
            InputError: t lies outside [0, 1].
        """
        if not 0 <= t <= 1:
            raise InputError(f"t = {t}: expected a parameter from 0 to 1")
        mixed = {
            name: tuple(
                Tensor(a.shape, tuple((1 - t) * x + t * y for x, y in zip(a.entries, b.entries, strict=True)))
                for a, b in self._pairs(name)
            )
            for name in ("A", "B", "C", "D")
        }
        base = self.start
        return POMDP(
            factors=base.factors,
            modalities=base.modalities,
            action_names=base.action_names,
            A_dependencies=base.A_dependencies,
            B_dependencies=base.B_dependencies,
            **mixed,
        )

    def entry(self, name: str, table: int, index: tuple[int, ...]) -> fmpq_poly:
        """An entry of A, B, C or D as a polynomial in t."""
        first, second = (_fmpq(getattr(model, name)[table][index]) for model in (self.start, self.end))
        return fmpq_poly([first, second - first])

    def _pairs(self, name: str) -> list[tuple[Tensor, Tensor]]:
        return list(zip(getattr(self.start, name), getattr(self.end, name), strict=True))


@dataclass(eq=False)
class SegmentGraph:
    """Numbered beliefs along a segment, for 0 < t < 1; no branch is dropped for being improbable.

    >>> from opd_exact.models.tmaze import tmaze
    >>> graph = SegmentGraph(ModelSegment(tmaze(0), tmaze(1)))
    >>> start = graph.after([(0, 0, 0)], [])
    >>> at_cue = graph.predictions(start)[3]
    >>> [(str(graph.polynomials[weight]), str(graph.weights(node)[6])) for weight, node in graph.branches(at_cue)]
    [('1/2', 'x'), ('1/2', '(-1)*x + 1')]
    """

    segment: ModelSegment
    polynomials: list[fmpq_poly] = field(default_factory=list, repr=False)
    _numbers: dict[tuple[tuple[int, int], ...], int] = field(default_factory=dict, repr=False)
    _beliefs: dict[_Weights, int] = field(default_factory=dict, repr=False)
    _belief_list: list[_Weights] = field(default_factory=list, repr=False)
    _predictions: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)
    _branches: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        model = self.segment.start
        self.states = model.states()
        self.likelihoods = tuple(
            tuple(
                tuple(
                    self.segment.entry("A", m, (o, *(state[f] for f in model.A_dependencies[m])))
                    for o in range(len(modality))
                )
                for state in self.states
            )
            for m, modality in enumerate(model.modalities)
        )
        self._moves = tuple(
            tuple(tuple(self._successors(state, action)) for state in self.states) for action in model.actions
        )

    def __len__(self) -> int:
        """How many beliefs have been reached so far."""
        return len(self._belief_list)

    def number(self, polynomial: fmpq_poly) -> int:
        """The number of a polynomial; equal ones have one."""
        key = tuple((int(c.p), int(c.q)) for c in polynomial.coeffs())
        if key not in self._numbers:
            self._numbers[key] = len(self.polynomials)
            self.polynomials.append(polynomial)
        return self._numbers[key]

    def weights(self, belief: int) -> tuple[fmpq_poly, ...]:
        """The probabilities of the joint states, each times the belief's common denominator."""
        return tuple(self.polynomials[number] for number in self._belief_list[belief])

    def total(self, belief: int) -> fmpq_poly:
        """The common denominator of a belief: the sum of its weights."""
        return _sum(self.weights(belief))

    def after(self, observations: Sequence[Observation], actions: Sequence[int]) -> int:
        """The belief after the observations, where `actions[t]` was taken between observations t and t + 1.

        Raises:
            InputError: there is not exactly one action between each two observations.
            OutsideDomain: an observation is impossible for every t.
        """
        if len(observations) != len(actions) + 1:
            raise InputError(
                f"{len(observations)} observations with {len(actions)} actions, expected one action between each two"
            )
        model = self.segment.start
        priors = [_fmpq_one() for _ in self.states]
        for s, state in enumerate(self.states):
            for f, value in enumerate(state):
                priors[s] *= self.segment.entry("D", f, (value,))
        belief = self._seen(priors, observations[0])
        for action, observation in zip(actions, observations[1:], strict=True):
            if not 0 <= action < len(model.actions):
                raise InputError(f"action {action}: expected an index below {len(model.actions)}")
            belief = self._seen(self.weights(self.predictions(belief)[action]), observation)
        return belief

    def predictions(self, belief: int) -> tuple[int, ...]:
        """The predicted belief after each action, in the order of the actions."""
        if belief not in self._predictions:
            weights = self.weights(belief)
            self._predictions[belief] = tuple(self._predicted(weights, moves) for moves in self._moves)
        return self._predictions[belief]

    def branches(self, belief: int) -> tuple[tuple[int, int], ...]:
        """For each possible observation at a predicted belief its weight (over the belief's total) and what follows."""
        if belief not in self._branches:
            outcomes = product(*(range(len(modality)) for modality in self.segment.start.modalities))
            joint = [self._joint(self.weights(belief), observation) for observation in outcomes]
            self._branches[belief] = tuple(
                (self.number(_sum(masses)), self._belief(masses)) for masses in joint if any(masses)
            )
        return self._branches[belief]

    def _predicted(self, weights: Sequence[fmpq_poly], moves: Sequence[Sequence[tuple[int, fmpq_poly]]]) -> int:
        masses = [fmpq_poly(0)] * len(self.states)
        for weight, successors in zip(weights, moves, strict=True):
            if weight:
                for successor, probability in successors:
                    masses[successor] += weight * probability
        return self._belief(masses)

    def _seen(self, weights: Sequence[fmpq_poly], observation: Observation) -> int:
        masses = self._joint(weights, observation)
        if not any(masses):
            names = self.segment.start.observation_names(observation)
            raise OutsideDomain(f"observation ({names}) has probability 0 here for every t; no posterior exists")
        return self._belief(masses)

    def _joint(self, weights: Sequence[fmpq_poly], observation: Observation) -> list[fmpq_poly]:
        masses = []
        for s, weight in enumerate(weights):
            mass = weight
            for rows, outcome in zip(self.likelihoods, observation, strict=True):
                mass = mass and mass * rows[s][outcome]
            masses.append(mass or fmpq_poly(0))
        return masses

    def _belief(self, masses: Sequence[fmpq_poly]) -> int:
        """The number of the belief proportional to the masses: common factors leave, and the total becomes monic."""
        common = fmpq_poly(0)
        for mass in masses:
            common = common.gcd(mass)
        lead = (_sum(masses) // common).coeffs()[-1]
        key = tuple(self.number((mass // common) / lead) for mass in masses)
        if key not in self._beliefs:
            self._beliefs[key] = len(self._belief_list)
            self._belief_list.append(key)
        return self._beliefs[key]

    def _successors(self, state: tuple[int, ...], action: tuple[int, ...]) -> list[tuple[int, fmpq_poly]]:
        model, found = self.segment.start, []
        for s, successor in enumerate(self.states):
            probability = _fmpq_one()
            for f, (dependencies, control) in enumerate(zip(model.B_dependencies, action, strict=True)):
                index = (successor[f], *(state[d] for d in dependencies), control)
                probability *= self.segment.entry("B", f, index)
            if probability:
                found.append((s, probability))
        return found


def _sum(polynomials: Sequence[fmpq_poly]) -> fmpq_poly:
    return sum(polynomials, start=fmpq_poly(0))


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def _fmpq_one() -> fmpq_poly:
    return fmpq_poly(1)
