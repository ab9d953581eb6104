"""Taylor coefficients at zero, as exact statements."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.numbers import LogForm
from opd_exact.numbers.balls import Ball
from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic.calculus import Derivation, at_zero
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.deciding import Answer
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.form_value import form_value
from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.normal_form import NormalForm
from opd_exact.symbolic.refutation import require_inhabited
from opd_exact.symbolic.sampling import points
from opd_exact.symbolic.theorem import Refutation, Theorem
from opd_exact.symbolic.translation import as_expression, translate

__all__ = [
    "prove_series",
]

_MOST_COEFFICIENTS = 24


def prove_series(expression: Any, symbol: sympy.Symbol, coefficients: Sequence[Any], domain: Domain) -> Answer:
    """Whether the Taylor expansion of an expression at symbol = 0 begins with the coefficients given.

    The coefficient of symbol**k is the k-th derivative at 0, exact in normal form, over k!.

    Args:
        expression: a SymPy expression in declared symbols.
        symbol: a symbol whose range holds 0.
        coefficients: of symbol**0, symbol**1, ...; rationals or expressions in the other symbols.
        domain: where the claim is made; it must hold for every value of the other symbols.

    Raises:
        InputError: 0 is not in the range of the symbol, or a coefficient depends on the symbol, or there are none.
        OutsideDomain: the expression has no value at 0.
        OutsideClass: the engine cannot tell, or 0 was not found to satisfy the declared conditions.

    >>> x = sympy.Symbol("x")
    >>> prove_series(sympy.log(1 + x), x, [0, 1, Fraction(-1, 2)], Domain(nonnegative={x})).passed
    True
    """
    whole = as_expression(expression)
    claimed = [as_expression(coefficient) for coefficient in coefficients]
    if not 0 < len(claimed) <= _MOST_COEFFICIENTS:
        raise InputError(f"{len(claimed)} coefficients of a series; between 1 and {_MOST_COEFFICIENTS} can be proved")
    if not domain.interval(symbol).contains(0):
        raise InputError(f"the series at {symbol} = 0, but {symbol} ranges over {domain.interval(symbol)}")
    # At 0 the declared conditions must hold for some values of the others: log(x - 1) has no series there.
    require_inhabited(domain.restrict(symbol, Interval.closed(0, 0)))
    for coefficient in claimed:
        if symbol in coefficient.free_symbols:
            raise InputError(f"the coefficient {coefficient} depends on {symbol}")
    form, *expected = translate((whole, *claimed), domain)
    derive = Derivation(form.algebra, symbol)
    series = sympy.Add(*(c * symbol**k for k, c in enumerate(claimed)))
    claim = Claim((whole, "=", series, f"+ O({symbol}**{len(claimed)})"))
    steps: list[tuple[str, NormalForm]] = []
    for order, coefficient in enumerate(expected):
        difference = at_zero(form, symbol) * Fraction(1, math.factorial(order)) - coefficient
        if not difference.is_zero():
            return _refutation(difference, symbol, domain, claim.with_words(f"at order {order}"))
        steps.append((f"coefficient {order} minus the claimed one", difference))
        form = derive(form)
    return Theorem(claim, domain.describe(), "derivatives at 0 in normal form", forms=tuple(steps))


def _refutation(difference: NormalForm, symbol: sympy.Symbol, domain: Domain, claim: Claim) -> Refutation:
    """A point of the other symbols at which the coefficient differs from the claimed one."""
    at = domain.restrict(symbol, domain.interval(symbol).closed(0, 0))
    for _, point in zip(range(60), points(at), strict=False):
        value = form_value(difference, point, 256)
        if isinstance(value, LogForm):
            if not value.is_zero():
                return Refutation(claim, point, value)
        elif value != 0:
            return Refutation(claim, point, Ball.from_arb(value))
    raise OutsideClass(f"{claim}: neither a proof nor a point that refutes it was found")
