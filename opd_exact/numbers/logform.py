"""Exact numbers of the form c0 + sum of c_i*log(b_i), with rational c_i and positive rational b_i.

Entropies, divergences and mutual informations of rational distributions are of this form. Equality, order and sign are
decisions, complete and without tolerance:

* the logarithms of pairwise coprime integers, together with 1, are linearly independent over the rationals (unique
  factorisation; Hermite-Lindemann for the 1), so a form is zero exactly when its coefficients over such a basis are;
* a form that is not zero is told from zero by a ball that is narrow enough.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from flint import arb

from opd_exact.numbers.balls import Ball, is_tight
from opd_exact.numbers.basis import over_basis
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideDomain
from opd_exact.numbers.floats import nearest_float
from opd_exact.numbers.precision import bits_for_digits, working_precision
from opd_exact.numbers.reading import RationalLike, exact_rational, integer_text

__all__ = [
    "LogForm",
    "log",
]

_FIRST_BITS = 64


class LogForm:
    """An immutable exact real number c0 + sum of c_i*log(b_i), in nats where it is an information.

    Args:
        constant: the rational c0, in any form that `exact_rational` reads.
        terms: a mapping from each positive rational b_i to its rational coefficient c_i.

    Raises:
        InputTypeError: a number is a float, a bool or of another type without a declared exact value.
        OutsideDomain: a b_i is zero or negative.

    >>> x = LogForm("1/2", {2: 1, 19: "-19/20"})
    >>> print(x)
    log(2) - 19/20*log(19) + 1/2
    >>> x == log(2) - Fraction(19, 20) * log(19) + Fraction(1, 2), x < 0, float(x)
    (True, True, -1.6040698496481731)
    """

    __slots__ = ("_basis", "_constant", "_denominator", "_logs", "_nearest", "_sign")

    _constant: int
    _denominator: int
    _logs: dict[int, int]
    _basis: tuple[dict[int, int], bool] | None
    _nearest: float | None
    _sign: int | None

    def __new__(
        cls, constant: RationalLike = 0, terms: Mapping[Any, RationalLike] | None = None
    ) -> "LogForm":
        total = exact_rational(constant)
        if not terms:
            return _make(total.numerator, total.denominator, {})
        pairs = [(_positive(base), exact_rational(coefficient)) for base, coefficient in terms.items()]
        denominator = lcm(total.denominator, *(coefficient.denominator for _, coefficient in pairs))
        logs: dict[int, int] = {}
        for base, coefficient in pairs:
            scaled = coefficient.numerator * (denominator // coefficient.denominator)
            _add_log(logs, base, scaled)
        return _make(total.numerator * (denominator // total.denominator), denominator, _without_zeros(logs))

    def __reduce__(self) -> tuple[Callable[..., "LogForm"], tuple[int, int, dict[int, int]]]:
        return _make, (self._constant, self._denominator, self._logs)

    @classmethod
    def total(cls, summands: Iterable["LogForm | RationalLike"]) -> "LogForm":
        """The sum of many forms, collected in one pass (adding them one by one copies the terms each time).

        >>> LogForm.total([log(2), log(3), 1]) == log(6) + 1
        True
        """
        forms = [_as_form(summand) for summand in summands]
        denominator = lcm(*(form._denominator for form in forms))
        constant, logs = 0, {}
        for form in forms:
            factor = denominator // form._denominator
            constant += factor * form._constant
            for atom, coefficient in form._logs.items():
                logs[atom] = logs.get(atom, 0) + factor * coefficient
        return _make(constant, denominator, _without_zeros(logs))

    # --- parts ----------------------------------------------------------------------------------------------------

    @property
    def constant(self) -> Fraction:
        """The rational part c0."""
        return Fraction(self._constant, self._denominator)

    @property
    def terms(self) -> tuple[tuple[int, Fraction], ...]:
        """The terms (b_i, c_i) over the basis, sorted by b_i: primes where `basis` says so.

        >>> (log("12/5") / 7).terms
        ((2, Fraction(2, 7)), (3, Fraction(1, 7)), (5, Fraction(-1, 7)))
        """
        logs, _ = self._refined()
        return tuple((atom, Fraction(logs[atom], self._denominator)) for atom in sorted(logs))

    @property
    def basis(self) -> str:
        """"prime" where the terms are over primes, so that equal numbers have equal terms; else "coprime".

        Atoms whose parts beyond 64 bits are not factored leave a basis of pairwise coprime integers, which suffices to
        decide equality but depends on how the number was built.
        """
        return "prime" if self._refined()[1] else "coprime"

    def _refined(self) -> tuple[dict[int, int], bool]:
        if self._basis is None:
            self._basis = over_basis(self._logs)
        return self._basis

    # --- decisions ------------------------------------------------------------------------------------------------

    def is_zero(self) -> bool:
        """Whether the number is 0: decided."""
        return self.sign() == 0

    def is_rational(self) -> bool:
        """Whether the number is rational, that is, whether its logarithms cancel: decided (Hermite-Lindemann)."""
        if not self._logs:
            return True
        return _sign_of(0, self._logs) == 0

    def sign(self) -> int:
        """-1, 0 or 1: decided.

        >>> (31 * log(2) - log(2**31)).sign(), (log(2**31 - 1) - 31 * log(2)).sign()
        (0, -1)
        """
        if self._sign is None:
            self._sign = _sign_of(self._constant, self._logs)
        return self._sign

    def __bool__(self) -> bool:
        return self.sign() != 0

    def __eq__(self, other: object) -> bool:
        difference = self._minus(other)
        return NotImplemented if difference is None else difference.sign() == 0

    def __lt__(self, other: object) -> bool:
        difference = self._minus(other)
        return NotImplemented if difference is None else difference.sign() < 0

    def __le__(self, other: object) -> bool:
        difference = self._minus(other)
        return NotImplemented if difference is None else difference.sign() <= 0

    def __gt__(self, other: object) -> bool:
        difference = self._minus(other)
        return NotImplemented if difference is None else difference.sign() > 0

    def __ge__(self, other: object) -> bool:
        difference = self._minus(other)
        return NotImplemented if difference is None else difference.sign() >= 0

    def __hash__(self) -> int:
        if self.is_rational():
            return hash(self.constant)
        return hash(self._rounded())

    def _minus(self, other: object) -> "LogForm | None":
        right = _operand(other)
        return None if right is None else self - right

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def _plus(self, other: object, factor: int) -> "LogForm":
        right = _operand(other)
        if right is None:
            return NotImplemented
        denominator = lcm(self._denominator, right._denominator)
        mine, theirs = denominator // self._denominator, factor * (denominator // right._denominator)
        logs = dict(self._logs) if mine == 1 else {atom: mine * value for atom, value in self._logs.items()}
        for atom, value in right._logs.items():
            total = logs.get(atom, 0) + theirs * value
            if total:
                logs[atom] = total
            else:
                del logs[atom]
        return _make(mine * self._constant + theirs * right._constant, denominator, logs)

    def __add__(self, other: object) -> "LogForm":
        return self._plus(other, 1)

    def __sub__(self, other: object) -> "LogForm":
        return self._plus(other, -1)

    __radd__ = __add__

    def __rsub__(self, other: object) -> "LogForm":
        return (-self)._plus(other, 1)

    def __neg__(self) -> "LogForm":
        return self._scaled(-1, 1)

    def __pos__(self) -> "LogForm":
        return self

    def __abs__(self) -> "LogForm":
        return -self if self.sign() < 0 else self

    def _scaled(self, numerator: int, denominator: int) -> "LogForm":
        if not numerator:
            return _make(0, 1, {})
        logs = {atom: numerator * value for atom, value in self._logs.items()}
        return _make(numerator * self._constant, denominator * self._denominator, logs)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, LogForm):
            return multiply(self, other)
        factor = _rational_operand(other)
        return NotImplemented if factor is None else self._scaled(factor.numerator, factor.denominator)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, LogForm):
            return divide(self, other)
        divisor = _rational_operand(other)
        if divisor is None:
            return NotImplemented
        if not divisor:
            raise OutsideDomain(f"{self} / 0 has no value")
        sign = 1 if divisor > 0 else -1
        return self._scaled(sign * divisor.denominator, abs(divisor.numerator))

    def __rtruediv__(self, other: Any) -> Any:
        numerator = _operand(other)
        return NotImplemented if numerator is None else divide(numerator, self)

    # --- enclosures -----------------------------------------------------------------------------------------------

    def arb(self) -> arb:
        """An enclosure as a flint.arb, computed at flint's current precision (see `working_precision`)."""
        return _evaluate(self._constant, self._logs) / self._denominator

    def enclose(self, digits: int) -> Ball:
        """A ball of radius at most 10**-digits of the magnitude of the number; a point if the number is 0.

        >>> log(2).enclose(30).decimal(12)
        ('0.693147180560', '5.5e-14')
        """
        bits = bits_for_digits(digits) + 16
        if self._logs and not self._constant and self.sign() == 0:
            return Ball.from_rational(0)
        while True:
            with working_precision(bits):
                enclosure = self.arb()
            if is_tight(enclosure, digits):
                return Ball(enclosure)
            bits *= 2

    def __float__(self) -> float:
        """The correctly rounded float64.

        Raises:
            OverflowError: the number is beyond the range of float64.
        """
        rounded = self._rounded()
        if rounded in (float("inf"), -float("inf")):
            raise OverflowError(f"{self} is beyond the range of float64")
        return rounded

    def _rounded(self) -> float:
        if self._nearest is None:
            self._nearest = float(nearest_float(self.constant if self.is_rational() else self))
        return self._nearest

    # --- text and exchange ----------------------------------------------------------------------------------------

    def __str__(self) -> str:
        parts = [_term_text(base, coefficient) for base, coefficient in self.terms]
        if self._constant or not parts:
            parts.append(_fraction_text(self.constant))
        return parts[0] + "".join(f" - {part[1:]}" if part.startswith("-") else f" + {part}" for part in parts[1:])

    def __repr__(self) -> str:
        constant = repr(_fraction_text(self.constant)) if self._constant else "0"
        if not self.terms:
            return f"LogForm({constant})"
        terms = ", ".join(f"{_base_repr(base)}: {_fraction_text(value)!r}" for base, value in self.terms)
        return f"LogForm({constant}, {{{terms}}})"

    def _repr_latex_(self) -> str:
        parts = [_term_latex(base, coefficient) for base, coefficient in self.terms]
        if self._constant or not parts:
            parts.append(_fraction_latex(self.constant))
        return "$" + parts[0] + "".join(part if part.startswith("-") else f"+{part}" for part in parts[1:]) + "$"

    def to_json(self) -> dict[str, Any]:
        """The number as plain data: numbers are strings, so that nothing is rounded on the way.

        >>> (log(2) / 3 + 1).to_json()
        {'kind': 'log_form', 'constant': '1', 'terms': [['2', '1/3']]}
        """
        terms = [[integer_text(base), _fraction_text(coefficient)] for base, coefficient in self.terms]
        return {"kind": "log_form", "constant": _fraction_text(self.constant), "terms": terms}

    @classmethod
    def from_json(cls, data: Any) -> "LogForm":
        """The number that `to_json` wrote.

        Raises:
            InputError: the data has other keys, another kind, or a term that is not a pair of strings.
            OutsideDomain: a base is not positive.
        """
        if not isinstance(data, dict) or set(data) != {"kind", "constant", "terms"} or data["kind"] != "log_form":
            raise InputError(f"not a log_form record: {_shown(data)}; expected the keys kind, constant, terms")
        terms = data["terms"]
        if not isinstance(terms, list) or not isinstance(data["constant"], str):
            raise InputError(f"log_form: constant must be a string and terms a list, found {_shown(data)}")
        read: dict[Fraction, Fraction] = {}
        for position, term in enumerate(terms):
            if not (isinstance(term, list) and len(term) == 2 and all(isinstance(part, str) for part in term)):
                raise InputError(f"log_form: terms[{position}] is {_shown(term)}, expected a pair of strings")
            base = exact_rational(term[0])
            if base in read:
                raise InputError(f"log_form: terms[{position}] repeats the base {term[0]}")
            read[base] = exact_rational(term[1])
        return cls(data["constant"], read)

    def to_sympy(self) -> Any:
        """The number as a SymPy expression, a sum of Rational * log(Integer)."""
        import sympy

        total = sympy.Rational(self.constant.numerator, self.constant.denominator)
        logs = [
            sympy.Mul(sympy.Rational(value.numerator, value.denominator), sympy.log(base, evaluate=False))
            for base, value in self.terms
        ]
        return sympy.Add(total, *logs)

    @classmethod
    def from_sympy(cls, expression: Any) -> "LogForm":
        """The form that a SymPy expression of rationals, logs of positive rationals, sums and rational multiples is.

        Raises:
            InputTypeError: the expression is no SymPy expression, or contains a float or a symbol.
            OutsideClass: it contains something else, such as a product of two logs.
            OutsideDomain: it contains a log of a number that is not positive.
        """
        from opd_exact.numbers.from_sympy import read_sympy

        return read_sympy(expression)


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
    return _make(0, 1, logs)


# --- construction from parts that are already well formed -----------------------------------------------------------


def _make(constant: int, denominator: int, logs: dict[int, int]) -> LogForm:
    """The form (constant + sum of logs) / denominator, from a dictionary without zeros that nobody else will change."""
    made = object.__new__(LogForm)
    made._constant = constant
    made._denominator = denominator
    made._logs = logs
    made._basis = made._nearest = made._sign = None
    return made


def _positive(argument: object) -> Fraction:
    value = exact_rational(argument)
    if value <= 0:
        raise OutsideDomain(f"log({argument!r}): the argument of a logarithm must be positive")
    return value


def _add_log(logs: dict[int, int], base: Fraction, coefficient: int) -> None:
    """Add coefficient * log(base), the numerator and denominator of the base as atoms of their own."""
    if base.numerator > 1:
        logs[base.numerator] = logs.get(base.numerator, 0) + coefficient
    if base.denominator > 1:
        logs[base.denominator] = logs.get(base.denominator, 0) - coefficient


def _without_zeros(logs: dict[int, int]) -> dict[int, int]:
    return {atom: coefficient for atom, coefficient in logs.items() if coefficient}


def _rational_operand(other: object) -> Fraction | None:
    """The other side of an operator as a rational; None where it is of another kind; floats and bools are refused."""
    if isinstance(other, str | bytes) or other is None:
        return None
    if isinstance(other, bool | float | complex):
        return exact_rational(other)
    try:
        return exact_rational(other)
    except InputTypeError:
        if type(other).__module__ == "numpy":
            raise
        return None


def _operand(other: object) -> LogForm | None:
    if isinstance(other, LogForm):
        return other
    value = _rational_operand(other)
    return None if value is None else _make(value.numerator, value.denominator, {})


def _as_form(value: object) -> LogForm:
    if isinstance(value, LogForm):
        return value
    rational = exact_rational(value)
    return _make(rational.numerator, rational.denominator, {})


# --- evaluation -----------------------------------------------------------------------------------------------------


def _evaluate(constant: int, logs: Mapping[int, int]) -> arb:
    total = arb(constant)
    for atom, coefficient in logs.items():
        total += arb(atom).log() * coefficient
    return total


def _sign_of(constant: int, logs: dict[int, int]) -> int:
    """The sign of constant + sum of coefficient * log(atom).

    With a constant the number is zero only if there is nothing else (Hermite-Lindemann), so balls decide. Without one
    a first ball decides most cases, the basis settles zero, and narrower balls tell the sign of the rest.
    """
    if not logs:
        return (constant > 0) - (constant < 0)
    bits = _FIRST_BITS
    while True:
        with working_precision(bits):
            enclosure = _evaluate(constant, logs)
            if enclosure > 0:
                return 1
            if enclosure < 0:
                return -1
        if bits == _FIRST_BITS:
            refined, _ = over_basis(logs)
            if not refined:
                return (constant > 0) - (constant < 0)
        bits *= 2


def multiply(left: LogForm, right: LogForm) -> Any:
    """The product: a form where one factor is rational, else a `ComputedReal`."""
    if right.is_rational():
        return left * right.constant
    if left.is_rational():
        return right * left.constant
    from opd_exact.numbers.computed import ComputedReal

    return ComputedReal.from_form(left) * ComputedReal.from_form(right)


def divide(left: LogForm, right: LogForm) -> Any:
    """The quotient: a form where the divisor is rational, else a `ComputedReal`."""
    if right.is_zero():
        raise OutsideDomain(f"{left} / {right}: the divisor is zero")
    if right.is_rational():
        return left / right.constant
    if left.is_zero():
        return _make(0, 1, {})
    from opd_exact.numbers.computed import ComputedReal

    return ComputedReal.from_form(left) / ComputedReal.from_form(right)


# --- text -----------------------------------------------------------------------------------------------------------


def _fraction_text(value: Fraction) -> str:
    if value.denominator == 1:
        return integer_text(value.numerator)
    return f"{integer_text(value.numerator)}/{integer_text(value.denominator)}"


def _base_repr(base: int) -> str:
    # Python's parser refuses integer literals of more than 4300 digits; the constructor reads a string as well
    text = integer_text(base)
    return text if len(text) <= 4000 else repr(text)


def _term_text(base: int, coefficient: Fraction) -> str:
    if abs(coefficient) == 1:
        return f"{'-' if coefficient < 0 else ''}log({integer_text(base)})"
    return f"{_fraction_text(coefficient)}*log({integer_text(base)})"


def _fraction_latex(value: Fraction) -> str:
    if value.denominator == 1:
        return integer_text(value.numerator)
    sign = "-" if value < 0 else ""
    return f"{sign}\\frac{{{integer_text(abs(value.numerator))}}}{{{integer_text(value.denominator)}}}"


def _term_latex(base: int, coefficient: Fraction) -> str:
    factor = {1: "", -1: "-"}.get(coefficient, _fraction_latex(coefficient))  # type: ignore[call-overload]
    return f"{factor}\\log {integer_text(base)}"


def _shown(data: object) -> str:
    text = repr(data)
    return text if len(text) <= 80 else text[:77] + "..."
