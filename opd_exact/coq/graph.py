"""Which parts of a formula occur more than once, as text would count them: equal parts are one part."""

from opd_exact.coq.terms import Function, Items, Node, Number, Parameter, children, postorder

__all__ = [
    "interned",
    "shared_nodes",
]


def interned(*roots: Node) -> dict[int, int]:
    """For every node, by its id, a number that it shares with exactly those nodes that read the same."""
    numbers: dict[int, int] = {}
    known: dict[object, int] = {}
    for node in postorder(*roots):
        parts = tuple(numbers[id(part)] for part in children(node))
        key = (type(node).__name__, _label(node), parts)
        numbers[id(node)] = known.setdefault(key, len(known))
    return numbers


def _label(node: Node) -> object:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Parameter):
        return node.name
    return getattr(node, "operator", None) or getattr(node, "name", None) or getattr(node, "word", None)


def shared_nodes(*roots: Node) -> list[tuple[Node, list[int]]]:
    """The parts worth a name of their own, each with the ids of all its equals; what a part needs stands before it.

    Worth a name is what occurs at least twice and holds a logarithm, an exponential or a long computation.
    """
    numbers = interned(*roots)
    uses: dict[int, int] = {}
    sizes: dict[int, int] = {}
    costly: dict[int, bool] = {}
    equals: dict[int, list[int]] = {}
    first: dict[int, Node] = {}
    for node in postorder(*roots):
        number = numbers[id(node)]
        equals.setdefault(number, []).append(id(node))
        if number in first:
            continue
        first[number] = node
        parts = [numbers[id(part)] for part in children(node)]
        for part in parts:
            uses[part] = uses.get(part, 0) + 1
        sizes[number] = 1 + sum(sizes[part] for part in parts)
        costly[number] = isinstance(node, Function) or any(costly[part] for part in parts)
    for root in roots:
        uses[numbers[id(root)]] = uses.get(numbers[id(root)], 0) + 1
    chosen = [
        number
        for number, node in first.items()
        if uses[number] > 1
        and not isinstance(node, Items | Number | Parameter)
        and (costly[number] or sizes[number] >= _LONG)
    ]
    return [(first[number], equals[number]) for number in chosen]


_LONG = 12
