"""p_t = p* + (1 - p*)(a - r)^t solves the survival recursion p_{t+1} = a p_t + r (1 - p_t) with p_0 = 1.

Source: Friedman (2026), exposure bias.

a is the probability of staying on the path, r of returning to it; p* = r/(1-a+r) is the fixed point.

1. p* = a p* + r (1 - p*).
2. p_{t+1} - p* = (a - r)(p_t - p*): whatever p_t, the recursion contracts towards p*.
3. Start: the closed form is 1 at t = 0, where (a-r)^0 = 1.
4. Induction: if p_t = p* + (1-p*) y with y = (a-r)^t, the recursion gives p* + (1-p*) (a-r) y, and
   (a-r) y = (a-r)^{t+1}. The step has a real symbol for y, so it holds for every t, also where a = r and y = 0 from
   t = 1 on.
5. Without return, r = 0: p* = 0 and p_t = a^t.

Domain: 0 ≤ a ≤ 1 and 0 ≤ r ≤ 1, without a = 1, r = 0, where 1-a+r = 0: there p_t = 1 for all t. As |a - r| < 1 unless
(a, r) is (1, 0) or (0, 1), p_t tends to p*; at (0, 1) it alternates between 1 and 0.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Interval, Refutation, Theorem, prove_equal, prove_nonnegative, prove_positive

__all__ = [
    "PROOF",
    "closed_form",
    "fixed_point",
    "steps",
    "survive",
]

_A, _R, _Y, _P = sympy.symbols("a r y p", real=True)
_HALF_OPEN = Interval(Fraction(0), Fraction(1), True, False)
# The two parts of the domain: a < 1 with any r, and a = 1 with r > 0.
_PARTS = {
    "a < 1": Domain(real={_Y, _P}, intervals={_A: _HALF_OPEN, _R: Interval.closed(0, 1)}),
    "a = 1": Domain(
        real={_Y, _P}, intervals={_A: Interval.closed(1, 1), _R: Interval(Fraction(0), Fraction(1), False, True)}
    ),
}
_INSIDE = _PARTS["a < 1"]


def survive(p: sympy.Expr) -> sympy.Expr:
    """One step of the recursion: a p + r (1-p)."""
    return _A * p + _R * (1 - p)


def fixed_point() -> sympy.Expr:
    """p* = r/(1-a+r)."""
    return _R / (1 - _A + _R)


def closed_form(power: sympy.Expr) -> sympy.Expr:
    """p* + (1-p*) y, for y = (a-r)^t."""
    return fixed_point() + (1 - fixed_point()) * power


def steps() -> Iterator[Step]:
    """Fixed point, contraction, start and induction step on both parts of the domain; then the case without return."""
    for name, part in _PARTS.items():
        fixed = fixed_point()
        yield Step(f"line 1: p* is a fixed point: {name}", partial(prove_equal, survive(fixed), fixed, part))
        yield Step(
            f"line 2: p_(t+1) - p* = (a-r)(p_t - p*): {name}",
            partial(prove_equal, survive(_P) - fixed, (_A - _R) * (_P - fixed), part),
        )
        yield Step(
            f"line 3: the closed form starts at 1: {name}", partial(prove_equal, closed_form(sympy.S.One), 1, part)
        )
        yield Step(
            f"line 4: the recursion takes y to (a-r) y: {name}",
            partial(prove_equal, survive(closed_form(_Y)), closed_form((_A - _R) * _Y), part),
        )
    without = Domain(real={_Y}, intervals={_A: _HALF_OPEN})
    yield Step("line 5: p_t = a^t for r = 0", partial(prove_equal, closed_form(_Y).subs(_R, 0), _Y, without))
    yield Step("p* ≥ 0", partial(prove_nonnegative, fixed_point(), _INSIDE))
    yield Step("p* ≤ 1", partial(prove_nonnegative, 1 - fixed_point(), _INSIDE))
    inner = Domain(intervals={_A: (0, 1), _R: (0, 1)})
    yield Step("|a-r| < 1 for 0 < a, r < 1", partial(prove_positive, 1 - (_A - _R) ** 2, inner))


def _induction(after: sympy.Expr) -> Theorem | Refutation:
    return prove_equal(survive(closed_form(_Y)), closed_form(after), _INSIDE)


PROOF = Proof(
    id="survival_recursion",
    claim=Claim(
        "The survival probability approaches its fixed point geometrically, with the ratio a - r.",
        r"p_t = p^* + (1-p^*)(a-r)^t,\quad p^* = \frac{r}{1-a+r}",
        "for all t ≥ 0 and all 0 ≤ a ≤ 1, 0 ≤ r ≤ 1 except a = 1, r = 0, where p_t = 1",
        "Friedman (2026), exposure bias",
    ),
    steps=steps,
    neighbors=(
        Neighbor("ratio a + r", "(a+r)^t in place of (a-r)^t", lambda: _induction((_A + _R) * _Y)),
        Neighbor("ratio a", "a^t in place of (a-r)^t", lambda: _induction(_A * _Y)),
        Neighbor(
            "rescaled",
            "the ratio times 1 + 1e-12",
            lambda: _induction((1 + sympy.Rational(1, 10**12)) * (_A - _R) * _Y),
        ),
        Neighbor(
            "start at the fixed point",
            "p_0 = p* is claimed",
            lambda: prove_equal(closed_form(sympy.S.One), fixed_point(), _INSIDE),
        ),
    ),
)
