"""Where two quantities cross: every root of their difference in an open interval, each enclosed, and no other.

The interval is halved until on each part the difference is shown not to vanish, or to be strictly monotone. A run of
neighboring monotone parts holds at most one root, and holds one exactly if the signs at its ends differ. So the list
that comes out is complete; where it could not be completed, `UnknownTruth` says near which number.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
import sympy

from opd_exact.models.text.amounts import Amount, as_expression
from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain, UnknownTruth
from opd_exact.numbers.subdivision import Curve, only_root
from opd_exact.symbolic.evaluation import sign_at

__all__ = [
    "crossings",
    "curve_of",
]

_MOST_BOXES = 4096
_BITS = 256

Point = dict[sympy.Symbol, Fraction]


def crossings(difference: Amount, symbol: sympy.Symbol, lower: Fraction, upper: Fraction) -> tuple[ComputedReal, ...]:
    """Every zero of an expression in one symbol, in the open interval from lower to upper, in order.

    Raises:
        InputError: the ends are not in order, or the expression has other symbols.
        OutsideDomain: the expression has no value at an end.
        UnknownTruth: the list could not be completed, as where the quantities touch without crossing.

    >>> x = sympy.Symbol("x", real=True)
    >>> [root.enclose(20).decimal(12)[0] for root in crossings(x**2 - 2, x, Fraction(-2), Fraction(2))]
    ['-1.41421356237', '1.41421356237']
    """
    if not lower < upper:
        raise InputError(f"no number lies between {lower} and {upper}; expected lower < upper")
    expression = as_expression(difference)
    others = sorted(map(str, expression.free_symbols - {symbol}))
    if others:
        raise InputError(f"the sides also depend on {', '.join(others)}: give values to all parameters but {symbol}")
    if symbol not in expression.free_symbols:
        raise OutsideDomain(f"neither side depends on {symbol}, so they are equal everywhere or nowhere")
    curve = curve_of(expression, symbol)
    for end in (lower, upper):
        _sign(expression, symbol, end)  # refuses an end without a value before any search
    found = []
    for run in _runs(curve, lower, upper):
        signs = [_sign(expression, symbol, end) for end in (run.lower, run.upper)]
        if 0 in signs:
            # A root at an end of a strictly monotone run is its only one. It can only be an end of the open interval.
            continue
        if signs[0] != signs[1]:
            root = only_root(curve, run.lower, run.upper)
            assert root is not None
            found.append(root)
    return tuple(found)


def curve_of(expression: sympy.Expr, symbol: sympy.Symbol) -> Curve:
    """The expression as a function of its symbol on power series in balls.

    Raises:
        OutsideClass: it has a function that is not known here.
    """
    order = list(_postorder(expression))
    for node in order:
        _require_known(node, symbol)

    def evaluate(x: flint.arb_series) -> flint.arb_series:
        values: dict[sympy.Basic, Any] = {symbol: x}
        for node in order:
            if node not in values:
                values[node] = _series(node, values)
        found: flint.arb_series = values[expression]
        return found

    return Curve(evaluate, "the difference of the sides")


@dataclass(frozen=True)
class _Run:
    lower: Fraction
    upper: Fraction


def _runs(curve: Curve, lower: Fraction, upper: Fraction) -> Iterator[_Run]:
    """The longest stretches on which the curve is monotone and not shown to be different from zero, in order."""
    waiting = [(lower, upper)]
    run: _Run | None = None
    boxes = 0
    while waiting:
        low, high = waiting.pop()
        boxes += 1
        if boxes > _MOST_BOXES:
            raise UnknownTruth(f"near {float(low)!r} it was not settled by {_MOST_BOXES} parts whether the sides cross")
        value, slope = curve.value_on(low, high), curve.slope_on(low, high)
        if value > 0 or value < 0:
            if run is not None:
                yield run
            run = None
        elif slope > 0 or slope < 0:
            # Neighbors share a point, at which the slope has one sign: a run is monotone in one direction.
            run = _Run(low if run is None else run.lower, high)
        else:
            middle = (low + high) / 2
            waiting += [(middle, high), (low, middle)]
    if run is not None:
        yield run


def _sign(expression: sympy.Expr, symbol: sympy.Symbol, end: Fraction) -> int:
    bits = _BITS
    while bits <= 16 * _BITS:
        try:
            sign, value = sign_at(expression, {symbol: end}, bits)
        except OutsideDomain as error:
            raise OutsideDomain(
                f"no value at the end {symbol} = {end} ({error}); choose an end further inside"
            ) from error
        if sign is not None:
            return sign
        if isinstance(value, Fraction | LogForm):
            return 0
        bits *= 2
    raise UnknownTruth(f"the sign of the difference at {symbol} = {end} was not found")


def _postorder(expression: sympy.Expr) -> Iterator[sympy.Basic]:
    seen: set[sympy.Basic] = set()
    for node in sympy.postorder_traversal(expression):
        if node not in seen:
            seen.add(node)
            yield node


def _require_known(node: sympy.Basic, symbol: sympy.Symbol) -> None:
    known = (sympy.Rational, sympy.Add, sympy.Mul, sympy.Pow, sympy.exp, sympy.log)
    if node == symbol or node is sympy.S.Exp1 or isinstance(node, known) or type(node) in _HYPERBOLIC:
        return
    raise OutsideClass(f"{node}: a {type(node).__name__} cannot be followed along an interval")


def _series(node: sympy.Basic, values: dict[sympy.Basic, Any]) -> Any:
    if isinstance(node, sympy.Rational):
        return flint.arb_series([flint.arb(flint.fmpq(int(node.p), int(node.q)))])
    if node is sympy.S.Exp1:
        return flint.arb_series([flint.arb(1).exp()])
    parts = [values[part] for part in node.args]
    if isinstance(node, sympy.Add):
        return sum(parts[1:], parts[0])
    if isinstance(node, sympy.Mul):
        product = parts[0]
        for part in parts[1:]:
            product = product * part
        return product
    if isinstance(node, sympy.Pow):
        return _power(node, parts)
    if isinstance(node, sympy.exp):
        return parts[0].exp()
    if isinstance(node, sympy.log):
        return parts[0].log()
    return _HYPERBOLIC[type(node)](parts[0])


def _power(node: sympy.Basic, parts: list[Any]) -> Any:
    base, exponent = node.args
    if exponent.is_Integer:
        power = _whole_power(parts[0], abs(int(exponent)))
        return power if exponent > 0 else 1 / power
    if exponent == sympy.Rational(1, 2):
        return parts[0].sqrt()
    if base is sympy.S.Exp1:
        return parts[1].exp()
    return (parts[1] * parts[0].log()).exp()


def _whole_power(base: Any, exponent: int) -> Any:
    result: Any = flint.arb_series([1])
    while exponent:
        if exponent & 1:
            result = result * base
        exponent >>= 1
        if exponent:
            base = base * base
    return result


def _tanh(x: Any) -> Any:
    # 1 - 2/(exp(2x) + 1): x occurs once, so a wide ball is not made wider.
    return 1 - 2 / ((2 * x).exp() + 1)


def _cosh(x: Any) -> Any:
    return (x.exp() + (-x).exp()) / 2


def _sinh(x: Any) -> Any:
    return (x.exp() - (-x).exp()) / 2


def _atanh(x: Any) -> Any:
    return ((1 + x).log() - (1 - x).log()) / 2


_HYPERBOLIC = {
    sympy.tanh: _tanh,
    sympy.coth: lambda x: 1 / _tanh(x),
    sympy.cosh: _cosh,
    sympy.sech: lambda x: 1 / _cosh(x),
    sympy.sinh: _sinh,
    sympy.csch: lambda x: 1 / _sinh(x),
    sympy.atanh: _atanh,
}
