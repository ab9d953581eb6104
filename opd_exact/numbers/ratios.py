"""Quotients of two exact forms: normalized informations, and amounts in bits.

A quotient is no form, but it is rational only if the two forms are proportional, and it compares with a rational by
cross-multiplication. Both are decisions.
"""

from fractions import Fraction
from typing import Any

from opd_exact.numbers.computed import ComputedReal
from opd_exact.numbers.errors import OutsideDomain
from opd_exact.numbers.logform import LogForm, rational_operand
from opd_exact.numbers.proportion import proportion

__all__ = [
    "LogRatio",
]


class LogRatio(ComputedReal):
    """The quotient of two forms, the second not zero.

    Sign, rationality, and every comparison with a rational or with a quotient over a rational multiple of the divisor
    are decided; what else is asked is answered by balls, as for any `ComputedReal`.

    Raises:
        OutsideDomain: the divisor is 0.

    >>> from opd_exact.numbers.logform import log
    >>> log(8) / log(4) == Fraction(3, 2), log(3) / log(2) > Fraction(3, 2)
    (True, True)
    """

    __slots__ = ("_divisor", "_numerator")

    def __init__(self, numerator: LogForm, divisor: LogForm) -> None:
        if divisor.is_zero():
            raise OutsideDomain(f"{numerator} / {divisor}: the divisor is zero")
        super().__init__(lambda: numerator.arb() / divisor.arb(), lambda: f"({numerator}) / ({divisor})")
        self._numerator = numerator
        self._divisor = divisor

    def __reduce__(self) -> tuple[type["LogRatio"], tuple[LogForm, LogForm]]:
        return LogRatio, (self._numerator, self._divisor)

    @property
    def numerator(self) -> LogForm:
        """The form above."""
        return self._numerator

    @property
    def divisor(self) -> LogForm:
        """The form below."""
        return self._divisor

    def sign(self) -> int:
        """-1, 0 or 1: decided."""
        return self._numerator.sign() * self._divisor.sign()

    def as_rational(self) -> Fraction | None:
        """The quotient as a rational, if the forms are proportional: decided."""
        return proportion(self._numerator, self._divisor)

    def _over_same_divisor(self, other: object) -> LogForm | None:
        """The numerator of the other number over the divisor of this one, where it is a form at once."""
        if isinstance(other, LogRatio):
            if other._divisor is self._divisor:
                return other._numerator
            times = proportion(other._divisor, self._divisor)
            return None if times is None else other._numerator.scaled(1 / times)
        if isinstance(other, LogForm):
            other = other.as_rational()
        factor = rational_operand(other)
        return None if factor is None else self._divisor.scaled(factor)

    def _compared(self, other: object) -> int | None:
        above = self._over_same_divisor(other)
        if above is None:
            return super()._compared(other)
        return (self._numerator - above).sign() * self._divisor.sign()

    def __hash__(self) -> int:  # type: ignore[override]
        rational = self.as_rational()
        return hash(float(self)) if rational is None else hash(rational)

    # --- arithmetic that stays in the kind ----------------------------------------------------------------------------

    def __add__(self, other: object) -> ComputedReal:
        above = self._over_same_divisor(other)
        return super().__add__(other) if above is None else LogRatio(self._numerator + above, self._divisor)

    def __radd__(self, other: object) -> ComputedReal:
        above = self._over_same_divisor(other)
        return super().__radd__(other) if above is None else LogRatio(above + self._numerator, self._divisor)

    def __sub__(self, other: object) -> ComputedReal:
        above = self._over_same_divisor(other)
        return super().__sub__(other) if above is None else LogRatio(self._numerator - above, self._divisor)

    def __rsub__(self, other: object) -> ComputedReal:
        above = self._over_same_divisor(other)
        return super().__rsub__(other) if above is None else LogRatio(above - self._numerator, self._divisor)

    def __mul__(self, other: object) -> Any:
        factor = None if isinstance(other, LogForm | ComputedReal) else rational_operand(other)
        return super().__mul__(other) if factor is None else LogRatio(self._numerator.scaled(factor), self._divisor)

    __rmul__ = __mul__

    def __truediv__(self, other: object) -> ComputedReal:
        divisor = None if isinstance(other, LogForm | ComputedReal) else rational_operand(other)
        return LogRatio(self._numerator.scaled(1 / divisor), self._divisor) if divisor else super().__truediv__(other)

    def __neg__(self) -> "LogRatio":
        return LogRatio(-self._numerator, self._divisor)
