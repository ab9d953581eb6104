"""Inequalities known by name, with the conditions under which they hold.

A lemma is an expression that is nonnegative wherever its conditions are met. A claim E >= 0 is proved from lemmas
by writing E as a sum of nonnegative coefficients times lemmas; the engine verifies that sum, each coefficient and
each condition.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sympy

from opd_exact.numbers.errors import InputError

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


@dataclass(frozen=True)
class Condition:
    """An expression and the relation to zero that a lemma needs of it."""

    expression: sympy.Expr
    relation: Literal["positive", "nonnegative", "zero"]

    def __str__(self) -> str:
        return f"{self.expression} {({'positive': '> 0', 'nonnegative': '>= 0', 'zero': '= 0'})[self.relation]}"


@dataclass(frozen=True)
class Lemma:
    """`expression` >= 0 wherever all `conditions` hold.

    It is > 0 where moreover one of `strict_if_nonzero` differs from zero; `strict` says that it always is.
    """

    name: str
    expression: sympy.Expr
    conditions: tuple[Condition, ...]
    strict: bool = False
    strict_if_nonzero: tuple[sympy.Expr, ...] = ()

    def __str__(self) -> str:
        conditions = ", ".join(map(str, self.conditions))
        return f"{self.name}: {self.expression} {'>' if self.strict else '>='} 0 if {conditions}"


def log_below_tangent(y: sympy.Expr) -> Lemma:
    """log y <= y - 1 for y > 0, with equality only at y = 1.

    >>> print(log_below_tangent(sympy.Symbol("y")))
    log y <= y - 1: y - log(y) - 1 >= 0 if y > 0
    """
    y = sympy.sympify(y)
    return Lemma("log y <= y - 1", y - 1 - sympy.log(y), (Condition(y, "positive"),), strict_if_nonzero=(y - 1,))


def log_one_plus_below(x: sympy.Expr) -> Lemma:
    """log(1 + x) < x for x > 0."""
    return Lemma("log(1 + x) < x", x - sympy.log(1 + x), (Condition(x, "positive"),), strict=True)


def log_of_more_than_one(x: sympy.Expr) -> Lemma:
    """log(1 + x) > 0 for x > 0."""
    return Lemma("log(1 + x) > 0", sympy.log(1 + x), (Condition(x, "positive"),), strict=True)


def exponential_above_tangent(x: sympy.Expr) -> Lemma:
    """exp(x) >= 1 + x for real x, with equality only at x = 0."""
    return Lemma("exp(x) >= 1 + x", sympy.exp(x) - 1 - x, (), strict_if_nonzero=(x,))


def nonnegative(expression: sympy.Expr, *, strict: bool = False) -> Lemma:
    """An expression that the engine itself shows to be nonnegative (positive if `strict`), as a term of a
    decomposition."""
    relation: Literal["positive", "nonnegative"] = "positive" if strict else "nonnegative"
    return Lemma("sign of the term", expression, (Condition(expression, relation),), strict=strict)


def gibbs(p: Sequence[sympy.Expr], q: Sequence[sympy.Expr]) -> Lemma:
    """sum_i p_i log(p_i/q_i) >= 0 for positive p, q of equal total, with equality only where p = q.

    Raises:
        InputError: p and q differ in length or are empty.

    Source: Cover and Thomas (2006), theorem 2.6.3.
    """
    if len(p) != len(q) or not p:
        raise InputError(f"Gibbs: {len(p)} and {len(q)} components; both need the same number, at least one")
    divergence = sympy.Add(*(a * (sympy.log(a) - sympy.log(b)) for a, b in zip(p, q, strict=True)))
    conditions = tuple(Condition(component, "positive") for component in (*p, *q))
    totals = Condition(sympy.Add(*p) - sympy.Add(*q), "zero")
    differences = tuple(a - b for a, b in zip(p, q, strict=True))
    return Lemma("Gibbs: KL(p||q) >= 0", divergence, (*conditions, totals), strict_if_nonzero=differences)
