"""Whether two exact forms are rational multiples of each other."""

from fractions import Fraction

from opd_exact.numbers.basis import over_basis
from opd_exact.numbers.logform import LogForm

__all__ = [
    "proportion",
]


def proportion(numerator: LogForm, divisor: LogForm) -> Fraction | None:
    """The rational q with numerator = q * divisor, if there is one: decided. The divisor must not be 0.

    Both forms are written over one basis by a single reduction of divisor + M * numerator, with an integer M so large
    that the two parts of a coefficient can be told apart again. They are proportional if and only if their coefficients
    (and their constants) are.
    """
    if numerator.is_zero():
        return Fraction(0)
    if numerator.constant or divisor.constant:
        if not (numerator.constant and divisor.constant):
            return None
        candidate = numerator.constant / divisor.constant
        return candidate if numerator == divisor.scaled(candidate) else None
    pairs = _over_common_basis(numerator, divisor)
    first = next((pair for pair in pairs if pair[1]), None)
    if first is None:
        return None
    above, below = first
    if any(a * below != above * b for a, b in pairs):
        return None
    return Fraction(above, below) * Fraction(divisor._denominator, numerator._denominator)


def _over_common_basis(left: LogForm, right: LogForm) -> list[tuple[int, int]]:
    """The coefficients of both forms (times their denominators) over one basis."""
    merged: dict[int, int] = {}
    # an atom of k bits contributes at most k times its coefficient to one element of the basis
    bound = sum(abs(coefficient) * atom.bit_length() for atom, coefficient in right._logs.items())
    factor = 2 * bound + 1
    for atom, coefficient in left._logs.items():
        merged[atom] = factor * coefficient
    for atom, coefficient in right._logs.items():
        merged[atom] = merged.get(atom, 0) + coefficient
    refined, _ = over_basis(merged)
    pairs = []
    for total in refined.values():
        below = (total + bound) % factor - bound
        pairs.append(((total - below) // factor, below))
    return pairs
