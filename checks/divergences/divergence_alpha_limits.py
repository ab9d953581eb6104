"""On the menu's pair the alpha-divergence goes to D(p || q) as α → 1 and to D(q || p) as α → 0, at a rate below α.

The definition divides by zero at both ends; the values there are its limits, which is the cited theorem. Here it is
seen at work: at α = 1/8, 1/64, 1/512, 1/4096 from either end the distance from the limit is decided to shrink, and to
stay below α times a fifth. Radicals are compared with logs, exactly.

If this fails, a program that switches from the formula to KL near an end would jump.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

from opd_exact.coq.formulas import Within
from opd_exact.coq.statements import Enclosure, Identity, Order, Statement
from opd_exact.coq.terms import Term, call
from opd_exact.information import alpha_divergence, relative_entropy
from opd_exact.numbers import LogForm, enclose
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from . import _menu
from ._menu import PAIR, Pair

DISTANCES = tuple(Fraction(1, 8**power) for power in (1, 2, 3, 4))
RATE = Fraction(1, 5)


@dataclass(frozen=True)
class Limits:
    """The pair, and the values claimed at the orders 0 and 1."""

    pair: Pair
    at_zero: LogForm
    at_one: LogForm


def build(inputs: Inputs) -> Limits:
    """The published pair with the two divergences; nothing recorded is needed."""
    return Limits(PAIR, relative_entropy(PAIR.q, PAIR.p), relative_entropy(PAIR.p, PAIR.q))


def kernel(subject: Limits) -> Iterator[Statement]:
    """Part of the claim: the values at the ends, and how near the divergence is at eight orders; not the limits."""
    p, q = subject.pair.p, subject.pair.q
    for end, word, limit in ((0, call("KL", q, p), subject.at_zero), (1, call("KL", p, q), subject.at_one)):
        sentence = f"What is claimed at order {end} is the relative entropy."
        yield Identity(f"value_at_{end}", sentence, word, limit, covers="part")
        gaps = [_menu.alpha_term(p, q, abs(end - distance)) - word for distance in DISTANCES]
        bounds = [Within.of(gap, -RATE * d, RATE * d, strict=True) for gap, d in zip(gaps, DISTANCES, strict=True)]
        sentence = f"At each distance from order {end} the divergence is within a fifth of it from its value there."
        yield Enclosure(f"near_{end}", sentence, bounds, covers="part")
        yield from _shrinking(end, gaps, alpha_divergence(p, q, abs(end - DISTANCES[0])) < limit)


def _shrinking(end: int, gaps: list[Term], below: bool) -> Iterator[Statement]:
    """That the gaps, which have one sign, shrink."""
    sizes = [-gap if below else gap for gap in gaps]
    yield Order(f"sign_{end}", f"At the last distance from order {end} there is a gap.", 0, sizes[-1], covers="part")
    for place, (before, after) in enumerate(pairwise(sizes), 1):
        sentence = f"At distance {DISTANCES[place]} from order {end} it is smaller than before."
        yield Order(f"shrinks_{end}_{place}", sentence, after, before, covers="part")


def establish(subject: Limits) -> Finding:
    """Decide the values at the ends and how the divergence approaches them."""
    return replace(
        all_of(_facts(subject)),
        exact="D_α → D(p || q) (α → 1), D_α → D(q || p) (α → 0); the value is D_α at α = 1/8",
        value=alpha_divergence(PAIR.p, PAIR.q, DISTANCES[0]),
    )


def _facts(subject: Limits) -> Iterator[Fact]:
    pair = subject.pair
    for end, limit in ((0, subject.at_zero), (1, subject.at_one)):
        yield decided_equal(f"value at order {end}", alpha_divergence(pair.p, pair.q, end), limit)
        earlier: Any = None
        for distance in DISTANCES:
            order = distance if end == 0 else 1 - distance
            gap = abs(alpha_divergence(pair.p, pair.q, order) - limit)
            shown = enclose(gap, 20).decimal(4)[0]
            closer = earlier is None or bool(gap < earlier)
            yield Fact.decided_by(
                closer and bool(gap < RATE * distance),
                f"at order {order} it is {shown} from its limit at {end}, nearer than before and below {distance}/5",
                otherwise=f"at order {order} it is {shown} from what is claimed at {end}",
                margin=shown,
            )
            earlier = gap


CHECK = Check(
    id="divergence_alpha_limits",
    claim=Claim(
        "The alpha-divergence of the menu's pair tends to forward KL at order 1 and to reverse KL at order 0.",
        r"\lim_{\alpha\to1} D_\alpha = D(p\,\|\,q),\quad \lim_{\alpha\to0} D_\alpha = D(q\,\|\,p)",
        "the published pair, at distances 1/8 to 1/4096 from the ends; every pair by the cited theorem",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "ends exchanged",
            "D(p || q) at order 0 and D(q || p) at order 1",
            lambda s: replace(s, at_zero=s.at_one, at_one=s.at_zero),
        ),
        Mutant(
            "limit shifted",
            "1e-12 is added to the value at order 1",
            lambda s: replace(s, at_one=s.at_one + Fraction(1, 10**12)),
        ),
        Mutant("zero at the end", "0 in place of the limit at order 0", lambda s: replace(s, at_zero=LogForm())),
        Mutant("other pair", "p and q change places", lambda s: replace(s, pair=Pair(s.pair.q, s.pair.p))),
    ),
    proofs=("kl_limits_of_alpha_divergence",),
    tags=("menu", "limit"),
    kernel=kernel,
)
