"""Which signs a polynomial in the generators takes on the domain, by arguments that are proofs.

Each argument gives a set of signs that contains every sign that occurs; their intersection is the answer, so an
argument that finds nothing does no harm. The basic one looks at coefficients: a sum of terms of one sign has that
sign. The others bring a polynomial into coordinates where the basic one succeeds.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic.coordinates import (
    blown_up_simplex,
    interval_image,
    quadratic_parts,
    substituted,
)
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.normal_form import Factors, NormalForm
from opd_exact.symbolic.polynomials import AtomPowers, Polynomial
from opd_exact.symbolic.writing import atom_text

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra

__all__ = [
    "ANY",
    "NEGATIVE",
    "NONNEGATIVE",
    "NONPOSITIVE",
    "POSITIVE",
    "ZERO",
    "SignSet",
    "Signs",
    "sign_product",
]

SignSet = frozenset[int]

ANY: SignSet = frozenset({-1, 0, 1})
POSITIVE: SignSet = frozenset({1})
NEGATIVE: SignSet = frozenset({-1})
ZERO: SignSet = frozenset({0})
NONNEGATIVE: SignSet = frozenset({0, 1})
NONPOSITIVE: SignSet = frozenset({-1, 0})

# Splitting a symbol's range multiplies the work by three.
_MOST_SPLITS = 3
_MOST_COMPLETIONS = 2
_MOST_TERMS = 3000


class Signs:
    """Sign arguments for the polynomials of one algebra on one domain (the algebra's own, or a part of it)."""

    def __init__(self, algebra: "Algebra", domain: Domain, splits: int = _MOST_SPLITS) -> None:
        self.algebra = algebra
        self.domain = domain
        self._splits = splits
        self._kinds: list[SignSet] = []
        for generator in algebra.generators:
            assert generator.symbol is not None or generator.kind == "coupling"
            if generator.kind == "parameter" and generator.root == 1:
                self._kinds.append(domain.interval(generator.symbol).signs)
            else:
                self._kinds.append(POSITIVE)
        self._known: dict[int, SignSet] = {}
        self._learned: dict[int, SignSet] = {}
        self._parts: dict[sympy.Symbol, tuple[Signs, ...]] = {}

    def declare_positive(self, factors: Factors) -> None:
        """Take a product as positive: fixes the sign of its one factor of odd power whose sign is not known."""
        self._learn(frozenset({1}), factors.scalar, factors.atoms)
        self._known.clear()

    def learn(self, polynomial: Polynomial, content: int, powers: AtomPowers) -> None:
        """Remember what the coefficients of a polynomial say about the sign of its one atom of several terms."""
        ring = self.algebra.ring
        if any(not ring.is_generator(atom) and atom not in self._learned for atom in powers):
            signs = self._by_coefficients(polynomial)
            if signs in (POSITIVE, NEGATIVE):
                self._learn(signs, content, powers)

    def _learn(self, signs: SignSet, scalar: Fraction | int, powers: Mapping[int, int]) -> None:
        unknown = []
        sign = next(iter(signs)) * (1 if scalar > 0 else -1)
        for atom, power in powers.items():
            if power % 2:
                known = self.of_atom(atom) if self.algebra.ring.is_generator(atom) else self._learned.get(atom, ANY)
                if known == NEGATIVE:
                    sign = -sign
                elif known != POSITIVE:
                    unknown.append(atom)
        if len(unknown) == 1:
            self._learned[unknown[0]] = frozenset({sign})

    # -- what callers ask -------------------------------------------------------------------------------------------

    def of_atom(self, atom: int) -> SignSet:
        """The signs that an atom may take."""
        learned = self._learned.get(atom)
        if learned is not None:
            return learned
        if atom not in self._known:
            self._known[atom] = self.of(self.algebra.ring.atom(atom))
        return self._known[atom]

    def of_factors(self, factors: Factors) -> SignSet:
        """The signs that a product of atom powers may take where it is defined."""
        scalar = (factors.scalar > 0) - (factors.scalar < 0)
        result: SignSet = frozenset({scalar})
        unknown: list[int] = []
        for atom, power in factors.atoms.items():
            if power == 0:
                continue
            signs = self.of_atom(atom)
            if power < 0:
                signs = signs - ZERO
            if power % 2 and {-1, 1} <= signs:
                unknown.append(atom)
            result = sign_product(result, _power(signs, power))
        if len(unknown) > 1:
            joint = self.of(self.algebra.ring.product([(atom, 1) for atom in unknown]))
            rest = Factors(factors.scalar, {a: e for a, e in factors.atoms.items() if a not in unknown})
            result = result & sign_product(joint, self.of_factors(rest))
        return result

    def require_positive(self, factors: Factors) -> None:
        """Raise unless the product is positive on the whole domain.

        Raises:
            OutsideDomain: it is nowhere positive.
            OutsideClass: it was not shown to be positive everywhere.
        """
        signs = self.of_factors(factors)
        if signs == POSITIVE:
            return
        text = self._text(factors)
        if 1 not in signs:
            raise OutsideDomain(f"the log or root of {text}, which is nowhere positive on the domain ({self.domain})")
        raise OutsideClass(
            f"the log or root of {text}, which was not shown to be positive on the domain ({self.domain}); "
            "declare it as declared_positive if it is meant to be"
        )

    def require_nonzero(self, atom: int, what: str) -> None:
        """Raise unless the atom is different from zero on the whole domain.

        Raises:
            OutsideClass: it was not shown to be.
        """
        if 0 in self.of_atom(atom):
            raise OutsideClass(
                f"{what} {atom_text(self.algebra, atom)}, which was not shown to stay away from 0 on the domain "
                f"({self.domain}); narrow the domain or declare its sign"
            )

    def _text(self, factors: Factors) -> str:
        powers = [
            f"({atom_text(self.algebra, a)})" + (f"**{e}" if e != 1 else "") for a, e in factors.atoms.items() if e
        ]
        return "*".join([*([str(factors.scalar)] if factors.scalar != 1 or not powers else []), *powers])

    # -- the arguments ----------------------------------------------------------------------------------------------

    def of(self, polynomial: Polynomial, *, completions: int = _MOST_COMPLETIONS) -> SignSet:
        """The signs that a polynomial in the generators may take on the domain."""
        if len(polynomial) > _MOST_TERMS:
            return ANY
        signs = ANY
        for argument in self._arguments(polynomial, completions):
            signs = signs & argument
            if len(signs) == 1:
                break
        if not signs:
            raise InputError("two sign arguments contradict each other: the declared conditions have no common point")
        return signs

    def _arguments(self, polynomial: Polynomial, completions: int) -> Iterator[SignSet]:
        yield self._by_coefficients(polynomial)
        if polynomial.is_constant():
            return
        yield from self._by_memory(polynomial)
        polynomial = self._at_fixed_values(polynomial)
        if polynomial.is_constant():
            yield self._by_coefficients(polynomial)
            return
        for image, kinds in self._in_positive_coordinates(polynomial):
            yield self._by_coefficients(image, kinds)
        yield from self._by_factors(polynomial, completions)
        if completions:
            yield from self._by_completing_squares(polynomial, completions - 1)
        yield from self._by_splitting(polynomial)

    def _by_coefficients(self, polynomial: Polynomial, kinds: Sequence[SignSet] | None = None) -> SignSet:
        """Terms of one sign have a sum of that sign, strictly so if one of them has it strictly."""
        kinds = self._kinds if kinds is None else kinds
        above = below = strict = False
        for vector, coefficient in polynomial.to_dict().items():
            term: SignSet = POSITIVE if int(coefficient) > 0 else NEGATIVE
            for kind, exponent in zip(kinds, vector, strict=False):
                if exponent and kind != POSITIVE:
                    term = sign_product(term, _power(kind, int(exponent)))
            above = above or 1 in term
            below = below or -1 in term
            if above and below:
                return ANY
            strict = strict or 0 not in term
        if not above and not below:
            return ZERO
        whole = NONNEGATIVE if above else NONPOSITIVE
        return whole - ZERO if strict else whole

    def _by_memory(self, polynomial: Polynomial) -> Iterator[SignSet]:
        """Signs that were declared, or found where the polynomial was still written with all its generators."""
        for sign in (1, -1):
            atom = self.algebra.ring.index_of(sign * polynomial)
            if atom in self._learned:
                yield sign_product(self._learned[atom], frozenset({sign}))

    def _at_fixed_values(self, polynomial: Polynomial) -> Polynomial:
        """Symbols whose range is one number are replaced by it; an exponential with exponent zero becomes 1.

        The result is the polynomial times a positive integer.
        """
        ring = self.algebra.ring
        for index, generator in enumerate(self.algebra.generators):
            if generator.kind == "coupling":
                exponent = self.algebra.exponent_of(index)
                assert exponent is not None
                if self._by_coefficients(exponent[2]) == ZERO:
                    polynomial = substituted(ring, polynomial, index, ring.one, ring.one)
        for index, generator in enumerate(self.algebra.generators):
            if generator.kind == "parameter" and generator.root == 1 and generator.symbol is not None:
                value = self.domain.interval(generator.symbol).value
                if value is not None:
                    numerator, denominator = ring.constant(value.numerator), ring.constant(value.denominator)
                    polynomial = substituted(ring, polynomial, index, numerator, denominator)
        return polynomial

    def _in_positive_coordinates(self, polynomial: Polynomial) -> Iterator[tuple[Polynomial, list[SignSet]]]:
        """The polynomial, up to a positive factor, in coordinates that take nonnegative values, with their signs.

        Each change of coordinates may make the polynomial longer, so the result of every step is offered.
        """
        if self.algebra.plan.coordinates == "substitution":
            for simplex in self.domain.simplices:
                slots = [self.algebra.index[s.name] for s in simplex if s.name in self.algebra.index]
                if len(slots) > 1:
                    polynomial = blown_up_simplex(self.algebra.ring, polynomial, slots)
            yield polynomial, self._kinds
        if len(polynomial) > _MOST_TERMS:
            return
        for order in (0, 1):
            changed, kinds = self._with_exponentials_from_one(polynomial, order)
            if order == 0 or changed != polynomial:
                yield changed, kinds
                yield from self._with_half_lines(changed, kinds)

    def _with_exponentials_from_one(self, polynomial: Polynomial, order: int) -> tuple[Polynomial, list[SignSet]]:
        """An exponential with a positive exponent m/d as 1 + s for order 0, as 1 + m/d + s for order 1; s > 0.

        From exp(x) > 1 + x for x != 0. Leaving the tie between s and m loose only enlarges the set of points. With
        a negative exponent the reciprocal is taken.
        """
        algebra, ring = self.algebra, self.algebra.ring
        kinds = list(self._kinds)
        for index in self._generators_of(polynomial):
            exponent = algebra.exponent_of(index)
            if exponent is None or exponent[0] or len(polynomial) > _MOST_TERMS:
                continue
            monomial, below = exponent[2], ring.constant(exponent[1][0])
            signs = self._by_coefficients(monomial)
            if {-1, 1} <= signs:
                continue
            above = below + below * ring.generators[index]
            if order and self._keeps_its_meaning(monomial):
                above = above + (monomial if -1 not in signs else -monomial)
            fraction = (above, below) if -1 not in signs else (below, above)
            polynomial = substituted(ring, polynomial, index, *fraction)
            kinds[index] = NONNEGATIVE if 0 in signs else POSITIVE
        return polynomial, kinds

    def _keeps_its_meaning(self, monomial: Polynomial) -> bool:
        """Whether no generator of the monomial has been replaced by another coordinate before exponentials are."""
        generators = [self.algebra.generators[index] for index in self._generators_of(monomial)]
        return all(
            generator.symbol is not None and self.domain.simplex_of(generator.symbol) is None
            for generator in generators
        )

    def _with_half_lines(
        self, polynomial: Polynomial, kinds: list[SignSet]
    ) -> Iterator[tuple[Polynomial, list[SignSet]]]:
        """A symbol over an interval as a function of a coordinate over (0, oo) or [0, oo)."""
        kinds = list(kinds)
        for index in self._generators_of(polynomial):
            generator = self.algebra.generators[index]
            if generator.kind != "parameter" or generator.symbol is None or generator.root != 1:
                continue
            interval = self.domain.interval(generator.symbol)
            if self.domain.simplex_of(generator.symbol) is not None:
                continue
            image = interval_image(self.algebra.ring, index, interval)
            if image is not None:
                polynomial = substituted(self.algebra.ring, polynomial, index, *image)
                kinds[index] = NONNEGATIVE if interval.lower_closed or interval.upper_closed else POSITIVE
                if len(polynomial) > _MOST_TERMS:
                    return
        yield polynomial, kinds

    def _by_factors(self, polynomial: Polynomial, completions: int) -> Iterator[SignSet]:
        try:
            content, powers = self.algebra.ring.factor(polynomial)
        except OutsideClass:
            return
        if len(powers) == 1 and next(iter(powers.values())) == 1 and abs(content) == 1:
            return
        result = POSITIVE if content > 0 else NEGATIVE
        for atom, power in powers.items():
            factor = self.of(self.algebra.ring.atom(atom), completions=completions)
            result = sign_product(result, _power(factor, power))
        yield result

    def _by_completing_squares(self, polynomial: Polynomial, completions: int) -> Iterator[SignSet]:
        """4a(ax^2 + bx + c) = (2ax + b)^2 + (4ac - b^2)."""
        for index in range(len(self.algebra.generators)):
            parts = quadratic_parts(self.algebra.ring, polynomial, index)
            if parts is None:
                continue
            a, b, c = parts
            leading = self.of(a, completions=completions)
            if leading not in (POSITIVE, NEGATIVE):
                continue
            rest = self.of(4 * a * c - b * b, completions=completions)
            if rest <= NONNEGATIVE:
                yield sign_product(leading, NONNEGATIVE if 0 in rest else POSITIVE)

    def _by_splitting(self, polynomial: Polynomial) -> Iterator[SignSet]:
        """The signs on the parts of the domain where a symbol is negative, zero and positive, together."""
        if self._splits == 0:
            return
        for symbol in self._splittable(set(self._generators_of(polynomial))):
            yield frozenset().union(*(part.of(polynomial) for part in self._parts_by(symbol)))

    def cuts(self, form: NormalForm) -> Iterator[tuple[sympy.Symbol, "tuple[Signs, ...]"]]:
        """The symbols on which a form depends and whose range can be cut, with the parts."""
        if self._splits == 0:
            return
        ring = self.algebra.ring
        used: set[int] = set()
        for log, fractions in form.terms.items():
            atoms = {atom for atom, _ in log} | {atom for _, below in fractions for atom, _ in below}
            for polynomial in (*fractions.values(), *(ring.atom(atom) for atom in atoms)):
                used.update(self._generators_of(polynomial))
        for symbol in self._splittable(used):
            yield symbol, self._parts_by(symbol)

    def _parts_by(self, symbol: sympy.Symbol) -> "tuple[Signs, ...]":
        if symbol not in self._parts:
            interval = self.domain.interval(symbol)
            cuts = interval.cut(Fraction(0))
            if len(cuts) == 1 and interval.upper is not None:
                # Closed at both ends: the coordinate of a closed interval leaves out its upper end.
                end = Interval(interval.upper, interval.upper, True, True)
                cuts = (Interval(interval.lower, interval.upper, interval.lower_closed, False), end)
            self._parts[symbol] = tuple(self.on(symbol, part) for part in cuts)
        return self._parts[symbol]

    def _generators_of(self, polynomial: Polynomial) -> list[int]:
        """The generators that occur in a polynomial."""
        return [i for i, degree in enumerate(polynomial.degrees()) if degree and i < len(self.algebra.generators)]

    def on(self, symbol: sympy.Symbol, interval: Interval) -> "Signs":
        """The same arguments on the part of the domain where the symbol lies in the interval."""
        part = Signs(self.algebra, self.domain.restrict(symbol, interval), max(self._splits - 1, 0))
        part._learned = self._learned
        return part

    def _splittable(self, used: set[int]) -> list[sympy.Symbol]:
        """Symbols among the generators used, directly or through an exponent, whose range can be cut."""
        algebra = self.algebra
        for index in tuple(used):
            exponent = algebra.exponent_of(index)
            if exponent is not None:
                used = used.union(self._generators_of(exponent[2]))
        symbols = []
        for index in sorted(used):
            generator = algebra.generators[index]
            if generator.kind != "parameter" or generator.symbol is None or generator.root != 1:
                continue
            interval = self.domain.interval(generator.symbol)
            both_closed = interval.lower_closed and interval.upper_closed
            varies = self.domain.simplex_of(generator.symbol) is None and interval.value is None
            if varies and (len(interval.signs) > 1 or both_closed):
                symbols.append(generator.symbol)
        return symbols[: self._splits]


def sign_product(left: SignSet, right: SignSet) -> SignSet:
    """The signs of a product, by those of its factors."""
    return frozenset(a * b for a in left for b in right)


def _power(signs: SignSet, exponent: int) -> SignSet:
    return signs if exponent % 2 else frozenset(sign * sign for sign in signs)
