"""The model's tables as balls of one precision, and the steps that pymdp takes with them.

Letters: m modality, o outcome, f factor, s state, u control, q marginal beliefs.

A sum over the states of some factors, weighted with a product of marginals, is taken one factor after the other; terms
are never rounded, so the order does not matter to the number that the ball encloses.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import prod

from flint import arb, arb_mat

from opd_exact.models.tensor import Tensor
from opd_exact.planning.twin.deciding import arb_of
from opd_exact.planning.twin.model import TwinModel
from opd_exact.planning.twin.settings import TwinSettings

__all__ = [
    "BallTables",
    "Marginals",
    "softmax",
]

Marginals = tuple[tuple[arb, ...], ...]
"""One marginal belief for each factor."""

_Table = tuple[tuple[int, ...], list[arb]]
"""Shape and entries, row-major."""


class BallTables:
    """The tables of a model at the precision that is current when this is made, and at which it is to be used."""

    def __init__(self, model: TwinModel, settings: TwinSettings) -> None:
        self.model, self.settings = model, settings
        self.floor = arb_of(settings.floor)
        self._likelihoods = [_expectation(_balls(table), 0) for table in model.A]
        self._entropies = [self._expected_entropy(table) for table in model.A]
        self._preferences = [[arb_of(value) for value in table.entries] for table in model.C]
        self._moves: dict[tuple[int, int], _Expectation] = {}
        self._evidence: dict[tuple[int, ...], list[list[tuple[tuple[int, ...], _Expectation]]]] = {}

    # --- inference ------------------------------------------------------------------------------------------------

    def inferred(self, prior: Marginals, observation: tuple[int, ...]) -> Marginals:
        """Fixed-point iteration: `num_iter` parallel sweeps from uniform beliefs.

        A sweep sets the log belief in a state of factor f to its log prior plus, for every modality that depends on f,
        the log likelihood of the outcome averaged over the present beliefs in that modality's other factors. Priors and
        likelihoods are clipped to the floor before the logarithm.
        """
        evidence = self._evidence_of(observation)
        log_prior = [[self._clipped_log(p) for p in marginal] for marginal in prior]
        # With one factor a sweep does not depend on the beliefs before it.
        sweeps = self.settings.num_iter if len(prior) > 1 else 1
        beliefs: Marginals = tuple((arb(1) / len(marginal),) * len(marginal) for marginal in prior)
        for _ in range(sweeps):
            beliefs = tuple(softmax(self._log_posterior(log_prior[f], evidence[f], beliefs)) for f in range(len(prior)))
        return beliefs

    def _log_posterior(
        self, log_prior: list[arb], evidence: list[tuple[tuple[int, ...], "_Expectation"]], beliefs: Marginals
    ) -> list[arb]:
        total = log_prior
        for others, expectation in evidence:
            message = expectation.over([beliefs[f] for f in others])
            total = [a + b for a, b in zip(total, message, strict=True)]
        return total

    def _evidence_of(self, observation: tuple[int, ...]) -> list[list[tuple[tuple[int, ...], "_Expectation"]]]:
        """For each factor, what log likelihoods say about it: the factors to average over, and the table.

        Modalities with the same dependencies are added up first.
        """
        found = self._evidence.get(observation)
        if found is not None:
            return found
        tables: dict[tuple[int, ...], list[arb]] = {}
        for table, dependencies, o in zip(self.model.A, self.model.A_dependencies, observation, strict=True):
            size = prod(table.shape[1:])
            row = [self._clipped_log(arb_of(value)) for value in table.entries[o * size : (o + 1) * size]]
            before = tables.get(dependencies)
            tables[dependencies] = row if before is None else [a + b for a, b in zip(before, row, strict=True)]
        found = [[] for _ in self.model.factors]
        for dependencies, entries in tables.items():
            shape = tuple(len(self.model.factors[f]) for f in dependencies)
            for axis, f in enumerate(dependencies):
                others = tuple(g for g in dependencies if g != f)
                found[f].append((others, _expectation((shape, entries), axis)))
        self._evidence[observation] = found
        return found

    def _clipped_log(self, number: arb) -> arb:
        return number.max(self.floor).log()

    # --- prediction -----------------------------------------------------------------------------------------------

    def predicted(self, beliefs: Marginals, controls: tuple[int, ...]) -> Marginals:
        """The beliefs one step ahead: each factor's transition averaged over the product of the marginals."""
        return tuple(
            tuple(self._move(f, u).over([beliefs[g] for g in self.model.B_dependencies[f]]))
            for f, u in enumerate(controls)
        )

    def outcomes(self, beliefs: Marginals) -> Marginals:
        """The predicted distribution of each modality."""
        return tuple(
            tuple(likelihood.over([beliefs[f] for f in dependencies]))
            for likelihood, dependencies in zip(self._likelihoods, self.model.A_dependencies, strict=True)
        )

    def immediate_value(
        self, beliefs: Marginals, outcomes: Marginals, *, utility: bool = True, information_gain: bool = True
    ) -> arb:
        """Expected preference plus information gain, each summed over the modalities.

        The information gain of a modality is the entropy of its predicted outcome less the expected entropy of its
        likelihood, both with clipped logarithms.
        """
        value = arb(0)
        if utility:
            for q, preferences in zip(outcomes, self._preferences, strict=True):
                for p, preference in zip(q, preferences, strict=True):
                    value += p * preference
        if information_gain:
            for m, q in enumerate(outcomes):
                value -= self.negative_entropy(q)
                value -= self._entropies[m].over([beliefs[f] for f in self.model.A_dependencies[m]])[0]
        return value

    def negative_entropy(self, probabilities: Sequence[arb]) -> arb:
        """The sum of p log max(p, floor)."""
        total = arb(0)
        for p in probabilities:
            if not p.is_zero():
                total += p * self._clipped_log(p)
        return total

    def _expected_entropy(self, table: Tensor) -> "_Expectation":
        entropies = [-self.negative_entropy([arb_of(p) for p in column]) for _, column in table.columns()]
        return _expectation(((1, *table.shape[1:]), entropies), 0)

    def _move(self, f: int, u: int) -> "_Expectation":
        found = self._moves.get((f, u))
        if found is None:
            table = self.model.B[f]
            entries = [arb_of(value) for value in table.entries[u :: table.shape[-1]]]
            found = self._moves[f, u] = _expectation((table.shape[:-1], entries), 0)
        return found


class _Expectation:
    """A table with one axis kept, ready to be averaged over all others."""

    __slots__ = ("_entries", "_matrix", "_sides")

    def __init__(self, kept: int, sides: tuple[int, ...], entries: list[arb]) -> None:
        self._entries, self._sides = entries, sides
        self._matrix = arb_mat(len(entries) // sides[-1], sides[-1], entries) if sides else None

    def over(self, weights: list[tuple[arb, ...]]) -> list[arb]:
        """The sums over all axes but the kept one, weighted with the product of one vector for each of them."""
        if self._matrix is None:
            return self._entries
        matrix = self._matrix
        for axis in range(len(self._sides) - 1, -1, -1):
            entries = (matrix * arb_mat(self._sides[axis], 1, list(weights[axis]))).entries()
            if axis:
                side = self._sides[axis - 1]
                matrix = arb_mat(len(entries) // side, side, entries)
        return list(entries)


def _expectation(table: _Table, axis: int) -> _Expectation:
    """The table with the given axis first and the others in their order."""
    shape, entries = table
    strides = [prod(shape[position + 1 :]) for position in range(len(shape))]
    order = [axis, *(position for position in range(len(shape)) if position != axis)]
    ranges = (range(shape[position]) for position in order)
    moved = [
        entries[sum(i * strides[position] for i, position in zip(index, order, strict=True))]
        for index in product(*ranges)
    ]
    return _Expectation(shape[axis], tuple(shape[position] for position in order[1:]), moved)


def _balls(table: Tensor) -> _Table:
    known: dict[Fraction, arb] = {}
    return table.shape, [known.setdefault(value, arb_of(value)) for value in table.entries]


def softmax(logits: Sequence[arb]) -> tuple[arb, ...]:
    """exp(l_i) / sum exp(l_j), from differences to a greatest logit, which keeps the radii small."""
    largest = max(range(len(logits)), key=lambda i: float(logits[i].mid()))
    top = logits[largest]
    weights = [arb(1) if i == largest else (logit - top).exp() for i, logit in enumerate(logits)]
    total = arb(0)
    for weight in weights:
        total += weight
    return tuple(weight / total for weight in weights)
