"""The prover: claims about an expression over a domain become theorems or refutations, or raise.

A theorem rests on the normal form and on sign arguments; a refutation on an exact or enclosed value at a rational
point. Where neither is reached `OutsideClass` is raised: silence is never read as an answer.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic.claim import Claim
from opd_exact.symbolic.deciding import Answer, decide
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.generators import Coordinates
from opd_exact.symbolic.inequalities import FormSigns
from opd_exact.symbolic.lemmas import Condition, Lemma
from opd_exact.symbolic.normal_form import NormalForm
from opd_exact.symbolic.subjects import FormSubject, Sides, Subject
from opd_exact.symbolic.theorem import Refutation, Theorem
from opd_exact.symbolic.translation import as_expression, translate

__all__ = [
    "Decomposition",
    "prove_equal",
    "prove_even",
    "prove_negative",
    "prove_nonnegative",
    "prove_nonzero",
    "prove_odd",
    "prove_positive",
    "prove_zero",
]

# Terms of a decomposition: a coefficient and the lemma that it multiplies.
Decomposition: TypeAlias = Sequence[tuple[Any, Lemma]]

_ZERO = sympy.Integer(0)


def prove_zero(expression: Any, domain: Domain, *, coordinates: Coordinates = "substitution") -> Answer:
    """Whether an expression vanishes on the whole domain.

    Args:
        expression: a SymPy expression in declared symbols, without floats; or a `NormalForm` over the domain.
        domain: where the claim is made.
        coordinates: how simplices enter the normal form; the answer does not depend on it.

    Raises:
        InputError: a symbol is not declared.
        InputTypeError: the expression holds a float or is no expression.
        OutsideDomain: the expression has no value at a point of the domain (and no point refutes the claim).
        OutsideClass: the engine cannot tell.

    >>> p, q = sympy.symbols("p q")
    >>> prove_zero(sympy.log(p * q) - sympy.log(p) - sympy.log(q), Domain(positive={p, q})).passed
    True
    """
    if isinstance(expression, NormalForm):
        subject, claim = _form_subject(expression, domain), Claim(("a normal form", "= 0"))
        return decide(lambda _: _vanishing(expression, claim), subject, domain, lambda sign: sign != 0, claim)
    return prove_equal(expression, 0, domain, coordinates=coordinates)


def prove_equal(left: Any, right: Any, domain: Domain, *, coordinates: Coordinates = "substitution") -> Answer:
    """Whether two expressions are defined and equal on the whole domain; arguments and errors as for `prove_zero`.

    >>> lam = sympy.Symbol("lam")
    >>> sigma = 1 / (1 + sympy.exp(-lam))
    >>> prove_equal(2 * sigma - 1, sympy.tanh(lam / 2), Domain(real={lam})).passed
    True
    >>> print(prove_equal(sigma, sympy.Rational(1, 2), Domain(intervals={lam: (0, 1)})).point)
    {lam: Fraction(1, 2)}
    """
    sides = Sides(as_expression(left), as_expression(right))
    claim = Claim((sides.left, "=", sides.right))

    def prove(part: Domain) -> Theorem | None:
        a, b = translate((sides.left, sides.right), part, coordinates=coordinates)
        if not (a - b).is_zero():
            return None
        return Theorem(claim, part.describe(), "equal normal forms", forms=(("left", a), ("right", b)))

    _require_declared(sides, domain)
    return decide(prove, sides, domain, lambda sign: sign != 0, claim)


def _vanishing(form: NormalForm, claim: Claim) -> Theorem | None:
    if not form.is_zero():
        return None
    return Theorem(claim, form.algebra.domain.describe(), "normal form is zero", forms=(("the form", form),))


def prove_positive(expression: Any, domain: Domain, *, by: Decomposition = ()) -> Answer:
    """Whether an expression is positive on the whole domain.

    Args:
        expression: as for `prove_zero`.
        domain: where the claim is made.
        by: a decomposition of the expression into nonnegative coefficients times lemmas, of which one term is positive;
            without it the engine looks for an argument of its own.

    Raises:
        InputError: a symbol is not declared, or the decomposition does not add up to the expression.
        OutsideDomain: the expression has no value at a point of the domain.
        OutsideClass: the engine cannot tell.

    >>> x = sympy.Symbol("x")
    >>> prove_positive(x - sympy.log(1 + x), Domain(positive={x})).passed
    True
    """
    return _prove_sign(expression, domain, frozenset({1}), by)


def prove_nonnegative(expression: Any, domain: Domain, *, by: Decomposition = ()) -> Answer:
    """Whether an expression is nowhere negative on the domain; arguments and errors as for `prove_positive`."""
    return _prove_sign(expression, domain, frozenset({0, 1}), by)


def prove_negative(expression: Any, domain: Domain) -> Answer:
    """Whether an expression is negative on the whole domain; errors as for `prove_positive`."""
    return _prove_sign(expression, domain, frozenset({-1}), ())


def prove_nonzero(expression: Any, domain: Domain) -> Answer:
    """Whether an expression vanishes nowhere on the domain; errors as for `prove_positive`."""
    return _prove_sign(expression, domain, frozenset({-1, 1}), ())


_RELATION = {
    frozenset({1}): "> 0",
    frozenset({0, 1}): ">= 0",
    frozenset({-1}): "< 0",
    frozenset({-1, 1}): "!= 0",
}


def _prove_sign(expression: Any, domain: Domain, wanted: frozenset[int], by: Decomposition) -> Answer:
    def fails(sign: int) -> bool:
        return sign not in wanted

    if isinstance(expression, NormalForm):
        subject: Subject = _form_subject(expression, domain)
        claim = Claim(("a normal form", _RELATION[wanted]))
        return decide(lambda _: _theorem_on_sign(expression, wanted, claim), subject, domain, fails, claim)
    whole = as_expression(expression)
    claim = Claim((whole, _RELATION[wanted]))

    def prove(part: Domain) -> Theorem | None:
        if by:
            return _by_decomposition(whole, part, wanted, by, claim)
        (form,) = translate((whole,), part)
        return _theorem_on_sign(form, wanted, claim)

    subject = Sides(whole, _ZERO)
    _require_declared(subject, domain)
    return decide(prove, subject, domain, fails, claim)


def _theorem_on_sign(form: NormalForm, wanted: frozenset[int], claim: Claim) -> Theorem | None:
    argued = FormSigns(form.algebra.signs).argue(form)
    if not argued.signs <= wanted:
        return None
    return Theorem(claim, form.algebra.domain.describe(), "; ".join(argued.names()), signs=(argued,))


def _by_decomposition(
    whole: sympy.Expr, domain: Domain, wanted: frozenset[int], by: Decomposition, claim: Claim
) -> Theorem | None:
    """The claim from a sum of nonnegative coefficients times lemmas, each part of which is verified."""
    terms = [(as_expression(coefficient), lemma) for coefficient, lemma in by]
    total = sympy.Add(*(coefficient * lemma.statement().expression for coefficient, lemma in terms))
    identity = prove_equal(whole, total, domain)
    if isinstance(identity, Refutation):
        raise InputError(f"the decomposition does not add up to {whole}: {identity}")
    steps = [identity]
    strict = False
    for coefficient, lemma in terms:
        said = lemma.statement()
        steps += [_condition(condition, domain, lemma) for condition in said.conditions]
        signs = _signs_of(coefficient, domain)
        if -1 in signs:
            raise OutsideClass(f"the coefficient {coefficient} of {lemma.name} was not shown to be nonnegative")
        if 0 not in signs:
            strict = strict or said.strict or any(0 not in _signs_of(e, domain) for e in said.strict_if_nonzero)
    if not (frozenset({1}) if strict else frozenset({0, 1})) <= wanted:
        return None
    names = tuple(str(lemma) for _, lemma in terms)
    return Theorem(claim, domain.describe(), "nonnegative combination of lemmas", names, tuple(steps))


def _signs_of(expression: sympy.Expr, domain: Domain) -> frozenset[int]:
    (form,) = translate((expression,), domain)
    return FormSigns(form.algebra.signs).of(form)


def _condition(condition: Condition, domain: Domain, lemma: Lemma) -> Theorem:
    prover: dict[str, Callable[[sympy.Expr, Domain], Answer]] = {
        "positive": prove_positive,
        "nonnegative": prove_nonnegative,
        "zero": prove_zero,
    }
    answer = prover[condition.relation](condition.expression, domain)
    if isinstance(answer, Refutation):
        raise InputError(f"a condition of the lemma {lemma.name} does not hold: {answer}")
    return answer


def prove_even(expression: Any, symbol: sympy.Symbol, domain: Domain) -> Answer:
    """Whether f(-x) = f(x) for the symbol x on a range symmetric about 0; errors as for `prove_zero`."""
    whole = as_expression(expression)
    _require_symmetric(symbol, domain)
    return prove_equal(whole.xreplace({symbol: -symbol}), whole, domain)


def prove_odd(expression: Any, symbol: sympy.Symbol, domain: Domain) -> Answer:
    """Whether f(-x) = -f(x) for the symbol x on a range symmetric about 0; errors as for `prove_zero`."""
    whole = as_expression(expression)
    _require_symmetric(symbol, domain)
    return prove_equal(whole.xreplace({symbol: -symbol}), -whole, domain)


def _require_symmetric(symbol: sympy.Symbol, domain: Domain) -> None:
    interval = domain.interval(symbol)
    mirrored = interval.upper is None if interval.lower is None else interval.upper == -interval.lower
    if not mirrored or interval.lower_closed != interval.upper_closed:
        raise InputError(f"even or odd in {symbol}: its range {interval} is not symmetric about 0")


def _require_declared(sides: Sides, domain: Domain) -> None:
    for side in (sides.left, sides.right):
        domain.require_declared(side)


def _form_subject(form: NormalForm, domain: Domain) -> FormSubject:
    if form.algebra.domain is not domain:
        raise InputError("a normal form is proved over the domain of its algebra; hand in algebra.domain")
    return FormSubject(form)
