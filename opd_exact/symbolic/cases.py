"""Cutting a domain into parts on which the pieces of a piecewise expression are decided."""

from collections.abc import Iterator

from opd_exact.numbers.errors import OutsideClass
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.piecewise import CaseNeededError, rational_roots

__all__ = [
    "cases",
]


def cases(domain: Domain, needed: CaseNeededError) -> Iterator[Domain]:
    """The parts of the domain between and at the roots of the expression whose sign is needed.

    Raises:
        OutsideClass: the expression is not a polynomial in one symbol with rational roots, or cutting there does
            not help.
    """
    expression = needed.expression
    if len(expression.free_symbols) != 1:
        raise OutsideClass(f"the sign of {expression}, of several symbols, decides between pieces")
    (symbol,) = expression.free_symbols
    roots = rational_roots(expression, symbol)
    if roots is None or domain.simplex_of(symbol) is not None:
        raise OutsideClass(f"the sign of {expression} decides between pieces, and its roots were not found")
    interval = domain.interval(symbol)
    inside = [root for root in roots if interval.contains(root) and interval.value is None]
    if not inside:
        raise OutsideClass(
            f"the sign of {expression} for {symbol} in {interval} decides between pieces and was not found"
        )
    lower = None
    for root in inside:
        part = interval.intersection(Interval(lower, root))
        if part is not None:
            yield domain.restrict(symbol, part)
        yield domain.restrict(symbol, Interval(root, root, True, True))
        lower = root
    last = interval.intersection(Interval(lower, None))
    if last is not None:
        yield domain.restrict(symbol, last)
