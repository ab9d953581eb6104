"""H(x, y) = H(x) + H(y|x), and H(x_1, …, x_n) = Σ_k H(x_k | x_1, …, x_{k-1}); likewise for mutual information.

Source: Cover and Thomas (2006), theorems 2.2.1, 2.5.1 and 2.5.2.

-log p(x, y) = -log p(x) - log p(y|x) wherever p(x, y) > 0; the mean under p(x, y) of the first part is H(x), of the
second H(y|x). Cells with p(x, y) = 0 count in none of the means. For n variables apply the rule to the pair
((x_1, …, x_{n-1}), x_n) and go on by induction. For mutual information take the mean of
log(p(x,y,z)/(p(x)p(y,z))) = log(p(x,y)/(p(x)p(y))) + log(p(x,y,z)p(y)/(p(x,y)p(y,z))).
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.information import conditional_entropy, conditional_mutual_information, mutual_information
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Refutation, Theorem, prove_equal

from ._generic_joint import GenericJoint, generic_joint, shape_text

__all__ = [
    "PROOF",
    "steps",
]

PAIRS: tuple[tuple[int, ...], ...] = ((1, 3), (2, 2), (2, 3), (3, 3), (5, 4))
LONGER: tuple[tuple[int, ...], ...] = ((2, 2, 2), (2, 3, 2), (2, 2, 2, 2))


def steps() -> Iterator[Step]:
    """The rule for two variables, for three and four, with zeros, and for mutual information."""
    for shape in PAIRS:
        yield _pair(generic_joint(*shape), shape_text(shape))
    yield _pair(generic_joint(2, 3, zeros=((0, 0), (1, 1))), "2 x 3 with two zeros")
    for shape in LONGER:
        joint = generic_joint(*shape)
        yield Step(
            f"the joint entropy is the sum of the conditional ones: {shape_text(shape)}",
            partial(prove_equal, joint.entropy(*range(len(shape))), _telescoped(joint), joint.domain),
        )
    three = generic_joint(2, 3, 2)
    split = mutual_information(three.marginal(0, 1)) + conditional_mutual_information(three.table, given=1)
    yield Step(
        "I(x; y, z) = I(x; y) + I(x; z|y): 2 x 3 x 2",
        partial(prove_equal, mutual_information(three.table), split, three.domain),
    )


def _pair(joint: GenericJoint, where: str) -> Step:
    right = joint.entropy(0) + conditional_entropy(joint.table, given=0)
    return Step(f"H(x, y) = H(x) + H(y|x): {where}", partial(prove_equal, joint.entropy(0, 1), right, joint.domain))


def _telescoped(joint: GenericJoint) -> sympy.Expr:
    """H(x_1) + H(x_2|x_1) + H(x_3|x_1, x_2) + …"""
    conditional = [
        conditional_entropy(joint.marginal(*range(k + 1)), given=tuple(range(k))) for k in range(1, joint.table.ndim)
    ]
    return joint.entropy(0) + sympy.Add(*conditional)


def _against(second: str, factor: sympy.Rational = sympy.S.One) -> Theorem | Refutation:
    joint = generic_joint(2, 2)
    terms = {
        "H(y|x)": conditional_entropy(joint.table, given=0),
        "H(x|y)": conditional_entropy(joint.table, given=1),
        "H(y)": joint.entropy(1),
    }
    return prove_equal(joint.entropy(0, 1), joint.entropy(0) + factor * terms[second], joint.domain)


def _three_without_condition() -> Theorem | Refutation:
    joint = generic_joint(2, 2, 2)
    split = mutual_information(joint.marginal(0, 1)) + mutual_information(joint.marginal(0, 2))
    return prove_equal(mutual_information(joint.table), split, joint.domain)


PROOF = Proof(
    id="chain_rule",
    claim=Claim(
        "The entropy of several variables is the sum of their entropies, each given those before it; and the same holds"
        " for the information that several variables carry about another.",
        r"H(x_1,\dots,x_n) = \sum_k H(x_k\mid x_1,\dots,x_{k-1}),\quad I(x;y,z) = I(x;y) + I(x;z\mid y)",
        "for every finite joint distribution; by normal form for two variables up to 5 x 4, three and four variables,"
        " and a table with zeros; by the written argument for any number of variables, sizes and zeros",
        "Cover and Thomas (2006), theorems 2.2.1, 2.5.1 and 2.5.2",
    ),
    steps=steps,
    neighbors=(
        Neighbor("condition swapped", "H(x) + H(x|y)", lambda: _against("H(x|y)")),
        Neighbor("condition dropped", "H(x) + H(y), as if independent", lambda: _against("H(y)")),
        Neighbor("rescaled", "H(y|x) times 1 + 1e-12", lambda: _against("H(y|x)", 1 + sympy.Rational(1, 10**12))),
        Neighbor("information added without condition", "I(x; y) + I(x; z)", _three_without_condition),
    ),
)
