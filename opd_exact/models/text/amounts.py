"""Arithmetic between the kinds of number that a query gives: rationals, forms in logarithms, infinities, expressions.

A rational stays a `Fraction` and a form in logarithms a `LogForm` as long as an operation allows it; everything else
is a SymPy expression, which is assembled and not simplified. Sizes are limited before an operation, not after it.
"""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.numbers import NEGATIVE_INFINITY, POSITIVE_INFINITY, Infinity, LogForm, OutsideDomain, integer_text, log
from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic.evaluation import UnknownSignError, evaluate

__all__ = [
    "MOST_BITS",
    "Amount",
    "applied",
    "as_expression",
    "expression_text",
    "power",
    "product",
    "settled",
    "small",
    "total",
]

Amount = Any
"""A Fraction, a LogForm, an Infinity, or a SymPy expression."""

MOST_BITS = 13_000
"""Largest numerator or denominator of a number that arises in a formula, in bits: few enough for Python to print."""

_MOST_SYMBOLIC_EXPONENT = 1_000
_MOST_ROOT = 64
_MOST_ROOT_OF_NUMBER = 1_000
_EVALUATED_BITS = 128


def as_expression(amount: Amount) -> sympy.Expr:
    """The amount as a SymPy expression."""
    if isinstance(amount, Fraction):
        return sympy.Rational(amount.numerator, amount.denominator)
    return amount.to_sympy() if isinstance(amount, LogForm) else amount


def settled(amount: Amount) -> Amount:
    """The same amount in the most telling kind: an expression without parameters may be a rational or a form in logs.

    Raises:
        OutsideDomain: an expression without parameters has no real value.

    >>> settled(sympy.log(8) / sympy.Integer(3) - sympy.log(2))
    Fraction(0, 1)
    """
    if isinstance(amount, LogForm):
        return amount.constant if amount.is_rational() else amount
    if not isinstance(amount, sympy.Expr):
        return amount
    if amount in (sympy.oo, -sympy.oo):
        return POSITIVE_INFINITY if amount == sympy.oo else NEGATIVE_INFINITY
    if amount.is_Rational:
        return Fraction(int(amount.p), int(amount.q))
    if amount.free_symbols:
        return amount
    try:
        value = evaluate(amount, {}, _EVALUATED_BITS)
    except UnknownSignError:  # a sign inside needs more digits; that is for whoever asks for digits
        return amount
    return value if isinstance(value, Fraction | LogForm) else amount


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum.

    Raises:
        OutsideDomain: +∞ and -∞ occur together.
    """
    listed = list(amounts)
    infinite = [amount for amount in listed if isinstance(amount, Infinity)]
    if infinite:
        if any(amount is not infinite[0] for amount in infinite):
            raise OutsideDomain("+∞ and -∞ occur in one sum, which has no value")
        return infinite[0]
    if all(isinstance(amount, Fraction) for amount in listed):
        return small(sum(listed, Fraction(0)))
    if all(isinstance(amount, Fraction | LogForm) for amount in listed):
        return settled(LogForm.total(listed))
    return _real(sympy.Add(*(as_expression(amount) for amount in listed)))


def product(factors: Iterable[tuple[int, Amount]]) -> Amount:
    """The product of amounts, each to the power 1 or -1.

    Raises:
        OutsideDomain: a divisor is 0.
    """
    listed = list(factors)
    for exponent, amount in listed:
        if exponent < 0 and not isinstance(amount, Infinity) and settled(amount) == 0:
            raise OutsideDomain("division by zero")
    if any(isinstance(amount, Infinity) for _, amount in listed):
        return _infinite_product(listed)
    rational = Fraction(1)
    forms: list[LogForm] = []
    others: list[sympy.Expr] = []
    for exponent, amount in listed:
        if isinstance(amount, Fraction):
            rational = small(rational * amount if exponent > 0 else rational / amount)
        elif isinstance(amount, LogForm) and exponent > 0:
            forms.append(amount)
        else:
            others.append(as_expression(amount) ** exponent)
    if not others and len(forms) <= 1:
        return settled(forms[0] * rational) if forms else rational
    if rational == 0:
        return rational
    parts = [as_expression(rational), *(as_expression(form) for form in forms), *others]
    return _real(sympy.Mul(*parts))


def power(base: Amount, exponent: Amount) -> Amount:
    """base ^ exponent.

    Raises:
        InputError: the result would be larger than the limits.
        OutsideDomain: it has no real value.
    """
    if isinstance(base, Infinity) or isinstance(exponent, Infinity):
        raise OutsideDomain("a power of an infinity has no value here")
    if isinstance(exponent, Fraction):
        if isinstance(base, Fraction):
            return _power_of_rational(base, exponent)
        if abs(exponent.numerator) > _MOST_SYMBOLIC_EXPONENT or exponent.denominator > _MOST_ROOT:
            raise InputError(f"the exponent {exponent} is beyond {_MOST_SYMBOLIC_EXPONENT} (roots: {_MOST_ROOT})")
        if _bits(as_expression(base)) * abs(exponent) > MOST_BITS:
            raise InputError(f"a power of more than {MOST_BITS} bits")
    elif base == 0:
        raise OutsideDomain("0 to a power that is no rational number")
    return _real(as_expression(base) ** as_expression(exponent))


def _power_of_rational(base: Fraction, exponent: Fraction) -> Amount:
    if base == 0 and exponent < 0:
        raise OutsideDomain("division by zero")
    if exponent.denominator > _MOST_ROOT_OF_NUMBER:
        raise InputError(f"the exponent {exponent} asks for a root beyond the {_MOST_ROOT_OF_NUMBER}th")
    bits = max(abs(base.numerator).bit_length(), base.denominator.bit_length()) - 1
    if max(bits, 1) * abs(exponent.numerator) > MOST_BITS:
        raise InputError(f"a power of more than {MOST_BITS} bits")
    if exponent.denominator == 1:
        return base**exponent.numerator
    if base < 0:
        raise OutsideDomain(f"the root of the negative number {base}")
    return _real(as_expression(base) ** as_expression(exponent))


def applied(function: str, argument: Amount) -> Amount:
    """A named function of an amount.

    Raises:
        OutsideDomain: it has no real value there.
    """
    if isinstance(argument, Infinity):
        raise OutsideDomain(f"{function} of {argument}")
    argument = settled(argument)
    if function == "log" and isinstance(argument, Fraction):
        if argument <= 0:
            raise OutsideDomain(f"the log of {argument}")
        return settled(log(argument))
    if function == "sqrt":
        return power(argument, Fraction(1, 2))
    x = as_expression(argument)
    if function == "sigmoid":
        return _real(1 / (1 + sympy.exp(-x)))
    return _real(getattr(sympy, function)(x))


def _infinite_product(factors: list[tuple[int, Amount]]) -> Amount:
    sign = 1
    below = [amount for exponent, amount in factors if exponent < 0 and isinstance(amount, Infinity)]
    if below:
        if any(exponent > 0 and isinstance(amount, Infinity) for exponent, amount in factors):
            raise OutsideDomain("∞ / ∞ has no value")
        return Fraction(0)
    for _, amount in factors:
        if isinstance(amount, sympy.Expr):
            raise OutsideClass(f"∞ times {amount}: its sign is not decided here")
        of_this = amount.sign() if isinstance(amount, Infinity | LogForm) else (amount > 0) - (amount < 0)
        sign *= of_this
    if sign == 0:
        raise OutsideDomain("0 * ∞ has no value")
    return POSITIVE_INFINITY if sign > 0 else NEGATIVE_INFINITY


def small(value: Fraction) -> Fraction:
    """The value itself.

    Raises:
        InputError: its numerator or denominator is larger than `MOST_BITS`.
    """
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise InputError(f"a number of more than {MOST_BITS} bits")
    return value


def _bits(expression: sympy.Expr) -> Fraction:
    """About how many bits the largest number in an expression has, roots of numbers included."""
    largest = Fraction(1)
    for node in expression.atoms(sympy.Rational, sympy.Pow):
        number, power = (node.base, node.exp) if node.is_Pow else (node, sympy.Integer(1))
        if number.is_Rational and power.is_Rational:
            bits = max(int(number.p).bit_length(), int(number.q).bit_length())
            largest = max(largest, bits * Fraction(abs(int(power.p)), int(power.q)))
    return largest


def _real(expression: sympy.Expr) -> Amount:
    if expression.has(sympy.I, sympy.zoo, sympy.nan, sympy.oo, -sympy.oo):
        raise OutsideDomain("this has no real value")
    for node in expression.atoms(sympy.Pow):
        exponent = node.exp
        if not exponent.is_Rational:
            continue
        above, below = abs(int(exponent.p)), int(exponent.q)
        if below > 1 and node.base.is_negative:
            raise OutsideDomain(f"the root of the negative number {node.base}")
        if not node.base.is_Rational and (above > _MOST_SYMBOLIC_EXPONENT or below > _MOST_ROOT):
            raise InputError(
                f"powers add up to the exponent {exponent}, beyond {_MOST_SYMBOLIC_EXPONENT} (roots: {_MOST_ROOT})"
            )
    if _bits(expression) > MOST_BITS:
        raise InputError(f"a number of more than {MOST_BITS} bits")
    if expression.is_Rational:
        return small(Fraction(int(expression.p), int(expression.q)))
    return expression


class _Printer(sympy.printing.str.StrPrinter):  # type: ignore[misc]  # SymPy is untyped
    """SymPy's own text, with Euler's number and absolute values as the grammar has them."""

    def _print_Exp1(self, expr: Any) -> str:  # noqa: N802  # SymPy finds it by this name
        return "exp(1)"

    def _print_Abs(self, expr: Any) -> str:  # noqa: N802  # SymPy makes it of roots of squares, and again of this
        return f"sqrt(({self._print(expr.args[0])})**2)"


def expression_text(amount: Amount) -> str:
    """The amount in the grammar of formulas; reading it gives the amount again.

    >>> expression_text(sympy.exp(1) / sympy.Integer(3)), expression_text(Fraction(49, 50))
    ('exp(1)/3', '49/50')
    """
    if isinstance(amount, sympy.Expr):
        return str(_Printer().doprint(amount))
    if isinstance(amount, Fraction):  # Python does not print integers of many digits
        below = f"/{integer_text(amount.denominator)}" if amount.denominator > 1 else ""
        return integer_text(amount.numerator) + below
    return str(amount)
