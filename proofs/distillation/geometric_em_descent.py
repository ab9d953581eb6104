"""A geometric step of size e towards the target lowers the free energy, whatever the start, and e = 1 reaches it.

Source: Friedman (2026), variational EM: the E step makes the tilted reference p the target, the M step moves to
q' ∝ q^(1-e) p^e. The free energy is F(q) = D(q || p). The identity below is ours.

1. For q, p with full support, all of 0 < e ≤ 1, and any number of outcomes,

       F(q) - F(q') = ((1-e) D(q' || q) + D(q || q')) / e,

   since log q' = (1-e) log q + e log p - log N at every outcome. Written as
   e (log q' - log p) = (1-e)(log q - log q') - log N, its mean under q' is
   e F(q') = -(1-e) D(q' || q) - log N. Written as e (log q - log p) = (log q - log q') - log N, its mean under q
   is e F(q) = D(q || q') - log N. Subtract.
2. Both divergences are nonnegative by Gibbs' inequality, and D(q || q') > 0 unless q' = q, which for e > 0 means q = p.
   So F falls strictly until the target is reached.
3. Steps stay on one curve, q_t ∝ q^(1-t) p^t: a step of size e from q_t leads to q_{t + e(1-t)}. After k steps
   1 - t = (1-e)^k, which tends to 0: the steps converge to the target, and a step of size 1 reaches it at once.
4. Along the curve, dF/dt = -(1-t) Σ_{i<j} q_i q_j (l_i - l_j)² with l = log(p/q), so F falls all the way.

If q = p there is no step to make: all sides are 0. Outcomes outside the common support must be left out first.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import combinations

import sympy

from opd_exact.information import relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Interval,
    Refutation,
    Theorem,
    gibbs,
    prove_equal,
    prove_negative,
    prove_nonnegative,
    prove_positive,
)

from ._softmax import logits, softmax

__all__ = [
    "PROOF",
    "SIZES",
    "geometric_step",
    "steps",
]

SIZES = (1, 2, 3, 4)
_E = sympy.Symbol("e", positive=True)
_T = sympy.Symbol("t", real=True)
_STEP = Interval(Interval.open(0, 1).lower, Interval.open(0, 1).upper, False, True)


def geometric_step(start: Sequence[sympy.Expr], target: Sequence[sympy.Expr], size: sympy.Expr) -> list[sympy.Expr]:
    """The logits of q' ∝ q^(1-e) p^e, from the logits of q and of p."""
    return [(1 - size) * z + size * u for z, u in zip(start, target, strict=True)]


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """The identity and the descent, the curve on which the steps lie, and the slope along it."""
    for size in sizes:
        z, u = logits("z", size), logits("u", size)
        where = f"{size} outcomes" if size > 1 else "one outcome"
        domain = Domain(real=(*z, *u), intervals={_E: _STEP})
        left, right = _descent(z, u)
        yield Step(
            f"line 1: e (F(q) - F(q')) = (1-e) D(q' || q) + D(q || q'): {where}",
            partial(prove_equal, left, right, domain),
        )
        yield from _falls_strictly(size, where)
        arrived = softmax(geometric_step(z, u, sympy.Integer(1)))
        yield Step(
            f"line 3: a step of size 1 reaches the target: {where}",
            partial(prove_equal, relative_entropy(arrived, softmax(u)), 0, domain),
        )
        yield from _curve(z, u, where)


def _descent(z: Sequence[sympy.Expr], u: Sequence[sympy.Expr]) -> tuple[sympy.Expr, sympy.Expr]:
    """Both sides of line 1."""
    q, p, after = softmax(z), softmax(u), softmax(geometric_step(z, u, _E))
    left = _E * (relative_entropy(q, p) - relative_entropy(after, p))
    return left, (1 - _E) * relative_entropy(after, q) + relative_entropy(q, after)


def _falls_strictly(size: int, where: str) -> Iterator[Step]:
    """The right side of line 1 for any two distributions a, b in the places of q' and q."""
    a, b = (tuple(sympy.Symbol(f"{letter}{i}", positive=True) for i in range(size)) for letter in "ab")
    right = (1 - _E) * relative_entropy(a, b) + relative_entropy(b, a)
    lemmas = [(1 - _E, gibbs(a, b)), (1, gibbs(b, a))]
    yield Step(
        f"line 2: (1-e) D(a || b) + D(b || a) ≥ 0: {where}",
        partial(prove_nonnegative, right, Domain(simplex=[a, b], intervals={_E: _STEP}), by=lemmas),
    )
    if size > 1:
        # a_0 > b_0, with b_0 as one minus the others.
        above = a[0] + sympy.Add(*b[1:]) - 1
        different = Domain(simplex=[a, b], intervals={_E: _STEP}, declared_positive=[above])
        yield Step(
            f"line 2: (1-e) D(a || b) + D(b || a) > 0 where a and b differ: {where}",
            partial(prove_positive, right, different, by=lemmas),
        )


def _curve(z: Sequence[sympy.Symbol], u: Sequence[sympy.Symbol], where: str) -> Iterator[Step]:
    anywhere = Domain(real=(*z, *u), intervals={_E: _STEP, _T: Interval.closed(0, 1)})
    at = geometric_step(z, u, _T)
    again = geometric_step(at, u, _E)
    onward = geometric_step(z, u, _T + _E * (1 - _T))
    for i, (twice, once) in enumerate(zip(again, onward, strict=True)):
        yield Step(
            f"line 3: logit {i} of a step of size e from q_t is that of q_(t + e(1-t)): {where}",
            partial(prove_equal, twice, once, anywhere),
        )
    free_energy = relative_entropy(softmax(at), softmax(u))
    slope = sympy.diff(free_energy, _T)
    ahead = [b - a for a, b in zip(z, u, strict=True)]
    q = softmax(at)
    spread = sympy.Add(*(q[i] * q[j] * (ahead[i] - ahead[j]) ** 2 for i, j in combinations(range(len(z)), 2)))
    yield Step(
        f"line 4: dF/dt = -(1-t) Σ q_i q_j (l_i - l_j)²: {where}",
        partial(prove_equal, slope, -(1 - _T) * spread, anywhere),
    )
    if len(z) == 2:
        before_target = Domain(real=(*z, *u), intervals={_T: (0, 1)}, declared_positive=[ahead[0] - ahead[1]])
        yield Step(f"line 4: dF/dt < 0 where l_0 > l_1: {where}", partial(prove_negative, slope, before_target))


def _changed_descent(factor: sympy.Expr, *, dropped: bool = False) -> Theorem | Refutation:
    z, u = logits("z", 2), logits("u", 2)
    left, right = _descent(z, u)
    if dropped:
        right = relative_entropy(softmax(z), softmax(geometric_step(z, u, _E)))
    return prove_equal(left, factor * right, Domain(real=(*z, *u), intervals={_E: _STEP}))


def _larger_steps() -> Theorem | Refutation:
    """The right side of line 1 is claimed to be nonnegative for steps of any size e > 0."""
    a, b = sympy.symbols("a0 a1", positive=True), sympy.symbols("b0 b1", positive=True)
    right = (1 - _E) * relative_entropy(a, b) + relative_entropy(b, a)
    return prove_nonnegative(right, Domain(simplex=[a, b], positive={_E}))


PROOF = Proof(
    id="geometric_em_descent",
    claim=Claim(
        "A geometric step towards the target lowers the free energy by an explicit sum of divergences, strictly unless"
        " the target is reached; the steps converge to it, and a step of size 1 reaches it.",
        r"F(q) - F(q') = \tfrac1e\bigl((1-e)\,D(q'\,\|\,q) + D(q\,\|\,q')\bigr) \ge 0,\quad q' \propto q^{1-e}p^e",
        "for every step size 0 < e ≤ 1 and all q, p with full support on a finite set, as softmax of real logits; by"
        " normal form and Gibbs' inequality for 1 to 4 outcomes (the sign of the slope along the curve for 2), by the"
        " written argument for any number",
        "Friedman (2026), variational EM; the identity is ours",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor("term dropped", "D(q || q')/e alone", lambda: _changed_descent(sympy.S.One, dropped=True)),
        Neighbor("rescaled", "the right side times 1 + 1e-12", lambda: _changed_descent(1 + sympy.Rational(1, 10**12))),
        Neighbor("steps of any size", "(1-e) D(a || b) + D(b || a) ≥ 0 is claimed for every e > 0", _larger_steps),
    ),
)
