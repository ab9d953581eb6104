"""Derivatives of normal forms, and their values where a symbol is zero."""

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic.algebra import Algebra
from opd_exact.symbolic.coordinates import substituted
from opd_exact.symbolic.normal_form import ONE, DenominatorKey, Factors, LogKey, NormalForm
from opd_exact.symbolic.polynomials import Polynomial

__all__ = [
    "Derivation",
    "at_zero",
]


class Derivation:
    """The derivative by a symbol, as an exact operation on the normal forms of one algebra.

    Raises:
        InputError: the symbol is a coordinate of a simplex, so it cannot vary alone, or is not declared.
    """

    def __init__(self, algebra: Algebra, symbol: sympy.Symbol) -> None:
        if algebra.domain.simplex_of(symbol) is not None:
            raise InputError(f"{symbol} is a coordinate of a simplex: it cannot vary while the others stay")
        algebra.domain.interval(symbol)
        self._algebra = algebra
        self._symbol = symbol
        self._of_generator: dict[int, NormalForm] = {}
        self._of_atom: dict[int, NormalForm] = {}

    def __call__(self, form: NormalForm) -> NormalForm:
        """The derivative of a form."""
        algebra = self._algebra
        parts: list[NormalForm] = []
        for log, fractions in form.terms.items():
            for denominator, numerator in fractions.items():
                factor = _monomial(algebra, log, denominator)
                parts.append(algebra.product((factor, self.of_polynomial(numerator))))
                term = algebra.product((factor, algebra.polynomial(numerator)))
                for atom, power in denominator[1]:
                    parts.append(algebra.product((term, algebra.number(-power), self._logarithmic(atom))))
                for atom, power in log:
                    rest = algebra.product((algebra.number(power), _monomial(algebra, ((atom, -1),), (1, ()))))
                    parts.append(algebra.product((term, rest, self._logarithmic(atom))))
        return algebra.sum(parts)

    def of_polynomial(self, polynomial: Polynomial) -> NormalForm:
        """The derivative of a polynomial in the generators."""
        algebra = self._algebra
        parts = []
        for index, degree in enumerate(polynomial.degrees()):
            if degree and index < len(algebra.generators):
                by_generator = algebra.polynomial(polynomial.derivative(index))
                parts.append(algebra.product((by_generator, self._generator(index))))
        return algebra.sum(parts)

    def _logarithmic(self, atom: int) -> NormalForm:
        """The derivative of log|atom|."""
        if atom not in self._of_atom:
            inverse = NormalForm(self._algebra, factors=_inverse(atom))
            slope = self.of_polynomial(self._algebra.ring.atom(atom))
            self._of_atom[atom] = self._algebra.product((slope, inverse))
        return self._of_atom[atom]

    def _generator(self, index: int) -> NormalForm:
        if index not in self._of_generator:
            self._of_generator[index] = self._derive_generator(index)
        return self._of_generator[index]

    def _derive_generator(self, index: int) -> NormalForm:
        algebra = self._algebra
        generator = algebra.generators[index]
        exponent = algebra.exponent_of(index)
        if exponent is not None:
            log, denominator, numerator = exponent
            itself = algebra.polynomial(algebra.ring.generators[index])
            return algebra.product((itself, self(NormalForm(algebra, terms={log: {denominator: numerator}}))))
        if generator.symbol != self._symbol:
            return algebra.number(0)
        if generator.root > 1:
            raise OutsideClass(f"the derivative by {self._symbol} of an expression with roots of {self._symbol}")
        return algebra.number(1)


def _inverse(atom: int) -> Factors:

    return Factors(ONE, {atom: -1})


def _monomial(algebra: Algebra, log: LogKey, denominator: DenominatorKey) -> NormalForm:
    return NormalForm(algebra, terms={log: {denominator: algebra.ring.one}})


def at_zero(form: NormalForm, symbol: sympy.Symbol) -> NormalForm:
    """The form with the symbol replaced by 0, in the same algebra.

    Raises:
        OutsideDomain: the form has no value there.
        OutsideClass: it was not shown to have one.
    """
    algebra = form.algebra
    terms = algebra.sum(())
    for log, fractions in form.terms.items():
        logs = [
            algebra.power(algebra.log(_polynomial_at_zero(algebra, algebra.ring.atom(a), symbol), of_size=True), e)
            for a, e in log
        ]
        for (integer, below), numerator in fractions.items():
            factors = [_polynomial_at_zero(algebra, numerator, symbol) / integer]
            factors += [algebra.power(_polynomial_at_zero(algebra, algebra.ring.atom(a), symbol), -e) for a, e in below]
            terms = terms + algebra.product([*factors, *logs])
    return terms


def _polynomial_at_zero(algebra: Algebra, polynomial: Polynomial, symbol: sympy.Symbol) -> NormalForm:
    ring = algebra.ring
    slot = algebra.index.get(symbol.name)
    if slot is None:
        return algebra.polynomial(polynomial)
    changing = {slot}
    for index in range(len(algebra.generators)):
        exponent = algebra.exponent_of(index)
        if exponent is None:
            continue
        log, _, monomial = exponent
        if int(monomial.degrees()[slot]) > 0:
            changing.add(index)
            polynomial = substituted(ring, polynomial, index, ring.one, ring.one)
            continue
        # exp(y*exp(x)) and exp(y*log(1 + x)) become exponentials that have no generator.
        parts = [monomial, *(ring.atom(atom) for atom, _ in log)]
        if any(int(part.degrees()[i]) > 0 for part in parts for i in changing):
            if int(polynomial.degrees()[index]) > 0:
                raise OutsideClass(f"the value of {algebra.generators[index].name} at {symbol} = 0")
            changing.add(index)
    return algebra.polynomial(substituted(ring, polynomial, slot, ring.zero, ring.one))
