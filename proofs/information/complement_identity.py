"""H(r) - E_o[H(r|o)] = I(o; r): what an observation leaves open and what it tells add up to what was open before.

Source: Friedman (2026), active-selection identity and complement identity of witness 1; Cover and Thomas (2006),
theorem 2.4.1.

For any finite joint, with r and o the variables of the rows and columns:

    I(o; r) = Σ p(r, o) log(p(r, o) / (p(r) p(o))) = -Σ p(r, o) log p(r) + Σ p(r, o) log p(r|o) = H(r) - E_o[H(r|o)].

Only p(r, o) = p(o) p(r|o) is used, and Σ_o p(r, o) = p(r): the prior that H(r) is taken of must be the one that
generates p(o). Cells with p(r, o) = 0 drop out of every sum. An observation with p(o) = 0 has no posterior and no
weight. With one value of r, or of o, all of I is 0.

The residual is the mean of the posteriors' entropies under p(o). The mean with equal weights, which is the control of
the paper, agrees with it only where all p(o) are equal; it is among the false neighbors.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import sympy

from opd_exact.information import conditional_entropy, entropy, mutual_information
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Refutation, Theorem, prove_equal

from ._generic_joint import GenericJoint, generic_joint, shape_text

__all__ = [
    "PROOF",
    "SHAPES",
    "steps",
]

SHAPES = ((1, 3), (3, 1), (2, 2), (2, 3), (3, 3), (4, 3), (5, 4))


def steps(shapes: Sequence[tuple[int, int]]) -> Iterator[Step]:
    """The identity for the given numbers of values of r and o, and for tables with zeros."""
    for shape in shapes:
        yield from _complement(generic_joint(*shape), shape_text(shape))
    yield from _complement(generic_joint(3, 3, zeros=((0, 1), (1, 2), (2, 0))), "3 x 3 with a zero in each row")
    perfect = tuple((r, o) for r in range(3) for o in range(3) if r != o)
    yield from _complement(generic_joint(3, 3, zeros=perfect), "3 x 3, where o tells r")


def _complement(joint: GenericJoint, where: str) -> Iterator[Step]:
    residual = conditional_entropy(joint.table, given=1)
    yield Step(
        f"E_o[H(r|o)] is the mean of the entropies of the posteriors: {where}",
        partial(prove_equal, residual, _mean_of_posterior_entropies(joint, joint.marginal(1)), joint.domain),
    )
    yield Step(
        f"H(r) - E_o[H(r|o)] = I(o; r): {where}",
        partial(prove_equal, joint.entropy(0) - residual, mutual_information(joint.table), joint.domain),
    )


def _mean_of_posterior_entropies(joint: GenericJoint, weights: Sequence[sympy.Expr]) -> sympy.Expr:
    evidences = joint.marginal(1)
    columns = joint.table.T
    return sympy.Add(
        *(w * entropy([p / e for p in column]) for w, column, e in zip(weights, columns, evidences, strict=True))
    )


def _with_residual(factor: sympy.Rational, *, given: int = 1) -> Theorem | Refutation:
    joint = generic_joint(2, 2)
    left = joint.entropy(0) - factor * conditional_entropy(joint.table, given=given)
    return prove_equal(left, mutual_information(joint.table), joint.domain)


def _equal_weights() -> Theorem | Refutation:
    joint = generic_joint(2, 2)
    residual = _mean_of_posterior_entropies(joint, [sympy.Rational(1, 2)] * 2)
    return prove_equal(joint.entropy(0) - residual, mutual_information(joint.table), joint.domain)


PROOF = Proof(
    id="complement_identity",
    claim=Claim(
        "The entropy of r minus its expected entropy after the observation is the mutual information.",
        r"H(r) - E_o[H(r\mid o)] = I(o;r)",
        "for every finite joint distribution; by normal form for tables of 1 x 3, 3 x 1, 2 x 2, 2 x 3, 3 x 3, 4 x 3,"
        " 5 x 4 with full support and two patterns of zeros, by the written argument for any size and zeros",
        "Friedman (2026), active-selection identity",
    ),
    steps=lambda: steps(SHAPES),
    neighbors=(
        Neighbor("equal weights", "the posteriors' entropies averaged with equal weights", _equal_weights),
        Neighbor("other condition", "H(o|r) in place of H(r|o)", lambda: _with_residual(sympy.S.One, given=0)),
        Neighbor("residual dropped", "H(r) = I(o; r)", lambda: _with_residual(sympy.S.Zero)),
        Neighbor(
            "residual rescaled",
            "the residual times 1 + 1e-12",
            lambda: _with_residual(1 + sympy.Rational(1, 10**12)),
        ),
    ),
)
