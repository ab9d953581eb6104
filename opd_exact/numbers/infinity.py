"""The two infinities, values of their own that stand outside the group of finite numbers.

A divergence is +∞ where its first argument has mass and its second has none. It is never a large number: no finite
value reaches it, and ∞ - ∞ and 0 times ∞ have no value.
"""

from typing import Any

import numpy as np

from opd_exact.numbers.balls import Ball
from opd_exact.numbers.computed import ComputedReal
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideDomain, UnknownTruth
from opd_exact.numbers.logform import LogForm
from opd_exact.numbers.reading import exact_rational, shown
from opd_exact.numbers.units import Measured

__all__ = [
    "NEGATIVE_INFINITY",
    "POSITIVE_INFINITY",
    "ExtendedForm",
    "Infinity",
]


class Infinity:
    """+∞ or -∞; there are exactly two instances, `POSITIVE_INFINITY` and `NEGATIVE_INFINITY`.

    Adds to anything finite, scales by numbers that are not zero, and compares with every real number of the library.

    Raises:
        OutsideDomain: ∞ - ∞, 0 times ∞, a quotient by ∞.
        InputTypeError: the other side is a float or a bool.

    >>> POSITIVE_INFINITY > LogForm(10**100), POSITIVE_INFINITY + 1 == POSITIVE_INFINITY
    (True, True)
    """

    __slots__ = ("_sign",)

    _sign: int

    def __new__(cls, sign: int = 1) -> "Infinity":
        if sign not in _INSTANCES:
            raise OutsideDomain(f"an infinity has sign 1 or -1, not {sign!r}")
        return _INSTANCES[sign]

    def __reduce__(self) -> tuple[type["Infinity"], tuple[int]]:
        return Infinity, (self._sign,)

    def sign(self) -> int:
        """1 for +∞ and -1 for -∞."""
        return self._sign

    def is_zero(self) -> bool:
        """False."""
        return False

    def in_bits(self) -> "Infinity":
        """Itself: an infinite information is infinite in every unit."""
        return self

    def in_hartleys(self) -> "Infinity":
        """Itself: an infinite information is infinite in every unit."""
        return self

    def to_json(self) -> dict[str, str]:
        """The value as plain data."""
        return {"kind": "infinity", "sign": "+" if self._sign > 0 else "-"}

    @classmethod
    def from_json(cls, data: Any) -> "Infinity":
        """The value that `to_json` wrote.

        Raises:
            InputError: the data is something else.
        """
        for infinity in _INSTANCES.values():
            if data == infinity.to_json():
                return infinity
        raise InputError(f"no infinity record: {shown(data)}; expected kind 'infinity' and sign '+' or '-'")

    def _sympy_(self) -> Any:
        # Asked by SymPy where the two meet in an operator; without it SymPy would take the float silently.
        import sympy

        return self._sign * sympy.oo

    def __float__(self) -> float:
        return self._sign * float("inf")

    def __hash__(self) -> int:
        return hash(float(self))

    def __repr__(self) -> str:
        return "POSITIVE_INFINITY" if self._sign > 0 else "NEGATIVE_INFINITY"

    def __str__(self) -> str:
        return "∞" if self._sign > 0 else "-∞"

    def _repr_latex_(self) -> str:
        return r"$\infty$" if self._sign > 0 else r"$-\infty$"

    def __pos__(self) -> "Infinity":
        return self

    def __neg__(self) -> "Infinity":
        return Infinity(-self._sign)

    def __abs__(self) -> "Infinity":
        return POSITIVE_INFINITY

    def __add__(self, other: object) -> "Infinity":
        if isinstance(other, Infinity):
            if other is not self:
                raise OutsideDomain(f"{self} + {other} has no value")
            return self
        return self if _is_real(other) else NotImplemented

    def __radd__(self, other: object) -> "Infinity":
        return self + other

    def __sub__(self, other: object) -> "Infinity":
        if other is self:
            raise OutsideDomain(f"{self} - {other} has no value")
        return self if isinstance(other, Infinity) or _is_real(other) else NotImplemented

    def __rsub__(self, other: object) -> "Infinity":
        return -self + other

    def __mul__(self, other: object) -> "Infinity":
        sign = _sign_of(other)
        if sign is None:
            return NotImplemented
        if sign == 0:
            raise OutsideDomain(f"0 times {self} has no value")
        return Infinity(self._sign * sign)

    def __rmul__(self, other: object) -> "Infinity":
        return self * other

    def __truediv__(self, other: object) -> "Infinity":
        if isinstance(other, Infinity):
            raise OutsideDomain(f"{self} / {other} has no value")
        sign = _sign_of(other)
        if sign is None:
            return NotImplemented
        if sign == 0:
            raise OutsideDomain(f"{self} / 0 has no value")
        return Infinity(self._sign * sign)

    def __rtruediv__(self, other: object) -> "Infinity":
        raise OutsideDomain(f"{other} / {self} is a limit, not a value")

    def __eq__(self, other: object) -> bool:
        return other is self if isinstance(other, Infinity) or _is_real(other) else NotImplemented

    def __lt__(self, other: object) -> bool:
        if isinstance(other, Infinity):
            return self._sign < other._sign
        return self._sign < 0 if _is_real(other) else NotImplemented

    def __gt__(self, other: object) -> bool:
        if isinstance(other, Infinity):
            return self._sign > other._sign
        return self._sign > 0 if _is_real(other) else NotImplemented

    def __le__(self, other: object) -> bool:
        return other is self or self < other

    def __ge__(self, other: object) -> bool:
        return other is self or self > other


def _is_real(other: object) -> bool:
    """Whether the other side is a finite real number of the library; floats and bools are refused."""
    if isinstance(other, LogForm | ComputedReal | Ball | Measured):
        return True
    if isinstance(other, str | bytes | type(None)):
        return False
    try:
        exact_rational(other)
    except InputTypeError:
        if isinstance(other, bool | float | complex | np.generic):
            raise
        return False
    return True


def _sign_of(other: object) -> int | None:
    if isinstance(other, Infinity | LogForm | ComputedReal | Measured):
        return other.sign()
    if isinstance(other, Ball):
        sign = other.sign()
        if sign is None:
            raise UnknownTruth(f"{other!r} times ∞: the sign of the ball is not known")
        return sign
    if not _is_real(other):
        return None
    value = exact_rational(other)
    return (value > 0) - (value < 0)


def _made(sign: int) -> Infinity:
    made: Infinity = object.__new__(Infinity)
    made._sign = sign
    return made


_INSTANCES = {sign: _made(sign) for sign in (1, -1)}

POSITIVE_INFINITY = _INSTANCES[1]
NEGATIVE_INFINITY = _INSTANCES[-1]

ExtendedForm = LogForm | Infinity
"""An exact form or an infinity: what a divergence can be."""
