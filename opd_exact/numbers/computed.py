"""Real numbers given by a way to evaluate them in balls: the lazy layer above exact forms.

Products and quotients of logarithmic forms leave the class in which equality is decided. They are kept as a recipe: a
ball of any requested accuracy, a sign as soon as a ball excludes zero, and `UnknownTruth` at a stated precision, never
a guess that a small number is zero.
"""

import math
import operator
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import flint

from opd_exact.numbers.balls import Ball, is_tight
from opd_exact.numbers.errors import BudgetExhausted, InputTypeError, OutsideDomain, UnknownTruth
from opd_exact.numbers.logform import LogForm
from opd_exact.numbers.precision import bits_for_digits, working_precision
from opd_exact.numbers.reading import exact_rational, shown
from opd_exact.numbers.rounding import FLOAT64

__all__ = [
    "DEFAULT_LIMIT_BITS",
    "ComputedReal",
    "product",
]

DEFAULT_LIMIT_BITS = 4096
"""The precision at which a sign that is still open is declared unknown."""

_FIRST_BITS = 64


class ComputedReal:
    """A real number that a function encloses at flint's current precision.

    Args:
        evaluate: returns a `flint.arb` that contains the number; called with the working precision set. It must depend
            on nothing but that precision.
        description: how the number reads in messages, or a function that says it.
        limit_bits: the precision at which the search for a sign or an accuracy stops.

    >>> root = ComputedReal(lambda: flint.arb(2).sqrt(), "sqrt(2)")
    >>> root.enclose(20).decimal(10)
    ('1.414213562', '3.8e-10')
    >>> root * root > 2
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.UnknownTruth: (sqrt(2) * sqrt(2)) - 2: no sign found at 4096 bits
    """

    __slots__ = ("_description", "_evaluate", "_known_sign", "_last", "_limit_bits")

    def __init__(
        self,
        evaluate: Callable[[], flint.arb],
        description: str | Callable[[], str],
        *,
        limit_bits: int = DEFAULT_LIMIT_BITS,
    ) -> None:
        self._evaluate = evaluate
        self._description = description
        self._limit_bits = limit_bits
        self._last: tuple[int, flint.arb] | None = None
        self._known_sign: Callable[[], int] | None = None

    @classmethod
    def of(cls, value: object) -> "ComputedReal":
        """The number that a form, a ball, another computed real or an exact rational is.

        Raises:
            InputTypeError: the value has no declared exact value.
        """
        made = _operand(exact_rational(value) if isinstance(value, str) else value)
        if made is None:
            raise InputTypeError(f"{shown(value)} ({type(value).__name__}) is no number of this library")
        return made

    @classmethod
    def total(cls, summands: Iterable[object]) -> "ComputedReal":
        """The sum of many numbers as one recipe (adding them one by one nests as deep as there are summands)."""
        parts = [cls.of(summand) for summand in summands]
        limit = max((part.limit_bits for part in parts), default=DEFAULT_LIMIT_BITS)

        def evaluate() -> flint.arb:
            return sum((part.arb() for part in parts), start=flint.arb(0))

        return ComputedReal(evaluate, lambda: " + ".join(_bracketed(part) for part in parts) or "0", limit_bits=limit)

    @property
    def limit_bits(self) -> int:
        """The precision at which the search for a sign or an accuracy stops."""
        return self._limit_bits

    @property
    def description(self) -> str:
        """How the number reads in messages."""
        return self._description if isinstance(self._description, str) else self._description()

    # --- what is known ----------------------------------------------------------------------------------------------

    def arb(self) -> flint.arb:
        """An enclosure as a flint.arb at flint's current precision; it may be unbounded where that is too low."""
        # kept, so that a number that occurs often in an expression is evaluated once per precision
        bits = flint.ctx.prec
        last = self._last
        if last is None or last[0] != bits:
            last = self._last = bits, self._evaluate()
        return last[1]

    def enclose(self, digits: int) -> Ball:
        """A ball of radius at most 10**-digits of the magnitude of the number.

        Where the number cannot be told from zero at the limit, the radius is at most 10**-digits itself.

        Raises:
            BudgetExhausted: the accuracy is not reached at the limit of precision.
        """
        bits = bits_for_digits(digits) + 16
        limit = max(self._limit_bits, 2 * bits)
        while True:
            with working_precision(bits):
                enclosure = self.arb()
            if enclosure.is_finite() and is_tight(enclosure, digits):
                return Ball(enclosure)
            if bits >= limit:
                break
            bits = min(2 * bits, limit)
        if enclosure.is_finite() and enclosure.contains(0):
            ball = Ball(enclosure)
            if ball.radius * 10**digits <= 1:
                return ball
        raise BudgetExhausted(f"{self.description}: {digits} digits were not reached at {limit} bits: {enclosure}")

    def sign(self) -> int:
        """-1, 0 or 1.

        Raises:
            UnknownTruth: no ball up to the limit of precision excludes zero.
        """
        if self._known_sign is not None:
            return self._known_sign()
        bits = _FIRST_BITS
        while True:
            with working_precision(bits):
                enclosure = self.arb()
            if enclosure > 0:
                return 1
            if enclosure < 0:
                return -1
            if enclosure.is_zero():
                return 0
            if bits >= self._limit_bits:
                raise UnknownTruth(f"{self.description}: no sign found at {bits} bits")
            bits = min(2 * bits, self._limit_bits)

    def is_zero(self) -> bool:
        """Whether the number is 0.

        Raises:
            UnknownTruth: no ball up to the limit of precision excludes zero.
        """
        return self.sign() == 0

    def as_rational(self) -> Fraction | None:
        """None: a computed number is not known to be rational (kinds of number that know more override this)."""
        return None

    def __bool__(self) -> bool:
        return self.sign() != 0

    def _sympy_(self) -> Any:
        # Asked by SymPy where the two meet in an operator; without it SymPy would take the float silently.
        raise InputTypeError(f"{shown(self)} has no exact SymPy form; combine it with numbers of this package")

    def __float__(self) -> float:
        """The correctly rounded float64.

        Raises:
            UnknownTruth: the number is not told from a midpoint of two floats at the limit of precision.
        """
        rational = self.as_rational()
        if rational is not None:
            return FLOAT64.rounded(rational)
        bits = 2 * _FIRST_BITS
        while bits <= max(self._limit_bits, 2 * _FIRST_BITS):
            with working_precision(bits):
                enclosure = self.arb()
            if enclosure.is_finite():
                ball = Ball(enclosure)
                below, above = FLOAT64.rounded(ball.lower), FLOAT64.rounded(ball.upper)
                # 0.0 and -0.0 are equal and not alike: the sign must be settled too.
                if below == above and math.copysign(1.0, below) == math.copysign(1.0, above):
                    return below
            bits *= 2
        raise UnknownTruth(f"{self.description}: not told from a midpoint of two floats at {self._limit_bits} bits")

    def __str__(self) -> str:
        return self.description

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.description}>"

    # --- arithmetic ---------------------------------------------------------------------------------------------------

    def __add__(self, other: object) -> "ComputedReal":
        return _combined(self, other, "+", operator.add)

    def __radd__(self, other: object) -> "ComputedReal":
        return _combined(other, self, "+", operator.add)

    def __sub__(self, other: object) -> "ComputedReal":
        return _combined(self, other, "-", operator.sub)

    def __rsub__(self, other: object) -> "ComputedReal":
        return _combined(other, self, "-", operator.sub)

    def __mul__(self, other: object) -> Any:
        return LogForm() if _is_exact_zero(other) else _combined(self, other, "*", operator.mul)

    def __rmul__(self, other: object) -> Any:
        return LogForm() if _is_exact_zero(other) else _combined(other, self, "*", operator.mul)

    def __truediv__(self, other: object) -> "ComputedReal":
        if _is_exact_zero(other):
            raise OutsideDomain(f"{self} / {other}: the divisor is zero")
        return _combined(self, other, "/", operator.truediv)

    def __rtruediv__(self, other: object) -> Any:
        if _is_exact_zero(other) and self.sign():
            return LogForm()
        return _combined(other, self, "/", operator.truediv)

    def __neg__(self) -> "ComputedReal":
        return ComputedReal(lambda: -self.arb(), lambda: f"-{_bracketed(self)}", limit_bits=self._limit_bits)

    def __pos__(self) -> "ComputedReal":
        return self

    def __abs__(self) -> "ComputedReal":
        return ComputedReal(lambda: abs(self.arb()), lambda: f"|{self.description}|", limit_bits=self._limit_bits)

    # --- comparisons: True or False where a ball decides, UnknownTruth where none does --------------------------------

    def _compared(self, other: object) -> int | None:
        if other is self:
            return 0
        difference = _combined(self, other, "-", operator.sub)
        return None if difference is NotImplemented else difference.sign()

    def __eq__(self, other: object) -> bool:
        sign = self._compared(other)
        return NotImplemented if sign is None else sign == 0

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

    # equality is not decided in general, so no hash could agree with it
    __hash__ = None  # type: ignore[assignment]


def product(left: LogForm, right: LogForm) -> ComputedReal:
    """The product of two irrational forms; its sign is decided, as theirs are."""
    made = _combined(left, right, "*", operator.mul)
    made._known_sign = lambda: left.sign() * right.sign()
    return made


def _combined(
    left: object, right: object, symbol: str, operation: Callable[[flint.arb, flint.arb], flint.arb]
) -> ComputedReal:
    a, b = _operand(left), _operand(right)
    if a is None or b is None:
        return NotImplemented  # type: ignore[no-any-return]
    return ComputedReal(
        lambda: operation(a.arb(), b.arb()),
        lambda: f"{_bracketed(a)} {symbol} {_bracketed(b)}",
        limit_bits=max(a.limit_bits, b.limit_bits),
    )


def _operand(value: object) -> ComputedReal | None:
    if isinstance(value, ComputedReal):
        return value
    if isinstance(value, LogForm):
        return ComputedReal(value.arb, lambda: str(value))
    if isinstance(value, Ball):
        return ComputedReal(lambda: value.arb, repr(value))
    if isinstance(value, str | bytes | type(None)):
        return None
    try:
        rational = exact_rational(value)
    except InputTypeError:
        if isinstance(value, bool | float | complex):
            raise
        return None
    return ComputedReal(lambda: flint.arb(flint.fmpq(rational.numerator, rational.denominator)), str(rational))


def _is_exact_zero(value: object) -> bool:
    if isinstance(value, LogForm):
        return value.is_zero()
    return isinstance(value, int | Fraction | flint.fmpz | flint.fmpq) and not isinstance(value, bool) and value == 0


def _bracketed(value: ComputedReal) -> str:
    text = value.description
    return f"({text})" if " " in text and not text.startswith("<") else text
