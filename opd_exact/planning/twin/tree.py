"""Sophisticated inference as pymdp's tree search carries it out, level by level, on numbered beliefs.

What the program does at each level. Every observation node of the deepest level is given its policy nodes, and these
their observation nodes. If the tree would come to `max_nodes - 1` nodes or more, the whole level is dropped and the
search is over. Else all values are worked out again from the deepest level to the root:

    G(a) = immediate value of a + sum over kept observations o of  weight(o) V(o),     V of a leaf = 0
    pi   = softmax(gamma G) over all `max_branching` slots,                            V = sum of pi G over the slots

where a slot without a policy, a pruned policy and a policy without a kept observation have G = -penalty. A policy whose
pi is below its threshold is pruned: this value still has it, the next one has the penalty in its place, and what hung
below it leaves the tree.

Why numbered beliefs suffice. All nodes with the same belief in the same level have gone through the same: what a node
has become depends on its belief and on its *age*, the number of complete levels below it.
"""

from dataclasses import dataclass

from flint import arb

from opd_exact.numbers.errors import OutsideDomain
from opd_exact.planning.twin.deciding import arb_of, exceeds
from opd_exact.planning.twin.forward import ForwardModel

__all__ = [
    "GrownTree",
    "NodeState",
    "TreeSearch",
]


@dataclass(frozen=True, eq=False)
class NodeState:
    """An observation node with `age` complete levels below it.

    `shares` and `values` are of the policies' slots and `padding` is the share of each slot without a policy. `alive`
    lists the policies that are still in the tree, and `levels` counts the nodes of each level below.
    """

    shares: tuple[arb, ...]
    values: tuple[arb, ...]
    padding: arb
    value: arb
    alive: tuple[int, ...]
    levels: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class GrownTree:
    """The end of a search: the root's state (None if no level is complete), and what the dropped level had come to."""

    root: int
    depth: int
    state: NodeState | None
    attempted_nodes: int | None
    peak_nodes: int


class TreeSearch:
    """The search at one precision; what is known about a belief is shared by all searches."""

    def __init__(self, forward: ForwardModel) -> None:
        self.forward = forward
        self.settings = forward.tables.settings
        self._gamma = arb_of(self.settings.gamma)
        penalty = self.settings.prune_penalty
        self._penalty = None if penalty is None else -arb_of(penalty)
        self._states: dict[tuple[int, int], NodeState] = {}
        self._pending: dict[tuple[int, int], int] = {}

    def grow(self, root: int) -> GrownTree:
        """The tree at a belief when the search is over.

        Raises:
            Undecided: a probability, an entropy or a value is not told from its threshold at this precision.
            OutsideDomain: without a penalty, no policy is left at some node.
        """
        settings = self.settings
        total, peak, state = 1, 1, None
        for depth in range(settings.horizon):
            attempted = total + self.pending(root, depth)
            if attempted >= settings.max_nodes - 1:
                return GrownTree(root, depth, state, attempted, peak)
            peak = max(peak, attempted)
            state = self.state(root, depth + 1)
            total = 1 + sum(state.levels)
            if self._stops(root, state, depth + 1):
                return GrownTree(root, depth + 1, state, None, peak)
        return GrownTree(root, settings.horizon, state, None, peak)

    def pending(self, number: int, age: int) -> int:
        """How many nodes one more level adds below a node of the given age."""
        if not age:
            return self.forward.expansion(number).nodes
        key = (number, age)
        if key not in self._pending:
            self._pending[key] = sum(
                self.pending(child, age - 1)
                for policy in self.state(number, age).alive
                for child in self.forward.children(number, policy)
            )
        return self._pending[key]

    def state(self, number: int, age: int) -> NodeState:
        """A node of an age of at least 1."""
        key = (number, age)
        if key not in self._states:
            self._states[key] = self._evaluated(number, age)
        return self._states[key]

    def _evaluated(self, number: int, age: int) -> NodeState:
        expansion = self.forward.expansion(number)
        if age == 1:
            present = [i for i, node in enumerate(expansion.policies) if node is not None]
        else:
            present = list(self.state(number, age - 1).alive)
        values = {i: self._value(number, i, age) for i in present}
        slots = [values.get(i, self._penalty) for i in range(len(expansion.policies))]
        shares, padding = self._shares(slots, number)
        value = arb(0)
        for share, slot in zip(shares, slots, strict=True):
            if slot is not None:
                value += share * slot
        if self._penalty is not None:
            value += self._unused * padding * self._penalty
        threshold = self.settings.policy_prune_threshold
        names = self.forward.tables.model.policy_names
        alive = tuple(
            i
            for i in present
            if not threshold
            or not exceeds(-shares[i], -threshold, lambda i=i: f"{self.forward.place(number)}, share of {names[i]}")  # type: ignore[misc]
        )
        levels = [0] * age
        for i in alive:
            node = expansion.policies[i]
            assert node is not None
            levels[0] += 1 + len(node.branches)
            if age > 1:
                for child in self.forward.children(number, i):
                    for below, count in enumerate(self.state(child, age - 1).levels):
                        levels[below + 1] += count
        return NodeState(
            tuple(shares),
            tuple(arb(0) if slot is None else slot for slot in slots),
            padding,
            value,
            alive,
            tuple(levels),
        )

    def _value(self, number: int, policy: int, age: int) -> arb | None:
        """The value of a policy with its branches; the penalty where none is kept (None if there is no penalty)."""
        node = self.forward.expansion(number).policies[policy]
        assert node is not None
        if not node.branches and self._penalty is not None:
            return self._penalty
        total = arb(node.value)
        if age > 1:
            for branch, child in zip(node.branches, self.forward.children(number, policy), strict=True):
                total += branch.weight * self.state(child, age - 1).value
        return total

    @property
    def _unused(self) -> int:
        return self.settings.max_branching - len(self.forward.tables.model.policies)

    def _shares(self, slots: list[arb | None], number: int) -> tuple[list[arb], arb]:
        """The softmax over all slots: the share of each policy, and that of one slot without a policy."""
        taken = [slot for slot in slots if slot is not None]
        if not taken:
            raise OutsideDomain(
                f"{self.forward.place(number)}: no policy is left, and without a penalty it has no value"
            )
        top = max(taken, key=lambda slot: float(slot.mid()))
        weights = [
            arb(0) if slot is None else arb(1) if slot is top else (self._gamma * (slot - top)).exp() for slot in slots
        ]
        padding = arb(0) if self._penalty is None else (self._gamma * (self._penalty - top)).exp()
        total = self._unused * padding
        for weight in weights:
            total += weight
        return [weight / total for weight in weights], padding / total

    def _stops(self, root: int, state: NodeState, depth: int) -> bool:
        """Whether the program looks no deeper after this level: entropy low enough, or value high enough."""
        if depth == self.settings.horizon:
            return False
        tables = self.forward.tables
        entropy = -tables.negative_entropy(state.shares) - self._unused * tables.negative_entropy([state.padding])
        place = f"root of the tree, {self.forward.place(root)}, after {depth} levels"
        if not exceeds(entropy, self.settings.entropy_stop_threshold, lambda: f"{place}, entropy of the policies"):
            return True
        # The search goes on while the value is strictly below its threshold.
        bound = self.settings.neg_efe_stop_threshold
        return not exceeds(-state.value, -bound, lambda: f"{place}, value negated")
