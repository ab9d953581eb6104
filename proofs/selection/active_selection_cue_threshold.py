"""The cue has the least expected free energy exactly when its validity exceeds 0.8, the commitment of the arms.

Source: Friedman (2026), active-selection identity, binary menu: G is 0 to risk for each policy, as each carries its own
preferences; so it ranks ambiguity.

1. G(cue) = H_b(v), G(commit left) = G(commit right) = H_b(4/5), G(stay) = log 2.
2. With s = (1-v)/v, the odds against the cue, H_b(v) = log(1+s) - s log(s)/(1+s), and its slope in s is
   -log(s)/(1+s)² > 0 on 0 < s < 1. As s falls strictly while v rises, H_b(v) falls strictly on 1/2 < v < 1.
3. So for 1/2 < v < 1, H_b(v) < H_b(4/5) exactly when v > 4/5; and H_b(4/5) < log 2, so stay is never best there.

Ends: at v = 1, G(cue) = 0 < H_b(4/5); at v = 1/2, G(cue) = log 2 > H_b(4/5). As H_b(v) = H_b(1-v), a cue that is wrong
with probability above 0.8 is as good: below 1/2 the condition is v < 1/5.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    gibbs,
    prove_equal,
    prove_positive,
    prove_strictly_decreasing,
    prove_strictly_increasing,
)

from ._binary_menu import COMMITMENT, FLAT, binary_entropy, committing, cue

__all__ = [
    "PROOF",
    "steps",
]

_V = sympy.Symbol("v", positive=True)
_S = sympy.Symbol("s", positive=True)
_T = sympy.Symbol("t", positive=True)
_HALF, _ONE = sympy.Rational(1, 2), sympy.Integer(1)
_VALIDITIES = Domain(intervals={_V: (0, 1)})
_ODDS = Domain(intervals={_S: (0, 1)})


def steps() -> Iterator[Step]:
    """The amounts of the menu, the monotone entropy, and the comparison on both sides of the threshold."""
    arm = committing(COMMITMENT, (COMMITMENT, 1 - COMMITMENT))
    other = committing(1 - COMMITMENT, (1 - COMMITMENT, COMMITMENT))
    stay = committing(_HALF, FLAT)
    yield Step("G(cue) = H_b(v)", partial(prove_equal, cue(_V), binary_entropy(_V), _VALIDITIES))
    yield Step("G(commit left) = H_b(4/5)", partial(prove_equal, arm, binary_entropy(COMMITMENT), _VALIDITIES))
    yield Step("G(commit right) = G(commit left)", partial(prove_equal, other, arm, _VALIDITIES))
    yield Step("G(stay) = log 2", partial(prove_equal, stay, sympy.log(2), _VALIDITIES))
    yield Step(
        "G(commit left) < G(stay)",
        partial(prove_positive, stay - arm, _VALIDITIES, by=[(1, gibbs((COMMITMENT, 1 - COMMITMENT), FLAT))]),
    )
    in_odds = cue(_V).subs(_V, 1 / (1 + _S))
    closed = sympy.log(1 + _S) - _S * sympy.log(_S) / (1 + _S)
    yield Step("line 2: H_b in the odds against the cue", partial(prove_equal, in_odds, closed, _ODDS))
    yield Step(
        "line 2: H_b rises strictly with the odds on (0, 1)",
        partial(prove_strictly_increasing, in_odds, _S, _ODDS),
    )
    yield Step(
        "line 2: v = 1/(1+s) falls strictly with the odds",
        partial(prove_strictly_decreasing, 1 / (1 + _S), _S, _ODDS),
    )
    yield Step(
        "line 3: at v = 4/5 the cue and an arm are equal",
        partial(prove_equal, cue(_V).subs(_V, COMMITMENT), arm, _VALIDITIES),
    )
    yield Step(
        "line 3: the cue is strictly better for 4/5 < v < 1",
        partial(prove_positive, arm - cue(_V).subs(_V, COMMITMENT + _T), Domain(intervals={_T: (0, 1 - COMMITMENT)})),
    )
    yield Step("at v = 1, G(cue) = 0", partial(prove_equal, cue(_ONE), 0, _VALIDITIES))
    yield Step("at v = 1/2, G(cue) = G(stay)", partial(prove_equal, cue(_HALF), stay, _VALIDITIES))
    yield Step("H_b(v) = H_b(1-v)", partial(prove_equal, cue(_V), cue(1 - _V), _VALIDITIES))


def _arm_minus_cue() -> sympy.Expr:
    return committing(COMMITMENT, (COMMITMENT, 1 - COMMITMENT)) - cue(_V)


PROOF = Proof(
    id="active_selection_cue_threshold",
    claim=Claim(
        "With preferences that fit each policy, the cue is the policy of least expected free energy exactly when its"
        " validity exceeds 0.8.",
        r"G(\text{cue}) = H_b(v) < H_b(\tfrac45) = \min_{\text{arm},\,\text{stay}} G \iff v > \tfrac45",
        "for all validities 1/2 ≤ v ≤ 1, ends included; for v < 1/2 the same with 1-v for v",
        "Friedman (2026), active-selection identity",
    ),
    steps=steps,
    neighbors=(
        Neighbor(
            "any informative cue",
            "the cue is claimed best for all 1/2 < v < 1",
            lambda: prove_positive(_arm_minus_cue(), Domain(intervals={_V: (_HALF, 1)})),
        ),
        Neighbor(
            "threshold at 0.75",
            "the cue is claimed best for v > 3/4",
            lambda: prove_positive(_arm_minus_cue(), Domain(intervals={_V: (sympy.Rational(3, 4), 1)})),
        ),
        Neighbor(
            "monotone everywhere",
            "H_b(v) is claimed to fall strictly on (0, 1)",
            lambda: prove_strictly_decreasing(cue(_V), _V, _VALIDITIES),
        ),
        Neighbor(
            "rescaled",
            "G(cue) = H_b(v) times 1 + 1e-12",
            lambda: prove_equal(cue(_V), (1 + sympy.Rational(1, 10**12)) * binary_entropy(_V), _VALIDITIES),
        ),
    ),
)
