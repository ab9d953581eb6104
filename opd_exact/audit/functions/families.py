"""The losses between two distributions that are told apart, each by its exact definition and by a float guess.

a and b are the first and the second argument. The definitions run over balls and decide; the guesses run over whole
arrays of parameters and only propose a parameter, which a definition then has to confirm.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from opd_exact.information import (
    Table,
    alpha_divergence,
    cross_entropy,
    jensen_shannon_divergence,
    order_sum,
    relative_entropy,
    renyi_divergence,
    skew_divergence,
)
from opd_exact.information.ball_arithmetic import BallArithmetic
from opd_exact.numbers import Ball, working_precision

__all__ = [
    "ARITHMETIC",
    "BITS",
    "FAMILIES",
    "FLOORED_SIDES",
    "Family",
    "floored",
]

BITS = 160
"""The precision of the balls; what is compared with them are floats."""

Exact = Callable[[Table, Table, Fraction], Any]
Guess = Callable[[Any, Any, Any], Any]


@dataclass(frozen=True)
class Family:
    """A loss, or a family of them with one parameter.

    `formula` shows the parameter as {t}. `grid` are the parameters to look between, None for a loss without one.
    """

    name: str
    formula: str
    exact: Exact
    guess: Guess
    parameter: str | None = None
    grid: tuple[float, ...] | None = None


def _ratio(a: Any, b: Any) -> Any:
    return np.log(a) - np.log(b)


def _kl(a: Any, b: Any) -> Any:
    return np.sum(a * _ratio(a, b), axis=-1)


def _jsd(a: Any, b: Any, w: Any) -> Any:
    m = w * a + (1 - w) * b
    return np.sum(w * a * _ratio(a, m) + (1 - w) * b * _ratio(b, m), axis=-1)


def _powers(a: Any, b: Any, t: Any) -> Any:
    return np.sum(np.exp(t * np.log(a) + (1 - t) * np.log(b)), axis=-1)


def _flat(t: Any) -> Any:
    return np.asarray(t)[..., 0]


def _clipped_terms(a: Table, b: Table, c: Fraction) -> Ball:
    """sum of a log(a/b), each summand held within ±c."""
    with working_precision(BITS):
        return Ball.from_arb(sum((_held(x * y, c) for x, y in _log_ratios(a, b)), arb(0)))


def _clipped_ratios(a: Table, b: Table, c: Fraction) -> Ball:
    """sum of a log(a/b), each logarithm held within ±c."""
    with working_precision(BITS):
        return Ball.from_arb(sum((x * _held(y, c) for x, y in _log_ratios(a, b)), arb(0)))


def _log_ratios(a: Table, b: Table) -> list[tuple[arb, arb]]:
    return [(x.arb, (x.arb / y.arb).log()) for x, y in zip(a.cells, b.cells, strict=True)]


def _held(value: arb, c: Fraction) -> arb:
    limit = Ball.from_rational(c, bits=BITS).arb
    return value.min(limit).max(-limit)


def _total_variation(a: Table, b: Table, _: Fraction) -> Ball:
    with working_precision(BITS):
        return Ball.from_arb(sum((abs(x.arb - y.arb) for x, y in zip(a.cells, b.cells, strict=True)), arb(0)) / 2)


def _capped_terms(a: Table, b: Table, c: Fraction) -> Ball:
    """sum of a log(a/b), each summand at most c."""
    with working_precision(BITS):
        limit = Ball.from_rational(c, bits=BITS).arb
        return Ball.from_arb(sum(((x * y).min(limit) for x, y in _log_ratios(a, b)), arb(0)))


def _mixed(a: Table, b: Table, t: Fraction) -> Table:
    with working_precision(BITS):
        return Table(a.shape, tuple(x * (1 - t) + y * t for x, y in zip(a.cells, b.cells, strict=True)), ARITHMETIC)


def _root(value: Ball) -> Ball:
    with working_precision(BITS):
        return Ball.from_arb(value.arb.sqrt())


def _tsallis(a: Table, b: Table, t: Fraction) -> Any:
    return (order_sum(a, b, t) - 1) / (t - 1)


FLOORED_SIDES = ("both", "denominator", "numerator")
"""Which logarithms of Σ a (log a - log b) have a floor inside; a cross entropy has the denominator's alone."""


def floored(a: Table, b: Table, e: Fraction, *, added: bool, entropy: bool, side: str = "both") -> Ball:
    """Cross entropy, or relative entropy, with e added inside the logarithms, or with logarithms of at least log e."""
    with working_precision(BITS):
        floor = Ball.from_rational(e, bits=BITS).arb
        logs = [
            [(x.arb if side == spared else (x.arb + floor) if added else x.arb.max(floor)).log() for x in part.cells]
            for part, spared in ((a, "denominator"), (b, "numerator"))
        ]
        return Ball.from_arb(
            sum(
                (x.arb * ((p if entropy else arb(0)) - q) for x, p, q in zip(a.cells, *logs, strict=True)),
                arb(0),
            )
        )


def _both_sides(name: str, formula: str, exact: Exact, guess: Guess, parameter: str | None, grid: Any) -> list[Family]:
    """A loss and the one with its arguments exchanged."""
    exchanged = formula.replace("a", "\0").replace("b", "a").replace("\0", "b")
    return [
        Family(f"{name} of first from second", formula, exact, guess, parameter, grid),
        Family(
            f"{name} of second from first",
            exchanged,
            lambda a, b, t: exact(b, a, t),
            lambda a, b, t: guess(b, a, t),
            parameter,
            grid,
        ),
    ]


_UNIT = tuple(np.linspace(0.001, 0.999, 250))
_CLIPS = tuple(np.geomspace(1e-3, 40.0, 600))
_ORDERS = tuple(np.linspace(0.011, 12.0, 600))
_ALL_ORDERS = tuple(np.linspace(-5.013, 6.009, 800))

FAMILIES: tuple[Family, ...] = (
    *_both_sides("KL", "D(a ‖ b)", lambda a, b, t: relative_entropy(a, b), lambda a, b, t: _kl(a, b), None, None),
    *_both_sides(
        "cross entropy",
        "H(a, b)",
        lambda a, b, t: cross_entropy(a, b),
        lambda a, b, t: -np.sum(a * np.log(b), axis=-1),
        None,
        None,
    ),
    Family(
        "sum of both KL",
        "D(a ‖ b) + D(b ‖ a)",
        lambda a, b, t: relative_entropy(a, b) + relative_entropy(b, a),
        lambda a, b, t: _kl(a, b) + _kl(b, a),
    ),
    Family(
        "mean of both KL",
        "(D(a ‖ b) + D(b ‖ a))/2",
        lambda a, b, t: (relative_entropy(a, b) + relative_entropy(b, a)) / 2,
        lambda a, b, t: (_kl(a, b) + _kl(b, a)) / 2,
    ),
    Family(
        "squared Hellinger distance",
        "1 - Σ sqrt(a b)",
        lambda a, b, t: 1 - order_sum(a, b, Fraction(1, 2)),
        lambda a, b, t: 1 - _powers(a, b, 0.5),
    ),
    Family("total variation", "Σ |a - b|/2", _total_variation, lambda a, b, t: np.sum(abs(a - b), axis=-1) / 2),
    Family(
        "Jensen-Shannon distance",
        "sqrt(D(a ‖ m)/2 + D(b ‖ m)/2), m = (a + b)/2",
        lambda a, b, _: _root(jensen_shannon_divergence(a, b)),
        lambda a, b, _: np.sqrt(_jsd(a, b, 0.5)),
    ),
    Family(
        "generalized Jensen-Shannon",
        "β D(a ‖ m) + (1-β) D(b ‖ m), m = β a + (1-β) b, β = {t}",
        lambda a, b, t: jensen_shannon_divergence(a, b, weights=[t, 1 - t]),
        _jsd,
        "β",
        _UNIT,
    ),
    *_both_sides(
        "skew KL",
        "D(a ‖ (1-α) a + α b), α = {t}",
        skew_divergence,
        lambda a, b, t: _kl(a, (1 - t) * a + t * b),
        "α",
        _UNIT,
    ),
    *_both_sides(
        "skew cross entropy",
        "H(a, (1-α) a + α b), α = {t}",
        lambda a, b, t: cross_entropy(a, _mixed(a, b, t)),
        lambda a, b, t: -np.sum(a * np.log((1 - t) * a + t * b), axis=-1),
        "α",
        _UNIT,
    ),
    Family(
        "weighted sum of both KL",
        "λ D(a ‖ b) + (1-λ) D(b ‖ a), λ = {t}",
        lambda a, b, t: relative_entropy(a, b) * t + relative_entropy(b, a) * (1 - t),
        lambda a, b, t: _flat(t) * _kl(a, b) + _flat(1 - t) * _kl(b, a),
        "λ",
        _UNIT,
    ),
    Family(
        "α-divergence",
        "(1 - Σ a^α b^(1-α))/(α (1-α)), α = {t}",
        alpha_divergence,
        lambda a, b, t: (1 - _powers(a, b, t)) / _flat(t * (1 - t)),
        "α",
        _ALL_ORDERS,
    ),
    *_both_sides(
        "Rényi divergence",
        "log(Σ a^α b^(1-α))/(α-1), α = {t}",
        renyi_divergence,
        lambda a, b, t: np.log(_powers(a, b, t)) / _flat(t - 1),
        "α",
        _ORDERS,
    ),
    *_both_sides(
        "Tsallis divergence",
        "(Σ a^α b^(1-α) - 1)/(α-1), α = {t}",
        _tsallis,
        lambda a, b, t: (_powers(a, b, t) - 1) / _flat(t - 1),
        "α",
        _ORDERS,
    ),
    *_both_sides(
        "KL with clipped terms",
        "Σ clip(a log(a/b), ±c), c = {t}",
        _clipped_terms,
        lambda a, b, t: np.sum(np.clip(a * _ratio(a, b), -t, t), axis=-1),
        "c",
        _CLIPS,
    ),
    *_both_sides(
        "KL with terms clipped above",
        "Σ min(a log(a/b), c), c = {t}",
        _capped_terms,
        lambda a, b, t: np.sum(np.minimum(a * _ratio(a, b), t), axis=-1),
        "c",
        _CLIPS,
    ),
    *_both_sides(
        "KL with clipped logarithms",
        "Σ a clip(log(a/b), ±c), c = {t}",
        _clipped_ratios,
        lambda a, b, t: np.sum(a * np.clip(_ratio(a, b), -t, t), axis=-1),
        "c",
        _CLIPS,
    ),
)
"""Every loss that is known. A loss that is none of them is refused with a witness."""

ARITHMETIC = BallArithmetic(BITS)
