"""Hypotheses that a few answers do not exclude, from the plain to those with two fitted numbers.

A stage only proposes, in floats. Whether a hypothesis holds is for its exact value to say.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from itertools import product
from typing import Any

import numpy as np

from opd_exact.audit.functions.answers import Seen
from opd_exact.audit.functions.conventions import SCALES, Convention, Pair, Scale
from opd_exact.audit.functions.families import FAMILIES, FLOORED_SIDES, Family
from opd_exact.audit.functions.guessing import on_grid, parameters

__all__ = [
    "STAGES",
    "clips",
    "floors",
    "multiple",
    "nearest",
    "sides_of",
]

# The usual ones first: what fits at one temperature ends the search.
_TEMPERATURES = (
    *(Fraction(whole) for whole in (2, 4, 3, 5, 10, 8, 6, 7, 20)),
    *(Fraction(tenths, 10) for tenths in (5, 9, 7, 15, 8, 11, 12, 25)),
)
_TEMPERATURE_GRID = tuple(np.geomspace(0.05, 60.0, 500))
_USUAL_PARAMETERS = {
    "generalized Jensen-Shannon": Fraction(1, 2),
    "Rényi divergence of first from second": Fraction(1, 2),
    "Tsallis divergence of first from second": Fraction(2),
    "Tsallis divergence of second from first": Fraction(2),
}
_FLOOR_GRID = tuple(np.geomspace(1e-13, 0.3, 300))


def _close(guess: float, seen: Seen, scale: Scale, factor: float = 1.0, within: float = 1e-6) -> bool:
    expected = guess * factor * scale.factor(len(seen.pair.first))
    return bool(abs(expected - seen.value) <= max(within, 10 * seen.slack) * max(1.0, abs(expected)))


def _plain(seen: Sequence[Seen]) -> Iterator[Convention]:
    one = [family for family in FAMILIES if family.grid is None]
    for family in one:
        guesses = [_guess(family, answer.pair) for answer in seen[:3]]
        for scale in SCALES:
            if all(_close(g, answer, scale) for g, answer in zip(guesses, seen, strict=False)):
                yield Convention(family, seen[0].pair.kinds, scale)


def _guess(family: Family, pair: Pair, parameter: float = 0.0, temperature: float = 1.0) -> float:
    a, b = pair.floats(temperature)
    with np.errstate(all="ignore"):
        return float(np.ravel(family.guess(a, b, np.array([parameter])))[0])


def _with_parameter(
    seen: Sequence[Seen], temperature: Fraction = Fraction(1), powers: Sequence[int] = (0,)
) -> Iterator[Convention]:
    for family in FAMILIES:
        if family.grid is None:
            continue
        # The widest pair shows a clip that others do not reach; the first one is where all others vary most.
        for at in (0, len(seen) - 1):
            yield from _fitted(family, seen, at, temperature, powers)


def _fitted(
    family: Family, seen: Sequence[Seen], at: int, temperature: Fraction, powers: Sequence[int]
) -> Iterator[Convention]:
    assert family.grid is not None
    heat = float(temperature)
    a, b = seen[at].pair.floats(heat)
    other = seen[1 if at != 1 else 0]

    def curve(t: Any) -> Any:
        return family.guess(a, b, t)

    values = on_grid(curve, family.grid)
    for scale, power in product(SCALES, powers):

        def plausible(root: float, scale: Scale = scale, power: int = power) -> bool:
            return _close(_guess(family, other.pair, root, heat), other, scale, heat**power, within=0.02)

        target = seen[at].value / scale.factor(len(seen[at].pair.first)) / heat**power
        slack = seen[at].slack * 1e-2
        for value in parameters(curve, family.grid, target, slack, plausible=plausible, values=values):
            if family.parameter == "α" and value in (0, 1):
                continue
            if value > 0 or family.name == "α-divergence":
                yield Convention(family, seen[0].pair.kinds, scale, value, temperature, bool(power))


def _with_floor(seen: Sequence[Seen]) -> Iterator[Convention]:
    """KL and cross entropy with a constant inside the logarithms large enough to show at ordinary masses."""
    for family in FAMILIES:
        if not family.name.startswith(("KL of", "cross entropy")):
            continue
        for scale in SCALES:
            plain = Convention(family, seen[0].pair.kinds, scale)
            for added, side in product((True, False), sides_of(plain)):
                found = floors(plain, seen, added=added, side=side)
                yield from (plain.with_floor(e, added=added, side=side) for e in found)


def sides_of(plain: Convention) -> Sequence[str]:
    """Which of the logarithms a floor may stand in."""
    return FLOORED_SIDES if plain.family.name.startswith("KL") else FLOORED_SIDES[:1]


def clips(plain: Convention, seen: Seen) -> Iterator[Convention]:
    """The clipped forms of a KL that would explain an answer."""
    side = plain.family.name.removeprefix("KL")
    a, b = seen.pair.floats(1.0)
    for family in FAMILIES:
        if family.grid is None or not (family.name.startswith("KL with") and family.name.endswith(side)):
            continue
        guess = partial(family.guess, a, b)
        target = seen.value / plain.scale.factor(len(seen.pair.first))
        for value in parameters(guess, family.grid, target, seen.slack * 1e-2):
            yield replace(plain, family=family, parameter=value)


def floors(plain: Convention, seen: Sequence[Seen], *, added: bool, side: str = "both") -> Iterator[Fraction]:
    """Constants inside the logarithms that would explain the last answer."""
    wide = seen[-1]
    a, b = wide.pair.floats(1.0)
    if plain.family.name.endswith("second from first"):
        a, b = b, a
    entropy = plain.family.name.startswith("KL")

    def curve(e: Any) -> Any:
        spared = (side == "denominator", side == "numerator")
        masses = [x if spare else x + e if added else np.maximum(x, e) for x, spare in zip((a, b), spared, strict=True)]
        logs = [np.log(mass) for mass in masses]
        return np.sum(a * ((logs[0] if entropy else 0.0) - logs[1]), axis=-1)

    unit = plain.scale.factor(len(wide.pair.first))
    for root in parameters(curve, _FLOOR_GRID, wide.value / unit, 0.0):
        for digits in range(3):
            yield Fraction(f"{float(root):.{digits}e}")
        yield root


def _with_temperature(seen: Sequence[Seen]) -> Iterator[Convention]:
    other = seen[1]
    for family in FAMILIES:
        if family.grid is not None:
            continue
        for power in (0, 2):
            for scale in SCALES:
                unit = scale.factor(len(seen[0].pair.first))

                def curve(t: Any, family: Family = family, power: int = power) -> Any:
                    a, b = seen[0].pair.floats(t)
                    return family.guess(a, b, None) * t[:, 0] ** power

                def plausible(root: float, family: Family = family, scale: Scale = scale, power: int = power) -> bool:
                    guess = _guess(family, other.pair, 0.0, root)
                    return _close(guess, other, scale, root**power, within=0.02)

                found = parameters(
                    curve, _TEMPERATURE_GRID, seen[0].value / unit, seen[0].slack * 1e-2, plausible=plausible
                )
                for value in found:
                    if value != 1:
                        yield Convention(family, seen[0].pair.kinds, scale, None, value, bool(power))


def _with_both(temperature: Fraction, seen: Sequence[Seen]) -> Iterator[Convention]:
    yield from _with_parameter(seen, temperature, (0, 2))


def nearest(seen: Sequence[Seen]) -> tuple[Convention, Seen, float]:
    """The hypothesis that is closest at its worst pair, its parameter from the grid, that pair, and how close it is.

    One with a parameter counts as closer only if it is so by half: it can always be bent a little.
    """
    best: tuple[float, Convention, Seen] | None = None
    for family, scale in product(FAMILIES, SCALES):
        grid = family.grid or (0.0,)
        rows = np.array([_deviations(family, grid, scale, answer) for answer in seen])
        with np.errstate(all="ignore"):
            worst = np.where(np.isfinite(rows), rows, np.inf).max(axis=0)
        at = int(np.argmin(worst))
        if best is None or worst[at] < best[0] * (0.5 if family.grid and not best[1].family.grid else 1.0):
            parameter = Fraction(grid[at]).limit_denominator(1000) if family.grid else None
            convention = Convention(family, seen[0].pair.kinds, scale, parameter)
            best = float(worst[at]), convention, seen[int(np.argmax(rows[:, at]))]
    assert best is not None  # there are families
    return best[1], best[2], best[0]


def multiple(seen: Sequence[Seen], *, softmax: bool) -> tuple[Convention, float] | None:
    """A hypothesis without a fitted number of which the answers are everywhere the same multiple, and that multiple."""
    temperatures = (Fraction(1), *(_TEMPERATURES if softmax else ()))
    for temperature, family, outcomes in product(temperatures, FAMILIES, ("sum", "mean")):
        parameter = _USUAL_PARAMETERS.get(family.name)
        if family.grid is not None and parameter is None:
            continue
        scale = Scale(1, "nats", outcomes)
        guesses = [
            _guess(family, answer.pair, float(parameter or 0), float(temperature))
            * scale.factor(len(answer.pair.first))
            for answer in seen
        ]
        if not all(guesses):
            continue
        ratios = [answer.value / guess for answer, guess in zip(seen, guesses, strict=True)]
        within = 100 * max(answer.slack for answer in seen) * abs(ratios[0])
        if ratios[0] and max(ratios) - min(ratios) <= within:
            return Convention(family, seen[0].pair.kinds, scale, parameter, temperature), ratios[0]
    return None


def _deviations(family: Family, grid: Sequence[float], scale: Scale, answer: Seen) -> Any:
    """How far an answer is from a family for each parameter, in floats and relative to what the family gives."""
    a, b = answer.pair.floats(1.0)
    expected = on_grid(lambda t: np.broadcast_to(family.guess(a, b, t), len(t)), grid)
    expected = expected * scale.factor(len(answer.pair.first))
    with np.errstate(all="ignore"):
        return abs(expected - answer.value) / np.maximum(abs(expected), 1e-3)


STAGES: tuple[tuple[Callable[[Sequence[Seen]], Iterator[Convention]], bool], ...] = (
    (_plain, False),
    (_with_parameter, False),
    (_with_floor, False),
    (_with_temperature, True),
    *((partial(_with_both, temperature), True) for temperature in _TEMPERATURES),
)
"""The stages in their order; True where the function has to take the softmax itself for there to be a temperature."""
