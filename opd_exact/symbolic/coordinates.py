"""Changes of coordinates for polynomials: intervals to half-lines, simplices to weights."""

from collections.abc import Sequence

from opd_exact.symbolic.interval import Interval
from opd_exact.symbolic.polynomials import Polynomial, PolynomialRing

__all__ = [
    "blown_up_simplex",
    "interval_image",
    "quadratic_parts",
    "substituted",
]


def by_power(
    ring: PolynomialRing, polynomial: Polynomial, slots: Sequence[int]
) -> dict[int, dict[tuple[int, ...], int]]:
    """The terms of a polynomial by their total degree in the generators named."""
    parts: dict[int, dict[tuple[int, ...], int]] = {}
    for vector, coefficient in polynomial.to_dict().items():
        parts.setdefault(sum(int(vector[i]) for i in slots), {})[vector] = coefficient
    return parts


def substituted(
    ring: PolynomialRing, polynomial: Polynomial, slot: int, above: Polynomial, below: Polynomial
) -> Polynomial:
    """polynomial(x := above/below) * below**degree, for the generator x in the slot."""
    parts = by_power(ring, polynomial, [slot])
    degree = max(parts, default=0)
    if degree == 0:
        return polynomial
    total = ring.zero
    for power, terms in parts.items():
        bare = {(*vector[:slot], 0, *vector[slot + 1 :]): coefficient for vector, coefficient in terms.items()}
        total = total + ring.context.from_dict(bare) * above**power * below ** (degree - power)
    return total


def interval_image(ring: PolynomialRing, slot: int, interval: Interval) -> tuple[Polynomial, Polynomial] | None:
    """A fraction in the generator t of the slot that maps t > 0 (or t >= 0) onto the interval.

    An end that is included is reached at t = 0. None where the generator already is such a coordinate, where the
    interval is the whole line, and where both ends are included.
    """
    t, lower, upper = ring.generators[slot], interval.lower, interval.upper
    if lower is None and upper is None:
        return None
    if upper is None:
        assert lower is not None
        return None if lower == 0 else (lower.numerator + lower.denominator * t, ring.constant(lower.denominator))
    if lower is None:
        return upper.numerator - upper.denominator * t, ring.constant(upper.denominator)
    if interval.lower_closed and interval.upper_closed:
        return None
    if interval.upper_closed:
        lower, upper = upper, lower
    common = lower.denominator * upper.denominator
    above = lower.numerator * upper.denominator + upper.numerator * lower.denominator * t
    return above, common * (ring.one + t)


def blown_up_simplex(ring: PolynomialRing, polynomial: Polynomial, slots: Sequence[int]) -> Polynomial:
    """The polynomial with p_i = w_i/W, W the sum of all weights, times a power of W; w_i takes the slot of p_i."""
    total_weight = sum((ring.generators[i] for i in slots[1:]), ring.generators[slots[0]])
    parts = by_power(ring, polynomial, slots)
    degree = max(parts, default=0)
    total = ring.zero
    for power, terms in parts.items():
        total = total + ring.context.from_dict(terms) * total_weight ** (degree - power)
    return total


def quadratic_parts(
    ring: PolynomialRing, polynomial: Polynomial, slot: int
) -> tuple[Polynomial, Polynomial, Polynomial] | None:
    """a, b, c with polynomial = a*x**2 + b*x + c, or None where the degree in x is not 2."""
    if int(polynomial.degrees()[slot]) != 2:
        return None
    x = ring.generators[slot]
    parts = by_power(ring, polynomial, [slot])
    c, bx = (ring.context.from_dict(parts.get(power, {})) for power in (0, 1))
    return (polynomial - bx - c) / (x * x), bx / x, c
