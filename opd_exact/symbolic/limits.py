"""Limits at infinity with an explicit rate: |f - limit| <= bound, where the bound visibly tends to 0."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic.algebra import Algebra
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.deciding import Answer
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.generators import Generator
from opd_exact.symbolic.lemmas import Lemma
from opd_exact.symbolic.normal_form import NO_LOG, NormalForm
from opd_exact.symbolic.polynomials import Polynomial
from opd_exact.symbolic.prove import prove_nonnegative
from opd_exact.symbolic.theorem import Refutation, Theorem
from opd_exact.symbolic.translation import as_expression, translate
from opd_exact.symbolic.writing import polynomial_text

__all__ = [
    "prove_limit",
]

# How fast a monomial grows: the exponent's coefficients by falling power of the symbol, then the power of the
# symbol itself.
_Growth = tuple[tuple[Fraction, ...], int]

_HIGHEST_POWER = 16


def prove_limit(
    expression: Any,
    symbol: sympy.Symbol,
    limit: Any,
    bound: Any,
    domain: Domain,
    *,
    towards: sympy.Expr = sympy.oo,
    below: Sequence[tuple[Any, Lemma]] = (),
    above: Sequence[tuple[Any, Lemma]] = (),
) -> Answer:
    """Whether |expression - limit| <= bound on the domain, for a bound that tends to 0 with the symbol far out.

    Args:
        expression: a SymPy expression in declared symbols.
        symbol: a symbol whose range is unbounded in the direction asked for.
        limit: its limit, free of the symbol.
        bound: a quotient of sums of powers of the symbol times exponentials of polynomials in it, tending to 0.
        domain: where the bound is claimed.
        towards: sympy.oo or -sympy.oo.
        below: a decomposition of expression - limit + bound into lemmas, if the engine needs one.
        above: a decomposition of bound - (expression - limit).

    Raises:
        InputError: the range of the symbol is bounded that way or may be by a declared condition, the limit depends on
            the symbol, or the bound does not tend to 0.
        OutsideDomain: an expression has no value on the domain.
        OutsideClass: the engine cannot tell.

    >>> x = sympy.Symbol("x")
    >>> sigma = 1 / (1 + sympy.exp(-x))
    >>> prove_limit(sigma, x, 1, sympy.exp(-x), Domain(real={x})).passed
    True
    """
    whole, target, rate = as_expression(expression), as_expression(limit), as_expression(bound)
    domain.require_declared(whole)
    if towards not in (sympy.oo, -sympy.oo):
        raise InputError(f"a limit towards {towards}; expected oo or -oo")
    interval = domain.interval(symbol)
    if (interval.upper if towards == sympy.oo else interval.lower) is not None:
        raise InputError(f"{symbol} ranges over {interval}, so it does not tend to {towards}")
    for condition in domain.declared_positive:
        if symbol in condition.free_symbols:
            raise InputError(f"{symbol} occurs in the condition {condition} > 0, so it may not tend to {towards}")
    if symbol in target.free_symbols:
        raise InputError(f"the limit {target} depends on {symbol}")
    (form,) = translate((rate,), domain)
    if not tends_to_zero(form, symbol, 1 if towards == sympy.oo else -1):
        raise InputError(f"the bound {rate} does not tend to 0 as {symbol} tends to {towards}")
    steps: list[Theorem] = []
    for part, decomposition in ((rate + (whole - target), below), (rate - (whole - target), above)):
        answer = prove_nonnegative(part, domain, by=decomposition)
        if isinstance(answer, Refutation):
            return answer
        steps.append(answer)
    claim = Claim(("|", whole - target, "| <=", rate, "hence the limit is", target, f"as {symbol} tends to {towards}"))
    return Theorem(claim, domain.describe(), "two-sided bound that tends to 0", cases=tuple(steps))


def tends_to_zero(form: NormalForm, symbol: sympy.Symbol, direction: int = 1) -> bool:
    """Whether each fraction of a rational form grows more slowly above than below, as direction * symbol grows.

    False may also mean that terms cancel each other.

    Raises:
        OutsideClass: logs occur, or exponents of several symbols, or a leading coefficient below may vanish.
    """
    if any(log != NO_LOG for log in form.terms):
        raise OutsideClass("the bound of a limit contains a log; bound the log first")
    algebra = form.algebra
    for (_, below), numerator in form.terms.get(NO_LOG, {}).items():
        under = algebra.ring.product(below)
        highest, leading = _leading(algebra, under, symbol, direction)
        if 0 in algebra.signs.of(leading):
            raise OutsideClass(
                f"the bound of a limit has the leading coefficient {polynomial_text(algebra, leading)} below"
            )
        if not _leading(algebra, numerator, symbol, direction)[0] < highest:
            return False
    return True


def _leading(
    algebra: Algebra, polynomial: Polynomial, symbol: sympy.Symbol, direction: int
) -> tuple[_Growth, Polynomial]:
    """The fastest growth among the terms, and its coefficient: a polynomial in what does not depend on the symbol."""
    by_growth: dict[_Growth, Any] = {}
    for vector, coefficient in polynomial.to_dict().items():
        constant = tuple(
            0 if i < len(algebra.generators) and _depends(algebra.generators[i], symbol) else power
            for i, power in enumerate(vector)
        )
        by_growth.setdefault(_growth(algebra, vector, symbol, direction), {})[constant] = coefficient
    fastest = max(by_growth)
    return fastest, algebra.ring.context.from_dict(by_growth[fastest])


def _depends(generator: Generator, symbol: sympy.Symbol) -> bool:
    in_exponent = generator.exponent is not None and symbol.name in dict(generator.exponent.monomial)
    return generator.symbol == symbol or in_exponent


def _growth(algebra: Algebra, vector: Sequence[int], symbol: sympy.Symbol, direction: int) -> _Growth:
    rate = [Fraction(0)] * (_HIGHEST_POWER + 1)
    power_of_symbol = 0
    for generator, power in zip(algebra.generators, vector, strict=False):
        if not power:
            continue
        if generator.symbol == symbol:
            power_of_symbol = int(power)
        elif generator.exponent is not None:
            names = dict(generator.exponent.monomial)
            degree = names.pop(symbol.name, 0)
            if degree and (names or generator.exponent.log or degree > _HIGHEST_POWER):
                raise OutsideClass(f"the growth of {generator.name} with {symbol} depends on other symbols")
            if degree:
                rate[_HIGHEST_POWER - degree] += direction**degree * Fraction(int(power), generator.denominator)
    return tuple(rate), power_of_symbol
