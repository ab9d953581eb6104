"""A node budget of 5000 completes depth 4 at the first decision: 12, 85, 625, 4782 nodes, and 37635 would be too many.

The search is configured for depth 5, and a level of the tree is kept whole or dropped whole: it is kept only if the
total stays below the budget less one. Totals are counted exactly along the beliefs that the agent can reach, so the
depth that the published posteriors stand for is a matter of arithmetic: 4 everywhere but at the cue, where it is 3.

Source: Friedman (2026), witness 2: horizon 5, 5000 nodes, 39 messages that the budget is used up.

If this fails, the tree is grown by another rule, or the posteriors that are compared with the exact recursion belong to
another depth than is claimed.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import LogForm
from opd_exact.planning.bayes_filter import BayesFilter, Belief
from opd_exact.planning.node_budget import NodeCount, count_nodes
from opd_exact.planning.thresholds import IntegerSwitch, integer_switches
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Published, Verdict, all_of

from . import _ideal

TOTALS = (12, 85, 625, 4782, 37635)
DEPTHS = (4, 3, 4, 4, 4, 4, 4)


@dataclass(frozen=True)
class Budget:
    """A course, and the limits within which the search at each of its beliefs must stay."""

    course: _ideal.ObservedCourse
    horizon: int
    max_nodes: int
    observation_threshold: Fraction
    count: Callable[[BayesFilter, Belief, int, int, Fraction], NodeCount] = count_nodes

    def at(self, time: int, max_nodes: int | None = None) -> NodeCount:
        """The node totals at one decision of the course."""
        bayes = BayesFilter(self.course.model)
        limit = self.max_nodes if max_nodes is None else max_nodes
        return self.count(bayes, self.course.beliefs[time], self.horizon, limit, self.observation_threshold)


def build(inputs: Inputs) -> Budget:
    """The published settings on the published course."""
    return Budget(_ideal.PUBLISHED_COURSE, 5, 5000, Fraction(1, 10000))


def establish(budget: Budget) -> Finding:
    """Count the tree at the first decision, find the edges of its budget, and count at every other decision."""
    finding = all_of(facts(budget))
    if not finding.verdict.may_pass:
        return finding
    return replace(
        finding,
        exact=str(budget.at(0).completed_depth),
        value=LogForm(budget.at(0).completed_depth),
        published=Published(
            "5",
            agrees=False,
            note="5 is the configured horizon; with 5000 nodes the search completes 4 levels, a fifth would need 37635"
            " nodes and so a budget of 37637",
        ),
    )


def facts(budget: Budget) -> Iterator[Fact]:
    """Totals and depth at the first decision, the budgets at which the depth changes, and the other decisions."""
    first = budget.at(0)
    yield Fact.decided_by(
        first.totals == TOTALS,
        f"first decision: {', '.join(map(str, first.totals))} nodes after levels 1 to 5",
        otherwise=f"first decision: nodes after each level are {first.totals}, expected {TOTALS}",
    )
    yield Fact.decided_by(
        first.completed_depth == DEPTHS[0],
        f"first decision: a budget of {budget.max_nodes} completes depth {first.completed_depth}",
        otherwise=f"first decision: a budget of {budget.max_nodes} completes depth {first.completed_depth}, expected 4",
    )
    # The depth depends on the budget through the totals alone, so it changes nowhere but next to one of them.
    near = sorted({total + step for total in first.totals for step in range(4)})
    switches = integer_switches(lambda nodes: budget.at(0, nodes).completed_depth, near)
    expected = tuple(IntegerSwitch(total + 2, depth, depth + 1) for depth, total in enumerate(first.totals))
    yield Fact.decided_by(
        switches == expected,
        f"depth 1 to {len(expected)} is reached from a budget of {', '.join(str(s.at) for s in switches)} nodes on",
        otherwise=f"the depth changes at {switches}, expected {expected}",
    )
    depths = tuple(budget.at(time).completed_depth for time in range(len(budget.course.observations)))
    yield Fact.decided_by(
        depths == DEPTHS,
        f"completed depths of the {len(depths)} decisions: {', '.join(map(str, depths))}",
        otherwise=f"completed depths {depths}, expected {DEPTHS}",
    )


def without_action_nodes(
    bayes: BayesFilter, belief: Belief, horizon: int, max_nodes: int, threshold: Fraction
) -> NodeCount:
    """A count that forgets that each action is a node, too."""
    counted = count_nodes(bayes, belief, horizon, max_nodes, threshold)
    totals: list[int] = []
    parents, before = 1, 1
    for total in counted.totals:
        children = total - before - parents * len(bayes.model.actions)
        totals.append((totals[-1] if totals else 1) + children)
        parents, before = children, total
    return NodeCount(horizon, max_nodes, tuple(totals))


CHECK = Check(
    id="tmaze_completed_depth",
    claim=Claim(
        "At the first decision the node totals are 12, 85, 625, 4782, 37635, and a budget of 5000 completes depth 4",
        r"N_{1..5} = (12, 85, 625, 4782, 37635), \quad d(5000) = \max\{k : N_k < 4999\} = 4",
        "the T-maze with cue validity 19/20, horizon 5, branches of probability above 1e-4; the published course",
        f"{_ideal.SOURCE}; the rule for levels is measured on pymdp's planner",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    tags=("tmaze", "planning"),
    mutants=(
        Mutant("more-nodes", "the budget is 37637, enough for depth 5", lambda b: replace(b, max_nodes=37637)),
        Mutant("fewer-nodes", "the budget is 4783, one short of depth 4", lambda b: replace(b, max_nodes=4783)),
        Mutant("horizon-4", "the search is configured for depth 4", lambda b: replace(b, horizon=4)),
        Mutant(
            "pruned-cues",
            "branches need a probability above 1/2: the two cues are dropped at the first visit",
            lambda b: replace(b, observation_threshold=Fraction(1, 2)),
        ),
        Mutant(
            "no-action-nodes",
            "only belief nodes are counted, not the actions between them",
            lambda b: replace(b, count=without_action_nodes),
        ),
        Mutant(
            "certain-cue",
            "the cue is always true, so fewer observations can follow it",
            lambda b: replace(b, course=replace(b.course, model=tmaze(1))),
        ),
    ),
)
