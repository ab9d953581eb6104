"""The sign test has p = 1: one positive and two negative differences, the tie left out.

Twice the probability of at most one head in three fair tosses is 2 (1 + 3)/8 = 1. No split of three signs can give
less than 1/4.

If this fails, the signs of the classroom's differences are not the printed ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import comb

from opd_exact.coq.formulas import Raw
from opd_exact.coq.statements import Identity, Instance, Statement
from opd_exact.coq.terms import Number
from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.published import published

from ._pairs import PAIRS
from ._resampling_terms import about_entropies, listed


@dataclass(frozen=True)
class Signs:
    """The paired differences, and the counts and p claimed."""

    differences: tuple[LogForm, ...]
    positive: int
    negative: int
    p: Fraction


def build(inputs: Inputs) -> Signs:
    """The classroom's exact differences; nothing recorded is needed."""
    return Signs(PAIRS.differences, 1, 2, Fraction(1))


def establish(subject: Signs) -> Finding:
    """Decide the signs and the binomial probability."""
    return replace(
        all_of(_facts(subject)),
        exact="p = 2 (1 + 3)/8",
        value=LogForm(1),
        published=published("1.000", 1, "1 positive and 2 negative differences; the tie is left out", reported="1.0"),
    )


def _facts(subject: Signs) -> Iterator[Fact]:
    signs = [difference.sign() for difference in subject.differences]
    positive, negative = signs.count(1), signs.count(-1)
    yield decided_equal("number of positive differences", Fraction(positive), Fraction(subject.positive))
    yield decided_equal("number of negative differences", Fraction(negative), Fraction(subject.negative))
    yield decided_equal("p of the sign test", p_value(positive, negative), subject.p)


def p_value(positive: int, negative: int) -> Fraction:
    """Twice the binomial tail of the rarer sign, at most 1."""
    tosses, rarer = positive + negative, min(positive, negative)
    tail = Fraction(sum(comb(tosses, k) for k in range(rarer + 1)), 2**tosses)
    return min(Fraction(1), 2 * tail)


def kernel(subject: Signs) -> Iterator[Statement]:
    """How many differences are positive and negative; how many outcomes of as many fair tosses are as lopsided; p."""
    for name, condition, count in (
        ("positive", "0 < x", subject.positive),
        ("negative", "x < 0", subject.negative),
        ("ties", "x = 0", len(subject.differences) - subject.positive - subject.negative),
    ):
        yield about_entropies(
            f"{name}_differences",
            f"The number of differences x, student minus teacher, with {condition} is {count}.",
            f"counted (fun x => {condition}) {listed(subject.differences)} {count}",
            _COUNTED,
        )
    tosses, rarer = subject.positive + subject.negative, min(subject.positive, subject.negative)
    tail = sum(comb(tosses, k) for k in range(rarer + 1))
    yield Instance(
        "tail",
        f"Of the {2**tosses} outcomes of {tosses} fair tosses, {tail} have at most {rarer} heads (1 is head, 0 tail).",
        Raw(f"counted (fun tosses => sum tosses <= {rarer}) (draws {tosses} [0; 1]) {tail}"),
        f"cbn [draws flat_map map app]. {_COUNTED}",
        vocabulary=("Resampling",),
    )
    yield Identity("p", "p is twice this share.", 2 * (Number(Fraction(tail)) / 2**tosses), subject.p)


_COUNTED = (
    "repeat first [apply counted_none | apply counted_one; [cbn [sum]; lra |]"
    " | apply counted_other; [cbn [sum]; lra |]]."
)


CHECK = Check(
    id="classroom_sign_test_p",
    claim=Claim(
        "Of the classroom's differences one is positive, two are negative and one is zero; the sign test has p = 1.",
        r"p = \min\bigl(1,\ 2\,P(\mathrm{Bin}(3,\tfrac12) \le 1)\bigr) = 1",
        "the four exact differences",
        "Friedman (2026), classroom, small-sample statistics",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    kernel=kernel,
    mutants=(
        Mutant(
            "tie counted",
            "the pair without a difference is counted as positive",
            lambda s: replace(s, differences=(s.differences[0] + Fraction(1, 10**15), *s.differences[1:])),
        ),
        Mutant(
            "all negative",
            "the positive difference changes its sign: p is 1/4",
            lambda s: replace(s, differences=tuple(-abs(d) for d in s.differences)),
        ),
        Mutant("one-sided", "p = 1/2, the tail alone", lambda s: replace(s, p=Fraction(1, 2))),
        Mutant("counts exchanged", "two positive and one negative", lambda s: replace(s, positive=2, negative=1)),
    ),
    tags=("statistics", "printed"),
)
