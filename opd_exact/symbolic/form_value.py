"""The value of a normal form at a rational point, for forms that were built without a SymPy expression."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import flint
import sympy

from opd_exact.numbers import LogForm, log, working_precision
from opd_exact.symbolic.algebra import Algebra
from opd_exact.symbolic.normal_form import NormalForm
from opd_exact.symbolic.polynomials import Polynomial

__all__ = [
    "form_value",
]


def form_value(form: NormalForm, point: Mapping[sympy.Symbol, Fraction], bits: int) -> LogForm | Any:
    """The value at a point of the domain: a LogForm where it is one, else a flint.arb of about `bits` bits."""
    with working_precision(bits):
        generators = [_generator_value(form.algebra, index, point) for index in range(len(form.algebra.generators))]
        exact: list[LogForm | Fraction] = []
        balls = flint.arb(0)
        for logs, fractions in form.terms.items():
            for (integer, below), numerator in fractions.items():
                under: Any = Fraction(integer)
                for atom, power in below:
                    under = _product(under, _polynomial_value(form.algebra.ring.atom(atom), generators) ** power)
                above = _polynomial_value(numerator, generators)
                exactly = isinstance(above, Fraction) and isinstance(under, Fraction)
                coefficient = above / under if exactly else _ball(above) / _ball(under)
                value = _times_logs(form.algebra, coefficient, logs, generators)
                if isinstance(value, Fraction | LogForm):
                    exact.append(value)
                else:
                    balls = balls + value
        total = LogForm.total(exact)
        return total if balls == 0 else total.arb() + balls


def _times_logs(algebra: Algebra, coefficient: Any, logs: tuple[tuple[int, int], ...], generators: list[Any]) -> Any:
    if not logs:
        return coefficient
    arguments = [abs(_polynomial_value(algebra.ring.atom(atom), generators)) for atom, _ in logs]
    if len(logs) == 1 and logs[0][1] == 1 and isinstance(coefficient, Fraction) and isinstance(arguments[0], Fraction):
        return log(arguments[0]) * coefficient
    value = _ball(coefficient)
    for argument, (_, power) in zip(arguments, logs, strict=True):
        value = value * _ball(argument).log() ** power
    return value


def _generator_value(algebra: Algebra, index: int, point: Mapping[sympy.Symbol, Fraction]) -> Any:
    generator = algebra.generators[index]
    exponent = algebra.exponent_of(index)
    if exponent is None:
        value = point[generator.symbol]
        return value if generator.root == 1 else _ball(value) ** (flint.arb(1) / generator.root)
    # Generators stand in the order in which their exponents were found, innermost first.
    before = [_generator_value(algebra, i, point) for i in range(index)]
    before += [Fraction(0)] * (len(algebra.generators) - index)
    logs, (integer, _), numerator = exponent
    value = _times_logs(algebra, _product(_polynomial_value(numerator, before), Fraction(1, integer)), logs, before)
    return Fraction(1) if value == 0 and isinstance(value, Fraction) else _ball(value).exp()


def _polynomial_value(polynomial: Polynomial, generators: list[Any]) -> Any:
    """Exact where all generators that occur are; else a ball."""
    exact, balls = Fraction(0), None
    for vector, coefficient in polynomial.to_dict().items():
        rational, ball = Fraction(int(coefficient)), None
        for value, power in zip(generators, vector, strict=False):
            if not power:
                continue
            if isinstance(value, Fraction):
                rational *= value ** int(power)
            else:
                ball = value ** int(power) if ball is None else ball * value ** int(power)
        if ball is None:
            exact += rational
        else:
            term = _ball(rational) * ball
            balls = term if balls is None else balls + term
    return exact if balls is None else _ball(exact) + balls


def _product(left: Any, right: Any) -> Any:
    exactly = isinstance(left, Fraction) and isinstance(right, Fraction)
    return left * right if exactly else _ball(left) * _ball(right)


def _ball(value: Any) -> Any:
    if isinstance(value, Fraction):
        return flint.arb(flint.fmpq(value.numerator, value.denominator))
    return value.arb() if isinstance(value, LogForm) else value
