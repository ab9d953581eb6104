"""The algebra in which expressions over a domain are written in normal form, and its operations.

Every operation that is not defined everywhere (log, division, fractional powers) first proves that it is defined on
the whole domain. So two forms that are built here and agree are equal as functions on the domain, and both are
defined there.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

import sympy

from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.symbolic.domain import Domain
from opd_exact.symbolic.exponentials import exponential, fractional_power
from opd_exact.symbolic.generators import (
    Exponent,
    Generator,
    GeneratorPlan,
    MonomialKey,
    PolynomialKey,
    coupling_name,
    couplings_of,
)
from opd_exact.symbolic.normal_form import NO_LOG, ONE, DenominatorKey, Factors, LogKey, NormalForm, Terms
from opd_exact.symbolic.polynomials import Polynomial, PolynomialRing
from opd_exact.symbolic.signs import Signs
from opd_exact.symbolic.writing import atom_text, form_text

__all__ = [
    "Algebra",
]


class Algebra:
    """Rational functions of generators, their logs, and the exponentials that the plan names, over a domain.

    Args:
        domain: where the expressions live.
        plan: the exponentials and roots that have generators.
        exponents: SymPy polynomials whose exponentials will be needed, added to the plan.
        symbols: limits the generators to the symbols that occur (and the simplices they lie in); by default all.

    >>> x = sympy.Symbol("x")
    >>> algebra = Algebra(Domain(positive={x}))
    >>> X = algebra.symbol(x)
    >>> algebra.log(X * X / 2) - 2 * algebra.log(X)
    NormalForm((-1)*log(2))
    """

    def __init__(
        self,
        domain: Domain,
        plan: GeneratorPlan | None = None,
        *,
        exponents: Iterable[sympy.Expr] = (),
        symbols: Iterable[sympy.Symbol] | None = None,
    ) -> None:
        self.domain = domain
        self.plan = (plan or GeneratorPlan()).extended(couplings_of(exponents), {})
        parameters = tuple(self._parameters(symbols))
        self.generators = parameters + tuple(self._couplings(parameters))
        self.index = {generator.name: index for index, generator in enumerate(self.generators)}
        self.ring = PolynomialRing([f"x{index}" for index in range(len(self.generators))])
        if self.plan.coordinates == "substitution":
            for simplex in domain.simplices:
                slots = [self.index[symbol.name] for symbol in simplex if symbol.name in self.index]
                if slots:
                    self.ring.eliminate(slots[-1], slots[:-1])
        self._symbols: dict[sympy.Symbol, NormalForm] = {}
        self._exponents: dict[int, tuple[LogKey, DenominatorKey, Polynomial]] = {}
        for index, generator in enumerate(self.generators):
            if generator.exponent is not None:
                self._exponents[index] = self._exponent_terms(generator.exponent, generator.denominator)
        self.signs: Signs = Signs(self, domain)

    # -- generators ---------------------------------------------------------------------------------------------

    def _parameters(self, symbols: Iterable[sympy.Symbol] | None) -> Iterable[Generator]:
        wanted = set(self.domain.symbols if symbols is None else symbols)
        for condition in self.domain.declared_positive:
            wanted |= condition.free_symbols
        # Simplices last: one that is only partly there would be taken for a smaller simplex.
        for simplex in self.domain.simplices:
            if wanted & set(simplex):
                wanted |= set(simplex)
        for symbol in self.domain.symbols:
            if symbol not in wanted or self.domain.interval(symbol).value is not None:
                continue
            group = self.domain.simplex_of(symbol)
            if group is None:
                yield Generator(symbol.name, "parameter", symbol, self.plan.roots.get(symbol.name, 1))
            elif self.plan.coordinates == "homogeneous":
                yield Generator(symbol.name, "weight", symbol)
            else:
                yield Generator(symbol.name, "eliminated" if symbol == group[-1] else "parameter", symbol)

    def _couplings(self, parameters: Iterable[Generator]) -> Iterable[Generator]:
        known = {generator.name for generator in parameters}
        for exponent, denominator in self.plan.couplings.items():
            # exp(x) in an exponent is named otherwise once exp(x/2) is the generator; what was learnt before is stale.
            if exponent.names() <= known:
                name = coupling_name(exponent, denominator)
                known.add(name)
                yield Generator(name, "coupling", None, 1, exponent, denominator)

    def _exponent_terms(self, exponent: Exponent, denominator: int) -> tuple[LogKey, DenominatorKey, Polynomial]:
        log: LogKey = NO_LOG
        if exponent.log is not None:
            atom = self.ring.zero
            for monomial, coefficient in exponent.log:
                atom = atom + coefficient * self.monomial(monomial)
            constant = atom.is_constant()
            powers = (
                self.ring.factor_integer(int(atom.leading_coefficient())) if constant else self.ring.factor(atom)[1]
            )
            log = tuple(powers.items())
        return log, (denominator, ()), self.monomial(exponent.monomial)

    def monomial(self, key: MonomialKey) -> Polynomial:
        """The product of the generators named, to the powers named."""
        result = self.ring.one
        for name, power in key:
            result = result * self.ring.generators[self.index[name]] ** power
        return result

    def exponent_of(self, generator: int) -> tuple[LogKey, DenominatorKey, Polynomial] | None:
        """The exponent of a coupling exponential as (log, denominator, numerator), None for other generators."""
        return self._exponents.get(generator)

    def monomial_key(self, exponents: Sequence[int]) -> MonomialKey:
        """The names and powers of a monomial given by its exponent vector."""
        return tuple(sorted((self.generators[i].name, int(e)) for i, e in enumerate(exponents) if e))

    def polynomial_key(self, polynomial: Polynomial) -> PolynomialKey:
        """A polynomial by the names of its generators, so that it can be found again in another ring."""
        return tuple(sorted((self.monomial_key(m), int(c)) for m, c in polynomial.to_dict().items()))

    # -- elements -----------------------------------------------------------------------------------------------

    def element(self, value: "NormalForm | int | Fraction") -> NormalForm:
        """The value itself, or the constant form of a rational.

        Raises:
            InputError: the form belongs to another algebra.
        """
        if isinstance(value, NormalForm):
            if value.algebra is not self:
                raise InputError("a normal form of another algebra was handed in; build both sides in one algebra")
            return value
        return self.number(value)

    def number(self, value: int | Fraction) -> NormalForm:
        """A rational constant."""
        return NormalForm(self, factors=Factors(Fraction(value)))

    def polynomial(self, polynomial: Polynomial) -> NormalForm:
        """A polynomial in the generators."""
        return NormalForm(self, factors=Factors(ONE, {}, ((polynomial, 1),)))

    def symbol(self, symbol: sympy.Symbol) -> NormalForm:
        """A declared symbol.

        Raises:
            InputError: the symbol is not declared in the domain.
        """
        if symbol not in self._symbols:
            self._symbols[symbol] = self._make_symbol(symbol)
        return self._symbols[symbol]

    def _make_symbol(self, symbol: sympy.Symbol) -> NormalForm:
        value = self.domain.interval(symbol).value
        if value is not None:
            return self.number(value)
        index = self.index[symbol.name]
        generator = self.generators[index]
        simplex = self.domain.simplex_of(symbol)
        if generator.kind == "parameter":
            return NormalForm(self, factors=Factors(ONE, {index: generator.root}))
        if generator.kind != "weight":
            return NormalForm(self, factors=Factors(ONE, {index: 1}))
        assert simplex is not None
        weights = [self.ring.generators[self.index[s.name]] for s in simplex]
        total = self.ring.intern(sum(weights[1:], weights[0]))
        return NormalForm(self, factors=Factors(ONE, {index: 1, total: -1}))

    # -- ring operations ----------------------------------------------------------------------------------------

    def sum(self, forms: Iterable[NormalForm]) -> NormalForm:
        """The sum of forms."""
        total: Terms = {}
        cancelling: list[tuple[LogKey, DenominatorKey]] = []
        for form in forms:
            for log, fractions in form.terms.items():
                into = total.get(log)
                if into is None:
                    total[log] = dict(fractions)
                    continue
                for denominator, numerator in fractions.items():
                    if denominator in into:
                        into[denominator] = added = into[denominator] + numerator
                        if added.is_zero():
                            cancelling.append((log, denominator))
                    else:
                        into[denominator] = numerator
        return NormalForm(self, terms=_without_zeros(total) if cancelling else total)

    def product(self, forms: Iterable[NormalForm]) -> NormalForm:
        """The product of forms; rational ones stay in factors."""
        scalar = ONE
        atoms: dict[int, int] = {}
        pending: tuple[tuple[Polynomial, int], ...] = ()
        others: list[NormalForm] = []
        for form in forms:
            if not form.is_rational():
                others.append(form)
                continue
            factor = form.factors()
            if factor.scalar is not ONE:
                scalar = factor.scalar if scalar is ONE else scalar * factor.scalar
            for atom, power in factor.atoms.items():
                atoms[atom] = atoms.get(atom, 0) + power
            pending += factor.pending
        factors = Factors(scalar, atoms, pending)
        if not others:
            return NormalForm(self, factors=factors)
        if factors.is_zero(self.ring):
            return self.number(0)
        result = others[0]
        for other in others[1:]:
            result = self._distribute(result, other.terms)
        if scalar is ONE and not atoms and not pending:
            return result
        numerator, denominator = factors.fraction(self.ring)
        return self._distribute(result, {NO_LOG: {denominator: numerator}})

    def _distribute(self, left: NormalForm, right: Terms) -> NormalForm:
        total: Terms = {}
        for log_a, fractions_a in left.terms.items():
            for log_b, fractions_b in right.items():
                into = total.setdefault(_merge(log_a, log_b), {})
                for (integer_a, atoms_a), numerator_a in fractions_a.items():
                    for (integer_b, atoms_b), numerator_b in fractions_b.items():
                        key = (integer_a * integer_b, _merge(atoms_a, atoms_b))
                        value = self.ring.times(numerator_a, numerator_b)
                        into[key] = into[key] + value if key in into else value
        return NormalForm(self, terms=_without_zeros(total))

    def resolve(self, factors: Factors) -> Factors:
        """A product that is not zero, with its pending polynomials factored into atoms."""
        if not factors.pending:
            return factors
        scalar, atoms = factors.scalar, dict(factors.atoms)
        for polynomial, exponent in factors.pending:
            content, powers = self.ring.factor(polynomial)
            # The sign is often plain before eliminated generators are replaced: p_1*l_1 + ... + p_n*l_n > 0.
            self.signs.learn(polynomial, content, powers)
            if content != 1:
                scalar *= Fraction(content) ** exponent
            for atom, power in powers.items():
                atoms[atom] = atoms.get(atom, 0) + power * exponent
        return Factors(scalar, atoms)

    def power(self, form: NormalForm, exponent: int) -> NormalForm:
        """An integer power.

        Raises:
            OutsideDomain: division by something that vanishes identically or at a point of the domain.
            OutsideClass: division by something that could not be shown to stay away from zero.
        """
        if exponent == 0:
            return self.number(1)
        if form.is_rational():
            if exponent > 0:
                return NormalForm(self, factors=form.factors().power(exponent))
            if form.is_zero():
                raise OutsideDomain("division by an expression that is identically zero")
            resolved = form.resolved()
            for atom, power in resolved.atoms.items():
                if power > 0:
                    self.signs.require_nonzero(atom, "division by")
            return NormalForm(self, factors=resolved.power(exponent))
        if exponent < 0:
            return self.power(self._inverse_of_log(form), -exponent)
        result = form
        for _ in range(exponent - 1):
            result = self.product((result, form))
        return result

    def _inverse_of_log(self, form: NormalForm) -> NormalForm:
        """1/form for a form with a single product of logs that stays away from zero."""
        numerators = {log: value for log, value in form.numerators().items() if not value[0].is_zero()}
        if len(numerators) != 1:
            raise OutsideClass(
                f"division by {self.text(form)}, a sum with logs: multiply the claim by it and prove that instead"
            )
        log, (numerator, (integer, below)) = next(iter(numerators.items()))
        for atom, _ in log:
            value = self.ring.constant_of(atom)
            if value is None and self.signs.of(self.ring.atom(atom) - self.ring.one) not in ({1}, {-1}):
                raise OutsideClass(
                    f"division by log({atom_text(self, atom)}), which was not shown to stay away from zero"
                )
        atoms = {atom: -power for atom, power in below}
        coefficient = NormalForm(self, factors=Factors(Fraction(1, integer), atoms, ((numerator, 1),)))
        inverse_log = NormalForm(self, terms={tuple((a, -e) for a, e in log): {(1, ()): self.ring.one}})
        return self.product((inverse_log, self.power(coefficient, -1)))

    # -- logs, exponentials, roots ------------------------------------------------------------------------------

    def log(self, form: NormalForm, *, of_size: bool = False) -> NormalForm:
        """The log of a form that is positive on the domain; with `of_size` the log of its absolute value.

        Raises:
            OutsideDomain: the argument is zero, or not positive at a point of the domain.
            OutsideClass: the argument has logs in it, or was not shown to be positive.
        """
        if not form.is_rational():
            raise OutsideClass(f"the log of {self.text(form)}: a log inside a log is not decided here")
        if form.is_zero():
            raise OutsideDomain("the log of an expression that is identically zero")
        factors = form.resolved()
        if of_size:
            for atom, power in factors.atoms.items():
                if power:
                    self.signs.require_nonzero(atom, "the log of")
        else:
            self.signs.require_positive(factors)
        terms: Terms = {}
        for atom, power in factors.atoms.items():
            self._add_log(terms, atom, power)
        if factors.scalar is ONE:
            return NormalForm(self, terms=_without_zeros(terms))
        for integer, sign in ((abs(factors.scalar.numerator), 1), (factors.scalar.denominator, -1)):
            if integer > 1:
                for atom, power in self.ring.factor_integer(integer).items():
                    self._add_log(terms, atom, sign * power)
        return NormalForm(self, terms=_without_zeros(terms))

    def _add_log(self, terms: Terms, atom: int, power: int) -> None:
        if power == 0:
            return
        exponent = self._exponents.get(atom)
        log, denominator, numerator = (((atom, 1),), (1, ()), self.ring.one) if exponent is None else exponent
        into = terms.setdefault(log, {})
        value = numerator * power
        into[denominator] = into[denominator] + value if denominator in into else value

    def exp(self, form: NormalForm) -> NormalForm:
        """The exponential of a form whose terms are polynomials, possibly times one log.

        Raises:
            PlanTooSmallError: an exponential has no generator in this algebra; name it among the exponents.
            OutsideClass: the exponent is not of that kind.
        """
        return exponential(self, form)

    def fractional_power(self, form: NormalForm, exponent: Fraction) -> NormalForm:
        """The positive root of a positive form, to a rational power.

        Raises:
            PlanTooSmallError: a root of a symbol or of an exponential has no generator in this algebra.
            CaseNeededError: the sign of a factor must be known, as for the root of x**2.
            OutsideClass: the root is not a rational function of roots of positive symbols and exponentials.
        """
        return fractional_power(self, form, exponent)

    def text(self, form: NormalForm) -> str:
        """A form written out: one coefficient for each product of logs."""
        return form_text(self, form)


def _merge(left: LogKey, right: LogKey) -> LogKey:
    if not left:
        return right
    if not right:
        return left
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


def _without_zeros(terms: Terms) -> Terms:
    kept: Terms = {}
    for log, fractions in terms.items():
        live = {key: numerator for key, numerator in fractions.items() if not numerator.is_zero()}
        if live:
            kept[log] = live
    return kept
