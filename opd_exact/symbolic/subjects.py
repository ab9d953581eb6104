"""What a claim is about: a difference of two sides whose sign decides it, as a function of a rational point."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import sympy

from opd_exact.numbers.errors import OutsideClass, OutsideDomain
from opd_exact.symbolic.evaluation import Point, UnknownSignError, Value, sign_of, sign_of_difference
from opd_exact.symbolic.form_value import form_value
from opd_exact.symbolic.normal_form import NormalForm
from opd_exact.symbolic.piecewise import breakpoints

__all__ = [
    "FormSubject",
    "Sides",
    "Subject",
]


class Subject(Protocol):
    """A real function of the symbols of a domain."""

    @property
    def symbols(self) -> frozenset[sympy.Symbol]:
        """The symbols on which it depends."""
        ...

    def breaks(self) -> Mapping[sympy.Symbol, Sequence[Fraction]]:
        """Values of single symbols beside which points should be tried."""
        ...

    def sign_at(self, point: Point, bits: int) -> tuple[int | None, Value]:
        """Its sign, None where a ball contains zero; and its value."""
        ...

    def undefined_at(self, point: Point) -> str | None:
        """Why it has no value at the point, None where it has one or that is not decided."""
        ...


@dataclass(frozen=True)
class Sides:
    """left - right for SymPy expressions; each side is evaluated by itself, so nothing cancels before it is defined."""

    left: sympy.Expr
    right: sympy.Expr

    @property
    def symbols(self) -> frozenset[sympy.Symbol]:
        """The symbols of both sides."""
        return frozenset(self.left.free_symbols | self.right.free_symbols)

    def breaks(self) -> Mapping[sympy.Symbol, Sequence[Fraction]]:
        """Where pieces of one of the sides begin and end."""
        return breakpoints((self.left, self.right))

    def sign_at(self, point: Point, bits: int) -> tuple[int | None, Value]:
        """The sign of left - right and its value."""
        return sign_of_difference((self.left, point), (self.right, point), bits)

    def undefined_at(self, point: Point) -> str | None:
        """Why one of the sides has no value at the point."""
        try:
            self.sign_at(point, 64)
        except OutsideDomain as reason:
            return str(reason)
        except (OutsideClass, UnknownSignError):
            return None
        return None


@dataclass(frozen=True)
class FormSubject:
    """A normal form that was built without SymPy; it is defined on its whole domain by construction."""

    form: NormalForm

    @property
    def symbols(self) -> frozenset[sympy.Symbol]:
        """All symbols of the form's algebra."""
        return frozenset(self.form.algebra.domain.symbols)

    def breaks(self) -> Mapping[sympy.Symbol, Sequence[Fraction]]:
        """None: a normal form has no pieces."""
        return {}

    def sign_at(self, point: Point, bits: int) -> tuple[int | None, Value]:
        """The sign of the form and its value."""
        value = form_value(self.form, point, bits)
        return sign_of(value), value

    def undefined_at(self, point: Point) -> str | None:
        """None: a normal form is defined everywhere."""
        return None
