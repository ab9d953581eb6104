"""How often the program says that its nodes are used up: the order in which it hands out the places of its nodes.

Places are numbered and a new node takes the lowest free one; the last place is never given. Leaves are expanded in the
order of their places, and one is skipped once no place is free. A node for which there is none is reported, and so is
the attempt to write the branches of a policy node that got no place.
"""

from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush

from opd_exact.planning.twin.tree import GrownTree, TreeSearch

__all__ = [
    "messages",
]


@dataclass(eq=False)
class _Placed:
    """An observation node: its place, its belief's number, and its policies with their places and children."""

    place: int
    belief: int
    policies: dict[int, tuple[int, list["_Placed"]]] = field(default_factory=dict)


class _Places:
    def __init__(self, count: int) -> None:
        self._free = list(range(count))
        heapify(self._free)

    def any_free(self) -> bool:
        return bool(self._free)

    def take(self) -> int | None:
        return heappop(self._free) if self._free else None

    def give_back(self, place: int) -> None:
        heappush(self._free, place)


def messages(search: TreeSearch, grown: GrownTree) -> int:
    """The number of messages of a search; 0 if the budget did not end it.

    Branches whose weights the balls do not separate are taken in the order of their outcomes.
    """
    if grown.attempted_nodes is None:
        return 0
    places = _Places(search.settings.max_nodes - 1)
    root = _Placed(places.take() or 0, grown.root)
    leaves = [root]
    for depth in range(grown.depth):
        for leaf in leaves:
            lost = _expand(search, leaf, places)
            for place in lost:
                places.give_back(place)
        _prune(search, root, depth + 1, places)
        leaves = sorted(_leaves(root, depth + 1), key=lambda leaf: leaf.place)
    return sum(_reported(search, leaf, places) for leaf in leaves if places.any_free())


def _expand(search: TreeSearch, leaf: _Placed, places: _Places) -> list[int]:
    """Give a leaf its policies and their branches; the places of branches that the program loses again."""
    lost = []
    nodes = search.forward.expansion(leaf.belief).policies
    for i, node in enumerate(nodes):
        if node is not None:
            leaf.policies[i] = (_taken(places), [])
    for i, node in enumerate(nodes):
        if node is not None:
            children = search.forward.children(leaf.belief, i)
            leaf.policies[i][1].extend(_Placed(_taken(places), child) for child in children)
            lost += [_taken(places) for _ in range(node.discarded)]
    return lost


def _taken(places: _Places) -> int:
    place = places.take()
    assert place is not None, "a level that was kept has a place for every node"
    return place


def _prune(search: TreeSearch, node: _Placed, age: int, places: _Places) -> None:
    """Take the policies that are pruned out of the tree, with all below them."""
    if not age:
        return
    alive = search.state(node.belief, age).alive
    for i in [i for i in node.policies if i not in alive]:
        _free(node.policies.pop(i), places)
    for _, children in node.policies.values():
        for child in children:
            _prune(search, child, age - 1, places)


def _free(policy: tuple[int, list[_Placed]], places: _Places) -> None:
    place, children = policy
    places.give_back(place)
    for child in children:
        places.give_back(child.place)
        for below in child.policies.values():
            _free(below, places)


def _leaves(node: _Placed, depth: int) -> list[_Placed]:
    if not depth:
        return [node]
    return [leaf for _, children in node.policies.values() for child in children for leaf in _leaves(child, depth - 1)]


def _reported(search: TreeSearch, leaf: _Placed, places: _Places) -> int:
    """What a leaf of the dropped level adds to the messages, taking the places that are left."""
    nodes = search.forward.expansion(leaf.belief).policies
    placed = [(node, places.take()) for node in nodes if node is not None]
    count = sum(place is None for _, place in placed)
    for node, place in placed:
        count += sum(places.take() is None for _ in range(len(node.branches) + node.discarded))
        # The branches are written into the policy's own node, which must be there.
        count += place is None
    return count
