"""Clipped at 0.5 the reverse KL of the menu is unchanged, 0.200: no term reaches the clip, the largest is 0.206.

The printed equality of the clipped and the plain reverse KL shows nothing about clipping: on this pair it never acts.
At 0.2 it would, and then the sum is no divergence any more: it can be negative, as another pair shows here.

If this fails, the clip acts on this pair, and the two printed numbers agree by chance.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.coq.terms import Term, call, ln, total
from opd_exact.information import relative_entropy
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Series, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from ._menu import FLOAT_STUDENT, FLOAT_TEACHER, PAIR, REASON, TOLERANCE, Pair, pointwise

CLIP = Fraction(1, 2)
LARGEST = log("11/16") * Fraction(-55, 100)
CLAIMED: LogForm = (55 * log("11/16") + 25 * log("5/3") + 15 * log("15/4") + 5 * log(5)) / 100
REPORTED = "0.20036028036777467"
# Clipped at 0.1 the positive term of this pair is cut from 0.304 to 0.1, and the two negative ones are not.
NEGATIVE = Pair(p=(Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)), q=(Fraction(3, 4), Fraction(1, 8), Fraction(1, 8)))


@dataclass(frozen=True)
class Clipped:
    """The pair, the clip, and the largest magnitude claimed for a term."""

    pair: Pair
    clip: Fraction
    largest: LogForm


def build(inputs: Inputs) -> Clipped:
    """The published pair and clip; nothing recorded is needed."""
    return Clipped(PAIR, CLIP, LARGEST)


def clipped_reverse_kl(pair: Pair, clip: Fraction) -> LogForm:
    """Σ clip(q log(q/p), -c, c); which terms are clipped is decided."""
    terms = (pointwise(pair, outcome) for outcome in range(len(pair.q)))
    return LogForm.total(max(min(term, LogForm(clip)), LogForm(-clip)) for term in terms)


def kernel(subject: Clipped) -> Iterator[Statement]:
    """No term reaches the clip, so that the clipped sum is the plain one, and its closed form; and the other pair."""
    pair, clip = subject.pair, subject.clip
    terms = _terms(pair)
    yield Identity("largest", "The magnitude of the first term, in closed form.", -terms[0], subject.largest)
    for outcome, term in enumerate(terms):
        yield Order(f"above_{outcome}", f"Term {outcome} is above minus the clip.", -clip, term)
        yield Order(f"below_{outcome}", f"Term {outcome} is below the clip.", term, clip)
        if outcome:
            yield Order(f"less_{outcome}", f"Term {outcome} is less than the first in magnitude.", term, -terms[0])
            yield Order(f"more_{outcome}", f"Term {outcome} is more than minus that.", terms[0], term)
    divergence = call("KL", pair.q, pair.p)
    yield Identity("closed_form", "Unclipped, the terms are the reverse KL, in closed form.", divergence, CLAIMED)
    yield enclosure_of("digits", "The reverse KL to 30 digits.", divergence, CLAIMED, covers="value")
    # Clipped at 0.1 this pair's first term becomes 0.1, and the others stay as they are.
    cut = Fraction(1, 10)
    first, *others = _terms(NEGATIVE)
    yield Order("first_is_cut", "In the other pair the first term is above the clip 0.1.", cut, first)
    for outcome, term in enumerate(others, 1):
        yield Order(f"other_{outcome}_kept", f"There term {outcome} is above minus the clip.", -cut, term)
        yield Order(f"other_{outcome}_negative", f"There term {outcome} is negative.", term, 0)
    yield Order("negative", "There 0.1 and the other terms have a negative sum.", cut + total(others), 0)


def _terms(pair: Pair) -> list[Term]:
    return [q * ln(q / p) for p, q in zip(pair.p, pair.q, strict=True)]


def establish(subject: Clipped) -> Finding:
    """Decide that no term reaches the clip, the sum, and that other clips would act; audit the float64."""
    seen = np.float64(np.sum(np.clip(FLOAT_STUDENT * np.log(FLOAT_STUDENT / FLOAT_TEACHER), -0.5, 0.5)))
    return replace(
        all_of(_facts(subject)),
        exact=f"Σ clip(q log(q/p), ±1/2) = D(q || p) = {CLAIMED}",
        value=CLAIMED,
        published=published("0.200", CLAIMED, "the clip never acts on this pair", reported=REPORTED),
        observations=(
            observed("numpy.float64 clipped reverse KL", seen, CLAIMED, TOLERANCE, REASON),
            observed("published run, clipped reverse KL", np.float64(REPORTED), CLAIMED, TOLERANCE, REASON),
        ),
    )


def _facts(subject: Clipped) -> Iterator[Fact]:
    pair, clip = subject.pair, subject.clip
    magnitudes = [abs(pointwise(pair, outcome)) for outcome in range(len(pair.q))]
    yield decided_equal("largest magnitude of a term", max(magnitudes), subject.largest)
    for outcome, magnitude in enumerate(magnitudes):
        shown = enclose(magnitude, 20).decimal(6)[0]
        yield Fact.decided_by(
            magnitude < clip,
            f"the term of outcome {outcome}, {shown}, is inside the clip {float(clip):g}",
            otherwise=f"the term of outcome {outcome}, {shown}, reaches the clip {float(clip):g}",
            margin=shown,
        )
    plain = relative_entropy(pair.q, pair.p)
    yield decided_equal("clipped minus plain reverse KL", clipped_reverse_kl(pair, clip) - plain, LogForm())
    yield decided_equal("clipped reverse KL", clipped_reverse_kl(pair, clip), CLAIMED)
    negative = clipped_reverse_kl(NEGATIVE, Fraction(1, 10))
    shown = enclose(negative, 20).decimal(6)[0]
    yield Fact.decided_by(
        negative < 0,
        f"clipped at 0.1, (3/4, 1/8, 1/8) from (1/2, 1/4, 1/4) gives {shown} < 0: no divergence in general",
        otherwise=f"the clipped sum of the example is {shown}",
    )


def tables(subject: Clipped) -> tuple[Series, ...]:
    """What the clip changes of the divergence."""
    effect = abs(clipped_reverse_kl(subject.pair, subject.clip) - relative_entropy(subject.pair.q, subject.pair.p))
    return (Series("floors", ("floor", "size", "effect"), (("terms clipped at ±0.5", subject.clip, effect),)),)


CHECK = Check(
    id="divergence_clipped_reverse_kl",
    claim=Claim(
        "The reverse KL clipped at 0.5 per term equals the plain reverse KL on the menu's pair: every term is at most"
        " 0.206 in magnitude.",
        r"\max_x |q\log\tfrac{q}{p}| = \tfrac{11}{20}\log\tfrac{16}{11} < \tfrac12 \Rightarrow \sum_x"
        r" \mathrm{clip}_{1/2} = D(q\,\|\,p)",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05), c = 0.5",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("clip at 0.2", "0.2: the first term is cut", lambda s: replace(s, clip=Fraction(1, 5))),
        Mutant("clip at 0.206", "0.206: the first term is cut by 8e-5", lambda s: replace(s, clip=Fraction(103, 500))),
        Mutant(
            "largest term shifted",
            "1e-12 is added to the largest magnitude",
            lambda s: replace(s, largest=LARGEST + Fraction(1, 10**12)),
        ),
        Mutant(
            "farther student",
            "a student of (.05, .05, .05, .85), whose last term exceeds the clip",
            lambda s: replace(s, pair=replace(s.pair, q=tuple(Fraction(n, 100) for n in (5, 5, 5, 85)))),
        ),
    ),
    tags=("menu", "numpy", "printed"),
    series=tables,
    kernel=kernel,
)
