"""D(π_f || p) is convex in the dose f of a correction π_f = (1-f) b + f a, and so is every train loss.

Source: Friedman (2026), sequential shift, correction-dose sweep; the statement for all doses is ours. That divergences
are jointly convex is Cover and Thomas (2006), theorem 2.7.2; along a line there is a formula for the curvature.

Index legend: x is an action; b, a and p are the student before and after correction and the teacher, in one state.

1. Slope: dD/df = Σ_x (a_x - b_x) log(π_f(x)/p_x). The derivatives of the logarithms add up to Σ_x (a_x - b_x) = 0.
2. Curvature: d²D/df² = Σ_x (a_x - b_x)²/π_f(x). The teacher has dropped out.
3. Each summand of line 2 is δ²/π with π > 0, hence ≥ 0; so D is convex, strictly unless a = b.
4. If the correction leads to the teacher, a = p, then D at f = 1 is 0 and its slope there is 0: D falls all the way.

Train loss is Σ_s d(s) D(π_f(·|s) || π_T(·|s)) with visits d of the teacher's that no dose changes: convex as a sum of
convex functions with weights ≥ 0. If in each state the slope at f = 1 is negative, train loss falls on all of [0, 1].
Test loss is another matter: its visits depend on f.

Actions that neither b nor a takes drop out. One that only a or only b takes has π_f > 0 for 0 < f < 1, and convexity
extends to the ends by continuity. The teacher has full support; with one action all is 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import sympy

from opd_exact.information import relative_entropy
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Interval, Refutation, Theorem, prove_equal, prove_nonnegative

__all__ = [
    "PROOF",
    "SIZES",
    "Correction",
    "correction",
    "steps",
]

SIZES = (1, 2, 3, 4)
_F = sympy.Symbol("f", real=True)
_DELTA = sympy.Symbol("delta", real=True)
_PI = sympy.Symbol("pi", positive=True)


@dataclass(frozen=True)
class Correction:
    """Student before and after, and teacher, in one state, with a symbol for every probability."""

    before: tuple[sympy.Symbol, ...]
    after: tuple[sympy.Symbol, ...]
    teacher: tuple[sympy.Symbol, ...]

    @property
    def domain(self) -> Domain:
        """All three with full support, and every dose."""
        return Domain(simplex=[self.before, self.after, self.teacher], intervals={_F: Interval.closed(0, 1)})

    def policy(self) -> list[sympy.Expr]:
        """π_f = (1-f) b + f a."""
        return [(1 - _F) * b + _F * a for b, a in zip(self.before, self.after, strict=True)]

    def moves(self) -> list[sympy.Expr]:
        """a - b."""
        return [a - b for b, a in zip(self.before, self.after, strict=True)]

    def divergence(self, teacher: Sequence[sympy.Expr] | None = None) -> sympy.Expr:
        """D(π_f || p), for this teacher or another one."""
        return relative_entropy(self.policy(), list(teacher or self.teacher))

    def slope(self) -> sympy.Expr:
        """Σ (a - b) log(π_f/p)."""
        rows = zip(self.moves(), self.policy(), self.teacher, strict=True)
        return sympy.Add(*(d * (sympy.log(q) - sympy.log(p)) for d, q, p in rows))

    def curvature(self, over: Sequence[sympy.Expr] | None = None) -> sympy.Expr:
        """Σ (a - b)²/π_f, or over something else than π_f."""
        return sympy.Add(*(d**2 / q for d, q in zip(self.moves(), over or self.policy(), strict=True)))


def correction(actions: int) -> Correction:
    """Symbols for so many actions."""
    before, after, teacher = (
        tuple(sympy.Symbol(f"{letter}{x}", positive=True) for x in range(actions)) for letter in "bap"
    )
    return Correction(before, after, teacher)


def steps(sizes: Sequence[int]) -> Iterator[Step]:
    """Slope, curvature and its sign, and the correction that leads to the teacher."""
    for size in sizes:
        case = correction(size)
        where = f"{size} actions" if size > 1 else "one action"
        divergence, domain = case.divergence(), case.domain
        yield Step(
            f"line 1: dD/df = Σ (a - b) log(π_f/p): {where}",
            partial(prove_equal, sympy.diff(divergence, _F), case.slope(), domain),
        )
        yield Step(
            f"line 2: d²D/df² = Σ (a - b)²/π_f: {where}",
            partial(prove_equal, sympy.diff(divergence, _F, 2), case.curvature(), domain),
        )
        landing = Correction(case.before, case.teacher, case.teacher)
        ends = Domain(simplex=[case.before, case.teacher])
        yield Step(
            f"line 4: D = 0 at f = 1 where the correction leads to the teacher: {where}",
            partial(prove_equal, landing.divergence().subs(_F, 1), 0, ends),
        )
        yield Step(f"line 4: dD/df = 0 there: {where}", partial(prove_equal, landing.slope().subs(_F, 1), 0, ends))
    summand = Domain(real={_DELTA}, positive={_PI})
    yield Step("line 3: δ²/π ≥ 0", partial(prove_nonnegative, _DELTA**2 / _PI, summand))
    two = correction(2)
    yield Step("line 3: d²D/df² ≥ 0: 2 actions", partial(prove_nonnegative, two.curvature(), two.domain))


def _with_curvature(claimed: sympy.Expr) -> Theorem | Refutation:
    case = correction(2)
    return prove_equal(sympy.diff(case.divergence(), _F, 2), claimed, case.domain)


def _falling() -> Theorem | Refutation:
    """The slope is claimed to be negative or zero for every correction: going away from the teacher refutes it."""
    case = correction(2)
    return prove_nonnegative(-case.slope(), case.domain)


def _teacher_in_front() -> Theorem | Refutation:
    """The slope with the divergence turned around."""
    case = correction(2)
    forward = relative_entropy(list(case.teacher), case.policy())
    return prove_equal(sympy.diff(forward, _F), case.slope(), case.domain)


_CASE = correction(2)

PROOF = Proof(
    id="divergence_convex_in_dose",
    claim=Claim(
        "The divergence of a student from its teacher is convex in the dose of a correction, with a curvature in which"
        " the teacher does not occur; so is a train loss, whose visits do not depend on the dose.",
        r"\frac{d}{df}D(\pi_f\|p) = \sum_x (a_x-b_x)\log\frac{\pi_f(x)}{p_x},\quad"
        r" \frac{d^2}{df^2}D(\pi_f\|p) = \sum_x \frac{(a_x-b_x)^2}{\pi_f(x)} \ge 0,\quad \pi_f = (1-f)\,b + f\,a",
        "for all doses f in [0, 1] and all b, a, p with full support; by normal form for 1 to 4 actions, by the written"
        " argument for any number, for zeros of b or a, and for sums over states",
        "Friedman (2026), sequential shift; the statement for all doses is ours",
    ),
    steps=lambda: steps(SIZES),
    neighbors=(
        Neighbor("curvature over the teacher", "Σ (a - b)²/p", lambda: _with_curvature(_CASE.curvature(_CASE.teacher))),
        Neighbor(
            "rescaled",
            "the curvature times 1 + 1e-12",
            lambda: _with_curvature((1 + sympy.Rational(1, 10**12)) * _CASE.curvature()),
        ),
        Neighbor("always falling", "every correction lowers the divergence", _falling),
        Neighbor("forward KL", "the slope of D(p || π_f) in place of D(π_f || p)", _teacher_in_front),
    ),
)
