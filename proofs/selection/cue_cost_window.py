"""Two steps ahead the cue is worth its cost, and one step ahead it is not, exactly in a window of costs.

Source: Friedman (2026), sequential selection, two-step comparison; the exact ends are ours.

A first step is a perfect cue at the cost c, with G = 0, or committing, with G = log 2. The second is an arm of
reliability r: g_r = H_b(r) once the latent is known, g_f = H_b(r) + δ at a flat belief, with
δ = D(uniform || (r, 1-r)).

1. One step ahead: commit is better exactly when log 2 < c.
2. Two steps ahead: commit now costs log 2 + g_f, cue first c + g_r; the difference is log 2 + δ - c. So the cue is
   better exactly when c < log 2 + δ.
3. δ > 0 for r ≠ 1/2, by Gibbs' inequality: the window (log 2, log 2 + δ) is not empty. δ = 0 at r = 1/2, where it is.
4. At the published r = 0.95, δ = log 10 - log(19)/2, and the upper end is log 20 - log(19)/2, about 1.523513.

At the ends themselves the planner is indifferent. r = 1 is outside: there a flat belief has infinite risk, and the
window no upper end.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Refutation,
    Theorem,
    gibbs,
    log_below_tangent,
    nonnegative,
    prove_equal,
    prove_positive,
)

from ._binary_menu import ARM_RELIABILITY, FLAT, advantage_of_knowing, arm_step, binary_entropy, committing, cue

__all__ = [
    "PROOF",
    "UPPER_END",
    "steps",
]

UPPER_END = sympy.log(20) - sympy.log(19) / 2
"""log 2 + δ for arms of reliability 0.95."""

_C = sympy.Symbol("c", real=True)
_R = sympy.Symbol("r", positive=True)
_COSTS = Domain(real={_C})
_ARMS = Domain(real={_C}, intervals={_R: (0, 1)})
_HALF = sympy.Rational(1, 2)


def steps() -> Iterator[Step]:
    """The amounts of each step, the two comparisons, and the ends in closed form."""
    known, flat = _known(_R), _flat(_R)
    log2 = sympy.log(2)
    yield Step("G(perfect cue) = 0", partial(prove_equal, cue(sympy.Integer(1)), 0, _COSTS))
    yield Step("G(commit) = log 2", partial(prove_equal, committing(_HALF, FLAT), log2, _COSTS))
    yield Step("g_r = H_b(r)", partial(prove_equal, known, binary_entropy(_R), _ARMS))
    yield Step("g_f = g_r + δ", partial(prove_equal, flat, known + advantage_of_knowing(_R), _ARMS))
    yield Step(
        "line 1: commit minus cue, one step ahead, is log 2 - c",
        partial(prove_equal, committing(_HALF, FLAT) - (_C + cue(sympy.Integer(1))), log2 - _C, _COSTS),
    )
    yield Step(
        "line 2: commit minus cue, two steps ahead, is log 2 + δ - c",
        partial(prove_equal, _two_steps(_R), log2 + advantage_of_knowing(_R) - _C, _ARMS),
    )
    for side, interval in (("below", (0, _HALF)), ("above", (_HALF, 1))):
        yield Step(
            f"line 3: δ > 0 for r {side} 1/2",
            partial(
                prove_positive,
                advantage_of_knowing(_R),
                Domain(intervals={_R: interval}),
                by=[(1, gibbs(FLAT, (_R, 1 - _R)))],
            ),
        )
    yield Step("line 3: δ = 0 at r = 1/2", partial(prove_equal, advantage_of_knowing(_HALF), 0, _COSTS))
    yield Step(
        "line 4: at r = 0.95, commit minus cue is log 20 - log(19)/2 - c",
        partial(prove_equal, _two_steps(ARM_RELIABILITY), UPPER_END - _C, _COSTS),
    )
    yield Step(
        "line 4: log 2 < 1, so the published cost 1 is too much for one step",
        partial(prove_positive, 1 - log2, _COSTS, by=[(1, log_below_tangent(2))]),
    )
    # 2 (upper end - 1) = 4 (log 2 - 1/2) + (log(25/19) - 6/25) + 6/25
    tangents = [(2, log_below_tangent(_HALF)), (_HALF, log_below_tangent(sympy.Rational(19, 25)))]
    yield Step(
        "line 4: log 20 - log(19)/2 > 1, so it is not too much for two",
        partial(prove_positive, UPPER_END - 1, _COSTS, by=[*tangents, (_HALF, nonnegative(sympy.Rational(6, 25)))]),
    )


def _known(reliability: sympy.Expr) -> sympy.Expr:
    return arm_step((sympy.Integer(1), sympy.Integer(0)), reliability)


def _flat(reliability: sympy.Expr) -> sympy.Expr:
    return arm_step(FLAT, reliability)


def _two_steps(reliability: sympy.Expr) -> sympy.Expr:
    """Commit now, minus cue first at the cost c."""
    commit = committing(_HALF, FLAT) + _flat(reliability)
    return commit - (_C + cue(sympy.Integer(1)) + _known(reliability))


def _upper_end(end: sympy.Expr) -> Theorem | Refutation:
    return prove_equal(_two_steps(ARM_RELIABILITY), end - _C, _COSTS)


PROOF = Proof(
    id="cue_cost_window",
    claim=Claim(
        "Looking two steps ahead makes the cue worth its cost, and looking one step does not, exactly for costs between"
        " log 2 and log 2 + δ.",
        r"\log 2 < c < \log 2 + \delta,\quad \delta = D(\text{uniform}\,\|\,(r, 1-r)),"
        r"\quad \log 2 + \delta = \log 20 - \tfrac12\log 19\ \text{at}\ r = 0.95",
        "for all costs c and all arm reliabilities 0 < r < 1; the ends in closed form at r = 0.95",
        "Friedman (2026), sequential selection; the exact ends are ours",
    ),
    steps=steps,
    neighbors=(
        Neighbor(
            "end rescaled",
            "the upper end times 1 + 1e-12",
            lambda: _upper_end(UPPER_END * (1 + sympy.Rational(1, 10**12))),
        ),
        Neighbor(
            "δ with its arguments swapped",
            "D((r, 1-r) || uniform) in place of δ",
            lambda: _upper_end(2 * sympy.log(2) - binary_entropy(ARM_RELIABILITY)),
        ),
        Neighbor(
            "cue always worth it",
            "the two-step difference is claimed positive for all costs",
            lambda: prove_positive(_two_steps(ARM_RELIABILITY), _COSTS),
        ),
    ),
)
