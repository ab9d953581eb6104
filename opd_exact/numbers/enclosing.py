"""One way to ask any number of the library for a ball."""

from fractions import Fraction

from opd_exact.numbers.balls import Ball, Enclosable
from opd_exact.numbers.computed import ComputedReal
from opd_exact.numbers.logform import LogForm
from opd_exact.numbers.precision import bits_for_digits
from opd_exact.numbers.reading import RationalLike, exact_rational
from opd_exact.numbers.units import Measured

__all__ = [
    "enclose",
    "rational_value",
]


def enclose(x: RationalLike | Enclosable, digits: int) -> Ball:
    """A ball that contains x, of radius at most 10**-digits of its magnitude.

    Raises:
        InputTypeError: x is neither exact nor enclosable (a float has to be read first).
        BudgetExhausted: x cannot be refined that far.

    >>> enclose("1/3", 20).decimal(5)
    ('0.33333', '3.4e-6')
    """
    if isinstance(x, Enclosable):
        return x.enclose(digits)
    return Ball.from_rational(x, bits=bits_for_digits(digits) + 4)


def rational_value(x: object) -> Fraction | None:
    """The rational that x is, where its type says so or can decide it, or None where it has to be enclosed.

    Raises:
        InputTypeError: x is a float, complex or bool: its exact value has to be declared first.
    """
    if isinstance(x, LogForm | ComputedReal | Measured):
        return x.as_rational()
    if isinstance(x, Ball):
        return x.middle if x.is_exact() else None
    if isinstance(x, Enclosable):
        return None
    return exact_rational(x)
