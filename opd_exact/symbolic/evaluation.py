"""The value of a SymPy expression at a rational point: exact where it is a linear form in logs, else in balls.

This is the seam to the number layer. It walks the SymPy tree and shares nothing with the normal form, so that a
refutation found here does not rest on the code that failed to prove the claim.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint
import sympy

from opd_exact.numbers import LogForm, log, working_precision
from opd_exact.numbers.errors import OutsideClass, OutsideDomain, UnknownTruth
from opd_exact.symbolic.piecewise import CaseNeededError, truth_of

__all__ = [
    "Point",
    "UnknownSignError",
    "Value",
    "evaluate",
    "sign_at",
    "sign_of",
    "sign_of_difference",
]

_MOST_EXACT_BITS = 20_000
_HIGHEST_EXACT_ROOT = 64

Point = Mapping[sympy.Symbol, Fraction]
# Exact (Fraction or LogForm) or a flint.arb at the working precision.
Value = Any


class UnknownSignError(UnknownTruth):
    """A ball contains zero where a sign is needed; more precision may help."""


def evaluate(expression: sympy.Expr, point: Point, bits: int) -> Value:
    """The value at a point: a Fraction or LogForm where that is exact, else a flint.arb of about `bits` bits.

    Raises:
        OutsideDomain: the expression has no value at the point.
        UnknownSignError: a condition or a pole could not be decided at this precision.
        OutsideClass: the expression has a function that is not known here.
    """
    with working_precision(bits):
        return _Evaluator(point).value(expression)


def sign_at(expression: sympy.Expr, point: Point, bits: int) -> tuple[int | None, Value]:
    """The sign of the value at a point, None where the ball contains zero; and the value."""
    value = evaluate(expression, point, bits)
    return sign_of(value), value


def sign_of_difference(
    first: tuple[sympy.Expr, Point], second: tuple[sympy.Expr, Point], bits: int
) -> tuple[int | None, Value]:
    """The sign of one expression at a point minus another at a point, and that difference."""
    with working_precision(bits):
        a, b = (_Evaluator(point).value(expression) for expression, point in (first, second))
        if isinstance(a, Fraction | LogForm) and isinstance(b, Fraction | LogForm):
            difference: Value = _plain(LogForm.total([a, -b]))
        else:
            difference = _ball(a) - _ball(b)
        return sign_of(difference), difference


def sign_of(value: Value) -> int | None:
    """The sign of a value, None where a ball contains zero."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if isinstance(value, LogForm):
        return value.sign()
    if value > 0:
        return 1
    return -1 if value < 0 else None


def _ball(value: Value) -> Any:
    if isinstance(value, Fraction):
        return flint.arb(flint.fmpq(value.numerator, value.denominator))
    return value.arb() if isinstance(value, LogForm) else value


def _is_small_power(base: Fraction, exponent: Fraction) -> bool:
    """Whether a power is worth computing exactly."""
    bits = max(abs(base.numerator), base.denominator).bit_length()
    return bits * exponent.numerator <= _MOST_EXACT_BITS and exponent.denominator <= _HIGHEST_EXACT_ROOT


def _plain(value: Value) -> Value:
    """A LogForm without logs as a Fraction."""
    return value.constant if isinstance(value, LogForm) and value.is_rational() else value


class _Evaluator:
    def __init__(self, point: Point) -> None:
        self._values: dict[sympy.Basic, Value] = {s: Fraction(v) for s, v in point.items()}

    def value(self, node: sympy.Basic) -> Value:
        if node not in self._values:
            self._values[node] = self._value(node)
        return self._values[node]

    def _value(self, node: sympy.Basic) -> Value:
        if isinstance(node, sympy.Rational):
            return Fraction(int(node.p), int(node.q))
        if isinstance(node, sympy.Add):
            return self._sum([self.value(term) for term in node.args])
        if isinstance(node, sympy.Mul):
            return self._product([self.value(factor) for factor in node.args])
        if isinstance(node, sympy.Pow) and node.base is not sympy.S.Exp1:
            return self._power(self.value(node.base), self.value(node.exp))
        if isinstance(node, sympy.exp | sympy.Pow):
            return self._exp(self.value(node.exp))
        if node is sympy.S.Exp1:
            return self._exp(Fraction(1))
        if isinstance(node, sympy.log):
            return self._log(self.value(node.args[0]))
        return self._function(node)

    def _sum(self, values: list[Value]) -> Value:
        exact = [value for value in values if isinstance(value, Fraction | LogForm)]
        total = _plain(LogForm.total(exact))
        if len(exact) == len(values):
            return total
        return sum((value for value in values if not isinstance(value, Fraction | LogForm)), _ball(total))

    def _product(self, values: list[Value]) -> Value:
        if any(value == 0 for value in values if isinstance(value, Fraction)):
            return Fraction(0)
        rational = Fraction(1)
        others = []
        for value in values:
            if isinstance(value, Fraction):
                rational *= value
            else:
                others.append(value)
        if not others:
            return rational
        if len(others) == 1 and isinstance(others[0], LogForm):
            return others[0] * rational
        product = _ball(rational)
        for value in others:
            product = product * _ball(value)
        return product

    def _power(self, base: Value, exponent: Value) -> Value:
        if not isinstance(exponent, Fraction):
            return self._exp(self._product([exponent, self._log(base)]))
        if exponent == 0:
            return Fraction(1)
        if exponent < 0:
            return self._inverse(self._power(base, -exponent))
        if isinstance(base, Fraction) and _is_small_power(base, exponent):
            if exponent.denominator == 1:
                return base**exponent.numerator
            if base >= 0:
                roots = [sympy.integer_nthroot(part, exponent.denominator) for part in base.as_integer_ratio()]
                if roots[0][1] and roots[1][1]:
                    return Fraction(int(roots[0][0]), int(roots[1][0])) ** exponent.numerator
        if exponent.denominator == 1:
            return base if exponent == 1 else _ball(base) ** exponent.numerator
        self._require_nonnegative(base, "a root of")
        return _ball(base) ** _ball(exponent)

    def _inverse(self, value: Value) -> Value:
        sign = sign_of(value)
        if sign == 0:
            raise OutsideDomain("division by zero")
        if sign is None:
            raise UnknownSignError
        return 1 / value if isinstance(value, Fraction) else 1 / _ball(value)

    def _exp(self, value: Value) -> Value:
        if value == 0 and isinstance(value, Fraction):
            return Fraction(1)
        return _ball(value).exp()

    def _log(self, value: Value) -> Value:
        sign = sign_of(value)
        if sign is None:
            raise UnknownSignError
        if sign <= 0:
            raise OutsideDomain(f"the log of {value}")
        return _plain(log(value)) if isinstance(value, Fraction) else _ball(value).log()

    def _require_nonnegative(self, value: Value, what: str) -> None:
        sign = sign_of(value)
        if sign is None:
            raise UnknownSignError
        if sign < 0:
            raise OutsideDomain(f"{what} {value}")

    def _function(self, node: sympy.Basic) -> Value:
        if isinstance(node, sympy.Piecewise):
            return self._piecewise(node)
        if isinstance(node, sympy.Abs):
            return self.value(node.args[0]) if self._decided(node.args[0]) >= 0 else self._negative(node.args[0])
        if isinstance(node, sympy.sign):
            return Fraction(self._decided(node.args[0]))
        if isinstance(node, sympy.Heaviside):
            sign = self._decided(node.args[0])
            return self.value(node.args[1]) if sign == 0 else Fraction(max(sign, 0))
        if isinstance(node, sympy.Max | sympy.Min):
            return self._extremum(node)
        return self._hyperbolic(node)

    def _decided(self, node: sympy.Basic) -> int:
        sign = sign_of(self.value(node))
        if sign is None:
            raise UnknownSignError
        return sign

    def _negative(self, node: sympy.Basic) -> Value:
        return self._product([Fraction(-1), self.value(node)])

    def _piecewise(self, node: sympy.Piecewise) -> Value:
        for value, condition in node.args:
            try:
                if truth_of(condition, lambda part: frozenset({self._decided(part)})):
                    return self.value(value)
            except CaseNeededError as undecided:
                raise UnknownSignError from undecided
        raise OutsideDomain(f"{node}: no condition holds")

    def _extremum(self, node: sympy.Basic) -> Value:
        best = self.value(node.args[0])
        wanted = -1 if isinstance(node, sympy.Max) else 1
        for other in node.args[1:]:
            sign = sign_of(self._sum([best, self._negative(other)]))
            if sign is None:
                raise UnknownSignError
            if sign == wanted:
                best = self.value(other)
        return best

    def _hyperbolic(self, node: sympy.Basic) -> Value:
        name = _HYPERBOLIC.get(type(node))
        if name is None:
            raise OutsideClass(f"{node}: a {type(node).__name__} cannot be evaluated")
        method, reciprocal = name
        argument = self.value(node.args[0])
        if argument == 0 and isinstance(argument, Fraction):
            value: Value = Fraction(1 if method == "cosh" else 0)
        else:
            if method == "atanh" and not (abs(_ball(argument)) < 1):
                raise OutsideDomain(f"{node}: the argument is not shown to lie in (-1, 1)")
            value = getattr(_ball(argument), method)()
        return self._inverse(value) if reciprocal else value


_HYPERBOLIC = {
    sympy.tanh: ("tanh", False),
    sympy.coth: ("tanh", True),
    sympy.cosh: ("cosh", False),
    sympy.sech: ("cosh", True),
    sympy.sinh: ("sinh", False),
    sympy.csch: ("sinh", True),
    sympy.atanh: ("atanh", False),
}
