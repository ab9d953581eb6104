"""Terms of the statements that Coq checks: exact rationals, + - * /, ln, exp, parameters, and the library's words.

A term is written with Python's operators and stays as it was written; nothing is simplified. One object used twice is
one node of a graph, and is printed once where a statement shares (`let x1 := .. in`). Whatever a term says, it says
about real numbers: floats have no place here.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Union

from opd_exact.coq.words import require_name
from opd_exact.numbers import LogForm, RationalLike, exact_rational
from opd_exact.numbers.errors import InputError, InputTypeError

__all__ = [
    "Argument",
    "Call",
    "Function",
    "Items",
    "Negation",
    "Node",
    "Number",
    "Operation",
    "Parameter",
    "Term",
    "TermLike",
    "call",
    "children",
    "exp",
    "items",
    "ln",
    "parameters_of",
    "postorder",
    "power",
    "rebuilt",
    "table",
    "term_of",
    "total",
    "transformed",
]


class Term:
    """A real number as a formula. Adds, subtracts, multiplies and divides with terms, exact rationals and LogForms."""

    __slots__ = ()

    def __add__(self, other: "TermLike") -> "Term":
        return Operation("+", self, term_of(other))

    def __radd__(self, other: "TermLike") -> "Term":  # type: ignore[misc]  # terms add themselves
        return Operation("+", term_of(other), self)

    def __sub__(self, other: "TermLike") -> "Term":
        return Operation("-", self, term_of(other))

    def __rsub__(self, other: "TermLike") -> "Term":
        return Operation("-", term_of(other), self)

    def __mul__(self, other: "TermLike") -> "Term":
        return Operation("*", self, term_of(other))

    def __rmul__(self, other: "TermLike") -> "Term":
        return Operation("*", term_of(other), self)

    def __truediv__(self, other: "TermLike") -> "Term":
        return Operation("/", self, term_of(other))

    def __rtruediv__(self, other: "TermLike") -> "Term":
        return Operation("/", term_of(other), self)

    def __neg__(self) -> "Term":
        return Number(-self.value) if isinstance(self, Number) else Negation(self)

    def __pow__(self, exponent: int) -> "Term":
        return power(self, exponent)

    def __str__(self) -> str:
        from opd_exact.coq.rendering import text_of

        return text_of(self)


@dataclass(frozen=True)
class Number(Term):
    """An exact rational."""

    value: Fraction


@dataclass(frozen=True)
class Parameter(Term):
    """A variable that the statement quantifies over: a real number unless the statement says otherwise."""

    name: str

    def __post_init__(self) -> None:
        require_name(self.name, "parameter")


@dataclass(frozen=True)
class Operation(Term):
    """left + right, left - right, left * right or left / right."""

    operator: str
    left: Term
    right: Term

    def __post_init__(self) -> None:
        if self.operator not in ("+", "-", "*", "/"):
            raise InputError(f"operator {self.operator!r}: expected one of + - * /")
        for side in (self.left, self.right):
            if not isinstance(side, Term):
                raise InputTypeError(f"{side!r:.80} ({type(side).__name__}) beside {self.operator}: expected a term")


@dataclass(frozen=True)
class Negation(Term):
    """-argument."""

    argument: Term


@dataclass(frozen=True)
class Function(Term):
    """ln or exp of a term."""

    name: str
    argument: Term

    def __post_init__(self) -> None:
        if self.name not in ("ln", "exp"):
            raise InputError(f"function {self.name!r}: expected ln or exp; other words are calls of the library")


@dataclass(frozen=True)
class Items:
    """A list of terms, or of lists: a distribution, or a joint as its rows."""

    entries: tuple[Union[Term, "Items"], ...]


@dataclass(frozen=True)
class Call(Term):
    """A word of the library's page of definitions, with its arguments: KL [..] [..]."""

    word: str
    arguments: tuple[Term | Items, ...]

    def __post_init__(self) -> None:
        require_name(self.word, "word", reserved_too=True)


Node = Term | Items
Argument = Node
TermLike = Term | LogForm | RationalLike

_MOST_POWER = 4096


def term_of(value: TermLike) -> Term:
    """A term: itself, an exact rational, or a LogForm as the sum c0 + c1 * ln b1 + .. in its canonical order.

    Raises:
        InputTypeError: the value is a float, a bool, or of another type without a declared exact meaning.

    >>> from opd_exact.numbers import log
    >>> print(term_of("1/3"), "and", term_of(log("3/4") / 2 - 1))
    1/3 and (-1) - ln 2 + 1/2 * ln 3
    """
    if isinstance(value, Term):
        return value
    if not isinstance(value, LogForm):
        return Number(exact_rational(value))
    logs = [(coefficient, ln(Number(Fraction(base)))) for base, coefficient in value.terms]
    if not logs:
        return Number(value.constant)
    if value.constant:
        return _added(Number(value.constant), logs)
    # A leading minus reads worse than a term that is taken away.
    first = next((place for place, (coefficient, _) in enumerate(logs) if coefficient > 0), 0)
    coefficient, leading = logs.pop(first)
    return _added(_scaled(coefficient, leading), logs)


def _added(start: Term, logs: Iterable[tuple[Fraction, Term]]) -> Term:
    for coefficient, logarithm in logs:
        start = start - _scaled(-coefficient, logarithm) if coefficient < 0 else start + _scaled(coefficient, logarithm)
    return start


def _scaled(coefficient: Fraction, term: Term) -> Term:
    if coefficient == 1:
        return term
    return -term if coefficient == -1 else Number(coefficient) * term


def ln(argument: TermLike) -> Term:
    """The natural logarithm of a term."""
    return Function("ln", term_of(argument))


def exp(argument: TermLike) -> Term:
    """The exponential of a term."""
    return Function("exp", term_of(argument))


def items(values: Iterable[TermLike]) -> Items:
    """A list of reals.

    >>> from opd_exact.coq.rendering import text_of
    >>> text_of(items(["1/3", "2/3"]))
    '[1/3; 2/3]'
    """
    if isinstance(values, Items):
        return values
    return Items(tuple(map(term_of, values)))


def table(rows: Iterable[Iterable[TermLike]]) -> Items:
    """A list of lists of reals: a joint distribution, first variable down, second across."""
    if isinstance(rows, Items):
        return rows
    return Items(tuple(map(items, rows)))


def call(word: str, *arguments: TermLike | Iterable[Any]) -> Call:
    """A word of the library of its arguments: numbers, sequences of numbers, or sequences of rows.

    >>> print(call("KL", ["1/2", "1/2"], ["1/3", "2/3"]), "and", call("mutual_information", [[1, 0], [0, 0]]))
    KL [1/2; 1/2] [1/3; 2/3] and mutual_information [[1; 0]; [0; 0]]
    """
    return Call(word, tuple(map(_argument, arguments)))


def _argument(value: Any) -> Node:
    if isinstance(value, Items | Term | LogForm | str) or not isinstance(value, Iterable):
        return value if isinstance(value, Items) else term_of(value)
    return Items(tuple(map(_argument, value)))


def total(summands: Iterable[TermLike]) -> Term:
    """The sum, from left to right; 0 of none.

    >>> print(total([1, ln(2), "1/2"]))
    1 + ln 2 + 1/2
    """
    result: Term | None = None
    for summand in summands:
        term = term_of(summand)
        result = term if result is None else result + term
    return Number(Fraction(0)) if result is None else result


def power(base: TermLike, exponent: int) -> Term:
    """The integer power, as products: squares are shared, so that a high power is a short program.

    Raises:
        InputError: the exponent is no integer, or beyond 4096 in size.

    >>> print(power(Parameter("x"), 3), "and", power(2, -1))
    x * x * x and 1/2
    """
    if isinstance(exponent, bool) or not isinstance(exponent, int) or abs(exponent) > _MOST_POWER:
        raise InputError(f"exponent {exponent!r:.40}: expected an integer of size at most {_MOST_POWER}")
    term = term_of(base)
    if isinstance(term, Number) and (term.value or exponent >= 0):
        return Number(term.value**exponent)
    if exponent < 0:
        return 1 / power(term, -exponent)
    if exponent == 0:
        return Number(Fraction(1))
    if exponent <= 3:
        return term if exponent == 1 else power(term, exponent - 1) * term
    half = power(term, exponent // 2)
    return half * half * term if exponent % 2 else half * half


def children(node: Node) -> tuple[Node, ...]:
    """The direct parts of a node."""
    match node:
        case Operation(_, left, right):
            return left, right
        case Negation(argument) | Function(_, argument):
            return (argument,)
        case Items(entries):
            return entries
        case Call(_, arguments):
            return arguments
    return ()


def rebuilt(node: Node, parts: Sequence[Node]) -> Node:
    """The same node over other parts."""
    terms = [part for part in parts if isinstance(part, Term)]
    match node:
        case Operation(operator, _, _):
            return Operation(operator, *terms)
        case Negation(_):
            return -terms[0]
        case Function(name, _):
            return Function(name, terms[0])
        case Items(_):
            return Items(tuple(parts))
        case Call(word, _):
            return Call(word, tuple(parts))
    return node


def postorder(*roots: Node) -> Iterator[Node]:
    """Every node once, parts before wholes; one object is one node, however often it is used."""
    done: set[int] = set()
    stack: list[tuple[Node, bool]] = [(root, False) for root in reversed(roots)]
    while stack:
        node, parts_done = stack.pop()
        if id(node) in done:
            continue
        if parts_done:
            done.add(id(node))
            yield node
            continue
        stack.append((node, True))
        stack.extend((part, False) for part in reversed(children(node)))


def transformed(root: Node, change: Callable[[Node], Node]) -> Node:
    """The term with `change` applied to every node, parts first; sharing is kept."""
    made: dict[int, Node] = {}
    for node in postorder(root):
        parts = children(node)
        new = [made[id(part)] for part in parts]
        same = all(one is other for one, other in zip(parts, new, strict=True))
        made[id(node)] = change(node if same else rebuilt(node, new))
    return made[id(root)]


def parameters_of(*roots: Node) -> tuple[str, ...]:
    """The names of the parameters, in the order in which they first occur."""
    return tuple(dict.fromkeys(node.name for node in postorder(*roots) if isinstance(node, Parameter)))
