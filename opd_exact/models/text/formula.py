"""Formulas: what a text like "exp(lam/2)/(1 + exp(lam))" means, exactly.

Only what `opd_exact.models.text.parser` reads has a meaning; text is never handed to Python or SymPy to interpret.
"""

import difflib
from collections.abc import Iterable, Mapping
from fractions import Fraction

import sympy

from opd_exact.models.text import amounts
from opd_exact.models.text.amounts import Amount
from opd_exact.models.text.parser import parse_formula
from opd_exact.models.text.tokens import FormulaError
from opd_exact.models.text.tree import Function, Name, Number, Power, Product, Query, Sum
from opd_exact.numbers.errors import InputError, OutsideDomain

__all__ = [
    "Meaning",
    "closest",
    "read_formula",
]


class Meaning:
    """Gives trees their values; `symbols` are the parameters by name. Subclasses add what else may stand in a tree."""

    def __init__(self, text: str, symbols: Mapping[str, sympy.Symbol]) -> None:
        self.text = text
        self.symbols = symbols

    def value(self, node: Query) -> Amount:
        """The value of a tree.

        Raises:
            FormulaError: at the place where it has none.
        """
        try:
            return self._value(node)
        except FormulaError:
            raise
        except (InputError, OutsideDomain) as error:
            raise FormulaError(self.text, node.at, str(error)) from error
        except OverflowError as error:  # SymPy looks for roots of a whole number by its logarithm as a float
            raise FormulaError(self.text, node.at, "a root of a number that is too large") from error

    def _value(self, node: Query) -> Amount:
        match node:
            case Number():
                return amounts.total([node.value])
            case Name():
                return self.named(node)
            case Sum():
                return amounts.total(self._signed(sign, self.value(term)) for sign, term in node.terms)
            case Product():
                return amounts.product([(exponent, self.value(factor)) for exponent, factor in node.factors])
            case Power():
                return amounts.power(self.value(node.base), self.value(node.exponent))
            case Function():
                return amounts.applied(node.name, self.value(node.argument))
        return self.quantity(node)

    def named(self, node: Name) -> Amount:
        """The value of a name."""
        if node.text not in self.symbols:
            raise FormulaError(
                self.text,
                node.at,
                f"{node.text!r} is no parameter{closest(node.text, self.symbols)}; declare it under [parameters]",
            )
        return self.symbols[node.text]

    def quantity(self, node: Query) -> Amount:
        """The value of anything that is not arithmetic."""
        raise FormulaError(self.text, node.at, f"a {type(node).__name__} has no value in a formula")

    @staticmethod
    def _signed(sign: int, amount: Amount) -> Amount:
        return amount if sign > 0 else amounts.product([(1, Fraction(-1)), (1, amount)])


def read_formula(text: str, symbols: Mapping[str, sympy.Symbol] | None = None) -> Fraction | sympy.Expr:
    """The value of a formula: a Fraction where it is rational, else a SymPy expression in the parameters.

    Raises:
        FormulaError: the text is no formula, or it has no real value; with the place.

    >>> read_formula("0.98 + 1/3"), read_formula("sqrt(2)/2")
    (Fraction(197, 150), sqrt(2)/2)
    >>> read_formula("9**9**9**9")
    Traceback (most recent call last):
        ...
    opd_exact.models.text.tokens.FormulaError: '9**9**9**9', at character 4: a power of more than 13000 bits
    """
    value = Meaning(text, symbols or {}).value(parse_formula(text))
    try:
        found = amounts.settled(value)
    except OutsideDomain as error:
        raise FormulaError(text, 0, str(error)) from error
    return found if isinstance(found, Fraction) else amounts.as_expression(found)


def closest(name: str, known: Iterable[str]) -> str:
    """The tail of an error message: the known name that was probably meant, if there is one."""
    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
