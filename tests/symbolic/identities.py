"""Identities of information theory and variational inference, each side built from its own definition.

Every builder is written for any arithmetic that has `log` and `exp`: SymPy expressions and the prover's own normal
forms.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any

import sympy

from opd_exact.symbolic import Algebra, Domain

Number = Any


@dataclass(frozen=True)
class Arithmetic:
    """Symbols of a domain as numbers of some kind, with log and exp."""

    domain: Domain
    of: Callable[[sympy.Symbol], Number]
    log: Callable[[Number], Number]
    exp: Callable[[Number], Number]
    sum: Callable[[Sequence[Number]], Number]

    def all(self, symbols: Sequence[Any]) -> list[Any]:
        """A nested list of symbols as numbers."""
        return [self.all(s) if isinstance(s, list | tuple) else self.of(s) for s in symbols]


@dataclass(frozen=True)
class Identity:
    """A domain, the exponents that occur, and the two sides as functions of an arithmetic."""

    name: str
    domain: Domain
    left: Callable[[Arithmetic], Number]
    right: Callable[[Arithmetic], Number]
    exponents: tuple[sympy.Expr, ...] = ()

    def in_sympy(self) -> tuple[sympy.Expr, sympy.Expr]:
        """Both sides as SymPy expressions."""
        arithmetic = Arithmetic(self.domain, lambda s: s, sympy.log, sympy.exp, lambda terms: sympy.Add(*terms))
        return self.left(arithmetic), self.right(arithmetic)

    def difference_in(self, algebra: Algebra) -> Number:
        """Left minus right in normal form, built without SymPy."""
        arithmetic = Arithmetic(self.domain, algebra.symbol, algebra.log, algebra.exp, algebra.sum)
        return self.left(arithmetic) - self.right(arithmetic)


def names(prefix: str, *shape: int) -> list[Any]:
    """Symbols in the shape asked for."""
    if len(shape) == 1:
        return [sympy.Symbol(f"{prefix}_{i}") for i in range(shape[0])]
    return [names(f"{prefix}_{i}", *shape[1:]) for i in range(shape[0])]


def flat(nested: Any) -> list[Any]:
    """The entries of a nested list in order."""
    return [x for part in nested for x in flat(part)] if isinstance(nested, list | tuple) else [nested]


def product(values: Sequence[Number]) -> Number:
    """The product of a non-empty sequence."""
    return reduce(mul, values)


def entropy(p: Sequence[Number], a: Arithmetic) -> Number:
    """-sum p log p."""
    return -a.sum([x * a.log(x) for x in p])


def divergence(p: Sequence[Number], q: Sequence[Number], a: Arithmetic) -> Number:
    """sum p log(p/q)."""
    return a.sum([x * a.log(x / y) for x, y in zip(p, q, strict=True)])


def free_energy(n: int) -> Identity:
    """E_q[-log p(s) - log p(o|s)] - H(q) = KL(q || posterior) - log p(o)."""
    q, p, like = names("q", n), names("p", n), names("l", n)

    def left(a: Arithmetic) -> Number:
        qs, ps, ls = a.all(q), a.all(p), a.all(like)
        energy = a.sum([-x * (a.log(y) + a.log(z)) for x, y, z in zip(qs, ps, ls, strict=True)])
        return energy - entropy(qs, a)

    def right(a: Arithmetic) -> Number:
        qs, ps, ls = a.all(q), a.all(p), a.all(like)
        joint = [y * z for y, z in zip(ps, ls, strict=True)]
        evidence = a.sum(joint)
        return divergence(qs, [x / evidence for x in joint], a) - a.log(evidence)

    domain = Domain(simplex=[q, p], intervals=dict.fromkeys(like, (0, 1)))
    return Identity(f"free_energy_{n}", domain, left, right)


def complexity_minus_accuracy(n: int) -> Identity:
    """KL(q || prior) - E_q[log p(o|s)] = KL(q || posterior) - log p(o)."""
    form = free_energy(n)
    q, p, like = names("q", n), names("p", n), names("l", n)

    def left(a: Arithmetic) -> Number:
        qs, ls = a.all(q), a.all(like)
        accuracy = a.sum([x * a.log(z) for x, z in zip(qs, ls, strict=True)])
        return divergence(qs, a.all(p), a) - accuracy

    return Identity(f"complexity_minus_accuracy_{n}", form.domain, left, form.right)


def _rows(w: list[list[Number]], a: Arithmetic) -> list[Number]:
    return [a.sum(row) for row in w]


def _columns(w: list[list[Number]], a: Arithmetic) -> list[Number]:
    return [a.sum([row[j] for row in w]) for j in range(len(w[0]))]


def mutual_information(n: int, m: int) -> Identity:
    """H(X) + H(Y) - H(X,Y) = KL(joint || product of marginals)."""
    w = names("w", n, m)

    def left(a: Arithmetic) -> Number:
        ws = a.all(w)
        return entropy(_rows(ws, a), a) + entropy(_columns(ws, a), a) - entropy(flat(ws), a)

    def right(a: Arithmetic) -> Number:
        ws = a.all(w)
        r, c = _rows(ws, a), _columns(ws, a)
        return divergence(flat(ws), [x * y for x in r for y in c], a)

    return Identity(f"mutual_information_{n}x{m}", Domain(simplex=[flat(w)]), left, right)


def complement(n: int, m: int) -> Identity:
    """I(X;Y) + H(Y|X) = H(Y), the conditional entropy from the conditional distributions."""
    w = names("w", n, m)

    def left(a: Arithmetic) -> Number:
        ws = a.all(w)
        r, c = _rows(ws, a), _columns(ws, a)
        information = divergence(flat(ws), [x * y for x in r for y in c], a)
        conditional = a.sum([x * entropy([cell / x for cell in row], a) for x, row in zip(r, ws, strict=True)])
        return information + conditional

    return Identity(f"complement_{n}x{m}", Domain(simplex=[flat(w)]), left, lambda a: entropy(_columns(a.all(w), a), a))


def chain_rule(n: int) -> Identity:
    """I(X,Y;Z) = I(Y;Z) + I(X;Z|Y), the last as a mean of divergences."""
    w = names("w", n, n, n)
    r = range(n)

    def left(a: Arithmetic) -> Number:
        v = a.all(w)
        xy = [a.sum(v[x][y]) for x in r for y in r]
        z = [a.sum([v[x][y][k] for x in r for y in r]) for k in r]
        return divergence(flat(v), [s * t for s in xy for t in z], a)

    def right(a: Arithmetic) -> Number:
        v = a.all(w)
        yz = [[a.sum([v[x][y][k] for x in r]) for k in r] for y in r]
        ys, zs = _rows(yz, a), _columns(yz, a)
        first = divergence(flat(yz), [s * t for s in ys for t in zs], a)
        terms = []
        for y in r:
            cell = [[v[x][y][k] / ys[y] for k in r] for x in r]
            terms.append(ys[y] * divergence(flat(cell), [s * t for s in _rows(cell, a) for t in _columns(cell, a)], a))
        return first + a.sum(terms)

    return Identity(f"chain_rule_{n}", Domain(simplex=[flat(w)]), left, right)


def expected_free_energy(n: int, m: int) -> Identity:
    """Risk + ambiguity = -(epistemic + pragmatic)."""
    q, like, pref = names("q", n), names("a", n, m), names("c", m)

    def predicted(a: Arithmetic) -> tuple[list[Number], list[list[Number]], list[Number], list[Number]]:
        qs, ls, cs = a.all(q), a.all(like), a.all(pref)
        return qs, ls, cs, [a.sum([qs[s] * ls[s][o] for s in range(n)]) for o in range(m)]

    def left(a: Arithmetic) -> Number:
        qs, ls, cs, qo = predicted(a)
        return divergence(qo, cs, a) + a.sum([x * entropy(row, a) for x, row in zip(qs, ls, strict=True)])

    def right(a: Arithmetic) -> Number:
        qs, ls, cs, qo = predicted(a)
        gain = a.sum([qo[o] * divergence([qs[s] * ls[s][o] / qo[o] for s in range(n)], qs, a) for o in range(m)])
        return -(gain + a.sum([qo[o] * a.log(cs[o]) for o in range(m)]))

    return Identity(f"expected_free_energy_{n}x{m}", Domain(simplex=[q, pref, *like]), left, right)


def decomposition(*shape: int) -> Identity:
    """The free energy of any joint belief under a coupled, costly target, split into named terms.

    gamma E[sum_k G_k + lam K] - E[log p_lam] - H(q)
        = sum_k F_k + gamma lam E[K] + (log Z - lam E[J]) + TC(q)
    """
    streams = range(len(shape))
    cells = list(itertools.product(*(range(n) for n in shape)))
    q = dict(zip(cells, names("q", len(cells)), strict=True))
    j = dict(zip(cells, names("J", len(cells)), strict=True))
    k = dict(zip(cells, names("K", len(cells)), strict=True))
    priors = [names(f"p{i}", n) for i, n in enumerate(shape)]
    costs = [names(f"G{i}", n) for i, n in enumerate(shape)]
    lam, gamma = sympy.symbols("lam gamma")
    domain = Domain(real=[*j.values(), *k.values(), *flat(costs), lam, gamma], simplex=[list(q.values()), *priors])

    def prior_of(a: Arithmetic, cell: tuple[int, ...]) -> Number:
        return product([a.of(priors[i][cell[i]]) for i in streams])

    def left(a: Arithmetic) -> Number:
        qs = [a.of(q[c]) for c in cells]
        tilted = [prior_of(a, c) * a.exp(a.of(lam) * a.of(j[c])) for c in cells]
        z = a.sum(tilted)
        cost = [a.sum([a.of(costs[i][c[i]]) for i in streams]) + a.of(lam) * a.of(k[c]) for c in cells]
        energy = a.sum([a.of(gamma) * x * g - x * a.log(t / z) for x, g, t in zip(qs, cost, tilted, strict=True)])
        return energy - entropy(qs, a)

    def right(a: Arithmetic) -> Number:
        qs = {c: a.of(q[c]) for c in cells}
        marginals = [[a.sum([qs[c] for c in cells if c[i] == x]) for x in range(shape[i])] for i in streams]
        marginal_terms = []
        for i in streams:
            cost = a.sum([m * a.of(g) for m, g in zip(marginals[i], costs[i], strict=True)])
            surprise = a.sum([m * a.log(a.of(p)) for m, p in zip(marginals[i], priors[i], strict=True)])
            marginal_terms.append(a.of(gamma) * cost - surprise - entropy(marginals[i], a))
        coupling_cost = a.of(gamma) * a.of(lam) * a.sum([qs[c] * a.of(k[c]) for c in cells])
        z = a.sum([prior_of(a, c) * a.exp(a.of(lam) * a.of(j[c])) for c in cells])
        coupling_prior = a.log(z) - a.of(lam) * a.sum([qs[c] * a.of(j[c]) for c in cells])
        correlation = a.sum([entropy(m, a) for m in marginals]) - entropy(list(qs.values()), a)
        return a.sum(marginal_terms) + coupling_cost + coupling_prior + correlation

    exponents = tuple(lam * symbol for symbol in j.values())
    return Identity("decomposition_" + "x".join(map(str, shape)), domain, left, right, exponents)


def jensen_shannon(n: int) -> Identity:
    """Half the divergences from the mixture = entropy of the mixture minus half the entropies."""
    p, q = names("p", n), names("q", n)

    def mixture(a: Arithmetic) -> list[Number]:
        return [(x + y) / 2 for x, y in zip(a.all(p), a.all(q), strict=True)]

    def left(a: Arithmetic) -> Number:
        return (divergence(a.all(p), mixture(a), a) + divergence(a.all(q), mixture(a), a)) / 2

    def right(a: Arithmetic) -> Number:
        return entropy(mixture(a), a) - (entropy(a.all(p), a) + entropy(a.all(q), a)) / 2

    return Identity(f"jensen_shannon_{n}", Domain(simplex=[p, q]), left, right)


def compensation(n: int) -> Identity:
    """w D(p||r) + (1-w) D(q||r) = w D(p||m) + (1-w) D(q||m) + D(m||r), m the mixture."""
    p, q, r = names("p", n), names("q", n), names("r", n)
    w = sympy.Symbol("w")

    def parts(a: Arithmetic) -> tuple[list[Number], list[Number], list[Number], Number, list[Number]]:
        ps, qs, rs, u = a.all(p), a.all(q), a.all(r), a.of(w)
        return ps, qs, rs, u, [u * x + (1 - u) * y for x, y in zip(ps, qs, strict=True)]

    def left(a: Arithmetic) -> Number:
        ps, qs, rs, u, _ = parts(a)
        return u * divergence(ps, rs, a) + (1 - u) * divergence(qs, rs, a)

    def right(a: Arithmetic) -> Number:
        ps, qs, rs, u, m = parts(a)
        return u * divergence(ps, m, a) + (1 - u) * divergence(qs, m, a) + divergence(m, rs, a)

    return Identity(f"compensation_{n}", Domain(simplex=[p, q, r], intervals={w: (0, 1)}), left, right)


def gibbs_variational(n: int) -> Identity:
    """E_q[E] - H(q) + log sum exp(-E) = KL(q || Boltzmann)."""
    q, energy = names("q", n), names("E", n)

    def left(a: Arithmetic) -> Number:
        mean = a.sum([x * e for x, e in zip(a.all(q), a.all(energy), strict=True)])
        return mean - entropy(a.all(q), a) + a.log(a.sum([a.exp(-e) for e in a.all(energy)]))

    def right(a: Arithmetic) -> Number:
        weights = [a.exp(-e) for e in a.all(energy)]
        z = a.sum(weights)
        return divergence(a.all(q), [x / z for x in weights], a)

    return Identity(f"gibbs_variational_{n}", Domain(real=energy, simplex=[q]), left, right, tuple(energy))


def bregman(n: int) -> Identity:
    """Between members of an exponential family KL = A(s) - A(t) - (s - t) E_t[x], one statistic x_i = i."""
    s, t = sympy.symbols("s t")

    def member(a: Arithmetic, symbol: sympy.Symbol) -> tuple[list[Number], Number]:
        weights = [a.exp(i * a.of(symbol)) for i in range(n)]
        z = a.sum(weights)
        return [x / z for x in weights], z

    def left(a: Arithmetic) -> Number:
        return divergence(member(a, t)[0], member(a, s)[0], a)

    def right(a: Arithmetic) -> Number:
        (pt, zt), (_, zs) = member(a, t), member(a, s)
        mean = a.sum([i * x for i, x in enumerate(pt)])
        return a.log(zs) - a.log(zt) - (a.of(s) - a.of(t)) * mean

    return Identity(f"bregman_{n}", Domain(real=[s, t]), left, right, (s, t))


def symmetric_channel() -> Identity:
    """I over a binary symmetric channel = Hb(output) - Hb(flip)."""
    x, e = sympy.symbols("x e")

    def binary(p: Number, a: Arithmetic) -> Number:
        return entropy([p, 1 - p], a)

    def left(a: Arithmetic) -> Number:
        p, f = a.of(x), a.of(e)
        w = [[p * (1 - f), p * f], [(1 - p) * f, (1 - p) * (1 - f)]]
        return divergence(flat(w), [u * v for u in _rows(w, a) for v in _columns(w, a)], a)

    def right(a: Arithmetic) -> Number:
        p, f = a.of(x), a.of(e)
        return binary(p * (1 - f) + (1 - p) * f, a) - binary(f, a)

    return Identity("symmetric_channel", Domain(intervals={x: (0, 1), e: (0, 1)}), left, right)


def data_processing() -> Identity:
    """On a Markov chain X -> Y -> Z of bits, I(X;Y) - I(X;Z) = I(X;Y|Z)."""
    p, c, d = names("p", 2), names("c", 2, 2), names("d", 2, 2)
    bits = (0, 1)

    def joint(a: Arithmetic) -> list[list[list[Number]]]:
        ps, cs, ds = a.all(p), a.all(c), a.all(d)
        return [[[ps[x] * cs[x][y] * ds[y][z] for z in bits] for y in bits] for x in bits]

    def information(w: list[list[Number]], a: Arithmetic) -> Number:
        return divergence(flat(w), [u * v for u in _rows(w, a) for v in _columns(w, a)], a)

    def left(a: Arithmetic) -> Number:
        v = joint(a)
        xy = [[a.sum(v[x][y]) for y in bits] for x in bits]
        xz = [[a.sum([v[x][y][z] for y in bits]) for z in bits] for x in bits]
        return information(xy, a) - information(xz, a)

    def right(a: Arithmetic) -> Number:
        v = joint(a)
        terms = []
        for z in bits:
            mass = a.sum([v[x][y][z] for x in bits for y in bits])
            terms.append(mass * information([[v[x][y][z] / mass for y in bits] for x in bits], a))
        return a.sum(terms)

    return Identity("data_processing", Domain(simplex=[p, *c, *d]), left, right)


def variance_of_surprise(n: int) -> Identity:
    """sum p log(p)^2 - H^2 = half the mean square difference of log p over independent pairs (products of logs)."""
    p = names("p", n)

    def left(a: Arithmetic) -> Number:
        ps = a.all(p)
        return a.sum([x * a.log(x) * a.log(x) for x in ps]) - entropy(ps, a) * entropy(ps, a)

    def right(a: Arithmetic) -> Number:
        ps = a.all(p)
        pairs = [x * y * (a.log(x) - a.log(y)) * (a.log(x) - a.log(y)) for x in ps for y in ps]
        return a.sum(pairs) / 2

    return Identity(f"variance_of_surprise_{n}", Domain(simplex=[p]), left, right)


def soft_value(n: int) -> Identity:
    """log sum pi exp(Q) = E_q[Q] - KL(q || pi) + KL(q || soft-optimal), any q: control as inference."""
    q, pi, value = names("q", n), names("pi", n), names("Q", n)

    def left(a: Arithmetic) -> Number:
        return a.log(a.sum([x * a.exp(v) for x, v in zip(a.all(pi), a.all(value), strict=True)]))

    def right(a: Arithmetic) -> Number:
        qs, ps, vs = a.all(q), a.all(pi), a.all(value)
        weights = [x * a.exp(v) for x, v in zip(ps, vs, strict=True)]
        z = a.sum(weights)
        mean = a.sum([x * v for x, v in zip(qs, vs, strict=True)])
        return mean - divergence(qs, ps, a) + divergence(qs, [x / z for x in weights], a)

    return Identity(f"soft_value_{n}", Domain(real=value, simplex=[q, pi]), left, right, tuple(value))


SMALL = (
    free_energy(2),
    free_energy(5),
    complexity_minus_accuracy(3),
    mutual_information(2, 2),
    mutual_information(3, 3),
    complement(2, 3),
    complement(3, 3),
    chain_rule(2),
    expected_free_energy(2, 2),
    expected_free_energy(3, 3),
    decomposition(2, 2),
    decomposition(2, 3),
    jensen_shannon(2),
    jensen_shannon(3),
    compensation(2),
    gibbs_variational(3),
    bregman(3),
    symmetric_channel(),
    data_processing(),
    variance_of_surprise(3),
    soft_value(3),
)

LARGE = (
    free_energy(20),
    complexity_minus_accuracy(20),
    mutual_information(6, 6),
    chain_rule(3),
    expected_free_energy(4, 4),
    decomposition(3, 3),
    decomposition(2, 2, 2),
)
