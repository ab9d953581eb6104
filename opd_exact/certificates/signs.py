"""Finds lines that show the sign of a polynomial: sums of products of what the domain says to be nonnegative.

Each search brings the polynomial into coordinates that take positive values, as the prover does, looks whether all
coefficients have one sign there, and writes the coordinates back as products of lines.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.certificates.checker import Poly, Rejected, added, scaled
from opd_exact.certificates.recorder import ONE, Recorder, Term, is_plain
from opd_exact.certificates.trees import written

__all__ = [
    "PolynomialSigns",
]

_MOST_TERMS = 2000
_MOST_DEPTH = 4
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class _Chart:
    """generator = above/below in a coordinate t >= 0 that takes the generator's name; t = rise/fall, below = size/fall.

    `rise` and `fall` make lines for functions of the generator; `fall` is None for 1.
    """

    above: Poly
    below: Poly
    size: Fraction
    rise: Callable[[], int]
    fall: Callable[[], int] | None


class PolynomialSigns(Recorder):
    """Lines for the signs of polynomials in symbols and exponentials."""

    def __init__(self, domain: Any, plan: dict[Any, Fraction]) -> None:
        super().__init__(domain, plan)
        self._sought: dict[Any, int | None] = {}
        self._depth = 0
        self._grouped = {name for group in domain.simplices for name in group}

    def positive_atom(self, polynomial: Poly) -> int:
        """The line that states that the polynomial, or minus it, is positive."""
        for sign in (1, -1):
            line = self.nonnegative(scaled(polynomial, sign), strict=True)
            if line is not None:
                return line
        raise Rejected(f"the sign of {self.text(polynomial)} was not found")

    def nonnegative(self, polynomial: Poly, *, strict: bool = False) -> int | None:
        """A line that states polynomial >= 0, or > 0 if strict; None if no argument was found."""
        key = (frozenset(polynomial.items()), strict)
        if key not in self._sought:
            self._sought[key] = None  # what needs itself finds nothing
            self._depth += 1
            try:
                self._sought[key] = self._search(polynomial, strict) if self._depth <= _MOST_DEPTH else None
            finally:
                self._depth -= 1
        return self._sought[key]

    def _search(self, polynomial: Poly, strict: bool) -> int | None:
        known = self._by_itself(polynomial, strict)
        if known is not None:
            return known
        for terms in self._arguments(polynomial):
            if not terms and polynomial:
                continue
            try:
                line = self.sum_line(polynomial, terms)
            except Rejected:
                continue
            if self.facts[line][1] or not strict:
                return line
        return None

    def _by_itself(self, polynomial: Poly, strict: bool) -> int | None:
        """A line that already states it, or an end of a range or an assumption that does."""
        for line, (fact, positive) in self.facts.items():
            if (positive or not strict) and self.same(fact, polynomial):
                return line
        names = {g[1] for m in polynomial for g, _ in m if g[0] == "symbol"}
        names |= {group[-1] for group in self.domain.simplices if set(group) & names}
        # The distance of one of two coordinates from 1 is the other: one function should have one line.
        pairs = {name for group in self.domain.simplices if len(group) == 2 for name in group}
        candidates: list[tuple[Any, ...]] = [
            ("bound", name, side)
            for name in sorted(names)
            for side in ("lower", "upper")
            if side == "lower" or name not in pairs
        ]
        candidates += [("assumed", written(tree)) for tree in self.domain.positive]
        for candidate in candidates:
            try:
                line = self.add(*candidate)
            except Rejected:
                continue
            fact, positive = self.facts[line]
            if (positive or not strict) and self.same(fact, polynomial):
                return line
        return None

    # -- arguments: each yields the terms of a sum ------------------------------------------------------------------

    def _arguments(self, polynomial: Poly) -> Iterator[list[Term]]:
        if len(polynomial) > _MOST_TERMS:
            return
        for whole in self._homogeneous(polynomial):
            for charts in self._atlases(whole):
                terms = self._in_charts(whole, charts)
                if terms is not None:
                    yield terms
        yield from self._by_assumptions(polynomial)
        yield from self._by_ends(polynomial)
        yield from self._by_completing_squares(polynomial)

    def _homogeneous(self, polynomial: Poly) -> Iterator[Poly]:
        yield polynomial
        changed = polynomial
        for group in self.domain.simplices:
            slots = {("symbol", name) for name in group}
            degrees = {m: sum(n for g, n in m if g in slots) for m in changed}
            total = {((("symbol", name), 1),): Fraction(1) for name in group}
            most = max(degrees.values(), default=0)
            changed = added({}, *(self.times({m: c}, self.power(total, most - degrees[m])) for m, c in changed.items()))
        if changed != polynomial:
            yield changed

    def _atlases(self, polynomial: Poly) -> Iterator[dict[Any, _Chart]]:
        generators = sorted({g for m in polynomial for g, _ in m})
        yield {}
        lines = {g: chart for g in generators if g[0] == "symbol" for chart in self._half_line(g)}
        for order in (0, 1):
            couplings = {g: chart for g in generators if g[0] == "exp" for chart in self._from_one(g, order)}
            if couplings:
                yield couplings
            if lines and (order == 0 or couplings):
                yield {**couplings, **lines}

    def _half_line(self, generator: Any) -> Iterator[_Chart]:
        name = generator[1]
        low, high, *_ = self.domain.ranges[name]
        x: Poly = {((generator, 1),): Fraction(1)}
        if low is not None and high is not None and low < high and name not in self._grouped:
            above = added(scaled(ONE, low), scaled(x, high))
            yield _Chart(
                above,
                added(ONE, x),
                high - low,
                lambda: self.add("bound", name, "lower"),
                lambda: self.add("bound", name, "upper"),
            )
        elif low is not None and low != 0 and high is None:
            yield _Chart(added(scaled(ONE, low), x), ONE, Fraction(1), lambda: self.add("bound", name, "lower"), None)
        elif high is not None and low is None:
            yield _Chart(
                added(scaled(ONE, high), scaled(x, -1)),
                ONE,
                Fraction(1),
                lambda: self.add("bound", name, "upper"),
                None,
            )

    def _from_one(self, generator: Any, order: int) -> Iterator[_Chart]:
        """An exponential with a positive exponent y as 1 + t or 1 + y + t, one with a negative exponent inverted."""
        line = generator[1]
        y = self.exponents[line]
        itself: Poly = {((generator, 1),): Fraction(1)}
        if not is_plain(y) or not y:
            return
        for sign in (1, -1):
            distance = scaled(y, sign)
            if self._exponent_line(distance) is None:
                continue
            one = added(ONE, distance) if order else ONE
            if sign > 0:
                yield _Chart(added(one, itself), ONE, Fraction(1), lambda: self._above(line, y, order), None)
            else:
                yield _Chart(ONE, added(one, itself), Fraction(1), lambda: self._below(line, y, order), lambda: line)
            return

    def _exponent_line(self, distance: Poly) -> int | None:
        terms = self._in_charts(distance, {})
        return None if terms is None else self.nonnegative(distance)

    def _exponential_tangent(self, line: int, y: Poly, upright: bool) -> int:
        """T - 1 - y >= 0 (upright) or 1/T - 1 + y >= 0, strict where y is known not to vanish."""
        itself = self.tree(self.facts[line][0])
        gap = next((n for sign in (1, -1) if (n := self._gap_line(line, y, sign)) is not None), None)
        return self.tangent_line(itself if upright else 1, 1 if upright else itself, gap)

    def _gap_line(self, line: int, y: Poly, sign: int) -> int | None:
        """sign*(T - 1) > 0 from y of that strict sign, by the tangent that needs no strictness."""
        distance = self.nonnegative(scaled(y, sign), strict=True)
        if distance is None:
            return None
        target = scaled(added(self.facts[line][0], scaled(ONE, -1)), sign)
        return self._moved(line, y, target, sign, distance)

    def _moved(self, line: int, y: Poly, target: Poly, sign: int, distance: int) -> int:
        itself = self.tree(self.facts[line][0])
        tangent = self.tangent_line(itself if sign > 0 else 1, 1 if sign > 0 else itself, None)
        by = {} if sign > 0 else {line: 1}
        return self.sum_line(target, [(Fraction(1), {tangent: 1, **by}), (Fraction(1), {distance: 1, **by})])

    def _above(self, line: int, y: Poly, order: int) -> int:
        """T - 1 or T - 1 - y, for y >= 0."""
        if order:
            return self._exponential_tangent(line, y, upright=True)
        gap = self._gap_line(line, y, 1)
        if gap is not None:
            return gap
        distance = self.nonnegative(y)
        assert distance is not None
        return self._moved(line, y, added(self.facts[line][0], scaled(ONE, -1)), 1, distance)

    def _below(self, line: int, y: Poly, order: int) -> int:
        """1 - T or 1 - T + T*y, for y <= 0: (1/T - 1) or (1/T - 1 + y) times T."""
        itself = self.facts[line][0]
        if order:
            tangent = self._exponential_tangent(line, y, upright=False)
            target = added(ONE, scaled(itself, -1), self.times(itself, y))
            return self.sum_line(target, [(Fraction(1), {tangent: 1, line: 1})])
        gap = self._gap_line(line, y, -1)
        if gap is not None:
            return gap
        distance = self.nonnegative(scaled(y, -1))
        assert distance is not None
        return self._moved(line, y, added(ONE, scaled(itself, -1)), -1, distance)

    def _in_charts(self, polynomial: Poly, charts: dict[Any, _Chart]) -> list[Term] | None:
        """The polynomial as nonnegative terms, if its coefficients in the charts have one sign."""
        degrees: dict[Any, int] = {}
        for generator, chart in charts.items():
            degree = max((dict(m).get(generator, 0) for m in polynomial), default=0)
            degrees[generator] = degree
            polynomial = self._substituted(polynomial, generator, chart, degree)
            if len(polynomial) > _MOST_TERMS:
                return None
        # First the signs alone, so that nothing is written down for an argument that fails.
        found = [(self._sign_of_term(m, charts) * (1 if c > 0 else -1), m, c) for m, c in sorted(polynomial.items())]
        if any(sign <= 0 for sign, _, _ in found):
            return None
        terms = []
        for _, monomial, c in found:
            powers: dict[int, int] = {}
            size = abs(c)
            have = dict(monomial)
            for generator, n in monomial:
                for line, power in (
                    [(charts[generator].rise(), n)] if generator in charts else self._lines(generator, n)
                ):
                    powers[line] = powers.get(line, 0) + power
            for generator, chart in charts.items():
                size /= chart.size ** degrees[generator]
                rest = degrees[generator] - have.get(generator, 0)
                if chart.fall is not None and rest:
                    line = chart.fall()
                    powers[line] = powers.get(line, 0) + rest
            terms.append((size, powers))
        return terms

    def _substituted(self, polynomial: Poly, generator: Any, chart: _Chart, degree: int) -> Poly:
        """polynomial * below**degree with generator = above/below."""
        parts: dict[int, Poly] = {}
        for monomial, c in polynomial.items():
            n = dict(monomial).get(generator, 0)
            parts.setdefault(n, {})[tuple(f for f in monomial if f[0] != generator)] = c
        return added(
            {},
            *(
                self.times(part, self.times(self.power(chart.above, n), self.power(chart.below, degree - n)))
                for n, part in parts.items()
            ),
        )

    def _sign_of_term(self, monomial: Any, charts: dict[Any, _Chart]) -> int:
        sign = 1
        for generator, n in monomial:
            if generator in charts or generator[0] == "exp":
                continue
            low, high, *_ = self.domain.ranges[generator[1]]
            if low is not None and low >= 0:
                continue
            if n % 2:
                sign = -sign if high is not None and high <= 0 else 0
        return sign

    def _lines(self, generator: Any, n: int) -> list[tuple[int, int]]:
        """Lines whose product is the n-th power of the generator, up to sign."""
        kind, which = generator
        if kind == "exp":
            return [(which, n)]
        low, high, *_ = self.domain.ranges[which]
        if low == 0:
            return [(self.add("bound", which, "lower"), n)]
        if high == 0:
            return [(self.add("bound", which, "upper"), n)]
        itself: Poly = {((generator, 1),): Fraction(1)}
        if low is not None and low > 0:
            line = self.add("bound", which, "lower")
            return [(self.sum_line(itself, [(Fraction(1), {line: 1}), (low, {})]), n)]
        if high is not None and high < 0:
            line = self.add("bound", which, "upper")
            return [(self.sum_line(scaled(itself, -1), [(Fraction(1), {line: 1}), (-high, {})]), n)]
        return [(self.add("square", which), n // 2)]

    def _by_assumptions(self, polynomial: Poly) -> Iterator[list[Term]]:
        """A positive multiple of an assumption plus what is nonnegative by itself."""
        for tree in self.domain.positive:
            line = self.add("assumed", written(tree))
            rest = added(polynomial, scaled(self.facts[line][0], -1))
            terms = self._in_charts(rest, {})
            if terms is not None:
                yield [(Fraction(1), {line: 1}), *terms]

    def _by_ends(self, polynomial: Poly) -> Iterator[list[Term]]:
        """X linear in x on [l, h], positive at both ends with values A and B.

        With w = h - l, X*(A + B) = (A^2*(h - x) + B^2*(x - l))/w + A*B, in which the last term is positive.
        """
        for generator in sorted({g for m in polynomial for g, _ in m if g[0] == "symbol"}):
            low, high, has_low, has_high = self.domain.ranges[generator[1]]
            if not has_low and not has_high:
                continue  # the half-line charts serve open ranges
            degree = max(dict(m).get(generator, 0) for m in polynomial)
            if low is None or high is None or low == high or degree != 1 or generator[1] in self._grouped:
                continue
            ends = []
            for end in (low, high):
                chart = _Chart(scaled(ONE, end), ONE, Fraction(1), lambda: 0, None)
                ends.append(self._substituted(polynomial, generator, chart, degree))
            a, b = (self.nonnegative(end, strict=True) if end else None for end in ends)
            if a is None or b is None:
                continue
            both = self.sum_line(added(*ends), [(Fraction(1), {a: 1}), (Fraction(1), {b: 1})])
            width = 1 / Fraction(high - low)
            fall, rise = self.add("bound", generator[1], "upper"), self.add("bound", generator[1], "lower")
            middle = {a: 1, b: 1, both: -1} if a != b else {a: 2, both: -1}
            yield [(width, {a: 2, fall: 1, both: -1}), (width, {b: 2, rise: 1, both: -1}), (Fraction(1), middle)]

    def _by_completing_squares(self, polynomial: Poly) -> Iterator[list[Term]]:
        """4a*(a*x^2 + b*x + c) = (2*a*x + b)^2 + (4*a*c - b^2)."""
        for generator in sorted({g for m in polynomial for g, _ in m}):
            parts: dict[int, Poly] = {}
            for monomial, coefficient in polynomial.items():
                n = dict(monomial).get(generator, 0)
                parts.setdefault(n, {})[tuple(f for f in monomial if f[0] != generator)] = coefficient
            if max(parts) != 2:
                continue
            a, b, c = parts[2], parts.get(1, {}), parts.get(0, {})
            rest = added(scaled(self.times(a, c), 4), scaled(self.times(b, b), -1))
            lead, left = self.nonnegative(a, strict=True), self.nonnegative(rest, strict=True)
            if left is None:
                left = self.nonnegative(rest) if rest else None
            if lead is None or (left is None and rest):
                continue
            root = added(scaled(self.times(a, {((generator, 1),): Fraction(1)}), 2), b)
            root = scaled(root, 1 if root[max(root)] > 0 else -1)
            terms: list[Term] = [(_HALF * _HALF, {self.add("square", self.text(root)): 1, lead: -1})]
            if left is not None:
                terms.append((_HALF * _HALF, {left: 1, lead: -1}))
            yield terms
