"""The two-state model on which the paper evaluates its free energies, exact and in float64."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.audit.energy_floats import FloatExpected, FloatVariational, expected, variational
from opd_exact.information import posterior, predicted_observations
from opd_exact.numbers import Enclosable, LogForm, log
from opd_exact.registry import Finding, Mutant, Observation, Series, all_of
from opd_exact.registry.amounts import Amounts, changed_model
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

__all__ = [
    "DEMONSTRATION",
    "REASON",
    "STAND_IN",
    "TOLERANCE",
    "Demonstration",
    "established",
    "expected_floats",
    "floors",
    "less_reliable",
    "uninformative",
    "variational_floats",
    "with_prior",
]

TOLERANCE = Fraction(1, 10**9)
REASON = "tolerance of the published demonstration"


@dataclass(frozen=True)
class Demonstration:
    """A prior, a likelihood with rows p(o | s), preferences p(o), and the observation that was made."""

    prior: tuple[Fraction, ...]
    likelihood: tuple[tuple[Fraction, ...], ...]
    preferences: tuple[Fraction, ...]
    observation: int

    @property
    def posterior(self) -> tuple[Fraction, ...]:
        """p(s | o)."""
        return tuple(posterior(self.prior, self.likelihood, self.observation).cells)


_HALF, _RIGHT = Fraction(1, 2), Fraction(17, 20)

DEMONSTRATION = Demonstration(
    prior=(_HALF, _HALF),
    likelihood=((_RIGHT, 1 - _RIGHT), (1 - _RIGHT, _RIGHT)),
    preferences=(Fraction(9, 10), Fraction(1, 10)),
    observation=0,
)


STAND_IN = Fraction(1, 10**300)
"""What the published pragmatic value takes for a preference of 0."""


def floors(subject: Amounts) -> tuple[Series, ...]:
    """What the stand-in changes of the pragmatic value: nothing where all preferences exceed it."""
    model: Demonstration = subject.model
    predicted = predicted_observations(model.prior, model.likelihood).cells
    pairs = list(zip(predicted, model.preferences, strict=True))
    effect: LogForm | str = LogForm.total((log(max(p, STAND_IN)) - log(p)) * q for q, p in pairs if p)
    if any(q and not p for q, p in pairs):
        effect = "inf"
    return (Series("floors", ("floor", "size", "effect"), (("1e-300 for a preference of 0", STAND_IN, effect),)),)


def established(
    subject: Amounts,
    row: str,
    printed: str,
    reported: str,
    floats: Mapping[str, Any],
    note: str | None = None,
) -> Finding:
    """Decide every amount of the subject; report one of them beside what is printed and what floats return for it."""
    finding = all_of(subject.facts())
    claimed = subject.row(row).claimed
    return replace(
        finding,
        exact=f"{row} = {claimed}",
        value=claimed,
        published=published(printed, claimed, note, reported=reported),
        observations=tuple(_beside(floats, claimed)),
    )


def _beside(floats: Mapping[str, Any], truth: Enclosable) -> Iterator[Observation]:
    for name, value in floats.items():
        yield observed(name, value, truth, TOLERANCE, REASON)


def variational_floats(belief: tuple[float, float]) -> FloatVariational:
    """The published route in float64, at a belief."""
    return variational(np.array(belief), np.array([0.5, 0.5]), np.array([[0.85, 0.15], [0.15, 0.85]]), 0)


def expected_floats(preferences: tuple[float, float] = (0.9, 0.1)) -> FloatExpected:
    """The published route in float64, at the flat belief."""
    return expected(np.array([0.5, 0.5]), np.array([[0.85, 0.15], [0.15, 0.85]]), np.array(preferences))


def _likelihood(change: Callable[[Demonstration], Any]) -> Callable[[Demonstration], Demonstration]:
    return lambda model: replace(model, likelihood=change(model))


def less_reliable() -> Mutant:
    """The likelihood is right with probability 0.8 in place of 0.85."""
    weaker = ((Fraction(4, 5), Fraction(1, 5)), (Fraction(1, 5), Fraction(4, 5)))
    return changed_model(
        "less reliable", "p(o | s) is 0.8 and 0.2 in place of 0.85 and 0.15", _likelihood(lambda _: weaker)
    )


def uninformative() -> Mutant:
    """Both states give the same observations: the second row of the likelihood is the first."""
    return changed_model(
        "observation tells nothing",
        "both rows of the likelihood are (0.85, 0.15)",
        _likelihood(lambda model: (model.likelihood[0], model.likelihood[0])),
    )


def with_prior(prior: tuple[str, str], model: Demonstration) -> Demonstration:
    """The model with another prior."""
    return replace(model, prior=tuple(map(Fraction, prior)))
