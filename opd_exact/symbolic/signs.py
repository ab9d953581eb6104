"""Which signs a polynomial in the generators takes on the domain, by arguments that are proofs.

Each argument gives a set of signs that contains every sign that occurs; their intersection is the answer, so an
argument that finds nothing does no harm. The basic one looks at coefficients: a sum of terms of one sign has that
sign. The others bring a polynomial into coordinates where the basic one succeeds.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic.charts import (
    MOST_TERMS,
    at_fixed_values,
    generators_of,
    in_positive_coordinates,
    ranging_symbol,
)
from opd_exact.symbolic.coordinates import quadratic_parts
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.normal_form import Factors, NormalForm
from opd_exact.symbolic.polynomials import AtomPowers, Polynomial
from opd_exact.symbolic.signsets import (
    ANY,
    NEGATIVE,
    NONNEGATIVE,
    POSITIVE,
    ZERO,
    SignSet,
    sign_power,
    sign_product,
    signs_by_coefficients,
)
from opd_exact.symbolic.writing import atom_text

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra

__all__ = [
    "SignArgument",
    "Signs",
]

# Splitting a symbol's range multiplies the work by three.
_MOST_SPLITS = 3
_MOST_COMPLETIONS = 2


@dataclass(frozen=True)
class SignArgument:
    """One argument about the signs of a polynomial: what it found, and what it rests on.

    `image` is the polynomial whose coefficients were looked at, in coordinates with the signs `kinds`; `parts` are the
    polynomials, each with the domain's part, whose signs the argument combines.
    """

    name: str
    found: SignSet
    image: Polynomial | None = None
    kinds: tuple[SignSet, ...] = ()
    parts: "tuple[tuple[Signs, Polynomial], ...]" = ()


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
        self._learned: dict[int, tuple[SignSet, Polynomial | None]] = {}
        self._parts: dict[sympy.Symbol, tuple[Signs, ...]] = {}

    def declare_positive(self, factors: Factors) -> None:
        """Take a product as positive: fixes the sign of its one factor of odd power whose sign is not known."""
        self._learn(POSITIVE, factors.scalar, factors.atoms, None)
        self._known.clear()

    def learn(self, polynomial: Polynomial, content: int, powers: AtomPowers) -> None:
        """Remember what the coefficients of a polynomial say about the sign of its one atom of several terms."""
        ring = self.algebra.ring
        if any(not ring.is_generator(atom) and atom not in self._learned for atom in powers):
            signs = signs_by_coefficients(polynomial, self._kinds)
            if signs in (POSITIVE, NEGATIVE):
                self._learn(signs, content, powers, polynomial)

    def _learn(
        self, signs: SignSet, scalar: Fraction | int, powers: Mapping[int, int], source: Polynomial | None
    ) -> None:
        unknown = []
        sign = next(iter(signs)) * (1 if scalar > 0 else -1)
        for atom, power in powers.items():
            if power % 2:
                is_generator = self.algebra.ring.is_generator(atom)
                known = self.of_atom(atom) if is_generator else self._learned.get(atom, (ANY, None))[0]
                if known == NEGATIVE:
                    sign = -sign
                elif known != POSITIVE:
                    unknown.append(atom)
        if len(unknown) == 1:
            self._learned[unknown[0]] = (frozenset({sign}), source)

    # -- what callers ask -------------------------------------------------------------------------------------------

    def of_atom(self, atom: int) -> SignSet:
        """The signs that an atom may take."""
        learned = self._learned.get(atom)
        if learned is not None:
            return learned[0]
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
            result = sign_product(result, sign_power(signs, power))
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
        signs = ANY
        for argument in self.arguments(polynomial, completions):
            signs = signs & argument.found
            if len(signs) == 1:
                break
        if not signs:
            raise InputError("two sign arguments contradict each other: the declared conditions have no common point")
        return signs

    def arguments(self, polynomial: Polynomial, completions: int = _MOST_COMPLETIONS) -> Iterator[SignArgument]:
        """What is found about the signs of a polynomial, cheap arguments first."""
        yield self._by_coefficients(polynomial, self._kinds)
        if polynomial.is_constant():
            return
        yield from self._by_memory(polynomial)
        if len(polynomial) > MOST_TERMS:
            return
        polynomial = at_fixed_values(self.algebra, self.domain, polynomial, self._kinds)
        if polynomial.is_constant():
            yield self._by_coefficients(polynomial, self._kinds)
            return
        for image, kinds in in_positive_coordinates(self.algebra, self.domain, polynomial, self._kinds):
            yield self._by_coefficients(image, kinds)
        yield from self._by_factors(polynomial, completions)
        if completions:
            yield from self._by_completing_squares(polynomial, completions - 1)
        yield from self._by_splitting(polynomial)

    def _by_coefficients(self, polynomial: Polynomial, kinds: Sequence[SignSet]) -> SignArgument:
        return SignArgument("coefficients", signs_by_coefficients(polynomial, kinds), polynomial, tuple(kinds))

    def _by_memory(self, polynomial: Polynomial) -> Iterator[SignArgument]:
        """Signs that were declared, or found where the polynomial was still written with all its generators."""
        for sign in (1, -1):
            atom = self.algebra.ring.index_of(sign * polynomial)
            if atom in self._learned:
                signs, source = self._learned[atom]
                name = "declared" if source is None else "coefficients before elimination"
                yield SignArgument(name, sign_product(signs, frozenset({sign})), source, tuple(self._kinds))

    def _by_factors(self, polynomial: Polynomial, completions: int) -> Iterator[SignArgument]:
        try:
            content, powers = self.algebra.ring.factor(polynomial)
        except OutsideClass:
            return
        if len(powers) == 1 and next(iter(powers.values())) == 1 and abs(content) == 1:
            return
        found = POSITIVE if content > 0 else NEGATIVE
        factors = []
        for atom, power in powers.items():
            factors.append((self, self.algebra.ring.atom(atom)))
            found = sign_product(found, sign_power(self.of(factors[-1][1], completions=completions), power))
        yield SignArgument("factors", found, parts=tuple(factors))

    def _by_completing_squares(self, polynomial: Polynomial, completions: int) -> Iterator[SignArgument]:
        """4a(ax^2 + bx + c) = (2ax + b)^2 + (4ac - b^2)."""
        for index in generators_of(self.algebra, polynomial):
            parts = quadratic_parts(self.algebra.ring, polynomial, index)
            if parts is None:
                continue
            a, b, c = parts
            leading = self.of(a, completions=completions)
            if leading not in (POSITIVE, NEGATIVE):
                continue
            discriminant = 4 * a * c - b * b
            rest = self.of(discriminant, completions=completions)
            if rest <= NONNEGATIVE:
                found = sign_product(leading, NONNEGATIVE if 0 in rest else POSITIVE)
                yield SignArgument("square completed", found, parts=((self, a), (self, discriminant)))

    def _by_splitting(self, polynomial: Polynomial) -> Iterator[SignArgument]:
        """The signs on the parts of the domain where a symbol is negative, zero and positive, together."""
        if self._splits == 0:
            return
        for symbol in self._splittable(generators_of(self.algebra, polynomial)):
            parts = self._parts_by(symbol)
            found = frozenset[int]().union(*(part.of(polynomial) for part in parts))
            yield SignArgument(f"cases of {symbol}", found, parts=tuple((part, polynomial) for part in parts))

    def cuts(self, form: NormalForm) -> Iterator[tuple[sympy.Symbol, "tuple[Signs, ...]"]]:
        """The symbols on which a form depends and whose range can be cut, with the parts."""
        if self._splits == 0:
            return
        ring = self.algebra.ring
        used: set[int] = set()
        for log, fractions in form.terms.items():
            atoms = {atom for atom, _ in log} | {atom for _, below in fractions for atom, _ in below}
            for polynomial in (*fractions.values(), *(ring.atom(atom) for atom in atoms)):
                used.update(generators_of(self.algebra, polynomial))
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

    def on(self, symbol: sympy.Symbol, interval: Interval) -> "Signs":
        """The same arguments on the part of the domain where the symbol lies in the interval."""
        return self.within(self.domain.restrict(symbol, interval), max(self._splits - 1, 0))

    def within(self, domain: Domain, splits: int = _MOST_SPLITS) -> "Signs":
        """The same arguments on a part of the domain."""
        part = Signs(self.algebra, domain, splits)
        part._learned = self._learned
        return part

    def _splittable(self, generators: Iterable[int]) -> list[sympy.Symbol]:
        """Symbols among the generators used, directly or through an exponent, whose range can be cut."""
        algebra = self.algebra
        used = set(generators)
        for index in tuple(used):
            exponent = algebra.exponent_of(index)
            if exponent is not None:
                used.update(generators_of(self.algebra, exponent[2]))
        symbols = []
        for index in sorted(used):
            generator = algebra.generators[index]
            if not ranging_symbol(generator, self.domain):
                continue
            interval = self.domain.interval(generator.symbol)
            both_closed = interval.lower_closed and interval.upper_closed
            if interval.value is None and (len(interval.signs) > 1 or both_closed):
                symbols.append(generator.symbol)
        return symbols[: self._splits]
