"""The words of the library's page of definitions, as this side of the bridge reads them.

Each is written here a second time, as the term that Coq's definition computes to on lists of known length. Nothing
that Coq accepts rests on this: it serves to try a claim before Coq does, and to tell which integers a proof will meet.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from opd_exact.coq.terms import Call, Items, Node, Number, Term, exp, ln, total, transformed
from opd_exact.numbers.errors import InputError, OutsideClass

__all__ = [
    "CHOICES",
    "WORDS",
    "expanded",
]

CHOICES = {"Rabs": 1, "Rmax": 2, "Rmin": 2}
"""Words of Coq's own whose value depends on an order: how many numbers they take. Enclosures read them."""

Row = Sequence[Term]
Rows = Sequence[Row]


def expanded(term: Node) -> Term:
    """The term with every word of the library replaced by what it stands for; `CHOICES` stay as they are.

    Raises:
        OutsideClass: a word is not one that this side knows.
        InputError: a word has the wrong number or kind of arguments, or lists of different lengths.

    >>> from opd_exact.coq.terms import items
    >>> print(expanded(Call("KL", (items(["1/2", "1/2"]), items(["1/3", "2/3"])))))
    1/2 * ln (1/2 / (1/3)) + 1/2 * ln (1/2 / (2/3))
    """
    result = transformed(term, _opened)
    if not isinstance(result, Term):
        raise InputError("a list stands where a number is expected")
    return result


def _opened(node: Node) -> Node:
    if not isinstance(node, Call):
        return node
    if node.word in CHOICES:
        if len(node.arguments) != CHOICES[node.word] or not all(isinstance(part, Term) for part in node.arguments):
            raise InputError(f"{node.word} takes {CHOICES[node.word]} numbers")
        return node
    if node.word not in WORDS:
        raise OutsideClass(f"{node.word} is no word of the library whose value is known here")
    kinds, meaning = WORDS[node.word]
    if len(kinds) != len(node.arguments):
        raise InputError(f"{node.word} takes {len(kinds)} arguments, {len(node.arguments)} are given")
    result: Node = meaning(*(_read(node.word, kind, part) for kind, part in zip(kinds, node.arguments, strict=True)))
    return result


def _read(word: str, kind: str, argument: Node) -> Any:
    match kind, argument:
        case "number", Term():
            return argument
        case "list", Items(entries) if all(isinstance(entry, Term) for entry in entries):
            return entries
        case "table", Items(entries) if all(isinstance(entry, Items) for entry in entries):
            return [_read(word, "list", entry) for entry in entries]
    raise InputError(f"{word}: an argument is not a {kind} as it should be")


def _pairs(left: Row, right: Row) -> list[tuple[Term, Term]]:
    if len(left) != len(right):
        raise InputError(f"lists of {len(left)} and {len(right)} entries are read in pairs; they must be equally long")
    return list(zip(left, right, strict=True))


def _entropy(p: Row) -> Term:
    return -total(x * ln(x) for x in p)


def _relative_entropy(q: Row, p: Row) -> Term:
    return total(x * ln(x / y) for x, y in _pairs(q, p))


def _mixture(weight: Term, p: Row, q: Row) -> Items:
    return Items(tuple(weight * x + (1 - weight) * y for x, y in _pairs(p, q)))


def _jensen_shannon(p: Row, q: Row) -> Term:
    middle: Any = _mixture(Number(Fraction(1, 2)), p, q).entries
    return _relative_entropy(p, middle) / 2 + _relative_entropy(q, middle) / 2


def _columns(rows: Rows) -> list[Term]:
    if len({len(row) for row in rows}) > 1:
        raise InputError("the rows of a table have different lengths")
    return [total(column) for column in zip(*rows, strict=True)]


def _mutual_information(rows: Rows) -> Term:
    columns = _columns(rows)
    sums = [total(row) for row in rows]
    return total(
        x * ln(x / (down * across))
        for row, down in zip(rows, sums, strict=True)
        for x, across in zip(row, columns, strict=True)
    )


def _conditional_entropy(rows: Rows) -> Term:
    sums = [total(row) for row in rows]
    return -total(x * ln(x / whole) for row, whole in zip(rows, sums, strict=True) for x in row)


def _logistic(x: Term) -> Term:
    return 1 / (1 + exp(-x))


def _softmax(logits: Row) -> Items:
    weights = [exp(x) for x in logits]
    whole = total(weights)
    return Items(tuple(weight / whole for weight in weights))


def _posterior(joint: Row) -> Items:
    whole = total(joint)
    return Items(tuple(x / whole for x in joint))


def _ising_joint(coupling: Term) -> Items:
    agree, differ = _logistic(coupling) / 2, (1 - _logistic(coupling)) / 2
    return Items((Items((agree, differ)), Items((differ, agree))))


def _ising_information(coupling: Term) -> Term:
    rows: Any = [row.entries for row in _ising_joint(coupling).entries if isinstance(row, Items)]
    return _mutual_information(rows)


WORDS: dict[str, tuple[tuple[str, ...], Callable[..., Node]]] = {
    "KL": (("list", "list"), _relative_entropy),
    "VFE": (("list", "list"), _relative_entropy),
    "binary_entropy": (("number",), lambda p: -(p * ln(p)) - (1 - p) * ln(1 - p)),
    "column_sums": (("table",), lambda rows: Items(tuple(_columns(rows)))),
    "conditional_entropy": (("table",), _conditional_entropy),
    "cosh": (("number",), lambda x: (exp(x) + exp(-x)) / 2),
    "cross_entropy": (("list", "list"), lambda q, p: -total(x * ln(y) for x, y in _pairs(q, p))),
    "entropy": (("list",), _entropy),
    "evidence": (("list",), total),
    "expected_value": (("list", "list"), lambda p, values: total(x * y for x, y in _pairs(p, values))),
    "ising_information": (("number",), _ising_information),
    "ising_joint": (("number",), _ising_joint),
    "jensen_shannon": (("list", "list"), _jensen_shannon),
    "joint_entropy": (("table",), lambda rows: _entropy([x for row in rows for x in row])),
    "log_evidence": (("list",), lambda joint: ln(total(joint))),
    "logistic": (("number",), _logistic),
    "mixture": (("number", "list", "list"), _mixture),
    "mutual_information": (("table",), _mutual_information),
    "posterior": (("list",), _posterior),
    "product_joint": (("list", "list"), lambda p, q: Items(tuple(Items(tuple(x * y for y in q)) for x in p))),
    "row_sums": (("table",), lambda rows: Items(tuple(total(row) for row in rows))),
    "sinh": (("number",), lambda x: (exp(x) - exp(-x)) / 2),
    "softmax": (("list",), _softmax),
    "sum": (("list",), total),
    "tanh": (("number",), lambda x: (exp(x) - exp(-x)) / (exp(x) + exp(-x))),
    "xlogx": (("number",), lambda x: x * ln(x)),
}
"""Each word: the kinds of its arguments (number, list, table), and its meaning as a term or list of terms."""
