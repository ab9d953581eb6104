"""Writes a derivation: the checker itself, which asks for a line where it would refuse one that is missing."""

import math
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import flint

from opd_exact.certificates.trees import plain
from opd_exact.certificates.verify import Derivation, Domain, Poly, Rejected, Tree, is_plain, scaled, written

__all__ = [
    "FinerExponentialNeeded",
    "Recorder",
    "Term",
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
        # Which lines each line, and each value, rests on; `evaluated`: those that the statement's values rest on.
        self.rests_on: list[set[int]] = []
        self.evaluated: set[int] = set()
        self._behind: dict[Any, set[int]] = {}

    def add(self, *line: Any) -> int:
        """The number of a line, which is new or was there already.

        Raises:
            Rejected: the checker refuses it.
        """
        text = repr(line)
        if text not in self._by_text:
            outer, self.used = self.used, set()
            try:
                self.accept(list(line))
                self.rests_on.append(self.used)
            finally:
                self.used = outer
            self.lines.append(list(line))
            self._by_text[text] = len(self.lines) - 1
        return self._by_text[text]

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

    def unit(self, key: Any, c: Fraction) -> tuple[int, Fraction]:
        """The exponential of a monomial, named now if it was not."""
        tree = self.tree({key: Fraction(1)})
        if key not in self.units:
            unit = self.plan.setdefault(tree, abs(Fraction(c)))
            self.plan[tree] = unit = _common_divisor(unit, c)
            self.add("exp", plain(self.tree({key: unit})))
        line, unit = self.units[key]
        if (Fraction(c) / unit).denominator != 1:
            self.plan[tree] = _common_divisor(unit, c)
            raise FinerExponentialNeeded(self.plan)
        return line, unit

    def known(self, key: Any, tree: Tree) -> tuple[Fraction, dict[int, int], int]:
        """The factors of a polynomial, found by FLINT and written down."""
        if key not in self.factored:
            scalar, factors = factorized(dict(key))
            powers: dict[int, int] = {}
            for factor, n in factors:
                line = self.positive_atom(factor, written(tree))
                powers[line] = powers.get(line, 0) + n
                if not self.same(self.facts[line][0], factor):
                    scalar *= (-1) ** n
            if key not in self.factored:
                self.add("factors", plain(self.tree(dict(key))), str(scalar), [list(p) for p in sorted(powers.items())])
        return super().known(key, tree)

    def positive_atom(self, polynomial: Poly, name: str) -> int:
        """The line that states that the polynomial, or minus it, is positive.

        Raises:
            Rejected: no such line was found.
        """
        raise Rejected(f"no sign of {name}")

    def tree(self, poly: Poly) -> Tree:
        """The expression that a polynomial in the generators stands for."""
        terms = []
        for monomial, c in sorted(poly.items(), reverse=True):
            parts = [self.generator_tree(generator, n) for generator, n in monomial]
            if c != 1 or not parts:
                parts.insert(0, str(c))
            terms.append(parts[0] if len(parts) == 1 else ("*", *parts))
        return "0" if not terms else terms[0] if len(terms) == 1 else ("+", *terms)

    def generator_tree(self, generator: Any, n: int) -> Tree:
        """A power of a symbol, of an exponential, of a log or of the inverse of a line."""
        kind, which = generator
        if kind == "symbol":
            base: Tree = which
        elif kind == "exp":
            base = ("exp", self.tree(self.exponents[which]))
        elif kind == "log":
            base = ("log", str(-which) if which < 0 else self.tree(self.facts[which][0]))
        else:
            base, n = self.tree(self.facts[which][0]), -n
        return base if n == 1 else ("^", base, str(n))

    def sum_line(self, target: Poly, terms: Iterable[Term]) -> int:
        """The line that states the sign of a sum of nonnegative terms."""
        gathered: dict[Any, Fraction] = {}
        for c, powers in terms:
            key = tuple(sorted((line, n) for line, n in powers.items() if n))
            gathered[key] = gathered.get(key, Fraction(0)) + c
        listed = [[str(c), [list(pair) for pair in key]] for key, c in sorted(gathered.items())]
        return self.add("sum", plain(self.tree(target)), listed)


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


def is_rational(poly: Poly) -> bool:
    """Whether no logs occur."""
    return not any(generator[0] == "log" for monomial in poly for generator, _ in monomial)


__all__ += ["ONE", "factorized", "is_plain", "is_rational", "scaled"]
