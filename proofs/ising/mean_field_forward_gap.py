"""The product of the marginals is the product closest to q_λ in forward KL, at the distance I(λ).

Source: Friedman (2026), mean-field gap of witness 1, where it is reported as the free-energy gap.

For any product of a stream distribution (a, 1-a) with another (b, 1-b),

    D(q_λ || a b) = I(λ) + D(u || a) + D(u || b),

with u the uniform marginal of q_λ. By Gibbs' inequality the last two are at least 0 and zero only at a = b = 1/2. So
the least forward gap is I(λ) for every λ, also at λ = 0, where it is 0. A product with a = 0 or 1, or b, excludes what
q_λ can give: its gap is +∞.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.information import relative_entropy
from opd_exact.models.coupled_streams import CoupledStreams, bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import Domain, Refutation, Theorem, gibbs, prove_equal, prove_nonnegative, prove_positive

from ._line import LAM, LINE
from ._product_student import reverse_gap
from .mutual_information_closed_form import published_closed_form

__all__ = [
    "PROOF",
    "steps",
]

_A, _B = sympy.symbols("a b", positive=True)
_PRODUCTS = Domain(real={LAM}, intervals={_A: (0, 1), _B: (0, 1)})
_FAIR = (sympy.Rational(1, 2), sympy.Rational(1, 2))


def steps(model: CoupledStreams) -> Iterator[Step]:
    """The gap of the product of marginals, the excess of any other product, and its sign."""
    joint = model.joint()
    marginals = [[p * q for q in model.marginal(1)] for p in model.marginal(0)]
    information = published_closed_form()
    yield Step(
        "D(q_λ || product of its marginals) = I(λ)",
        partial(prove_equal, relative_entropy(joint, marginals), information, LINE),
    )
    first, second = (_A, 1 - _A), (_B, 1 - _B)
    gap = relative_entropy(joint, [[p * q for q in second] for p in first])
    excess = relative_entropy(_FAIR, first) + relative_entropy(_FAIR, second)
    yield Step(
        "D(q_λ || a b) = I(λ) + D(u || a) + D(u || b)", partial(prove_equal, gap, information + excess, _PRODUCTS)
    )
    lemmas = [(1, gibbs(_FAIR, first)), (1, gibbs(_FAIR, second))]
    yield Step(
        "D(q_λ || a b) ≥ I(λ)",
        partial(prove_nonnegative, gap - information, _PRODUCTS, by=lemmas),
    )
    for side, interval in (("below", (0, _FAIR[0])), ("above", (_FAIR[0], 1))):
        part = Domain(real={LAM}, intervals={_A: interval, _B: (0, 1)})
        yield Step(
            f"D(q_λ || a b) > I(λ) for a {side} 1/2", partial(prove_positive, gap - information, part, by=lemmas)
        )


def _as_reverse() -> Theorem | Refutation:
    return prove_equal(reverse_gap(sympy.S.Zero, sympy.S.Zero), published_closed_form(), LINE)


def _against(factor: sympy.Rational) -> Theorem | Refutation:
    joint = bernoulli_ising(LAM).joint()
    uniform = [[sympy.Rational(1, 4)] * 2] * 2
    return prove_equal(relative_entropy(joint, uniform), factor * published_closed_form(), LINE)


PROOF = Proof(
    id="ising_mean_field_forward_gap",
    claim=Claim(
        "The least forward KL from the coupled joint to a product is its mutual information, reached by the product of"
        " its marginals alone.",
        r"\min_{a,b} D(q_\lambda\,\|\,a\otimes b) = D(q_\lambda\,\|\,u\otimes u) = I(\lambda)",
        "for all real λ and all products with full support; the gap of other products is +∞",
        "Friedman (2026), witness 1",
    ),
    steps=lambda: steps(bernoulli_ising(LAM)),
    neighbors=(
        Neighbor("reverse direction", "D(product || q_λ) in place of D(q_λ || product)", _as_reverse),
        Neighbor("rescaled", "I(λ) times 1 + 1e-12", lambda: _against(1 + sympy.Rational(1, 10**12))),
        Neighbor("doubled", "total correlation counted twice", lambda: _against(sympy.S(2))),
    ),
)
