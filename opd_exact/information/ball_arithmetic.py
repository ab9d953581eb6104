"""The arithmetic of rigorous enclosures: every amount is a ball that contains the true one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from opd_exact.information.arithmetic import Amount, Power, Term
from opd_exact.numbers import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Ball,
    Infinity,
    InputError,
    OutsideDomain,
    UnknownTruth,
    exact_rational,
    working_precision,
)

__all__ = [
    "BallArithmetic",
]


@dataclass(frozen=True)
class BallArithmetic:
    """Cells and amounts are `Ball`, computed at `bits` of working precision."""

    bits: int = 128
    name: str = "balls"

    def from_exact(self, value: Fraction) -> Ball:
        """A ball around a rational, as narrow as the working precision allows."""
        return Ball.from_rational(value, bits=self.bits)

    def is_zero(self, cell: Ball) -> bool:
        """Whether the ball is the point 0."""
        return cell.sign() == 0

    def sum(self, cells: Iterable[Ball]) -> Ball:
        """A ball that contains the sum."""
        with working_precision(self.bits):
            return Ball.from_arb(sum((cell.arb for cell in cells), arb(0)))

    def quotient(self, numerator: Ball, denominator: Ball) -> Ball:
        """A ball that contains numerator / denominator.

        Raises:
            UnknownTruth: the denominator is not told from 0.
        """
        _known_sign(denominator, "a denominator")
        with working_precision(self.bits):
            return Ball.from_arb(numerator.arb / denominator.arb)

    def total(self, terms: Iterable[Term]) -> Amount:
        """A ball that contains the sum of c log r over the terms (c, r).

        Raises:
            UnknownTruth: an r, or the sign of a c over r = 0, is not told from 0.
        """
        found = arb(0)
        infinite: set[Infinity] = set()
        with working_precision(self.bits):
            for c, r in terms:
                if c.sign() == 0:
                    continue
                if r.sign() == 0:
                    infinite.add(NEGATIVE_INFINITY if _known_sign(c, "the factor of log 0") > 0 else POSITIVE_INFINITY)
                    continue
                _require_positive(r, "the argument of a logarithm")
                found += c.arb * r.arb.log()
        return _only(infinite) if infinite else Ball.from_arb(found)

    def power_sum(self, products: Iterable[Sequence[Power]]) -> Amount:
        """A ball that contains the sum over the products of their factors r**e; exponents are rationals or balls."""
        found = arb(0)
        with working_precision(self.bits):
            for factors in products:
                read = [(r, _exponent(e)) for r, e in factors]
                zeros = [e for r, e in read if r.sign() == 0]
                if any(e >= 0 for e in zeros):
                    continue
                if zeros:
                    if not all(e < 0 for e in zeros):
                        raise UnknownTruth(f"0**({zeros[0]}): the sign of the exponent is not known")
                    return POSITIVE_INFINITY
                product = arb(1)
                for r, e in read:
                    _require_positive(r, "the base of a power")
                    product *= r.arb**e
                found += product
        return Ball.from_arb(found)

    def add(self, amounts: Iterable[Amount]) -> Amount:
        """The sum of amounts."""
        listed = list(amounts)
        infinite = {amount for amount in listed if isinstance(amount, Infinity)}
        return _only(infinite) if infinite else self.sum(listed)

    def logarithm(self, amount: Amount) -> Amount:
        """The logarithm of an amount."""
        if isinstance(amount, Infinity):
            return amount
        if amount.sign() == 0:
            return NEGATIVE_INFINITY
        _require_positive(amount, "the argument of a logarithm")
        with working_precision(self.bits):
            return Ball.from_arb(amount.arb.log())

    def require_nonnegative(self, cells: Sequence[Ball], place: Callable[[int], str]) -> None:
        """Refuse a ball all of whose points are negative."""
        for position, cell in enumerate(cells):
            if cell.upper < 0:
                raise InputError(f"{place(position)} is {cell!r}, expected a probability >= 0")

    def require_unit_sum(self, cells: Sequence[Ball], place: str) -> None:
        """Refuse cells whose sum cannot be 1."""
        found = self.sum(cells)
        if not found.contains(1):
            raise InputError(f"{place}: entries sum to {found!r}, which excludes 1; divide by the sum")


def _known_sign(ball: Ball, role: str) -> int:
    sign = ball.sign()
    if sign is None:
        raise UnknownTruth(f"{ball!r} as {role} is not told from 0; evaluate it at more digits, or pass 0 if it is 0")
    return sign


def _require_positive(ball: Ball, role: str) -> None:
    if _known_sign(ball, role) < 0:
        raise OutsideDomain(f"{ball!r} as {role} is negative")


def _exponent(value: object) -> arb:
    if isinstance(value, Ball):
        return value.arb
    rational = exact_rational(value)
    return arb(fmpq(rational.numerator, rational.denominator))


def _only(infinite: set[Infinity]) -> Infinity:
    if len(infinite) > 1:
        raise OutsideDomain("terms of +∞ and of -∞ occur together, so the sum has no value")
    return infinite.pop()
