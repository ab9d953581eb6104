"""Audits of kept recordings: amounts that add up, an ideal computed by brute force, decisions, what is not covered."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import mpmath
import pytest

from opd_exact.audit.agents.agent_audit import AgentAudit, audit_record
from opd_exact.audit.agents.budget import CAUSES
from opd_exact.audit.agents.record import AgentRecord

from .conftest import kept


def test_the_four_amounts_sum_to_the_distance(two_causes_audit: AgentAudit) -> None:
    """observed - ideal lies in the sum of the four enclosed amounts, for every number that is reported."""
    for step in two_causes_audit.steps:
        for budget in (*step.posterior, step.policy_entropy, step.belief_entropy, *two_causes_audit.means):
            assert budget.ideal is not None
            assert budget.total is not None
            amounts = [budget.amounts[cause] for cause in CAUSES]
            lower = sum((amount.lower for amount in amounts if amount), Fraction(0))
            upper = sum((amount.upper for amount in amounts if amount), Fraction(0))
            assert lower <= budget.observed - budget.ideal.upper <= budget.observed - budget.ideal.lower <= upper
            assert upper - lower < Fraction(1, 10**30)


def test_the_ideal_is_exact_bayes_written_out(two_causes: AgentRecord, two_causes_audit: AgentAudit) -> None:
    """The first belief entropy of the ideal is that of the joint posterior, summed over four states by hand."""
    alarm = {(0, 0): "0.1", (0, 1): "0.8", (1, 0): "0.7", (1, 1): "0.3"}
    first, second = ("0.6", "0.4"), ("0.3", "0.7")
    with mpmath.workdps(40):
        weights = [
            mpmath.mpf(alarm[i, j]) * mpmath.mpf(first[i]) * mpmath.mpf(second[j])
            for i, j in product(range(2), repeat=2)
        ]
        masses = [weight / sum(weights) for weight in weights]
        expected = -sum(mass * mpmath.log(mass) for mass in masses)
        assert two_causes.steps[0].observation == (1,)
        ideal = two_causes_audit.steps[0].belief_entropy.ideal
        assert ideal is not None
        assert abs(mpmath.mpf(ideal.decimal(30)[0]) - expected) < mpmath.mpf("1e-28")


def test_mean_field_is_seen_where_it_is_not_exact(two_causes_audit: AgentAudit) -> None:
    """The approximation is near a tenth and flips every choice; rounding is below a millionth and flips none."""
    worst = two_causes_audit.worst_by_cause()
    assert worst["approximation"] is not None
    assert worst["arithmetic"] is not None
    assert (worst["approximation"].bound("approximation") or 0) > Fraction(1, 20)
    assert (worst["arithmetic"].bound("arithmetic") or 1) < Fraction(1, 10**6)
    assert two_causes_audit.algorithm_changes_choice
    assert not two_causes_audit.rounding_changes_choice
    assert two_causes_audit.follows_its_program


def test_mean_field_is_exact_where_one_factor_is_known(graph_world: AgentRecord) -> None:
    """In the graph world the place is always seen: nothing is lost but floors and rounding, and ties stay ties."""
    audit = audit_record(graph_world)
    for step in audit.steps:
        for budget in step.posterior:
            assert (budget.bound("approximation") or 0) < Fraction(1, 10**30)
            assert (budget.bound("regularization") or 0) < Fraction(1, 10**13)
        assert step.decision.nodes_agree
    assert audit.steps[1].decision.ideal is not None
    assert audit.steps[1].decision.ideal.maximizers == audit.steps[1].decision.float_run.maximizers == (3, 4)


def test_a_tampered_record_is_not_that_of_its_program(two_causes: AgentRecord) -> None:
    """Another action, or another tree, than the stated program's is found."""
    first, *others = two_causes.steps
    for changed in (
        replace(first, action=(1, 0)),
        replace(first, tree=replace(first.tree, nodes_by_level=(1, 6, 24, 95))),  # type: ignore[type-var]
    ):
        audit = audit_record(replace(two_causes, steps=(changed, *others)))
        assert not audit.follows_its_program


def test_a_changed_probability_shows_as_arithmetic(two_causes: AgentRecord) -> None:
    """An entry moved by 1/1024 has just that as arithmetic; the other amounts are untouched."""
    first, *others = two_causes.steps
    p, q = first.policy_posterior
    moved = replace(first, policy_posterior=(p + Fraction(1, 1024), q))
    before, after = (audit_record(replace(two_causes, steps=(step, *others))).steps[0] for step in (first, moved))
    for cause in ("input", "regularization", "approximation"):
        assert before.posterior[0].bound(cause) == after.posterior[0].bound(cause)
    arithmetic = [step.posterior[0].amounts["arithmetic"] for step in (before, after)]
    assert arithmetic[0] is not None
    assert arithmetic[1] is not None
    assert (arithmetic[1] - arithmetic[0]).contains(Fraction(1, 1024))


@pytest.mark.parametrize(
    ("setting", "value", "named"),
    [
        ("inference_algo", "mmp", "mmp"),
        ("action_selection", "stochastic", "stochastic"),
        ("learned", ("A",), "learning"),
        ("use_inductive", True, "use_inductive"),
        ("custom", ("preprocess_fn",), "preprocess_fn"),
    ],
)
def test_what_is_not_covered_is_named(two_causes: AgentRecord, setting: str, value: object, named: str) -> None:
    """An agent that no oracle computes is not audited, and the reason is said."""
    settings = replace(two_causes.settings, **{setting: value})  # type: ignore[arg-type]
    audit = audit_record(replace(two_causes, settings=settings))
    assert not audit.steps
    assert named in audit.not_covered[0]


def test_another_search_is_named(two_causes: AgentRecord) -> None:
    """Monte-Carlo tree search is not sophisticated inference."""
    audit = audit_record(replace(two_causes, planner="pymdp.planning.mcts.mcts_policy_search", search=None))
    assert "mcts_policy_search" in audit.not_covered[0]


def test_what_flips_the_first_decision(two_causes_audit: AgentAudit) -> None:
    """Every depth up to the horizon has its least node budget, two above the tree's size, and a choice."""
    (flips,) = two_causes_audit.flips
    nodes = two_causes_audit.record.steps[0].tree
    assert nodes is not None
    totals = [sum(nodes.nodes_by_level[: depth + 1]) for depth in (1, 2, 3)]
    assert [choice.least_budget - 2 for choice in flips.depths] == totals
    assert flips.parameters[0].parameter == "gamma"


@pytest.mark.slow
def test_the_published_first_decision_of_the_tmaze() -> None:
    """At depth 4 the cue, at depth 5 the middle: the budget of 5000 nodes decides, as the paper's facts have it."""
    audit = audit_record(kept("tmaze"), flips=(0,))
    assert audit.steps[0].decision.nominal.maximizers == (3,)
    assert audit.steps[0].decision.ideal is not None
    assert audit.steps[0].decision.ideal.maximizers == (4,)
    ideal = audit.steps[0].posterior[4].ideal
    assert ideal is not None
    assert ideal.decimal(15)[0] == "0.518759728173681"
    (flips,) = audit.flips
    assert [choice.least_budget - 2 for choice in flips.depths] == [12, 85, 625, 4782, 37635]
    assert [choice.maximizers for choice in flips.depths[3:]] == [(3,), (4,)]


def test_marginals_that_rounding_may_exchange_count_as_the_programs_own(two_causes: AgentRecord) -> None:
    """Two controls whose float sums differ by a unit in the last place: either may be taken, a worse one may not."""
    settings = replace(two_causes.settings, sampling_mode="marginal")
    step = two_causes.steps[0]
    half, below = Fraction(1, 2), Fraction(1, 2) - Fraction(1, 2**25)
    for shares, follows in (((half, below), True), ((Fraction(3, 4), Fraction(1, 4)), False)):
        changed = replace(step, policy_posterior=shares, action=(1, 0))
        audit = audit_record(replace(two_causes, settings=settings, steps=(changed,)))
        assert (audit.steps[0].decision.expected == (1, 0)) is follows
        assert any("marginal" in note for note in audit.notes)
