"""What the answers have to do with the truth where they are not it: another unit, a mean, a sign, a root."""

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial

from opd_exact.audit.functions.measuring import Measurement

__all__ = [
    "common_factor",
    "common_relation",
]

_RELATIONS: tuple[tuple[str, Callable[[float, int], float]], ...] = (
    ("1/log(2) times the truth: bits where nats are expected", lambda truth, count: truth / math.log(2)),
    ("log(2) times the truth: nats where bits are expected", lambda truth, count: truth * math.log(2)),
    ("the truth over log(10): decimal logarithms", lambda truth, count: truth / math.log(10)),
    ("the truth over the number of entries: a mean where a sum is expected", lambda truth, count: truth / count),
    ("the truth over the logarithm of the number of entries: a normalized one", lambda t, count: t / math.log(count)),
    ("the truth negated", lambda truth, count: -truth),
    ("half the truth", lambda truth, count: truth / 2),
    ("twice the truth", lambda truth, count: truth * 2),
    ("the square root of the truth", lambda truth, count: math.sqrt(truth)),
    ("the square of the truth", lambda truth, count: truth * truth),
    ("the exponential of the truth: a perplexity", lambda truth, count: math.exp(truth)),
)
_CLOSE = 0.01
_LEAST = Fraction(1, 100)
_FEWEST = 3
_MOST = 0.75


def common_relation(measured: Sequence[Measurement]) -> str | None:
    """The one relation that answers have to the truth at most inputs where it is not small, to one part in a hundred.

    None where no usual one holds, where the answers are the truth itself, or where fewer than three truths tell.
    """
    telling = [
        (m.observed, float(m.truth.middle), len(m.probe.arguments[0].values))
        for m in measured
        if _LEAST < m.truth.middle < 100
    ]
    if len({round(truth, 6) for _, truth, _ in telling}) < _FEWEST or _holds(telling, lambda truth, count: truth):
        return None
    return next((text for text, relation in _RELATIONS if _holds(telling, relation)), None)


_FACTORS = (1.0, 1 / math.log(2), math.log(2), 1 / math.log(10), -1.0, 2.0, 0.5)


def common_factor(measured: Sequence[Measurement]) -> float:
    """The usual factor that most answers are the truth times, to one part in a hundred; 1 where there is none."""
    telling = [(m.observed, float(m.truth.middle), 2) for m in measured if _LEAST < m.truth.middle < 100]
    return next((factor for factor in _FACTORS if telling and _holds(telling, partial(_times, factor))), 1.0)


def _times(factor: float, truth: float, count: int) -> float:
    return factor * truth


def _holds(telling: Sequence[tuple[float, float, int]], relation: Callable[[float, int], float]) -> bool:
    """Whether most answers have that relation; a floor may keep a few from it."""
    having = [
        count > 1 and abs(observed - relation(truth, count)) <= _CLOSE * abs(relation(truth, count))
        for observed, truth, count in telling
    ]
    return sum(having) >= _MOST * len(having)
