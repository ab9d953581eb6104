"""The likeliest answer is right on one problem of three: greedy pass@1 is 1/3.

Source: Friedman (2026), diversity; printed 0.333.

A failure means that another answer is the likeliest, or that the answer key is another one.
"""

from dataclasses import replace
from fractions import Fraction

from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Finding, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _diversity
from ._figures import SOURCE, equal

ONE_THIRD = Fraction(1, 3)


def establish(problems: _diversity.Problems) -> Finding:
    """Count the problems whose likeliest answer is correct."""
    found = problems.greedy()
    finding = all_of((equal("greedy pass@1", found, ONE_THIRD),))
    return replace(finding, exact=str(found), value=LogForm.total([found]), published=published("0.333", found))


def _with_key(problems: _diversity.Problems, index: int, correct: tuple[bool, ...]) -> _diversity.Problems:
    changed = [replace(p, correct=correct) if i == index else p for i, p in enumerate(problems.problems)]
    return replace(problems, problems=tuple(changed))


CHECK = Check(
    id="diversity_greedy_pass_at_1",
    claim=Claim(
        "Greedy pass@1 of the three problems is 1/3.",
        r"\tfrac13 \sum_i \mathbf{1}[\arg\max_x p_i(x)\ \text{correct}] = \tfrac13",
        "for the three published problems",
        f"{SOURCE}, diversity",
    ),
    tier=Verdict.DECIDED,
    subject=_diversity.build,
    establish=establish,
    mutants=(
        Mutant(
            "none right",
            "in the first problem the second answer is correct",
            lambda p: _with_key(p, 0, (False, True, False)),
        ),
        Mutant(
            "two right",
            "in the last problem the first answer is correct",
            lambda p: _with_key(p, 2, (True, False, False)),
        ),
        Mutant("a problem lost", "the last problem is left out", lambda p: replace(p, problems=p.problems[:2])),
    ),
    tags=("distillation",),
)
