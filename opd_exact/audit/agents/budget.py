"""Where a float program's distance from the ideal comes from: four amounts, each enclosed, that sum to the whole.

With the observed float, the twin on the binary and on the nominal reading, the twin without floors and penalties, and
the ideal:

==============  =========================================================  =========================================
amount          difference                                                 cause
==============  =========================================================  =========================================
arithmetic      observed - twin on the binary reading                      rounding of the program's own operations
input           twin on the binary - twin on the nominal reading           rounding of tables and settings
regularization  twin on the nominal reading - the same without floors      clipped logs, penalties, padding
approximation   twin without floors - ideal                                mean field, pruning, truncated depth
==============  =========================================================  =========================================

observed - ideal is the sum of the four by construction, signs included; each may be larger than the sum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import (
    Ball,
    BudgetExhausted,
    ComputedReal,
    Enclosable,
    LogForm,
    enclose,
    ulp_error,
    working_precision,
)
from opd_exact.numbers.decimals import enclosing_decimals
from opd_exact.numbers.errors import OutsideClass

__all__ = [
    "CAUSES",
    "Chain",
    "ErrorBudget",
    "error_budget",
    "upper_text",
]

CAUSES = ("input", "regularization", "approximation", "arithmetic")

# Far beyond what any float holds: to 40 digits, or to this absolute radius where a number is tiny.
_DIGITS = 40
_RADIUS = Fraction(1, 10**80)
_MOST_BITS = 16384


@dataclass(frozen=True)
class Chain:
    """One quantity at the four stages between the float run and the ideal; `ideal` is None where none is computed."""

    binary: Enclosable
    nominal: Enclosable
    bare: Enclosable
    ideal: Enclosable | Fraction | None


@dataclass(frozen=True)
class ErrorBudget:
    """One observed float and the enclosed amounts of the table above; those that need the ideal are None without it.

    `amounts` are signed; `bound(cause)` is a rigorous upper bound on the size of one. `ulps` bounds the arithmetic
    amount in units in the last place of the observed float, None where that has no such unit. `step` is None for a
    number about the whole run.
    """

    quantity: str
    step: int | None
    observed: Fraction
    dtype: str
    twin: Ball
    ideal: Ball | None
    amounts: Mapping[str, Ball | None]
    total: Ball | None
    ulps: Fraction | None

    def bound(self, cause: str) -> Fraction | None:
        """An upper bound on the size of one amount."""
        amount = self.amounts[cause]
        return None if amount is None else _size(amount)

    @property
    def bounds(self) -> dict[str, Fraction]:
        """The bounds of all four amounts.

        Raises:
            OutsideClass: there is no ideal, so that one of them is not known.
        """
        found = {cause: self.bound(cause) for cause in CAUSES}
        known = {cause: bound for cause, bound in found.items() if bound is not None}
        if len(known) < len(CAUSES):
            raise OutsideClass(f"{self.quantity}: no ideal was computed, so the approximation is not known")
        return known

    @property
    def distance(self) -> Fraction | None:
        """An upper bound on the distance of the observed float from the ideal."""
        return None if self.total is None else _size(self.total)

    def as_json(self, digits: int) -> dict[str, Any]:
        """The budget as JSON values: decimal strings with |truth - mid| <= rad."""
        return {
            "quantity": self.quantity,
            "step": self.step,
            "observed": repr(float(self.observed)),
            "twin": _ball_json(self.twin, digits),
            "ideal": _ball_json(self.ideal, digits),
            "amounts": {cause: _ball_json(self.amounts[cause], digits) for cause in CAUSES},
            "bounds": {cause: _bound_text(self.bound(cause)) for cause in CAUSES},
            "total": _ball_json(self.total, digits),
            "ulps": _bound_text(self.ulps),
        }

    def _repr_html_(self) -> str:
        from opd_exact.audit.agents.display import error_budget_html

        return error_budget_html(self)


def error_budget(quantity: str, step: int | None, observed: Fraction, dtype: str, chain: Chain) -> ErrorBudget:
    """The budget of one observed number, given as the exact value of a float of that dtype.

    >>> stages = Chain(*map(Ball.from_rational, ("3/8", "1/4", "1/4", "1/8")))
    >>> budget = error_budget("p", 0, Fraction(1, 2), "float64", stages)
    >>> [budget.amounts[cause].decimal(3)[0] for cause in CAUSES], budget.total.decimal(3)[0]
    (['0.125', '0', '0.125', '0.125'], '0.375')
    """
    seen = Ball.from_rational(observed)
    binary, nominal, bare = (_enclosed(value) for value in (chain.binary, chain.nominal, chain.bare))
    ideal = None if chain.ideal is None else _enclosed(chain.ideal)
    amounts: dict[str, Ball | None] = {
        "input": binary - nominal,
        "regularization": nominal - bare,
        "approximation": None if ideal is None else bare - ideal,
        "arithmetic": seen - binary,
    }
    scalar = np.dtype(dtype).type(float(observed))
    return ErrorBudget(
        quantity=quantity,
        step=step,
        observed=observed,
        dtype=dtype,
        twin=binary,
        ideal=ideal,
        amounts=amounts,
        total=None if ideal is None else seen - ideal,
        ulps=ulp_error(scalar, binary),
    )


def upper_text(bound: Fraction) -> str:
    """A bound that is not negative, rounded up to two significant decimal digits.

    >>> upper_text(Fraction(1, 30000)), upper_text(Fraction(0))
    ('3.4e-5', '0')
    """
    return enclosing_decimals(0, bound.numerator, bound.denominator, 1)[1] if bound else "0"


def _enclosed(value: Enclosable | Fraction) -> Ball:
    """A ball narrow enough for any budget; a number like 10**-1000 needs no digits of its own.

    Raises:
        BudgetExhausted: no such ball is found at 16384 bits.
    """
    if not isinstance(value, ComputedReal | LogForm):
        return enclose(value, _DIGITS)
    bits = 192
    while bits <= _MOST_BITS:
        with working_precision(bits):
            ball = Ball.from_arb(value.arb())
        if ball.radius <= max(_RADIUS, abs(ball.middle) / 10**_DIGITS):
            return ball
        bits *= 2
    raise BudgetExhausted(f"{value}: not enclosed to {_DIGITS} digits at {_MOST_BITS} bits")


def _size(amount: Ball) -> Fraction:
    return max(abs(amount.lower), abs(amount.upper))


def _ball_json(ball: Ball | None, digits: int) -> dict[str, str] | None:
    if ball is None:
        return None
    mid, rad = ball.decimal(digits)
    return {"mid": mid, "rad": rad}


def _bound_text(bound: Fraction | None) -> str | None:
    return None if bound is None else upper_text(bound)
