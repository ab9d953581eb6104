"""K9: larger identities, in normal form from the definitions and from SymPy expressions."""

import itertools
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any

import sympy

from benchmarks.identities import flat, symbols
from benchmarks.rows import Options, Row, single
from benchmarks.timing import fastest, sympy_run
from opd_exact.symbolic import Algebra, Domain, prove_zero

TARGETS = ("K9",)
SIMPLIFY_LIMIT = 60.0


@dataclass(frozen=True)
class Kit:
    """Numbers of one kind: symbols as such numbers, their log and exp, and their sum."""

    of: Callable[[Any], Any]
    log: Callable[[Any], Any]
    exp: Callable[[Any], Any]
    sum: Callable[[Sequence[Any]], Any]


IN_SYMPY = Kit(lambda s: s, sympy.log, sympy.exp, lambda terms: sympy.Add(*terms))


@dataclass(frozen=True)
class Case:
    """An identity as left - right over any kit, with the domain and the exponents that occur in it."""

    name: str
    domain: Domain
    difference: Callable[[Kit], Any]
    exponents: tuple[Any, ...]
    bound: str


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    cases = [_free_energy(50), _mutual_information(6), _decomposition(3)]
    for case in cases:
        ours = fastest(_in_normal_form, lambda _, case=case: case, 5 * options.repeats)
        yield single("K9", case.name, "normal form from the definitions, found to be zero", ours, "s", case.bound)
        expression = case.difference(IN_SYMPY)
        if not prove_zero(expression, case.domain).passed:
            sys.exit(f"{case.name} was refuted")
        from_sympy = fastest(
            lambda e, case=case: prove_zero(e, case.domain), lambda _, e=expression: e, options.repeats
        )
        yield single("K9", case.name, "prove_zero from the SymPy expression", from_sympy, "s")
        yield _simplify(case, expression, 2.0 if options.quick else SIMPLIFY_LIMIT)


def _in_normal_form(case: Case) -> None:
    algebra = Algebra(case.domain, exponents=case.exponents)
    kit = Kit(algebra.symbol, algebra.log, algebra.exp, lambda terms: reduce(add, terms))
    if not case.difference(kit).is_zero():
        sys.exit(f"{case.name} was not proved")


def _simplify(case: Case, expression: Any, allowed: float) -> Row:
    eliminated = {group[-1]: 1 - sympy.Add(*group[:-1]) for group in case.domain.simplices}
    free = expression.subs(eliminated, simultaneous=True)
    answer, spent = sympy_run(lambda: sympy.simplify(free), allowed)
    said = "no answer" if answer is None else "0" if answer == 0 else "an answer that is not 0"
    failed = float(answer is None or answer != 0)
    measure = f"sympy.simplify fails or passes {allowed:g} s"
    return single("K9", case.name, measure, failed, "count", ">= 1", f"{said} after {spent:.3g} s")


def _entropy(p: Sequence[Any], kit: Kit) -> Any:
    return kit.sum([-x * kit.log(x) for x in p])


def _divergence(p: Sequence[Any], q: Sequence[Any], kit: Kit) -> Any:
    return kit.sum([x * kit.log(x / y) for x, y in zip(p, q, strict=True)])


def _free_energy(n: int) -> Case:
    """E_q[-log p(s) - log p(o|s)] - H(q) = D(q || p(s|o)) - log p(o)."""
    q, prior, likelihood = symbols("q", n), symbols("p", n), symbols("l", n)

    def difference(kit: Kit) -> Any:
        qs, ps, ls = ([kit.of(s) for s in group] for group in (q, prior, likelihood))
        energy = kit.sum([-x * (kit.log(y) + kit.log(z)) for x, y, z in zip(qs, ps, ls, strict=True)])
        joint = [y * z for y, z in zip(ps, ls, strict=True)]
        evidence = kit.sum(joint)
        right = _divergence(qs, [x / evidence for x in joint], kit) - kit.log(evidence)
        return energy - _entropy(qs, kit) - right

    domain = Domain(simplex=[q, prior], intervals=dict.fromkeys(likelihood, (0, 1)))
    return Case(f"variational free energy, n = {n}", domain, difference, (), "<= 0.06")


def _mutual_information(n: int) -> Case:
    """I + H(Y|X) = H(Y)."""
    w = symbols("w", n, n)

    def difference(kit: Kit) -> Any:
        ws = [[kit.of(s) for s in row] for row in w]
        rows, columns = [kit.sum(row) for row in ws], [kit.sum(column) for column in zip(*ws, strict=True)]
        information = _divergence(flat(ws), [x * y for x in rows for y in columns], kit)
        inner = [x * _entropy([cell / x for cell in row], kit) for x, row in zip(rows, ws, strict=True)]
        return information + kit.sum(inner) - _entropy(columns, kit)

    return Case(f"I + H(Y|X) = H(Y), {n}x{n}", Domain(simplex=[flat(w)]), difference, (), "<= 0.005")


def _decomposition(n: int) -> Case:
    """F(q) of a coupled, costly target = marginal energies + coupling cost + coupling prior + total correlation."""
    q, j, k = symbols("q", n, n), symbols("J", n, n, real=True), symbols("K", n, n, real=True)
    priors, costs = symbols("p", 2, n), symbols("G", 2, n, real=True)
    lam, gamma = sympy.symbols("lam gamma", real=True)
    cells = list(itertools.product(range(n), repeat=2))

    def difference(kit: Kit) -> Any:
        of = kit.of
        qs = {(a, b): of(q[a][b]) for a, b in cells}
        tilted = [of(priors[0][a]) * of(priors[1][b]) * kit.exp(of(lam) * of(j[a][b])) for a, b in cells]
        z = kit.sum(tilted)
        energy = [of(costs[0][a]) + of(costs[1][b]) + of(lam) * of(k[a][b]) for a, b in cells]
        left = [of(gamma) * x * e - x * kit.log(t / z) for x, e, t in zip(qs.values(), energy, tilted, strict=True)]
        marginals = [[kit.sum([qs[c] for c in cells if c[i] == x]) for x in range(n)] for i in (0, 1)]
        right = [kit.log(z) - of(lam) * kit.sum([qs[a, b] * of(j[a][b]) for a, b in cells])]
        right.append(of(gamma) * of(lam) * kit.sum([qs[a, b] * of(k[a][b]) for a, b in cells]))
        right += [_entropy(m, kit) for m in marginals]
        for marginal, prior, cost in zip(marginals, priors, costs, strict=True):
            right.append(of(gamma) * kit.sum([m * of(g) for m, g in zip(marginal, cost, strict=True)]))
            right.append(-kit.sum([m * kit.log(of(p)) for m, p in zip(marginal, prior, strict=True)]))
            right.append(-_entropy(marginal, kit))
        # H(q) stands on both sides: in F itself and in the total correlation
        return kit.sum(left) - _entropy(list(qs.values()), kit) - kit.sum(right) + _entropy(list(qs.values()), kit)

    domain = Domain(real=[*flat(j), *flat(k), *flat(costs), lam, gamma], simplex=[flat(q), *priors])
    exponents = tuple(lam * s for s in flat(j))
    return Case(f"coupled free energy, {n}x{n}", domain, difference, exponents, "<= 0.003")
