"""Exact numbers of the form c0 + sum of c_i*log(b_i), with rational c_i and positive rational b_i.

Entropies, divergences and mutual informations of rational distributions are of this form. Equality, order and sign are
decisions, complete and without tolerance:

* the logarithms of pairwise coprime integers, together with 1, are linearly independent over the rationals (unique
  factorization; Hermite-Lindemann for the 1), so a form is zero exactly when its coefficients over such a basis are;
* a form that is not zero is told from zero by an enclosure that is narrow enough.

A form keeps the integers that it was given as they are (nothing is multiplied out, nothing factored) until a decision
or a text needs a basis. Most decisions do not: a fixed-point sum of 128 bits tells almost every sign.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any, Union

import numpy as np

from opd_exact.numbers import logtext
from opd_exact.numbers.errors import InputTypeError, OutsideDomain
from opd_exact.numbers.logsum import LogSum, sign_of
from opd_exact.numbers.reading import RationalLike, exact_rational, shown

if TYPE_CHECKING:
    from opd_exact.numbers.computed import ComputedReal
    from opd_exact.numbers.units import Measured

__all__ = [
    "LogForm",
    "log",
    "make_form",
    "rational_operand",
]


_LONG_DENOMINATOR = 64
"""From this many bits on a denominator is worth a search for common factors."""


class LogForm(LogSum):
    """An immutable exact real number c0 + sum of c_i*log(b_i), in nats where it is an information.

    Args:
        constant: the rational c0, in any form that `exact_rational` reads.
        terms: a mapping from positive rationals b_i to their rational coefficients c_i.

    Adds to and compares with forms and exact rationals; multiplies and divides by rationals as a form, by other forms
    as a `ComputedReal`. A float on the other side is refused, in == too: which number it stands for has to be said
    first (`decimal_reading`, `binary_reading`).

    Raises:
        InputTypeError: a number is a float, a bool or of another type without a declared exact value.
        OutsideDomain: a b_i is zero or negative.

    >>> x = LogForm("1/2", {2: 1, 19: "-19/20"})
    >>> print(x)
    log(2) - 19/20*log(19) + 1/2
    >>> x == log(2) - Fraction(19, 20) * log(19) + Fraction(1, 2), x < 0, float(x)
    (True, True, -1.6040698496481731)
    """

    __slots__ = ()

    def __new__(cls, constant: RationalLike = 0, terms: Mapping[Any, RationalLike] | None = None) -> "LogForm":
        return cls.from_weighted_logs(terms.items() if terms else (), constant=constant)

    def __reduce__(self) -> tuple[Callable[..., "LogForm"], tuple[int, int, dict[int, int]]]:
        return make_form, (self._constant, self._denominator, dict(self._logs.items()))

    @classmethod
    def from_weighted_logs(
        cls, pairs: Iterable[tuple[object, RationalLike]], *, constant: RationalLike = 0
    ) -> "LogForm":
        """The constant plus the sum of coefficient * log(base) over pairs (base, coefficient); bases may repeat.

        Raises:
            InputTypeError: a number has no declared exact value.
            OutsideDomain: a base is zero or negative.

        >>> LogForm.from_weighted_logs([(3, "1/2"), (3, "1/2"), ("1/9", "1/2")]).is_zero()
        True
        """
        rational = exact_rational(constant)
        read = [(_positive(base), exact_rational(coefficient)) for base, coefficient in pairs]
        denominator = lcm(rational.denominator, *(coefficient.denominator for _, coefficient in read))
        logs: dict[int, int] = {}
        for base, coefficient in read:
            _add_log(logs, base, coefficient.numerator * (denominator // coefficient.denominator))
        scaled = rational.numerator * (denominator // rational.denominator)
        return make_form(scaled, denominator, _without_zeros(logs))

    @classmethod
    def total(cls, summands: Iterable["LogForm | RationalLike"]) -> "LogForm":
        """The sum of many forms, collected in one pass (adding them one by one copies the terms each time).

        >>> LogForm.total([log(2), log(3), 1]) == log(6) + 1
        True
        """
        forms = [summand if isinstance(summand, LogForm) else LogForm(summand) for summand in summands]
        denominator = lcm(*(form._denominator for form in forms))
        constant = 0
        logs: dict[int, int] = {}
        for form in forms:
            factor = denominator // form._denominator
            constant += factor * form._constant
            for atom, coefficient in form._logs.items():
                logs[atom] = logs.get(atom, 0) + factor * coefficient
        return make_form(constant, denominator, _without_zeros(logs))

    def __bool__(self) -> bool:
        return self.sign() != 0

    def _compared(self, other: object) -> int | None:
        """The sign of self - other; None where the other is no form and no rational."""
        right = _operand(other)
        return None if right is None else (self - right).sign()

    def __eq__(self, other: object) -> bool:
        if other is self:
            return True
        right = _operand(other)
        if right is None:
            return NotImplemented
        # the constant belongs to the number, however it was built: a sum of logarithms is never a rational but 0
        if self._constant * right._denominator != right._constant * self._denominator:
            return False
        return (self - right).sign() == 0

    def __lt__(self, other: object) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign < 0

    def __le__(self, other: object) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign <= 0

    def __gt__(self, other: object) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign > 0

    def __ge__(self, other: object) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign >= 0

    def __hash__(self) -> int:
        # the rounded double is the same for equal numbers however they were built; a rational hashes as a Fraction does
        return hash(self.constant) if self.is_rational() else hash(self._rounded())

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def _plus(self, other: object, factor: int) -> "LogForm":
        right = _operand(other)
        if right is None:
            return NotImplemented  # type: ignore[no-any-return]
        denominator = lcm(self._denominator, right._denominator)
        mine, theirs = denominator // self._denominator, factor * (denominator // right._denominator)
        logs = dict(self._logs) if mine == 1 else {atom: mine * value for atom, value in self._logs.items()}
        for atom, value in right._logs.items():
            total = logs.get(atom, 0) + theirs * value
            if total:
                logs[atom] = total
            else:
                del logs[atom]
        return _lean_form(mine * self._constant + theirs * right._constant, denominator, logs)

    def __add__(self, other: object) -> "LogForm":
        return self._plus(other, 1)

    def __sub__(self, other: object) -> "LogForm":
        return self._plus(other, -1)

    def __radd__(self, other: object) -> "LogForm":
        return self._plus(other, 1)

    def __rsub__(self, other: object) -> "LogForm":
        return (-self)._plus(other, 1)

    def __neg__(self) -> "LogForm":
        return self._times(-1, 1)

    def __pos__(self) -> "LogForm":
        return self

    def __abs__(self) -> "LogForm":
        return -self if self.sign() < 0 else self

    def scaled(self, factor: RationalLike) -> "LogForm":
        """The product with an exact rational."""
        rational = exact_rational(factor)
        return self._times(rational.numerator, rational.denominator)

    def _times(self, numerator: int, denominator: int) -> "LogForm":
        if not numerator:
            return make_form(0, 1, {})
        logs = {atom: numerator * value for atom, value in self._logs.items()}
        return _lean_form(numerator * self._constant, denominator * self._denominator, logs)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, LogForm):
            return _multiplied(self, other)
        factor = rational_operand(other)
        return NotImplemented if factor is None else self._times(factor.numerator, factor.denominator)

    def __rmul__(self, other: Any) -> Any:
        return self.__mul__(other)

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, LogForm):
            return _divided(self, other)
        divisor = rational_operand(other)
        if divisor is None:
            return NotImplemented
        if not divisor:
            raise OutsideDomain(f"{self} / 0 has no value")
        return self._times(sign_of(divisor.numerator) * divisor.denominator, abs(divisor.numerator))

    def __rtruediv__(self, other: Any) -> Any:
        numerator = _operand(other)
        return NotImplemented if numerator is None else _divided(numerator, self)

    # --- text and exchange ----------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return logtext.sum_text(self.constant, self.terms)

    def __repr__(self) -> str:
        return logtext.constructor_text(self.constant, self.terms)

    def _repr_latex_(self) -> str:
        return logtext.latex_text(self.constant, self.terms)

    def to_json(self) -> dict[str, Any]:
        """The number as plain data: numbers are strings, so that nothing is rounded on the way.

        >>> (log(2) / 3 + 1).to_json()
        {'kind': 'log_form', 'constant': '1', 'terms': [['2', '1/3']]}
        """
        from opd_exact.numbers.exchange import write_json

        return write_json(self)

    @classmethod
    def from_json(cls, data: Any) -> "LogForm":
        """The number that `to_json` wrote.

        Raises:
            InputError: the data has other keys, another kind, or a term that is not a pair of strings.
            OutsideDomain: a base is not positive.
        """
        from opd_exact.numbers.exchange import read_json

        return read_json(data)

    def to_sympy(self) -> Any:
        """The number as a SymPy expression, a sum of Rational * log(Integer)."""
        from opd_exact.numbers.exchange import write_sympy

        return write_sympy(self)

    # SymPy asks for this where the two meet in an operator; without it SymPy would take the float silently.
    _sympy_ = to_sympy

    @classmethod
    def from_sympy(cls, expression: Any) -> "LogForm":
        """The form that a SymPy expression of rationals, logs of positive rationals, sums and rational multiples is.

        Raises:
            InputTypeError: the expression is no SymPy expression, or contains a float or a symbol.
            OutsideClass: it contains something else, such as a product of two logs.
            OutsideDomain: it contains a log of a number that is not positive.
        """
        from opd_exact.numbers.exchange import read_sympy

        return read_sympy(expression)

    def in_bits(self) -> "Measured":
        """The same information, stated in bits: the unit becomes a tag, the exact value stays.

        >>> print(log(8).in_bits(), float(log(10).in_bits()))
        3 bits 3.321928094887362
        """
        from opd_exact.numbers.units import Measured

        return Measured(self, "bits")

    def in_hartleys(self) -> "Measured":
        """The same information, stated in hartleys (decimal digits)."""
        from opd_exact.numbers.units import Measured

        return Measured(self, "hartleys")


def log(argument: object) -> LogForm:
    """The natural logarithm of a positive rational, exact.

    Raises:
        InputTypeError: the argument has no declared exact value.
        OutsideDomain: the argument is zero or negative.

    >>> log("3/4") == log(3) - 2 * log(2)
    True
    """
    logs: dict[int, int] = {}
    _add_log(logs, _positive(argument), 1)
    return make_form(0, 1, logs)


def make_form(constant: int, denominator: int, logs: Mapping[int, int]) -> LogForm:
    """The form (constant + sum of logs) / denominator.

    The caller vouches for the parts: a positive denominator, integer atoms greater than 1, integer coefficients, and a
    mapping that nobody else will change.
    """
    made = object.__new__(LogForm)
    made._constant = constant
    made._denominator = denominator
    made._logs = logs
    made._basis = made._fixed = made._nearest = made._sign = None
    return made


def _lean_form(constant: int, denominator: int, logs: dict[int, int]) -> LogForm:
    """The same, with a long denominator shortened by what it has in common with every coefficient."""
    if denominator.bit_length() > _LONG_DENOMINATOR:
        common = gcd(denominator, constant)
        for coefficient in logs.values():
            if common == 1:
                break
            common = gcd(common, coefficient)
        if common > 1:
            logs = {atom: coefficient // common for atom, coefficient in logs.items()}
            return make_form(constant // common, denominator // common, logs)
    return make_form(constant, denominator, logs)


def _positive(argument: object) -> Fraction:
    value = exact_rational(argument)
    if value <= 0:
        raise OutsideDomain(f"log({shown(argument)}): the argument of a logarithm must be positive")
    return value


def _add_log(logs: dict[int, int], base: Fraction, coefficient: int) -> None:
    """Add coefficient * log(base), the numerator and denominator of the base as atoms of their own."""
    for atom, signed in ((base.numerator, coefficient), (base.denominator, -coefficient)):
        if atom > 1:
            logs[atom] = logs.get(atom, 0) + signed


def _without_zeros(logs: dict[int, int]) -> dict[int, int]:
    return {atom: coefficient for atom, coefficient in logs.items() if coefficient}


def rational_operand(other: object) -> Fraction | None:
    """The other side of an operator as a rational; None where it is of another kind; floats and bools are refused."""
    if isinstance(other, str | bytes | type(None)):
        return None
    try:
        return exact_rational(other)
    except InputTypeError:
        if isinstance(other, bool | float | complex | np.generic):
            raise
        return None


def _operand(other: object) -> LogForm | None:
    if isinstance(other, LogForm):
        return other
    value = rational_operand(other)
    return None if value is None else make_form(value.numerator, value.denominator, {})


def _multiplied(left: LogForm, right: LogForm) -> Union[LogForm, "ComputedReal"]:
    for one, other in ((left, right), (right, left)):
        factor = one.as_rational()
        if factor is not None:
            return other.scaled(factor)
    from opd_exact.numbers.computed import product

    return product(left, right)


def _divided(left: LogForm, right: LogForm) -> Union[LogForm, "ComputedReal"]:
    if right.is_zero():
        raise OutsideDomain(f"{left} / {right}: the divisor is zero")
    divisor = right.as_rational()
    if divisor is not None:
        return left.scaled(1 / divisor)
    if left.is_zero():
        return LogForm()
    from opd_exact.numbers.ratios import LogRatio

    return LogRatio(left, right)
