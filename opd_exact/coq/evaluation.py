"""The value of a term, with the conventions of Coq's real numbers: exact where it can be, otherwise a ball.

0 times anything is 0, whatever the other factor is. ln of a number that is not positive and division by zero have no
value that a claim should rest on: they are refused unless such a factor 0 takes them away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from opd_exact.coq.definitions import expanded
from opd_exact.coq.terms import Call, Function, Negation, Number, Operation, Parameter, Term, postorder
from opd_exact.numbers import Ball, LogForm, log, working_precision
from opd_exact.numbers.errors import BudgetExhausted, InputError, OutsideClass, OutsideDomain

__all__ = [
    "exact_value",
    "log_arguments",
    "narrow_ball",
]

_FIRST_BITS = 128
_MOST_BITS = 1 << 15
_MOST_EXPONENT = 10_000


@dataclass(frozen=True)
class _Undefined:
    reason: str


_Value = Fraction | LogForm | arb | _Undefined


def exact_value(term: Term, point: Mapping[str, Fraction] | None = None) -> Fraction | LogForm:
    """The value as a rational or a linear form in logarithms.

    Raises:
        OutsideClass: the value is of no such form as written (a product of logs, exp of a rational).
        OutsideDomain: it has no value.

    >>> from opd_exact.coq.terms import exp, items, ln
    >>> from opd_exact.coq.terms import Call
    >>> print(exact_value(Call("entropy", (items([1, 0]),))), exact_value(exp(2 * ln("2/3")) - ln(2)))
    0 -log(2) + 4/9
    """
    value = _values(expanded(term), point or {}, exact_only=True)[0]
    if isinstance(value, _Undefined):
        raise OutsideDomain(value.reason)
    if isinstance(value, arb):  # not reached: exact_only raises first
        raise OutsideClass("the value is no linear form in logarithms")
    return value


def narrow_ball(term: Term, radius: Fraction, point: Mapping[str, Fraction] | None = None) -> Ball:
    """A ball around the value, of at most the given radius.

    Raises:
        BudgetExhausted: 32768 bits do not suffice.
        OutsideDomain: the term has no value.
    """
    if radius <= 0:
        raise InputError(f"radius {radius}: expected a positive number")
    opened = expanded(term)
    bits = _FIRST_BITS
    while bits <= _MOST_BITS:
        with working_precision(bits):
            try:
                value = _values(opened, point or {}, exact_only=False)[0]
            except _TooWide:
                value = None
            if isinstance(value, _Undefined):
                raise OutsideDomain(value.reason)
            if value is not None:
                ball = Ball.from_arb(_ball(value))
                if ball.radius <= radius:
                    return ball
        bits *= 2
    raise BudgetExhausted(f"the value is not known to within {float(radius):.3g} at {_MOST_BITS} bits")


def log_arguments(*terms: Term) -> list[Fraction]:
    """The rational arguments of every logarithm that an evaluation of the terms meets, each once, in their order."""
    found: dict[Fraction, None] = {}
    for term in terms:
        with working_precision(_FIRST_BITS):
            found.update(dict.fromkeys(_values(expanded(term), {}, exact_only=False)[1]))
    return list(found)


class _TooWide(Exception):
    """The ball of an argument holds numbers at which the function has no value; more bits may help."""


def _values(term: Term, point: Mapping[str, Fraction], *, exact_only: bool) -> tuple[_Value, list[Fraction]]:
    values: dict[int, _Value] = {}
    met: list[Fraction] = []
    for node in postorder(term):
        match node:
            case Number(value):
                result: _Value = value
            case Parameter(name):
                if name not in point:
                    raise OutsideClass(f"the parameter {name} has no value")
                result = point[name]
            case Negation(argument):
                inner = values[id(argument)]
                result = inner if isinstance(inner, _Undefined) else -inner
            case Operation(operator, left, right):
                result = _operated(operator, values[id(left)], values[id(right)], exact_only)
            case Function(name, argument):
                inner = values[id(argument)]
                if isinstance(inner, _Undefined):
                    result = inner
                elif name == "ln":
                    result = _logarithm(inner, met, exact_only)
                else:
                    result = _exponential(inner, exact_only)
            case Call(word, arguments):
                result = _chosen(word, [values[id(part)] for part in arguments])
            case _:
                raise OutsideClass(f"{type(node).__name__} has no value as a number")
        values[id(node)] = _plain(result)
    return values[id(term)], met


def _plain(value: _Value) -> _Value:
    if isinstance(value, LogForm):
        rational = value.as_rational()
        return value if rational is None else rational
    return value


def _operated(operator: str, left: _Value, right: _Value, exact_only: bool) -> _Value:
    if operator == "*" and (_is_zero(left) or _is_zero(right)):
        return Fraction(0)
    if operator == "/" and _is_zero(left):
        return Fraction(0)
    if isinstance(left, _Undefined):
        return left
    if isinstance(right, _Undefined):
        return right
    if operator in "+-":
        if isinstance(left, arb) or isinstance(right, arb):
            return _ball(left) + _ball(right) if operator == "+" else _ball(left) - _ball(right)
        return left + right if operator == "+" else left - right
    if operator == "/" and _is_zero(right):
        return _Undefined("a division by zero")
    if isinstance(right, Fraction) and not isinstance(left, arb):
        return left * right if operator == "*" else left / right
    if isinstance(left, Fraction) and isinstance(right, LogForm) and operator == "*":
        return right.scaled(left)
    if exact_only:
        raise OutsideClass("products and quotients of logarithms are no linear form in logarithms")
    if operator == "*":
        return _ball(left) * _ball(right)
    divisor = _ball(right)
    if divisor.contains(0):
        raise _TooWide
    return _ball(left) / divisor


def _logarithm(argument: Fraction | LogForm | arb, met: list[Fraction], exact_only: bool) -> _Value:
    if isinstance(argument, Fraction):
        if argument <= 0:
            return _Undefined(f"ln {argument}")
        met.append(argument)
        return log(argument)
    if exact_only:
        raise OutsideClass("the argument of a logarithm is no rational number")
    if isinstance(argument, LogForm) and argument.sign() <= 0:
        return _Undefined(f"ln of {argument}, which is not positive")
    ball = _ball(argument)
    if not ball > 0:
        if ball < 0:
            return _Undefined("ln of a negative number")
        raise _TooWide
    logarithm: arb = ball.log()
    return logarithm


def _exponential(argument: Fraction | LogForm | arb, exact_only: bool) -> _Value:
    if argument == 0:
        return Fraction(1)
    if isinstance(argument, LogForm) and argument.constant == 0:
        terms = argument.terms
        if all(coefficient.denominator == 1 and abs(coefficient) <= _MOST_EXPONENT for _, coefficient in terms):
            product = Fraction(1)
            for base, coefficient in terms:
                product *= Fraction(base) ** int(coefficient)
            return product
    if exact_only:
        raise OutsideClass("the exponential is no rational number")
    exponential: arb = _ball(argument).exp()
    return exponential


def _chosen(word: str, given: list[_Value]) -> _Value:
    """The larger, the smaller, or the absolute value."""
    for value in given:
        if isinstance(value, _Undefined):
            return value
    defined = [value for value in given if not isinstance(value, _Undefined)]
    left, right = defined if len(defined) == 2 else (defined[0], -defined[0])
    if isinstance(left, arb) or isinstance(right, arb):
        one, other = _ball(left), _ball(right)
        apart = abs(one - other)
        chosen: arb = (one + other - apart if word == "Rmin" else one + other + apart) / 2
        return chosen
    larger, smaller = (left, right) if left > right else (right, left)
    return smaller if word == "Rmin" else larger


def _is_zero(value: _Value) -> bool:
    return isinstance(value, Fraction) and value == 0


def _ball(value: Any) -> arb:
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    ball: arb = value.arb() if isinstance(value, LogForm) else value
    return ball
