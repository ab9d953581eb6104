"""Polynomials and normal forms written out with the names of their generators."""

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy

from opd_exact.numbers.errors import OutsideClass
from opd_exact.symbolic.generators import sum_text
from opd_exact.symbolic.polynomials import Polynomial

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra
    from opd_exact.symbolic.normal_form import NormalForm

__all__ = [
    "atom_text",
    "form_text",
    "polynomial_expression",
    "polynomial_text",
]


def polynomial_expression(algebra: "Algebra", polynomial: Polynomial) -> sympy.Expr:
    """A polynomial as a SymPy expression in the declared symbols; only in substitution or no simplex coordinates.

    Raises:
        OutsideClass: a generator has no expression of its own.
    """
    terms = []
    for vector, coefficient in polynomial.to_dict().items():
        factors: list[sympy.Expr] = [sympy.Integer(int(coefficient))]
        for generator, power in zip(algebra.generators, vector, strict=False):
            if power and (generator.kind != "parameter" or generator.root > 1):
                raise OutsideClass(f"the sign of {polynomial_text(algebra, polynomial)} was not found")
            if power and generator.symbol is not None:
                factors.append(generator.symbol ** int(power))
        terms.append(sympy.Mul(*factors))
    return sympy.Add(*terms)


def polynomial_text(algebra: "Algebra", polynomial: Polynomial) -> str:
    """A polynomial in the generators, written with their names."""
    return sum_text([(Fraction(int(c)), algebra.monomial_key(m)) for m, c in polynomial.to_dict().items()])


def atom_text(algebra: "Algebra", atom: int) -> str:
    """An atom, written with the names of its generators."""
    return polynomial_text(algebra, algebra.ring.atom(atom))


def form_text(algebra: "Algebra", form: "NormalForm") -> str:
    """A form written out: one coefficient for each product of logs."""
    parts = []
    for log, (numerator, (integer, below)) in sorted(form.numerators().items()):
        if numerator.is_zero():
            continue
        under = [str(integer)] if integer > 1 else []
        under += [f"({atom_text(algebra, a)})" + (f"**{e}" if e > 1 else "") for a, e in below]
        body = polynomial_text(algebra, numerator)
        if under:
            body = f"({body})/({'*'.join(under)})"
        logs = [_log_text(algebra, a) + (f"**{e}" if e != 1 else "") for a, e in log]
        parts.append("*".join([f"({body})", *logs]) if logs else body)
    return " + ".join(parts) or "0"


def _log_text(algebra: "Algebra", atom: int) -> str:
    signs = algebra.signs.of(algebra.ring.atom(atom))
    return f"log({atom_text(algebra, atom)})" if signs == {1} else f"log|{atom_text(algebra, atom)}|"
