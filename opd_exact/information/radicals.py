"""Exact numbers of the form sum of c_i * prod of b^e, with rational c_i and e and positive rational b.

Powers of probabilities to a rational order (Hellinger, alpha-divergence, Rényi and Tsallis) are of this form. Equality,
order and sign are decisions:

* positive radicals whose pairwise ratios are irrational are linearly independent over the rationals (Besicovitch 1940,
  Mordell 1953). Over pairwise coprime integers, none of them a perfect power, two monomials with exponents in [0, 1)
  have a rational ratio only if they are equal; so a form is zero exactly when its coefficients over such monomials are;
* a form that is not zero is told from zero by a ball that is narrow enough.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from math import floor
from typing import Any

from flint import arb, fmpq

from opd_exact.information.irreducible_bases import factorizations
from opd_exact.numbers import (
    Ball,
    BudgetExhausted,
    ComputedReal,
    InputTypeError,
    LogForm,
    OutsideDomain,
    RationalLike,
    exact_rational,
    log,
    nearest_float,
    working_precision,
)
from opd_exact.numbers.balls import is_tight
from opd_exact.numbers.precision import bits_for_digits

__all__ = [
    "MAX_EXPONENT",
    "RadicalForm",
    "log_of_radicals",
]

MAX_EXPONENT = 10_000
"""Largest exponent, and largest denominator of one, that is accepted: powers are multiplied out to decide."""

Monomial = tuple[tuple[int, Fraction], ...]
"""Integers greater than 1 with rational exponents, sorted by the integer."""


class RadicalForm:
    """An immutable exact real number: a rational combination of products of rational powers of positive rationals.

    Made from a rational by the constructor, from powers by `RadicalForm.power`, and by arithmetic.

    >>> root = RadicalForm.power(2, "1/2")
    >>> root * root == 2, RadicalForm.power(8, "1/2") == 2 * root, root > Fraction(141421356, 10**8)
    (True, True, True)
    >>> print(RadicalForm.power("3/4", "1/2") - 1)
    -1 + 1/2*3^(1/2)
    """

    __slots__ = ("_normal", "_sum")

    _sum: dict[Monomial, Fraction]
    _normal: dict[Monomial, Fraction] | None

    def __init__(self, value: RationalLike = 0) -> None:
        rational = exact_rational(value)
        self._sum = {(): rational} if rational else {}
        self._normal = self._sum

    @classmethod
    def _from_sum(cls, terms: dict[Monomial, Fraction]) -> "RadicalForm":
        made = object.__new__(cls)
        made._sum = terms
        made._normal = None
        return made

    def __reduce__(self) -> tuple[Callable[..., "RadicalForm"], tuple[dict[Monomial, Fraction]]]:
        return RadicalForm._from_sum, (self._sum,)

    @classmethod
    def power(cls, base: RationalLike, exponent: RationalLike) -> "RadicalForm":
        """base**exponent, for a positive rational base and a rational exponent.

        Raises:
            OutsideDomain: the base is zero or negative.
            BudgetExhausted: the exponent is beyond `MAX_EXPONENT`.
        """
        return cls.from_products([(Fraction(1), [(exact_rational(base), exact_rational(exponent))])])

    @classmethod
    def from_products(cls, products: Iterable[tuple[Fraction, Iterable[tuple[Fraction, Fraction]]]]) -> "RadicalForm":
        """The sum of c * prod of r**e over the products (c, factors), each factor a pair (r, e) with r > 0."""
        terms: dict[Monomial, Fraction] = {}
        for coefficient, factors in products:
            exponents: dict[int, Fraction] = {}
            for base, exponent in factors:
                if base <= 0:
                    raise OutsideDomain(f"{base}**({exponent}): the base must be positive")
                if max(abs(exponent.numerator), exponent.denominator) > MAX_EXPONENT:
                    raise BudgetExhausted(f"{base}**({exponent}): the limit of exponents is {MAX_EXPONENT}")
                _multiply(exponents, base.numerator, exponent)
                _multiply(exponents, base.denominator, -exponent)
            key = tuple(sorted((atom, e) for atom, e in exponents.items() if e))
            terms[key] = terms.get(key, Fraction(0)) + coefficient
        return cls._from_sum({key: c for key, c in terms.items() if c})

    # --- decisions ------------------------------------------------------------------------------------------------

    @property
    def terms(self) -> tuple[tuple[Monomial, Fraction], ...]:
        """The monomials with their coefficients, exponents in (0, 1); the empty monomial stands for 1."""
        return tuple(sorted(self._reduced().items()))

    def _reduced(self) -> dict[Monomial, Fraction]:
        if self._normal is None:
            self._normal = _normal_form(self._sum)
        return self._normal

    def is_zero(self) -> bool:
        """Whether the number is 0: decided."""
        return not self._reduced()

    def is_rational(self) -> bool:
        """Whether the number is rational: decided."""
        return all(not monomial for monomial in self._reduced())

    @property
    def rational_part(self) -> Fraction:
        """The coefficient of 1."""
        return self._reduced().get((), Fraction(0))

    def sign(self) -> int:
        """-1, 0 or 1: decided."""
        terms = self._reduced()
        if len(terms) <= 1:
            return sum((c > 0) - (c < 0) for c in terms.values())
        return _refined_sign(self.arb)

    def _compare(self, other: object) -> int | None:
        """The sign of self - other, or None where other is no number of the library.

        A form in logarithms is rational or transcendental, and a form in radicals is algebraic: two that are not both
        rational differ, so narrower balls always tell which is larger.
        """
        if isinstance(other, LogForm):
            if other.is_rational():
                return int((self - other.constant).sign())
            return _refined_sign(lambda: self.arb() - other.arb())
        difference = self._plus(other, 1, -1)
        return None if difference is NotImplemented else int(difference.sign())

    def __bool__(self) -> bool:
        return not self.is_zero()

    def __eq__(self, other: object) -> bool:
        sign = self._compare(other)
        return NotImplemented if sign is None else sign == 0

    def __lt__(self, other: object) -> bool:
        sign = self._compare(other)
        return NotImplemented if sign is None else sign < 0

    def __le__(self, other: object) -> bool:
        sign = self._compare(other)
        return NotImplemented if sign is None else sign <= 0

    def __gt__(self, other: object) -> bool:
        sign = self._compare(other)
        return NotImplemented if sign is None else sign > 0

    def __ge__(self, other: object) -> bool:
        sign = self._compare(other)
        return NotImplemented if sign is None else sign >= 0

    def __hash__(self) -> int:
        return hash(self.rational_part) if self.is_rational() else hash(float(self))

    # --- arithmetic -----------------------------------------------------------------------------------------------

    def _plus(self, other: object, mine: int, theirs: int) -> Any:
        if isinstance(other, LogForm | ComputedReal | Ball):
            return mine * self.computed() + theirs * other
        right = _operand(other)
        if right is None:
            return NotImplemented
        terms = {monomial: mine * c for monomial, c in self._sum.items()}
        for monomial, c in right._sum.items():
            terms[monomial] = terms.get(monomial, Fraction(0)) + theirs * c
        return RadicalForm._from_sum({monomial: c for monomial, c in terms.items() if c})

    def __add__(self, other: object) -> Any:
        return self._plus(other, 1, 1)

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        return self._plus(other, 1, -1)

    def __rsub__(self, other: object) -> Any:
        return self._plus(other, -1, 1)

    def __neg__(self) -> "RadicalForm":
        return RadicalForm._from_sum({monomial: -c for monomial, c in self._sum.items()})

    def __abs__(self) -> "RadicalForm":
        return -self if self.sign() < 0 else self

    def __mul__(self, other: object) -> Any:
        if isinstance(other, LogForm | ComputedReal | Ball):
            return self.computed() * other
        right = _operand(other)
        if right is None:
            return NotImplemented
        terms: dict[Monomial, Fraction] = {}
        for left_monomial, left in self._sum.items():
            for right_monomial, factor in right._sum.items():
                exponents = dict(left_monomial)
                for atom, exponent in right_monomial:
                    _multiply(exponents, atom, exponent)
                key = tuple(sorted((atom, e) for atom, e in exponents.items() if e))
                terms[key] = terms.get(key, Fraction(0)) + left * factor
        return RadicalForm._from_sum({monomial: c for monomial, c in terms.items() if c})

    __rmul__ = __mul__

    def __truediv__(self, other: RationalLike) -> "RadicalForm":
        divisor = exact_rational(other)
        if not divisor:
            raise OutsideDomain(f"{self} / 0 has no value")
        return RadicalForm._from_sum({monomial: c / divisor for monomial, c in self._sum.items()})

    # --- enclosures and text --------------------------------------------------------------------------------------

    def arb(self) -> arb:
        """An enclosure as a flint.arb, computed at flint's current precision."""
        total = arb(0)
        for monomial, c in self._reduced().items():
            product = arb(fmpq(c.numerator, c.denominator))
            for atom, exponent in monomial:
                product *= arb(atom).root(exponent.denominator) ** exponent.numerator
            total += product
        return total

    def computed(self) -> ComputedReal:
        """The number as a recipe that can be combined with logarithms and balls."""
        return ComputedReal(self.arb, f"({self})")

    def enclose(self, digits: int) -> Ball:
        """A ball of radius at most 10**-digits of the magnitude of the number; a point if the number is 0."""
        bits = bits_for_digits(digits) + 16
        if self.is_zero():
            return Ball.from_rational(0)
        while True:
            with working_precision(bits):
                enclosure = self.arb()
            if is_tight(enclosure, digits):
                return Ball.from_arb(enclosure)
            bits *= 2

    def __float__(self) -> float:
        """The correctly rounded float64."""
        return float(nearest_float(self.rational_part if self.is_rational() else self))

    def __str__(self) -> str:
        parts = [_term_text(monomial, c) for monomial, c in self.terms] or ["0"]
        return parts[0] + "".join(f" - {part[1:]}" if part.startswith("-") else f" + {part}" for part in parts[1:])

    def __repr__(self) -> str:
        return f"<RadicalForm {self}>"

    def _sympy_(self) -> Any:
        # Asked by SymPy where the two meet in an operator; without it SymPy would take the float silently.
        return self.to_sympy()

    def to_sympy(self) -> Any:
        """The number as a SymPy expression."""
        import sympy

        return sympy.Add(
            *(
                sympy.Rational(c.numerator, c.denominator)
                * sympy.Mul(*(sympy.Integer(b) ** sympy.Rational(e.numerator, e.denominator) for b, e in monomial))
                for monomial, c in self.terms
            )
        )


def log_of_radicals(form: RadicalForm) -> LogForm | ComputedReal:
    """The logarithm of a positive form: exact where the form is a single monomial, else a recipe for balls.

    Raises:
        OutsideDomain: the form is zero or negative.

    >>> print(log_of_radicals(RadicalForm.power("3/4", "1/2")))
    -log(2) + 1/2*log(3)
    """
    if form.sign() <= 0:
        raise OutsideDomain(f"log({form}): the argument of a logarithm must be positive")
    if len(form.terms) == 1:
        ((monomial, c),) = form.terms
        return LogForm.total([log(c), *(exponent * log(atom) for atom, exponent in monomial)])
    return ComputedReal(lambda: form.arb().log(), f"log({form})")


def _multiply(exponents: dict[int, Fraction], atom: int, exponent: Fraction) -> None:
    if atom > 1:
        exponents[atom] = exponents.get(atom, Fraction(0)) + exponent


def _normal_form(terms: Mapping[Monomial, Fraction]) -> dict[Monomial, Fraction]:
    """The same sum over monomials whose bases are pairwise coprime and no perfect powers, exponents in (0, 1)."""
    known = factorizations({atom for monomial in terms for atom, _ in monomial})
    collected: dict[Monomial, Fraction] = {}
    for monomial, coefficient in terms.items():
        exponents: dict[int, Fraction] = {}
        for atom, exponent in monomial:
            for base, multiplicity in known[atom]:
                _multiply(exponents, base, multiplicity * exponent)
        value = coefficient
        kept = []
        for base, exponent in sorted(exponents.items()):
            whole = floor(exponent)
            value *= Fraction(base) ** whole
            if exponent != whole:
                kept.append((base, exponent - whole))
        key = tuple(kept)
        collected[key] = collected.get(key, Fraction(0)) + value
    return {monomial: value for monomial, value in collected.items() if value}


def _refined_sign(evaluate: Callable[[], arb]) -> int:
    """The sign of a number that is known not to be zero."""
    bits = 64
    while True:
        with working_precision(bits):
            enclosure = evaluate()
        if enclosure > 0:
            return 1
        if enclosure < 0:
            return -1
        bits *= 2


def _operand(other: object) -> RadicalForm | None:
    if isinstance(other, RadicalForm):
        return other
    if isinstance(other, str) or other is None:
        return None
    try:
        return RadicalForm(other)  # type: ignore[arg-type]  # what is no exact number is refused inside
    except InputTypeError:
        if isinstance(other, bool | float | complex):
            raise
        return None


def _term_text(monomial: Monomial, coefficient: Fraction) -> str:
    powers = "*".join(f"{base}^({exponent})" for base, exponent in monomial)
    if not powers:
        return str(coefficient)
    if abs(coefficient) == 1:
        return powers if coefficient > 0 else f"-{powers}"
    return f"{coefficient}*{powers}"
