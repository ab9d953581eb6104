"""Who would decide what: the float run, the twin on both readings, the ideal; and whether their trees agree.

A decision is a set of policies that share the greatest posterior probability; the program takes the first. The float
run's set is read off its numbers, those of twin and ideal are proved or enclosed apart. Floors leave the twin with
differences of 1e-30 between policies that are tied in the ideal: whether rounding changes a choice is therefore judged
by the twin's numbers correctly rounded to the program's floats, which is the best that such floats can do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from opd_exact.audit.agents.ideal import IdealDecision
from opd_exact.audit.agents.record import RecordedStep, TreeRecord
from opd_exact.numbers import ComputedReal, enclose
from opd_exact.numbers.errors import UnknownTruth
from opd_exact.planning.twin import SearchTree, TwinDecision

__all__ = [
    "Choice",
    "DecisionAudit",
    "audit_decision",
]

_DIGITS = 40

FloatType = Literal["float32", "float64"]

_ROUNDOFF: dict[FloatType, Fraction] = {"float32": Fraction(1, 2**24), "float64": Fraction(1, 2**53)}


@dataclass(frozen=True)
class Choice:
    """The policies of greatest probability, in ascending order.

    `told_apart` are those that remain when the probabilities are correctly rounded to the program's floats. `proved` is
    False where two posteriors agree to 40 digits and no proof of equality was found.
    """

    maximizers: tuple[int, ...]
    told_apart: tuple[int, ...]
    proved: bool = True

    @property
    def first(self) -> int:
        """The one that is taken by a program with correctly rounded numbers."""
        return self.told_apart[0]

    def as_json(self) -> dict[str, Any]:
        """The choice as JSON values."""
        return {
            "maximizers": list(self.maximizers),
            "maximizers_rounded": list(self.told_apart),
            "proved": self.proved,
        }


@dataclass(frozen=True)
class DecisionAudit:
    """One decision by everyone, in order of causes: float run, twin on the binary and the nominal reading, ideal.

    `taken` are the controls that were recorded, `expected` those that the float run's numbers ask for. The three
    sentences say what each cause does to the decision; `algorithm` is None where there is no ideal.
    """

    step: int
    taken: tuple[int, ...]
    expected: tuple[int, ...]
    float_run: Choice
    twin: Choice
    nominal: Choice
    ideal: Choice | None
    recorded_tree: TreeRecord | None
    twin_tree: SearchTree | None
    configured_depth: int
    arithmetic: str
    input: str
    algorithm: str | None

    @property
    def nodes_agree(self) -> bool | None:
        """Whether the recorded tree has the twin's node count on every level; None where there is no tree."""
        if self.recorded_tree is None or self.twin_tree is None:
            return None
        return self.recorded_tree.nodes_by_level == self.twin_tree.nodes_by_level

    @property
    def rounding_changes_choice(self) -> bool:
        """Whether the float run takes a policy that is not among the nominal twin's best, correctly rounded."""
        return self.float_run.first not in self.nominal.told_apart

    @property
    def algorithm_changes_choice(self) -> bool:
        """Whether the nominal twin takes a policy that is not among the ideal's best."""
        return self.ideal is not None and self.nominal.first not in self.ideal.maximizers

    def as_json(self) -> dict[str, Any]:
        """The decision as JSON values."""
        return {
            "step": self.step,
            "taken": list(self.taken),
            "expected": list(self.expected),
            "float_run": self.float_run.as_json(),
            "twin": self.twin.as_json(),
            "nominal": self.nominal.as_json(),
            "ideal": None if self.ideal is None else self.ideal.as_json(),
            "configured_depth": self.configured_depth,
            "completed_depth": None if self.recorded_tree is None else self.recorded_tree.completed_depth,
            "nodes_by_level": None if self.recorded_tree is None else list(self.recorded_tree.nodes_by_level),
            "twin_nodes_by_level": None if self.twin_tree is None else list(self.twin_tree.nodes_by_level),
            "nodes_agree": self.nodes_agree,
            "rounding_changes_choice": self.rounding_changes_choice,
            "algorithm_changes_choice": None if self.ideal is None else self.algorithm_changes_choice,
            "arithmetic": self.arithmetic,
            "input": self.input,
            "algorithm": self.algorithm,
        }

    def _repr_html_(self) -> str:
        from opd_exact.audit.agents.display import decision_html

        return decision_html(self)


def audit_decision(
    step: RecordedStep,
    binary: TwinDecision,
    nominal: TwinDecision,
    ideal: IdealDecision | None,
    configured_depth: int,
    dtype: FloatType,
) -> DecisionAudit:
    """Everyone's decision at one step, and in words what each cause changes."""
    run = _of_floats(step.policy_posterior)
    twin, exact = _of_twin(binary, dtype), _of_twin(nominal, dtype)
    best = None if ideal is None else Choice(ideal.maximizers, ideal.maximizers)
    names = nominal.model.policy_names
    return DecisionAudit(
        step=step.time,
        taken=step.action,
        expected=_controls(step, nominal, dtype),
        float_run=run,
        twin=twin,
        nominal=exact,
        ideal=best,
        recorded_tree=step.tree,
        twin_tree=binary.tree,
        configured_depth=configured_depth,
        arithmetic=_told("rounding of operations", run, twin, names),
        input=_told("rounding of the tables", twin, exact, names),
        algorithm=None if best is None else _told("the algorithm", exact, best, names),
    )


def _of_floats(posterior: tuple[Fraction, ...]) -> Choice:
    greatest = max(posterior)
    best = tuple(index for index, share in enumerate(posterior) if share == greatest)
    return Choice(best, best)


def _of_twin(decision: TwinDecision, dtype: FloatType) -> Choice:
    rounded = decision.rounded_maximizers(dtype)
    try:
        return Choice(decision.maximizers(), rounded)
    except UnknownTruth:
        open_ones = _not_below(decision.posterior)
        return Choice(open_ones, rounded, proved=len(open_ones) == 1)


def _not_below(values: Sequence[ComputedReal]) -> tuple[int, ...]:
    """Every index whose value 40 digits do not show to be below another."""
    balls = [enclose(value, _DIGITS) for value in values]
    floor = max(ball.lower for ball in balls)
    return tuple(index for index, ball in enumerate(balls) if ball.upper >= floor)


def _controls(step: RecordedStep, decision: TwinDecision, dtype: FloatType) -> tuple[int, ...]:
    """What argmax takes by the recorded numbers, exactly summed where the marginals of the controls decide.

    The program sums in floats, in an order of its own: what it took stands if such a sum can have been the greatest.
    Two sums of n numbers that are not negative are off by less than 2 n u times the greater, u the unit roundoff.
    """
    posterior, policies, controls = step.policy_posterior, decision.model.policies, decision.model.controls
    if decision.sampling_mode == "full":
        return policies[posterior.index(max(posterior))][0]
    taken = []
    for factor, count in enumerate(controls):
        totals = [Fraction(0)] * count
        for share, policy in zip(posterior, policies, strict=True):
            totals[policy[0][factor]] += share
        slack = 2 * len(policies) * _ROUNDOFF[dtype] * max(totals)
        own = step.action[factor]
        taken.append(own if 0 <= own < count and totals[own] >= max(totals) - slack else totals.index(max(totals)))
    return tuple(taken)


def _told(cause: str, with_it: Choice, without: Choice, names: tuple[str, ...]) -> str:
    """What a cause does to a decision, in words."""
    taken = names[with_it.first]
    others = _listed(without, names)
    if with_it.told_apart == without.told_apart:
        tie = f", tied: {others}" if len(with_it.told_apart) > 1 else ""
        return f"{cause} changes nothing: {taken}{tie}"
    if with_it.first not in without.told_apart:
        return f"{cause} changes the choice: {taken} is taken where {others} would be best"
    if len(with_it.told_apart) < len(without.told_apart):
        return f"{cause} breaks a tie: {taken} is taken; tied without it: {others}"
    return f"{cause} makes a tie: {_listed(with_it, names)}; best without it: {others}"


def _listed(choice: Choice, names: tuple[str, ...]) -> str:
    return ", ".join(names[index] for index in choice.told_apart)
