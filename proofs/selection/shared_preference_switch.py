"""With one preference vector (c, 1-c) for all policies, the perfect cue is best while logit c < log 2 / 0.3.

Source: Friedman (2026), active-selection identity, binary menu; the exact form of the switch is ours.

Let x = logit c = log(c/(1-c)). A perfect cue has no ambiguity and predicts both observations equally; an arm predicts
(4/5, 1/5) and has the ambiguity H_b(4/5). So

    G(cue)         = D(uniform || (c, 1-c)),
    G(commit left) - G(cue)  = log 2 - (3/10) x,
    G(commit right) - G(cue) = log 2 + (3/10) x,
    G(stay) - G(cue)         = log 2.

The cue is best exactly for -x* < x < x* with x* = (10/3) log 2, that is c* = 2^(10/3)/(1 + 2^(10/3)), about 0.909742;
above it commit left is best, below -x* commit right. At the ends two policies tie. c = 0 and 1 are outside: there the
cue's risk is +∞.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Refutation,
    Theorem,
    prove_equal,
    prove_negative,
    prove_positive,
    prove_strictly_decreasing,
    prove_strictly_increasing,
)

from ._binary_menu import COMMITMENT, committing, cue

__all__ = [
    "PROOF",
    "SWITCH",
    "steps",
]

SWITCH = sympy.Rational(10, 3) * sympy.log(2)
"""x* = log 2 / 0.3: the logit of the preference at which commit left takes over from the cue."""

_X = sympy.Symbol("x", real=True)
_T = sympy.Symbol("t", positive=True)
_LINE = Domain(real={_X})
_HALF_LINE = Domain(positive={_T})
_LEAN = sympy.Rational(3, 10)


def steps() -> Iterator[Step]:
    """The three differences, their slopes, and their signs on both sides of the switch."""
    excess = _excess_over_cue()
    log2 = sympy.log(2)
    closed = {"commit left": log2 - _LEAN * _X, "commit right": log2 + _LEAN * _X, "stay": log2}
    for name, difference in excess.items():
        yield Step(f"G({name}) - G(cue) = {closed[name]}", partial(prove_equal, difference, closed[name], _LINE))
    yield Step(
        "G(commit left) - G(cue) = 0.3 (x* - x)",
        partial(prove_equal, excess["commit left"], _LEAN * (SWITCH - _X), _LINE),
    )
    yield Step(
        "G(commit right) - G(cue) = 0.3 (x* + x)",
        partial(prove_equal, excess["commit right"], _LEAN * (SWITCH + _X), _LINE),
    )
    yield Step(
        "the advantage over commit left falls strictly with x",
        partial(prove_strictly_decreasing, excess["commit left"], _X, _LINE),
    )
    yield Step("c rises strictly with x", partial(prove_strictly_increasing, 1 / (1 + sympy.exp(-_X)), _X, _LINE))
    line = _LEAN * (SWITCH - _X)
    yield Step("the cue is better at x = x* - t", partial(prove_positive, line.subs(_X, SWITCH - _T), _HALF_LINE))
    yield Step("commit left is better at x = x* + t", partial(prove_negative, line.subs(_X, SWITCH + _T), _HALF_LINE))
    yield Step("the cue is always better than stay", partial(prove_positive, excess["stay"], _LINE))


def _excess_over_cue() -> dict[str, sympy.Expr]:
    """G(policy) - G(perfect cue) for preferences c = 1/(1+e^-x)."""
    c = 1 / (1 + sympy.exp(-_X))
    wanted = (c, 1 - c)
    of_cue = cue(sympy.Integer(1), wanted)
    first = {"commit left": COMMITMENT, "commit right": 1 - COMMITMENT, "stay": sympy.Rational(1, 2)}
    return {name: committing(p, wanted) - of_cue for name, p in first.items()}


def _switch_at(logit: sympy.Expr) -> Theorem | Refutation:
    return prove_equal(_excess_over_cue()["commit left"], _LEAN * (logit - _X), _LINE)


PROOF = Proof(
    id="shared_preference_switch",
    claim=Claim(
        "With one preference vector for all policies, the perfect cue gives way to the preferred arm at the logit"
        " log 2 / 0.3.",
        r"G(\text{left}) - G(\text{cue}) = \tfrac{3}{10}(x^* - x),\quad x = \log\tfrac{c}{1-c},"
        r"\ x^* = \tfrac{10}{3}\log 2",
        "for all preferences 0 < c < 1: the cue is best exactly for |x| < x*, with ties at the ends",
        "Friedman (2026), active-selection identity; the exact form is ours",
    ),
    steps=steps,
    neighbors=(
        Neighbor("switch rescaled", "x* times 1 + 1e-12", lambda: _switch_at(SWITCH * (1 + sympy.Rational(1, 10**12)))),
        Neighbor("switch at a rational preference", "x* = logit(10/11) = log 10", lambda: _switch_at(sympy.log(10))),
        Neighbor(
            "the cue always wins",
            "G(commit left) > G(cue) is claimed for all x",
            lambda: prove_positive(_excess_over_cue()["commit left"], _LINE),
        ),
    ),
)
