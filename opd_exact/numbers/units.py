"""An exact amount of information stated in a unit other than the nat.

A bit is log 2 nats, so a number of bits is a form divided by log 2, which is no form. The form is therefore left as it
is, in nats, and the unit is a tag on it: converting changes no digit, equality and order stay decisions
(cross-multiplied by the unit), and the float of a number of bits is still correctly rounded. Amounts in different units
do not mix silently.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.numbers.balls import Ball
from opd_exact.numbers.errors import InputError, InputTypeError
from opd_exact.numbers.logform import LogForm, log, rational_operand
from opd_exact.numbers.ratios import LogRatio
from opd_exact.numbers.reading import shown

__all__ = [
    "Measured",
]

_NATS_IN = {"bits": log(2), "hartleys": log(10)}


@dataclass(frozen=True, eq=False)
class Measured:
    """An amount of information: `form` in nats, to be read in `unit` ("bits" or "hartleys").

    Adds to and compares with amounts in the same unit, scales by exact rationals, and compares with plain rationals,
    which are read in its unit.

    Raises:
        InputError: the unit is not one of these.

    >>> half = log(2).in_bits() / 2
    >>> half == Fraction(1, 2), half < log(3).in_bits(), print(half)
    1/2 bits
    (True, True, None)
    >>> half + log(2)
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.InputTypeError: 1/2 bits and log(2) nats do not mix; convert with in_nats or in_bits
    """

    form: LogForm
    unit: str

    def __post_init__(self) -> None:
        if not isinstance(self.form, LogForm):
            raise InputTypeError(f"{self.form!r} ({type(self.form).__name__}) is no LogForm")
        if self.unit not in _NATS_IN:
            raise InputError(f"unit {self.unit!r}: expected one of {', '.join(_NATS_IN)} (a LogForm is in nats)")

    def in_nats(self) -> LogForm:
        """The same amount in nats."""
        return self.form

    def in_bits(self) -> "Measured":
        """The same amount in bits."""
        return Measured(self.form, "bits")

    def in_hartleys(self) -> "Measured":
        """The same amount in hartleys."""
        return Measured(self.form, "hartleys")

    @property
    def number(self) -> LogRatio:
        """The number of units, as a number without a unit."""
        return LogRatio(self.form, _NATS_IN[self.unit])

    def as_rational(self) -> Fraction | None:
        """The number of units as a rational, if it is one: decided."""
        return self.number.as_rational()

    def to_json(self) -> dict[str, Any]:
        """The amount as plain data: the form in nats, and the unit."""
        return {"kind": "measured", "unit": self.unit, "nats": self.form.to_json()}

    @classmethod
    def from_json(cls, data: Any) -> "Measured":
        """The amount that `to_json` wrote.

        Raises:
            InputError: the data has other keys or another kind, or its parts are malformed.
        """
        if not isinstance(data, dict) or set(data) != {"kind", "unit", "nats"} or data["kind"] != "measured":
            raise InputError(f"no measured record: {shown(data)}; expected the keys kind, nats, unit")
        return cls(LogForm.from_json(data["nats"]), data["unit"])

    def enclose(self, digits: int) -> Ball:
        """A ball around the number of units, of radius at most 10**-digits of its magnitude."""
        return self.number.enclose(digits)

    def sign(self) -> int:
        """-1, 0 or 1: decided."""
        return self.form.sign()

    def is_zero(self) -> bool:
        """Whether the amount is 0: decided."""
        return self.form.is_zero()

    def _sympy_(self) -> Any:
        # Asked by SymPy where the two meet in an operator; without it SymPy would take the float silently.
        raise InputTypeError(f"{shown(self)} has no exact SymPy form; combine it with numbers of this package")

    def __float__(self) -> float:
        return float(self.number)

    def __bool__(self) -> bool:
        return self.sign() != 0

    def __hash__(self) -> int:
        return hash(self.number)

    def __str__(self) -> str:
        rational = self.as_rational()
        name = self.unit if rational is not None else f"nats read in {self.unit}"
        return f"{self.form if rational is None else rational} {name}"

    # --- arithmetic and order within one unit -----------------------------------------------------------------------

    def _in_same_unit(self, other: object) -> LogForm | None:
        """The other amount in nats; a plain rational counts units; None where the other is no amount at all."""
        if isinstance(other, Measured):
            if other.unit != self.unit:
                raise InputTypeError(f"{self} and {other} do not mix; convert with in_{self.unit} or in_{other.unit}")
            return other.form
        if isinstance(other, LogForm):
            raise InputTypeError(f"{self} and {other} nats do not mix; convert with in_nats or in_{self.unit}")
        count = rational_operand(other)
        return None if count is None else _NATS_IN[self.unit].scaled(count)

    def __add__(self, other: object) -> "Measured":
        form = self._in_same_unit(other)
        return NotImplemented if form is None else Measured(self.form + form, self.unit)

    def __radd__(self, other: object) -> "Measured":
        return self + other

    def __sub__(self, other: object) -> "Measured":
        form = self._in_same_unit(other)
        return NotImplemented if form is None else Measured(self.form - form, self.unit)

    def __rsub__(self, other: object) -> "Measured":
        return -self + other

    def __mul__(self, other: object) -> "Measured":
        if isinstance(other, LogForm) and not other.is_rational():
            raise InputTypeError(f"{self} is a number of {self.unit} and {other} one of nats; they are not multiplied")
        factor = rational_operand(other)
        return NotImplemented if factor is None else Measured(self.form.scaled(factor), self.unit)

    def __rmul__(self, other: object) -> "Measured":
        return self.__mul__(other)

    def __truediv__(self, other: object) -> Any:
        if isinstance(other, Measured):
            form = self._in_same_unit(other)
            return self.form / form
        divisor = rational_operand(other)
        return NotImplemented if divisor is None else Measured(self.form / divisor, self.unit)

    def __neg__(self) -> "Measured":
        return Measured(-self.form, self.unit)

    def __abs__(self) -> "Measured":
        return Measured(abs(self.form), self.unit)

    def __eq__(self, other: object) -> bool:
        form = self._in_same_unit(other)
        return NotImplemented if form is None else self.form == form

    def __lt__(self, other: object) -> bool:
        form = self._in_same_unit(other)
        return NotImplemented if form is None else self.form < form

    def __le__(self, other: object) -> bool:
        form = self._in_same_unit(other)
        return NotImplemented if form is None else self.form <= form

    def __gt__(self, other: object) -> bool:
        form = self._in_same_unit(other)
        return NotImplemented if form is None else self.form > form

    def __ge__(self, other: object) -> bool:
        form = self._in_same_unit(other)
        return NotImplemented if form is None else self.form >= form
