"""Conditions of piecewise functions: their truth where it is decided, and the points where it may change."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import sympy

from opd_exact.numbers.errors import OutsideClass

__all__ = [
    "CaseNeededError",
    "breakpoints",
    "rational_roots",
    "truth_of",
]


class CaseNeededError(OutsideClass):
    """The sign of an expression varies over the domain, or was not found; carries the expression."""

    def __init__(self, expression: sympy.Expr) -> None:
        super().__init__(f"the sign of {expression} decides between pieces and was not found on the whole domain")
        self.expression = expression


def truth_of(condition: sympy.Basic, sign: Callable[[sympy.Expr], frozenset[int]]) -> bool:
    """Whether a condition holds on the whole domain (True) or nowhere on it (False).

    Args:
        condition: a Boolean combination of relations between expressions.
        sign: returns the signs that an expression may take; raises `CaseNeededError` where both signs may occur.

    Raises:
        CaseNeededError: neither was found.
        OutsideClass: the condition is of another kind.
    """
    if condition in (sympy.true, sympy.false):
        return bool(condition)
    if isinstance(condition, sympy.And):
        return all(truth_of(part, sign) for part in condition.args)
    if isinstance(condition, sympy.Or):
        return any(truth_of(part, sign) for part in condition.args)
    if isinstance(condition, sympy.Not):
        return not truth_of(condition.args[0], sign)
    if type(condition) not in _HOLDS_FOR:
        raise OutsideClass(f"{condition}: a {type(condition).__name__} as the condition of a piecewise function")
    difference = condition.lhs - condition.rhs
    found, holds_for = sign(difference), _HOLDS_FOR[type(condition)]
    if found <= holds_for:
        return True
    if found & holds_for:
        raise CaseNeededError(difference)
    return False


_HOLDS_FOR = {
    sympy.StrictGreaterThan: frozenset({1}),
    sympy.GreaterThan: frozenset({0, 1}),
    sympy.StrictLessThan: frozenset({-1}),
    sympy.LessThan: frozenset({-1, 0}),
    sympy.Equality: frozenset({0}),
    sympy.Unequality: frozenset({-1, 1}),
}


def _switching(expression: sympy.Basic) -> Iterator[sympy.Expr]:
    """The expressions whose change of sign changes the piece."""
    for node in sympy.preorder_traversal(expression):
        if isinstance(node, sympy.Abs | sympy.sign | sympy.Heaviside):
            yield node.args[0]
        elif isinstance(node, sympy.Max | sympy.Min):
            yield from (a - b for i, a in enumerate(node.args) for b in node.args[:i])
        elif isinstance(node, sympy.core.relational.Relational):
            yield node.lhs - node.rhs


def rational_roots(expression: sympy.Expr, symbol: sympy.Symbol) -> list[Fraction] | None:
    """The roots of a polynomial in one symbol, or None where it is no such polynomial or has an irrational real
    root."""
    numerator = sympy.fraction(sympy.together(expression))[0]
    try:
        polynomial = sympy.Poly(numerator, symbol, domain="QQ")
    except (sympy.PolynomialError, sympy.CoercionFailed):
        return None
    if polynomial.is_zero:
        return []
    roots = []
    for factor, _ in polynomial.factor_list()[1]:
        if factor.degree() == 1:
            root = -factor.nth(0) / factor.nth(1)
            roots.append(Fraction(int(root.p), int(root.q)))
        elif factor.count_roots() > 0:
            return None
    return sorted(roots)


def breakpoints(expressions: Iterable[sympy.Basic]) -> dict[sympy.Symbol, list[Fraction]]:
    """Rational values of single symbols at which a piece of an expression begins or ends, as far as they are found."""
    found: dict[sympy.Symbol, list[Fraction]] = {}
    for switch in (switch for expression in expressions for switch in _switching(expression)):
        if len(switch.free_symbols) == 1:
            (symbol,) = switch.free_symbols
            for root in rational_roots(switch, symbol) or ():
                if root not in found.setdefault(symbol, []):
                    found[symbol].append(root)
    return found
