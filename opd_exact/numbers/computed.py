"""Real numbers given by a way to evaluate them in balls: the lazy layer above exact forms.

Products and quotients of logarithmic forms leave the class in which equality is decided. They are kept as a recipe:
a ball of any requested accuracy, a sign as soon as a ball excludes zero, and `UnknownTruth` at a stated precision,
never a guess that a small number is zero.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq, fmpz

from opd_exact.numbers.balls import Ball, is_tight
from opd_exact.numbers.errors import BudgetExhausted, InputTypeError, OutsideDomain, UnknownTruth
from opd_exact.numbers.logform import LogForm
from opd_exact.numbers.precision import bits_for_digits, working_precision
from opd_exact.numbers.reading import exact_rational

__all__ = [
    "DEFAULT_LIMIT_BITS",
    "ComputedReal",
]

DEFAULT_LIMIT_BITS = 4096
"""The precision at which a sign that is still open is declared unknown."""


class ComputedReal:
    """A real number that a function encloses at flint's current precision.

    Args:
        evaluate: returns a `flint.arb` that contains the number; called with the working precision set.
        description: how the number reads in messages.
        limit_bits: the precision at which the search for a sign or an accuracy stops.

    >>> from flint import arb
    >>> root = ComputedReal(lambda: arb(2).sqrt(), "sqrt(2)")
    >>> root.enclose(20).decimal(10)
    ('1.414213562', '3.8e-10')
    >>> root * root > 2
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.UnknownTruth: (sqrt(2) * sqrt(2)) - 2: no sign found at 4096 bits
    """

    __slots__ = ("_description", "_evaluate", "_limit_bits")

    def __init__(
        self, evaluate: Callable[[], arb], description: str, *, limit_bits: int = DEFAULT_LIMIT_BITS
    ) -> None:
        self._evaluate = evaluate
        self._description = description
        self._limit_bits = limit_bits

    @classmethod
    def from_form(cls, form: LogForm) -> "ComputedReal":
        """The number that a logarithmic form is."""
        return cls(form.arb, f"({form})")

    @property
    def limit_bits(self) -> int:
        """The precision at which the search for a sign or an accuracy stops."""
        return self._limit_bits

    def arb(self) -> arb:
        """An enclosure as a flint.arb at flint's current precision; it may be unbounded where that is too low."""
        return self._evaluate()

    def enclose(self, digits: int) -> Ball:
        """A ball of radius at most 10**-digits of the magnitude of the number.

        Where the number cannot be told from zero at the limit, the radius is at most 10**-digits itself.

        Raises:
            BudgetExhausted: the accuracy is not reached at the limit of precision.
        """
        least = bits_for_digits(digits) + 16
        limit = max(self._limit_bits, 2 * least)
        bits = least
        while True:
            with working_precision(bits):
                enclosure = self._evaluate()
            if enclosure.is_finite() and is_tight(enclosure, digits):
                return Ball(enclosure)
            if bits >= limit:
                break
            bits = min(2 * bits, limit)
        if enclosure.is_finite() and enclosure.contains(0):
            ball = Ball(enclosure)
            if ball.radius * 10**digits <= 1:
                return ball
        raise BudgetExhausted(f"{self._description}: {digits} digits were not reached at {limit} bits: {enclosure}")

    def sign(self) -> int:
        """-1, 0 or 1.

        Raises:
            UnknownTruth: no ball up to the limit of precision excludes zero.
        """
        bits = 64
        while True:
            with working_precision(bits):
                enclosure = self._evaluate()
            if enclosure > 0:
                return 1
            if enclosure < 0:
                return -1
            if enclosure.is_zero():
                return 0
            if bits >= self._limit_bits:
                raise UnknownTruth(f"{self._description}: no sign found at {bits} bits")
            bits = min(2 * bits, self._limit_bits)

    def __bool__(self) -> bool:
        return self.sign() != 0

    def __float__(self) -> float:
        """The correctly rounded float64.

        Raises:
            UnknownTruth: the number is not told from a midpoint of two floats at the limit of precision.
        """
        from opd_exact.numbers.floats import nearest_float

        return float(nearest_float(self))

    def __str__(self) -> str:
        return self._description

    def __repr__(self) -> str:
        return f"<ComputedReal {self._description}>"

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def _combine(self, other: object, symbol: str, operation: Callable[[arb, arb], arb], swap: bool = False) -> Any:
        right = _operand(other)
        if right is None:
            return NotImplemented
        a, b = (right, self) if swap else (self, right)
        return ComputedReal(
            lambda: operation(a._evaluate(), b._evaluate()),
            f"{_bracketed(a)} {symbol} {_bracketed(b)}",
            limit_bits=max(a._limit_bits, b._limit_bits),
        )

    def __add__(self, other: object) -> "ComputedReal":
        return self._combine(other, "+", lambda a, b: a + b)

    def __radd__(self, other: object) -> "ComputedReal":
        return self._combine(other, "+", lambda a, b: a + b, swap=True)

    def __sub__(self, other: object) -> "ComputedReal":
        return self._combine(other, "-", lambda a, b: a - b)

    def __rsub__(self, other: object) -> "ComputedReal":
        return self._combine(other, "-", lambda a, b: a - b, swap=True)

    def __mul__(self, other: object) -> Any:
        if _is_exact_zero(other):
            return LogForm()
        return self._combine(other, "*", lambda a, b: a * b)

    def __rmul__(self, other: object) -> Any:
        if _is_exact_zero(other):
            return LogForm()
        return self._combine(other, "*", lambda a, b: a * b, swap=True)

    def __truediv__(self, other: object) -> Any:
        if _is_exact_zero(other):
            raise OutsideDomain(f"{self} / {other}: the divisor is zero")
        return self._combine(other, "/", lambda a, b: a / b)

    def __rtruediv__(self, other: object) -> Any:
        if _is_exact_zero(other) and self.sign():
            return LogForm()
        return self._combine(other, "/", lambda a, b: a / b, swap=True)

    def __neg__(self) -> "ComputedReal":
        return ComputedReal(lambda: -self._evaluate(), f"-{_bracketed(self)}", limit_bits=self._limit_bits)

    def __pos__(self) -> "ComputedReal":
        return self

    def __abs__(self) -> "ComputedReal":
        return ComputedReal(lambda: abs(self._evaluate()), f"|{self._description}|", limit_bits=self._limit_bits)

    # --- comparisons ----------------------------------------------------------------------------------------------

    def _against(self, other: object) -> int | None:
        if other is self:
            return 0
        difference = self._combine(other, "-", lambda a, b: a - b)
        return None if difference is NotImplemented else difference.sign()

    def __eq__(self, other: object) -> bool:
        sign = self._against(other)
        return NotImplemented if sign is None else sign == 0

    def __lt__(self, other: object) -> bool:
        sign = self._against(other)
        return NotImplemented if sign is None else sign < 0

    def __le__(self, other: object) -> bool:
        sign = self._against(other)
        return NotImplemented if sign is None else sign <= 0

    def __gt__(self, other: object) -> bool:
        sign = self._against(other)
        return NotImplemented if sign is None else sign > 0

    def __ge__(self, other: object) -> bool:
        sign = self._against(other)
        return NotImplemented if sign is None else sign >= 0

    __hash__ = object.__hash__


def _operand(other: object) -> ComputedReal | None:
    if isinstance(other, ComputedReal):
        return other
    if isinstance(other, LogForm):
        return ComputedReal.from_form(other)
    if isinstance(other, Ball):
        return ComputedReal(lambda: other.arb, repr(other))
    if isinstance(other, str | bytes) or other is None:
        return None
    if isinstance(other, int | Fraction | fmpz | fmpq | float | complex):
        value = exact_rational(other)
        return ComputedReal(lambda: arb(fmpq(value.numerator, value.denominator)), str(value))
    try:
        value = exact_rational(other)
    except InputTypeError:
        return None
    return ComputedReal(lambda: arb(fmpq(value.numerator, value.denominator)), str(value))


def _is_exact_zero(other: object) -> bool:
    if isinstance(other, LogForm):
        return other.is_zero()
    return isinstance(other, int | Fraction | fmpz | fmpq) and not isinstance(other, bool) and other == 0


def _bracketed(value: ComputedReal) -> str:
    text = value._description
    return f"({text})" if " " in text and not (text.startswith("(") and text.endswith(")")) else text
