"""Random small changes to an expression, and a second opinion on them from 40-digit floating-point evaluation."""

import random
from collections.abc import Iterator

import mpmath
import sympy

from opd_exact.symbolic import Domain

from .identities import Identity


def mutants(identity: Identity, seed: int, count: int) -> Iterator[tuple[str, sympy.Expr]]:
    """left - right with one change: a sign, a coefficient times 1 + 10**-12, a term, or two symbols."""
    generator = random.Random(seed)
    left, right = identity.in_sympy()
    difference = left - right
    for _ in range(count):
        kind = generator.choice(("sign", "coefficient", "term", "swap"))
        if kind == "swap":
            first, second = generator.sample(sorted(difference.free_symbols, key=str), 2)
            changed = left.xreplace({first: second, second: first}) - right
            yield f"{kind} {first} {second}", changed
            continue
        sums = [node for node in sympy.preorder_traversal(difference) if isinstance(node, sympy.Add)]
        node = generator.choice(sums)
        terms = list(node.args)
        place = generator.randrange(len(terms))
        if kind == "term":
            del terms[place]
        else:
            factor = -1 if kind == "sign" else sympy.Rational(10**12 + 1, 10**12)
            terms[place] = factor * terms[place]
        yield f"{kind} in {node}", difference.xreplace({node: sympy.Add(*terms)})


def random_point(domain: Domain, generator: random.Random) -> dict[sympy.Symbol, sympy.Rational]:
    """A rational point of the domain, of no particular shape."""

    def positive() -> sympy.Rational:
        return sympy.Rational(generator.randint(1, 997), 1000)

    point = {}
    for symbol in domain.symbols:
        interval = domain.interval(symbol)
        if domain.simplex_of(symbol) is None:
            negative = interval.lower is None or interval.lower < 0
            point[symbol] = positive() * (generator.choice((1, -1)) if negative else 1)
    for simplex in domain.simplices:
        weights = [positive() for _ in simplex]
        point.update({s: w / sum(weights) for s, w in zip(simplex, weights, strict=True)})
    return point


def vanishes_numerically(expression: sympy.Expr, domain: Domain, seed: int) -> bool | None:
    """Whether |value| < 10**-25 at three random points in 40-digit arithmetic; None where it is not real there."""
    if expression.has(sympy.zoo, sympy.nan):
        return None
    generator = random.Random(seed)
    symbols = list(domain.symbols)
    with mpmath.workdps(40):
        function = sympy.lambdify(symbols, expression, modules="mpmath", cse=True)
        values = []
        for _ in range(3):
            point = random_point(domain, generator)
            numbers = [mpmath.mpf(int(point[s].p)) / int(point[s].q) for s in symbols]
            try:
                values.append(mpmath.mpmathify(function(*numbers)))
            except (ZeroDivisionError, ValueError):
                return None
        if any(abs(mpmath.im(value)) > 0 for value in values):
            return None
        return all(abs(value) < mpmath.mpf(10) ** -25 for value in values)
