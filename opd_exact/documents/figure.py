"""A number of a report, printed to as many digits as are asked for and known."""

from dataclasses import dataclass
from fractions import Fraction

from opd_exact.audit.printed import printed_interval
from opd_exact.numbers.errors import InputError

__all__ = [
    "Figure",
]

_MOST_PLACES = 1000


@dataclass(frozen=True)
class Figure:
    """A number known to lie within `radius` of `middle`; `name` is what a document calls it by.

    >>> third = Figure("third", Fraction(1, 3), Fraction(1, 10**6))
    >>> third.decimals(3), third.significant(2), third.agrees("0.333"), third.agrees("0.334")
    ('0.333', '0.33', True, False)
    """

    name: str
    middle: Fraction
    radius: Fraction

    def decimals(self, places: int) -> str:
        """The number rounded to that many decimals, trailing zeros kept.

        Raises:
            InputError: the report does not know the number well enough, or `places` is not from 0 to 1000.
        """
        _require_places(places, 0)
        low, high = (round(end * 10**places) for end in (self.middle - self.radius, self.middle + self.radius))
        if low != high:
            raise InputError(
                f"{self.name} is known within {float(self.radius):.1e}, which does not settle {places} decimals;"
                " make the report with more --digits"
            )
        sign, digits = "-" if low < 0 else "", str(abs(low)).rjust(places + 1, "0")
        return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)

    def significant(self, count: int) -> str:
        """The number rounded to that many significant digits; in scientific notation below 1e-4 and above 1e15.

        Raises:
            InputError: the report does not know the number well enough, it is 0, or `count` is not from 1 to 1000.
        """
        _require_places(count, 1)
        if self.middle == 0:
            raise InputError(f"{self.name} is 0 within {float(self.radius):.1e}: zero has no significant digits")
        exponent = _exponent(self.middle)
        mantissa = self._divided(exponent).decimals(count - 1)
        if abs(Fraction(mantissa)) == 10:  # 9.97 to two digits is 10
            exponent += 1
            mantissa = self._divided(exponent).decimals(count - 1)
        return self.decimals(count - 1 - exponent) if -4 <= exponent < min(count, 16) else f"{mantissa}e{exponent}"

    def _divided(self, exponent: int) -> "Figure":
        scale = Fraction(10) ** exponent
        return Figure(self.name, self.middle / scale, self.radius / scale)

    def agrees(self, printed: str) -> bool | None:
        """Whether a printed decimal is this number at the digits it prints; None where the enclosure is too wide."""
        lower, upper = printed_interval(printed)
        least, most = self.middle - self.radius, self.middle + self.radius
        if lower <= least and most <= upper:
            return True
        return False if most < lower or upper < least else None


def _exponent(value: Fraction) -> int:
    """The power of ten of the leading digit."""
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    while Fraction(10) ** exponent > size:
        exponent -= 1
    while Fraction(10) ** (exponent + 1) <= size:
        exponent += 1
    return exponent


def _require_places(places: int, least: int) -> None:
    if isinstance(places, bool) or not isinstance(places, int) or not least <= places <= _MOST_PLACES:
        raise InputError(f"{places!r} digits: expected an integer from {least} to {_MOST_PLACES}")
