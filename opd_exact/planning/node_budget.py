"""How deep a search tree with a node budget gets: exact counts of its nodes, level by level.

The tree alternates belief nodes and action nodes. The root is one belief node; a level gives every belief node of the
level above one action node for each action, and each of these one belief node for each observation branch that is
kept. A level is kept whole or dropped whole: kept only if the total stays below `max_nodes - 1`, and the first level
that does not fit ends the search. Trees are counted with repetition, though equal beliefs are expanded here only once.
"""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.numbers.errors import InputError
from opd_exact.planning.bayes_filter import BayesFilter, Belief

__all__ = [
    "NodeCount",
    "count_nodes",
]


@dataclass(frozen=True)
class NodeCount:
    """What a budget buys at one belief.

    `totals[k - 1]` is the number of nodes, root included, once level k is there, for every k up to the horizon.
    """

    horizon: int
    max_nodes: int
    totals: tuple[int, ...]

    @property
    def completed_depth(self) -> int:
        """The number of levels that are kept."""
        for depth, total in enumerate(self.totals):
            if total >= self.max_nodes - 1:
                return depth
        return self.horizon

    @property
    def nodes_used(self) -> int:
        """The size of the tree that is left."""
        return self.totals[self.completed_depth - 1] if self.completed_depth else 1

    @property
    def exhausted(self) -> bool:
        """Whether the budget ended the search before its horizon."""
        return self.completed_depth < self.horizon


def count_nodes(
    bayes: BayesFilter, belief: Belief, horizon: int, max_nodes: int, observation_threshold: Fraction
) -> NodeCount:
    """The node totals of the search tree at a belief, and with them the depth that the budget completes.

    Observation branches count when their probability is strictly above the threshold.

    Raises:
        InputError: the horizon or the budget is below 1.

    Source: the node rule measured on pymdp's sophisticated-inference planner; both sides of its edge are tested.

    >>> from opd_exact.models.tmaze import tmaze
    >>> bayes = BayesFilter(tmaze())
    >>> count = count_nodes(bayes, bayes.prior(), 5, 5000, Fraction(1, 10000))
    >>> count.totals, count.completed_depth, count.exhausted
    ((12, 85, 625, 4782, 37635), 4, True)
    """
    if horizon < 1 or max_nodes < 1:
        raise InputError(f"horizon {horizon} and max_nodes {max_nodes}: expected both to be at least 1")
    actions = range(len(bayes.model.actions))
    children: dict[Belief, Counter[Belief]] = {}
    level, total, totals = Counter({belief: 1}), 1, []
    for _ in range(horizon):
        below: Counter[Belief] = Counter()
        for node, copies in level.items():
            if node not in children:
                predictions = [bayes.predict(node, action) for action in actions]
                children[node] = Counter(
                    branch.belief
                    for predicted in predictions
                    for branch in bayes.branches(predicted, observation_threshold)
                )
            for child, count in children[node].items():
                below[child] += copies * count
        total += level.total() * len(actions) + below.total()
        totals.append(total)
        level = below
    return NodeCount(horizon, max_nodes, tuple(totals))
