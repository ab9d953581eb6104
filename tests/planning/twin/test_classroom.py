"""The two agents of the classroom and the published rollout, against numbers computed elsewhere."""

from dataclasses import replace
from fractions import Fraction

import pytest

from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import ComputedReal, log
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.sophisticated import SophisticatedSearch
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings, TwinStep

PUBLISHED = TwinSettings(
    gamma=Fraction(3),
    max_branching=45,
    policy_prune_threshold=Fraction(0),
    observation_prune_threshold=Fraction(1, 10000),
    entropy_stop_threshold=Fraction(0),
)
AT_CENTER, AT_CUE, AT_MIDDLE, REWARDED = (0, 0, 0), (3, 0, 1), (4, 0, 0), (1, 1, 0)
CENTER, LEFT, CUE, MIDDLE = (0, 0), (1, 0), (3, 0), (4, 0)

Run = tuple[str, tuple[tuple[int, ...], ...], tuple[tuple[int, ...], ...], tuple[int, ...]]

# Cue validity, observations, controls, and the depth that each decision completes.
TEACHER: Run = ("0.98", (AT_CENTER, AT_CUE, AT_CENTER, AT_MIDDLE), (CUE, CENTER, MIDDLE, LEFT), (4, 3, 4, 4))
STUDENT: Run = ("0.5", (AT_CENTER, AT_MIDDLE, REWARDED, REWARDED), (MIDDLE, LEFT, CENTER, CENTER), (4, 4, 4, 4))

# The mean reverse divergence of the exact recursion at these depths, from another program.
IDEAL_MEAN = Fraction("6.28198319125759973413704878728")


def steps_of(run: Run, s: TwinSettings) -> tuple[TwinStep, ...]:
    return Twin(TwinModel.from_pomdp(tmaze(run[0])), s).replay(run[1], run[2])


def log_of(share: ComputedReal) -> ComputedReal:
    return ComputedReal(lambda: share.arb().log(), "log")


def mean_divergence(settings: TwinSettings) -> ComputedReal:
    """The mean over time of D(student || teacher), each decision paired with the other's at the same time."""
    total = ComputedReal.total(
        p * (log_of(p) - log_of(q))
        for ours, theirs in zip(steps_of(STUDENT, settings), steps_of(TEACHER, settings), strict=True)
        for p, q in zip(ours.decision.posterior, theirs.decision.posterior, strict=True)
    )
    return total / 4


@pytest.mark.parametrize("run", [TEACHER, STUDENT])
def test_each_agent_goes_its_way(run: Run) -> None:
    """What the twin chooses is what was done, at the depths that the node budget completes."""
    steps = steps_of(run, PUBLISHED)
    assert tuple(step.decision.controls() for step in steps) == run[2]
    assert tuple(step.decision.tree.completed_depth for step in steps if step.decision.tree) == run[3]


def test_the_students_choice_between_the_arms_is_an_exact_tie() -> None:
    """Left and right are the same number by symmetry; elsewhere, equal digits are not yet equal numbers."""
    middle, arm = (step.decision for step in steps_of(STUDENT, PUBLISHED)[1:3])
    assert middle.tie_classes == ((0,), (1, 2), (3,), (4,))
    assert middle.maximizers() == middle.rounded_maximizers() == (1, 2)
    assert arm.rounded_maximizers() == (0, 1, 2, 3)
    assert arm.rounded_maximizers("float64") == (0, 1, 2, 3)
    assert len(arm.maximizers()) == 1


def test_mean_divergence_without_regularization_is_the_ideal_one() -> None:
    """With the floor at 2**-512 and no penalty, the twin agrees with an exact recursion to all 30 digits."""
    assert abs(mean_divergence(PUBLISHED.without_regularization()).enclose(35).middle - IDEAL_MEAN) < Fraction(
        1, 10**29
    )


def test_mean_divergence_with_the_floor() -> None:
    """The floor moves the mean by 5.9e-16, less than three times the floor itself."""
    moved = mean_divergence(PUBLISHED).enclose(35).middle - IDEAL_MEAN
    assert Fraction(2, 2**52) < moved < Fraction(3, 2**52)


@pytest.mark.parametrize("run", [TEACHER, STUDENT])
def test_posteriors_without_regularization_are_those_of_exact_beliefs(run: Run) -> None:
    """Location is always seen, so mean-field inference is exact: 40 digits agree with joint beliefs' recursion."""
    validity, observations, controls, depths = run
    bayes = BayesFilter(tmaze(validity))
    search = SophisticatedSearch(bayes, Fraction(3), Fraction(1, 10000))
    belief = bayes.prior()
    for step, observation, depth in zip(
        steps_of(run, PUBLISHED.without_regularization()), observations, depths, strict=True
    ):
        belief = bayes.update(belief, observation)
        ideal = search.decide(belief, depth)
        for ours, theirs in zip(step.decision.posterior, ideal.posterior, strict=True):
            assert abs(ours.enclose(45).middle - theirs.enclose(45).middle) < Fraction(1, 10**40)
        belief = bayes.predict(belief, controls[step.time][0])


def test_messages_of_the_published_rollout() -> None:
    """39 budget messages over seven decisions, as published."""
    run = ("0.95", (AT_CENTER, AT_CUE, AT_CENTER, AT_MIDDLE, REWARDED, REWARDED, REWARDED),
           (CUE, CENTER, MIDDLE, LEFT, CENTER, CENTER), ())  # fmt: skip
    assert sum(step.decision.tree.messages for step in steps_of(run, PUBLISHED) if step.decision.tree) == 39


def test_belief_entropy_of_the_published_rollout() -> None:
    """log 2 at the start, the entropy of (0.95, 0.05) after the cue, up to the floor's 1e-13."""
    steps = steps_of(("0.95", (AT_CENTER, AT_CUE), (CUE,), ()), PUBLISHED)
    p, q = Fraction(19, 20), Fraction(1, 20)
    for step, expected in zip(steps, (log(2), -(p * log(p) + q * log(q))), strict=True):
        difference = step.belief_entropy.enclose(30) - expected.enclose(30)
        assert abs(difference.middle) + difference.radius < Fraction(1, 10**13)


def test_full_depth_of_38000_nodes() -> None:
    """Depth 5 is complete with 38000 nodes, and the first choice is then to go to the middle (45-digit values)."""
    twin = Twin(TwinModel.from_pomdp(tmaze("0.95")), replace(PUBLISHED, max_nodes=38000))
    decision = twin.search(twin.infer(twin.prior(), AT_CENTER))
    assert decision.tree is not None
    assert (decision.tree.nodes_used, decision.tree.exhausted) == (37635, False)
    assert decision.maximizers() == (4,)
    assert abs(decision.posterior[4].enclose(20).middle - Fraction("0.518759728173680719204289262059")) < Fraction(
        1, 10**14
    )


def test_the_comparison_planner() -> None:
    """625 open-loop policies: entropy, first-action marginals and the 200 that tie, as published for float32."""
    twin = Twin(TwinModel.from_pomdp(tmaze("0.95"), policy_len=4), replace(PUBLISHED, planner="policies"))
    decision = twin.search(twin.infer(twin.prior(), AT_CENTER))
    assert abs(decision.policy_entropy.enclose(20).middle - Fraction("6.19202689737093")) < Fraction(1, 10**8)
    published = ["0.21907059848308563"] * 3 + ["0.24731075763702393", "0.09547768533229828"]
    for share, text in zip(decision.action_marginals()[0], published, strict=True):
        assert abs(share.enclose(20).middle - Fraction(text)) < Fraction(1, 10**7)
    assert len(decision.rounded_maximizers()) == 200
    assert decision.controls() == CENTER
