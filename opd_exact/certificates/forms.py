"""Finds lines that show the sign of an expression with logs: term by term, by tangents of logs, from an end of a range.

The searches are the prover's own; what they find is written down and checked line by line.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from opd_exact.certificates.checker import Domain, Poly, Rejected, Tree, added, parse, replaced, scaled, slope
from opd_exact.certificates.recorder import ONE, Term, factorized, is_rational
from opd_exact.certificates.signs import PolynomialSigns
from opd_exact.certificates.trees import number_tree

__all__ = [
    "FormSearch",
]

_MOST_DERIVATIVES = 4
_MOST_STEPS = 300


class FormSearch(PolynomialSigns):
    """Lines for the signs of expressions with logs. `hints` are terms to try first, as in `Stated`."""

    def __init__(self, domain: Domain, plan: dict[Any, Fraction]) -> None:
        super().__init__(domain, plan)
        self.hints: list[tuple[Tree, ...]] = []
        self._steps = _MOST_STEPS

    def shown(self, form: Poly, *, strict: bool = False, derivatives: int = _MOST_DERIVATIVES) -> int | None:
        """A line that states form >= 0, or > 0 if strict; None if no argument was found."""
        self._steps -= 1
        if self._steps < 0:
            return None
        for argument in self._ways(form, strict, derivatives):
            if argument is not None and (self.facts[argument][1] or not strict):
                return argument
        return None

    def _ways(self, form: Poly, strict: bool, derivatives: int) -> Iterator[int | None]:
        if not self.fractions(form):
            yield self.sum_line({}, [])
            return
        yield from self._hinted(form, strict)
        if is_rational(form):
            yield self._rational(form, strict)
        else:
            yield self._constant(form)
            yield self._term_by_term(form)
            yield from self._bounded_logs(form)
            yield from self._bounded_exponentials(form)
        if derivatives:
            for name in self.domain.ranges:
                yield from self._from_the_end(form, name, derivatives)

    # -- rational expressions ---------------------------------------------------------------------------------------

    def _rational(self, form: Poly, strict: bool) -> int | None:
        ((_, numerator, below),) = self.fractions(form)
        if not strict and len(numerator) > 1 and all(n % 2 == 0 for _, n in factorized(numerator)[1]):
            c, squares = self._by_factors(numerator, strict) or (Fraction(0), {})
            if c:
                return self.sum_line(form, [(c, {**squares, **{at: -n for at, n in below.items()}})])
        line = self.nonnegative(numerator, strict=True)
        if line is None and not strict:
            line = self.nonnegative(numerator)
        powers = self._by_factors(numerator, strict) if line is None else (Fraction(1), {line: 1})
        if powers is None:
            return None
        if line is not None and not below:
            return line
        c, product = powers
        return self.sum_line(form, [(c, {**product, **{at: product.get(at, 0) - n for at, n in below.items()}})])

    def _by_factors(self, numerator: Poly, strict: bool) -> Term | None:
        scalar, factors = factorized(numerator)
        powers: dict[int, int] = {}
        for factor, n in factors:
            found = self._signed(factor, n, strict)
            if found is None:
                return None
            sign, line, power = found
            scalar *= sign
            powers[line] = powers.get(line, 0) + power
        return (scalar, powers) if scalar > 0 else None

    def _signed(self, factor: Poly, n: int, strict: bool) -> tuple[int, int, int] | None:
        """A sign, a line and its power whose product is factor^n."""
        if n % 2 == 0 and not strict and len(factor) > 1:
            upright = scaled(factor, 1 if factor[max(factor)] > 0 else -1)
            return 1, self.add("square", self.text(upright)), n // 2
        for needed in (True, False) if not strict else (True,):
            for sign in (1, -1):
                line = self.nonnegative(scaled(factor, sign), strict=needed)
                if line is not None:
                    return sign**n, line, n
        if n % 2 or strict:
            return None
        upright = scaled(factor, 1 if factor[max(factor)] > 0 else -1)
        return 1, self.add("square", self.text(upright)), n // 2

    # -- logs -------------------------------------------------------------------------------------------------------

    def _log_line(self, atom: int, sign: int) -> int | None:
        """sign*log(atom) >= 0, from the sign of atom - 1."""
        value: Poly = {(): Fraction(-atom)} if atom < 0 else self.facts[atom][0]
        tree = -atom if atom < 0 else self.tree(value)
        gap = self.nonnegative(scaled(added(value, scaled(ONE, -1)), sign)) if atom >= 0 else None
        if (atom < 0 and sign < 0) or (atom >= 0 and gap is None):
            return None
        log: Poly = {((("log", atom), 1),): Fraction(sign)}
        if sign < 0:
            assert gap is not None
            tangent = self.tangent_line(tree, 1, None)
            return self.sum_line(log, [(Fraction(1), {tangent: 1}), (Fraction(1), {gap: 1})])
        tangent = self.tangent_line(1, tree, None)
        rest: Term = (1 + Fraction(1, atom), {}) if gap is None else (Fraction(1), {gap: 1, atom: -1})
        return self.sum_line(log, [(Fraction(1), {tangent: 1}), rest])

    def _term_by_term(self, form: Poly) -> int | None:
        terms: list[Term] = []
        for logs, numerator, below in self.fractions(form):
            sign, powers = 1, {}
            for (_, atom), n in logs:
                found = next(((s, at) for s in (1, -1) if (at := self._log_line(atom, s)) is not None), None)
                if found is None:
                    return None
                sign *= found[0] ** n
                powers[found[1]] = n
            coefficient = self._coefficient(scaled(numerator, sign), below)
            if coefficient is None:
                return None
            terms.append((Fraction(1), {**powers, coefficient: 1}))
        return self.sum_line(form, terms)

    def _constant(self, form: Poly) -> int | None:
        """A sum of logs of primes, each bounded by log p = sum of log((i + 1)/i) for n <= i < p n and tangents."""
        logs = {
            generator[1]: c
            for m, c in form.items()
            if len(m) == 1
            for generator, n in m
            if n == 1 and generator[0] == "log"
        }
        if len(logs) + (() in form) != len(form) or any(atom >= 0 for atom in logs):
            return None
        for n in (1, 2, 4, 8, 16, 32):
            bound = Fraction(form.get((), 0))
            for prime, c in logs.items():
                steps = range(n, -prime * n)
                bound += c * sum((Fraction(1, i + 1) if c > 0 else Fraction(1, i)) for i in steps)
            if bound <= 0:
                continue
            terms: list[Term] = [(bound, {})]
            for prime, c in logs.items():
                for i in range(n, -prime * n):
                    sides = (i, i + 1) if c > 0 else (i + 1, i)
                    terms.append((abs(Fraction(c)), {self.tangent_line(*sides, None): 1}))
            return self.sum_line(form, terms)
        return None

    def _coefficient(self, numerator: Poly, below: dict[int, int]) -> int | None:
        inverse = tuple(sorted((("inverse", line), n) for line, n in below.items()))
        form = self.times(numerator, {inverse: Fraction(1)})
        line = self._rational(form, strict=True)
        return line if line is not None else self._rational(form, strict=False)

    def _bounded_logs(self, form: Poly) -> Iterator[int | None]:
        """log A = log(A/m) + log m for m = 1 or an exponential m in A; log(A/m) by its sign or a tangent."""
        for logs, numerator, below in self.fractions(form):
            if len(logs) != 1 or logs[0][1] != 1 or logs[0][0][1] < 0:
                continue
            atom = logs[0][0][1]
            for sign in (1, -1):
                weight = self._coefficient(scaled(numerator, sign), below)
                if weight is None:
                    continue
                for monomial in self._exponential_terms(self.facts[atom][0]):
                    for line in self._log_bounds(atom, monomial, sign):
                        yield self._with_rest(form, [(weight, line)])

    def _bounded_exponentials(self, form: Poly) -> Iterator[int | None]:
        """E - 1 - log E >= 0, and E log E - E + 1 >= 0, for the exponentials E whose coefficient has that sign."""
        parts = [part for part in self.fractions(form) if not part[0]]
        if not parts:
            return
        ((_, numerator, below),) = parts
        inverse = tuple(sorted((("inverse", line), n) for line, n in below.items()))
        groups: dict[Any, Poly] = {}
        for monomial, c in self.times(numerator, {inverse: Fraction(1)}).items():
            net: dict[int, int] = {}
            rest = []
            for (kind, which), n in monomial:
                if kind in ("exp", "inverse") and which in self.exponents:
                    net[which] = net.get(which, 0) + (n if kind == "exp" else -n)
                else:
                    rest.append(((kind, which), n))
            key = [(("exp" if n > 0 else "inverse", line), abs(n)) for line, n in net.items() if n]
            groups.setdefault(tuple(sorted(key)), {})[tuple(rest)] = c
        for sign in (1, -1):
            pairs = []
            for key, weight in groups.items():
                if not key:
                    continue
                tree = self.tree({key: Fraction(1)})
                by = scaled(weight if sign > 0 else self.times(weight, {key: Fraction(1)}), sign)
                line = self._rational(by, strict=True)
                if line is None:
                    break
                pairs.append((line, self.tangent_line(tree if sign > 0 else 1, 1 if sign > 0 else tree, None)))
            else:
                yield self._with_rest(form, pairs)

    def _exponential_terms(self, argument: Poly) -> Iterator[Poly]:
        yield ONE
        for monomial, c in argument.items():
            if c == 1 and monomial and all(generator[0] == "exp" for generator, _ in monomial):
                yield {monomial: c}

    def _log_bounds(self, atom: int, monomial: Poly, sign: int) -> Iterator[int]:
        """Lines sign*(log(A/m) - b) >= 0 with b = 0 if A - m has that sign, and with b from a tangent."""
        argument = self.facts[atom][0]
        sides = [self.tree(monomial), self.tree(argument)]
        above, below = sides if sign > 0 else sides[::-1]
        gap = self.nonnegative(scaled(added(argument, scaled(monomial, -1)), sign), strict=True)
        tangent = self.tangent_line(above, below, gap)
        weak = gap if gap is not None else self.nonnegative(scaled(added(argument, scaled(monomial, -1)), sign))
        if weak is not None:
            # sign*log(A/m) = tangent + (A - m)/A, or tangent + (m - A)/m.
            base = {atom: -1} if sign > 0 else self._inverse_monomial(monomial)
            target = scaled(added(self.log((Fraction(1), {atom: 1})), scaled(self._log_of(monomial), -1)), sign)
            yield self.sum_line(target, [(Fraction(1), {tangent: 1}), (Fraction(1), {weak: 1, **base})])
        yield tangent

    def _inverse_monomial(self, monomial: Poly) -> dict[int, int]:
        ((factors, _),) = monomial.items()
        return {generator[1]: -n for generator, n in factors}

    def _log_of(self, monomial: Poly) -> Poly:
        return self.log((Fraction(1), {line: -n for line, n in self._inverse_monomial(monomial).items()}))

    def _with_rest(self, form: Poly, pairs: list[tuple[int, int]]) -> int | None:
        """The form as a sum of products of two lines each, and what remains term by term."""
        products = [self.times(self.facts[a][0], self.facts[b][0]) for a, b in pairs]
        rest = added(form, *(scaled(product, -1) for product in products))
        terms: list[Term] = [(Fraction(1), {a: 1, b: 1} if a != b else {a: 2}) for a, b in pairs]
        if self.fractions(rest):
            line = self._rational(rest, strict=False) if self._rational_now(rest) else self._term_by_term(rest)
            if line is None:
                return None
            terms.append((Fraction(1), {line: 1}))
        try:
            return self.sum_line(form, terms)
        except Rejected:
            return None

    def _rational_now(self, form: Poly) -> bool:
        return all(not logs for logs, _, _ in self.fractions(form))

    def _hinted(self, form: Poly, strict: bool) -> Iterator[int | None]:
        """By the tangents that the theorem names."""
        if not self.hints:
            return
        pairs = []
        hints, self.hints = self.hints, []
        for weight, *parts in hints:
            value = self.value(weight)
            factor = self._either(value)
            line = self._hinted_tangent(parts[0], parts[1], strict) if len(parts) == 2 else self._hinted_term(parts[0])
            if factor is None or line is None:
                return
            pairs.append((factor, line))
        yield self._with_rest(form, pairs)

    def _hinted_term(self, term: Tree) -> int | None:
        return self._either(self.value(term))

    def _either(self, value: Poly) -> int | None:
        """A line that states value > 0 if that was found, else value >= 0."""
        if value and is_rational(value):
            return self._rational(value, strict=False)
        line = self.shown(value, strict=True)
        return line if line is not None else self.shown(value)

    def _hinted_tangent(self, above: Tree, below: Tree, strict: bool) -> int:
        gap = None
        if strict:
            difference = added(self.value(above), scaled(self.value(below), -1))
            for sign in (1, -1):
                gap = gap if gap is not None else self._gap(scaled(difference, sign))
        return self.tangent_line(above, below, gap)

    def _gap(self, difference: Poly) -> int | None:
        return self._rational(difference, strict=True) if self.fractions(difference) else None

    # -- from an end of a range --------------------------------------------------------------------------------------

    def _from_the_end(self, form: Poly, name: str, derivatives: int) -> Iterator[int | None]:
        try:
            self.domain.require_free(name)
        except Rejected:
            return
        low, high, *_ = self.domain.ranges[name]
        for lower in (True, False):
            end = low if lower else high
            if end is None or low == high:
                continue
            for divisor in self._divisors(form):
                try:
                    yield self._grows(form, name, lower, end, divisor, derivatives)
                except Rejected:
                    continue

    def _divisors(self, form: Poly) -> Iterator[tuple[Fraction, dict[int, int]]]:
        yield Fraction(1), {}
        for logs, numerator, below in self.fractions(form):
            if not logs:
                continue
            try:
                _, powers = self.factors(numerator)
            except Rejected:
                continue
            product = {**powers, **{line: powers.get(line, 0) - n for line, n in below.items()}}
            if any(product.values()):
                yield Fraction(1), product

    def _grows(self, form: Poly, name: str, lower: bool, end: Fraction, divisor: Any, derivatives: int) -> int | None:
        scalar, powers = divisor
        inverse = self.expanded((scalar, {line: -n for line, n in powers.items()}))
        quotient = self.cancelled(self.times(form, inverse))
        text = self.text(quotient)
        tree = parse(text)
        start = self.shown(self.value(replaced(tree, name, number_tree(end))), derivatives=0)
        if start is None:
            return None
        slope_form = self.cancelled(scaled(self.value(slope(tree, name)), 1 if lower else -1))
        falls = self.shown(slope_form, strict=True, derivatives=derivatives - 1)
        if falls is None:
            return None
        line = self.add("end", text, name, "lower" if lower else "upper", falls, start)
        if not powers:
            return line
        return self.sum_line(form, [(scalar, {**powers, line: powers.get(line, 0) + 1})])

    def cancelled(self, form: Poly) -> Poly:
        """The form with common factors of numerators and denominators cancelled, where the factors have signs."""
        total: Poly = {}
        for logs, numerator, below in self.fractions(form):
            try:
                scalar, powers = self.factors(numerator)
                whole = {**powers, **{line: powers.get(line, 0) - n for line, n in below.items()}}
                coefficient = self.expanded((scalar, whole))
            except Rejected:
                inverse = tuple(sorted((("inverse", line), n) for line, n in below.items()))
                coefficient = self.times(numerator, {inverse: Fraction(1)})
            total = added(total, self.times(coefficient, {logs: Fraction(1)}))
        return total
