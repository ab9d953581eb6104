"""What it takes to flip a decision: a deeper or shallower search, a node budget, the precision, a model parameter.

Depths and node budgets are tried one by one with the twin, so what is said of them is complete for the depths that are
listed. The precision and model parameters move continuously: starting from the present value, points of a grid are
tried outward, and between the last point that keeps the choice and the first that changes it a switch is enclosed. The
switch is proved; that none lies nearer, between two points of the grid, is not.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from opd_exact.audit.agents.ideal import Ideal
from opd_exact.audit.agents.readings import Readings
from opd_exact.audit.agents.record import AgentRecord
from opd_exact.models.pomdp import POMDP
from opd_exact.numbers import Ball, ComputedReal
from opd_exact.numbers.errors import InputError, OutsideClass, OutsideDomain
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.sophisticated import Decision, SophisticatedSearch
from opd_exact.planning.thresholds import locate_switch
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings

__all__ = [
    "DepthChoice",
    "Flips",
    "Parameter",
    "ParameterFlip",
    "choices_by_depth",
    "flip_of_parameter",
    "flip_of_precision",
    "flips_at",
]

# More nodes than any tree that is searched here.
_UNBOUNDED = 10**9

_DIGITS = 20


@dataclass(frozen=True)
class DepthChoice:
    """What the agent chooses when so many levels are complete, and the least node budget that completes them.

    `maximizers` are the best policies by the twin's probabilities correctly rounded to single precision.
    """

    depth: int
    least_budget: int
    maximizers: tuple[int, ...]

    def as_json(self) -> dict[str, Any]:
        """The choice as JSON values."""
        return {"depth": self.depth, "least_budget": self.least_budget, "maximizers": list(self.maximizers)}


@dataclass(frozen=True)
class ParameterFlip:
    """The switch nearest to the present value of a parameter, as far as the grid shows.

    `at` encloses the parameter where `before` and `after` are worth the same; None where no point of the grid from
    `low` to `high` changes the choice.
    """

    parameter: str
    present: Fraction
    low: Fraction
    high: Fraction
    at: Ball | None
    before: int
    after: int | None

    def as_json(self, digits: int) -> dict[str, Any]:
        """The flip as JSON values."""
        mid, rad = (None, None) if self.at is None else self.at.decimal(digits)
        return {
            "parameter": self.parameter,
            "present": str(self.present),
            "searched": [str(self.low), str(self.high)],
            "at": None if mid is None else {"mid": mid, "rad": rad},
            "before": self.before,
            "after": self.after,
        }


@dataclass(frozen=True)
class Parameter:
    """A model parameter of the user's: the exact model at each of its values, its present value, and where to look."""

    model_at: Callable[[Fraction], POMDP]
    present: Fraction
    low: Fraction
    high: Fraction


@dataclass(frozen=True)
class Flips:
    """What flips the decision at one step; `depths` are the twin's, `parameters` the ideal's."""

    step: int
    depths: tuple[DepthChoice, ...]
    parameters: tuple[ParameterFlip, ...]

    def as_json(self, digits: int) -> dict[str, Any]:
        """The flips as JSON values."""
        return {
            "step": self.step,
            "depths": [choice.as_json() for choice in self.depths],
            "parameters": [flip.as_json(digits) for flip in self.parameters],
        }


def flips_at(
    record: AgentRecord, step: int, readings: Readings, parameters: Mapping[str, Parameter] | None = None
) -> Flips:
    """What flips the decision at one step of a record: depth and node budget, the precision, the named parameters.

    Precision and parameters are those of the ideal; where the oracles have none, or the planner is no tree search,
    there are only the depths, or nothing.

    Raises:
        InputError: the record has no such step, or a parameter's present value lies outside its range.
    """
    if not 0 <= step < len(record.steps):
        raise InputError(f"step {step}: the record has steps 0 to {len(record.steps) - 1}")
    settings = readings.nominal_settings
    observations = record.observations[: step + 1]
    controls = [taken.action for taken in record.steps[:step]]
    depths: tuple[DepthChoice, ...] = ()
    if settings.planner == "sophisticated":
        levels = range(1, settings.horizon + 1)
        depths = choices_by_depth(readings.nominal, settings, observations, controls, levels)
    try:
        ideal = Ideal.of(readings.pomdp, readings.nominal, settings)
        belief = ideal.beliefs(record)[step]
    except (OutsideClass, OutsideDomain):
        return Flips(step, depths, ())
    actions = [ideal.model.actions.index(taken) for taken in controls]
    found = [flip_of_parameter(ideal, name, given, observations, actions) for name, given in (parameters or {}).items()]
    if settings.planner == "sophisticated" and ideal.depth > 1:
        # At depth 1, and open loop, the precision scales all values alike and changes no order.
        found.insert(0, flip_of_precision(ideal, belief))
    return Flips(step, depths, tuple(found))


def choices_by_depth(
    model: TwinModel,
    settings: TwinSettings,
    observations: Sequence[Sequence[int]],
    controls: Sequence[Sequence[int]],
    depths: Sequence[int],
) -> tuple[DepthChoice, ...]:
    """The twin's choice at the end of a history for each number of completed levels, in ascending order.

    A level is kept if the tree, not yet pruned, stays below one node less than the budget: the least budget is two
    above the most nodes that the tree comes to. Depths that the search does not reach, because its entropy or its value
    stops it before, are left out.

    Raises:
        InputError: the settings are not those of a tree search.
    """
    if settings.planner != "sophisticated":
        raise InputError(f"planner {settings.planner!r}: only a tree search has depths and node budgets")
    found = []
    for depth in sorted(depths):
        twin = Twin(model, replace(settings, horizon=depth, max_nodes=_UNBOUNDED))
        belief = twin.prior()
        for time, observation in enumerate(observations):
            belief = twin.infer(twin.predict(belief, controls[time - 1]) if time else belief, observation)
        decision = twin.search(belief)
        assert decision.tree is not None  # a tree search has one
        if decision.tree.completed_depth < depth:
            break
        found.append(DepthChoice(depth, decision.tree.peak_nodes + 2, decision.rounded_maximizers()))
    return tuple(found)


def flip_of_precision(
    ideal: Ideal, belief: Belief, *, points: int = 24, factor: Fraction = Fraction(4)
) -> ParameterFlip:
    """The precision gamma nearest to the present one at which the ideal's choice changes.

    Tried are so many steps each way, up to the factor and down to one part in it.
    """
    gamma = ideal.settings.gamma

    def decide(value: Fraction) -> Decision:
        return SophisticatedSearch(ideal.bayes, value, Fraction(0)).decide(belief, ideal.depth)

    return _flip("gamma", gamma, gamma / factor, gamma * factor, points, decide)


def flip_of_parameter(
    ideal: Ideal,
    name: str,
    parameter: Parameter,
    observations: Sequence[tuple[int, ...]],
    actions: Sequence[int],
    *,
    points: int = 24,
) -> ParameterFlip:
    """The value of a model parameter nearest to the present one at which the ideal's choice after a history changes.

    Raises:
        InputError: the present value does not lie in its range.
        OutsideDomain: the history is impossible in a model that is tried.
    """

    def decide(value: Fraction) -> Decision:
        bayes = BayesFilter(parameter.model_at(value))
        belief = bayes.filtered(observations, actions)[-1]
        return SophisticatedSearch(bayes, ideal.settings.gamma, Fraction(0)).decide(belief, ideal.depth)

    return _flip(name, parameter.present, parameter.low, parameter.high, points, decide)


def _flip(
    name: str,
    present: Fraction,
    low: Fraction,
    high: Fraction,
    points: int,
    decide: Callable[[Fraction], Decision],
) -> ParameterFlip:
    if not low <= present <= high:
        raise InputError(f"{name}: present value {present}, expected one from {low} to {high}")
    before = decide(present).maximizers()[0]
    reached: list[tuple[Fraction, Fraction, Fraction, int]] = []
    for end in (low, high):
        inner = present
        for k in range(1, points + 1):
            outer = present + (end - present) * Fraction(k, points)
            best = decide(outer).maximizers()
            if before not in best:
                reached.append((abs(outer - present), inner, outer, best[0]))
                break
            inner = outer
    if not reached:
        return ParameterFlip(name, present, low, high, None, before, None)
    _, inner, outer, after = min(reached)
    if after in decide(inner).maximizers():
        # A proved tie at the last point that keeps the choice: the switch is that very point.
        return ParameterFlip(name, present, low, high, Ball.from_rational(inner), before, after)

    def gap(value: Fraction) -> ComputedReal:
        values = decide(value).action_values
        return values[before] - values[after]

    switch = locate_switch(gap, min(inner, outer), max(inner, outer), name)
    return ParameterFlip(name, present, low, high, switch.location.enclose(_DIGITS), before, after)
