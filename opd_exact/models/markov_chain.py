"""Finite Markov chains with exact rational entries, and how often they visit each state within a horizon.

Three routes lead to the visits, so that they can be held against each other: the recursion as a textbook has it, exact
doubling in scaled integers, and doubling in balls for horizons at which the exact numbers would have too many digits.

Index legend: s and s' are states, t = 0, …, T-1 a time; rows are states now, columns states next, d_{t+1} = d_t P.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import flint

from opd_exact.numbers import Ball, RationalLike, exact_rational, working_precision
from opd_exact.numbers.errors import InputError, OutsideDomain

__all__ = [
    "MarkovChain",
    "Matrix",
    "Row",
    "read_distribution",
    "read_rows",
]

Row = tuple[Fraction, ...]
Matrix = tuple[Row, ...]

DEFAULT_BITS = 192


@dataclass(frozen=True)
class MarkovChain:
    """A start distribution d_0 and a transition matrix P(s, s'), row-stochastic.

    Raises:
        InputError: the shapes do not fit, an entry is negative or a row does not sum to one.

    >>> chain = MarkovChain.of(["1", "0"], [["0.9", "0.1"], ["0.5", "0.5"]])
    >>> [str(share) for share in chain.visitation(2)]
    ['19/20', '1/20']
    >>> chain.visitation(50) == chain.visitation_by_recursion(50)
    True
    """

    start: Row
    transition: Matrix

    def __post_init__(self) -> None:
        _require_distribution(self.start, "start")
        size = len(self.start)
        if len(self.transition) != size:
            raise InputError(f"transition has {len(self.transition)} rows for {size} states; expected one for each")
        for s, row in enumerate(self.transition):
            if len(row) != size:
                raise InputError(f"transition[{s}] has {len(row)} entries, expected {size}, one for each state")
            _require_distribution(row, f"transition[{s}]")

    @classmethod
    def of(cls, start: Sequence[RationalLike], transition: Sequence[Sequence[RationalLike]]) -> "MarkovChain":
        """The chain whose entries are written as anything that has an exact rational value."""
        return cls(read_distribution(start, "start"), read_rows(transition, "transition"))

    def _repr_html_(self) -> str:
        from opd_exact.models.display import markov_chain_html

        return markov_chain_html(self)

    def distributions(self) -> Iterator[Row]:
        """d_0, d_1, d_2, …, without end."""
        now, states = self.start, range(len(self.start))
        while True:
            yield now
            now = tuple(sum((now[s] * self.transition[s][after] for s in states), Fraction(0)) for after in states)

    def visits(self, horizon: int) -> Row:
        """The expected number of visits Σ_{t<T} d_t(s) of each state, start included; exact.

        With P = A/m the sum of P^t over t < T is S_T / m^(T-1), and sums over 2T steps come from sums over T:
        S_2T = m^T S_T + S_T A^T. So powers are formed by squaring, in integers, and a fraction is formed once.

        Raises:
            InputError: the horizon is not positive.
        """
        scale = lcm(*(entry.denominator for row in self.transition for entry in row))
        whole = [[int(entry * scale) for entry in row] for row in self.transition]
        size = range(len(self.start))
        one = flint.fmpz_mat([[int(i == j) for j in size] for i in size])
        total = _geometric_sum(one, flint.fmpz_mat(whole), flint.fmpz(scale), horizon)
        return self._from_start(total, flint.fmpz(scale) ** (horizon - 1))

    def _from_start(self, total: flint.fmpz_mat, scale: flint.fmpz) -> Row:
        common = lcm(*(mass.denominator for mass in self.start))
        weights = [int(mass * common) for mass in self.start]
        size = range(len(self.start))
        counts = [sum((weights[s] * total[s, after] for s in size), flint.fmpz(0)) for after in size]
        below = scale * common
        return tuple(_fraction(flint.fmpq(count, below)) for count in counts)

    def visitation(self, horizon: int) -> Row:
        """The mean of d_0, …, d_{T-1}: visits over horizon, a distribution over states; exact."""
        return tuple(count / horizon for count in self.visits(horizon))

    def visitation_by_recursion(self, horizon: int) -> Row:
        """The same as the definition has it, one step after another; for horizons up to some hundred."""
        _require_horizon(horizon)
        total = (Fraction(0),) * len(self.start)
        for _, now in zip(range(horizon), self.distributions(), strict=False):
            total = tuple(so_far + here for so_far, here in zip(total, now, strict=True))
        return tuple(count / horizon for count in total)

    def visitation_balls(self, horizon: int, bits: int = DEFAULT_BITS) -> tuple[Ball, ...]:
        """Enclosures of the visitation by doubling in balls: as fast at a horizon of millions as at one of ten.

        >>> chain = MarkovChain.of(["1", "0"], [["0.9", "0.1"], ["0.5", "0.5"]])
        >>> [ball.decimal(12)[0] for ball in chain.visitation_balls(10**6)]
        ['0.833333611111', '0.166666388889']
        """
        size = range(len(self.start))
        with working_precision(bits):
            one = flint.arb_mat([[int(i == j) for j in size] for i in size])
            chain = flint.arb_mat([[_arb(entry) for entry in row] for row in self.transition])
            total = _geometric_sum(one, chain, flint.arb(1), horizon)
            start = flint.arb_mat([[_arb(mass) for mass in self.start]])
            share = start * total
            return tuple(Ball.from_arb(share[0, s] / horizon) for s in size)

    def stationary(self) -> Row:
        """The one distribution d = d P; exact.

        Raises:
            OutsideDomain: there is more than one.

        >>> [str(mass) for mass in MarkovChain.of(["1", "0"], [["0.9", "0.1"], ["0.5", "0.5"]]).stationary()]
        ['5/6', '1/6']
        """
        size = len(self.start)
        # d (P - I) = 0 in columns, with the last equation replaced by Σ d = 1.
        system = flint.fmpq_mat(
            [
                [_fmpq(self.transition[s][after] - int(s == after)) for s in range(size)]
                if after < size - 1
                else [flint.fmpq(1)] * size
                for after in range(size)
            ]
        )
        right = flint.fmpq_mat([[flint.fmpq(int(after == size - 1))] for after in range(size)])
        if not system.det():
            raise OutsideDomain("the chain has more than one stationary distribution; it falls into separate parts")
        solution = system.solve(right)
        return tuple(_fraction(solution[s, 0]) for s in range(size))


def read_distribution(values: Sequence[RationalLike], what: str) -> Row:
    """A distribution as exact rationals.

    Raises:
        InputError: an entry is negative or the sum is not one; `what` names the object.
    """
    row = tuple(exact_rational(value) for value in values)
    _require_distribution(row, what)
    return row


def read_rows(values: Sequence[Sequence[RationalLike]], what: str) -> Matrix:
    """Distributions as the rows of a matrix; errors as of `read_distribution`."""
    return tuple(read_distribution(row, f"{what}[{s}]") for s, row in enumerate(values))


def _geometric_sum(one: Any, chain: Any, scale: Any, horizon: int) -> Any:
    """Σ_{t<T} scale^(T-1-t) chain^t, by squaring; one, chain and scale are over the same ring of flint."""
    _require_horizon(horizon)
    steps, power, total = 1, chain, one
    for bit in bin(horizon)[3:]:
        total = total * scale**steps + total * power
        power, steps = power * power, 2 * steps
        if bit == "1":
            total = total * scale + power
            power, steps = power * chain, steps + 1
    return total


def _require_horizon(horizon: int) -> None:
    if horizon < 1:
        raise InputError(f"horizon {horizon}: expected at least one time step")


def _require_distribution(row: Row, what: str) -> None:
    for s, mass in enumerate(row):
        if mass < 0:
            raise InputError(f"{what}[{s}] is {mass}, expected a probability >= 0")
    total = sum(row, Fraction(0))
    if total != 1:
        raise InputError(
            f"{what}: entries sum to {total}, expected 1 ({'over' if total > 1 else 'short'} by {abs(1 - total)})"
        )


def _arb(value: Fraction) -> flint.arb:
    return flint.arb(_fmpq(value))


def _fmpq(value: Fraction) -> flint.fmpq:
    return flint.fmpq(value.numerator, value.denominator)


def _fraction(value: flint.fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
