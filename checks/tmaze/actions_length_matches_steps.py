"""There is one action for each decision, each is the first maximizer of its posterior, and the states follow from them.

A rollout of n transitions makes n + 1 decisions. Each recorded action is compared with the posterior recorded beside
it: it must attain the maximum of the stored floats exactly, and be the lowest index that does (the rule that breaks
ties). The places recorded next must follow from it through the transition model B.

Source: Friedman (2026), witness 2, simulation invariant 9.

A failure means that the actions are not those that the posteriors call for, or did not lead where the record says: an
off-by-one between decisions and moves, another rule for ties, or a record put together from different runs.
"""

from dataclasses import replace

from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.audit.rollout_oracle import rollout_oracle
from opd_exact.audit.rollout_record import StepRecord, read_rollout
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Verdict, all_of

from ._record import FABRICATED, RECORDING_ID, SCOPE, SOURCE, missing, recorded_files, replayed


def establish(files: RolloutFiles) -> Finding:
    """Count, compare each action with its posterior, and follow the states."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    names, summary = oracle.agent.model.action_names, record.summary
    decisions = oracle.settings.transitions + 1
    counts = (len(summary.actions), summary.recorded_steps, len(record.steps), summary.config.transitions + 1)
    finding = all_of(
        [
            Fact.decided_by(
                counts == (decisions,) * 4,
                f"{decisions} actions for {decisions} recorded steps and {decisions - 1} transitions",
                otherwise=f"actions, recorded steps, trace rows and transitions + 1 are {counts},"
                f" expected {decisions} each",
            ),
            Fact.decided_by(
                summary.actions == record.actions,
                f"summary and trace name the same actions {list(record.actions)}",
                otherwise=f"summary.json has actions {list(summary.actions)}, trace.json {list(record.actions)}",
            ),
            replayed(oracle.replay(record)),
            *(greedy(step, names) for step in record.steps),
        ]
    )
    if not finding.verdict.may_pass:
        return finding
    return replace(finding, exact=", ".join(names[action] for action in record.actions))


def greedy(step: StepRecord, names: tuple[str, ...]) -> Fact:
    """The action is the first index at which the stored posterior attains its maximum."""
    greatest = max(step.action_posterior)
    maximizers = [action for action, p in enumerate(step.action_posterior) if p == greatest]
    chosen = names[step.action] if step.action < len(names) else f"action {step.action}"
    tied = ", ".join(names[action] for action in maximizers)
    return Fact.decided_by(
        step.action == maximizers[0],
        f"step {step.time}: {chosen} maximizes its posterior"
        + (f", first of a tie of {len(maximizers)} ({tied})" if len(maximizers) > 1 else ""),
        otherwise=f"step {step.time}: {chosen} was taken, the first maximizer of the stored posterior is"
        f" {names[maximizers[0]]} (maximizers: {tied})",
    )


CHECK = Check(
    id="actions_length_matches_steps",
    claim=Claim(
        "The rollout has one action for each of its 7 decisions, each the first maximizer of its posterior,"
        " and the recorded states follow from them",
        r"a_t = \min \operatorname{arg\,max}_a \pi_t(a), \quad B(s_{t+1} \mid s_t, a_t) > 0, \quad t = 0, \dots, 6",
        SCOPE,
        f"{SOURCE} 9",
    ),
    tier=Verdict.DECIDED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    mutants=(
        FABRICATED,
        missing("trace.json"),
        Mutant(
            "wrong-tie-break",
            "the last action is the second of four tied maximizers; summary and trace agree on it",
            lambda files: last_action(files, 1),
        ),
        Mutant(
            "not-a-maximizer",
            "the last action is the least probable one; summary and trace agree on it",
            lambda files: last_action(files, 4),
        ),
        Mutant(
            "no-such-action",
            "the last action has index 5 of 0 to 4; summary and trace agree on it",
            lambda files: last_action(files, 5),
        ),
        Mutant(
            "wrong-location",
            "the agent is recorded in the right arm after moving to the left one",
            lambda files: files.edited("trace.json", ["steps", 4, "state", "location"], 2),
        ),
        Mutant(
            "one-action-per-transition",
            "the last action is left out of the summary",
            lambda files: files.changed("summary.json", ["actions"], lambda actions: actions[:-1]),
        ),
        Mutant(
            "no-actions", "the list of actions is empty", lambda files: files.edited("summary.json", ["actions"], [])
        ),
    ),
)


def last_action(files: RolloutFiles, action: int) -> RolloutFiles:
    """The record with another last action, which leads beyond it and so moves nothing that is recorded."""
    return files.edited("summary.json", ["actions", -1], action).edited("trace.json", ["steps", -1, "action"], action)
