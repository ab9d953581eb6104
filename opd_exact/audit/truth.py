"""The exact value of a closed form at a rational point, as the number that a float is audited against."""

from collections.abc import Mapping
from fractions import Fraction

import flint
import sympy

from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.symbolic.evaluation import UnknownSignError, evaluate

__all__ = [
    "value_at",
]

_FIRST_BITS = 64
_LAST_BITS = 65536


def value_at(expression: sympy.Expr, point: Mapping[sympy.Symbol, Fraction]) -> LogForm | ComputedReal:
    """The value of an expression at a rational point: a linear form in logarithms, or a number enclosed on demand.

    Raises:
        OutsideDomain: the expression has no value there.
        OutsideClass: the expression has a function that is not known to the evaluator.

    >>> x = sympy.Symbol("x")
    >>> print(value_at(sympy.log(1 + x), {x: Fraction(1)}))
    log(2)
    """
    bits = _FIRST_BITS
    while True:
        try:
            value = evaluate(expression, point, bits)
        except UnknownSignError:
            # A log's argument, or a condition, is too near zero for this precision to tell its sign.
            bits *= 2
            if bits > _LAST_BITS:
                raise
        else:
            break
    if isinstance(value, LogForm):
        return value
    if isinstance(value, Fraction):
        return LogForm(value)

    def ball() -> flint.arb:
        try:
            enclosure: flint.arb = evaluate(expression, point, flint.ctx.prec)
        except UnknownSignError:
            return flint.arb(0, "inf")
        return enclosure

    return ComputedReal(ball, str(expression), limit_bits=_LAST_BITS)
