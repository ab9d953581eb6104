"""Closed forms as people would write them: read off the normal form, and proved equal to what they stand for.

The normal form has one coefficient for each product of logs. Each is put over one denominator, canceled and factored
by SymPy; that this changed nothing is then proved by the engine, so nothing rests on SymPy's algebra.
"""

from collections.abc import Sequence

import sympy

from opd_exact.numbers.errors import BudgetExhausted, OutsideClass, OutsideDomain
from opd_exact.symbolic import Domain, NormalForm, Theorem, prove_equal
from opd_exact.symbolic.translation import translate

__all__ = [
    "tidied",
]

_MOST_TERMS = 400


def tidied(expression: sympy.Expr, domain: Domain) -> tuple[sympy.Expr, str]:
    """A shorter expression, proved equal on the whole domain, or the expression itself; and how that is known.

    Raises:
        OutsideClass, OutsideDomain: the expression was not shown to have a value on the whole domain.
    """
    (form,) = translate((expression,), domain)
    try:
        candidate = _written(form)
    except (OutsideClass, OverflowError):
        candidate = None
    if candidate is None or sympy.count_ops(candidate) >= sympy.count_ops(expression):
        return expression, "the definition, which has a value on the whole domain"
    try:
        answer = prove_equal(expression, candidate, domain)
    except (BudgetExhausted, OutsideClass, OutsideDomain):
        return expression, "the definition, which has a value on the whole domain"
    if not isinstance(answer, Theorem):  # SymPy changed the value: what was defined stands
        return expression, "the definition, which has a value on the whole domain"
    return candidate, f"proved equal to the definition: {answer.method}"


def _written(form: NormalForm) -> sympy.Expr | None:
    algebra = form.algebra
    generators = [_generator(form, index) for index in range(len(algebra.generators))]

    def polynomial(value: object) -> sympy.Expr:
        terms = []
        for vector, coefficient in value.to_dict().items():  # type: ignore[attr-defined]  # flint is untyped
            powers = [g**power for g, power in zip(generators, map(int, vector), strict=False) if power]
            terms.append(sympy.Mul(sympy.Integer(int(coefficient)), *powers))
        if len(terms) > _MOST_TERMS:
            raise OverflowError
        return sympy.Add(*terms)

    parts = []
    for logs, (numerator, (integer, below)) in sorted(form.numerators().items()):
        if numerator.is_zero():
            continue
        under = sympy.Mul(integer, *(polynomial(algebra.ring.atom(atom)) ** power for atom, power in below))
        coefficient = sympy.factor(polynomial(numerator) / under)
        factors = [_log(sympy.factor_terms(polynomial(algebra.ring.atom(atom))), form, atom) ** n for atom, n in logs]
        parts.append(sympy.Mul(coefficient, *factors))
    return sympy.Add(*parts)


def _log(argument: sympy.Expr, form: NormalForm, atom: int) -> sympy.Expr:
    signs = form.algebra.signs.of(form.algebra.ring.atom(atom))
    if signs == {1}:
        return sympy.log(argument)
    if signs == {-1}:
        return sympy.log(-argument)
    raise OutsideClass("the log of something without a sign")


def _generator(form: NormalForm, index: int) -> sympy.Expr:
    generator = form.algebra.generators[index]
    if generator.kind == "parameter":
        symbol: sympy.Expr = generator.symbol
        return symbol if generator.root == 1 else symbol ** sympy.Rational(1, generator.root)
    exponent = form.algebra.exponent_of(index)
    if exponent is None:
        raise OutsideClass(f"a generator of kind {generator.kind} has no expression here")
    logs, denominator, numerator = exponent
    inside: Sequence[sympy.Expr] = [_generator(form, i) for i in range(index)]
    if logs or denominator[1]:
        raise OutsideClass("an exponent that is no polynomial is not written out")
    terms = []
    for vector, coefficient in numerator.to_dict().items():
        powers = [g**power for g, power in zip(inside, map(int, vector), strict=False) if power]
        terms.append(sympy.Mul(sympy.Integer(int(coefficient)), *powers))
    return sympy.exp(sympy.Add(*terms) / denominator[0])
