"""I(x; y) = D(p(x, y) || p(x) p(y)) ≥ 0, zero exactly for independent variables; and no product lies closer.

Source: Cover and Thomas (2006), eqs. 2.28 and 2.90; Friedman (2026), mean-field gap.

The identity is the definition read as a divergence. For any distributions a and b over the values of x and y,

    D(p || a b) = I(x; y) + D(p(x) || a) + D(p(y) || b),

because log(p(x,y)/(a(x)b(y))) = log(p(x,y)/(p(x)p(y))) + log(p(x)/a(x)) + log(p(y)/b(y)), and the means under p(x, y)
of the last two are means under the marginals. By Gibbs' inequality both are at least 0 and zero only at a = p(x) and
b = p(y): the product of the marginals is the product closest to p in forward KL. The same with n factors and total
correlation. Cells with p(x, y) = 0 count as 0; a marginal that is 0 makes its cells 0.
With one value of x, I = 0.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import sympy

from opd_exact.information import mutual_information, relative_entropy, total_correlation
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, gibbs, prove_equal, prove_nonnegative, prove_positive

from ._generic_joint import GenericJoint, generic_joint, shape_text

__all__ = [
    "PROOF",
    "SHAPES",
    "steps",
]

SHAPES = ((1, 3), (2, 2), (2, 3), (3, 3), (5, 4))
WITH_FREE_FACTORS = ((2, 2), (2, 3), (2, 2, 2))


def steps(shapes: Sequence[tuple[int, ...]]) -> Iterator[Step]:
    """The identity, the sign, and the product that is closest."""
    for shape in shapes:
        joint = generic_joint(*shape)
        divergence = relative_entropy(joint.table, joint.product_of_marginals())
        yield Step(
            f"I(x; y) = D(p(x, y) || p(x) p(y)): {shape_text(shape)}",
            partial(prove_equal, mutual_information(joint.table), divergence, joint.domain),
        )
    for shape in ((2, 2), (2, 3), (3, 3)):
        joint = generic_joint(*shape)
        lemma = gibbs(joint.table.ravel(), joint.product_of_marginals().ravel())
        information = mutual_information(joint.table)
        yield Step(
            f"I(x; y) ≥ 0: {shape_text(shape)}",
            partial(prove_nonnegative, information, joint.domain, by=[(1, lemma)]),
        )
    for sign in (1, -1):
        joint = generic_joint(2, 2)
        yield Step(
            f"I(x; y) > 0 where p00 p11 {'>' if sign > 0 else '<'} p01 p10: 2 x 2",
            partial(
                prove_positive,
                mutual_information(joint.table),
                _where_dependent(joint, sign),
                by=[(1, gibbs(joint.table.ravel(), joint.product_of_marginals().ravel()))],
            ),
        )
    for shape in WITH_FREE_FACTORS:
        yield from _no_product_is_closer(generic_joint(*shape), shape_text(shape))


def _where_dependent(joint: GenericJoint, sign: int) -> Domain:
    p = joint.table
    excess = p[0, 0] - (p[0, 0] + p[0, 1]) * (p[0, 0] + p[1, 0])
    return Domain(simplex=joint.domain.simplices, declared_positive=[sign * excess])


def _no_product_is_closer(joint: GenericJoint, where: str) -> Iterator[Step]:
    factors = [
        tuple(sympy.Symbol(f"{'abc'[axis]}{i}", positive=True) for i in range(size))
        for axis, size in enumerate(joint.table.shape)
    ]
    product = np.array(sympy.Integer(1), dtype=object)
    for factor in factors:
        product = np.multiply.outer(product, np.array(factor, dtype=object))
    domain = Domain(simplex=[*joint.domain.simplices, *factors])
    excess = [relative_entropy(joint.marginal(axis), factor) for axis, factor in enumerate(factors)]
    total = total_correlation(joint.table)
    divergence = relative_entropy(joint.table, product)
    yield Step(
        f"D(p || product) is total correlation plus a divergence for each factor: {where}",
        partial(prove_equal, divergence, total + sympy.Add(*excess), domain),
    )
    lemmas = [(1, gibbs(joint.marginal(axis), factor)) for axis, factor in enumerate(factors)]
    yield Step(
        f"D(p || product) is at least total correlation: {where}",
        partial(prove_nonnegative, divergence - total, domain, by=lemmas),
    )


def _reverse() -> Theorem | Refutation:
    joint = generic_joint(2, 2)
    reverse = relative_entropy(joint.product_of_marginals(), joint.table)
    return prove_equal(mutual_information(joint.table), reverse, joint.domain)


def _rescaled() -> Theorem | Refutation:
    joint = generic_joint(2, 2)
    divergence = relative_entropy(joint.table, joint.product_of_marginals())
    scaled = (1 + sympy.Rational(1, 10**12)) * divergence
    return prove_equal(mutual_information(joint.table), scaled, joint.domain)


def _always_positive() -> Theorem | Refutation:
    joint = generic_joint(2, 2)
    return prove_positive(mutual_information(joint.table), joint.domain)


PROOF = Proof(
    id="mutual_information_is_divergence_from_independence",
    claim=Claim(
        "Mutual information is the divergence of a joint distribution from the product of its marginals, which is the"
        " least divergence from any product; it is zero exactly for independent variables.",
        r"I(x;y) = D(p(x,y)\,\|\,p(x)p(y)) = \min_{a,b} D(p(x,y)\,\|\,a(x)b(y)) \ge 0",
        "for every finite joint distribution; by normal form for up to 5 x 4 with full support, the minimum for 2 x 2,"
        " 2 x 3 and 2 x 2 x 2 (total correlation), equality only at independence for 2 x 2; by the written argument for"
        " any sizes and zeros",
        "Cover and Thomas (2006), eqs. 2.28 and 2.90",
    ),
    steps=lambda: steps(SHAPES),
    neighbors=(
        Neighbor("reverse divergence", "D(p(x) p(y) || p(x, y))", _reverse),
        Neighbor("rescaled", "the divergence times 1 + 1e-12", _rescaled),
        Neighbor("positive everywhere", "I > 0 is claimed for all joints", _always_positive),
    ),
)
