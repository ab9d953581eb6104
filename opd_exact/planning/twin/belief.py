"""The twin's beliefs: one marginal for each factor, kept together with the events they came from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb

from opd_exact.numbers import ComputedReal

__all__ = [
    "Event",
    "Moved",
    "Observed",
    "TwinBelief",
    "entropy_of_reals",
]


@dataclass(frozen=True)
class Moved:
    """A step ahead under one control for each factor."""

    controls: tuple[int, ...]


@dataclass(frozen=True)
class Observed:
    """An observation taken in: one outcome index for each modality."""

    observation: tuple[int, ...]


Event = Moved | Observed


@dataclass(frozen=True)
class TwinBelief:
    """Marginal beliefs about the factors, after `events` from the exact `prior`.

    `marginals[f][s]` is the belief in state s of factor f, a real number that can be enclosed to any number of digits.
    Beliefs are made by `Twin`; two are equal if their prior and events are.
    """

    prior: tuple[tuple[Fraction, ...], ...]
    events: tuple[Event, ...]
    marginals: tuple[tuple[ComputedReal, ...], ...] = field(compare=False, repr=False)

    @property
    def entropy(self) -> ComputedReal:
        """The sum of the entropies of the marginals as they are, with no floor in the logarithms, in nats."""
        return entropy_of_reals([entry for marginal in self.marginals for entry in marginal], "belief entropy")


def entropy_of_reals(probabilities: Sequence[ComputedReal], description: str) -> ComputedReal:
    """-sum p log p of numbers that are not negative; a number that is exactly 0 counts as 0."""

    def evaluate() -> arb:
        total = arb(0)
        for number in probabilities:
            p = number.arb()
            if not p.is_zero():
                total -= p * p.log()
        return total

    return ComputedReal(evaluate, description)
