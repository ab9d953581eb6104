"""The alpha-divergence tends to D(p || q) as its order tends to 1, and to D(q || p) as it tends to 0.

Source: Friedman (2026), divergence menu; Amari (2009).

D_a = (1 - S(a)) / (a (1-a)) with S(a) = Σ_x p(x)^a q(x)^(1-a). For p, q with full support S is a sum of
exponentials in a, hence analytic; S(0) = 1 and S'(0) = -D(q || p) by the series at 0. So (1 - S(a))/a tends to
D(q || p) as a → 0 from either side (this is L'Hospital's rule, read off the series), and so does D_a, as 1-a → 1.
On 0 < a < 1 the quotient is moreover enclosed: e^x ≥ 1 + x at x = a log(p/q), and at x = -a log(p/q), gives

    -S'(a) ≤ (1 - S(a))/a ≤ D(q || p),

and the left side is continuous and equals D(q || p) at a = 0. As D_a(p, q) = D_{1-a}(q, p), the same at order 1.

Zero masses. Where q excludes what p can give, D(p || q) = +∞; D_a = +∞ for every a > 1, and for 0 < a < 1 it is finite
and tends to +∞ as a → 1, since 1 - S(a) tends to the excluded mass. Where p excludes what q can give, the same at
order 0. With one outcome all of these are 0. Infinite amounts are compared through e^-D, which is 0 for them alone.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sympy

from opd_exact.information import alpha_divergence, order_sum, relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Refutation,
    Theorem,
    exponential_above_tangent,
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
    """The limits at both orders for so many outcomes, and the values where masses are zero."""
    for size in sizes:
        yield from _limits(generic_pair(size), f"{size} outcomes" if size > 1 else "one outcome")
    yield from _excluded_mass()


def _limits(pair: GenericPair, where: str) -> Iterator[Step]:
    p, q = pair.p, pair.q
    line, inside = pair.domain(real={_A}), pair.domain(intervals={_A: (0, 1)})
    total = order_sum(p, q, _A)
    slope = sympy.diff(total, _A)
    yield Step(
        f"D_a(p, q) = D_(1-a)(q, p): {where}",
        partial(prove_equal, alpha_divergence(p, q, _A), alpha_divergence(q, p, 1 - _A), inside),
    )
    yield Step(
        f"S(a) = 1 - a D(q || p) + O(a²): {where}",
        partial(prove_series, total, _A, [1, -relative_entropy(q, p)], line),
    )
    yield Step(
        f"S(1-a) = 1 - a D(p || q) + O(a²): {where}",
        partial(prove_series, order_sum(p, q, 1 - _A), _A, [1, -relative_entropy(p, q)], line),
    )
    logs = [_A * (sympy.log(x) - sympy.log(y)) for x, y in zip(p, q, strict=True)]
    yield Step(
        f"(1 - S(a))/a ≤ D(q || p): {where}",
        partial(
            prove_nonnegative,
            relative_entropy(q, p) - (1 - total) / _A,
            inside,
            by=[(y / _A, exponential_above_tangent(log)) for y, log in zip(q, logs, strict=True)],
        ),
    )
    powers = [x**_A * y ** (1 - _A) for x, y in zip(p, q, strict=True)]
    yield Step(
        f"-S'(a) ≤ (1 - S(a))/a: {where}",
        partial(
            prove_nonnegative,
            (1 - total) / _A + slope,
            inside,
            by=[(power / _A, exponential_above_tangent(-log)) for power, log in zip(powers, logs, strict=True)],
        ),
    )
    yield Step(
        f"-S'(0) = D(q || p): {where}",
        partial(prove_equal, -slope.subs(_A, 0), relative_entropy(q, p), pair.domain()),
    )


def _excluded_mass() -> Iterator[Step]:
    """q = (1, 0) against p with full support: infinite amounts are compared through e^-D, which is 0 there alone."""
    pair = generic_pair(2)
    p, certain = pair.p, (_ONE, _ZERO)
    beyond = sympy.Symbol("b", positive=True)
    domain = pair.domain(positive={beyond})
    infinite = {
        "D(p || q) is +∞ where q excludes what p can give": relative_entropy(p, certain),
        "D_a(p, q) is +∞ there for every order a = 1 + b > 1": alpha_divergence(p, certain, 1 + beyond),
        "D_a(q, p) is +∞ there for every order a = -b < 0": alpha_divergence(certain, p, -beyond),
    }
    for statement, amount in infinite.items():
        yield Step(statement, partial(prove_equal, sympy.exp(-amount), _ZERO, domain))
    finite = alpha_divergence((beyond, 1 - beyond), certain, sympy.Rational(1, 2))
    yield Step(
        "D_a(p, q) is finite there at a = 1/2: 4 (1 - √b) for p = (b, 1-b)",
        partial(prove_equal, finite, 4 * (1 - sympy.sqrt(beyond)), Domain(intervals={beyond: (0, 1)})),
    )


def _series(order: sympy.Expr, slope: sympy.Expr) -> Theorem | Refutation:
    pair = generic_pair(2)
    return prove_series(order_sum(pair.p, pair.q, order), _A, [1, slope], pair.domain(real={_A}))


_PAIR = generic_pair(2)

PROOF = Proof(
    id="kl_limits_of_alpha_divergence",
    claim=Claim(
        "The alpha-divergence tends to forward KL at order 1 and to reverse KL at order 0.",
        r"\lim_{a\to1} D_a(p,q) = D(p\,\|\,q),\quad \lim_{a\to0} D_a(p,q) = D(q\,\|\,p)",
        "for all p, q with full support on finitely many outcomes; by normal form and tangents for 1, 2, 3 outcomes,"
        " the step from S'(0) to the limit being the definition of the derivative; the infinite values for q = (1, 0)",
        "Friedman (2026), divergence menu",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor(
            "orders swapped",
            "the slope of S at 0 is -D(p || q)",
            lambda: _series(_A, -relative_entropy(_PAIR.p, _PAIR.q)),
        ),
        Neighbor("sign of the slope", "S'(0) = + D(q || p)", lambda: _series(_A, relative_entropy(_PAIR.q, _PAIR.p))),
        Neighbor(
            "rescaled",
            "S'(0) = -D(q || p) times 1 + 1e-12",
            lambda: _series(_A, -(1 + sympy.Rational(1, 10**12)) * relative_entropy(_PAIR.q, _PAIR.p)),
        ),
    ),
)
