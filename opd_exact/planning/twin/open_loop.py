"""The planner that evaluates every listed policy without looking at what it may observe on the way."""

from dataclasses import dataclass

from flint import arb

from opd_exact.planning.twin.deciding import arb_of
from opd_exact.planning.twin.snapping import Key, snapped
from opd_exact.planning.twin.tables import BallTables, Marginals, softmax

__all__ = [
    "OpenLoop",
]


@dataclass(frozen=True, eq=False)
class _Step:
    predicted: Marginals
    key: Key
    value: arb


class OpenLoop:
    """Values and posterior of the policies at one precision.

    The value of a policy is the sum, over its times, of expected preference and information gain at the predicted
    beliefs; the posterior is softmax(gamma value + log max(E, floor)).
    """

    def __init__(self, tables: BallTables, bits: int) -> None:
        self.tables, self.bits = tables, bits
        self._steps: dict[tuple[Key, tuple[int, ...]], _Step] = {}

    def evaluate(self, root: Marginals) -> tuple[tuple[arb, ...], tuple[arb, ...]]:
        """Values and posterior at a belief, one of each for every policy."""
        model, settings = self.tables.model, self.tables.settings
        start = snapped(root, self.bits - 16)
        values = []
        for policy in model.policies:
            key, belief = start
            total = arb(0)
            for controls in policy:
                step = self._step(key, belief, controls)
                key, belief = step.key, step.predicted
                total += step.value
            values.append(total)
        gamma = arb_of(settings.gamma)
        log_prior = [arb_of(max(p, settings.floor)).log() for p in model.E.entries]
        return tuple(values), softmax([gamma * value + log for value, log in zip(values, log_prior, strict=True)])

    def _step(self, key: Key, belief: Marginals, controls: tuple[int, ...]) -> _Step:
        found = self._steps.get((key, controls))
        if found is None:
            settings = self.tables.settings
            next_key, predicted = snapped(self.tables.predicted(belief, controls), self.bits - 16)
            value = self.tables.immediate_value(
                predicted,
                self.tables.outcomes(predicted),
                utility=settings.use_utility,
                information_gain=settings.use_states_info_gain,
            )
            found = self._steps[key, controls] = _Step(predicted, next_key, value)
        return found
