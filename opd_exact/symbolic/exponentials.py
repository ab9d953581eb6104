"""Exponentials and roots of normal forms, where they are normal forms again."""

from fractions import Fraction
from typing import TYPE_CHECKING

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic.generators import Exponent, Generator, GeneratorPlan, coupling_name
from opd_exact.symbolic.normal_form import Factors, NormalForm
from opd_exact.symbolic.piecewise import CaseNeededError
from opd_exact.symbolic.polynomials import Polynomial
from opd_exact.symbolic.writing import atom_text, form_text, polynomial_expression

if TYPE_CHECKING:
    from opd_exact.symbolic.algebra import Algebra

__all__ = [
    "PlanTooSmallError",
    "exponential",
    "fractional_power",
]

AtomKey = tuple[tuple[int, int], ...]


class PlanTooSmallError(InputError):
    """An exponential or a root is needed that the algebra has no generator for; carries the plan that has one."""

    def __init__(self, plan: GeneratorPlan) -> None:
        needed = [coupling_name(exponent, denominator) for exponent, denominator in plan.couplings.items()]
        needed += [f"{name}**(1/{root})" for name, root in plan.roots.items()]
        super().__init__(f"the algebra has no generators for all of {', '.join(needed)}; name their exponents")
        self.plan = plan


def exponential(algebra: "Algebra", form: NormalForm) -> NormalForm:
    """The exponential of a form whose terms are polynomials, possibly times one log.

    Raises:
        PlanTooSmallError: an exponential has no generator in this algebra.
        OutsideClass: the exponent is not of that kind.
    """
    atoms: dict[int, int] = {}
    scalar = Fraction(1)
    needed: dict[Exponent, int] = {}
    for log, (numerator, (integer, below)) in form.numerators().items():
        if numerator.is_zero():
            continue
        numerator, below = _divided(algebra, numerator, below)
        if below:
            if algebra.plan.coordinates == "homogeneous" and algebra.domain.simplices:
                raise PlanTooSmallError(GeneratorPlan("substitution", roots=algebra.plan.roots))
            raise OutsideClass(f"the exponential of {form_text(algebra, form)}: the exponent must be a polynomial")
        if len(log) > 1 or (log and log[0][1] != 1):
            raise OutsideClass(f"the exponential of {form_text(algebra, form)}: a product of logs in an exponent")
        for vector, whole in numerator.to_dict().items():
            coefficient = Fraction(int(whole), integer)
            key = algebra.monomial_key(vector)
            if log and not key and coefficient.denominator == 1:
                scalar *= _size_power(algebra, log[0][0], int(coefficient), atoms)
                continue
            exponent = Exponent(key, algebra.polynomial_key(algebra.ring.atom(log[0][0])) if log else None)
            if log and not key:
                raise OutsideClass(f"({atom_text(algebra, log[0][0])})**({coefficient}): an algebraic root")
            denominator = algebra.plan.couplings.get(exponent, 0)
            if denominator % coefficient.denominator or not denominator:
                needed[exponent] = coefficient.denominator
                continue
            index = algebra.index[coupling_name(exponent, denominator)]
            atoms[index] = atoms.get(index, 0) + int(coefficient * denominator)
    if needed:
        raise PlanTooSmallError(algebra.plan.extended(needed, {}))
    return NormalForm(algebra, factors=Factors(scalar, atoms))


def _divided(algebra: "Algebra", numerator: Polynomial, below: AtomKey) -> tuple[Polynomial, AtomKey]:
    """The fraction with those atoms cancelled that divide the numerator."""
    left = []
    for atom, power in below:
        for count in range(power):
            quotient, remainder = divmod(numerator, algebra.ring.atom(atom))
            if not remainder.is_zero():
                left.append((atom, power - count))
                break
            numerator = quotient
    return numerator, tuple(left)


def _may_have_root(algebra: "Algebra", generator: Generator) -> bool:
    return generator.symbol is not None and algebra.domain.simplex_of(generator.symbol) is None


def _size_power(algebra: "Algebra", atom: int, power: int, atoms: dict[int, int]) -> Fraction:
    """exp(power * log|atom|): multiplies the atom into `atoms`, returns the sign that makes it positive."""
    signs = algebra.signs.of(algebra.ring.atom(atom))
    if signs not in ({1}, {-1}):
        raise OutsideClass(f"|{atom_text(algebra, atom)}|, whose sign was not found, as the value of an exponential")
    value = algebra.ring.constant_of(atom)
    if value is not None:
        return Fraction(value) ** power
    atoms[atom] = atoms.get(atom, 0) + power
    return Fraction(-1 if signs == {-1} and power % 2 else 1)


def fractional_power(algebra: "Algebra", form: NormalForm, exponent: Fraction) -> NormalForm:
    """The positive root of a positive form, to a rational power.

    Raises:
        PlanTooSmallError: a root of a symbol or of an exponential has no generator in this algebra.
        OutsideClass: the root is not a rational function of roots of positive symbols and exponentials.
    """
    if exponent.denominator == 1:
        return algebra.power(form, exponent.numerator)
    if not form.is_rational():
        raise OutsideClass(f"({form_text(algebra, form)})**({exponent}): a fractional power of an expression with logs")
    if form.is_zero() and exponent > 0:
        return form
    factors = form.resolved()
    for atom, power in factors.atoms.items():
        # An even power may hide a sign: the square root of x**2 is |x|.
        if power % 2 == 0 and len(algebra.signs.of_atom(atom)) > 1:
            raise CaseNeededError(polynomial_expression(algebra, algebra.ring.atom(atom)))
    algebra.signs.require_positive(factors)
    scalar = _rational_root(factors.scalar, exponent)
    atoms: dict[int, int] = {}
    couplings: dict[Exponent, int] = {}
    roots: dict[str, int] = {}
    for atom, power in factors.atoms.items():
        target = exponent * power
        if target.denominator == 1:
            atoms[atom] = int(target)
        elif algebra.ring.is_generator(atom):
            generator = algebra.generators[atom]
            if generator.kind == "coupling":
                assert generator.exponent is not None
                couplings[generator.exponent] = generator.denominator * target.denominator
            elif generator.kind == "parameter" and algebra.signs.of(algebra.ring.atom(atom)) == {1}:
                roots[generator.name] = generator.root * target.denominator
            else:
                raise OutsideClass(f"({atom_text(algebra, atom)})**({target}): an algebraic root")
        else:
            raise OutsideClass(f"({atom_text(algebra, atom)})**({target}): an algebraic root")
    if couplings or roots:
        raise PlanTooSmallError(algebra.plan.extended(couplings, roots))
    result = NormalForm(algebra, factors=Factors(scalar, atoms))
    signs = algebra.signs.of_factors(result.resolved())
    if signs not in ({1}, {-1}):
        raise OutsideClass(f"a root of {form_text(algebra, form)}: the signs of its factors were not found")
    return result if signs == {1} else -result


def _rational_root(value: Fraction, exponent: Fraction) -> Fraction:
    """|value|**exponent where that is rational.

    Raises:
        OutsideClass: it is not.
    """
    parts = []
    for integer in (abs(value.numerator), value.denominator):
        root = sympy.integer_nthroot(integer, exponent.denominator)
        if not root[1]:
            raise OutsideClass(f"({abs(value)})**({exponent}): an algebraic root")
        parts.append(int(root[0]))
    return Fraction(parts[0], parts[1]) ** exponent.numerator
