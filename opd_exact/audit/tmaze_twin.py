"""pymdp's own algorithm on the T-maze, evaluated in balls: at nominal parameters, and on the tables of a recording.

The four stages that an error budget is made of, for any number that is computed from action posteriors:

=======  ==============================================================================================
stage    posteriors
=======  ==============================================================================================
binary   twin on the recorded single-precision tables, thresholds rounded as the program holds them
nominal  twin at the nominal parameters, floors and node budget included
bare     the same without floors and penalties
ideal    exact recursion to the configured depth, no budget, no observation dropped (see `classroom`)
=======  ==============================================================================================
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from flint import arb

from opd_exact.audit.agents.budget import Chain, ErrorBudget, error_budget
from opd_exact.audit.agents.readings import twin_model
from opd_exact.audit.classroom import AgentHistory
from opd_exact.audit.rollout_record import RolloutRecord
from opd_exact.audit.rollout_settings import RolloutSettings
from opd_exact.information import jensen_shannon_divergence
from opd_exact.numbers import Ball, ComputedReal, LogForm, binary_reading, nearest_float
from opd_exact.numbers.errors import EvidenceError, InputError
from opd_exact.planning.bayes_filter import BayesFilter, entropy_of
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings, TwinStep

__all__ = [
    "TwinRun",
    "belief_entropy_budget",
    "first_action_budget",
    "jensen_shannon",
    "recorded_run",
    "scalar_budget",
    "single_precision",
    "twin_settings",
]

Posterior = Sequence[ComputedReal]


@dataclass(frozen=True)
class TwinRun:
    """A twin of an agent on the T-maze along a given history.

    `tables` are None for the nominal ones. What is found is shared between equal runs.

    >>> from opd_exact.audit.classroom import PUBLISHED_CLASSROOM
    >>> settings = PUBLISHED_CLASSROOM.student
    >>> run = TwinRun(settings, twin_settings(settings), AgentHistory(((0, 0, 0),), ()))
    >>> run.steps[0].decision.tree.completed_depth, run.posteriors[0][4].enclose(12).decimal(10)[0]
    (4, '0.9836432134')
    """

    settings: RolloutSettings
    twin: TwinSettings
    history: AgentHistory
    tables: TwinModel | None = None

    @property
    def steps(self) -> tuple[TwinStep, ...]:
        """The twin's decision after each observation of the history."""
        return _steps(self)

    @property
    def posteriors(self) -> tuple[tuple[ComputedReal, ...], ...]:
        """The action posterior at each decision."""
        return tuple(step.decision.posterior for step in self.steps)

    @property
    def bare(self) -> "TwinRun":
        """The same run without floors and penalties."""
        return replace(self, twin=self.twin.without_regularization())


@lru_cache(maxsize=64)
def _steps(run: TwinRun) -> tuple[TwinStep, ...]:
    model = run.settings.agent_model()
    twin = Twin(TwinModel.from_pomdp(model) if run.tables is None else run.tables, run.twin)
    return twin.replay(run.history.observations, [model.actions[action] for action in run.history.actions])


def twin_settings(settings: RolloutSettings) -> TwinSettings:
    """The twin's settings for a rollout, each at its nominal value."""
    return TwinSettings(
        gamma=settings.gamma,
        horizon=settings.horizon,
        max_nodes=settings.max_nodes,
        max_branching=settings.max_branching,
        policy_prune_threshold=settings.policy_prune_threshold,
        observation_prune_threshold=settings.observation_prune_threshold,
        entropy_stop_threshold=settings.entropy_stop_threshold,
        neg_efe_stop_threshold=settings.neg_efe_stop_threshold,
        kl_threshold=settings.kl_threshold,
        prune_penalty=settings.prune_penalty,
        topk_obsspace=settings.topk_obsspace,
    )


def single_precision(settings: TwinSettings) -> TwinSettings:
    """The same settings with thresholds, penalty and precision as single-precision floats hold them.

    The floor stays as it is: the program has it in double precision.
    """

    def rounded(value: Fraction) -> Fraction:
        return binary_reading(nearest_float(value, "float32"))

    penalty = settings.prune_penalty
    return replace(
        settings,
        gamma=rounded(settings.gamma),
        policy_prune_threshold=rounded(settings.policy_prune_threshold),
        observation_prune_threshold=rounded(settings.observation_prune_threshold),
        entropy_stop_threshold=rounded(settings.entropy_stop_threshold),
        neg_efe_stop_threshold=rounded(settings.neg_efe_stop_threshold),
        prune_penalty=None if penalty is None else rounded(penalty),
    )


def recorded_run(record: RolloutRecord, run: TwinRun) -> TwinRun:
    """The run on a recording's own tables, along the recorded observations and actions.

    Raises:
        EvidenceError: the recorded tables and policies are no agent's.
    """
    count = len(record.agent.policies or ())
    try:
        tables = twin_model(record.agent, (Fraction(1, count),) * count)
    except InputError as error:
        raise EvidenceError(f"model.json: agent: {error}") from error
    history = AgentHistory(record.observations, record.actions[:-1])
    return TwinRun(run.settings, single_precision(run.twin), history, tables)


def jensen_shannon(p: Posterior, q: Posterior) -> ComputedReal:
    """The Jensen-Shannon divergence of two action posteriors, enclosed on demand, in nats."""

    def evaluate() -> arb:
        found = jensen_shannon_divergence([x.arb() for x in p], [y.arb() for y in q])
        assert isinstance(found, Ball)  # softmax probabilities are positive
        return found.arb

    return ComputedReal(evaluate, "Jensen-Shannon divergence of two action posteriors")


def scalar_budget(
    quantity: str,
    observed: float,
    runs: Sequence[TwinRun],
    recorded: Sequence[TwinRun],
    value: Callable[..., ComputedReal],
    ideal: ComputedReal,
) -> ErrorBudget:
    """The budget of one number that is computed from the posteriors of some runs.

    runs: at nominal parameters; recorded: on recorded tables, in the same order; value: the number, from the posteriors
    of each run; ideal: the same number of the exact recursion; observed: what was computed from recorded floats.
    """
    chain = Chain(
        value(*(run.posteriors for run in recorded)),
        value(*(run.posteriors for run in runs)),
        value(*(run.bare.posteriors for run in runs)),
        ideal,
    )
    return error_budget(quantity, None, Fraction(observed), "float64", chain)


def first_action_budget(record: RolloutRecord, settings: RolloutSettings, action: int) -> ErrorBudget:
    """The budget of the recorded probability of one action at the first decision.

    The ideal looks as far ahead as is configured, whatever the node budget completes, and drops no observation.
    """
    first = AgentHistory(record.observations[:1], ())
    run = TwinRun(settings, twin_settings(settings), first)
    bayes = BayesFilter(settings.agent_model())
    (belief,) = bayes.filtered(first.observations, ())
    ideal = SophisticatedSearch(bayes, settings.gamma, Fraction(0)).decide(belief, settings.horizon)
    recorded = replace(recorded_run(record, run), history=first)
    binary, nominal, bare = (stage.posteriors[0][action] for stage in (recorded, run, run.bare))
    chain = Chain(binary, nominal, bare, ideal.posterior[action])
    observed = record.steps[0].action_posterior[action]
    return error_budget(f"probability of action {action}", 0, observed, record.summary.dtype, chain)


def belief_entropy_budget(record: RolloutRecord, settings: RolloutSettings) -> ErrorBudget:
    """The budget of a recording's mean belief entropy, against the mean entropy of the exact joint beliefs.

    Raises:
        EvidenceError: see `recorded_run`.
    """
    history = AgentHistory(record.observations, record.actions[:-1])
    run = TwinRun(settings, twin_settings(settings), history)
    bayes = BayesFilter(settings.agent_model())
    exact = [entropy_of(belief) for belief in bayes.filtered(history.observations, history.actions)]
    chain = Chain(
        _mean_entropy(recorded_run(record, run)),
        _mean_entropy(run),
        _mean_entropy(run.bare),
        LogForm.total(exact) / len(exact),
    )
    return error_budget("mean belief entropy", None, record.summary.mean_belief_entropy, "float64", chain)


def _mean_entropy(run: TwinRun) -> ComputedReal:
    """The mean of the twin's belief entropies along the history; nothing is searched."""
    model = run.settings.agent_model()
    twin = Twin(TwinModel.from_pomdp(model) if run.tables is None else run.tables, run.twin)
    belief, entropies = twin.prior(), []
    for time, observation in enumerate(run.history.observations):
        if time:
            belief = twin.predict(belief, model.actions[run.history.actions[time - 1]])
        belief = twin.infer(belief, observation)
        entropies.append(belief.entropy)
    return ComputedReal.total(entropies) / len(entropies)
