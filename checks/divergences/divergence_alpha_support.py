"""Outside (0, 1) the alpha-divergence is +∞ where supports differ the wrong way; inside it is finite.

For α > 1 it is infinite where the teacher has mass and the student none, for α < 0 the other way around; at α = 1 and 0
it is the KL that is infinite just there. For 0 < α < 1 it is finite, at most 1/(α(1-α)), which disjoint supports reach.
The published menu has full support on both sides and says nothing about this: a power of a zero, floored or dropped,
would return a finite number there.

If this fails, a student that excludes what its teacher says could have a finite loss of an order where there is none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Identity, Instance, Statement, enclosure_of
from opd_exact.coq.terms import call, items, total
from opd_exact.information import RadicalForm, alpha_divergence
from opd_exact.numbers import NEGATIVE_INFINITY, POSITIVE_INFINITY, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal

from . import _menu

HALF, NOTHING = Fraction(1, 2), Fraction(0)
WIDE, NARROW = (HALF, Fraction(1, 4), Fraction(1, 4)), (HALF, HALF, NOTHING)
LEFT, RIGHT = (Fraction(1), NOTHING), (NOTHING, Fraction(1))

Distribution = tuple[Fraction, ...]
Divergence = Callable[[Distribution, Distribution, Fraction], Any]


@dataclass(frozen=True)
class Supports:
    """How the divergence is computed, and the pairs it is asked for."""

    divergence: Divergence
    wide: Distribution
    narrow: Distribution


def build(inputs: Inputs) -> Supports:
    """The library's definition on a pair of which one excludes an outcome; nothing recorded is needed."""
    return Supports(alpha_divergence, WIDE, NARROW)


def kernel(subject: Supports) -> Iterator[Statement]:
    """Part of the claim: the finite values, and that the wide pair is not supported by the narrow; no infinities."""
    wide, narrow = subject.wide, subject.narrow
    yield Instance(
        "not_supported",
        "The wide distribution has mass where the narrow one has none.",
        Raw(f"~ supported {text_of(items(wide))} {text_of(items(narrow))}"),
        "unfold supported. intros support.\n"
        "repeat match goal with H : Forall2 _ (_ :: _) _ |- _ => inversion_clear H end; lra.",
        ("Sums",),
        covers="part",
    )
    squares = total(x * x / y for x, y in zip(narrow, wide, strict=True) if y)
    sentence = "At order 2, where the second excludes nothing, the divergence is 1/4."
    yield Identity("order_2", sentence, (1 - squares) / (2 * (1 - 2)), Fraction(1, 4), covers="part")
    sentence = "At order 1, where the second excludes nothing, it is half of ln 2."
    yield Identity("order_1", sentence, call("KL", narrow, wide), log(2) / 2, covers="part")
    sentence = "At order 1/2, where the supports differ, it is finite: 2 minus the square root of 2, to 30 digits."
    yield enclosure_of("order_1_2", sentence, _menu.alpha_term(wide, narrow, HALF), _at_half(), covers="part")


def establish(subject: Supports) -> Finding:
    """Decide the infinite and the finite cases."""
    return replace(
        all_of(_facts(subject)),
        exact="D_2(wide, narrow) = D_-1(narrow, wide) = +∞; the value is D_1/2(wide, narrow)",
        value=_at_half(),
    )


def _at_half() -> RadicalForm:
    """4 (1 - 1/2 - 1/sqrt 8)."""
    form: RadicalForm = 2 - RadicalForm.power(2, HALF)
    return form


def _facts(subject: Supports) -> Iterator[Fact]:
    d, wide, narrow = subject.divergence, subject.wide, subject.narrow
    infinite, two = POSITIVE_INFINITY, Fraction(2)
    for order in (Fraction(3, 2), two, Fraction(1)):
        yield decided_equal(
            f"order {order}, teacher has mass that the student excludes", d(wide, narrow, order), infinite
        )
    for order in (-HALF, Fraction(-1), NOTHING):
        yield decided_equal(
            f"order {order}, student has mass that the teacher excludes", d(narrow, wide, order), infinite
        )
    # Σ p²/q = (1/2)²/(1/2) + (1/2)²/(1/4) = 3/2, and (1 - 3/2)/(2 (1-2)) = 1/4.
    yield decided_equal("order 2, student excludes nothing", d(narrow, wide, two), RadicalForm(Fraction(1, 4)))
    yield decided_equal("order 1, student excludes nothing", d(narrow, wide, Fraction(1)), log(2) / 2)
    yield decided_equal("order 1/2, supports differ", d(wide, narrow, HALF), _at_half())
    yield decided_equal("order 1/2, disjoint supports", d(LEFT, RIGHT, HALF), RadicalForm(4))
    yield decided_equal("order 2, disjoint supports", d(LEFT, RIGHT, two), infinite)


def _floored(p: Distribution, q: Distribution, order: Fraction) -> Any:
    """1e-12 stands in for zeros, which are divided by their sum again."""

    def lifted(x: Distribution) -> Distribution:
        cells = [max(cell, Fraction(1, 10**12)) for cell in x]
        return tuple(cell / sum(cells) for cell in cells)

    return alpha_divergence(lifted(p), lifted(q), order)


def _dropped(p: Distribution, q: Distribution, order: Fraction) -> Any:
    """Outcomes that either side excludes are left out of the sum."""
    kept = [(x, y) for x, y in zip(p, q, strict=True) if x and y]
    total = RadicalForm.from_products([(Fraction(1), [(x, order), (y, 1 - order)]) for x, y in kept])
    scale = order * (1 - order)
    return (1 - total) / scale if scale else alpha_divergence(p, q, order)


def _signed(p: Distribution, q: Distribution, order: Fraction) -> Any:
    value = alpha_divergence(p, q, order)
    return NEGATIVE_INFINITY if value == POSITIVE_INFINITY and order * (1 - order) < 0 else value


CHECK = Check(
    id="divergence_alpha_support",
    claim=Claim(
        "The alpha-divergence is infinite for orders of 1 and above where the student excludes what the teacher can"
        " give, for orders of 0 and below the other way around, and finite in between.",
        r"D_\alpha(p,q) = +\infty \iff (\alpha \ge 1,\ p \not\ll q)\ \text{or}\ (\alpha \le 0,\ q \not\ll p)",
        "a pair on three outcomes of which one excludes one, and a disjoint pair; orders -1, -1/2, 0, 1/2, 1, 3/2, 2",
        "Friedman (2026), divergence menu; the cases are ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "floor of 1e-12",
            "zeros are lifted to 1e-12: every value is finite",
            lambda s: replace(s, divergence=_floored),
        ),
        Mutant(
            "excluded outcomes dropped",
            "outcomes that one side excludes are left out: the sum is finite for every order",
            lambda s: replace(s, divergence=_dropped),
        ),
        Mutant(
            "order for the other side",
            "1-α in place of α",
            lambda s: replace(s, divergence=lambda p, q, order: alpha_divergence(p, q, 1 - order)),
        ),
        Mutant(
            "minus infinity",
            "the sign of α(1-α) is taken for the sign of the value",
            lambda s: replace(s, divergence=_signed),
        ),
        Mutant("full support", "the narrow distribution excludes nothing", lambda s: replace(s, narrow=s.wide)),
    ),
    proofs=("kl_limits_of_alpha_divergence",),
    tags=("boundary",),
    kernel=kernel,
)
