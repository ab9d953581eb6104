"""One way to ask any number of the library for a ball."""

from fractions import Fraction
from numbers import Rational

from flint import fmpq, fmpz

from opd_exact.numbers.balls import Ball, Enclosable
from opd_exact.numbers.errors import InputTypeError
from opd_exact.numbers.precision import bits_for_digits
from opd_exact.numbers.reading import RationalLike, exact_rational

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
    value = rational_value(x)
    if value is not None:
        return Ball.from_rational(value, bits=bits_for_digits(digits) + 4)
    if isinstance(x, Enclosable):
        return x.enclose(digits)
    raise InputTypeError(f"{x!r} ({type(x).__name__}) is neither an exact number nor one that can be enclosed")


def rational_value(x: object) -> Fraction | None:
    """The exact rational that x is by its type, or None where it has to be enclosed.

    Raises:
        InputTypeError: x is a float, complex or bool: its exact value has to be declared first.
    """
    if isinstance(x, int | Rational | fmpz | fmpq | str | float | complex):
        return exact_rational(x)
    return None
