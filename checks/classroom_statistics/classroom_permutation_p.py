"""The permutation test of the mean difference has p = 1 exactly: no choice of signs gives a smaller mean.

Sixteen choices of signs for the four paired differences. The observed mean, (L - 3h)/4, is in magnitude the least of
all: every choice is at least as extreme. The published 5000 random choices could only find the same. With four pairs,
one of which is a tie, the test could not have gone below 1/4 for any data, and here it says nothing at all.

If this fails, the four pairs carry more evidence than the paper grants them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Statement
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from ._pairs import FLOAT_DIFFERENCES, PAIRS, sign_flipped_means
from ._resampling_terms import about_entropies, counted_by_keys, listed

LEAST_POSSIBLE = Fraction(1, 4)


@dataclass(frozen=True)
class Permutation:
    """The paired differences, whether the test has two sides, and the p claimed."""

    differences: tuple[LogForm, ...]
    two_sided: bool
    p: Fraction


def build(inputs: Inputs) -> Permutation:
    """The classroom's exact differences; nothing recorded is needed."""
    return Permutation(PAIRS.differences, two_sided=True, p=Fraction(1))


def establish(subject: Permutation) -> Finding:
    """Decide p by all sixteen choices of signs; run the published 5000 random ones."""
    return replace(
        all_of(_facts(subject)),
        exact="p = 16/16",
        value=LogForm(1),
        published=published("1.000", 1, "by all 16 choices of signs; the run took 5000 random ones", reported="1.0"),
        observations=(
            observed(
                "numpy, 5000 choices of signs, seed 0, on the published pairs",
                _monte_carlo(),
                Fraction(1),
                Fraction(1, 10**12),
                "p = 1 leaves nothing to sample",
            ),
        ),
    )


def _facts(subject: Permutation) -> Iterator[Fact]:
    yield decided_equal("p of the permutation test", p_value(subject.differences, subject.two_sided), subject.p)
    # Extreme data: all differences of one sign, none of them equal.
    extreme = (LogForm(), log(2), log(3), log(5))
    yield decided_equal("least p that four pairs with one tie allow", p_value(extreme, True), LEAST_POSSIBLE)


def p_value(differences: tuple[LogForm, ...], two_sided: bool) -> Fraction:
    """The share of the choices of signs whose mean is at least as extreme as the observed one: decided."""
    observed_mean = LogForm.total(differences) / len(differences)
    means = list(sign_flipped_means(differences))
    if two_sided:
        extreme = sum(abs(mean) >= abs(observed_mean) for mean in means)
    else:
        extreme = sum(mean >= observed_mean for mean in means)
    return Fraction(extreme, len(means))


def _monte_carlo() -> np.float64:
    signs = np.random.default_rng(0).choice([-1.0, 1.0], size=(5000, 4))
    means = np.abs((signs * FLOAT_DIFFERENCES).mean(axis=1))
    # The two equal differences are 1e-14 apart in the run's floats, so that ties need that much room.
    return np.float64(np.mean(means >= abs(FLOAT_DIFFERENCES.mean()) - 1e-12))


def kernel(subject: Permutation) -> Iterator[Statement]:
    """As many of all choices of signs as p says have a mean that is at least as extreme."""
    values = subject.differences
    differences, choices, n = listed(values), 2 ** len(values), len(values)
    observed_mean = LogForm.total(values) / n
    extreme = "Rabs (average {0}) <= Rabs x" if subject.two_sided else "average {0} <= x"
    means = {mean: _extreme(mean, observed_mean, subject.two_sided) for mean in sign_flipped_means(values)}
    yield about_entropies(
        "extreme_choices",
        f"Of the {choices} choices of signs for the differences, {choices * subject.p} have a mean that is at least as"
        f" extreme as theirs: p = {subject.p}.",
        f"counted (fun x => {extreme.format(differences)})\n"
        f"    (map average (choices_of_signs Ropp {differences})) {choices * subject.p}",
        counted_by_keys("counted_signs", values, [(mean * n, counts) for mean, counts in means.items()]),
        ("Counting",),
    )


def _extreme(mean: LogForm, observed_mean: LogForm, two_sided: bool) -> bool:
    return bool(abs(mean) >= abs(observed_mean) if two_sided else mean >= observed_mean)


CHECK = Check(
    id="classroom_permutation_p",
    claim=Claim(
        "The two-sided paired permutation test of the classroom's mean difference has p = 1.",
        r"p = \tfrac{1}{16}\,\#\{s \in \{\pm1\}^4 : |\overline{s d}| \ge |\bar d|\} = 1",
        "all 16 choices of signs for the four exact differences",
        "Friedman (2026), classroom, small-sample statistics",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    kernel=kernel,
    mutants=(
        Mutant("one-sided", "choices with a mean at least as large", lambda s: replace(s, two_sided=False)),
        Mutant(
            "same signs",
            "the two negative differences are counted as positive",
            lambda s: replace(s, differences=tuple(abs(d) for d in s.differences)),
        ),
        Mutant(
            "tie replaced",
            "the pair without a difference has log 2",
            lambda s: replace(s, differences=(log(2), *s.differences[1:])),
        ),
        Mutant("p of one half", "p = 1/2 is claimed", lambda s: replace(s, p=Fraction(1, 2))),
    ),
    tags=("statistics", "numpy", "printed"),
)
