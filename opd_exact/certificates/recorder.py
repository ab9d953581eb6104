"""Writes a derivation: the checker itself, which asks for a line where it would refuse one that is missing."""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import flint

from opd_exact.certificates.checker import Derivation, Domain, Poly, Product, Rejected, Tree, added, merged, parse
from opd_exact.certificates.trees import rational, written

__all__ = [
    "ONE",
    "FinerExponentialNeeded",
    "Recorder",
    "Term",
    "factorized",
    "is_plain",
    "is_rational",
]

# A coefficient and the powers of lines that it multiplies.
Term = tuple[Fraction, dict[int, int]]

ONE: Poly = {(): Fraction(1)}


class FinerExponentialNeeded(Exception):
    """An exponential was named whose n-th root occurs too; `plan` says by how much to begin again."""

    def __init__(self, plan: dict[Any, Fraction]) -> None:
        super().__init__()
        self.plan = plan


class Recorder(Derivation):
    """A derivation that grows by the lines that it turns out to need."""

    def __init__(self, domain: Domain, plan: dict[Any, Fraction]) -> None:
        super().__init__(domain)
        self.lines: list[list[Any]] = []
        self.plan = plan
        self._by_text: dict[str, int] = {}
        self._units: dict[Any, tuple[int, Fraction]] = {}  # monomial of an exponent: the named line, its coefficient
        self._factored: dict[Any, Product] = {}  # polynomial: what FLINT and the signs made of it
        self._stated: dict[Tree, int] = {}  # tree: the line that says what it equals
        # Which lines each line, and each value, rests on; `evaluated`: those that the statement's values rest on.
        self.used: set[int] = set()
        self.rests_on: list[set[int]] = []
        self.evaluated: set[int] = set()
        self._behind: dict[Any, set[int]] = {}

    # -- what the checker looks up ----------------------------------------------------------------------------------

    def fact(self, line: int) -> tuple[Poly, bool]:
        """The function that a line states to be nonnegative; remembers that it was asked for."""
        self.used.add(line)
        return super().fact(line)

    def expanded(self, product: Product, n: int = 1) -> Poly:
        """The n-th power of a product; remembers the lines in it."""
        self.used |= set(product[1])
        return super().expanded(product, n)

    def log(self, product: Product) -> Poly:
        """The log of a product; remembers the lines in it."""
        self.used |= set(product[1])
        return super().log(product)

    def value(self, tree: Tree) -> Poly:
        """The value of an expression; remembers which lines it rests on."""
        outer, self.used = self.used, set()
        try:
            value = super().value(tree)
            self._behind.setdefault(tree, set(self.used))
        finally:
            self.used = outer
        self.used |= self._behind[tree]
        return value

    def product(self, tree: Tree) -> Product:
        """What a tree equals, found and written down now if no line says so.

        Raises:
            Rejected: its factors, or their signs, were not found.
        """
        if isinstance(tree, int):
            return super().product(tree)
        if tree not in self.products:
            text = written(tree)
            read = parse(text)
            if read not in self.products:
                scalar, powers = self.factors_of(tree)
                if read not in self.products:
                    self._stated[read] = self.add("product", text, _plain(scalar, powers))
            self.products.setdefault(tree, self.products[read])
            if read in self._stated:
                self._stated.setdefault(tree, self._stated[read])
        found = super().product(tree)
        self.used |= set(found[1]) | ({self._stated[tree]} if tree in self._stated else set())
        return found

    # -- lines ------------------------------------------------------------------------------------------------------

    def add(self, rule: str, *arguments: Any) -> int:
        """The number of a line, which is new or was there already.

        Raises:
            Rejected: the checker refuses it.
        """
        text = repr((rule, arguments))
        if text not in self._by_text:
            outer, self.used = self.used, set()
            try:
                relation = self.take(rule, *arguments)
                self.rests_on.append(self.used)
            finally:
                self.used = outer
            self.lines.append([len(self.lines), relation, rule, *arguments])
            self._by_text[text] = len(self.lines) - 1
        return self._by_text[text]

    def sum_line(self, target: Poly, terms: Iterable[Term]) -> int:
        """The line that states the sign of a sum of nonnegative terms."""
        gathered: dict[Any, Fraction] = {}
        for c, powers in terms:
            c, powers = self._without_numbers(c, powers)
            key = tuple(sorted((line, n) for line, n in powers.items() if n))
            gathered[key] = gathered.get(key, Fraction(0)) + c
        if len(gathered) == 1:
            ((key, c),) = gathered.items()
            if c == 1 and len(key) == 1 and key[0][1] == 1 and self.same(self.facts[key[0][0]][0], target):
                return int(key[0][0])  # that line says it already; one function should have one line
        listed = [[str(c), [list(pair) for pair in key]] for key, c in sorted(gathered.items())]
        return self.add("sum", self.text(target), listed)

    def _without_numbers(self, c: Fraction, powers: dict[int, int]) -> Term:
        """The product with lines about numbers in the coefficient: any power of the line "1 > 0" would do as well."""
        numbers = {line: self.facts[line][0][()] for line in powers if set(self.facts[line][0]) == {()}}
        c *= math.prod(Fraction(number) ** powers[line] for line, number in numbers.items())
        return c, {line: n for line, n in powers.items() if line not in numbers}

    def tangent_line(self, above: Tree, below: Tree, gap: int | None) -> int:
        """The line y - 1 - log y >= 0 for y = above/below; > 0 if line `gap` states that above - below has a sign."""
        a, (scalar, powers) = self.factors_of(above), self.factors_of(below)
        inverse = (1 / Fraction(scalar), {line: -n for line, n in powers.items()})
        y = _multiplied(a, inverse)
        if gap is None:
            return self.add("tangent", _plain(*y), None)
        distance = added(self.expanded(y), {(): -1})
        for sign in (1, -1):
            product = _multiplied(self._without_numbers(Fraction(sign), {gap: 1}), inverse)
            if self.same(distance, self.expanded(product)):
                return self.add("tangent", _plain(*y), _plain(*product))
        raise Rejected("the gap is another")

    # -- products ---------------------------------------------------------------------------------------------------

    def factors_of(self, tree: Tree) -> Product:
        """The expression as a rational number times powers of positive lines.

        Raises:
            Rejected: it is zero, has logs, or the sign of a factor was not found.
        """
        if isinstance(tree, int):
            if not tree:
                raise Rejected("zero in a log or below a fraction")
            return Fraction(tree), {}
        if tree[0] == "*":
            product: Product = (Fraction(1), {})
            for part in tree[1:]:
                product = _multiplied(product, self.factors_of(part))
            return product
        if tree[0] == "^":
            scalar, powers = self.factors_of(tree[1])
            return Fraction(scalar) ** tree[2], {line: n * tree[2] for line, n in powers.items()}
        if tree[0] == "exp":
            return self.exponential(self.value(tree[1]))
        parts = self.fractions(self.value(tree))
        if len(parts) != 1 or parts[0][0]:
            raise Rejected(f"{written(tree)}, in a log or below, is zero or has logs")
        return _multiplied(self.factors(parts[0][1]), (1, {line: -n for line, n in parts[0][2].items()}))

    def factors(self, p: Poly) -> Product:
        """The factors of a polynomial, found by FLINT, each a power of a positive line up to sign."""
        if len(p) == 1 and () in p:
            return Fraction(p[()]), {}
        key = frozenset(p.items())
        if key not in self._factored:
            scalar, factors = factorized(p)
            powers: dict[int, int] = {}
            for factor, n in factors:
                line = self.positive_atom(factor)
                powers[line] = powers.get(line, 0) + n
                if not self.same(self.facts[line][0], factor):
                    scalar *= (-1) ** n
            self._factored[key] = scalar, powers
        return self._factored[key]

    def positive_atom(self, polynomial: Poly) -> int:
        """The line that states that the polynomial, or minus it, is positive.

        Raises:
            Rejected: no such line was found.
        """
        raise Rejected(f"no sign of {self.text(polynomial)}")

    def exponential(self, a: Poly) -> Product:
        """exp(a) as a product of named exponentials and of lines whose logs occur in a."""
        scalar, powers = Fraction(1), dict[int, int]()
        for logs, p, below in self.fractions(a):
            if below:
                raise Rejected("an exponent with a denominator")
            for monomial, c in p.items():
                key, c = merged(logs, monomial), Fraction(c)
                if _is_one_log(key):  # exp(c log y) = y^floor(c) times a root, which is named
                    line, whole = key[0][0][1], math.floor(c)
                    c -= whole
                    scalar *= Fraction(-line) ** whole if line < 0 else 1
                    powers[line] = powers.get(line, 0) + (whole if line >= 0 else 0)
                if c:
                    line, unit = self.unit(key, c)
                    powers[line] = powers.get(line, 0) + int(c / unit)
        return scalar, {line: n for line, n in powers.items() if n}

    def unit(self, key: Any, c: Fraction) -> tuple[int, Fraction]:
        """The exponential of a monomial, named now if it was not, and the coefficient with which it was named."""
        tree = self.tree({key: Fraction(1)})
        if key not in self._units:
            least = self.plan.setdefault(tree, Fraction(1) if _is_one_log(key) else abs(c))
            self.plan[tree] = least = _common_divisor(least, c)
            self._units[key] = self.add("exp", self.text({key: least})), least
        line, least = self._units[key]
        if (c / least).denominator != 1:
            self.plan[tree] = _common_divisor(least, c)
            raise FinerExponentialNeeded(self.plan)
        return line, least

    # -- polynomials as expressions -----------------------------------------------------------------------------------

    def fractions(self, a: Poly) -> list[tuple[Any, Poly, dict[int, int]]]:
        """For each product of logs that occurs: its coefficient as numerator and denominator."""
        groups: dict[Any, dict[Any, Poly]] = {}
        for monomial, c in a.items():
            logs = tuple(factor for factor in monomial if factor[0][0] == "log")
            below = tuple(factor for factor in monomial if factor[0][0] == "inverse")
            above = tuple(factor for factor in monomial if factor[0][0] not in ("log", "inverse"))
            groups.setdefault(logs, {}).setdefault(below, {})[above] = c
        found = []
        for logs, parts in groups.items():
            common: dict[int, int] = {}
            for below in parts:
                for (_, line), n in below:
                    common[line] = max(n, common.get(line, 0))
            total: list[Poly] = [{}]
            for below, p in parts.items():
                for line, n in common.items():
                    p = self.times(p, self.power(self.facts[line][0], n - dict(below).get(("inverse", line), 0)))
                total.append(p)
            if numerator := self.reduced(added(*total)):
                found.append((logs, numerator, common))
        return found

    def text(self, poly: Poly) -> str:
        """The expression that a polynomial in the generators stands for, in text."""
        return written(self.tree(poly))

    def tree(self, poly: Poly) -> Tree:
        """The expression that a polynomial in the generators stands for."""
        terms = []
        for monomial, c in sorted(poly.items(), reverse=True):
            parts = [self.generator_tree(generator, n) for generator, n in monomial]
            if c != 1 or not parts:
                parts = [*rational(Fraction(c)), *parts]
            terms.append(parts[0] if len(parts) == 1 else ("*", *parts))
        return 0 if not terms else terms[0] if len(terms) == 1 else ("+", *terms)

    def generator_tree(self, generator: Any, n: int) -> Tree:
        """A power of a symbol, of an exponential, of a log or of the inverse of a line."""
        kind, which = generator
        if kind == "symbol":
            base: Tree = which
        elif kind == "exp":
            base = ("exp", self.tree(self.exponents[which]))
        elif kind == "log":
            base = ("log", -which if which < 0 else self.tree(self.facts[which][0]))
        else:
            base, n = self.tree(self.facts[which][0]), -n
        return base if n == 1 else ("^", base, n)


def _plain(scalar: Any, powers: dict[int, int]) -> list[Any]:
    return [str(scalar), [[line, n] for line, n in sorted(powers.items()) if n]]


def _multiplied(a: Product, b: Product) -> Product:
    powers = dict(a[1])
    for line, n in b[1].items():
        powers[line] = powers.get(line, 0) + n
    return Fraction(a[0]) * b[0], {line: n for line, n in powers.items() if n}


def _is_one_log(key: Any) -> bool:
    return len(key) == 1 and key[0][0][0] == "log" and key[0][1] == 1


def _common_divisor(a: Fraction, b: Fraction) -> Fraction:
    below = math.lcm(a.denominator, b.denominator)
    return Fraction(math.gcd(int(a * below), int(b * below)), below)


def factorized(poly: Poly) -> tuple[Fraction, list[tuple[Poly, int]]]:
    """A polynomial as a rational times powers of irreducible integer polynomials."""
    generators = sorted({generator for monomial in poly for generator, _ in monomial})
    context = flint.fmpz_mpoly_ctx.get([f"x{i}" for i in range(len(generators))] or ["_"], "degrevlex")
    below = math.lcm(*(c.denominator for c in map(Fraction, poly.values())))
    vectors = {}
    for monomial, c in poly.items():
        powers = dict(monomial)
        vectors[tuple(powers.get(g, 0) for g in generators) or (0,)] = int(c * below)
    content, factors = context.from_dict(vectors).factor()
    found = []
    for factor, n in factors:
        terms = {}
        for vector, c in factor.to_dict().items():
            monomial = tuple((g, int(e)) for g, e in zip(generators, vector, strict=False) if e)
            terms[monomial] = Fraction(int(c))
        found.append((terms, int(n)))
    return Fraction(int(content), below), found


def is_plain(poly: Poly) -> bool:
    """Whether neither logs nor inverses occur."""
    return not any(kind in ("log", "inverse") for monomial in poly for (kind, _), _ in monomial)


def is_rational(poly: Poly) -> bool:
    """Whether no logs occur."""
    return not any(generator[0] == "log" for monomial in poly for generator, _ in monomial)
