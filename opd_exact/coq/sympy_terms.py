"""SymPy expressions as terms and back: sums, products, powers, log, exp and the hyperbolic functions."""

from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any

import sympy

from opd_exact.coq.definitions import expanded
from opd_exact.coq.terms import (
    Call,
    Function,
    Negation,
    Number,
    Operation,
    Parameter,
    Term,
    exp,
    ln,
    postorder,
    power,
)
from opd_exact.numbers.errors import InputTypeError, OutsideClass

__all__ = [
    "sympy_of",
    "term_of_sympy",
]


def term_of_sympy(expression: Any) -> Term:
    """The term that a SymPy expression of + * / log exp and powers spells, factors with negative powers as divisors.

    A rational power b**r that is no integer power is written exp (r * ln b), which is the same number for b > 0 alone:
    use it where b is positive.

    Raises:
        InputTypeError: it is no SymPy expression, or holds a float.
        OutsideClass: it holds another function or number.
        InputError: a symbol has a name that Coq would misread.

    >>> a, b = sympy.symbols("a b", positive=True)
    >>> print(term_of_sympy(sympy.log(a / b) - 2 * a**2 / 3 + sympy.exp(-a)))
    exp (- a) + ln (a / b) - 2/3 * (a * a)
    """
    if not isinstance(expression, sympy.Expr):
        raise InputTypeError(f"{expression!r:.80} ({type(expression).__name__}): expected a SymPy expression")
    return _Converter().term(expression)


class _Converter:
    """Converts each subexpression once, so that what is shared in the expression is shared in the term."""

    def __init__(self) -> None:
        self._made: dict[Any, Term] = {}

    def term(self, node: Any) -> Term:
        if node not in self._made:
            self._made[node] = self._converted(node)
        return self._made[node]

    def _converted(self, node: Any) -> Term:
        if isinstance(node, sympy.Rational):
            return Number(Fraction(int(node.p), int(node.q)))
        if isinstance(node, sympy.Symbol):
            return Parameter(node.name)
        if isinstance(node, sympy.Add):
            return self._sum(node)
        if isinstance(node, sympy.Mul):
            return self._product(node)
        if node is sympy.E:
            return exp(1)
        if isinstance(node, sympy.exp):
            return exp(self.term(node.args[0]))
        if isinstance(node, sympy.log) and len(node.args) == 1:
            return ln(self.term(node.args[0]))
        if isinstance(node, sympy.sinh | sympy.cosh | sympy.tanh):
            return Call(type(node).__name__, (self.term(node.args[0]),))
        if isinstance(node, sympy.Pow):
            base, exponent = node.args
            if exponent.is_Integer:
                return power(self.term(base), int(exponent))
            return exp(self.term(exponent) * ln(self.term(base)))
        raise OutsideClass(f"{node!s:.60} ({type(node).__name__}): only + * / powers, log and exp can be put to Coq")

    def _sum(self, node: Any) -> Term:
        # What is taken away comes last, so that no sum begins with a minus unless all of it does.
        signed = [(_is_taken_away(part), part) for part in node.args]
        result: Term | None = None
        for away, part in sorted(signed, key=lambda pair: pair[0]):
            if result is None:
                result = self.term(part)
            else:
                result = result - self.term(-part) if away else result + self.term(part)
        assert result is not None  # SymPy's sums have parts
        return result

    def _product(self, node: Any) -> Term:
        coefficient, rest = node.as_coeff_Mul()
        above: list[Term] = []
        below: list[Term] = []
        for factor in sympy.Mul.make_args(rest):
            if isinstance(factor, sympy.Pow) and factor.exp.is_Integer and factor.exp < 0:
                below.append(power(self.term(factor.base), -int(factor.exp)))
            else:
                above.append(self.term(factor))
        if abs(coefficient) != 1 or not above:
            above.insert(0, self.term(coefficient))
            coefficient = sympy.Integer(1)
        result = reduce(mul, above)
        if below:
            result = result / reduce(mul, below)
        return -result if coefficient == -1 else result


def _is_taken_away(part: Any) -> bool:
    coefficient, _ = part.as_coeff_Mul()
    return bool(coefficient.is_negative)


_CHOICES = {"Rabs": sympy.Abs, "Rmax": sympy.Max, "Rmin": sympy.Min}


def sympy_of(term: Term) -> Any:
    """The SymPy expression that a term is, its parameters as plain symbols.

    Raises:
        OutsideClass: a word of the library occurs whose meaning is not known here.
    """
    opened = expanded(term)
    made: dict[int, Any] = {}
    for node in postorder(opened):
        match node:
            case Number(value):
                made[id(node)] = sympy.Rational(value.numerator, value.denominator)
            case Parameter(name):
                made[id(node)] = sympy.Symbol(name)
            case Negation(argument):
                made[id(node)] = -made[id(argument)]
            case Function(name, argument):
                made[id(node)] = (sympy.log if name == "ln" else sympy.exp)(made[id(argument)])
            case Call(word, arguments):
                made[id(node)] = _CHOICES[word](*(made[id(part)] for part in arguments))
            case Operation("+", left, right):
                made[id(node)] = made[id(left)] + made[id(right)]
            case Operation("-", left, right):
                made[id(node)] = made[id(left)] - made[id(right)]
            case Operation("*", left, right):
                made[id(node)] = made[id(left)] * made[id(right)]
            case Operation(_, left, right):
                made[id(node)] = made[id(left)] / made[id(right)]
    return made[id(opened)]
