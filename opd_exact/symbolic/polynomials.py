"""Integer polynomials, and the irreducible ones among them ("atoms") that serve as log arguments and denominators.

Atoms are primitive, have a positive leading coefficient and are pairwise different, so no two of them are associate.
An atom's value may still be negative: whoever divides by it or takes its log keeps track of its sign.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import flint

from opd_exact.numbers.errors import OutsideClass

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
_MOST_BITS = 128
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
        found = self._known(polynomial)
        if found is not None:
            return found
        self._atoms.append(_Atom(polynomial, None))
        self._by_shape.setdefault(_shape(polynomial), []).append(len(self._atoms) - 1)
        return len(self._atoms) - 1

    def _known(self, polynomial: Polynomial) -> int | None:
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
        content = int(polynomial.content())
        if int(polynomial.leading_coefficient()) < 0:
            content = -content
        rest = polynomial if content == 1 else polynomial / content
        powers: AtomPowers = {}
        if len(rest) > 1:
            monomial = rest.term_content()
            if not monomial.is_constant():
                rest = rest / monomial
                self._collect_monomial(monomial, powers)
            for atom, exponent in self._irreducible_factors(rest):
                powers[atom] = powers.get(atom, 0) + exponent
        elif not rest.is_constant():
            self._collect_monomial(rest, powers)
        return content, powers

    @staticmethod
    def _collect_monomial(monomial: Polynomial, powers: AtomPowers) -> None:
        for generator, exponent in enumerate(monomial.monomial(0)):
            if exponent:
                powers[generator] = int(exponent)

    def _irreducible_factors(self, polynomial: Polynomial) -> list[tuple[int, int]]:
        """Atoms of a primitive polynomial that no generator divides.

        a*x + b with a, b free of x is irreducible if a and b have no common factor; a common factor divides a, so
        it divides the derivative by x. This settles nearly all polynomials met here without the factoriser.
        """
        known = self._known(polynomial)
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
        _, factors = polynomial.factor()
        return [(self.intern(_positive_lead(factor)), int(exponent)) for factor, exponent in factors]

    def product(self, powers: Mapping[int, int] | Iterable[tuple[int, int]]) -> Polynomial:
        """The product of atoms to non-negative powers."""
        result = self.one
        for index, exponent in powers.items() if isinstance(powers, Mapping) else powers:
            polynomial = self._atoms[index].polynomial
            result = result * (polynomial if exponent == 1 else polynomial**exponent)
        return result


def _shape(polynomial: Polynomial) -> tuple[int, int]:
    return len(polynomial), int(polynomial.leading_coefficient())


def _positive_lead(polynomial: Polynomial) -> Polynomial:
    return -polynomial if int(polynomial.leading_coefficient()) < 0 else polynomial
