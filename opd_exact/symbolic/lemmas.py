"""Inequalities known by name, with the conditions under which they hold.

A lemma is an expression that is nonnegative wherever its conditions are met. A claim E >= 0 is proved from lemmas by
writing E as a sum of nonnegative coefficients times lemmas; the engine verifies that sum, each coefficient and each
condition. A `Lemma` is a name and arguments, and nothing else can be put into it: what it states is read from this
module.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sympy

from opd_exact.numbers.errors import InputError
from opd_exact.symbolic.translation import as_expression

__all__ = [
    "Condition",
    "Lemma",
    "exponential_above_tangent",
    "gibbs",
    "log_below_tangent",
    "log_of_more_than_one",
    "log_one_plus_below",
    "nonnegative",
]

LemmaName = Literal[
    "log y <= y - 1", "log(1 + x) < x", "log(1 + x) > 0", "exp(x) >= 1 + x", "sign of the term", "Gibbs"
]


@dataclass(frozen=True)
class Condition:
    """An expression and the relation to zero that a lemma needs of it."""

    expression: sympy.Expr
    relation: Literal["positive", "nonnegative", "zero"]

    def __str__(self) -> str:
        return f"{self.expression} { {'positive': '> 0', 'nonnegative': '>= 0', 'zero': '= 0'}[self.relation] }"


@dataclass(frozen=True)
class Statement:
    """`expression` >= 0 wherever all `conditions` hold.

    It is > 0 where moreover one of `strict_if_nonzero` differs from zero; `strict` says that it always is.
    """

    expression: sympy.Expr
    conditions: tuple[Condition, ...]
    strict: bool = False
    strict_if_nonzero: tuple[sympy.Expr, ...] = ()


@dataclass(frozen=True)
class Lemma:
    """An instance of a named inequality; made by the functions of this module.

    Raises:
        InputError: there is no lemma of that name, or it takes another number of arguments.
    """

    name: LemmaName
    arguments: tuple[sympy.Expr, ...]

    def __post_init__(self) -> None:
        if self.name not in _STATEMENTS:
            raise InputError(f"there is no lemma {self.name!r}; known: {', '.join(map(repr, _STATEMENTS))}")
        self.statement()

    def statement(self) -> Statement:
        """What the lemma says of its arguments."""
        return _STATEMENTS[self.name](self.arguments)

    def __str__(self) -> str:
        said = self.statement()
        conditions = ", ".join(map(str, said.conditions))
        return f"{self.name}: {said.expression} {'>' if said.strict else '>='} 0" + (
            f" if {conditions}" if conditions else ""
        )


def log_below_tangent(y: Any) -> Lemma:
    """log y <= y - 1 for y > 0, with equality only at y = 1.

    >>> print(log_below_tangent(sympy.Symbol("y")))
    log y <= y - 1: y - log(y) - 1 >= 0 if y > 0
    """
    return Lemma("log y <= y - 1", (as_expression(y),))


def log_one_plus_below(x: Any) -> Lemma:
    """log(1 + x) < x for x > 0."""
    return Lemma("log(1 + x) < x", (as_expression(x),))


def log_of_more_than_one(x: Any) -> Lemma:
    """log(1 + x) > 0 for x > 0."""
    return Lemma("log(1 + x) > 0", (as_expression(x),))


def exponential_above_tangent(x: Any) -> Lemma:
    """exp(x) >= 1 + x for real x, with equality only at x = 0."""
    return Lemma("exp(x) >= 1 + x", (as_expression(x),))


def nonnegative(term: Any) -> Lemma:
    """A term that the engine itself shows to be nonnegative, as part of a decomposition."""
    return Lemma("sign of the term", (as_expression(term),))


def gibbs(p: Sequence[Any], q: Sequence[Any]) -> Lemma:
    """sum_i p_i log(p_i/q_i) >= 0 for positive p, q of equal total, with equality only where p = q.

    Raises:
        InputError: p and q differ in length or are empty.

    Source: Cover and Thomas (2006), theorem 2.6.3.
    """
    if len(p) != len(q):
        raise InputError(f"Gibbs: {len(p)} and {len(q)} components; both need the same number")
    return Lemma("Gibbs", tuple(as_expression(component) for component in (*p, *q)))


def _one(arguments: Sequence[sympy.Expr]) -> sympy.Expr:
    if len(arguments) != 1:
        raise InputError(f"a lemma on one expression was given {len(arguments)}")
    return arguments[0]


def _log_below_tangent(arguments: Sequence[sympy.Expr]) -> Statement:
    y = _one(arguments)
    return Statement(y - 1 - sympy.log(y), (Condition(y, "positive"),), strict_if_nonzero=(y - 1,))


def _log_one_plus_below(arguments: Sequence[sympy.Expr]) -> Statement:
    x = _one(arguments)
    return Statement(x - sympy.log(1 + x), (Condition(x, "positive"),), strict=True)


def _log_of_more_than_one(arguments: Sequence[sympy.Expr]) -> Statement:
    x = _one(arguments)
    return Statement(sympy.log(1 + x), (Condition(x, "positive"),), strict=True)


def _exponential_above_tangent(arguments: Sequence[sympy.Expr]) -> Statement:
    x = _one(arguments)
    return Statement(sympy.exp(x) - 1 - x, (), strict_if_nonzero=(x,))


def _nonnegative(arguments: Sequence[sympy.Expr]) -> Statement:
    term = _one(arguments)
    return Statement(term, (Condition(term, "nonnegative"),), strict_if_nonzero=(term,))


def _gibbs(arguments: Sequence[sympy.Expr]) -> Statement:
    if not arguments or len(arguments) % 2:
        raise InputError(f"Gibbs: {len(arguments)} components; expected as many of p as of q, at least one of each")
    p, q = arguments[: len(arguments) // 2], arguments[len(arguments) // 2 :]
    divergence = sympy.Add(*(a * (sympy.log(a) - sympy.log(b)) for a, b in zip(p, q, strict=True)))
    totals = Condition(sympy.Add(*p) - sympy.Add(*q), "zero")
    conditions = (*(Condition(component, "positive") for component in arguments), totals)
    return Statement(divergence, conditions, strict_if_nonzero=tuple(a - b for a, b in zip(p, q, strict=True)))


_STATEMENTS: dict[str, Callable[[Sequence[sympy.Expr]], Statement]] = {
    "log y <= y - 1": _log_below_tangent,
    "log(1 + x) < x": _log_one_plus_below,
    "log(1 + x) > 0": _log_of_more_than_one,
    "exp(x) >= 1 + x": _exponential_above_tangent,
    "sign of the term": _nonnegative,
    "Gibbs": _gibbs,
}
