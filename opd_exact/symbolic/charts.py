"""Coordinates of a domain that take positive or nonnegative values, for the sign argument by coefficients."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from opd_exact.symbolic.coordinates import blown_up_simplex, interval_image, substituted
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.generators import Generator
from opd_exact.symbolic.polynomials import Polynomial
from opd_exact.symbolic.signsets import NONNEGATIVE, POSITIVE, ZERO, SignSet, signs_by_coefficients

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra

__all__ = [
    "MOST_TERMS",
    "at_fixed_values",
    "generators_of",
    "in_positive_coordinates",
    "ranging_symbol",
]

# A polynomial that grows longer than this in new coordinates is given up.
MOST_TERMS = 3000

Kinds = Sequence[SignSet]


def generators_of(algebra: "Algebra", polynomial: Polynomial) -> list[int]:
    """The generators that occur in a polynomial."""
    return [i for i, degree in enumerate(polynomial.degrees()) if degree and i < len(algebra.generators)]


def ranging_symbol(generator: Generator, domain: Domain) -> bool:
    """Whether the generator is a symbol itself, with a range of its own."""
    if generator.kind != "parameter" or generator.root != 1 or generator.symbol is None:
        return False
    return domain.simplex_of(generator.symbol) is None


def at_fixed_values(algebra: "Algebra", domain: Domain, polynomial: Polynomial, kinds: Kinds) -> Polynomial:
    """Symbols whose range is one number replaced by it, exponentials with exponent zero by 1; up to a positive
    factor."""
    ring = algebra.ring
    for index in range(len(algebra.generators)):
        exponent = algebra.exponent_of(index)
        if exponent is not None and signs_by_coefficients(exponent[2], kinds) == ZERO:
            polynomial = substituted(ring, polynomial, index, ring.one, ring.one)
    for index, generator in enumerate(algebra.generators):
        if ranging_symbol(generator, domain):
            value = domain.interval(generator.symbol).value
            if value is not None:
                numerator, denominator = ring.constant(value.numerator), ring.constant(value.denominator)
                polynomial = substituted(ring, polynomial, index, numerator, denominator)
    return polynomial


def in_positive_coordinates(
    algebra: "Algebra", domain: Domain, polynomial: Polynomial, kinds: Kinds
) -> Iterator[tuple[Polynomial, Kinds]]:
    """The polynomial, up to a positive factor, in other coordinates, with the signs that these take.

    Each change of coordinates may make the polynomial longer, so the result of every step is offered.
    """
    if algebra.plan.coordinates == "substitution":
        for simplex in domain.simplices:
            slots = [algebra.index[symbol.name] for symbol in simplex if symbol.name in algebra.index]
            if len(slots) > 1:
                polynomial = blown_up_simplex(algebra.ring, polynomial, slots)
        yield polynomial, kinds
    for order in (0, 1):
        if len(polynomial) > MOST_TERMS:
            return
        changed, signs = _exponentials_from_one(algebra, domain, polynomial, kinds, order)
        if order == 0 or changed != polynomial:
            yield changed, signs
            yield from _half_lines(algebra, domain, changed, signs)


def _exponentials_from_one(
    algebra: "Algebra", domain: Domain, polynomial: Polynomial, kinds: Kinds, order: int
) -> tuple[Polynomial, Kinds]:
    """An exponential with a positive exponent m/d as 1 + s for order 0, as 1 + m/d + s for order 1, with s > 0.

    From exp(x) > 1 + x for x != 0. Leaving the tie between s and m loose only enlarges the set of points. With a
    negative exponent the reciprocal is taken.
    """
    ring = algebra.ring
    changed = list(kinds)
    for index in generators_of(algebra, polynomial):
        exponent = algebra.exponent_of(index)
        if exponent is None or exponent[0] or len(polynomial) > MOST_TERMS:
            continue
        monomial, below = exponent[2], ring.constant(exponent[1][0])
        signs = signs_by_coefficients(monomial, kinds)
        if {-1, 1} <= signs:
            continue
        above = below + below * ring.generators[index]
        # A monomial in generators that have been replaced already would mean something else by now.
        if order and all(ranging_symbol(algebra.generators[i], domain) for i in generators_of(algebra, monomial)):
            above = above + (monomial if -1 not in signs else -monomial)
        fraction = (above, below) if -1 not in signs else (below, above)
        polynomial = substituted(ring, polynomial, index, *fraction)
        changed[index] = NONNEGATIVE if 0 in signs else POSITIVE
    return polynomial, changed


def _half_lines(
    algebra: "Algebra", domain: Domain, polynomial: Polynomial, kinds: Kinds
) -> Iterator[tuple[Polynomial, Kinds]]:
    """A symbol over an interval as a function of a coordinate over (0, oo) or [0, oo)."""
    changed = list(kinds)
    for index in generators_of(algebra, polynomial):
        generator = algebra.generators[index]
        if not ranging_symbol(generator, domain):
            continue
        interval = domain.interval(generator.symbol)
        image = interval_image(algebra.ring, index, interval)
        if image is not None:
            polynomial = substituted(algebra.ring, polynomial, index, *image)
            changed[index] = NONNEGATIVE if interval.lower_closed or interval.upper_closed else POSITIVE
            if len(polynomial) > MOST_TERMS:
                return
    yield polynomial, changed
