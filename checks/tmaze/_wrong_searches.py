"""Recursions that are mistaken for sophisticated inference: each is run in its stead by a mutant."""

from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx, fmpq

from opd_exact.planning.belief_graph import BeliefGraph
from opd_exact.planning.sophisticated import SophisticatedSearch

__all__ = [
    "LogSumExpSearch",
    "UnweightedSearch",
]


@dataclass(eq=False)
class LogSumExpSearch(SophisticatedSearch):
    """V = (1/gamma) log sum_a exp(gamma Q_a), the soft maximum, where the planner takes the mean sum_a pi_a Q_a."""

    def _enclose_belief(self, value: int) -> arb:
        key = (ctx.prec, False, value)
        if key not in self._enclosures:
            gamma = arb(fmpq(self.gamma.numerator, self.gamma.denominator))
            counts = [(count, self._enclose_action(action)) for action, count in self._belief_list[value]]
            top = counts[0][1]
            total = sum((count * (gamma * (q - top)).exp() for count, q in counts), arb(0))
            self._enclosures[key] = top + total.log() / gamma
        return self._enclosures[key]


@dataclass(eq=False)
class UnweightedSearch(SophisticatedSearch):
    """Every observation branch counts fully instead of by its probability, so that weights do not sum to one."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._graph = _UnweightedGraph(self.bayes, self.observation_threshold)


class _UnweightedGraph(BeliefGraph):
    def branches(self, number: int) -> tuple[tuple[Fraction, int], ...]:
        return tuple((Fraction(1), node) for _, node in super().branches(number))
