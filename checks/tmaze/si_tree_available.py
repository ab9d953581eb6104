"""The search tree is there at every decision, exactly as large as predicted, and never reaches the configured horizon.

The planner reports a tree whenever it returns, whatever became of the search. What says something is its size: the
nodes of each level are counted exactly at each exact belief and compared with the recorded tree. The count shows that
the budget of 5000 nodes ends every search of the rollout at depth 3 or 4 of 5; the planner's printed messages do not
show it. Then the recursion is evaluated at full depth 5, to see whether that changes anything.

Source: Friedman (2026), witness 2, simulation invariant 14.

A failure means that the tree is not the one the planner's rule gives: another budget, horizon or pruning threshold was
in force, or the depth was reported as configured and not as completed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from opd_exact.audit.replay import Replay
from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.audit.rollout_oracle import RolloutOracle, rollout_oracle
from opd_exact.audit.rollout_record import RolloutRecord, read_rollout
from opd_exact.planning.node_budget import NodeCount
from opd_exact.registry import Check, Claim, Fact, Finding, Mutant, Published, Verdict, all_of

from ._record import FABRICATED, RECORDING_ID, SCOPE, SOURCE, enclosed_by, missing, recorded_files, replayed

CUE, MIDDLE = 3, 4
COMPLETED = (4, 3, 4, 4, 4, 4, 4)


def establish(files: RolloutFiles) -> Finding:
    """Compare flags and tree sizes with the node rule, then the decisions with those at the configured horizon."""
    record, oracle = read_rollout(files.texts), rollout_oracle()
    replay, settings = oracle.replay(record), oracle.settings
    finding = all_of(facts(record, oracle, replay))
    if not finding.verdict.may_pass:
        return finding
    counts = [oracle.node_count(step.belief) for step in replay.steps]
    root = oracle.decision(replay.steps[0].belief, settings.horizon).posterior[MIDDLE]
    return replace(
        finding,
        exact=f"nodes used {', '.join(str(count.nodes_used) for count in counts)} of {settings.max_nodes};"
        f" completed depths {', '.join(str(count.completed_depth) for count in counts)} of {settings.horizon}",
        value=root,
        published=Published(
            "tree available: true",
            agrees=record.summary.tree_available,
            note=f"available, but no decision of the published run completes the configured horizon {settings.horizon};"
            f" at full depth {settings.horizon} the first decision would be move_to_middle"
            f" (probability {root.enclose(6).decimal(6)[0]}), not move_to_cue",
        ),
    )


def facts(record: RolloutRecord, oracle: RolloutOracle, replay: Replay) -> Iterator[Fact]:
    """The claim in parts; the sizes need beliefs, which need a record that can be replayed."""
    yield available(record)
    yield replayed(replay)
    counts = [oracle.node_count(step.belief) for step in replay.steps]
    yield from sizes(record, counts)
    yield exhausted(record, counts)
    yield depths(counts)
    yield from flips(replay, oracle)


def available(record: RolloutRecord) -> Fact:
    """The planner is the one that builds trees, and says that it did."""
    planner, flags = record.summary.planner, [record.summary.tree_available, *(s.tree.available for s in record.steps)]
    return Fact.decided_by(
        planner == "si_policy_search" and all(flags),
        "the planner is si_policy_search and reports a tree at every step",
        otherwise=f"planner {planner!r} with tree flags {flags}, expected 'si_policy_search' and true throughout",
    )


def sizes(record: RolloutRecord, counts: Sequence[NodeCount]) -> list[Fact]:
    """The recorded trees have the levels, and in each the number of nodes, that the node rule gives."""
    facts = []
    for step, count in zip(record.steps, counts, strict=True):
        totals = (0, 1, *count.totals[: count.completed_depth])
        levels = tuple(after - before for before, after in pairwise(totals))
        tree = step.tree
        facts.append(
            Fact.decided_by(
                (tree.completed_depth, tree.nodes_by_level) == (count.completed_depth, levels),
                f"step {step.time}: depth {count.completed_depth}, {count.nodes_used} nodes, by level {list(levels)}",
                otherwise=f"step {step.time}: depth {tree.completed_depth} and levels {list(tree.nodes_by_level)} are"
                f" recorded, the node rule gives depth {count.completed_depth} and levels {list(levels)}",
            )
        )
    return facts


def exhausted(record: RolloutRecord, counts: Sequence[NodeCount]) -> Fact:
    """Every search ends below its horizon because the next level does not fit."""
    needed = [count.totals[count.completed_depth] for count in counts if count.exhausted]
    return Fact.decided_by(
        len(needed) == len(counts),
        f"the budget is exhausted at every decision: the next levels would need {', '.join(map(str, needed))} nodes;"
        f" the planner printed {record.summary.node_budget_messages} messages about it",
        otherwise=f"only {len(needed)} of {len(counts)} searches end before their horizon",
    )


def depths(counts: Sequence[NodeCount]) -> Fact:
    """The completed depths are the ones that the claim names."""
    completed = tuple(count.completed_depth for count in counts)
    return Fact.decided_by(
        completed == COMPLETED,
        f"the completed depths are {completed}",
        otherwise=f"the completed depths are {completed}, expected {COMPLETED}",
    )


def flips(replay: Replay, oracle: RolloutOracle) -> list[Fact]:
    """At the configured horizon the first decision changes and the others stay as they are."""
    facts, horizon, names = [], oracle.settings.horizon, oracle.agent.model.action_names
    for time, step in enumerate(replay.steps):
        short, full = oracle.decision(step.belief), oracle.decision(step.belief, horizon)
        change = max(
            abs(p.enclose(12).middle - q.enclose(12).middle)
            for p, q in zip(short.posterior, full.posterior, strict=True)
        )
        before, after = short.maximizers(), full.maximizers()
        expected = (MIDDLE,) if time == 0 else before
        facts.append(
            enclosed_by(
                after == expected and (time > 0 or before == (CUE,)),
                f"step {time}: at depth {horizon} the maximizers are {named(after, names)}, at the completed depth"
                f" {named(before, names)}; the posterior changes by {float(change):.3g}",
                otherwise=f"step {time}: at depth {horizon} the maximizers are {named(after, names)}, expected"
                f" {named(expected, names)}",
            )
        )
    return facts


def named(actions: tuple[int, ...], names: tuple[str, ...]) -> str:
    """The actions by name."""
    return ", ".join(names[action] for action in actions)


CHECK = Check(
    id="si_tree_available",
    claim=Claim(
        "At every decision the search tree is available and has exactly the size that the node rule gives: the budget"
        " of 5000 nodes is exhausted before the configured horizon 5, at which the first decision would be another",
        r"d_t = \max\{d : N_d(b_t) < 4999\} < 5, \qquad"
        r" \arg\max \pi_4(b_0) = \text{cue}, \; \arg\max \pi_5(b_0) = \text{middle}",
        SCOPE,
        f"{SOURCE} 14",
    ),
    tier=Verdict.ENCLOSED,
    subject=recorded_files,
    establish=establish,
    inputs=(RECORDING_ID,),
    tags=("tmaze", "pymdp"),
    mutants=(
        FABRICATED,
        missing("trace.json"),
        Mutant(
            "depth-as-configured",
            "the first search is said to have completed depth 5",
            lambda files: files.edited("trace.json", ["steps", 0, "tree", "completed_depth"], 5),
        ),
        Mutant(
            "one-node-more",
            "one level of one tree has a node more",
            lambda files: files.changed(
                "trace.json", ["steps", 1, "tree", "nodes_by_level", 3], lambda count: count + 1
            ),
        ),
        Mutant(
            "level-not-dropped",
            "a level that does not fit is kept as far as the budget goes",
            lambda files: files.edited(
                "trace.json", ["steps", 1, "tree", "nodes_by_level"], [1, 14, 123, 1057, 3803]
            ).edited("trace.json", ["steps", 1, "tree", "completed_depth"], 4),
        ),
        Mutant(
            "no-levels",
            "the flag is true and the tree has no levels",
            lambda files: files.edited("trace.json", ["steps", 0, "tree", "nodes_by_level"], []),
        ),
        Mutant(
            "other-planner",
            "the actions were chosen by another planner",
            lambda files: files.edited("summary.json", ["planner"], "infer_policies"),
        ),
    ),
)
