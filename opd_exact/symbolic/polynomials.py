"""Integer polynomials, and the irreducible ones among them ("atoms") that serve as log arguments and denominators.

Atoms are primitive, have a positive leading coefficient and are pairwise different, so no two of them are associate.
An atom's value may still be negative: whoever divides by it or takes its log keeps track of its sign.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flint

from opd_exact.numbers.errors import BudgetExhausted, OutsideClass

__all__ = [
    "AtomPowers",
    "Polynomial",
    "PolynomialRing",
]

# flint.fmpz_mpoly: python-flint carries no type information.
Polynomial = Any

# Exponents of atoms in a product, by the atom's index.
AtomPowers = dict[int, int]

# The factoriser cannot be interrupted, and ends the process where memory runs out, so it is not started on what it may
# not finish: a polynomial is dense to it, and exp(x*(1 + 1e-12)/2) makes one of degree 10**12.
_MOST_TERMS = 4000
_HIGHEST_DEGREE = 4000
_HIGHEST_DEGREE = 200
_MOST_BITS = 128
# Bounds on a product of polynomials: pairs of terms, and bits of the power of a number.
_MOST_PAIRS = 50_000_000
_MOST_POWER_BITS = 1_000_000
_SMALL_PRIMES = tuple(int(p) for p in range(2, 2000) if flint.fmpz(p).is_prime())


@dataclass(frozen=True, slots=True, eq=False)
class _Atom:
    polynomial: Polynomial
    # The integer that a constant atom is: a prime, or a large composite that was not factored.
    constant: int | None


class PolynomialRing:
    """Z[x_0, ..., x_(n-1)] with a growing table of atoms; the first n atoms are the generators."""

    def __init__(self, names: Sequence[str]) -> None:
        # FLINT wants a generator even where there is none to have.
        self.context = flint.fmpz_mpoly_ctx.get(list(names) or ["_"], "degrevlex")
        self.names = tuple(names)
        self.generators = self.context.gens()[: len(names)]
        self.zero = self.context.constant(0)
        self.one = self.context.constant(1)
        self._atoms = [_Atom(x, None) for x in self.generators]
        self._by_shape: dict[tuple[int, int], list[int]] = {}
        for index in range(len(names)):
            self._by_shape.setdefault((1, 1), []).append(index)
        self._primes: dict[int, int] = {}
        self._eliminated: list[tuple[int, Polynomial]] = []
        self._aliases: dict[int, int] = {}

    def eliminate(self, last: int, others: Sequence[int]) -> None:
        """Declare that the generators named sum to 1.

        The last one stays as it is where it is a factor of its own, so that its log and its powers stay short; in other
        polynomials it is replaced by 1 minus the others.
        """
        rest = self.one
        for generator in others:
            rest = rest - self.generators[generator]
        self._eliminated.append((last, rest - self.generators[last]))
        if others:
            self._aliases[self.intern(-rest)] = last

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial without eliminated generators; zero if and only if the function is."""
        for last, change in self._eliminated:
            slope = polynomial.derivative(last)
            if slope.is_zero():
                continue
            polynomial = polynomial + slope * change
            if polynomial.derivative(last).is_zero():
                continue
            # Not linear in the generator: the step above was for nothing.
            polynomial = polynomial - slope * change
            images = [*self.generators[:last], self.generators[last] + change, *self.generators[last + 1 :]]
            polynomial = polynomial.compose(*images, ctx=self.context)
        return polynomial

    def constant(self, value: int) -> Polynomial:
        """The constant polynomial."""
        return self.context.constant(value)

    def atom(self, index: int) -> Polynomial:
        """The polynomial of an atom."""
        return self._atoms[index].polynomial

    def constant_of(self, index: int) -> int | None:
        """The integer that a constant atom is, None for an atom that varies."""
        return self._atoms[index].constant

    def is_generator(self, index: int) -> bool:
        """Whether the atom is a single generator."""
        return index < len(self.names)

    def intern(self, polynomial: Polynomial) -> int:
        """The index of an irreducible primitive polynomial with a positive leading coefficient."""
        found = self.index_of(polynomial)
        if found is not None:
            return found
        self._atoms.append(_Atom(polynomial, None))
        self._by_shape.setdefault(_shape(polynomial), []).append(len(self._atoms) - 1)
        return len(self._atoms) - 1

    def index_of(self, polynomial: Polynomial) -> int | None:
        """The index of an atom, None for a polynomial that has not been met as one."""
        for index in self._by_shape.get(_shape(polynomial), ()):
            if self._atoms[index].polynomial == polynomial:
                return index
        return None

    def factor_integer(self, value: int) -> AtomPowers:
        """A positive integer as a product of prime atoms.

        What is left of a very large integer after its small factors are removed stays one atom. Such atoms are not
        independent of the primes: a zero normal form still proves identity, a non-zero one says less.
        """
        powers: AtomPowers = {}
        rest: Any = flint.fmpz(value)
        if value.bit_length() > _MOST_BITS:
            for prime in _SMALL_PRIMES:
                while rest % prime == 0:
                    rest //= prime
                    powers[self._prime(prime)] = powers.get(self._prime(prime), 0) + 1
        if int(rest).bit_length() > _MOST_BITS:
            powers[self._prime(int(rest))] = 1
        elif rest > 1:
            for prime, exponent in rest.factor():
                powers[self._prime(int(prime))] = int(exponent)
        return powers

    def _prime(self, prime: int) -> int:
        if prime not in self._primes:
            self._atoms.append(_Atom(self.context.constant(prime), prime))
            self._primes[prime] = len(self._atoms) - 1
        return self._primes[prime]

    def factor(self, polynomial: Polynomial) -> tuple[int, AtomPowers]:
        """The integer content with its sign, and the atoms, of a non-zero polynomial.

        Raises:
            OutsideClass: the polynomial is too large to factor.
        """
        powers: AtomPowers = {}
        content, rest = self._without_content(polynomial, powers)
        if self._eliminated and len(rest) > 1:
            more, rest = self._without_content(self.reduced(rest), powers)
            content *= more
        if len(rest) > 1:
            for atom, exponent in self._irreducible_factors(rest):
                if atom in self._aliases:
                    atom = self._aliases[atom]
                    content *= (-1) ** exponent
                powers[atom] = powers.get(atom, 0) + exponent
        return content, powers

    def _without_content(self, polynomial: Polynomial, powers: AtomPowers) -> tuple[int, Polynomial]:
        """The signed integer content and what is left without it and without generators, which go to `powers`."""
        content = int(polynomial.content())
        if int(polynomial.leading_coefficient()) < 0:
            content = -content
        rest = polynomial if content == 1 else polynomial / content
        monomial = rest if len(rest) == 1 else rest.term_content()
        if not monomial.is_constant():
            rest = rest / monomial
            for generator, exponent in enumerate(monomial.monomial(0)):
                if exponent:
                    powers[generator] = powers.get(generator, 0) + int(exponent)
        return content, rest

    def _irreducible_factors(self, polynomial: Polynomial) -> list[tuple[int, int]]:
        """Atoms of a primitive polynomial that no generator divides.

        a*x + b with a, b free of x is irreducible if a and b have no common factor; a common factor divides a, so
        it divides the derivative by x. This settles nearly all polynomials met here without the factoriser.
        """
        known = self.index_of(polynomial)
        if known is not None:
            return [(known, 1)]
        slopes = []
        for generator, degree in enumerate(polynomial.degrees()):
            if degree == 1:
                slope = polynomial.derivative(generator)
                if len(slope) == 1:
                    return [(self.intern(polynomial), 1)]
                slopes.append(slope)
        if slopes:
            common = min(slopes, key=len).gcd(polynomial)
            if common.is_constant():
                return [(self.intern(polynomial), 1)]
            return self._irreducible_factors(common) + self._irreducible_factors(polynomial / common)
        degrees = [int(degree) for degree in polynomial.degrees() if degree]
        if sum(degrees) > (_HIGHEST_DEGREE if len(degrees) > 1 else 10 * _HIGHEST_DEGREE):
            raise OutsideClass(f"a polynomial of degree {sum(degrees)} must be factored")
        if len(polynomial) > _MOST_TERMS:
            raise OutsideClass(
                f"a polynomial of {len(polynomial)} terms must be factored, at most {_MOST_TERMS} can be"
            )
        degree = max(int(degree) for degree in polynomial.degrees())
        if degree > _HIGHEST_DEGREE:
            raise OutsideClass(
                f"a polynomial of degree {degree} must be factored, at most {_HIGHEST_DEGREE} can be; it comes from"
                " exponents without a small common denominator"
            )
        try:
            _, factors = polynomial.factor()
        except OverflowError as error:
            # flint's own limit, met where two factors have coefficients of about 1e10
            raise OutsideClass(f"flint cannot factor a polynomial that is needed: {error}") from error
        return [(self.intern(_positive_lead(factor)), int(exponent)) for factor, exponent in factors]

    def times(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product of two polynomials.

        Raises:
            BudgetExhausted: it would take too many products of terms.
        """
        if len(left) * len(right) > _MOST_PAIRS:
            raise BudgetExhausted(
                f"a product of polynomials with {len(left)} and {len(right)} terms, over {_MOST_PAIRS} pairs"
            )
        return left * right

    def power(self, polynomial: Polynomial, exponent: int) -> Polynomial:
        """A non-negative power.

        Raises:
            BudgetExhausted: it would be too large.
        """
        if exponent == 1:
            return polynomial
        terms = len(polynomial)
        if terms > 1 and (exponent > _MOST_TERMS or math.comb(exponent + terms - 1, exponent) > _MOST_PAIRS):
            raise BudgetExhausted(f"power {exponent} of a polynomial with {terms} terms")
        bits = max((int(c).bit_length() for c in polynomial.coeffs()), default=0)
        if bits > 1 and bits * exponent > _MOST_POWER_BITS:
            raise BudgetExhausted(f"power {exponent} of a polynomial with coefficients of {bits} bits")
        return polynomial**exponent

    def product(self, powers: Mapping[int, int] | Iterable[tuple[int, int]]) -> Polynomial:
        """The product of atoms to non-negative powers."""
        result = self.one
        for index, exponent in powers.items() if isinstance(powers, Mapping) else powers:
            result = self.times(result, self.power(self._atoms[index].polynomial, exponent))
        return result


def _shape(polynomial: Polynomial) -> tuple[int, int]:
    return len(polynomial), int(polynomial.leading_coefficient())


def _positive_lead(polynomial: Polynomial) -> Polynomial:
    return -polynomial if int(polynomial.leading_coefficient()) < 0 else polynomial
