"""The symbolic arithmetic: SymPy expressions in and out, assembled and never simplified.

SymPy is imported when the first expression arrives, not before. What the expressions mean (which symbols are positive,
which lie on a simplex) is declared where a statement is proved; here only structural facts count.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.information.arithmetic import Amount, Power, Term
from opd_exact.numbers import InputError, OutsideDomain, exact_rational

__all__ = [
    "SymbolicArithmetic",
]


@dataclass(frozen=True)
class SymbolicArithmetic:
    """Cells and amounts are SymPy expressions; a zero is dropped only where it is the number 0 itself."""

    name: str = "symbolic"

    def from_exact(self, value: Fraction) -> Any:
        """The rational as a SymPy number."""
        import sympy

        return sympy.Rational(value.numerator, value.denominator)

    def is_zero(self, cell: Any) -> bool:
        """Whether the expression is the number 0."""
        return bool(cell == 0)  # SymPy compares by structure

    def sum(self, cells: Iterable[Any]) -> Any:
        """The sum of cells."""
        import sympy

        return sympy.Add(*cells)

    def quotient(self, numerator: Any, denominator: Any) -> Any:
        """numerator / denominator, not canceled."""
        return numerator / denominator

    def total(self, terms: Iterable[Term]) -> Amount:
        """The sum of c log r over the terms (c, r), not expanded."""
        import sympy

        summands = []
        infinite = set()
        for c, r in terms:
            if c == 0:
                continue
            if r == 0:
                infinite.add(-sympy.oo if _is_positive(c) else sympy.oo)
            else:
                summands.append(c * sympy.log(r))
        return _only(infinite) if infinite else sympy.Add(*summands)

    def power_sum(self, products: Iterable[Sequence[Power]]) -> Amount:
        """The sum over the products of their factors r**e; the sign of an exponent over 0 must be known."""
        import sympy

        summands = []
        for factors in products:
            read = [(r, e if isinstance(e, sympy.Expr) else self.from_exact(exact_rational(e))) for r, e in factors]
            exponents = [e for r, e in read if r == 0]
            if any(e.is_nonnegative for e in exponents):
                continue
            if exponents:
                if not all(e.is_negative for e in exponents):
                    raise OutsideDomain(f"0**({exponents[0]}): the sign of the exponent must be known")
                return sympy.oo
            summands.append(sympy.Mul(*(r**e for r, e in read)))
        return sympy.Add(*summands)

    def add(self, amounts: Iterable[Amount]) -> Amount:
        """The sum of amounts."""
        import sympy

        listed = list(amounts)
        infinite = {amount for amount in listed if amount in (sympy.oo, -sympy.oo)}
        return _only(infinite) if infinite else sympy.Add(*listed)

    def logarithm(self, amount: Amount) -> Amount:
        """The logarithm of an amount."""
        import sympy

        return -sympy.oo if amount == 0 else sympy.log(amount)

    def require_nonnegative(self, cells: Sequence[Any], place: Callable[[int], str]) -> None:
        """Refuse a negative number; an expression with symbols is taken at its word."""
        for position, cell in enumerate(cells):
            # SymPy may refuse an entry and never accepts one: where it does not know, the entry is taken as it is.
            if cell.is_negative:
                raise InputError(f"{place(position)} is {cell}, expected a probability >= 0")

    def require_unit_sum(self, cells: Sequence[Any], place: str) -> None:
        """Refuse cells whose sum is a number other than 1; a sum with symbols in it is taken at its word."""
        found = self.sum(cells)
        if not found.is_Rational and not found.free_symbols and (found - 1).is_zero is False:
            raise InputError(f"{place}: entries sum to {found}, expected 1; divide by the sum")
        if found.is_Rational and found != 1:
            amount = f"short by {1 - found}" if found.p < found.q else f"over by {found - 1}"
            raise InputError(f"{place}: entries sum to {found}, expected 1 ({amount}); divide by the sum")


def _is_positive(c: Any) -> bool:
    """The sign of a coefficient of log 0, from SymPy's assumptions on its symbols."""
    if c.is_positive:
        return True
    if c.is_negative:
        return False
    raise OutsideDomain(f"{c} * log(0): the value depends on whether {c} is 0; declare its symbols positive")


def _only(infinite: set[Any]) -> Any:
    if len(infinite) > 1:
        raise OutsideDomain("terms of +∞ and of -∞ occur together, so the sum has no value")
    return infinite.pop()
