"""An independent checker of proof certificates: standard library only, nothing of the prover that wrote them.

A certificate states relations between expressions over a domain, each with a derivation: lines that name exponentials,
factors, and functions that are nonnegative or positive, each justified by the lines before it. The checker rebuilds
every expression as a polynomial over the rationals in symbols, exponentials, logs of positive polynomials and inverses
of such. What it believes besides arithmetic: log(ab) = log a + log b, log exp x = x, exp(x + y) = exp x exp y,
y - 1 - log y >= 0 (> 0 for y != 1), the rules of differentiation, that a function with a nonnegative derivative does
not fall, and that exponentials outgrow powers. Whatever it does not recognize it refuses. Format: docs/certificates.md.
"""

# In annotations: a Tree is a number or name as text, or (operator, Tree, ...). A Poly is {monomial: coefficient}; a
# monomial is a sorted tuple of (generator, power), a generator one of ("symbol", name), ("exp", line), ("log", line),
# ("inverse", line), where the log of a prime p has -p for its line. A Product is (rational, {positive line: power}).

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
NAME = re.compile(r"(?!(exp|log|oo)$)[^\W\d]\w{0,99}")
Tree = Any
Poly = dict[Any, Any]
Product = tuple[Any, dict[int, int]]
Interval = tuple[Q | None, Q | None, bool, bool]


class Rejected(Exception):
    """The certificate does not show what it states."""


class Unreadable(Exception):
    """The input is not a certificate of this format, or is absurdly large."""


def require(condition: Any, message: str) -> None:
    if not condition:
        raise Rejected(message)


def entry(kind: str, data: Any) -> Any:
    """One entry of a line or statement, read as what it has to be."""
    if kind == "number":
        require(type(data) is str and NUMBER.fullmatch(data) and str(Q(data)) == data, f"{data!r} is no rational")
        return Q(data)
    if kind == "tree":
        return tree_of(data, MOST_DEPTH)
    if kind == "trees":
        return [tree_of(part, MOST_DEPTH) for part in data]
    if kind == "powers":  # [[line, power], ...], each line once, in order
        require(all(type(i) is int and type(n) is int and 0 < abs(n) <= MOST_POWER for i, n in data), "bad powers")
        require(all(a[0] < b[0] for a, b in zip(data, data[1:], strict=False)), "lines out of order")
        return dict(data)
    if kind == "terms":  # [[coefficient, powers], ...], each product once, in order
        require(all(a[1] < b[1] for a, b in zip(data, data[1:], strict=False)), "terms out of order")
        return [(entry("number", c), entry("powers", powers)) for c, powers in data]
    wanted = {"name": str, "flag": bool, "line": int}.get(kind, int if data is not None else type(None))
    require(type(data) is wanted, f"{data!r} is no {kind}")
    return data


def entries(data: Any, *kinds: str) -> list[Any]:
    require(type(data) is list and len(data) == len(kinds), f"{str(data)[:60]}: expected {', '.join(kinds)}")
    return [entry(kind, part) for kind, part in zip(kinds, data, strict=True)]


def fields(record: Any, *names: str) -> list[Any]:
    require(type(record) is dict and set(record) == set(names), f"expected exactly the fields {', '.join(names)}")
    return [record[name] for name in names]


# -- expressions ------------------------------------------------------------------------------------------------------


def tree_of(data: Any, depth: int) -> Tree:
    """An expression: a number, a name, or [operator, parts...]."""
    if type(data) is str:
        return data if NAME.fullmatch(data) else str(entry("number", data))
    require(type(data) is list and depth, "an expression that is malformed or nested too deeply")
    sizes = {"+": len(data) > 2, "*": len(data) > 2, "^": len(data) == 3, "exp": len(data) == 2, "log": len(data) == 2}
    require(sizes.get(data[0]), f"no expression: {data[0]!r} of {len(data) - 1}")
    return (data[0], *(tree_of(part, depth - 1) for part in data[1:]))


def written(tree: Tree, tight: int = 0) -> str:
    """An expression in the usual notation; what a certificate says in words must be exactly this."""
    if isinstance(tree, str):
        return f"({tree})" if tight and not NAME.fullmatch(tree) and not tree.isdigit() else tree
    head, *parts = tree
    if head in ("exp", "log"):
        return f"{head}({written(parts[0])})"
    level = "+*^".index(head) + 1
    body = {"+": " + ", "*": "*", "^": "^"}[head].join(written(part, level) for part in parts)
    return f"({body})" if tight >= level else body


def occurs(name: str, tree: Tree) -> bool:
    return bool(tree == name if isinstance(tree, str) else any(occurs(name, part) for part in tree[1:]))


def replaced(tree: Tree, name: str, value: str) -> Tree:
    if isinstance(tree, str):
        return value if tree == name else tree
    return (tree[0], *(replaced(part, name, value) for part in tree[1:]))


def slope(tree: Tree, name: str) -> Tree:
    """The derivative by a symbol."""
    if isinstance(tree, str) or not occurs(name, tree):
        return "1" if tree == name else "0"
    head, *parts = tree
    if head == "+":
        return ("+", *(slope(part, name) for part in parts))
    if head == "*":
        return ("+", "0", *(("*", *parts[:i], slope(p, name), *parts[i + 1 :]) for i, p in enumerate(parts)))
    if head == "exp":
        return ("*", tree, slope(parts[0], name))
    if head == "log":
        return ("*", ("^", parts[0], "-1"), slope(parts[0], name))
    return ("*", parts[1], ("^", parts[0], str(Q(parts[1]) - 1)), slope(parts[0], name))


class Domain:
    """For each symbol (lower, upper, lower included, upper included); simplices; expressions assumed positive."""

    def __init__(self, record: Any) -> None:
        ranges, self.simplices, positive = fields(record, "ranges", "simplices", "positive")
        self.positive = entry("trees", positive)
        self.ranges: dict[str, Interval] = {}
        for name, low, high, has_low, has_high in ranges:
            ends = [None if end is None else entry("number", end) for end in (low, high)]
            require(NAME.fullmatch(name) and name not in self.ranges, f"a bad or repeated symbol {name!r}")
            closed = [entry("flag", has_low), entry("flag", has_high)]
            require(all(end is not None or not has for end, has in zip(ends, closed, strict=True)), "infinity included")
            self.ranges[name] = (ends[0], ends[1], closed[0], closed[1])
            require(None in ends or ends[0] < ends[1] or (ends[0] == ends[1] and all(closed)), f"no value for {name}")
        self.grouped = [name for group in self.simplices for name in group]
        require(len(set(self.grouped)) == len(self.grouped), "a symbol has one place in one simplex")
        require(all(len(group) > 1 for group in self.simplices), "a simplex has at least two coordinates")
        require(all(self.ranges[name] == (0, 1, False, False) for name in self.grouped), "a coordinate's range")

    def assumptions(self) -> list[str]:
        boxes = [
            f"{name} in {'[' if a else '('}{'-oo' if low is None else low}, {'oo' if high is None else high}{')]'[b]}"
            for name, (low, high, a, b) in self.ranges.items()
            if name not in self.grouped
        ]
        groups = [f"{', '.join(group)} > 0 with {' + '.join(group)} = 1" for group in self.simplices]
        return [*boxes, *groups, *(f"{written(tree)} > 0" for tree in self.positive)]

    def restricted(self, name: str, interval: Interval) -> "Domain":
        part = object.__new__(Domain)
        part.__dict__ = {**self.__dict__, "ranges": {**self.ranges, name: interval}}
        return part

    def includes(self, name: str, value: Q) -> bool:
        low, high, has_low, has_high = self.ranges[name]
        above = low is None or low < value or (low == value and has_low)
        return above and (high is None or value < high or (value == high and has_high))

    def pieces(self, name: str, points: list[Q]) -> list[Interval]:
        """The intervals between points of a symbol's range, and the points."""
        self.require_free(name)
        low, high, *has = self.ranges[name]
        require(points and all(a < b for a, b in zip(points, points[1:], strict=False)), "cuts out of order")
        require(self.includes(name, points[0]) and self.includes(name, points[-1]), "a cut outside the range")
        found: list[Interval] = [(low, points[0], has[0], False)] if points[0] != low else []
        for a, b in zip(points, [*points[1:], None], strict=True):
            found += [(a, a, True, True), (a, b, False, False)]
        return [*found[:-1], *([(points[-1], high, False, has[1])] if points[-1] != high else [])]

    def require_free(self, name: str) -> None:
        """The symbol may vary while the others stay: it is in no simplex and in no assumption."""
        free = name in self.ranges and name not in self.grouped and not any(occurs(name, t) for t in self.positive)
        require(free, f"{name!r} cannot vary alone")


# -- polynomials ------------------------------------------------------------------------------------------------------


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


def scaled(poly: Poly, factor: Any) -> Poly:
    return {key: value * factor for key, value in poly.items()} if factor else {}


def constant(value: Any) -> Poly:
    return {(): value if value.denominator > 1 else value.numerator} if value else {}


def is_plain(p: Poly) -> bool:
    return not any(kind in ("log", "inverse") for monomial in p for (kind, _), _ in monomial)


def monic(p: Poly) -> tuple[Any, Any]:
    """The coefficient of the largest monomial, and the polynomial divided by it as a key."""
    lead = Q(p[max(p)])
    return lead, frozenset(scaled(p, 1 / lead).items())


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
        self.factored: dict[Any, tuple[Any, dict[int, int], int]] = {}  # monic polynomial: its Product, the line
        self.exponents: dict[int, Poly] = {}  # line of an exponential: its exponent, of one term
        self.units: dict[Any, tuple[int, Any]] = {}  # monomial of the exponent: that line, and the coefficient
        self.multiples: dict[int, int] = {}
        self.used: set[int] = set()
        self.memo: dict[Tree, Poly] = {}
        self.rules: dict[Any, tuple[int, Poly]] = {}  # generator: power, and what stands for it
        for group in domain.simplices:
            others = {((("symbol", name), 1),): -1 for name in group[:-1]}
            self.rules["symbol", group[-1]] = (1, {(): 1, **others})

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
        result: Poly = {(): 1}
        for _ in range(n):
            result = self.times(result, a)
        require(n < 2 or all(max(c.as_integer_ratio()).bit_length() < MOST_BITS for c in result.values()), "huge")
        return result

    def reduced(self, a: Poly) -> Poly:
        """The last coordinate of a simplex as 1 minus the others, the n-th power of an n-th root as what it is."""
        for generator, (n, image) in self.rules.items():
            by_power: dict[int, Poly] = {0: {}}
            for monomial, c in a.items():
                times, rest = divmod(dict(monomial).get(generator, 0), n)
                if times:
                    monomial = tuple((g, rest if g == generator else e) for g, e in monomial if g != generator or rest)
                by_power.setdefault(times, {})[monomial] = c
            a = added(*(self.times(part, self.power(image, times)) if times else part for times, part in by_power.items()))
        return a

    def fractions(self, a: Poly) -> list[tuple[Any, Poly, dict[int, int]]]:
        """For each product of logs that occurs: its coefficient as numerator and denominator."""
        groups: dict[Any, dict[Any, Poly]] = {}
        for monomial, c in a.items():
            logs, below, above = [], [], []
            for factor in monomial:
                {"log": logs, "inverse": below}.get(factor[0][0], above).append(factor)
            groups.setdefault(tuple(logs), {}).setdefault(tuple(below), {})[tuple(above)] = c
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

    def same(self, a: Poly, b: Poly) -> bool:
        return not self.fractions(added(a, scaled(b, -1)))

    # -- products of positive lines: what can be inverted, and has a log ------------------------------------------------

    def product_of(self, tree: Tree) -> Product:
        """The expression as a rational number times powers of positive lines; it vanishes only if the number is 0."""
        if tree[0] == "*":
            scalar, powers = Q(1), ()
            for part in tree[1:]:
                factor, more = self.product_of(part)
                scalar, powers = scalar * factor, merged(powers, tuple(more.items()))
            return scalar, dict(powers)
        if tree[0] == "^":
            return self.raised(self.product_of(tree[1]), entry("number", tree[2]))
        if tree[0] == "exp":
            return self.exponential(self.value(tree[1]))
        parts = self.fractions(self.value(tree))
        require(len(parts) == 1 and not parts[0][0], f"{written(tree)} is zero or has logs, in a log or below a fraction")
        scalar, lines = self.factors(parts[0][1], tree)
        return scalar, dict(merged(tuple(lines.items()), tuple((line, -n) for line, n in parts[0][2].items())))

    def factors(self, p: Poly, tree: Tree) -> Product:
        lead, key = monic(p)
        if len(p) == 1 and () in p:
            return lead, {}
        scalar, powers, line = self.known(key, tree)
        self.used.add(line)
        return lead * scalar, powers

    def known(self, key: Any, tree: Tree) -> tuple[Any, dict[int, int], int]:
        require(key in self.factored, f"no line gives the factors and signs of {written(tree)}")
        return self.factored[key]

    def raised(self, product: Product, r: Any) -> Product:
        bits = max(map(abs, Q(product[0]).as_integer_ratio())).bit_length()
        require(r.denominator == 1 and abs(r) <= MOST_POWER and bits * abs(r) < MOST_BITS, f"the power {r}")
        require(product[0], "zero below a fraction")
        return Q(product[0]) ** int(r), {line: n * int(r) for line, n in product[1].items()}

    def expanded(self, product: Product) -> Poly:
        result = constant(product[0])
        for line, n in product[1].items():
            factor = self.power(self.facts[line][0], n) if n > 0 else {((("inverse", line), -n),): 1}
            result = self.times(result, factor)
        return result

    def log(self, product: Product) -> Poly:
        require(product[0] > 0, "the log of what is not positive")
        above, below = Q(product[0]).as_integer_ratio()
        terms: list[Poly] = [{((("log", -p), 1),): n} for p, n in primes(above, 1) + primes(below, -1)]
        terms += [scaled(self.exponents.get(line, {((("log", line), 1),): 1}), n) for line, n in product[1].items()]
        return added({}, *terms)

    def exponential(self, a: Poly) -> Product:
        scalar, powers = Q(1), {}
        for logs, p, below in self.fractions(a):
            require(not below, "an exponent with a denominator")
            for monomial, c in p.items():
                key = merged(logs, monomial)
                (kind, line), n = key[0] if len(key) == 1 else (("", 0), 0)
                if kind == "log" and n == 1:  # exp(c log y) = y^floor(c) times a root
                    whole, c = math.floor(c), c - math.floor(c)
                    scalar *= self.raised((Q(-line), {}), Q(whole))[0] if line < 0 else 1
                    powers[line] = powers.get(line, 0) + (whole if line >= 0 else 0)
                if c:
                    line, unit = self.unit(key, c)
                    multiple = Q(c) / unit
                    require(multiple.denominator == 1, "a fraction of the exponential that a line names")
                    self.multiples[line] = math.gcd(int(multiple), self.multiples.get(line, 0))
                    self.used.add(line)
                    powers[line] = powers.get(line, 0) + int(multiple)
        return scalar, {line: n for line, n in powers.items() if n}

    def unit(self, key: Any, _: Any) -> tuple[int, Any]:
        require(key in self.units, "no line names an exponential that occurs")
        return self.units[key]

    def value(self, tree: Tree) -> Poly:
        if tree not in self.memo:
            self.memo[tree] = self.value_of(tree)
        return self.memo[tree]

    def value_of(self, tree: Tree) -> Poly:
        if isinstance(tree, str) and not NAME.fullmatch(tree):
            return constant(entry("number", tree))
        if isinstance(tree, str):
            require(tree in self.domain.ranges, f"nothing is assumed of the symbol {tree!r}")
            low, high, *_ = self.domain.ranges[tree]
            return constant(low) if low is not None and low == high else {((("symbol", tree), 1),): 1}
        head, *parts = tree
        if head == "+":
            return added(*(self.value(part) for part in parts))
        if head == "*":
            product: Poly = {(): 1}
            for part in parts:
                product = self.times(product, self.value(part))
            return product
        if head == "exp":
            return self.expanded(self.exponential(self.value(parts[0])))
        if head == "log":
            return self.log(self.product_of(parts[0]))
        n = entry("number", parts[1])
        require(n.denominator == 1, "a root; it is written as the exponential of a log")
        return self.power(self.value(parts[0]), int(n)) if n >= 0 else self.expanded(self.product_of(tree))

    # -- lines: each returns what is nonnegative and whether it is positive ---------------------------------------------

    def accept(self, line: Any) -> None:
        """Take one more line, or refuse it."""
        require(line[0] in RULES, f"no rule for a line {line[0]!r}")
        rule, kinds = RULES[line[0]]
        fact = rule(self, *entries(line[1:], *kinds))
        if fact is not None:
            self.facts[self.count] = fact
            if fact[1] and is_plain(fact[0]):
                self.learn(fact[0], (Q(1), {self.count: 1}))
        self.count += 1

    def learn(self, p: Poly, product: Product) -> None:
        lead, key = monic(self.reduced(p))
        self.factored.setdefault(key, (product[0] / lead, product[1], self.count))

    def fact(self, line: Any) -> tuple[Poly, bool]:
        require(type(line) is int and line in self.facts, f"line {line} states no sign")
        self.used.add(line)
        return self.facts[line]

    def end(self, name: str, lower: bool) -> tuple[Poly, bool]:
        """The distance of a symbol from an end of its range."""
        require(name in self.domain.ranges, f"nothing is assumed of {name!r}")
        low, high, has_low, has_high = self.domain.ranges[name]
        end, included = (low, has_low) if lower else (high, has_high)
        require(end is not None and low != high, f"the range of {name} does not end there")
        return scaled(added(self.value(name), scaled({(): -1}, end)), 1 if lower else -1), not included

    def assumed(self, position: int) -> tuple[Poly, bool]:
        require(0 <= position < len(self.domain.positive), "there is no such assumption")
        ((logs, numerator, _),) = self.fractions(self.value(self.domain.positive[position]))
        require(not logs, "an assumption on logs")
        return numerator, True

    def named(self, tree: Tree) -> tuple[Poly, bool]:
        """A new generator: the exponential of an exponent of one term; of (log y)/n it is the n-th root of y."""
        exponent = self.value(tree)
        ((key, c),) = exponent.items()
        require(c > 0 and key not in self.units, "an exponential that is upside down or has a name")
        require(all(kind != "inverse" for (kind, _), _ in key), "an exponent with a denominator")
        self.units[key], self.exponents[self.count] = (self.count, c), exponent
        (kind, line), n = key[0] if len(key) == 1 else (("", 0), 0)
        if kind == "log" and n == 1:
            require(c.numerator == 1 and c.denominator <= MOST_POWER, "a root is meant")
            self.rules["exp", self.count] = (c.denominator, self.facts[line][0] if line >= 0 else {(): -line})
        return {((("exp", self.count), 1),): 1}, True

    def square(self, tree: Tree) -> tuple[Poly, bool]:
        a = self.value(tree)
        require(is_plain(a) and a[max(a)] > 0, "the square of a polynomial with positive lead is meant")
        return self.times(a, a), False

    def factorization(self, tree: Tree, scalar: Q, powers: dict[int, int]) -> None:
        a = self.value(tree)
        require(is_plain(a) and powers and scalar, "factors of a polynomial are meant")
        require(all(n > 0 and self.fact(i)[1] and is_plain(self.fact(i)[0]) for i, n in powers.items()), "not a factor")
        require(self.same(a, self.expanded((scalar, powers))), f"the factors do not multiply to {written(tree)}")
        self.learn(a, (scalar, powers))

    def total(self, tree: Tree, terms: list[tuple[Q, dict[int, int]]]) -> tuple[Poly, bool]:
        """tree = sum of c * product of facts, each c > 0; negative powers are of positive polynomials."""
        sums: list[Poly] = [{}]
        for c, powers in terms:
            require(c > 0, f"the coefficient {c} in a sum of nonnegative terms")
            product = constant(c)
            for line, n in powers.items():
                a, positive = self.fact(line)
                require(n > 0 or (positive and is_plain(a)), "division by what may be zero")
                product = self.times(product, self.power(a, n) if n > 0 else {((("inverse", line), -n),): 1})
            sums.append(product)
        require(self.same(self.value(tree), added(*sums)), f"the terms do not add up to {written(tree)}")
        return self.value(tree), any(all(self.facts[line][1] for line in powers) for _, powers in terms)

    def tangent(self, above: Tree, below: Tree, line: int | None) -> tuple[Poly, bool]:
        """y - 1 - log y >= 0 for y = above/below > 0, and > 0 where above - below, up to sign that line, is > 0."""
        a, b = self.product_of(above), self.product_of(below)
        if line is not None:
            gap, (difference, positive) = added(self.expanded(a), scaled(self.expanded(b), -1)), self.fact(line)
            equal = self.same(gap, difference) or self.same(scaled(gap, -1), difference)
            require(positive and equal, f"line {line} does not keep {written(above)} from {written(below)}")
        quotient = self.times(self.expanded(a), self.expanded(self.raised(b, Q(-1))))
        return added(quotient, {(): -1}, scaled(self.log(a), -1), self.log(b)), line is not None

    def grows(self, tree: Tree, name: str, lower: bool, falls: int, start: int) -> tuple[Poly, bool]:
        """Nonnegative at an end of a symbol's range (line start), and not falling away from there (line falls)."""
        self.domain.require_free(name)
        is_open = self.end(name, lower)[1]
        outward = scaled(self.value(slope(tree, name)), 1 if lower else -1)
        require(self.same(outward, self.fact(falls)[0]), f"line {falls} is not the slope of {written(tree)}")
        at_end = replaced(tree, name, str(self.domain.ranges[name][0 if lower else 1]))
        require(self.same(self.value(at_end), self.fact(start)[0]), f"line {start} is not where {written(tree)} starts")
        return self.value(tree), self.fact(start)[1] or (self.fact(falls)[1] and is_open)


RULES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "lower": (lambda derivation, name: derivation.end(name, True), ("name",)),
    "upper": (lambda derivation, name: derivation.end(name, False), ("name",)),
    "assumed": (Derivation.assumed, ("line",)),
    "exp": (Derivation.named, ("tree",)),
    "square": (Derivation.square, ("tree",)),
    "factors": (Derivation.factorization, ("tree", "number", "powers")),
    "sum": (Derivation.total, ("tree", "terms")),
    "tangent": (Derivation.tangent, ("tree", "tree", "line or null")),
    "end": (Derivation.grows, ("tree", "name", "flag", "line", "line")),
}

# -- statements -------------------------------------------------------------------------------------------------------

STATEMENTS = {
    "equal": (("tree", "tree"), "{0} = {1}"),
    "sign": (("tree", "name"), "{0} {1} 0"),
    "series": (("tree", "name", "trees"), "{0} = {2} + higher powers of {1}"),
    "monotone": (("tree", "name", "name"), "{0} strictly {2} with {1}"),
    "limit": (("tree", "tree", "name", "name"), "|{0}| <= {1}, which tends to 0 as {2} tends to {3}"),
}
SIGNS = {">": {1}, ">=": {0, 1}, "<": {-1}, "!=": {-1, 1}, "increases": {1}, "decreases": {-1}}


def said(kind: str, data: list[Any]) -> str:
    """The statement in words."""
    shown = [written(part) if type(part) is not list else "" for part in data]
    if kind == "series":
        shown[2] = " + ".join(f"{written(c, 2)}*{data[1]}^{k}" for k, c in enumerate(data[2]))
    return STATEMENTS[kind][1].format(*shown)


def goals(kind: str, data: list[Any], derivation: Derivation, slopes: list[Any]) -> list[tuple[Poly, set[int]]]:
    """Functions with the signs that lines must show them to have; raises where the rest of a statement fails."""
    value = derivation.value(data[0])
    if kind == "sign":
        return [(value, SIGNS[data[1]])]
    if kind == "equal":
        require(derivation.same(value, derivation.value(data[1])), "the two sides differ")
        return []
    if kind == "monotone":
        derivation.domain.require_free(data[1])
        return [(derivation.value(slope(data[0], data[1])), SIGNS[data[2]])]
    if kind == "series":  # each of the slopes given is the derivative of the one before
        tree, name, coefficients = data
        derivation.domain.require_free(name)
        low, high, *_ = derivation.domain.ranges[name]
        require(low is None or low != high, "a single point has no series")
        require(derivation.domain.includes(name, Q(0)) and len(slopes) == len(coefficients) - 1, "no series at 0")
        for k, (coefficient, following) in enumerate(zip(coefficients, [*entry("trees", slopes), None], strict=True)):
            require(not occurs(name, coefficient), "a coefficient that depends on the symbol")
            claimed = scaled(derivation.value(coefficient), math.factorial(k))
            require(derivation.same(derivation.value(replaced(tree, name, "0")), claimed), f"the coefficient {k}")
            if following is not None:
                require(derivation.same(derivation.value(slope(tree, name)), derivation.value(following)), "a slope")
                tree = following
        return []
    _, bound, name, towards = data
    direction = {"oo": 1, "-oo": -1}[towards]
    require(derivation.domain.ranges[name][direction > 0] is None, f"{name} does not tend to {towards}")
    for monomial in derivation.value(bound):
        require(growth(derivation, monomial, name, direction) < [0] * 9, "the bound is not known to tend to 0")
    return [(added(derivation.value(bound), scaled(value, sign)), {0, 1}) for sign in (1, -1)]


def growth(derivation: Derivation, monomial: Any, name: str, direction: int) -> list[Any]:
    """The coefficients of the exponent by falling power of the symbol (8 to 1), then the power of the symbol."""
    rate = [Q(0)] * 9
    for (kind, which), n in monomial:
        more = [Q(0)] * 9
        if kind == "symbol":
            more[8] = Q(which == name)
        elif kind == "exp":
            ((key, c),) = derivation.exponents[which].items()
            if any(growth(derivation, key, name, direction)):
                require(len(key) == 1 and key[0][0] == ("symbol", name) and key[0][1] <= 8, "an exponent in a bound")
                more[8 - key[0][1]] = c * direction ** key[0][1]
        else:  # a log of what does not vary, or the inverse of a product
            inner = [growth(derivation, m, name, direction) for m in (derivation.facts[which][0] if which >= 0 else ())]
            require(not any(map(any, inner)) or (kind == "inverse" and len(inner) == 1), "a log or sum in a bound")
            more = [-r for r in inner[0]] if kind == "inverse" else more
        rate = [r + n * m for r, m in zip(rate, more, strict=True)]
    return rate


def check_proof(kind: str, data: list[Any], domain: Domain, proof: Any) -> None:
    """Lines that reach the goals; or a symbol's range cut at points, with a proof for each part."""
    if kind in ("equal", "sign", "monotone") and "cut" in proof:
        name, at, parts = fields(proof, "cut", "at", "parts")
        for piece, part in zip(domain.pieces(name, [entry("number", point) for point in at]), parts, strict=True):
            # A continuous function that is monotone on both sides of a point is monotone across it.
            if not (kind == "monotone" and name == data[1] and piece[0] == piece[1] and part == {}):
                check_proof(kind, data, domain.restricted(name, piece), part)
        return
    lines, reached = fields(proof, "lines", "slopes" if kind == "series" else "goals")
    derivation = Derivation(domain)
    for line in lines:
        derivation.accept(line)
    wanted = goals(kind, data, derivation, reached)
    for (function, signs), line in zip(wanted, reached if kind != "series" else [], strict=True):
        found, positive = derivation.fact(line)
        shown = {1} if positive else {0, 1}
        upright = shown <= signs and derivation.same(function, found)
        mirrored = {-sign for sign in shown} <= signs and derivation.same(scaled(function, -1), found)
        require(upright or mirrored, f"line {line} is not the goal")
    require(derivation.used >= set(range(derivation.count)), "a line that nothing uses")
    require(all(n == 1 for n in derivation.multiples.values()), "an exponential finer than needed")


def check_step(step: Any) -> str:
    """The statement that a step proves, with its assumptions."""
    names = ("title", "statement", "assumptions", "kind", "data", "domain", "proof")
    _, statement, assumptions, kind, data, record, proof = fields(step, *names)
    require(kind in STATEMENTS, f"not covered: statements of kind {kind!r}")
    data, domain = entries(data, *STATEMENTS[kind][0]), Domain(record)
    require(statement == said(kind, data), f"the statement reads {said(kind, data)!r}")
    require(assumptions == domain.assumptions(), f"the assumptions read {domain.assumptions()!r}")
    if kind == "monotone":  # the function is defined, hence continuous, on the whole range; the slope counts inside
        defined, proof = fields(proof, "defined", "slope")
        check_proof("equal", [data[0], data[0]], domain, defined)
        domain = domain.restricted(data[1], (*domain.ranges[data[1]][:2], False, False))
    check_proof(kind, data, domain, proof)
    return f"{statement}  [{'; '.join(assumptions)}]"


# -- files ------------------------------------------------------------------------------------------------------------


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
        raise Unreadable(f"the number {literal[:40]}: only integers, and rationals as text, occur in a certificate")

    if len(raw) > MOST_BYTES:
        raise Unreadable(f"more than {MOST_BYTES} bytes")
    try:
        data = json.loads(raw.decode(), object_pairs_hook=once, parse_float=refuse, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON that can be read: {error}") from error
    if type(data) is not dict or data.get("format") != FORMAT:
        raise Unreadable(f"not a certificate of the format {FORMAT!r}")
    return data


def verify(certificate: dict[str, Any]) -> list[str]:
    """The statements that the certificate proves; raises Rejected with the place where it fails."""
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
            # Data of a wrong shape at a place where no rule looked for it: whatever is odd is refused.
            raise Rejected(f"step {position}: malformed ({type(error).__name__}: {error})") from error
    return proved


def main(files: list[str], quiet: bool = False) -> int:
    """Check files and print what they prove; 0 if all are accepted, 1 if one is rejected, 4 if one cannot be read."""
    code = 0 if files else 4
    for file in files:
        try:
            with open(file, "rb") as stream:
                proved = verify(read(stream.read(MOST_BYTES + 1)))
            print(f"ACCEPTED {file}: {len(proved)} steps", *([] if quiet else proved), sep="\n  ")  # noqa: T201
        except Rejected as reason:
            code = max(code, 1)
            print(f"REJECTED {file}: {reason}")  # noqa: T201
        except (Unreadable, OSError) as reason:
            code = 4
            print(f"UNREADABLE {file}: {reason}")  # noqa: T201
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
