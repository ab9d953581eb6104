"""The exact arithmetic: rational cells, and amounts in which equality and sign are decided."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from opd_exact.information.arithmetic import Amount, Power, Term
from opd_exact.information.radicals import RadicalForm, log_of_radicals
from opd_exact.numbers import (
    NEGATIVE_INFINITY,
    POSITIVE_INFINITY,
    Infinity,
    InputError,
    LogForm,
    OutsideDomain,
    exact_rational,
)

__all__ = [
    "ExactArithmetic",
]


@dataclass(frozen=True)
class ExactArithmetic:
    """Cells are `Fraction`; sums of logs are `LogForm`, sums of powers `RadicalForm`; the infinities stand apart."""

    name: str = "exact"

    def from_exact(self, value: Fraction) -> Fraction:
        """The value itself."""
        return value

    def is_zero(self, cell: Fraction) -> bool:
        """Whether the cell is 0: decided."""
        return not cell

    def sum(self, cells: Iterable[Fraction]) -> Fraction:
        """The sum of cells."""
        return sum(cells, Fraction(0))

    def quotient(self, numerator: Fraction, denominator: Fraction) -> Fraction:
        """numerator / denominator."""
        return numerator / denominator

    def total(self, terms: Iterable[Term]) -> Amount:
        """The sum of c log r over the terms (c, r), each distinct r kept as one atom."""
        coefficients: dict[Fraction, Fraction] = {}
        infinite: set[Infinity] = set()
        for c, r in terms:
            if not c:
                continue
            if r:
                coefficients[r] = coefficients[r] + c if r in coefficients else c
            else:
                infinite.add(NEGATIVE_INFINITY if c > 0 else POSITIVE_INFINITY)
        if infinite:
            return _only(infinite)
        return LogForm(0, coefficients)

    def power_sum(self, products: Iterable[Sequence[Power]]) -> Amount:
        """The sum over the products of their factors r**e, for rational exponents."""
        kept = []
        for factors in products:
            zeros = [e for r, e in factors if not r]
            if any(e >= 0 for e in zeros):
                continue
            if zeros:
                return POSITIVE_INFINITY
            kept.append([(r, exact_rational(e)) for r, e in factors])
        return RadicalForm.from_products((Fraction(1), factors) for factors in kept)

    def add(self, amounts: Iterable[Amount]) -> Amount:
        """The sum of amounts; forms in logarithms are collected in one pass."""
        listed = list(amounts)
        infinite = {amount for amount in listed if isinstance(amount, Infinity)}
        if infinite:
            return _only(infinite)
        forms = [amount for amount in listed if isinstance(amount, LogForm | Fraction | int)]
        others = [amount for amount in listed if not isinstance(amount, LogForm | Fraction | int)]
        total: Amount = LogForm.total(forms) if forms else others.pop(0)
        for amount in others:
            total = total + amount
        return total

    def logarithm(self, amount: Amount) -> Amount:
        """The logarithm of a rational, of a form in radicals, or of +∞."""
        if isinstance(amount, Infinity):
            return amount
        form = amount if isinstance(amount, RadicalForm) else RadicalForm(amount)
        return log_of_radicals(form) if form.sign() else NEGATIVE_INFINITY

    def require_nonnegative(self, cells: Sequence[Fraction], place: Callable[[int], str]) -> None:
        """Refuse a cell below 0: decided."""
        for position, cell in enumerate(cells):
            if cell < 0:
                raise InputError(f"{place(position)} is {cell}, expected a probability >= 0")

    def require_unit_sum(self, cells: Sequence[Fraction], place: str) -> None:
        """Refuse cells whose sum is not 1: decided."""
        found = self.sum(cells)
        if found != 1:
            amount = f"short by {1 - found}" if found < 1 else f"over by {found - 1}"
            raise InputError(f"{place}: entries sum to {found}, expected 1 ({amount}); divide by the sum")


def _only(infinite: set[Infinity]) -> Infinity:
    if len(infinite) > 1:
        raise OutsideDomain("terms of +∞ and of -∞ occur together, so the sum has no value")
    return infinite.pop()
