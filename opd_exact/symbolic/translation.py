"""From SymPy expressions to normal forms.

SymPy serves as syntax: an expression is a tree of sums, products, powers and named functions, read node by node.
None of its simplifications or assumptions is asked for anything.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import sympy

from opd_exact.numbers.errors import BudgetExhausted, InputError, InputTypeError, OutsideClass, OutsideDomain
from opd_exact.symbolic.algebra import Algebra
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.exponentials import PlanTooSmallError
from opd_exact.symbolic.generators import Coordinates, GeneratorPlan
from opd_exact.symbolic.normal_form import NO_LOG, NormalForm
from opd_exact.symbolic.piecewise import CaseNeededError, truth_of

__all__ = [
    "Translator",
    "as_expression",
    "translate",
]

# Every round adds generators that an exponential or root turned out to need; nested exponentials take a round each.
_MOST_ROUNDS = 12
_MOST_NODES = 200_000


def as_expression(value: Any) -> sympy.Expr:
    """A SymPy expression, or an int or Fraction as one.

    Raises:
        InputTypeError: a float (its exact meaning is not clear), a bool, or something else.
    """
    if isinstance(value, bool) or not isinstance(value, sympy.Expr | int | Fraction):
        raise InputTypeError(
            f"{value!r} is a {type(value).__name__}, expected a SymPy expression, an int or a Fraction"
        )
    if isinstance(value, Fraction):
        return sympy.Rational(value.numerator, value.denominator)
    if isinstance(value, int):
        return sympy.Integer(value)
    floats = value.atoms(sympy.Float)
    if floats:
        raise InputTypeError(f"the expression contains the float {min(floats)}; write decimals as exact rationals")
    return value


def translate(
    expressions: Sequence[sympy.Expr], domain: Domain, *, coordinates: Coordinates = "substitution"
) -> tuple[NormalForm, ...]:
    """The normal forms of several expressions in one algebra.

    Raises:
        InputError: a symbol is not declared.
        OutsideDomain: a log or a division has no value on the domain.
        OutsideClass: an expression is not built from rational functions, logs and exponentials, or was not shown to
            be defined. CaseNeededError: a piecewise function has different pieces on the domain.
    """
    for expression in expressions:
        domain.require_declared(expression)
    symbols = set().union(*(expression.free_symbols for expression in expressions))
    plan = GeneratorPlan(coordinates)
    for _ in range(_MOST_ROUNDS):
        algebra = Algebra(domain, plan, symbols=symbols)
        try:
            translator = Translator(algebra)
            translator.learn_exponentials(expressions)
            return tuple(translator.form(expression) for expression in expressions)
        except PlanTooSmallError as missing:
            plan = missing.plan
        except RecursionError:
            raise BudgetExhausted("the expression is nested too deeply to be read") from None
    raise OutsideClass(f"the exponentials of the expression need more than {_MOST_ROUNDS} rounds of new generators")


class Translator:
    """Reads SymPy expressions into the normal forms of one algebra; equal subtrees are read once."""

    def __init__(self, algebra: Algebra) -> None:
        self.algebra = algebra
        self._read: dict[sympy.Basic, NormalForm] = {}
        for condition in algebra.domain.declared_positive:
            form = self.form(condition)
            if form.terms.keys() == {NO_LOG}:  # the sign of a sum with logs says nothing of its part without
                algebra.signs.declare_positive(form.resolved())

    def form(self, expression: sympy.Expr) -> NormalForm:
        """The normal form of an expression."""
        known = self._read.get(expression)
        if known is None:
            if len(self._read) > _MOST_NODES:
                raise OutsideClass(f"the expression has more than {_MOST_NODES} different parts")
            known = self._read[expression] = self._form(expression)
        return known

    def learn_exponentials(self, expressions: Sequence[sympy.Expr]) -> None:
        """Look at all exponentials first, so that one round finds the generators of all of them.

        Raises:
            PlanTooSmallError: carries the plan with all generators that were found missing.
        """
        plan = self.algebra.plan
        for expression in expressions:
            for node in sympy.postorder_traversal(expression):
                if isinstance(node, sympy.exp | sympy.Pow) or type(node) in _HYPERBOLIC:
                    try:
                        self.form(node)
                    except PlanTooSmallError as missing:
                        if missing.plan.coordinates != plan.coordinates:
                            raise
                        plan = plan.extended(missing.plan.couplings, missing.plan.roots)
                    except (OutsideClass, OutsideDomain):
                        # It may stand in a piece that is not used; if it is used, reading it raises again.
                        continue
        if plan is not self.algebra.plan:
            raise PlanTooSmallError(plan)

    def _form(self, node: sympy.Basic) -> NormalForm:
        algebra = self.algebra
        if isinstance(node, sympy.Rational):
            return algebra.number(Fraction(int(node.p), int(node.q)))
        if isinstance(node, sympy.Symbol):
            return algebra.symbol(node)
        if isinstance(node, sympy.Add):
            return algebra.sum([self.form(term) for term in node.args])
        if isinstance(node, sympy.Mul):
            return algebra.product([self.form(factor) for factor in node.args])
        if isinstance(node, sympy.Pow) and node.base is not sympy.S.Exp1:
            return self._power(node.base, node.exp)
        if isinstance(node, sympy.exp | sympy.Pow):
            return algebra.exp(self.form(node.exp))
        if node is sympy.S.Exp1:
            return algebra.exp(algebra.number(1))
        if isinstance(node, sympy.log):
            if isinstance(node.args[0], sympy.Abs):
                return algebra.log(self.form(node.args[0].args[0]), of_size=True)
            return algebra.log(self.form(node.args[0]))
        reader = _FUNCTIONS.get(type(node))
        if reader is None:
            raise _unreadable(node)
        return reader(self, node)

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> NormalForm:
        if isinstance(exponent, sympy.Rational):
            return self.algebra.fractional_power(self.form(base), Fraction(int(exponent.p), int(exponent.q)))
        return self.algebra.exp(self.algebra.product([self.form(exponent), self.algebra.log(self.form(base))]))

    def exponentials(self, argument: sympy.Expr) -> tuple[NormalForm, NormalForm]:
        """exp(x) and exp(-x)."""
        form = self.form(argument)
        return self.algebra.exp(form), self.algebra.exp(-form)

    def sign(self, argument: sympy.Expr) -> frozenset[int]:
        """The signs that an expression may take on the domain.

        Raises:
            CaseNeededError: both signs may occur.
        """
        form = self.form(argument)
        if form.is_zero():
            return frozenset({0})
        if form.is_rational():
            signs = self.algebra.signs.of_factors(form.resolved())
            if not {-1, 1} <= signs:
                return signs
        raise CaseNeededError(argument)


def _tanh(reader: Translator, node: sympy.Expr) -> NormalForm:
    # Through exp(2x) alone, so that tanh(x/2) needs no generator finer than exp(x).
    square = reader.algebra.exp(2 * reader.form(node.args[0]))
    return (square - 1) / (square + 1)


def _coth(reader: Translator, node: sympy.Expr) -> NormalForm:
    return 1 / _tanh(reader, node)


def _cosh(reader: Translator, node: sympy.Expr) -> NormalForm:
    up, down = reader.exponentials(node.args[0])
    return (up + down) / 2


def _sinh(reader: Translator, node: sympy.Expr) -> NormalForm:
    up, down = reader.exponentials(node.args[0])
    return (up - down) / 2


def _reciprocal(of: Callable[[Translator, sympy.Expr], NormalForm]) -> Callable[[Translator, sympy.Expr], NormalForm]:
    return lambda reader, node: 1 / of(reader, node)


def _atanh(reader: Translator, node: sympy.Expr) -> NormalForm:
    x = reader.form(node.args[0])
    return (reader.algebra.log(1 + x) - reader.algebra.log(1 - x)) / 2


def _abs(reader: Translator, node: sympy.Expr) -> NormalForm:
    form = reader.form(node.args[0])
    return form if -1 not in reader.sign(node.args[0]) else -form


def _sign(reader: Translator, node: sympy.Expr) -> NormalForm:
    signs = reader.sign(node.args[0])
    if len(signs) > 1:
        raise CaseNeededError(node.args[0])
    return reader.algebra.number(next(iter(signs)))


def _heaviside(reader: Translator, node: sympy.Expr) -> NormalForm:
    signs = reader.sign(node.args[0])
    if len(signs) > 1:
        raise CaseNeededError(node.args[0])
    sign = next(iter(signs))
    return reader.form(node.args[1]) if sign == 0 else reader.algebra.number(max(sign, 0))


def _extremum(reader: Translator, node: sympy.Expr) -> NormalForm:
    wanted = -1 if isinstance(node, sympy.Max) else 1
    best = node.args[0]
    for other in node.args[1:]:
        # `best` stays unless `other` may lie beyond it.
        if wanted in reader.sign(best - other):
            best = other
    return reader.form(best)


def _piecewise(reader: Translator, node: sympy.Expr) -> NormalForm:
    for value, condition in node.args:
        if truth_of(condition, reader.sign):
            return reader.form(value)
    raise InputError(f"{node}: no condition holds on the domain ({reader.algebra.domain}), so it has no value there")


_FUNCTIONS: dict[Any, Callable[[Translator, Any], NormalForm]] = {
    sympy.tanh: _tanh,
    sympy.coth: _coth,
    sympy.cosh: _cosh,
    sympy.sech: _reciprocal(_cosh),
    sympy.sinh: _sinh,
    sympy.csch: _reciprocal(_sinh),
    sympy.atanh: _atanh,
    sympy.Abs: _abs,
    sympy.sign: _sign,
    sympy.Heaviside: _heaviside,
    sympy.Max: _extremum,
    sympy.Min: _extremum,
    sympy.Piecewise: _piecewise,
}


_HYPERBOLIC = (sympy.tanh, sympy.coth, sympy.cosh, sympy.sech, sympy.sinh, sympy.csch)


def _unreadable(node: sympy.Basic) -> Exception:
    if isinstance(node, sympy.Float):
        return InputTypeError(f"the float {node} has no exact meaning here; write it as a rational")
    if isinstance(node, sympy.Sum | sympy.Product | sympy.Derivative | sympy.Integral):
        return OutsideClass(f"{node}: a {type(node).__name__} that is not carried out; call doit() on it first")
    return OutsideClass(
        f"{node}: {type(node).__name__} is not a rational function, log, exponential or piecewise function"
    )
