"""Derivatives of quantities by a parameter, formed by SymPy and proved by the engine's own derivation."""

from fractions import Fraction

import sympy

from opd_exact.models.text.amounts import Amount, settled
from opd_exact.models.text.formula import closest
from opd_exact.models.text.model import NamedModel
from opd_exact.numbers import Infinity
from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic import Domain
from opd_exact.symbolic.calculus import Derivation
from opd_exact.symbolic.translation import translate

__all__ = [
    "derivative",
]


def derivative(amount: Amount, parameter: str, model: NamedModel) -> Amount:
    """The derivative of an amount by a parameter, the others being held.

    SymPy's derivative counts only after the derivation on normal forms gave the same.

    Raises:
        InputError: there is no such parameter, or it is a coordinate of a simplex and cannot vary alone.
        OutsideDomain: the amount is infinite.
        OutsideClass: the derivative was not confirmed.
    """
    if parameter not in model.symbols:
        raise InputError(f"d/d{parameter}: {parameter!r} is no parameter{closest(parameter, model.symbols)}")
    symbol = model.symbols[parameter]
    if any(parameter in group.coordinates for group in model.simplices):
        raise InputError(f"d/d{parameter}: it is a coordinate of a simplex and cannot vary while the others stay")
    if isinstance(amount, Infinity):
        raise OutsideDomain(f"d/d{parameter} of {amount}")
    if not isinstance(amount, sympy.Expr) or symbol not in amount.free_symbols:
        return Fraction(0)
    found = sympy.diff(amount, symbol)
    _confirm(amount, found, symbol, model.domain)
    return settled(found)


def _confirm(amount: sympy.Expr, found: sympy.Expr, symbol: sympy.Symbol, domain: Domain) -> None:
    form, by_sympy = translate((amount, found), domain)
    if not (Derivation(form.algebra, symbol)(form) - by_sympy).is_zero():
        raise OutsideClass(f"d/d{symbol}: two ways to the derivative did not give the same")
