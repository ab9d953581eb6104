"""Over a horizon of H steps the advantage of sampling the cue first grows by the same δ with each step.

Source: Friedman (2026), sequential selection, horizon curve; the exact break-even is ours.

With g_r and g_f the expected free energies of an arm step when the latent is known and when it is not,
δ = g_f - g_r = D(uniform || (r, 1-r)), and a cue that costs c:

    cue first: c + (H-1) g_r,    commit: H g_f,    blinded cue first: log 2 + c + (H-1) g_f.

1. gap(H) = commit - cue = H δ - (c - g_r); so gap(H+1) - gap(H) = δ > 0 for r ≠ 1/2.
2. gap(H) = δ (H - H*) with the break-even horizon H* = (c - g_r)/δ: the cue is worth it exactly for H > H*. The step
   puts c = g_r + H* δ, as the prover does not divide by logs; since δ > 0, costs and H* correspond one to one.
3. gap(1) = g_f - c and gap(2) = 2 g_f - g_r - c: the cue first pays at H = 2 exactly for g_f < c < 2 g_f - g_r.
4. A blinded cue costs log 2 + c - g_f more than to commit, whatever H: it is no better where c ≥ g_f - log 2.

H is a symbol over all reals here; horizons are its values 1, 2, 3, …. The committing policy never learns from the
outcomes of an arm: that is part of the construction, not proved to be wise. r = 1/2 is outside line 2: then δ = 0 and
no horizon makes the cue worth a cost above g_r.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, gibbs, prove_equal, prove_positive

from ._binary_menu import ARM_RELIABILITY, FLAT, advantage_of_knowing, arm_step, binary_entropy, committing

__all__ = [
    "BREAK_EVEN",
    "PROOF",
    "steps",
]

_C, _H, _BREAK = sympy.symbols("c H H*", real=True)
_R = sympy.Symbol("r", positive=True)
_HALF = sympy.Rational(1, 2)
_ANY_ARM = Domain(real={_C, _H, _BREAK}, intervals={_R: (0, 1)})

BREAK_EVEN = (sympy.Rational(13, 10) - binary_entropy(ARM_RELIABILITY), sympy.log(10) - sympy.log(19) / 2)
"""Numerator and denominator of H* at the published cost 1.3 and arms of reliability 0.95; H* is about 1.326506."""


def steps() -> Iterator[Step]:
    """The gap as a line in the horizon, its increment, its zero, and the blinded control."""
    known, flat, delta = _known(_R), _flat(_R), advantage_of_knowing(_R)
    gap = _gap(_H, _R)
    yield Step("line 1: gap(H) = H δ - (c - g_r)", partial(prove_equal, gap, _H * delta - (_C - known), _ANY_ARM))
    yield Step("line 1: gap(H+1) - gap(H) = δ", partial(prove_equal, _gap(_H + 1, _R) - gap, delta, _ANY_ARM))
    for side, interval in (("below", (0, _HALF)), ("above", (_HALF, 1))):
        part = Domain(intervals={_R: interval})
        yield Step(
            f"line 1: δ > 0 for r {side} 1/2",
            partial(prove_positive, delta, part, by=[(1, gibbs(FLAT, (_R, 1 - _R)))]),
        )
    at_break_even = gap.subs(_C, known + _BREAK * delta)
    yield Step(
        "line 2: at the cost c = g_r + H* δ, gap(H) = δ (H - H*)",
        partial(prove_equal, at_break_even, delta * (_H - _BREAK), _ANY_ARM),
    )
    yield Step("line 3: gap(1) = g_f - c", partial(prove_equal, _gap(sympy.S(1), _R), flat - _C, _ANY_ARM))
    yield Step(
        "line 3: gap(2) = 2 g_f - g_r - c", partial(prove_equal, _gap(sympy.S(2), _R), 2 * flat - known - _C, _ANY_ARM)
    )
    blinded = committing(_HALF, FLAT) + _C + (_H - 1) * flat
    yield Step(
        "line 4: blinded cue minus commit is log 2 + c - g_f for every H",
        partial(prove_equal, blinded - _H * flat, sympy.log(2) + _C - flat, _ANY_ARM),
    )
    published = _gap(_H, ARM_RELIABILITY).subs(_C, sympy.Rational(13, 10))
    yield Step(
        "at c = 1.3 and r = 0.95, gap(H) = H (log 10 - log(19)/2) - (1.3 - H_b(0.95)), whose zero is about 1.326506",
        partial(prove_equal, published, _H * BREAK_EVEN[1] - BREAK_EVEN[0], _ANY_ARM),
    )


def _known(reliability: sympy.Expr) -> sympy.Expr:
    return arm_step((sympy.Integer(1), sympy.Integer(0)), reliability)


def _flat(reliability: sympy.Expr) -> sympy.Expr:
    return arm_step(FLAT, reliability)


def _gap(horizon: sympy.Expr, reliability: sympy.Expr) -> sympy.Expr:
    """Commit minus cue first, over so many steps."""
    return horizon * _flat(reliability) - (_C + (horizon - 1) * _known(reliability))


def _increment(claimed: sympy.Expr) -> Theorem | Refutation:
    return prove_equal(_gap(_H + 1, _R) - _gap(_H, _R), claimed, _ANY_ARM)


PROOF = Proof(
    id="horizon_gap_increment",
    claim=Claim(
        "The advantage of sampling the cue first grows by one constant per step of the horizon, and is zero at the"
        " break-even horizon (c - g_r)/δ.",
        r"\mathrm{gap}(H) = \delta\,(H - H^*),\quad \delta = D(\text{uniform}\,\|\,(r,1-r)) > 0,"
        r"\quad H^* = \frac{c - H_b(r)}{\delta}",
        "for all costs c, horizons H and reliabilities 0 < r < 1, r ≠ 1/2; for a committing policy that does not learn"
        " from outcomes",
        "Friedman (2026), sequential selection",
    ),
    steps=steps,
    neighbors=(
        Neighbor("increment g_f", "each step is claimed to add g_f", lambda: _increment(_flat(_R))),
        Neighbor(
            "increment rescaled",
            "δ times 1 + 1e-12",
            lambda: _increment((1 + sympy.Rational(1, 10**12)) * advantage_of_knowing(_R)),
        ),
        Neighbor(
            "swapped divergence",
            "δ = D((r, 1-r) || uniform)",
            lambda: _increment(sympy.log(2) - binary_entropy(_R)),
        ),
        Neighbor(
            "cue first always pays",
            "gap(H) > 0 is claimed for all costs and horizons",
            lambda: prove_positive(_gap(_H, ARM_RELIABILITY), Domain(real={_C, _H})),
        ),
    ),
)
