"""Which signs a normal form with logs takes on the domain, by arguments that are proofs.

Rational forms go to `Signs`. With logs there is no general procedure; the arguments tried are:

- *term by term*: log f is positive where f > 1; a sum of terms of one sign has that sign;
- *shifted logs*: the same after log f = log(f/m) + log m for an exponential m that is a term of f;
- *tangents*: 1 - m/f <= log(f/m) <= f/m - 1 in place of a log, where what remains has one sign;
- *from the end*: a function that starts at a nonnegative value at the end 0 of a symbol's range and increases from
  there is positive; its derivative is treated in the same way, after division by a coefficient that has one sign;
- *split*: a symbol's range is cut at 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic.algebra import Algebra
from opd_exact.symbolic.calculus import Derivation, at_zero
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.normal_form import NO_LOG, Factors, LogKey, NormalForm
from opd_exact.symbolic.polynomials import Polynomial
from opd_exact.symbolic.signs import Signs
from opd_exact.symbolic.signsets import ANY, POSITIVE, ZERO, SignSet, sign_product

__all__ = [
    "Argued",
    "FormArgument",
    "FormSigns",
]

_MOST_DERIVATIVES = 4
_MOST_LOGS = 12
_MOST_STEPS = 400


@dataclass(frozen=True)
class FormArgument:
    """One argument about the signs of a form: what it found, and the arguments about other forms that it rests on."""

    name: str
    found: SignSet
    parts: "tuple[Argued, ...]" = ()


@dataclass(frozen=True)
class Argued:
    """The signs that a form may take on a domain, with the arguments that narrowed them down."""

    role: str
    form: NormalForm
    domain: Domain
    signs: SignSet
    arguments: tuple[FormArgument, ...]

    def names(self) -> list[str]:
        """The names of all arguments, each once, the outermost first."""
        found: dict[str, None] = {}
        for argument in self.arguments:
            found[argument.name] = None
            for part in argument.parts:
                found.update(dict.fromkeys(part.names()))
        return list(found)


class FormSigns:
    """Sign arguments for the normal forms of one algebra on one domain."""

    def __init__(self, signs: Signs, steps: "list[int] | None" = None) -> None:
        self._signs = signs
        # Shared by all parts of one search: each argument tries others, and without a bound their number explodes.
        self._steps = [_MOST_STEPS] if steps is None else steps
        self._algebra: Algebra = signs.algebra
        self._derivations: dict[sympy.Symbol, Derivation] = {}

    def of(self, form: NormalForm) -> SignSet:
        """The signs that a form may take on the domain."""
        return self.argue(form).signs

    def argue(self, form: NormalForm, *, role: str = "the expression", derivatives: int = _MOST_DERIVATIVES) -> Argued:
        """The signs that a form may take on the domain, and why."""
        signs = ANY
        kept: list[FormArgument] = []
        self._steps[0] -= 1
        if self._steps[0] >= 0:
            for argument in self._arguments(form, derivatives):
                if not signs <= argument.found:
                    kept.append(argument)
                signs = signs & argument.found
                if len(signs) == 1:
                    break
        if not signs:
            raise InputError("two sign arguments contradict each other: the declared conditions have no common point")
        return Argued(role, form, self._signs.domain, signs, tuple(kept))

    def _arguments(self, form: NormalForm, derivatives: int) -> Iterator[FormArgument]:
        coefficients = self._coefficients(form)
        if not coefficients:
            yield FormArgument("zero normal form", ZERO)
            return
        if list(coefficients) == [NO_LOG]:
            found = self._signs.of_factors(coefficients[NO_LOG].resolved())
            yield FormArgument("signs of factors", found)
            if len(found) == 1:
                return
        else:
            yield FormArgument("logs term by term", self._term_by_term(coefficients))
            yield from self._bounded_logs(coefficients)
        if derivatives and len(coefficients) <= _MOST_LOGS:
            for symbol in self._algebra.domain.symbols:
                for divisor in self._divisors(coefficients):
                    argument = self._from_the_end(form, divisor, symbol, derivatives)
                    if argument is not None:
                        yield argument
        for symbol, parts in self._signs.cuts(form):
            argued = []
            for part in parts:
                on_part = form if part.domain.interval(symbol).value != 0 else at_zero(form, symbol)
                role = f"on the part {symbol} in {part.domain.interval(symbol)}"
                argued.append(FormSigns(part, self._steps).argue(on_part, role=role, derivatives=derivatives))
                if argued[-1].signs == ANY:
                    break
            else:
                found = frozenset[int]().union(*(part.signs for part in argued))
                yield FormArgument(f"cases by the sign of {symbol}", found, tuple(argued))

    def _coefficients(self, form: NormalForm) -> dict[LogKey, NormalForm]:
        result = {}
        for log, (numerator, (integer, below)) in form.numerators().items():
            if not numerator.is_zero():
                atoms = {atom: -power for atom, power in below}
                result[log] = NormalForm(self._algebra, factors=Factors(Fraction(1, integer), atoms, ((numerator, 1),)))
        return result

    def _of_log(self, log: LogKey) -> SignSet:
        result = POSITIVE
        for atom, power in log:
            constant = self._algebra.ring.constant_of(atom)
            polynomial = self._algebra.ring.atom(atom)
            if constant is not None:
                signs = POSITIVE
            elif self._signs.of_atom(atom) == POSITIVE:
                signs = self._signs.of(polynomial - self._algebra.ring.one)
            else:
                signs = ANY
            result = sign_product(result, signs if power % 2 else frozenset(s * s for s in signs))
        return result

    def _term_by_term(self, coefficients: dict[LogKey, NormalForm]) -> SignSet:
        terms = []
        for log, coefficient in coefficients.items():
            of_log = self._of_log(log)
            if {-1, 1} <= of_log:
                return ANY
            terms.append(sign_product(of_log, self._signs.of_factors(coefficient.resolved())))
        return _of_sum(terms)

    def _bounded_logs(self, coefficients: dict[LogKey, NormalForm]) -> Iterator[FormArgument]:
        """log f = log(f/m) + log m for m = 1 or a term m of f that is an exponential; log(f/m) by its sign or a
        tangent."""
        algebra = self._algebra
        for log, coefficient in coefficients.items():
            if len(log) != 1 or log[0][1] != 1 or self._signs.of_atom(log[0][0]) != POSITIVE:
                continue
            of_coefficient = self._signs.of_factors(coefficient.resolved())
            if {-1, 1} <= of_coefficient:
                continue
            others = [self._term(key, other) for key, other in coefficients.items() if key != log]
            argument = algebra.ring.atom(log[0][0])
            for monomial in self._exponential_terms(argument):
                ratio = algebra.product((algebra.polynomial(argument), _inverse(algebra, monomial)))
                moved = algebra.product((coefficient, algebra.log(algebra.polynomial(monomial))))
                rest = algebra.sum([moved, *others])
                above_one = self._signs.of(argument - monomial)
                if not {-1, 1} <= above_one:
                    terms = [sign_product(above_one, of_coefficient), self._term_by_term(self._coefficients(rest))]
                    yield FormArgument("logs term by term, one divided by an exponential", _of_sum(terms))
                inverse = NormalForm(algebra, factors=ratio.resolved().power(-1))
                for bound, side in ((ratio - 1, -1), (1 - inverse, 1)):
                    # coefficient * log is at least (side > 0: at most) coefficient * bound where the coefficient is
                    # < 0.
                    direction = -side if -1 in of_coefficient else side
                    bounded = algebra.sum([rest, algebra.product((coefficient, bound))])
                    signs = self._term_by_term(self._coefficients(bounded))
                    if -direction in signs:
                        continue
                    strict = 0 not in signs or (0 not in above_one and 0 not in of_coefficient)
                    found = frozenset({direction}) if strict else frozenset({0, direction})
                    yield FormArgument(f"tangent of the log of {algebra.text(ratio)}", found)

    def _exponential_terms(self, argument: Polynomial) -> Iterator[Polynomial]:
        """1, and the terms of a polynomial that are products of exponentials with coefficient 1."""
        algebra = self._algebra
        yield algebra.ring.one
        for vector, leading in argument.to_dict().items():
            couplings = [i for i, power in enumerate(vector) if power]
            if int(leading) == 1 and couplings and all(algebra.exponent_of(i) is not None for i in couplings):
                yield algebra.ring.context.from_dict({vector: 1})

    def _term(self, log: LogKey, coefficient: NormalForm) -> NormalForm:
        logs = NormalForm(self._algebra, terms={log: {(1, ()): self._algebra.ring.one}})
        return self._algebra.product((coefficient, logs))

    def _divisors(self, coefficients: dict[LogKey, NormalForm]) -> Iterator[NormalForm]:
        """1, and the coefficients that have one sign: divided by one of them, a log loses its coefficient."""
        yield self._algebra.number(1)
        for log, coefficient in coefficients.items():
            if log != NO_LOG and len(self._signs.of_factors(coefficient.resolved())) == 1:
                yield coefficient

    def _from_the_end(
        self, form: NormalForm, divisor: NormalForm, symbol: sympy.Symbol, derivatives: int
    ) -> FormArgument | None:
        """Signs of a form by its value at the end 0 of the symbol's range and the sign of its slope away from there."""
        if not self._reaches_zero(symbol):
            return None
        interval = self._signs.domain.interval(symbol)
        try:
            sign = next(iter(self._signs.of_factors(divisor.resolved())))
            # The quotient is defined on the open range; its value at the end counts only where it is defined there too.
            quotient = self._algebra.product((form, NormalForm(self._algebra, factors=divisor.resolved().power(-1))))
            named = f"the expression over {self._algebra.text(divisor)}"
            at_end = at_zero(quotient, symbol)
            start = FormSigns(self._signs, self._steps).argue(at_end, role=f"{named}, at {symbol} = 0", derivatives=0)
            if {-1, 1} <= start.signs:
                return None
            if symbol not in self._derivations:
                self._derivations[symbol] = Derivation(self._algebra, symbol)
            derivative = self._derivations[symbol](quotient)
            slope = self.argue(derivative, role=f"{named}, derived by {symbol}", derivatives=derivatives - 1)
        except (OutsideClass, OutsideDomain):
            return None
        growth = sign_product(slope.signs, frozenset({1 if interval.lower == 0 else -1}))
        if {-1, 1} <= growth | start.signs:
            return None
        beyond = growth if start.signs == ZERO else start.signs if 0 in growth else start.signs - ZERO | growth
        found = beyond | start.signs if interval.contains(0) else beyond
        name = f"value at {symbol} = 0 and sign of the derivative by {symbol}"
        return FormArgument(name, sign_product(found, frozenset({sign})), (start, slope))

    def _reaches_zero(self, symbol: sympy.Symbol) -> bool:
        """Whether 0 is an end of the symbol's range, and all points on the way there belong to the domain."""
        if self._algebra.domain.simplex_of(symbol) is not None:
            return False
        if any(symbol in condition.free_symbols for condition in self._algebra.domain.declared_positive):
            return False
        interval = self._signs.domain.interval(symbol)
        return interval.value is None and 0 in (interval.lower, interval.upper)


def _inverse(algebra: Algebra, monomial: Polynomial) -> NormalForm:
    return NormalForm(algebra, factors=algebra.polynomial(monomial).resolved().power(-1))


def _of_sum(terms: list[SignSet]) -> SignSet:
    occurring: SignSet = frozenset().union(*terms)
    if {-1, 1} <= occurring:
        return ANY
    strict = any(0 not in term for term in terms)
    return occurring - ZERO if strict else occurring | ZERO
