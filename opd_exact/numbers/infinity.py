"""The two infinities, values of their own that stand outside the group of finite numbers.

A divergence is +∞ where its first argument has mass and its second has none. It is never a large number: no finite
value reaches it, and ∞ - ∞ and 0 times ∞ have no value.
"""

from fractions import Fraction
from typing import Any

from opd_exact.numbers.balls import Ball
from opd_exact.numbers.computed import ComputedReal
from opd_exact.numbers.errors import InputTypeError, OutsideDomain
from opd_exact.numbers.logform import LogForm
from opd_exact.numbers.reading import exact_rational

__all__ = [
    "NEGATIVE_INFINITY",
    "POSITIVE_INFINITY",
    "Infinity",
]


class Infinity:
    """+∞ or -∞; there are exactly two instances, `POSITIVE_INFINITY` and `NEGATIVE_INFINITY`.

    Adds to anything finite, scales by non-zero exact numbers, and compares with every real number of the library.

    >>> POSITIVE_INFINITY > LogForm(10**100), POSITIVE_INFINITY + 1 == POSITIVE_INFINITY
    (True, True)
    """

    __slots__ = ("_sign",)

    _instances: dict[int, "Infinity"] = {}  # noqa: RUF012

    def __new__(cls, sign: int = 1) -> "Infinity":
        if sign not in (1, -1):
            raise OutsideDomain(f"an infinity has sign 1 or -1, not {sign!r}")
        if sign not in cls._instances:
            made = super().__new__(cls)
            made._sign = sign
            cls._instances[sign] = made
        return cls._instances[sign]

    def __reduce__(self) -> tuple[type["Infinity"], tuple[int]]:
        return Infinity, (self._sign,)

    def sign(self) -> int:
        """1 for +∞ and -1 for -∞."""
        return self._sign

    def is_zero(self) -> bool:
        """False."""
        return False

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

    def to_json(self) -> dict[str, str]:
        """The value as plain data."""
        return {"kind": "infinity", "sign": "+" if self._sign > 0 else "-"}

    def __pos__(self) -> "Infinity":
        return self

    def __neg__(self) -> "Infinity":
        return Infinity(-self._sign)

    def __abs__(self) -> "Infinity":
        return Infinity(1)

    def __add__(self, other: Any) -> "Infinity":
        if isinstance(other, Infinity):
            if other is not self:
                raise OutsideDomain(f"{self} + {other} has no value")
            return self
        _require_real(other)
        return self

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Infinity":
        return self + -other

    def __rsub__(self, other: Any) -> "Infinity":
        return -self + other

    def __mul__(self, other: Any) -> "Infinity":
        sign = _sign_of(other)
        if sign == 0:
            raise OutsideDomain(f"0 times {self} has no value")
        return Infinity(self._sign * sign)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Infinity":
        if isinstance(other, Infinity):
            raise OutsideDomain(f"{self} / {other} has no value")
        sign = _sign_of(other)
        if sign == 0:
            raise OutsideDomain(f"{self} / 0 has no value")
        return Infinity(self._sign * sign)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, float):
            raise InputTypeError(f"{self} is compared with the float {other!r}; compare floats with float({self!r})")
        return self is other

    def __lt__(self, other: Any) -> bool:
        if isinstance(other, Infinity):
            return self._sign < other._sign
        _require_real(other)
        return self._sign < 0

    def __gt__(self, other: Any) -> bool:
        if isinstance(other, Infinity):
            return self._sign > other._sign
        _require_real(other)
        return self._sign > 0

    def __le__(self, other: Any) -> bool:
        return not self > other

    def __ge__(self, other: Any) -> bool:
        return not self < other


def _require_real(other: object) -> None:
    if not isinstance(other, LogForm | ComputedReal | Ball):
        exact_rational(other)


def _sign_of(other: Any) -> int:
    if isinstance(other, Infinity):
        return other.sign()
    if isinstance(other, LogForm | ComputedReal):
        return other.sign()
    if isinstance(other, Ball):
        sign = other.sign()
        if sign is None:
            raise OutsideDomain(f"{other} times ∞ has no value unless the sign of the first is known")
        return sign
    value: Fraction = exact_rational(other)
    return (value > 0) - (value < 0)


POSITIVE_INFINITY = Infinity(1)
NEGATIVE_INFINITY = Infinity(-1)
