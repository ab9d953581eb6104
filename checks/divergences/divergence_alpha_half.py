"""Alpha-divergence of the menu at 1/2, 4 (1 - Σ sqrt(p q)) = 0.173: an algebraic number, no logarithm in it.

At 1/2 it is symmetric, and four times the squared Hellinger distance. Its value is 4 minus a sum of square roots, in
which equality is decided: radicals with irrational ratios are linearly independent.

If this fails, the factor 1/(α(1-α)) is missing, or the order counts for the other distribution.
"""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Statement, enclosure_of
from opd_exact.information import RadicalForm, alpha_divergence, order_sum
from opd_exact.registry import Check, Claim, Finding, Inputs, Verdict
from opd_exact.registry.amounts import Amount, Amounts, changed_claim, changed_definition

from . import _menu
from ._menu import FLOAT_STUDENT, FLOAT_TEACHER, PAIR

ROW, AGAIN = "alpha-divergence at 1/2", "the same with p and q exchanged"
_HALF = Fraction(1, 2)
# sqrt(80·55) + sqrt(15·25) + sqrt(4·15) + sqrt(1·5) hundredths: 20√11 + 5√15 + 2√15 + √5.
CLAIMED = 4 - RadicalForm.from_products(
    [
        (Fraction(80, 100), [(Fraction(11), _HALF)]),
        (Fraction(28, 100), [(Fraction(15), _HALF)]),
        (Fraction(4, 100), [(Fraction(5), _HALF)]),
    ]
)


def build(inputs: Inputs) -> Amounts:
    """The published pair; nothing recorded is needed."""
    return Amounts(
        PAIR,
        (
            Amount(ROW, lambda pair: alpha_divergence(pair.p, pair.q, _HALF), CLAIMED),
            Amount(AGAIN, lambda pair: alpha_divergence(pair.q, pair.p, _HALF), CLAIMED),
        ),
    )


def kernel(subject: Amounts) -> Iterator[Statement]:
    """The divergence in both directions to 30 digits, with square roots as exponentials of halved logarithms.

    That these digits are those of the closed form is what this side says; Coq is not asked for the closed form.
    """
    p, q = subject.model.p, subject.model.q
    for name, row, x, y in (("forward", ROW, p, q), ("exchanged", AGAIN, q, p)):
        divergence = _menu.alpha_term(x, y, _HALF)
        yield enclosure_of(name, f"The {row}, to 30 digits.", divergence, subject.row(row).claimed, covers="part")


def establish(subject: Amounts) -> Finding:
    """Decide the divergence and its symmetry; audit the float64."""
    seen = np.float64((1 - np.sum(FLOAT_TEACHER**0.5 * FLOAT_STUDENT**0.5)) / 0.25)
    return _menu.established(subject, ROW, "0.173", "0.17282211167761163", {"numpy.float64 alpha-divergence": seen})


CHECK = Check(
    id="divergence_alpha_half",
    claim=Claim(
        "The alpha-divergence of the menu at 1/2 is 4 - (20 sqrt 11 + 7 sqrt 15 + sqrt 5)/25.",
        r"\frac{1 - \sum_x \sqrt{p(x) q(x)}}{\frac12\cdot\frac12} = 4 - \tfrac{1}{25}\bigl(20\sqrt{11} + 7\sqrt{15} +"
        r" \sqrt5\bigr)",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05)",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        changed_claim(ROW),
        changed_definition(
            "factor forgotten", "1 - Σ sqrt(p q)", ROW, lambda pair: 1 - order_sum(pair.p, pair.q, _HALF)
        ),
        changed_definition(
            "order 0.3", "the order 3/10 for 1/2", AGAIN, lambda pair: alpha_divergence(pair.p, pair.q, "0.3")
        ),
        changed_definition(
            "order moved",
            "the order 1/2 + 1/10000",
            ROW,
            lambda pair: alpha_divergence(pair.p, pair.q, _HALF + Fraction(1, 10000)),
        ),
        _menu.nudged(),
    ),
    proofs=("kl_limits_of_alpha_divergence",),
    tags=("menu", "numpy", "printed"),
    kernel=kernel,
)
