"""Up to λ = 2 the uniform product is the product closest to q_λ in reverse KL, at the distance log cosh(λ/2).

Source: Friedman (2026), mean-field gap of witness 1; the proof of the minimum is ours.

A product student has magnetizations a, b in (-1, 1): spins ±1 with these means. From the enumerated tables

    D(q_a q_b || q_λ) = log cosh(λ/2) + φ(a) + φ(b) - λ a b / 2,    φ(m) = log 2 - H_b((1+m)/2).

1. At a = b = 0 this is log cosh(λ/2), for every real λ.
2. φ(m) ≥ m²/2, with equality only at m = 0: φ' = atanh m, which exceeds m for m > 0, and φ is even.
3. For 0 ≤ λ ≤ 2, (a² + b² - λ a b)/2 = (1 - λ/2)(a² + b²)/2 + λ (a - b)²/4 ≥ 0.
4. So the excess φ(a) + φ(b) - λ a b/2 is at least the form of line 3, hence nonnegative; by line 2 it is zero only at
   a = b = 0. For λ < 0 turn the second spin over: (λ, b) → (-λ, -b) changes nothing. So the range is -2 ≤ λ ≤ 2.

Point masses (a or b = ±1) are limits of the excess, φ(±1) = log 2 > 1/2, so line 4 holds for them too. All this is
proved for all parameters; no number was sampled or enclosed.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Interval,
    Refutation,
    Theorem,
    nonnegative,
    prove_equal,
    prove_even,
    prove_nonnegative,
    prove_positive,
)

from ._line import LAM, LINE
from ._product_student import (
    BETWEEN,
    FIRST,
    INSIDE,
    MAGNETIZATIONS,
    SECOND,
    M,
    entropy_deficit,
    excess_over_uniform,
    reverse_gap,
    reverse_gap_of_uniform_product,
)
from .mutual_information_closed_form import published_closed_form

__all__ = [
    "PROOF",
    "steps",
]

_ALL = Domain(real={LAM}, intervals=MAGNETIZATIONS)
_WEAK = Domain(intervals={**MAGNETIZATIONS, LAM: Interval.closed(0, 2)})


def steps() -> Iterator[Step]:
    """The gap of every product student, its value at the uniform product, and the four lines of the minimum."""
    gap, uniform = reverse_gap(FIRST, SECOND), reverse_gap_of_uniform_product()
    excess = excess_over_uniform(FIRST, SECOND)
    zero = sympy.Integer(0)
    yield Step("the gap is log cosh(λ/2) + φ(a) + φ(b) - λab/2", partial(prove_equal, gap, uniform + excess, _ALL))
    yield Step(
        "line 1: at the uniform product the gap is log cosh(λ/2)",
        partial(prove_equal, reverse_gap(zero, zero), uniform, LINE),
    )
    yield Step("line 2: φ(m) > m²/2 for 0 < m < 1", partial(prove_positive, entropy_deficit(M) - M**2 / 2, INSIDE))
    yield Step("line 2: φ is even", partial(prove_even, entropy_deficit(M), M, BETWEEN))
    yield Step("line 2: φ(0) = 0", partial(prove_equal, entropy_deficit(zero), zero, LINE))
    square = (FIRST**2 + SECOND**2 - LAM * FIRST * SECOND) / 2
    parted = (1 - LAM / 2) * (FIRST**2 + SECOND**2) / 2 + LAM * (FIRST - SECOND) ** 2 / 4
    yield Step("line 3: the form in a and b as two squares", partial(prove_equal, square, parted, _ALL))
    terms = [
        (1 - LAM / 2, nonnegative((FIRST**2 + SECOND**2) / 2)),
        (LAM / 4, nonnegative((FIRST - SECOND) ** 2)),
        (1, nonnegative(entropy_deficit(FIRST) - FIRST**2 / 2)),
        (1, nonnegative(entropy_deficit(SECOND) - SECOND**2 / 2)),
    ]
    yield Step("line 3: the form is nonnegative for 0 ≤ λ ≤ 2", partial(prove_nonnegative, square, _WEAK, by=terms[:2]))
    yield Step(
        "line 4: no product is closer than the uniform one for 0 ≤ λ ≤ 2",
        partial(prove_nonnegative, gap - uniform, _WEAK, by=terms),
    )
    turned = gap.subs({LAM: -LAM, SECOND: -SECOND}, simultaneous=True)
    yield Step("line 4: turning λ and one spin over changes nothing", partial(prove_equal, turned, gap, _ALL))


def _beyond_two() -> Theorem | Refutation:
    """The minimum claimed a little further: for 0 ≤ λ ≤ 3."""
    further = Domain(intervals={**MAGNETIZATIONS, LAM: Interval.closed(0, 3)})
    return prove_nonnegative(excess_over_uniform(FIRST, SECOND), further)


PROOF = Proof(
    id="ising_mean_field_reverse_gap",
    claim=Claim(
        "Among product students the uniform one is closest to the coupled joint in reverse KL while |λ| ≤ 2, and only"
        " it; its gap is log cosh(λ/2) for every λ.",
        r"\min_{a,b} D(q_a q_b\,\|\,q_\lambda) = \log\cosh\tfrac{\lambda}{2}\quad(|\lambda|\le 2)",
        "the value at the uniform product for all real λ; the minimum for -2 ≤ λ ≤ 2 over all magnetizations",
        "Friedman (2026), witness 1; the proof of the minimum is ours",
    ),
    steps=steps,
    neighbors=(
        Neighbor("beyond the pitchfork", "the minimum is claimed for 0 ≤ λ ≤ 3", _beyond_two),
        Neighbor(
            "forward in place of reverse",
            "I(λ) as the gap of the uniform product",
            lambda: prove_equal(reverse_gap(sympy.S.Zero, sympy.S.Zero), published_closed_form(), LINE),
        ),
        Neighbor(
            "full strength",
            "log cosh λ in place of log cosh(λ/2)",
            lambda: prove_equal(reverse_gap(sympy.S.Zero, sympy.S.Zero), sympy.log(sympy.cosh(LAM)), LINE),
        ),
    ),
)
