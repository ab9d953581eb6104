"""The agent chooses among all 5 policies of length 1, as configured; its search goes ahead further, to a known depth.

The policies are enumerated from the model (every action, at every time ahead) and compared with those that the agent
holds and with the width of each posterior. The policy length says nothing about how far ahead the search looks: beside
the configured horizon stands the depth that the node budget completes, counted exactly at each exact belief.

Source: Friedman (2026), witness 2, simulation invariant 11.

A failure means that the agent did not choose among the policies that its configuration names, that a setting differs
from the published one, or that a search depth was reported which the budget does not allow.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from opd_exact.audit.replay import Replay, ReplayedStep
from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, StepRecord, read_rollout
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Verdict, all_of

from ._record import FABRICATED, RECORDING_ID, SCOPE, SOURCE, missing, recorded_files, replayed

# The settings of the published run, said once more: what the rollout is run with must not be its own yardstick.
PUBLISHED: dict[str, int | str] = {
    "cue_validity": "19/20",
    "reward_probability": "1",
    "punishment_probability": "1",
    "reward_side": "left",
    "transitions": 6,
    "seed": 0,
    "gamma": "3",
    "policy_len": 1,
    "horizon": 5,
    "max_nodes": 5000,
    "max_branching": 45,
    "policy_prune_threshold": "0",
    "observation_prune_threshold": "1/10000",
    "entropy_stop_threshold": "0",
    "neg_efe_stop_threshold": "10000000000",
    "kl_threshold": "-1",
    "prune_penalty": "512",
    "topk_obsspace": 10000,
}


def establish(files: RolloutFiles) -> Finding:
    """Compare settings, policies and posterior widths with the model, and recorded depths with the node budget."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    replay, settings = oracle.replay(record), oracle.settings
    finding = all_of(facts(record, oracle, replay))
    if not finding.verdict.may_pass:
        return finding
    depths = ", ".join(str(oracle.node_count(step.belief).completed_depth) for step in replay.steps)
    return replace(
        finding,
        exact=f"{len(oracle.agent.model.actions) ** settings.policy_len} policies of length {settings.policy_len};"
        f" completed search depths {depths} of a configured horizon {settings.horizon}",
    )


def facts(record: RolloutRecord, oracle: RolloutOracle, replay: Replay) -> Iterator[Fact]:
    """The claim in parts; the depths need beliefs, which need a record that can be replayed."""
    yield configured(record)
    yield from policies(record, oracle)
    yield replayed(replay)
    yield from (depth(step, exact, oracle) for step, exact in zip(record.steps, replay.steps, strict=True))


def configured(record: RolloutRecord) -> Fact:
    """Every recorded setting is the published one, as stated here and not as the run was given it."""
    found = record.summary.config.as_json()
    wrong = [name for name in found if found[name] != PUBLISHED.get(name)]
    return Fact.decided_by(
        not wrong and found.keys() == PUBLISHED.keys(),
        f"all {len(found)} recorded settings are the published ones",
        otherwise="; ".join(
            f"summary.json: config.{name} is {found[name]}, expected {PUBLISHED.get(name)}" for name in wrong
        ),
    )


def policies(record: RolloutRecord, oracle: RolloutOracle) -> list[Fact]:
    """The agent's policies are all sequences of actions of the configured length; counts and widths agree."""
    expected = tuple(product(oracle.agent.model.actions, repeat=oracle.settings.policy_len))
    widths = {len(step.action_posterior) for step in record.steps}
    lengths = (record.summary.policy_len, record.summary.config.policy_len)
    return [
        Fact.decided_by(
            record.agent.policies == expected,
            f"the agent holds all {len(expected)} policies of length {oracle.settings.policy_len}, in order",
            otherwise=f"model.json: agent.policies are {record.agent.policies}, expected {expected}",
        ),
        Fact.decided_by(
            record.summary.policies == len(expected) and widths == {len(expected)},
            f"each posterior has {len(expected)} entries, one for each policy",
            otherwise=f"{record.summary.policies} policies are stated and posteriors have {sorted(widths)} entries,"
            f" expected {len(expected)}",
        ),
        Fact.decided_by(
            lengths == (oracle.settings.policy_len,) * 2,
            f"the policy length is {oracle.settings.policy_len}, as configured",
            otherwise=f"policy length and its setting are {lengths}, expected {oracle.settings.policy_len} twice",
        ),
    ]


def depth(step: StepRecord, exact: ReplayedStep, oracle: RolloutOracle) -> Fact:
    """The recorded depth of the search is the one that the node budget completes at the exact belief."""
    completed, horizon = oracle.node_count(exact.belief).completed_depth, oracle.settings.horizon
    return Fact.decided_by(
        step.tree.completed_depth == completed,
        f"step {step.time}: the search completed depth {completed} of the configured horizon {horizon}",
        otherwise=f"step {step.time}: depth {step.tree.completed_depth} is recorded, the budget completes {completed}",
    )


CHECK = Check(
    id="policy_len_matches_config",
    claim=Claim(
        "The agent chooses among the 5 policies of the configured length 1; the depth its search completes is recorded"
        " beside the configured horizon 5",
        r"|\Pi| = 5^1 = \dim \pi_t, \qquad d_t = (4, 3, 4, 4, 4, 4, 4) < 5",
        SCOPE,
        f"{SOURCE} 11",
    ),
    tier=Verdict.DECIDED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    mutants=(
        FABRICATED,
        missing("summary.json"),
        Mutant(
            "length-written-twice",
            "the policy length and its setting both say 2",
            lambda files: files.edited("summary.json", ["policy_len"], 2).edited(
                "summary.json", ["config", "policy_len"], 2
            ),
        ),
        Mutant(
            "field-absent",
            "the policy length is absent, to be equal to its setting by default",
            lambda files: files.changed(
                "summary.json", ["config"], lambda config: {k: v for k, v in config.items() if k != "policy_len"}
            ),
        ),
        Mutant(
            "narrow-posterior",
            "a posterior has 4 entries",
            lambda files: files.changed("trace.json", ["steps", 3, "action_posterior"], lambda row: row[:4]),
        ),
        Mutant(
            "repeated-policy",
            "one policy is held twice and another not at all; their number is right",
            lambda files: files.edited("model.json", ["agent", "policies", 4], [[3, 0]]),
        ),
        Mutant(
            "depth-as-configured",
            "the search depth of every decision is reported as the horizon",
            lambda files: files.changed("trace.json", ["steps"], at_horizon),
        ),
    ),
)


def at_horizon(steps: list[dict[str, dict[str, int]]]) -> list[dict[str, dict[str, int]]]:
    """The rows of a trace, each claiming that its search completed the horizon."""
    return [step | {"tree": step["tree"] | {"completed_depth": 5}} for step in steps]
