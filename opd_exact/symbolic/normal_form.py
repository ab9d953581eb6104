"""The normal form: a sum of products of logs of atoms, with rational functions as coefficients.

Two representations, each made from the other when it is needed:

- *terms*: for each product of logs, for each factored denominator, one numerator polynomial. Numerators and
  denominators are never cancelled against each other, so no gcd is taken; the zero test forms one numerator for
  each product of logs.
- *factors*: a scalar, powers of atoms, and polynomials not yet factored. Only rational functions have it. Log
  arguments and denominators stay in this form; a product is not multiplied out before its log is taken.

A denominator's factors carry their sign through the scalar: 1/(y - x) is -1/(x - y) where x - y is the atom.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from opd_exact.numbers.errors import BudgetExhausted
from opd_exact.symbolic.polynomials import AtomPowers, Polynomial, PolynomialRing

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra

__all__ = [
    "DenominatorKey",
    "Factors",
    "LogKey",
    "NormalForm",
    "Terms",
]

# A product of logs: (atom, power) pairs, by the atom's index. The empty tuple is the part without logs.
LogKey = tuple[tuple[int, int], ...]
# A denominator: a positive integer, and (atom, power) pairs with positive powers.
DenominatorKey = tuple[int, tuple[tuple[int, int], ...]]
Terms = dict[LogKey, dict[DenominatorKey, Polynomial]]

NO_LOG: LogKey = ()
# Compared by identity on the fast path; equal fractions made elsewhere only take a slower one.
ONE = Fraction(1)
_MOST_POWER_BITS = 10_000_000


@dataclass(frozen=True, slots=True)
class Factors:
    """scalar * product of atom powers * product of pending polynomials to positive powers."""

    scalar: Fraction
    atoms: Mapping[int, int] = field(default_factory=dict)
    pending: tuple[tuple[Polynomial, int], ...] = ()

    def power(self, exponent: int) -> "Factors":
        """An integer power; nothing may be pending if it is negative."""
        assert exponent >= 0 or not self.pending
        atoms = {atom: power * exponent for atom, power in self.atoms.items()}
        return Factors(
            ONE if self.scalar is ONE else _power(self.scalar, exponent),
            atoms,
            tuple((p, power * exponent) for p, power in self.pending),
        )

    def is_zero(self, ring: PolynomialRing) -> bool:
        """Whether the product vanishes identically."""
        return (self.scalar is not ONE and self.scalar == 0) or any(
            ring.reduced(polynomial).is_zero() for polynomial, _ in self.pending
        )

    def fraction(self, ring: PolynomialRing) -> tuple[Polynomial, DenominatorKey]:
        """Numerator multiplied out, denominator kept in factors."""
        whole, integer = (1, 1) if self.scalar is ONE else self.scalar.as_integer_ratio()
        numerator = ring.one if whole == 1 else ring.constant(whole)
        for polynomial, exponent in self.pending:
            numerator = ring.times(numerator, ring.power(polynomial, exponent))
        positive = [(atom, power) for atom, power in self.atoms.items() if power > 0]
        if positive:
            numerator = ring.times(numerator, ring.product(positive))
        below = tuple(sorted((atom, -power) for atom, power in self.atoms.items() if power < 0))
        return numerator, (integer, below)


class NormalForm:
    """An element of an `Algebra`. Arithmetic by operators; immutable.

    Both representations of zero have no terms, so `is_zero` is exact: it holds if and only if every numerator vanishes.
    """

    __slots__ = ("_factors", "_resolved", "_terms", "algebra")

    def __init__(self, algebra: "Algebra", terms: Terms | None = None, factors: Factors | None = None) -> None:
        assert terms is not None or factors is not None
        self.algebra = algebra
        self._terms = terms
        self._factors = factors
        self._resolved: Factors | None = None

    @property
    def terms(self) -> Terms:
        """Numerators by product of logs and denominator."""
        if self._terms is None:
            assert self._factors is not None
            if self._factors.is_zero(self.algebra.ring):
                self._terms = {}
            else:
                numerator, denominator = self._factors.fraction(self.algebra.ring)
                self._terms = {NO_LOG: {denominator: numerator}}
        return self._terms

    @property
    def has_factors(self) -> bool:
        """Whether the form is known as a product without any work."""
        return self._factors is not None

    def is_rational(self) -> bool:
        """Whether no logs occur."""
        return self._factors is not None or all(log == NO_LOG for log in self.terms)

    def factors(self) -> Factors:
        """The form as a product; only for a form without logs."""
        if self._factors is None:
            numerator, (integer, below) = common_fraction(self.terms.get(NO_LOG, {}), self.algebra.ring)
            atoms = {atom: -power for atom, power in below}
            self._factors = Factors(ONE if integer == 1 else Fraction(1, integer), atoms, ((numerator, 1),))
        return self._factors

    def resolved(self) -> Factors:
        """The form as a scalar times powers of atoms; only for a form without logs that is not zero."""
        if self._resolved is None:
            self._resolved = self.algebra.resolve(self.factors())
        return self._resolved

    def numerators(self) -> dict[LogKey, tuple[Polynomial, DenominatorKey]]:
        """For each product of logs its coefficient over one common denominator."""
        ring = self.algebra.ring
        coefficients = ((log, common_fraction(fractions, ring)) for log, fractions in self.terms.items())
        return {log: (ring.reduced(numerator), below) for log, (numerator, below) in coefficients}

    def is_zero(self) -> bool:
        """Whether every coefficient vanishes identically, which proves that the function does."""
        if self._factors is not None:
            return self._factors.is_zero(self.algebra.ring)
        ring = self.algebra.ring
        numerators = (common_fraction(fractions, ring)[0] for fractions in self.terms.values())
        return all(ring.reduced(numerator).is_zero() for numerator in numerators)

    def __add__(self, other: "NormalForm | int | Fraction") -> "NormalForm":
        return self.algebra.sum((self, self.algebra.element(other)))

    __radd__ = __add__

    def __neg__(self) -> "NormalForm":
        if self._factors is not None:
            return NormalForm(
                self.algebra, factors=Factors(-self._factors.scalar, self._factors.atoms, self._factors.pending)
            )
        negated = {log: {key: -n for key, n in fractions.items()} for log, fractions in self.terms.items()}
        return NormalForm(self.algebra, terms=negated)

    def __sub__(self, other: "NormalForm | int | Fraction") -> "NormalForm":
        return self + -self.algebra.element(other)

    def __rsub__(self, other: "NormalForm | int | Fraction") -> "NormalForm":
        return self.algebra.element(other) + -self

    def __mul__(self, other: "NormalForm | int | Fraction") -> "NormalForm":
        return self.algebra.product((self, self.algebra.element(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: "NormalForm | int | Fraction") -> "NormalForm":
        return self.algebra.product((self, self.algebra.power(self.algebra.element(other), -1)))

    def __rtruediv__(self, other: "NormalForm | int | Fraction") -> "NormalForm":
        return self.algebra.product((self.algebra.element(other), self.algebra.power(self, -1)))

    def __pow__(self, exponent: int) -> "NormalForm":
        return self.algebra.power(self, exponent)

    def __str__(self) -> str:
        return self.algebra.text(self)

    def __repr__(self) -> str:
        return f"NormalForm({self})"


def _power(scalar: Fraction, exponent: int) -> Fraction:
    bits = max(abs(scalar.numerator), scalar.denominator).bit_length()
    if bits > 1 and bits * abs(exponent) > _MOST_POWER_BITS:
        raise BudgetExhausted(f"power {exponent} of a number of {bits} bits")
    return scalar**exponent


def common_fraction(
    fractions: Mapping[DenominatorKey, Polynomial], ring: PolynomialRing
) -> tuple[Polynomial, DenominatorKey]:
    """A sum of fractions over the least common multiple of their factored denominators."""
    if not fractions:
        return ring.zero, (1, ())
    if len(fractions) == 1:
        denominator, numerator = next(iter(fractions.items()))
        return numerator, denominator
    integer = math.lcm(*(denominator[0] for denominator in fractions))
    highest: AtomPowers = {}
    for _, atoms in fractions:
        for atom, power in atoms:
            if power > highest.get(atom, 0):
                highest[atom] = power
    # Fractions over the same atoms are added first, so that each missing factor is multiplied in once.
    by_atoms: dict[tuple[tuple[int, int], ...], Polynomial] = {}
    for (whole, atoms), numerator in fractions.items():
        scaled = numerator if whole == integer else numerator * (integer // whole)
        by_atoms[atoms] = by_atoms[atoms] + scaled if atoms in by_atoms else scaled
    total = ring.zero
    for atoms, numerator in by_atoms.items():
        present = dict(atoms)
        missing = [(a, power - present.get(a, 0)) for a, power in highest.items() if power > present.get(a, 0)]
        total = total + (ring.times(numerator, ring.product(missing)) if missing else numerator)
    return total, (integer, tuple(sorted(highest.items())))
