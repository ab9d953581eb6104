"""The audit of a recorded pymdp agent: a budget for every number, decisions by everyone, what is not covered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from opd_exact.audit.agents.budget import CAUSES, Chain, ErrorBudget, error_budget
from opd_exact.audit.agents.decisions import DecisionAudit, audit_decision
from opd_exact.audit.agents.flips import Flips, Parameter, flips_at
from opd_exact.audit.agents.float_entropy import belief_entropy, float_entropy
from opd_exact.audit.agents.ideal import Ideal, IdealDecision
from opd_exact.audit.agents.readings import Readings, read_exactly
from opd_exact.audit.agents.record import AgentRecord, RecordedStep
from opd_exact.numbers import ComputedReal
from opd_exact.numbers.errors import OutsideClass, OutsideDomain
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings, TwinStep
from opd_exact.planning.twin.belief import entropy_of_reals

__all__ = [
    "SCHEMA",
    "AgentAudit",
    "StepAudit",
    "audit_record",
]

SCHEMA = "opd_exact/agent-audit/1"

_MARGINAL = (
    "sampling_mode 'marginal': choices are compared as whole policies; the controls that were taken are held against"
    " the marginals of the recorded posterior alone"
)


@dataclass(frozen=True)
class StepAudit:
    """One decision: a budget for each entry of the policy posterior, for the belief entropy, and who decides what."""

    time: int
    observation: tuple[int, ...]
    posterior: tuple[ErrorBudget, ...]
    policy_entropy: ErrorBudget
    belief_entropy: ErrorBudget
    decision: DecisionAudit

    @property
    def worst(self) -> ErrorBudget:
        """The entry of the posterior that is farthest from the ideal, or from the twin where there is no ideal."""
        return max(self.posterior, key=_distance)

    def as_json(self, digits: int) -> dict[str, Any]:
        """The step as JSON values."""
        return {
            "time": self.time,
            "observation": list(self.observation),
            "posterior": [budget.as_json(digits) for budget in self.posterior],
            "worst": self.worst.quantity,
            "policy_entropy": self.policy_entropy.as_json(digits),
            "belief_entropy": self.belief_entropy.as_json(digits),
            "decision": self.decision.as_json(),
        }


@dataclass(frozen=True)
class AgentAudit:
    """What is found about one recorded run.

    `not_covered` names what an oracle does not compute; without a twin there are no steps, without an ideal the
    approximation amounts are None. `notes` tell how tables were read.
    """

    record: AgentRecord
    notes: tuple[str, ...]
    not_covered: tuple[str, ...]
    steps: tuple[StepAudit, ...]
    means: tuple[ErrorBudget, ...]
    messages_agree: bool | None
    flips: tuple[Flips, ...] = ()

    @property
    def rounding_changes_choice(self) -> bool:
        """Whether rounding, of tables or operations, changes any choice."""
        return any(step.decision.rounding_changes_choice for step in self.steps)

    @property
    def algorithm_changes_choice(self) -> bool:
        """Whether the algorithm's approximation changes any choice."""
        return any(step.decision.algorithm_changes_choice for step in self.steps)

    @property
    def follows_its_program(self) -> bool:
        """Whether the record is that of the stated program.

        Trees agree with the twin's level by level, and each action is the one that the recorded numbers ask for.
        """
        return self.messages_agree is not False and all(
            step.decision.nodes_agree is not False and step.decision.taken == step.decision.expected
            for step in self.steps
        )

    @property
    def sentences(self) -> tuple[str, ...]:
        """The verdict in words."""
        if not self.steps:
            return ("Nothing was audited; see what is not covered.",)
        found = [_which("Rounding changes the choice", self.steps, "rounding_changes_choice")]
        if all(step.decision.ideal is not None for step in self.steps):
            found.append(_which("The algorithm changes the choice", self.steps, "algorithm_changes_choice"))
        trees = [step.decision.nodes_agree for step in self.steps]
        if all(trees):
            found.append("Every recorded tree has the twin's node counts, level by level.")
        elif False in trees:
            at = ", ".join(str(step.time) for step in self.steps if step.decision.nodes_agree is False)
            found.append(f"The recorded tree differs from the twin's at step {at}.")
        cut = [step for step in self.steps if _is_cut(step)]
        if cut:
            at = ", ".join(str(step.time) for step in cut)
            found.append(f"The node budget ends the search before its horizon at step {at}.")
        return tuple(found)

    def as_json(self, digits: int = 30) -> dict[str, Any]:
        """The audit as JSON values: strings for numbers, no floats."""
        record = self.record
        return {
            "schema": SCHEMA,
            "versions": dict(record.versions),
            "dtype": record.dtype,
            "x64": record.x64,
            "planner": record.planner,
            "seed": record.seed,
            "batch": record.batch,
            "decisions": len(record.steps),
            "sentences": list(self.sentences),
            "notes": list(self.notes),
            "not_covered": list(self.not_covered),
            "rounding_changes_choice": self.rounding_changes_choice,
            "algorithm_changes_choice": self.algorithm_changes_choice,
            "follows_its_program": self.follows_its_program,
            "messages_agree": self.messages_agree,
            "worst": {cause: None if b is None else b.as_json(digits) for cause, b in self.worst_by_cause().items()},
            "means": [budget.as_json(digits) for budget in self.means],
            "steps": [step.as_json(digits) for step in self.steps],
            "flips": [flips.as_json(digits) for flips in self.flips],
        }

    def _repr_html_(self) -> str:
        from opd_exact.audit.agents.views import as_html

        return as_html(self)

    def worst_by_cause(self) -> dict[str, ErrorBudget | None]:
        """For each cause the posterior entry in which its amount is greatest; None where there is none."""
        entries = [budget for step in self.steps for budget in step.posterior]
        found: dict[str, ErrorBudget | None] = {}
        for cause in CAUSES:
            known = [budget for budget in entries if budget.amounts[cause] is not None]
            found[cause] = max(known, key=lambda budget: budget.bound(cause) or 0) if known else None
        return found


def audit_record(
    record: AgentRecord, *, flips: Sequence[int] = (), parameters: Mapping[str, Parameter] | None = None
) -> AgentAudit:
    """Audit a recorded run; pymdp and JAX are not needed.

    flips: the steps at which to find out what flips the decision; parameters: model parameters to vary there.

    Raises:
        InputError: the recorded tables are no model, or the record has no such step.
    """
    try:
        readings = read_exactly(record)
    except OutsideClass as error:
        return AgentAudit(record, (), (f"twin: {error}",), (), (), None)
    ideals, missing = _ideals(record, readings)
    binary = _replayed(record, readings.binary, readings.binary_settings)
    nominal = _replayed(record, readings.nominal, readings.nominal_settings)
    bare = _replayed(record, readings.nominal, readings.nominal_settings.without_regularization())
    settings = readings.nominal_settings
    configured = settings.horizon if settings.planner == "sophisticated" else readings.nominal.policy_len
    stages = [_Stages(*found) for found in zip(binary, nominal, bare, ideals, strict=True)]
    steps = tuple(
        _audit_step(recorded, stage, record.dtype, configured)
        for recorded, stage in zip(record.steps, stages, strict=True)
    )
    trees = [stage.binary.decision.tree for stage in stages]
    counted = sum(tree.messages for tree in trees if tree is not None)
    notes = readings.notes if settings.sampling_mode == "full" else (*readings.notes, _MARGINAL)
    return AgentAudit(
        record,
        notes,
        missing,
        steps,
        (
            _mean("mean policy entropy", [step.policy_entropy for step in steps], [_policy_chain(s) for s in stages]),
            _mean("mean belief entropy", [step.belief_entropy for step in steps], [_belief_chain(s) for s in stages]),
        ),
        None if None in trees else counted == record.node_budget_messages,
        tuple(flips_at(record, step, readings, parameters) for step in flips),
    )


@dataclass(frozen=True)
class _Stages:
    """One decision at the stages between the float run and the ideal."""

    binary: TwinStep
    nominal: TwinStep
    bare: TwinStep
    ideal: IdealDecision | None


def _audit_step(recorded: RecordedStep, stage: _Stages, dtype: str, configured: int) -> StepAudit:
    return StepAudit(
        recorded.time,
        recorded.observation,
        tuple(_posterior_budgets(recorded, stage, dtype)),
        _policy_entropy_budget(recorded, stage),
        _belief_entropy_budget(recorded, stage),
        audit_decision(
            recorded,
            stage.binary.decision,
            stage.nominal.decision,
            stage.ideal,
            configured,
            "float64" if dtype == "float64" else "float32",
        ),
    )


def _ideals(record: AgentRecord, readings: Readings) -> tuple[Sequence[IdealDecision | None], tuple[str, ...]]:
    try:
        ideal = Ideal.of(readings.pomdp, readings.nominal, readings.nominal_settings)
        return [ideal.decide(belief) for belief in ideal.beliefs(record)], ()
    except (OutsideClass, OutsideDomain) as error:
        return [None] * len(record.steps), (f"ideal: {error}",)


def _replayed(record: AgentRecord, model: TwinModel, settings: TwinSettings) -> tuple[TwinStep, ...]:
    return Twin(model, settings).replay(record.observations, [step.action for step in record.steps])


def _posterior_budgets(recorded: RecordedStep, stage: _Stages, dtype: str) -> Iterator[ErrorBudget]:
    names = stage.nominal.decision.model.policy_names
    for index, observed in enumerate(recorded.policy_posterior):
        chain = Chain(
            stage.binary.decision.posterior[index],
            stage.nominal.decision.posterior[index],
            stage.bare.decision.posterior[index],
            None if stage.ideal is None else stage.ideal.posterior[index],
        )
        yield error_budget(f"probability of {names[index]}", recorded.time, observed, dtype, chain)


def _policy_entropy_budget(recorded: RecordedStep, stage: _Stages) -> ErrorBudget:
    observed = Fraction(float_entropy(recorded.policy_posterior))
    return error_budget("policy entropy", recorded.time, observed, "float64", _policy_chain(stage))


def _belief_entropy_budget(recorded: RecordedStep, stage: _Stages) -> ErrorBudget:
    observed = Fraction(belief_entropy(recorded.beliefs))
    return error_budget("belief entropy", recorded.time, observed, "float64", _belief_chain(stage))


def _policy_chain(stage: _Stages) -> Chain:
    return Chain(
        stage.binary.decision.policy_entropy,
        stage.nominal.decision.policy_entropy,
        stage.bare.decision.policy_entropy,
        None if stage.ideal is None else _entropy_of(stage.ideal.posterior),
    )


def _belief_chain(stage: _Stages) -> Chain:
    return Chain(
        stage.binary.belief_entropy,
        stage.nominal.belief_entropy,
        stage.bare.belief_entropy,
        None if stage.ideal is None else stage.ideal.belief_entropy,
    )


def _mean(quantity: str, budgets: Sequence[ErrorBudget], chains: Sequence[Chain]) -> ErrorBudget:
    """The budget of a mean over the run, taken in floats as a user would."""
    observed = sum(float(budget.observed) for budget in budgets) / len(budgets)

    def mean(stage: str) -> ComputedReal:
        values = [ComputedReal.of(getattr(chain, stage)) for chain in chains]
        return ComputedReal.total(values) / len(values)

    ideal = None if any(chain.ideal is None for chain in chains) else mean("ideal")
    chain = Chain(mean("binary"), mean("nominal"), mean("bare"), ideal)
    return error_budget(quantity, None, Fraction(observed), "float64", chain)


def _which(claim: str, steps: Sequence[StepAudit], question: str) -> str:
    at = [str(step.time) for step in steps if getattr(step.decision, question)]
    return f"{claim} at step {', '.join(at)}." if at else f"{claim} at no step."


def _is_cut(step: StepAudit) -> bool:
    tree = step.decision.twin_tree
    return tree is not None and tree.exhausted


def _distance(budget: ErrorBudget) -> Fraction:
    return budget.distance or budget.bound("arithmetic") or Fraction(0)


def _entropy_of(posterior: Sequence[ComputedReal]) -> ComputedReal:
    return entropy_of_reals(posterior, "entropy of the ideal policies")
