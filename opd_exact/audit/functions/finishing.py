"""What is asked about a loss once its family is known: logits or log-probabilities, the batch, and what zeros do."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import log
from operator import attrgetter

from opd_exact.audit.functions.answers import EXTREME, Answers, Seen, pair_of
from opd_exact.audit.functions.calling import Observation
from opd_exact.audit.functions.conventions import Convention, Pair
from opd_exact.audit.functions.floor import Floor, find_floor
from opd_exact.audit.functions.hypotheses import clips, floors, sides_of
from opd_exact.audit.functions.probes import Argument, Probe
from opd_exact.audit.functions.quantities import QUANTITIES
from opd_exact.numbers import Ball

__all__ = [
    "finished",
]

_ROWS: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = (
    ((0.5, 0.25, 0.25), (0.125, 0.625, 0.25)),
    ((0.75, 0.125, 0.125), (0.25, 0.25, 0.5)),
)


def finished(convention: Convention, answers: Answers, *, rows: bool) -> tuple[Convention, list[str]]:
    """The convention with its kinds and its batch settled, and what else is to be said."""
    convention, notes = _at_extremes(convention, answers, rows=rows)
    kinds = tuple(_kind(convention, answers, side, rows=rows) for side in (0, 1))
    batch = _batch(convention, answers)
    floor = _floor(convention, answers, rows=rows)
    notes += [] if floor is None else [floor]
    notes += _elsewhere(convention)
    return replace(convention, kinds=(kinds[0], kinds[1]), batch=batch), notes


def _elsewhere(convention: Convention) -> list[str]:
    """The same parameter as others write it."""
    t = convention.parameter
    if t is None or t == Fraction(1, 2):
        return []
    if convention.family.name == "α-divergence":
        return [f"in Amari's convention, 4/(1-α²) (1 - Σ a^((1-α)/2) b^((1+α)/2)), it is α = {1 - 2 * t}"]
    if convention.family.name == "generalized Jensen-Shannon":
        return [f"β = {t} weighs the first argument; where β is the weight of the second, it is β = {1 - t}"]
    if convention.family.name.startswith("skew"):
        return [f"where the skew is the weight of the distribution itself in the mixture, it is {1 - t}"]
    return []


def _at_extremes(convention: Convention, answers: Answers, *, rows: bool) -> tuple[Convention, list[str]]:
    """The convention with the floor that tiny masses show, or a note of what happens there."""
    asked = (answers.at(pair_of(weights, convention.kinds), rows=rows) for weights in EXTREME)
    seen = [answer for answer in asked if answer is not None]
    off = [answer for answer in seen if not answer.fits(convention)]
    if not off:
        return convention, []
    if convention.floor is None and convention.temperature == 1 and _has_logarithm_of_ratio(convention):
        for added, side in product((False, True), sides_of(convention)):
            for floor in floors(convention, off, added=added, side=side):
                floored = convention.with_floor(floor, added=added, side=side)
                if all(answer.fits(floored) for answer in seen):
                    return floored, _sides(floored, seen)
        for clipped in clips(convention, off[0]):
            if all(answer.fits(clipped) for answer in seen):
                return clipped, []
    truth = convention.truth(off[0].pair)
    told = truth.decimal(10)[0] if isinstance(truth, Ball) else str(truth)
    why = "a floor, a clip or an overflow acts at masses this small"
    return convention, [f"at {off[0].pair} it gives {off[0].value!r}, the convention gives {told}: {why}"]


def _sides(floored: Convention, seen: Sequence[Seen]) -> list[str]:
    """A note where the answers do not tell which logarithms the constant stands in."""
    others = [replace(floored, floor_side=side) for side in sides_of(floored) if side != floored.floor_side]
    fitting = [other.formula() for other in others if all(answer.fits(other) for answer in seen)]
    return [f"the answers agree as well with {' and with '.join(fitting)}"] if fitting else []


def _has_logarithm_of_ratio(convention: Convention) -> bool:
    return convention.family.name.startswith(("KL of", "cross entropy"))


def _encoded(values: Sequence[float], kind: str) -> tuple[float, ...]:
    return tuple(log(v) for v in values) if kind == "logarithms" else tuple(values)


def _kind(convention: Convention, answers: Answers, side: int, *, rows: bool) -> str:
    """Whether the function divides by the sum (takes the softmax) itself: then a factor (a summand) changes nothing."""
    kind = convention.kinds[side]
    parts = [_encoded(part, of) for part, of in zip(_ROWS[0], convention.kinds, strict=True)]
    before = answers.at(Pair(parts[0], parts[1], convention.kinds), rows=rows)
    parts[side] = tuple(v + 1.25 if kind == "logarithms" else 2 * v for v in parts[side])
    after = answers.at(Pair(parts[0], parts[1], convention.kinds), rows=rows)
    same = before is not None and after is not None and abs(before.value - after.value) <= 10 * before.slack
    if kind == "logarithms":
        return "logits" if same else "log-probabilities"
    return "weights" if same else "probabilities"


def _batch(convention: Convention, answers: Answers) -> str | None:
    pairs = [
        Pair(_encoded(a, convention.kinds[0]), _encoded(b, convention.kinds[1]), convention.kinds) for a, b in _ROWS
    ]
    arguments = [
        Argument((2, 3), tuple(v for pair in pairs for v in part(pair)))
        for part in (attrgetter("first"), attrgetter("second"))
    ]
    observation = answers.raw(arguments)
    truths = [float(convention.truth(pair).middle) for pair in pairs]  # type: ignore[union-attr]  # positive masses
    slack = 1e-9 if observation.dtype == "float64" else 1e-4
    if observation.failure is not None:
        return None
    values = observation.values
    candidates = {
        "per row": truths,
        "sum": [sum(truths)],
        "mean": [sum(truths) / len(truths)],
    }
    for name, expected in candidates.items():
        if len(values) == len(expected) and all(
            abs(v - t) <= slack * max(1.0, abs(t)) for v, t in zip(values, expected, strict=True)
        ):
            return name
    return "terms" if len(values) == 6 and abs(sum(values) - sum(truths)) <= slack else "none of sum, mean, per row"


def _floor(convention: Convention, answers: Answers, *, rows: bool) -> str | None:
    """What comes back where the loss is infinite; asked of KL and cross entropy of probabilities, in nats."""
    family, scale = convention.family, convention.scale
    plain = _has_logarithm_of_ratio(convention) and convention.floor is None
    if not plain or convention.kinds != ("probabilities",) * 2 or scale.unit != "nats" or scale.outcomes != "sum":
        return None
    exchanged = family.name.endswith("second from first")

    def call(probe: Probe) -> Observation:
        first, second = (argument.values for argument in probe.arguments)
        if exchanged:
            first, second = second, first
        pair = Pair(first, second, convention.kinds)
        observation = answers.raw(pair.arguments(rows=rows))
        values = tuple(float(scale.sign * Fraction(v)) if v - v == 0 else v for v in observation.values)
        return replace(observation, values=values)

    quantity = QUANTITIES["relative_entropy" if family.name.startswith("KL") else "cross_entropy"]
    floor: Floor | None = find_floor(quantity, "float64", call)
    return None if floor is None else f"{floor}; {floor.how}"
