"""The sharpest student, τ = 1/4, passes 8 tries on 0.864852635391094245... of the problems: a rational number.

At τ = 1/4 the student is proportional to the fourth power of its teacher, so its mass on correct answers is rational.

Source: Friedman (2026), diversity; printed 0.865.

A failure means that the students are not sharpened by τ, or that the chance to pass is another one.
"""

from dataclasses import replace
from fractions import Fraction

from opd_exact.registry import Check, Claim, Finding, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _diversity
from ._figures import SOURCE, less, rounds_to

SHARPEST, FLATTEST = Fraction(1, 4), Fraction(4)


def establish(problems: _diversity.Problems) -> Finding:
    """Work out the figure exactly, and that the flattest student passes more."""
    value = problems.passes_at_temperature(SHARPEST)
    finding = all_of(
        (
            rounds_to("pass@8 at τ = 1/4", value, "0.864852635391094245343356633576"),
            less("the flattest student passes more", value, problems.passes_at_temperature(FLATTEST)),
        )
    )
    return replace(
        finding, exact=str(value), value=problems.curve().at(1 / SHARPEST), published=published("0.865", value)
    )


CHECK = Check(
    id="diversity_sharpest_pass_at_8",
    claim=Claim(
        "pass@8 of the sharpest student is 0.864852635391094245…, less than that of the flattest.",
        r"\mathrm{pass@8}(1/4) = \tfrac13\sum_i \bigl(1-(1-c_i)^8\bigr) = 0.86485\ldots",
        "for the three published problems, τ = 1/4 against τ = 4",
        f"{SOURCE}, diversity",
    ),
    tier=Verdict.ENCLOSED,
    subject=_diversity.build,
    establish=establish,
    mutants=(
        Mutant("temperature upside down", "the student is ∝ teacher^τ", lambda p: replace(p, inverse=False)),
        Mutant("pass@7", "k = 7", lambda p: replace(p, k=7)),
        Mutant("a problem lost", "the last problem is left out", lambda p: replace(p, problems=p.problems[:2])),
    ),
    tags=("distillation",),
)
