"""Comparisons of balls with thresholds, decided at some precision or not at all."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from flint import arb, fmpq

from opd_exact.numbers import working_precision
from opd_exact.numbers.errors import UnknownTruth

__all__ = [
    "FIRST_BITS",
    "Undecided",
    "arb_of",
    "exceeds",
    "with_enough_bits",
]

FIRST_BITS = 256
"""The precision at which the twin starts: mostly enough for 30 digits of the posteriors of a tree of five levels."""

T = TypeVar("T")


class Undecided(Exception):
    """A ball holds numbers on both sides of a threshold; caught where precision is raised, never shown to a caller."""


def exceeds(number: arb, threshold: Fraction, place: Callable[[], str]) -> bool:
    """Whether the number is strictly above the threshold.

    Raises:
        Undecided: the ball does not tell; `place()` says what was compared.
    """
    bound = arb_of(threshold)
    if number > bound:
        return True
    if number <= bound:
        return False
    raise Undecided(f"{place()}: {number.str(20)} against the threshold {threshold}")


def with_enough_bits(run: Callable[[int], T], limit_bits: int) -> tuple[T, int]:
    """The result of `run(bits)` at the first precision, doubled from `FIRST_BITS`, that leaves nothing undecided.

    Raises:
        UnknownTruth: something is still undecided at the limit; the message names the place.
    """
    bits = min(FIRST_BITS, limit_bits)
    while True:
        try:
            with working_precision(bits):
                return run(bits), bits
        except Undecided as undecided:
            if bits >= limit_bits:
                raise UnknownTruth(f"{undecided}: not decided at {bits} bits") from None
        bits = min(2 * bits, limit_bits)


def arb_of(value: Fraction) -> arb:
    """The ball of a rational at the current precision."""
    return arb(fmpq(value.numerator, value.denominator))
