"""Beyond λ = 2 the product closest to q_λ in reverse KL is magnetized: two mirrored branches with m = tanh(λm/2).

Source: Friedman (2026), mean-field gap of witness 1, where the branch is left out; the proof is ours.

The excess over the uniform product is E(a, b) = φ(a) + φ(b) - λ a b/2, with φ(m) = log 2 - H_b((1+m)/2), φ' = atanh.
Write f(m) = E(m, m) = 2φ(m) - λ m²/2, which is even in m. Let λ > 2.

1. E(a, b) = f(a)/2 + f(b)/2 + λ (a-b)²/4, so a minimum has a = b, and minimizes f.
2. f'(m) = m (h(m) - λ) with h(m) = 2 atanh(m)/m. On (0, 1), h increases strictly, as m/(1-m²) > atanh m.
3. h(m) < λ at m² = 1 - 2/λ, by the same inequality; h(m) > λ at m = tanh(λ/2), as tanh < 1. So h(m) = λ has exactly one
   solution m* in (0, 1), sqrt(1 - 2/λ) < m* < tanh(λ/2), and f falls before m* and rises after it. The stationary
   equation h(m) = λ reads m = tanh(λm/2).
4. f < 0 for 0 < m² ≤ 1 - 2/λ: already there the gap is below that of the uniform product, and f''(0) = 2 - λ < 0.
   f''(0) = 0 at λ = 2 and f''(0) > 0 below: with the quartic term of φ, 1/12 > 0, this is a pitchfork at λ = 2.
5. The value is the published one, -2 H_b((1+m)/2) - λm²/2 + log(4 cosh(λ/2)). It exceeds
   log 2 - 2 H_b((1+m)/2), and at most equals that of a point mass, log 2 + log(1 + e^-λ). By line 3, m* → 1 as λ
   grows, so the value tends to log 2.

Line 3 is the intermediate value theorem between two points that the prover compares. Point masses (m = 1) are limits:
f' > 0 up to m = 1, so none of them is a minimum.
"""

from collections.abc import Iterator
from functools import partial

import sympy

from opd_exact.information import relative_entropy
from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.registry import Claim, Neighbor, Proof, Step
from opd_exact.symbolic import (
    Domain,
    Interval,
    Refutation,
    Theorem,
    prove_equal,
    prove_negative,
    prove_nonnegative,
    prove_positive,
    prove_series,
)

from ._line import LAM, LINE, POSITIVE, binary_entropy
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
)

__all__ = [
    "PROOF",
    "steps",
]

_MORE = sympy.Symbol("x", nonnegative=True)
_ON_DIAGONAL = Domain(real={LAM}, intervals={M: (-1, 1)})
_STRONG = Domain(intervals={LAM: (2, None)})


def steps() -> Iterator[Step]:
    """The five lines of the derivation."""
    yield from _minimum_is_on_the_diagonal()
    yield from _slope_along_the_diagonal()
    yield from _bifurcation()
    yield from _value_of_the_branch()


def _along_diagonal(strength: sympy.Expr = LAM) -> sympy.Expr:
    """f(m) = 2φ(m) - λm²/2."""
    return excess_over_uniform(M, M, strength)


def _minimum_is_on_the_diagonal() -> Iterator[Step]:
    parted = (
        _along_diagonal().subs(M, FIRST) / 2 + _along_diagonal().subs(M, SECOND) / 2 + LAM * (FIRST - SECOND) ** 2 / 4
    )
    everywhere = Domain(real={LAM}, intervals=MAGNETIZATIONS)
    yield Step(
        "line 1: E(a, b) = f(a)/2 + f(b)/2 + λ(a-b)²/4",
        partial(prove_equal, excess_over_uniform(FIRST, SECOND), parted, everywhere),
    )


def _slope_along_the_diagonal() -> Iterator[Step]:
    slope = sympy.diff(_along_diagonal(), M)
    yield Step(
        "line 2: φ'(m) = atanh m", partial(prove_equal, sympy.diff(entropy_deficit(M), M), sympy.atanh(M), BETWEEN)
    )
    yield Step(
        "line 2: f'(m) = 2 atanh m - λm", partial(prove_equal, slope, 2 * sympy.atanh(M) - LAM * M, _ON_DIAGONAL)
    )
    rising = M / (1 - M**2) - sympy.atanh(M)
    yield Step("line 2: m/(1-m²) > atanh m for 0 < m < 1", partial(prove_positive, rising, INSIDE))
    steepness = sympy.diff(2 * sympy.atanh(M) / M, M)
    yield Step(
        "line 2: dh/dm = 2 (m/(1-m²) - atanh m)/m²",
        partial(prove_equal, steepness, 2 * rising / M**2, INSIDE),
    )
    # λ > 2 and 0 < m² = 1 - 2/λ are one condition on m: λ = 2/(1-m²).
    yield Step(
        "line 3: 2 atanh(m) - λm < 0 at λ = 2/(1-m²)",
        partial(prove_negative, 2 * sympy.atanh(M) - 2 * M / (1 - M**2), INSIDE),
    )
    yield Step(
        "line 3: atanh(tanh(λ/2)) = λ/2",
        partial(prove_equal, sympy.atanh(sympy.tanh(LAM / 2)), LAM / 2, LINE),
    )
    yield Step(
        "line 3: λ - λ tanh(λ/2) > 0 for λ > 0",
        partial(prove_positive, LAM - LAM * sympy.tanh(LAM / 2), POSITIVE),
    )


def _bifurcation() -> Iterator[Step]:
    # Every λ ≥ 2/(1-m²) is 2/(1-m²) + x with x ≥ 0.
    lower = _along_diagonal(2 / (1 - M**2) + _MORE)
    yield Step(
        "line 4: f(m) < 0 for 0 < m² ≤ 1 - 2/λ",
        partial(prove_negative, lower, Domain(intervals={M: (0, 1)}, nonnegative={_MORE})),
    )
    zero, twelfth = sympy.Integer(0), sympy.Rational(1, 12)
    yield Step(
        "line 4: f(m) = (2-λ) m²/2 + m⁴/6 + O(m⁵)",
        partial(prove_series, _along_diagonal(), M, [zero, zero, (2 - LAM) / 2, zero, 2 * twelfth], _ON_DIAGONAL),
    )
    yield Step("line 4: f''(0) = 2 - λ < 0 for λ > 2", partial(prove_negative, 2 - LAM, _STRONG))


def _value_of_the_branch() -> Iterator[Step]:
    spin_entropy = binary_entropy((1 + M) / 2)
    value = reverse_gap(M, M)
    published = -2 * spin_entropy - LAM * M**2 / 2 + sympy.log(4 * sympy.cosh(LAM / 2))
    yield Step("line 5: the gap is the published expression", partial(prove_equal, value, published, _ON_DIAGONAL))
    rest = LAM * (1 - M**2) / 2 + sympy.log(1 + sympy.exp(-LAM))
    yield Step(
        "line 5: the gap exceeds log 2 - 2 H_b((1+m)/2) by λ(1-m²)/2 + log(1 + e^-λ)",
        partial(prove_equal, value - sympy.log(2) + 2 * spin_entropy, rest, _ON_DIAGONAL),
    )
    yield Step(
        "line 5: this is positive for λ > 0",
        partial(prove_positive, rest, Domain(positive={LAM}, intervals={M: (0, 1)})),
    )
    one, zero = sympy.Integer(1), sympy.Integer(0)
    point_mass = relative_entropy([[one, zero], [zero, zero]], bernoulli_ising(LAM).joint())
    yield Step(
        "line 5: a point mass has the gap log 2 + log(1 + e^-λ)",
        partial(prove_equal, point_mass, sympy.log(2) + sympy.log(1 + sympy.exp(-LAM)), LINE),
    )


def _branch_below_two() -> Theorem | Refutation:
    """A magnetized student is claimed to be closer already for 1 ≤ λ ≤ 2."""
    early = Domain(intervals={M: (0, 1), LAM: Interval.closed(1, 2)})
    return prove_negative(_along_diagonal(), early)


def _uniform_stays() -> Theorem | Refutation:
    return prove_nonnegative(_along_diagonal(), Domain(intervals={M: (0, 1), LAM: (2, None)}))


def _full_strength_in_slope() -> Theorem | Refutation:
    """m = tanh(λm) in place of m = tanh(λm/2)."""
    slope = sympy.diff(_along_diagonal(), M)
    return prove_equal(slope, 2 * (sympy.atanh(M) - LAM * M), _ON_DIAGONAL)


PROOF = Proof(
    id="ising_mean_field_pitchfork",
    claim=Claim(
        "Beyond λ = 2 the least reverse gap of a product student is below log cosh(λ/2), and is reached at two opposite"
        " magnetizations m* and -m* alone, with m* the one positive solution of m = tanh(λm/2); it tends to log 2.",
        r"\min_{a,b} D(q_a q_b\,\|\,q_\lambda) = -2H_b\bigl(\tfrac{1+m}{2}\bigr) - \tfrac{\lambda}{2}m^2"
        r" + \log\bigl(4\cosh\tfrac{\lambda}{2}\bigr),\quad m = \tanh\tfrac{\lambda m}{2},"
        r"\ \sqrt{1-2/\lambda} < m < \tanh\tfrac{\lambda}{2}",
        "for all λ > 2 and all magnetizations; for λ < -2 with one spin turned over. Nothing is enclosed: existence of"
        " m* is the intermediate value theorem between two points that are compared by normal form",
        "Friedman (2026), witness 1; the proof is ours",
    ),
    steps=steps,
    neighbors=(
        Neighbor("branch from λ = 1", "f < 0 is claimed for 1 ≤ λ ≤ 2", _branch_below_two),
        Neighbor("the uniform product stays best", "f ≥ 0 is claimed for λ > 2", _uniform_stays),
        Neighbor("full strength", "the branch m = tanh(λm)", _full_strength_in_slope),
    ),
)
