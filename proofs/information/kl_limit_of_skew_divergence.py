"""The skew divergence K(a) = D(p || (1-a) p + a q) tends to D(p || q) as a → 1, within explicit bounds.

Source: Friedman (2026), divergence menu; Lee (1999).

K is defined for all 0 ≤ a ≤ 1; it is D(p || q) at a = 1, where it is continuous, and 0 at a = 0. With m = (1-a) p + a q
its slope is K'(a) = a Σ (p-q)²/m ≥ 0, so it does not decrease. From log y ≤ y - 1 at y = p/m, q/m, and m/q,

    (1-a) D(p || q) ≤ D(p || q) - K(a) ≤ (1-a) Σ p (p-q)/q,

which says how fast the limit is reached. At 0, K(a) = a²/2 Σ (p-q)²/p + O(a³): of second order in a, not of first.

Where q excludes what p can give, K is finite for a < 1, as m ≥ (1-a) p, and +∞ at a = 1; the infinite amount is
compared through e^-K, which is 0 for it alone. With one outcome K = 0.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sympy

from opd_exact.information import relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Interval,
    Refutation,
    Theorem,
    log_below_tangent,
    nonnegative,
    prove_equal,
    prove_nonnegative,
    prove_series,
)

from ._generic_joint import GenericPair, generic_pair

__all__ = [
    "PROOF",
    "SIZES",
    "steps",
]

SIZES = (1, 2, 3)

_A = sympy.Symbol("a", real=True)
_ZERO, _ONE = sympy.Integer(0), sympy.Integer(1)


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """The limit with its bounds for so many outcomes, and the value where q excludes an outcome."""
    for size in sizes:
        yield from _limit(generic_pair(size), f"{size} outcomes" if size > 1 else "one outcome")
    pair = generic_pair(2)
    infinite = relative_entropy(pair.p, (_ONE, _ZERO))
    yield Step(
        "K(1) = D(p || q) is +∞ where q excludes what p can give",
        partial(prove_equal, sympy.exp(-infinite), _ZERO, pair.domain()),
    )


def _limit(pair: GenericPair, where: str) -> Iterator[Step]:
    p, q = pair.p, pair.q
    domain = pair.domain(intervals={_A: Interval.closed(0, 1)})
    mixture = _mixture(pair)
    skew, full = relative_entropy(p, mixture), relative_entropy(p, q)
    triples = list(zip(p, q, mixture, strict=True))
    yield Step(f"K(1) = D(p || q): {where}", partial(prove_equal, skew.subs(_A, 1), full, pair.domain()))
    half_square = sympy.Add(*((x - y) ** 2 / (2 * x) for x, y in zip(p, q, strict=True)))
    yield Step(f"K(a) = a²/2 Σ (p-q)²/p + O(a³): {where}", partial(prove_series, skew, _A, [0, 0, half_square], domain))
    slope = [(_A / m, nonnegative((x - y) ** 2)) for x, y, m in triples]
    yield Step(
        f"K'(a) = a Σ (p-q)²/m ≥ 0: {where}",
        partial(prove_nonnegative, sympy.diff(skew, _A), domain, by=slope),
    )
    below = [
        term
        for x, y, m in triples
        for term in ((x * (1 - _A), log_below_tangent(x / m)), (x * _A, log_below_tangent(y / m)))
    ]
    yield Step(f"K(a) ≤ a D(p || q): {where}", partial(prove_nonnegative, _A * full - skew, domain, by=below))
    chi = sympy.Add(*(x * (x - y) / y for x, y in zip(p, q, strict=True)))
    yield Step(
        f"D(p || q) - K(a) ≤ (1-a) Σ p (p-q)/q: {where}",
        partial(
            prove_nonnegative,
            (1 - _A) * chi - (full - skew),
            domain,
            by=[(x, log_below_tangent(m / y)) for x, y, m in triples],
        ),
    )


def _mixture(pair: GenericPair) -> list[sympy.Expr]:
    return [(1 - _A) * x + _A * y for x, y in zip(pair.p, pair.q, strict=True)]


def _skew_at_one(factor: sympy.Rational, *, swapped: bool = False) -> Theorem | Refutation:
    pair = generic_pair(2)
    full = relative_entropy(pair.q, pair.p) if swapped else relative_entropy(pair.p, pair.q)
    skew = relative_entropy(pair.p, _mixture(pair))
    return prove_equal(skew.subs(_A, 1), factor * full, pair.domain())


def _first_order() -> Theorem | Refutation:
    pair = generic_pair(2)
    skew = relative_entropy(pair.p, _mixture(pair))
    domain = pair.domain(intervals={_A: Interval.closed(0, 1)})
    return prove_series(skew, _A, [0, relative_entropy(pair.p, pair.q)], domain)


PROOF = Proof(
    id="kl_limit_of_skew_divergence",
    claim=Claim(
        "The skew divergence tends to KL as its weight tends to 1, at least and at most linearly in what is missing.",
        r"(1-a)\,D(p\,\|\,q) \le D(p\,\|\,q) - D(p\,\|\,(1-a)p + aq) \le (1-a)\sum p\,\tfrac{p-q}{q}",
        "for all 0 ≤ a ≤ 1 and all p, q with full support on finitely many outcomes; by normal form and tangents for"
        " 1, 2, 3 outcomes; the infinite value at a = 1 for q = (1, 0)",
        "Friedman (2026), divergence menu",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor("swapped", "K(1) = D(q || p)", lambda: _skew_at_one(_ONE, swapped=True)),
        Neighbor(
            "rescaled",
            "K(1) = D(p || q) times 1 + 1e-12",
            lambda: _skew_at_one(1 + sympy.Rational(1, 10**12)),
        ),
        Neighbor("first order at 0", "K(a) = a D(p || q) + O(a²)", _first_order),
    ),
)
