"""An independent checker of proof certificates: standard library only, nothing of the prover that wrote them.

A certificate states relations between expressions under assumptions, each with a derivation: numbered lines that name
functions which are positive or nonnegative, each by a rule from the lines before it. The checker rebuilds expressions
as polynomials over the rationals and compares those. What it does not recognize, it refuses. `python checker.py FILE`
checks one file; the rules, with the mathematics behind them, are in docs/certificates.md.
"""

# A Tree is an expression: an integer, a name, or (operator, part, ...) with the operators + * ^ exp log.
# A Poly is {monomial: coefficient}; a monomial is a sorted tuple of (generator, power), a generator one of
# ("symbol", name), ("exp", line), ("log", line), ("inverse", line), where the log of an integer m has -m for its line.
# A Product is (rational, {line: power}), the lines being positive ones.

import copy
import json
import re
import sys
from fractions import Fraction as Q
from functools import reduce
from itertools import pairwise
from typing import Any

MOST_POWER, MOST_BITS, MOST_WORK = 512, 20_000, 4_000_000
NUMBER = re.compile(r"-?[0-9]{1,300}(/[0-9]{1,300})?")
TOKEN = re.compile(r" [+-] |\*\*|[-*/()]|[A-Za-z]\w{0,99}|(?:0|[1-9][0-9]{0,299})(?!\w)", re.ASCII)
RANGE = re.compile(r"(\w+) in (?:\(-oo|([(\[])([-0-9/]+)), (?:oo\)|([-0-9/]+)([)\]]))", re.ASCII)
MALFORMED = ArithmeticError, AttributeError, LookupError, RecursionError, StopIteration, TypeError, ValueError
Tree = Any
Poly = dict[Any, Any]
Product = tuple[Any, dict[int, int]]


class Rejected(Exception):
    """The certificate does not show what it states."""


def require(condition: Any, message: str) -> None:
    if not condition:
        raise Rejected(message)


# -- reading ----------------------------------------------------------------------------------------------------------


def number(data: Any) -> Any:
    require(type(data) is str and NUMBER.fullmatch(data) and str(Q(data)) == data, f"{data!r:.99} is no reduced number")
    return Q(data) if "/" in data else int(data)


def product_of(data: Any) -> Product:
    """[rational, [[line, power], ...]], each line once, in order."""
    scalar, powers = data
    require(all(type(i) is type(n) is int and n for i, n in powers), "powers of lines are meant")
    require(all(a < b for (a, _), (b, _) in pairwise(powers)), "lines out of order")
    return number(scalar), dict(powers)


def parse(text: Any) -> Tree:
    """An expression from its text: integers, names, + - * / **, exp, log and parentheses."""
    tokens, wrong = ["", *reversed(TOKEN.findall(text))], f"{text[:60]!r} is no expression"  # taken from the end
    require("".join(reversed(tokens)) == text, wrong)

    def taken(*wanted: str) -> str:
        return tokens.pop() if tokens[-1] in wanted else ""

    def addition() -> Tree:
        terms, sign = [], taken("-") or " + "
        while sign:
            terms.append(multiplication([] if sign == " + " else [-1]))
            sign = taken(" + ", " - ")
        return terms[0] if len(terms) == 1 else ("+", *terms)

    def multiplication(factors: list[Tree]) -> Tree:
        sign = "*"
        while sign:
            factor = atom(tokens.pop())
            if taken("**"):
                factor = ("^", factor, (-1 if taken("-") else 1) * int(tokens.pop()))
            factors.append(factor if sign == "*" else ("^", factor, -1))
            sign = taken("*", "/")
        return factors[0] if len(factors) == 1 else ("*", *factors)

    def atom(first: str) -> Tree:
        if first not in ("(", "exp", "log"):
            require(first[:1].isalnum(), wrong)
            return int(first) if first.isdigit() else first
        require(first == "(" or taken("("), wrong)
        inside = addition()
        require(taken(")"), wrong)
        return inside if first == "(" else (first, inside)

    tree = addition()
    require(tokens == [""], wrong)
    return tree


def replaced(tree: Tree, name: str, value: Tree) -> Tree:
    if isinstance(tree, tuple):
        return (tree[0], *(replaced(part, name, value) for part in tree[1:]))
    return value if tree == name else tree


def occurs(name: str, tree: Tree) -> bool:
    return bool(replaced(tree, name, 0) != tree)


def minus(a: Tree, b: Tree) -> Tree:
    return ("+", a, ("*", -1, b))


def slope(tree: Tree, name: str) -> Tree:
    """The derivative by a symbol."""
    if not occurs(name, tree):
        return 0
    if isinstance(tree, str):
        return 1
    head, *parts = tree
    if head == "+":
        return ("+", *(slope(part, name) for part in parts))
    if head == "*":
        return ("+", 0, *(("*", *parts[:i], slope(p, name), *parts[i + 1 :]) for i, p in enumerate(parts)))
    inside, n = parts if head == "^" else (parts[0], 0)
    outside = {"exp": tree, "log": ("^", inside, -1), "^": ("*", n, ("^", inside, n - 1))}[head]
    return ("*", outside, slope(inside, name))


def holds_some(low: Any, high: Any, has_low: bool, has_high: bool) -> bool:
    """Whether there are numbers between two ends, of which each may be included."""
    return low is None or high is None or low < high or (low == high and has_low and has_high)


class Domain:
    """For each symbol (lower, upper, lower included, upper included); simplices; expressions assumed positive."""

    def __init__(self, assumptions: list[str]) -> None:
        self.ranges: dict[str, Any] = {}
        self.simplices: list[list[str]] = []
        self.positive: list[Tree] = []
        for text in assumptions:
            names, interval = list[str](), tuple[Any, ...]((0, 1, False, False))
            if found := RANGE.fullmatch(text):
                name, left, *ends, right = found.groups()
                low, high = (None if end is None else number(end) for end in ends)
                names, interval = [name], (low, high, left == "[", right == "]")
            elif " > 0 with " in text:
                names = text.split(" > 0 with ")[0].split(", ")
                said = f"{', '.join(names)} > 0 with {' + '.join(names)} = 1"
                require(text == said and len(names) > 1, f"a simplex is meant: {text[:99]}")
                self.simplices.append(names)
            else:
                require(text.endswith(" > 0"), f"not an assumption: {text[:99]}")
                self.positive.append(parse(text.removesuffix(" > 0")))
            for name in names:
                new = parse(name) == name and name not in self.ranges
                require(new and holds_some(*interval), f"no name, declared twice, or empty: {text[:99]}")
                self.ranges[name] = interval

    def restricted(self, name: str, interval: Any) -> "Domain":
        part = copy.copy(self)
        part.ranges = {**self.ranges, name: interval}
        return part

    def end(self, name: str, side: str) -> tuple[Any, bool, int]:
        """An end of a symbol's range, whether it is included, and the direction from there into the range."""
        low, high, has_low, has_high = self.ranges[name]
        found = {"lower": (low, has_low, 1), "upper": (high, has_high, -1)}[side]
        require(found[0] is not None, f"the range of {name} does not end there")
        return found

    def require_free(self, name: str) -> None:
        """The symbol may vary while the others stay: it is in no simplex and in no assumption."""
        tied = any(name in group for group in self.simplices) or any(occurs(name, tree) for tree in self.positive)
        require(name in self.ranges and not tied, f"{name!r} cannot vary alone")


# -- polynomials ------------------------------------------------------------------------------------------------------


def merged(a: Any, b: Any) -> Any:
    """The product of two monomials."""
    powers = dict(a)
    for key, power in b:
        powers[key] = powers.get(key, 0) + power
    return tuple(sorted((key, power) for key, power in powers.items() if power))


def added(*polys: Poly) -> Poly:
    total: Poly = {}
    for poly in polys:
        for key, value in poly.items():
            total[key] = total.get(key, 0) + value
    return {key: value for key, value in total.items() if value}


def scaled(poly: Poly, factor: Any) -> Poly:
    return {key: value * factor for key, value in poly.items()} if factor else {}


def log_of_integer(m: int) -> Poly:
    """The sum of the logs of its primes; what trial division leaves of a large m counts as one."""
    p = next((p for p in range(2, min(m, 2**14)) if m % p == 0), m)
    return {} if m == 1 else added({((("log", -p), 1),): 1}, log_of_integer(m // p))


def split(poly: Poly, generator: Any) -> dict[int, Poly]:
    """The coefficient of each power of a generator."""
    parts: dict[int, Poly] = {}
    for monomial, c in poly.items():
        rest = tuple(factor for factor in monomial if factor[0] != generator)
        parts.setdefault(dict(monomial).get(generator, 0), {})[rest] = c
    return parts


class Derivation:
    """The lines accepted so far, over one domain."""

    def __init__(self, domain: Domain) -> None:
        self.domain, self.work, self.count = domain, 0, 0
        self.facts: dict[int, tuple[Poly, bool]] = {}  # line: what is nonnegative, whether it is positive
        self.products: dict[Tree, Product] = {}  # what a tree equals; it can be inverted, and has a log if positive
        self.exponents: dict[int, Poly] = {}  # line of a named exponential: its log
        self.values: dict[Tree, Poly] = {}

    def times(self, a: Poly, b: Poly) -> Poly:
        if a == {(): 1} or b == {(): 1}:
            return b if a == {(): 1} else a
        self.work += len(a) * len(b)
        require(self.work < MOST_WORK, "more work than is done for one derivation")
        total: Poly = {}
        for m, c in a.items():
            for n, d in b.items():
                key = merged(m, n)
                total[key] = total.get(key, 0) + c * d
        require(all(c.numerator.bit_length() < MOST_BITS for c in total.values()), "numbers that are too large")
        return {key: value for key, value in total.items() if value}

    def power(self, a: Poly, n: int) -> Poly:
        require(0 <= n <= MOST_POWER, f"the power {n}")
        return reduce(self.times, [a] * n, {(): 1})

    def reduced(self, a: Poly) -> Poly:
        for *others, last in self.domain.simplices:
            rest: Poly = {(): 1, **{((("symbol", name), 1),): -1 for name in others}}
            a = added(*(self.times(p, self.power(rest, k)) for k, p in split(a, ("symbol", last)).items()))
        return a

    def same(self, a: Poly, b: Poly, sign: int = 1) -> bool:
        """a = sign * b, by coefficients: without denominators, and without the last coordinate of a simplex."""
        a = added(a, scaled(b, -sign))
        while lines := [line for monomial in a for (kind, line), _ in monomial if kind == "inverse"]:
            parts, fact = split(a, ("inverse", max(lines))), self.facts[max(lines)][0]
            a = added(*(self.times(p, self.power(fact, max(parts) - k)) for k, p in parts.items()))
        return not self.reduced(a)

    def product(self, tree: Tree) -> Product:
        if isinstance(tree, int):
            return tree, {}
        require(tree in self.products, f"no line says that {str(tree)[:99]}, in a log or below, does not vanish")
        return self.products[tree]

    def expanded(self, product: Product, n: int = 1) -> Poly:
        """The n-th power of a product, for n not 0."""
        scalar, powers = product
        require(scalar and abs(n) <= MOST_POWER, f"the power {n} of {scalar}")
        factors: list[Poly] = [{(): scalar**n if n > 0 else Q(scalar) ** n}]
        for line, k in powers.items():
            factors.append(self.power(self.facts[line][0], k * n) if k * n > 0 else {((("inverse", line), -k * n),): 1})
        return reduce(self.times, factors)

    def log(self, product: Product) -> Poly:
        scalar, powers = product
        require(scalar > 0, "the log of what is not positive")
        self.work += 1000
        above, below = map(log_of_integer, Q(scalar).as_integer_ratio())
        logs = (scaled(self.exponents.get(line, {((("log", line), 1),): 1}), n) for line, n in powers.items())
        return added(above, scaled(below, -1), *logs)

    def value(self, tree: Tree) -> Poly:
        if tree not in self.values:
            self.values[tree] = self.value_of(tree)
        return self.values[tree]

    def value_of(self, tree: Tree) -> Poly:
        if isinstance(tree, int):
            return added({(): tree})
        if isinstance(tree, str):
            require(tree in self.domain.ranges, f"nothing is assumed of the symbol {tree!r}")
            low, high, *_ = self.domain.ranges[tree]
            return added({(): low}) if low is not None and low == high else {((("symbol", tree), 1),): 1}
        head, *parts = tree
        if head == "+":
            return added(*map(self.value, parts))
        if head == "*":
            return reduce(self.times, map(self.value, parts))
        if head == "log":
            return self.log(self.product(parts[0]))
        if head == "exp":
            return self.expanded(self.product(tree))
        base, n = parts
        return self.power(self.value(base), n) if n >= 0 else self.expanded(self.product(base), n)

    # -- lines: a rule returns what is nonnegative and whether it is positive, or None where it says what a tree equals

    def take(self, rule: str, *arguments: Any) -> str:
        """Take one more line, or refuse it; the relation that it shows."""
        fact = getattr(self, f"rule_{rule}")(*arguments)
        if fact is not None:
            self.facts[self.count] = fact
        self.count += 1
        return "=" if fact is None else ">" if fact[1] else ">="

    def fact(self, line: Any) -> tuple[Poly, bool]:
        require(type(line) is int and line in self.facts, f"line {line!r:.20} states no sign")
        return self.facts[line]

    def positive(self, data: Any) -> Product:
        """A product, all of whose lines have to be positive, and its rational not 0."""
        scalar, powers = product_of(data)
        require(scalar and all(self.fact(line)[1] for line in powers), "a factor that may vanish")
        return scalar, powers

    def rule_bound(self, name: str, side: str) -> tuple[Poly, bool]:
        """The distance of a symbol from an end of its range."""
        end, included, sign = self.domain.end(name, side)
        return scaled(added(self.value(name), {(): -end}), sign), not included

    def rule_assumed(self, text: str) -> tuple[Poly, bool]:
        require(parse(text) in self.domain.positive, "there is no such assumption")
        return self.value(parse(text)), True

    def rule_exp(self, text: str) -> tuple[Poly, bool]:
        """A new generator, the exponential of an expression."""
        self.exponents[self.count] = self.value(parse(text))
        return {((("exp", self.count), 1),): 1}, True

    def rule_product(self, text: str, data: Any) -> None:
        """The expression is the product; an exponential is, if its exponent is the log of the product."""
        tree, product = parse(text), self.positive(data)
        is_exp = isinstance(tree, tuple) and tree[0] == "exp"
        left, right = (tree[1], self.log(product)) if is_exp else (tree, self.expanded(product))
        require(self.same(self.value(left), right), "the factors do not multiply to what is stated")
        self.products.setdefault(tree, product)

    def rule_square(self, text: str) -> tuple[Poly, bool]:
        a = self.value(parse(text))
        require(a[max(a)] > 0, "the square of a polynomial with positive lead is meant")
        return self.times(a, a), False

    def rule_sum(self, text: str, data: Any) -> tuple[Poly, bool]:
        """The sum of c * product of facts, each c > 0; negative powers are of positive facts."""
        value, terms = self.value(parse(text)), [product_of(term) for term in data]
        require(all(a < b for (_, a), (_, b) in pairwise(data)) and (terms or text == "0"), "terms out of order")
        for c, powers in terms:
            require(c > 0 and all(self.fact(i)[1] or n > 0 for i, n in powers.items()), "a term that may be negative")
        require(self.same(value, added(*map(self.expanded, terms))), "the terms do not add up to what is stated")
        return value, any(all(self.fact(line)[1] for line in powers) for _, powers in terms)

    def rule_tangent(self, data: Any, gap: Any) -> tuple[Poly, bool]:
        """y - 1 - log y >= 0 for a positive product y, and > 0 if y - 1 is the product `gap`, which does not vanish."""
        y = self.positive(data)
        distance = added(self.expanded(y), {(): -1})
        require(gap is None or self.same(distance, self.expanded(self.positive(gap))), "the gap is another")
        return added(distance, scaled(self.log(y), -1)), gap is not None

    def rule_end(self, text: str, name: str, side: str, outward: int, start: int) -> tuple[Poly, bool]:
        """Nonnegative at an end of a symbol's range (line start), and not falling away from there (line outward)."""
        self.domain.require_free(name)
        (end, included, sign), tree = self.domain.end(name, side), parse(text)
        require(self.same(self.fact(outward)[0], self.value(slope(tree, name)), sign), "another slope is meant")
        at_end = self.value(replaced(tree, name, ("*", end.numerator, ("^", end.denominator, -1))))
        require(self.same(at_end, self.fact(start)[0]), "another start is meant")
        return self.value(tree), self.fact(start)[1] or (self.fact(outward)[1] and not included)


# -- statements -------------------------------------------------------------------------------------------------------

STATEMENTS = (
    ("series", re.compile(r"(.+) = (.+) \+ O\((\w+)\*\*([1-9][0-9]?)\)", re.ASCII)),
    ("limit", re.compile(r"abs\((.+)\) <= (.+) <= ([1-9][0-9]*)/abs\((\w+)\), which tends to 0 as \4 tends to (-?)oo")),
    ("monotone", re.compile(r"(.+) strictly (increases|decreases) with (\w+)", re.ASCII)),
    ("sign", re.compile(r"(.+) (>|>=|<|!=) 0")),
    ("equal", re.compile(r"(.+) = (.+)")),
)


def goals(kind: str, parts: Any, domain: Domain, slopes: Any) -> list[tuple[str, Tree]]:
    """Relations to 0 that together say what is stated: a sign needs a line of its own, an equation needs none."""
    tree = parse(parts[0])
    if kind == "sign":
        return [(">", minus(0, tree)) if parts[1] == "<" else (parts[1], tree)]
    if kind == "equal":
        return [("=", minus(tree, parse(parts[1])))]
    name = parts[3 if kind == "limit" else 2]
    domain.require_free(name)
    low, high, *_ = domain.ranges[name]
    single = low is not None and low == high
    if kind == "monotone":
        # 0*f = 0 if f is defined, hence continuous, at every point of the range: a single point needs nothing more.
        rate = ("*", 1 if parts[1] == "increases" else -1, slope(tree, name))
        return [("=", ("*", 0, tree)), *([] if single else [(">", rate)])]
    if kind == "series":
        # The difference of the two sides vanishes at 0, and so do its derivatives, of which `slopes` lists all.
        functions = [minus(tree, parse(parts[1])), *map(parse, slopes)]
        require(len(functions) == int(parts[3]), f"{int(parts[3]) - 1} derivatives are meant")
        require((low or 0) <= 0 <= (high or 0) and not single, f"no series at {name} = 0")
        derivatives = [minus(slope(function, name), following) for function, following in pairwise(functions)]
        return [("=", zero) for zero in (*(replaced(function, name, 0) for function in functions), *derivatives)]
    # |a| <= b, and b <= most/|x| for the x far out.
    bound, most, away = parse(parts[1]), int(parts[2]), ("*", -1, name) if parts[4] else name
    require((low if parts[4] else high) is None, f"the range of {name} ends")
    return [(">=", minus(bound, tree)), (">=", ("+", bound, tree)), (">=", minus(most, ("*", away, bound)))]


def check_proof(kind: str, parts: Any, domain: Domain, proof: Any) -> None:
    """Lines that reach the goals; or a symbol's range cut at a point, with a proof for each of the three parts."""
    if "cut" in proof:
        name, point = proof["cut"][0], number(proof["cut"][1])
        require(kind in ("equal", "sign", "monotone"), "cases do not show that")
        domain.require_free(name)
        low, high, has_low, has_high = domain.ranges[name]
        pieces = (low, point, has_low, False), (point, point, True, True), (point, high, False, has_high)
        for piece, part in zip(pieces, proof["parts"], strict=True):
            require(holds_some(*piece) or part is None, "a proof for nothing")
            if holds_some(*piece):
                check_proof(kind, parts, domain.restricted(name, piece), part)
        return
    derivation = Derivation(domain)
    for position, (at, relation, *line) in enumerate(proof["lines"]):
        require(type(at) is int and at == position, f"line {at!r:.20} stands at {position}")
        require(derivation.take(*line) == relation, f"line {at} shows something else than {relation!r:.20}")
    shown = iter(proof["shows"])
    for relation, tree in goals(kind, parts, domain, proof.get("slopes", [])):
        found, positive = ({}, True) if relation == "=" else derivation.fact(next(shown))
        signs = (1, -1) if relation == "!=" else (1,)
        same = any(derivation.same(derivation.value(tree), found, sign) for sign in signs)
        require(same, "the two sides differ" if relation == "=" else "a line is about something else")
        require(positive or relation == ">=", "a line shows less than is stated")
    require(list(shown) == [], "lines that show nothing")


def check_step(step: Any) -> str:
    """The statement that a step proves, with its assumptions, after the step's title; Rejected if it does not."""
    try:
        title, statement, assumptions = step["title"], step["statement"], step["assumptions"]
        require(title.isprintable(), "a title is one line")
        matches = ((kind, pattern.fullmatch(statement)) for kind, pattern in STATEMENTS)
        kind, parts = next((kind, found.groups()) for kind, found in matches if found)
        check_proof(kind, parts, Domain(assumptions), step["proof"])
        return f"{title}: {statement}  [{'; '.join(assumptions)}]"
    except MALFORMED as error:
        # Data of a wrong shape at a place where no rule looked for it: whatever is odd is refused.
        raise Rejected(f"malformed ({type(error).__name__}: {error})") from error


def check(certificate: Any) -> list[str]:
    """The statements that a certificate proves, which are those that its theorem lists; Rejected if it does not."""
    proved = [check_step(step) for step in certificate["steps"]]
    require(proved and certificate["not_covered"] == [], "the certificate does not cover its theorem")
    require(proved == certificate["theorem"]["steps"], "the steps are not those of the theorem")
    return proved


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(["ACCEPTED", *check(json.load(file))]))  # noqa: T201
