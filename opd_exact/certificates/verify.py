"""An independent checker of proof certificates: standard library only, nothing of the prover that wrote them.

A certificate states relations between expressions over a domain, each with a derivation: lines that name exponentials,
factors, and functions that are nonnegative or positive, each justified by the lines before it. The checker rebuilds
every expression as a polynomial over the rationals in symbols, exponentials, logs of positive polynomials and inverses
of such. What it believes besides arithmetic: log(ab) = log a + log b, log exp x = x, exp(x + y) = exp x exp y,
y - 1 - log y >= 0 (> 0 for y != 1), the rules of differentiation, that a function with a nonnegative derivative does
not fall, and that exponentials outgrow powers. Whatever it does not recognize it refuses. Format: docs/certificates.md.
"""

# Annotations: a Tree is a name, a number as text, or (operator, Tree, ...). A Poly is {monomial: coefficient}, where a
# monomial is a sorted tuple of (generator, power), and a generator one of ("symbol", name), ("exp", line),
# ("log", line or -prime), ("inverse", line). A Product is (rational, {line: power}): lines that are positive.

import hashlib
import json
import math
import re
import sys
from fractions import Fraction as Q
from typing import Any

FORMAT = "opd-exact certificate 1"
MOST_BYTES, MOST_DEPTH, MOST_POWER, MOST_BITS, MOST_WORK = 16 * 2**20, 100, 512, 20_000, 20_000_000
NUMBER = re.compile(r"-?[0-9]{1,2000}(/[0-9]{1,2000})?")
NAME = re.compile(r"(?!(exp|log|abs|oo)$)[^\W\d]\w{0,99}")
Tree, Poly, Product, At = Any, dict[Any, Q], tuple[Q, dict[int, int]], tuple[str, Q | None] | None


class Rejected(Exception):
    """The certificate does not show what it states."""


class Unreadable(Exception):
    """The input is not a certificate of this format, or is absurdly large."""


def require(condition: Any, message: str) -> None:
    if not condition:
        raise Rejected(message)


def number(written: Any) -> Q:
    require(isinstance(written, str) and NUMBER.fullmatch(written), f"{written!r} is not a rational number")
    value = Q(written)
    require(str(value) == written, f"{written} is not in lowest terms")
    return value


def fields(record: Any, *names: str) -> list[Any]:
    require(type(record) is dict and set(record) == set(names), f"expected exactly the fields {', '.join(names)}")
    return [record[name] for name in names]


def tree_of(data: Any, depth: int = MOST_DEPTH) -> Tree:
    """An expression: a number or a name, or [operator, parts...]."""
    if isinstance(data, str):
        if not NAME.fullmatch(data):
            number(data)
        return data
    require(type(data) is list and data and depth, "an expression that is malformed or nested too deeply")
    sizes = {"+": len(data) > 2, "*": len(data) > 2, "^": len(data) == 3}
    require(sizes.get(data[0], data[0] in ("exp", "log", "abs") and len(data) == 2), f"no expression: {data[0]!r}")
    return (data[0], *(tree_of(part, depth - 1) for part in data[1:]))


def written(tree: Tree, tight: int = 0) -> str:
    """An expression in the usual notation; what a certificate says in words must be exactly this."""
    if isinstance(tree, str):
        return f"({tree})" if tight and not NAME.fullmatch(tree) and not tree.isdigit() else tree
    head, *parts = tree
    if head not in ("+", "*", "^"):
        return f"{head}({written(parts[0])})"
    level = {"+": 1, "*": 2, "^": 3}[head]
    body = {"+": " + ", "*": "*", "^": "^"}[head].join(written(part, level) for part in parts)
    return f"({body})" if tight >= level else body


def occurs(name: str, tree: Tree) -> bool:
    return bool(tree == name if isinstance(tree, str) else any(occurs(name, part) for part in tree[1:]))


class Domain:
    """For each symbol (lower, upper, lower included, upper included); simplices; expressions assumed positive."""

    def __init__(self, record: Any) -> None:
        ranges, self.simplices, positive = fields(record, "ranges", "simplices", "positive")
        self.positive = [tree_of(data) for data in positive]
        self.ranges: dict[str, tuple[Q | None, Q | None, bool, bool]] = {}
        for name, *ends, has_low, has_high in ranges:
            low, high = (None if end is None else number(end) for end in ends)
            require(NAME.fullmatch(name) and name not in self.ranges, f"a bad or repeated symbol {name!r}")
            require(type(has_low) is bool and type(has_high) is bool, "an end is included or not")
            require(not ((low is None and has_low) or (high is None and has_high)), "infinity is not included")
            nonempty = low is None or high is None or low < high or (low == high and has_low and has_high)
            require(nonempty, f"the range of {name} is empty")
            self.ranges[name] = (low, high, has_low, has_high)
        self.grouped = [name for group in self.simplices for name in group]
        require(len(set(self.grouped)) == len(self.grouped), "a symbol has one place in one simplex")
        require(all(self.ranges.get(name) == (0, 1, False, False) for name in self.grouped), "a coordinate's range")

    def assumptions(self) -> list[str]:
        boxes = [
            f"{name} in {'[' if a else '('}{'-oo' if low is None else low}, {'oo' if high is None else high}{')]'[b]}"
            for name, (low, high, a, b) in self.ranges.items()
            if name not in self.grouped
        ]
        groups = [f"{', '.join(group)} > 0 with {' + '.join(group)} = 1" for group in self.simplices]
        return [*boxes, *groups, *(f"{written(tree)} > 0" for tree in self.positive)]

    def restricted(self, name: str, interval: tuple[Q | None, Q | None, bool, bool]) -> "Domain":
        part = object.__new__(Domain)
        part.__dict__ = {**self.__dict__, "ranges": {**self.ranges, name: interval}}
        return part

    def includes(self, name: str, value: Q) -> bool:
        low, high, has_low, has_high = self.ranges[name]
        above = low is None or low < value or (low == value and has_low)
        return above and (high is None or value < high or (value == high and has_high))

    def pieces(self, name: str, points: list[Q]) -> list[tuple[Q | None, Q | None, bool, bool]]:
        """The intervals between the points, and the points."""
        low, high, has_low, has_high = self.ranges[name]
        inside = points and self.includes(name, points[0]) and self.includes(name, points[-1])
        require(inside and all(a < b for a, b in zip(points, points[1:], strict=False)), "bad cuts")
        ends, found = [low, *points, high], []
        for a, b in zip(ends, ends[1:], strict=False):
            if a is None or a != b:
                found.append(
                    (a, b, has_low and a == low and a not in points, has_high and b == high and b not in points)
                )
            found.append((b, b, True, True))
        return found[:-1]

    def require_free(self, name: str) -> None:
        """The symbol may vary while the others stay: it is in no simplex and in no assumption."""
        free = name in self.ranges and name not in self.grouped and not any(occurs(name, t) for t in self.positive)
        require(free, f"{name!r} cannot vary alone")


def merged(a: Any, b: Any) -> Any:
    """The product of two monomials."""
    if not a or not b:
        return a or b
    powers = dict(a)
    for key, power in b:
        powers[key] = powers.get(key, 0) + power
    return tuple(sorted((key, power) for key, power in powers.items() if power))


def added(*polys: Poly) -> Poly:
    total: Poly = dict(polys[0])
    for poly in polys[1:]:
        for key, value in poly.items():
            total[key] = total.get(key, 0) + value
    return {key: value for key, value in total.items() if value}


def scaled(poly: Poly, factor: Q | int) -> Poly:
    return {key: value * factor for key, value in poly.items()} if factor else {}


def primes(integer: int, sign: int) -> list[tuple[int, int]]:
    """A positive integer as prime powers times sign; what trial division leaves of a large one counts as prime."""
    found, p = [], 2
    while p * p <= integer and p < 2**16:
        while integer % p == 0:
            found, integer = [*found, (p, sign)], integer // p
        p += 1
    return [*found, (integer, sign)] if integer > 1 else found


class Derivation:
    """The lines accepted so far, over one domain."""

    def __init__(self, domain: Domain) -> None:
        self.domain, self.work, self.count = domain, 0, 0
        self.facts: dict[int, tuple[Poly, bool]] = {}  # line: what is nonnegative, whether it is positive
        self.factored: dict[Any, tuple[Q, dict[int, int], int]] = {}  # leading coefficient 1: scalar, atoms, line
        self.exponents: dict[int, Poly] = {}  # line of an exponential: its exponent, of one term
        self.units: dict[Any, tuple[int, Q]] = {}  # monomial of the exponent: that line, and its coefficient
        self.multiples: dict[int, int] = {}
        self.used: set[int] = set()
        self.memo: dict[Any, list[Poly]] = {}
        self.rules: dict[Any, tuple[int, Poly]] = {}  # generator: power, and what stands for it
        for group in domain.simplices:
            others = {((("symbol", name), 1),): Q(-1) for name in group[:-1]}
            self.rules["symbol", group[-1]] = (1, {(): Q(1), **others})

    # -- polynomials --------------------------------------------------------------------------------------------------

    def times(self, a: Poly, b: Poly) -> Poly:
        self.work += len(a) * len(b)
        require(self.work < MOST_WORK, "more work than is done for one derivation")
        total: Poly = {}
        for m, c in a.items():
            for n, d in b.items():
                key = merged(m, n)
                total[key] = total.get(key, 0) + c * d
        return {key: value for key, value in total.items() if value}

    def power(self, a: Poly, n: int) -> Poly:
        require(0 <= n <= MOST_POWER, f"the power {n}")
        result: Poly = {(): Q(1)}
        for _ in range(n):
            result = self.times(result, a)
        require(all(max(c.as_integer_ratio()).bit_length() < MOST_BITS for c in result.values()), "a huge number")
        return result

    def reduced(self, a: Poly) -> Poly:
        """The last coordinate of a simplex as 1 minus the others, the n-th power of an n-th root as what it is."""
        for generator, (n, image) in self.rules.items():
            total: Poly = {}
            for monomial, c in a.items():
                times, rest = divmod(dict(monomial).get(generator, 0), n)
                kept = tuple((g, rest if g == generator else e) for g, e in monomial if g != generator or rest)
                for key, value in (self.times({kept: c}, self.power(image, times)) if times else {kept: c}).items():
                    total[key] = total.get(key, 0) + value
            a = {key: value for key, value in total.items() if value}
        return a

    def fractions(self, a: Poly) -> list[tuple[Any, Poly, dict[int, int]]]:
        """For each product of logs that occurs: its coefficient as numerator and denominator."""
        groups: dict[Any, dict[Any, Poly]] = {}
        for monomial, c in a.items():
            logs = tuple(f for f in monomial if f[0][0] == "log")
            below = tuple(f for f in monomial if f[0][0] == "inverse")
            above = tuple(f for f in monomial if f[0][0] not in ("log", "inverse"))
            groups.setdefault(logs, {}).setdefault(below, {})[above] = c
        found = []
        for logs, parts in groups.items():
            common: dict[int, int] = {}
            for below in parts:
                for (_, line), n in below:
                    common[line] = max(n, common.get(line, 0))
            total: Poly = {}
            for below, p in parts.items():
                for line, n in common.items():
                    p = self.times(p, self.power(self.facts[line][0], n - dict(below).get(("inverse", line), 0)))
                total = added(total, p)
            if total := self.reduced(total):
                found.append((logs, total, common))
        return found

    def same(self, a: Poly, b: Poly) -> bool:
        return not self.fractions(added(a, scaled(b, -1)))

    # -- products of positive lines: what can be inverted, and have a log -----------------------------------------------

    def product_of(self, tree: Tree, at: At = None) -> Product:
        """The expression as a rational number times powers of positive lines; it vanishes only if the number is 0."""
        head = tree[0] if isinstance(tree, tuple) else None
        if head == "*":
            scalar, powers = Q(1), ()
            for part in tree[1:]:
                s, more = self.product_of(part, at)
                scalar, powers = scalar * s, merged(powers, tuple(more.items()))
            return scalar, dict(powers)
        if head == "^":
            return self.raised(self.product_of(tree[1], at), number(tree[2]))
        if head == "exp":
            return self.exponential(self.jet(tree[1], 0, at)[0])
        if head == "abs":
            scalar, lines = self.product_of(tree[1], at)
            return abs(scalar), lines
        parts = self.fractions(self.jet(tree, 0, at)[0])
        if not parts:
            return Q(0), {}
        (logs, p, below), *others = parts
        require(not others and not logs, f"{written(tree)}: logs inside a log or below a fraction")
        scalar, lines = self.factors(p, written(tree))
        return scalar, dict(merged(tuple(lines.items()), tuple((line, -n) for line, n in below.items())))

    def factors(self, p: Poly, name: str) -> Product:
        lead = p[max(p)]
        if p == {(): lead}:
            return lead, {}
        scalar, powers, line = self.known(frozenset(scaled(p, 1 / lead).items()), name)
        self.used.add(line)
        return lead * scalar, powers

    def known(self, key: Any, name: str) -> tuple[Q, dict[int, int], int]:
        require(key in self.factored, f"no line gives the factors and signs of {name}")
        return self.factored[key]

    def raised(self, product: Product, r: Q) -> Product:
        require(r.denominator == 1 and abs(r) <= MOST_POWER and (product[0] or r > 0), f"the power {r} of {product[0]}")
        bits = max(abs(product[0]).as_integer_ratio()).bit_length()
        require(bits * abs(r) < MOST_BITS, "a huge number")
        return product[0] ** int(r), {line: n * int(r) for line, n in product[1].items()}

    def expanded(self, product: Product) -> Poly:
        result: Poly = {(): product[0]} if product[0] else {}
        for line, n in product[1].items():
            factor = self.power(self.facts[line][0], n) if n > 0 else {((("inverse", line), -n),): Q(1)}
            result = self.times(result, factor)
        return result

    def log(self, product: Product) -> Poly:
        require(product[0] > 0, "the log of what is not positive")
        above, below = product[0].as_integer_ratio()
        terms = [{((("log", -p), 1),): Q(n)} for p, n in primes(above, 1) + primes(below, -1)]
        terms += [scaled(self.exponents.get(line, {((("log", line), 1),): Q(1)}), n) for line, n in product[1].items()]
        return added({}, *terms)

    def exponential(self, a: Poly) -> Product:
        scalar, powers = Q(1), {}
        for logs, p, below in self.fractions(a):
            require(not below, "an exponent with a denominator")
            for monomial, c in p.items():
                key = merged(logs, monomial)
                (kind, line), n = key[0] if len(key) == 1 else (("", 0), 0)
                if kind == "log" and n == 1:
                    whole, c = math.floor(c), c - math.floor(c)
                    if line < 0:
                        scalar *= self.raised((Q(-line), {}), Q(whole))[0]
                    else:
                        powers[line] = powers.get(line, 0) + whole
                if c:
                    line, unit = self.unit(key, c)
                    require((c / unit).denominator == 1, "a fraction of the exponential that a line names")
                    self.multiples[line] = math.gcd(int(c / unit), self.multiples.get(line, 0))
                    self.used.add(line)
                    powers[line] = powers.get(line, 0) + int(c / unit)
        return scalar, {line: n for line, n in powers.items() if n}

    def unit(self, key: Any, _: Q) -> tuple[int, Q]:
        require(key in self.units, "no line names an exponential that occurs")
        return self.units[key]

    # -- values of expressions ----------------------------------------------------------------------------------------

    def value(self, tree: Tree) -> Poly:
        return self.jet(tree, 0)[0]

    def jet(self, tree: Tree, order: int, at: At = None) -> list[Poly]:
        """The Taylor coefficients 0 to order by the symbol at[0], in general or where it has the value at[1]."""
        if (tree, order, at) not in self.memo:
            self.memo[tree, order, at] = self.jet_of(tree, order, at)
        return self.memo[tree, order, at]

    def jet_of(self, tree: Tree, order: int, at: At) -> list[Poly]:
        nothing: list[Poly] = [{} for _ in range(order)]
        if isinstance(tree, str) and not NAME.fullmatch(tree):
            return [scaled({(): Q(1)}, number(tree)), *nothing]
        if isinstance(tree, str):
            require(tree in self.domain.ranges, f"nothing is assumed of the symbol {tree!r}")
            low, high, *_ = self.domain.ranges[tree]
            along, given = at if at and at[0] == tree else ("", low if low == high else None)
            base = {((("symbol", tree), 1),): Q(1)} if given is None else scaled({(): Q(1)}, given)
            return [base, {(): Q(1)} if along else {}, *nothing][: order + 1]
        head, *parts = tree
        a = self.jet(parts[0], order, at)
        if head == "+":
            return [added(*coefficients) for coefficients in zip(*(self.jet(p, order, at) for p in parts), strict=True)]
        if head == "*":
            for part in parts[1:]:
                a = self.convolved(a, self.jet(part, order, at))
            return a
        if head == "exp":
            jet = [self.expanded(self.exponential(a[0]))]
            for k in range(1, order + 1):  # from e' = a' e
                jet.append(added({}, *(scaled(self.times(a[j], jet[k - j]), Q(j, k)) for j in range(1, k + 1))))
            return jet
        if head == "^" and number(parts[1]) >= 0:
            jet = [{(): Q(1)}, *nothing]
            require(self.raised((Q(1), {}), number(parts[1])), "a power")
            for _ in range(int(parts[1])):
                jet = self.convolved(jet, a)
            return jet
        if head == "abs" and not a[0] and not order:
            return a
        product = self.product_of(parts[0], at)
        if head == "abs":
            require(product[0], "the slope of abs at 0")
            return [scaled(coefficient, 1 if product[0] > 0 else -1) for coefficient in a]
        inverse = self.expanded(self.raised(product, Q(-1)))
        if head == "log":
            jet = [self.log(product)]
            for k in range(1, order + 1):  # from a l' = a'
                known = [scaled(self.times(jet[j], a[k - j]), Q(-j, k)) for j in range(1, k)]
                jet.append(self.times(inverse, added(a[k], *known)))
            return jet
        jet = [inverse]
        for k in range(1, order + 1):  # from a b = 1
            jet.append(
                self.times(scaled(inverse, -1), added({}, *(self.times(a[j], jet[k - j]) for j in range(1, k + 1))))
            )
        powers = jet
        for _ in range(-int(number(parts[1])) - 1):
            powers = self.convolved(powers, jet)
        return powers

    def convolved(self, a: list[Poly], b: list[Poly]) -> list[Poly]:
        return [added({}, *(self.times(a[j], b[k - j]) for j in range(k + 1))) for k in range(len(a))]

    # -- lines --------------------------------------------------------------------------------------------------------

    def accept(self, line: Any) -> None:
        """Take one more line, or refuse it."""
        require(type(line) is list and line and isinstance(line[0], str) and line[0] in RULES, "a line of unknown kind")
        rule, *kinds = RULES[line[0]]
        require(len(line) == len(kinds) + 1, f"a line {line[0]!r} has {len(kinds)} entries")
        fact = rule(self, *(kind(entry) for kind, entry in zip(kinds, line[1:], strict=True)))
        if fact is not None:
            self.facts[self.count] = fact
            if fact[1] and is_plain(fact[0]):
                self.learn(fact[0], (Q(1), {self.count: 1}))
        self.count += 1

    def learn(self, p: Poly, product: Product) -> None:
        p = self.reduced(p)
        require(p, "a positive function that is zero")
        lead = p[max(p)]
        key = frozenset(scaled(p, 1 / lead).items())
        self.factored.setdefault(key, (product[0] / lead, product[1], self.count))

    def fact(self, line: int) -> tuple[Poly, bool]:
        require(line in self.facts, f"line {line} states no sign")
        self.used.add(line)
        return self.facts[line]

    def end(self, name: str, lower: bool) -> tuple[Poly, bool]:
        require(name in self.domain.ranges, f"nothing is assumed of {name!r}")
        low, high, has_low, has_high = self.domain.ranges[name]
        end, included = (low, has_low) if lower else (high, has_high)
        require(end is not None and low != high, f"the range of {name} does not end there")
        distance = added(self.value(name), {(): -(end or Q(0))})
        return scaled(distance, 1 if lower else -1), not included

    def assumed(self, position: int) -> tuple[Poly, bool]:
        require(0 <= position < len(self.domain.positive), "there is no such assumption")
        parts = self.fractions(self.value(self.domain.positive[position]))
        require(len(parts) == 1 and not parts[0][0], "an assumption on logs")
        return parts[0][1], True

    def named(self, tree: Tree) -> tuple[Poly, bool]:
        """A new generator: the exponential of an exponent of one term."""
        exponent = self.value(tree)
        require(len(exponent) == 1, "an exponent of one term is meant")
        ((key, c),) = exponent.items()
        require(c > 0 and key not in self.units, "an exponential that is upside down or has a name")
        require(all(generator[0] != "inverse" for generator, _ in key), "an exponent with a denominator")
        self.units[key], self.exponents[self.count] = (self.count, c), exponent
        if len(key) == 1 and key[0][0][0] == "log" and key[0][1] == 1:
            require(c.numerator == 1 and c.denominator <= MOST_POWER, "a root is meant")
            base = key[0][0][1]
            self.rules["exp", self.count] = (c.denominator, self.facts[base][0] if base >= 0 else {(): Q(-base)})
        return {((("exp", self.count), 1),): Q(1)}, True

    def square(self, tree: Tree) -> tuple[Poly, bool]:
        a = self.value(tree)
        require(a and is_plain(a) and a[max(a)] > 0, "the square of a polynomial with positive lead is meant")
        return self.times(a, a), False

    def factorization(self, tree: Tree, scalar: Q, powers: dict[int, int]) -> None:
        a = self.value(tree)
        require(is_plain(a) and powers and scalar, "factors of a polynomial are meant")
        require(all(n > 0 and self.fact(i)[1] and is_plain(self.fact(i)[0]) for i, n in powers.items()), "not a factor")
        require(self.same(a, self.expanded((scalar, powers))), f"the factors do not multiply to {written(tree)}")
        self.learn(a, (scalar, powers))

    def total(self, tree: Tree, terms: list[tuple[dict[int, int], Q]]) -> tuple[Poly, bool]:
        """tree = sum of c * product of facts, each c > 0; negative powers are of positive polynomials."""
        sums: list[Poly] = [{}]
        for powers, c in terms:
            require(c > 0, f"the coefficient {c} in a sum of nonnegative terms")
            product: Poly = {(): c}
            for line, n in powers.items():
                a, positive = self.fact(line)
                require(n > 0 or (positive and is_plain(a)), "division by what may be zero")
                product = self.times(product, self.power(a, n) if n > 0 else {((("inverse", line), -n),): Q(1)})
            sums.append(product)
        require(self.same(self.value(tree), added(*sums)), f"the terms do not add up to {written(tree)}")
        return self.value(tree), any(all(self.facts[line][1] for line in powers) for powers, _ in terms)

    def tangent(self, above: Tree, below: Tree, line: int | None) -> tuple[Poly, bool]:
        """y - 1 - log y >= 0 for y = above/below > 0, and > 0 where above - below, up to sign that line, is > 0."""
        a, b = self.product_of(above), self.product_of(below)
        require(a[0] > 0 and b[0] > 0, "the tangent of a log where there is none")
        if line is not None:
            gap, (difference, positive) = added(self.expanded(a), scaled(self.expanded(b), -1)), self.fact(line)
            equal = self.same(gap, difference) or self.same(scaled(gap, -1), difference)
            require(positive and equal, f"line {line} does not keep {written(above)} from {written(below)}")
        quotient = self.times(self.expanded(a), self.expanded(self.raised(b, Q(-1))))
        return added(quotient, {(): Q(-1)}, scaled(self.log(a), -1), self.log(b)), line is not None

    def from_end(self, tree: Tree, name: str, lower: bool, slope: int, start: int) -> tuple[Poly, bool]:
        """Nonnegative at an end of a symbol's range, and not falling on the way from there."""
        self.domain.require_free(name)
        _, is_open = self.end(name, lower)
        outward = scaled(self.jet(tree, 1, (name, None))[1], 1 if lower else -1)
        require(self.same(outward, self.fact(slope)[0]), f"line {slope} is not the slope of {written(tree)}")
        at_end = self.jet(tree, 0, (name, self.domain.ranges[name][0 if lower else 1]))[0]
        require(self.same(at_end, self.fact(start)[0]), f"line {start} is not where {written(tree)} starts")
        return self.value(tree), self.fact(start)[1] or (self.fact(slope)[1] and is_open)


def is_plain(p: Poly) -> bool:
    return not any(generator[0] in ("log", "inverse") for monomial in p for generator, _ in monomial)


def a_name(data: Any) -> str:
    require(isinstance(data, str), "a name is meant")
    return str(data)


def a_flag(data: Any) -> bool:
    require(type(data) is bool, "true or false is meant")
    return bool(data)


def a_line(data: Any) -> int:
    require(type(data) is int, "the number of a line is meant")
    return int(data)


def powers_of(data: Any) -> dict[int, int]:
    """[[line, power], ...], each line once, in order."""
    require(type(data) is list and all(type(pair) is list and len(pair) == 2 for pair in data), "powers of lines")
    require(all(type(n) is int for pair in data for n in pair), "powers of lines")
    require(all(n and abs(n) <= MOST_POWER for _, n in data), "a power that is zero or too large")
    require(all(a[0] < b[0] for a, b in zip(data, data[1:], strict=False)), "lines out of order")
    return dict(data)


def terms_of(data: Any) -> list[tuple[dict[int, int], Q]]:
    require(type(data) is list and all(type(pair) is list and len(pair) == 2 for pair in data), "terms")
    found = [(powers_of(pairs), number(c)) for c, pairs in data]
    require(all(a[1] < b[1] for a, b in zip(data, data[1:], strict=False)), "terms out of order")
    return found


RULES: dict[str, Any] = {
    "lower": (lambda self, name: self.end(name, True), a_name),
    "upper": (lambda self, name: self.end(name, False), a_name),
    "assumed": (Derivation.assumed, a_line),
    "exp": (Derivation.named, tree_of),
    "square": (Derivation.square, tree_of),
    "factors": (Derivation.factorization, tree_of, number, powers_of),
    "sum": (Derivation.total, tree_of, terms_of),
    "tangent": (Derivation.tangent, tree_of, tree_of, lambda data: None if data is None else a_line(data)),
    "end": (Derivation.from_end, tree_of, a_name, a_flag, a_line, a_line),
}


# -- statements -------------------------------------------------------------------------------------------------------


def said(kind: str, data: list[Any]) -> str:
    """The statement in words."""
    if kind == "equal":
        return f"{written(data[0])} = {written(data[1])}"
    if kind == "sign":
        return f"{written(data[0])} {data[1]} 0"
    if kind == "series":
        terms = " + ".join(f"{written(c, 2)}*{data[1]}^{k}" for k, c in enumerate(data[2]))
        return f"{written(data[0])} = {terms} + O({data[1]}^{len(data[2])})"
    if kind == "monotone":
        return f"{written(data[0])} strictly {data[2]} with {data[1]}"
    return f"|{written(data[0])}| <= {written(data[1])}, which tends to 0 as {data[2]} tends to {data[3]}"


def parsed(kind: Any, data: Any) -> list[Any]:
    """The parts of a statement; an unknown kind of statement is refused."""
    shapes: dict[Any, Any] = {
        "equal": (tree_of, tree_of),
        "sign": (tree_of, a_name),
        "series": (tree_of, a_name, lambda parts: [tree_of(part) for part in parts]),
        "monotone": (tree_of, a_name, a_name),
        "limit": (tree_of, tree_of, a_name, a_name),
    }
    require(isinstance(kind, str) and kind in shapes, f"not covered: statements of kind {kind!r}")
    require(type(data) is list and len(data) == len(shapes[kind]), f"a statement of kind {kind!r}")
    return [shape(part) for shape, part in zip(shapes[kind], data, strict=True)]


def goals(kind: str, data: list[Any], derivation: Derivation) -> list[tuple[Poly, frozenset[int]]]:
    """What the last lines must show: functions and the signs that they may have. Raises where the rest does not hold."""
    relations = {">": {1}, ">=": {0, 1}, "<": {-1}, "<=": {-1, 0}, "!=": {-1, 1}}
    value = derivation.value(data[0])
    if kind == "equal":
        require(derivation.same(value, derivation.value(data[1])), "the two sides differ")
        return []
    if kind == "sign":
        require(data[1] in relations, f"the relation {data[1]!r}")
        return [(value, frozenset(relations[data[1]]))]
    if kind == "series":
        _, name, coefficients = data
        derivation.domain.require_free(name)
        require(derivation.domain.includes(name, Q(0)) and 0 < len(coefficients) < 30, "no series at 0 there")
        jet = derivation.jet(data[0], len(coefficients) - 1, (name, Q(0)))
        for k, (found, claimed) in enumerate(zip(jet, coefficients, strict=True)):
            require(not occurs(name, claimed), "a coefficient that depends on the symbol")
            require(derivation.same(found, derivation.value(claimed)), f"the coefficient of {name}^{k} is another")
        return []
    if kind == "monotone":
        derivation.domain.require_free(data[1])
        require(data[2] in ("increases", "decreases"), "increases or decreases is meant")
        return [(derivation.jet(data[0], 1, (data[1], None))[1], frozenset({1 if data[2] == "increases" else -1}))]
    bound = derivation.value(data[1])
    require(data[3] in ("oo", "-oo"), "a limit towards oo or -oo is meant")
    if derivation.domain.ranges.get(data[2], (0, 0))[data[3] == "oo"] is None:
        vanishes(derivation, bound, data[2], 1 if data[3] == "oo" else -1)
    return [(added(bound, scaled(value, sign)), frozenset({0, 1})) for sign in (1, -1)]


def vanishes(derivation: Derivation, bound: Poly, name: str, direction: int) -> None:
    """Each term is a power of the symbol times exponentials of powers of it, and the fastest of these falls."""
    for monomial in bound:
        rate = growth(derivation, monomial, name, direction)
        require(rate < [0] * len(rate), "the bound was not recognized as tending to 0")


def growth(derivation: Derivation, monomial: Any, name: str, direction: int) -> list[Q]:
    """The coefficients of the exponent by falling power of the symbol, then the power of the symbol itself."""
    rate = [Q(0)] * 9
    for (kind, which), n in monomial:
        more, sign = [Q(0)] * 9, n
        if kind == "symbol":
            more[8] = Q(which == name)
        elif kind == "inverse":
            require(len(derivation.facts[which][0]) == 1, "a denominator in a bound that is not a product")
            more, sign = growth(derivation, next(iter(derivation.facts[which][0])), name, direction), -n
        elif kind == "exp":
            ((key, c),) = derivation.exponents[which].items()
            inner = growth(derivation, key, name, direction)
            if any(inner):
                require(len(key) == 1 and inner[8] == key[0][1] <= 8, "an exponent in a bound that is not recognized")
                more[8 - key[0][1]] = c * direction ** key[0][1]
        else:
            atom = {} if which < 0 else derivation.facts[which][0]
            require(not any(any(growth(derivation, m, name, direction)) for m in atom), "a log in a bound")
        rate = [r + sign * m for r, m in zip(rate, more, strict=True)]
    return rate


def check_proof(kind: str, data: list[Any], domain: Domain, proof: Any) -> None:
    """Lines that reach the goals, or a symbol's range cut at points and a proof for each part."""
    if type(proof) is dict and "cut" in proof:
        name, at, parts = fields(proof, "cut", "at", "parts")
        require(kind not in ("series", "limit") and type(at) is list and type(parts) is list, "no cut is possible here")
        domain.require_free(name)
        points = [number(point) for point in at]
        pieces = domain.pieces(name, points)
        require(len(parts) == len(pieces), "one part for each piece is meant")
        for piece, part in zip(pieces, parts, strict=True):
            # For monotony in the same symbol single points do not matter: the function is continuous.
            if not (kind == "monotone" and name == data[1] and piece[0] == piece[1]):
                check_proof(kind, data, domain.restricted(name, piece), part)
        return
    lines, reached = fields(proof, "lines", "goals")
    derivation = Derivation(domain)
    for line in lines:
        derivation.accept(line)
    wanted = goals(kind, data, derivation)
    require(len(wanted) == len(reached), f"{len(wanted)} goals, {len(reached)} lines that reach them")
    for (function, signs), line in zip(wanted, reached, strict=True):
        found, positive = derivation.fact(a_line(line))
        shown = {1} if positive else {0, 1}
        upright = shown <= signs and derivation.same(function, found)
        mirrored = {-sign for sign in shown} <= signs and derivation.same(scaled(function, -1), found)
        require(upright or mirrored, f"line {line} is not the goal")
    require(derivation.used >= set(range(derivation.count)), "a line that nothing uses")
    require(all(n == 1 for n in derivation.multiples.values()), "an exponential finer than needed")


def check_step(step: Any) -> str:
    """The statement that the step proves."""
    names = ("title", "statement", "assumptions", "kind", "data", "domain", "proof")
    _, statement, assumptions, kind, data, domain_record, proof = fields(step, *names)
    data, domain = parsed(kind, data), Domain(domain_record)
    require(statement == said(kind, data), f"the statement reads {said(kind, data)!r}")
    require(assumptions == domain.assumptions(), f"the assumptions read {domain.assumptions()!r}")
    if kind == "monotone":
        # The function is defined, hence continuous, on the whole range; inside it the slope has its sign.
        defined, proof = fields(proof, "defined", "slope")
        check_proof("equal", [data[0], data[0]], domain, defined)
        low, high, *_ = domain.ranges[data[1]]
        domain = domain.restricted(data[1], (low, high, False, False))
    check_proof(kind, data, domain, proof)
    return f"{statement}  [{'; '.join(assumptions)}]"


def digest(certificate: dict[str, Any]) -> str:
    """SHA-256 of the certificate without its own hash, as canonical JSON."""
    bare = {key: value for key, value in certificate.items() if key != "sha256"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read(raw: bytes) -> dict[str, Any]:
    """The certificate in a file's bytes."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise Unreadable("a key occurs twice in one object")
        return dict(pairs)

    def refuse(literal: str) -> Any:
        raise Unreadable(f"the number {literal}: only integers and rationals as text occur in a certificate")

    if len(raw) > MOST_BYTES:
        raise Unreadable(f"{len(raw)} bytes, at most {MOST_BYTES} are read")
    try:
        data = json.loads(raw.decode(), object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON that can be read: {error}") from error
    if type(data) is not dict or data.get("format") != FORMAT:
        raise Unreadable(f"not a certificate of the format {FORMAT!r}")
    return data


def verify(certificate: dict[str, Any]) -> list[str]:
    """The statements that the certificate proves. Raises Rejected with the place where it fails."""
    *_, steps, missing, stated = fields(certificate, "format", "theorem", "versions", "steps", "not_covered", "sha256")
    require(stated == digest(certificate), "the hash is another: the file was changed")
    require(type(steps) is list and steps, "a certificate without steps proves nothing")
    require(missing == [], f"not covered: {len(missing)} steps of the theorem have no certificate")
    proved = []
    for position, step in enumerate(steps, 1):
        try:
            proved.append(check_step(step))
        except Rejected as reason:
            raise Rejected(f"step {position}: {reason}") from reason
        except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
            # Data of the wrong shape in a place where no rule looked: whatever is odd is refused.
            raise Rejected(f"step {position}: malformed ({type(error).__name__}: {error})") from error
    return proved


def main(files: list[str]) -> int:
    """Check files; 0 if all are accepted, 1 if one is rejected, 4 if one cannot be read."""
    code = 0 if files else 4
    for file in files:
        try:
            with open(file, "rb") as stream:
                proved = verify(read(stream.read(MOST_BYTES + 1)))
            print(f"ACCEPTED {file}: {len(proved)} steps", *proved, sep="\n  ")  # noqa: T201
        except Rejected as reason:
            code = max(code, 1)
            print(f"REJECTED {file}: {reason}")  # noqa: T201
        except (Unreadable, OSError) as reason:
            code = 4
            print(f"UNREADABLE {file}: {reason}")  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
