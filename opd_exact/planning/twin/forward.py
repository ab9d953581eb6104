"""What follows a belief: for each policy the value of its first step, and the observations after it that are kept.

Beliefs are numbered. Each is worked out once, whichever events lead to it and however often.
"""

from dataclasses import dataclass
from itertools import pairwise

from flint import arb

from opd_exact.planning.twin.deciding import Undecided, arb_of, exceeds
from opd_exact.planning.twin.snapping import Key, snapped
from opd_exact.planning.twin.tables import BallTables, Marginals, softmax

__all__ = [
    "Branch",
    "Expansion",
    "ForwardModel",
    "PolicyNode",
]

Observation = tuple[int, ...]


@dataclass(frozen=True)
class Branch:
    """An observation that is kept, with its weight: the product of its predicted marginal probabilities."""

    observation: Observation
    weight: arb


@dataclass(frozen=True, eq=False)
class PolicyNode:
    """A policy's first step: the predicted belief, its immediate value, and the branches in the program's order.

    Branches beyond `max_branching` are in `discarded`, by number only: the program makes their nodes and loses them.
    """

    predicted: Marginals
    value: arb
    branches: tuple[Branch, ...]
    discarded: int


@dataclass(frozen=True, eq=False)
class Expansion:
    """All that follows a belief: its policies, None for one whose probability is not above the threshold."""

    policies: tuple[PolicyNode | None, ...]

    @property
    def nodes(self) -> int:
        """How many nodes the program makes for it."""
        return sum(1 + len(node.branches) + node.discarded for node in self.policies if node is not None)


class ForwardModel:
    """Beliefs by number and what follows them, at one precision."""

    def __init__(self, tables: BallTables, bits: int) -> None:
        self.tables, self.bits = tables, bits
        self.discards = False
        self._numbers: dict[Key, int] = {}
        self._beliefs: list[Marginals] = []
        self._expansions: dict[int, Expansion] = {}
        self._steps: dict[Key, PolicyNode] = {}
        self._children: dict[tuple[int, int], tuple[int, ...]] = {}
        # Two policies often have the same first step; a prediction is made once for each.
        self._first_steps = [policy[0] for policy in tables.model.policies]

    def number(self, marginals: Marginals) -> int:
        """The number of a belief."""
        # A few bits are kept above the grid, for the rounding of a belief's own computation.
        key, balls = snapped(marginals, self.bits - 16)
        found = self._numbers.get(key)
        if found is None:
            found = self._numbers[key] = len(self._beliefs)
            self._beliefs.append(balls)
        return found

    def belief(self, number: int) -> Marginals:
        """The belief of a number."""
        return self._beliefs[number]

    def expansion(self, number: int) -> Expansion:
        """What follows the belief of a number.

        Raises:
            Undecided: a probability is not told from its threshold at this precision.
        """
        found = self._expansions.get(number)
        if found is None:
            found = self._expansions[number] = self._expanded(number)
        return found

    def children(self, number: int, policy: int) -> tuple[int, ...]:
        """The numbers of the beliefs after a policy's first step and each of its branches."""
        key = (number, policy)
        if key not in self._children:
            node = self.expansion(number).policies[policy]
            branches = () if node is None else node.branches
            self._children[key] = tuple(
                self.number(self.tables.inferred(node.predicted, branch.observation)) if node is not None else -1
                for branch in branches
            )
        return self._children[key]

    def step(self, predicted: Marginals) -> PolicyNode:
        """Value and branches of a predicted belief."""
        key, balls = snapped(predicted, self.bits - 16)
        found = self._steps.get(key)
        if found is None:
            outcomes = self.tables.outcomes(balls)
            value = self.tables.immediate_value(balls, outcomes)
            branches, discarded = self._branches(outcomes)
            found = self._steps[key] = PolicyNode(balls, value, branches, discarded)
        return found

    def place(self, number: int) -> str:
        """A belief in words: the likeliest states."""
        parts = []
        for factor, marginal in zip(self.tables.model.factors, self._beliefs[number], strict=True):
            s = max(range(len(marginal)), key=lambda s: float(marginal[s].mid()))
            parts.append(f"{factor.name}={factor.values[s]} with {marginal[s].str(6, radius=False)}")
        return f"node at the belief ({', '.join(parts)})"

    def _expanded(self, number: int) -> Expansion:
        belief, settings = self._beliefs[number], self.tables.settings
        made: dict[tuple[int, ...], PolicyNode] = {}
        for controls in self._first_steps:
            if controls not in made:
                try:
                    made[controls] = self.step(self.tables.predicted(belief, controls))
                except Undecided as undecided:
                    raise Undecided(f"{self.place(number)}, controls {controls}, {undecided}") from None
        nodes = [made[controls] for controls in self._first_steps]
        threshold = settings.policy_prune_threshold
        # Every share of a softmax is positive.
        if not threshold:
            return Expansion(tuple(nodes))
        gamma = arb_of(settings.gamma)
        shares = softmax([gamma * node.value for node in nodes])
        names = self.tables.model.policy_names
        return Expansion(
            tuple(
                node if exceeds(share, threshold, lambda i=i: f"{self.place(number)}, share of {names[i]}") else None  # type: ignore[misc]
                for i, (node, share) in enumerate(zip(nodes, shares, strict=True))
            )
        )

    def _branches(self, outcomes: Marginals) -> tuple[tuple[Branch, ...], int]:
        """The observations whose weight is above the threshold, likelier outcomes first, and how many are too many."""
        threshold = self.tables.settings.observation_prune_threshold
        partial: list[tuple[Observation, arb]] = [((), arb(1))]
        bound = arb_of(threshold)
        for m, q in enumerate(outcomes):
            ranked = self._ranked(m, q)
            # No probability is above one, so a product that is not above the threshold never will be.
            partial = [
                ((*chosen, o), weight)
                for chosen, product in partial
                for o, p in ranked
                if not (weight := product * p) <= bound
            ]
        kept = [
            Branch(observation, weight)
            for observation, weight in partial
            if exceeds(weight, threshold, lambda o=observation: f"weight of the observation {o}")  # type: ignore[misc]
        ]
        room = self.tables.settings.max_branching
        if len(kept) > room:
            self._require_order(kept, outcomes)
            self.discards = True
        return tuple(kept[:room]), max(0, len(kept) - room)

    def _ranked(self, m: int, q: tuple[arb, ...]) -> list[tuple[int, arb]]:
        """The likeliest outcomes of a modality, with probabilities divided by the sum over those that may branch."""
        order = sorted(range(len(q)), key=lambda o: (-float(q[o].mid()), o))
        room = self.tables.settings.topk_obsspace
        if room < len(q):
            last = order[room - 1]
            for o in order[room:]:
                if not _comes_first(q, last, o):
                    name = self.tables.model.modalities[m].name
                    raise Undecided(f"the {room} likeliest outcomes of {name}: {q[last].str(20)} and {q[o].str(20)}")
            self.discards = True
        total = sum((q[o] for o in order[:room]), start=arb(0))
        return [(o, q[o] / total) for o in order[:room]]

    def _require_order(self, kept: list[Branch], outcomes: Marginals) -> None:
        """Which branches have no room depends on how the outcomes of each modality are ranked: that must be certain."""
        for m, q in enumerate(outcomes):
            for first, second in pairwise(dict.fromkeys(branch.observation[m] for branch in kept)):
                if not _comes_first(q, first, second) and not _comes_first(q, second, first):
                    name, room = self.tables.model.modalities[m].name, self.tables.settings.max_branching
                    raise Undecided(
                        f"{len(kept)} branches, {room} of which have room: outcomes {first} and {second} of {name}"
                        f" have {q[first].str(20)} and {q[second].str(20)}"
                    )


def _comes_first(q: tuple[arb, ...], first: int, second: int) -> bool:
    """Whether one outcome is certain to be ranked before another: likelier, or exactly as likely with a lower index."""
    if q[first] > q[second]:
        return True
    # Equal points are equal numbers; balls that overlap may be.
    return first < second and q[first].is_exact() and q[second].is_exact() and bool(q[first] == q[second])
