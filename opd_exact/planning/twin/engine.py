"""Inference and planning of one agent at one precision; all balls of an engine are made and used at that precision."""

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from opd_exact.numbers import working_precision
from opd_exact.planning.twin.belief import Event, Observed
from opd_exact.planning.twin.deciding import arb_of
from opd_exact.planning.twin.decision import SearchTree
from opd_exact.planning.twin.forward import ForwardModel
from opd_exact.planning.twin.model import TwinModel
from opd_exact.planning.twin.node_order import messages
from opd_exact.planning.twin.open_loop import OpenLoop
from opd_exact.planning.twin.settings import TwinSettings
from opd_exact.planning.twin.tables import BallTables, Marginals
from opd_exact.planning.twin.tree import GrownTree, TreeSearch

__all__ = [
    "Engine",
    "History",
    "Outcome",
]

History = tuple[tuple[tuple[Fraction, ...], ...], tuple[Event, ...]]
"""Exact marginals, and what happened since."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What planning at a belief gives; values are None where no level of the tree is complete."""

    posterior: tuple[arb, ...]
    values: tuple[arb, ...] | None
    tree: SearchTree | None


class Engine:
    """Everything that depends on the precision, with what it has found so far."""

    def __init__(self, model: TwinModel, settings: TwinSettings, bits: int) -> None:
        self.bits = bits
        self._tables = BallTables(model, settings)
        self._forward = ForwardModel(self._tables, bits)
        self._search = TreeSearch(self._forward)
        self._open_loop = OpenLoop(self._tables, bits)
        self._beliefs: dict[History, Marginals] = {}
        self._outcomes: dict[History, Outcome] = {}

    @property
    def discards(self) -> bool:
        """Whether some branch was dropped for want of room."""
        return self._forward.discards

    def belief(self, prior: tuple[tuple[Fraction, ...], ...], events: tuple[Event, ...]) -> Marginals:
        """The beliefs after the events, not rounded to any grid."""
        with working_precision(self.bits):
            for start in range(len(events), -1, -1):
                if start == 0 or (prior, events[:start]) in self._beliefs:
                    break
            beliefs = self._beliefs.get((prior, events[:start]))
            if beliefs is None:
                beliefs = tuple(tuple(arb_of(entry) for entry in marginal) for marginal in prior)
            for time in range(start, len(events)):
                event = events[time]
                if isinstance(event, Observed):
                    beliefs = self._tables.inferred(beliefs, event.observation)
                else:
                    beliefs = self._tables.predicted(beliefs, event.controls)
                self._beliefs[prior, events[: time + 1]] = beliefs
            return beliefs

    def outcome(self, prior: tuple[tuple[Fraction, ...], ...], events: tuple[Event, ...]) -> Outcome:
        """Posterior, values and tree at the belief after the events."""
        key = (prior, events)
        if key not in self._outcomes:
            self._outcomes[key] = self._planned(self.belief(prior, events))
        return self._outcomes[key]

    def _planned(self, belief: Marginals) -> Outcome:
        if self._tables.settings.planner == "policies":
            values, posterior = self._open_loop.evaluate(belief)
            return Outcome(posterior, values, None)
        grown = self._search.grow(self._forward.number(belief))
        tree = self._described(grown)
        if grown.state is None:
            return Outcome((arb(0),) * len(self._tables.model.policies), None, tree)
        return Outcome(grown.state.shares, grown.state.values, tree)

    def _described(self, grown: GrownTree) -> SearchTree:
        levels = (1, *grown.state.levels) if grown.state is not None else (1,)
        return SearchTree(grown.depth, levels, grown.attempted_nodes, messages(self._search, grown), grown.peak_nodes)
