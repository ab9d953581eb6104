"""Strict monotonicity in one symbol, from the sign of the derivative."""

from collections.abc import Iterator
from typing import Any

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic.calculus import Derivation
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.deciding import Answer
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.inequalities import FormSigns
from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.refutation import refute_monotone, require_inhabited
from opd_exact.symbolic.theorem import Theorem
from opd_exact.symbolic.translation import as_expression, translate

__all__ = [
    "prove_strictly_decreasing",
    "prove_strictly_increasing",
]


def prove_strictly_increasing(expression: Any, symbol: sympy.Symbol, domain: Domain) -> Answer:
    """Whether an expression strictly increases with a symbol while the others stay; errors as for `prove_positive`.

    Proved by its derivative, which is positive in the interior of the symbol's range, except perhaps at 0. Refuted
    by two points that differ in the symbol alone.

    Raises:
        InputError: the symbol is not declared, has a single value, or is a coordinate of a simplex.
        OutsideClass: the engine cannot tell, or a declared condition may cut the symbol's range into pieces.

    >>> x = sympy.Symbol("x")
    >>> prove_strictly_increasing(x**2, x, Domain(nonnegative={x})).passed
    True
    """
    return _prove_monotone(expression, symbol, domain, 1)


def prove_strictly_decreasing(expression: Any, symbol: sympy.Symbol, domain: Domain) -> Answer:
    """Whether an expression strictly decreases with a symbol; as `prove_strictly_increasing`."""
    return _prove_monotone(expression, symbol, domain, -1)


def _prove_monotone(expression: Any, symbol: sympy.Symbol, domain: Domain, direction: int) -> Answer:
    whole = as_expression(expression)
    domain.require_declared(whole)
    interval = domain.interval(symbol)
    if interval.value is not None:
        raise InputError(f"{symbol} has the single value {interval.value}, so nothing increases or decreases with it")
    claim = Claim((whole, f"strictly {'increases' if direction > 0 else 'decreases'} with", symbol))
    require_inhabited(domain)
    obstacle: Exception | None = None
    try:
        theorem = _by_derivative(whole, symbol, domain, direction, claim)
        if theorem is not None:
            return theorem
    except (OutsideClass, OutsideDomain) as error:
        obstacle = error
    refutation = refute_monotone(whole, symbol, domain, direction, claim)
    if refutation is not None:
        return refutation
    raise obstacle or OutsideClass(f"{claim}: neither a proof nor two points that refute it were found on {domain}")


def _by_derivative(
    whole: sympy.Expr, symbol: sympy.Symbol, domain: Domain, direction: int, claim: Claim
) -> Theorem | None:
    """The sign of the derivative; what is in normal form on the domain is analytic there, so ends and 0 may be left
    out."""
    _require_unbroken(symbol, domain)
    (form,) = translate((whole,), domain)
    slope = Derivation(form.algebra, symbol)(form)
    parts = []
    for inside in _open_parts(domain.interval(symbol)):
        argued = FormSigns(form.algebra.signs.on(symbol, inside)).argue(slope, role=f"derivative by {symbol}")
        if argued.signs != {direction}:
            return None
        parts.append(argued)
    names = dict.fromkeys(name for argued in parts for name in argued.names())
    method = f"sign of the derivative: {'; '.join(names)}"
    return Theorem(claim, domain.describe(), method, forms=(("the expression", form),), signs=tuple(parts))


def _require_unbroken(symbol: sympy.Symbol, domain: Domain) -> None:
    """Refuse conditions that may leave gaps in the symbol's range: x/(x^2 - 2) falls below -sqrt(2) and above sqrt(2),
    and rises from the one piece to the other."""
    for condition in domain.declared_positive:
        if symbol in condition.free_symbols and (
            not condition.is_polynomial(symbol) or sympy.degree(condition, symbol) > 1
        ):
            raise OutsideClass(
                f"the condition {condition} > 0 may cut the range of {symbol} into pieces, between which the sign of a "
                "derivative says nothing; declare the piece that is meant as an interval"
            )


def _open_parts(interval: Interval) -> Iterator[Interval]:
    interior = Interval(interval.lower, interval.upper)
    if interior.contains(0):
        yield Interval(interval.lower, Interval.closed(0, 0).lower)
        yield Interval(Interval.closed(0, 0).lower, interval.upper)
    else:
        yield interior
