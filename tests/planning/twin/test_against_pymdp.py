"""The twin at pymdp's own numbers finds what pymdp finds: trees node by node, beliefs and posteriors up to rounding."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from opd_exact.numbers import absolute_error, relative_error
from opd_exact.planning.twin import Twin, TwinSettings
from tests.planning.twin.conftest import Compared
from tests.planning.twin.subjects import Subject, single

pytestmark = [pytest.mark.pymdp, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ROLLOUTS = (
    "published",
    pytest.param("teacher", marks=pytest.mark.exhaustive),
    pytest.param("student", marks=pytest.mark.exhaustive),
)

# Values of up to some 50 nats (preferences of -6 under gamma = 3, and logarithms of the floor) are held to 2**-24 of
# themselves, so that exp(gamma value) is off by some 1e-6 of itself. Measured: 4e-6 relative, 3e-7 absolute.
RELATIVE = Fraction(1, 10**5)
ABSOLUTE = Fraction(1, 10**6)


@pytest.mark.parametrize("name", ROLLOUTS)
def test_every_tree_of_a_rollout(compared: Callable[[str], Compared], name: str) -> None:
    """Every decision has pymdp's node counts level by level, and all of them together its budget messages."""
    found = compared(name)
    trees = [step.decision.tree for step in found.steps]
    assert all(trees)
    assert [tree.nodes_by_level for tree in trees if tree] == [step.tree.nodes_by_level for step in found.record.steps]
    assert sum(tree.messages for tree in trees if tree) == found.record.summary.node_budget_messages


@pytest.mark.parametrize("name", ROLLOUTS)
def test_every_posterior_and_belief_of_a_rollout(compared: Callable[[str], Compared], name: str) -> None:
    """Each recorded float is within float32 rounding of the twin's number, relative to it (absolute for beliefs)."""
    found = compared(name)
    for step, recorded in zip(found.steps, found.record.steps, strict=True):
        for share, stored in zip(step.decision.posterior, recorded.action_posterior, strict=True):
            error = relative_error(np.float32(float(stored)), share)
            assert error is not None
            assert error < RELATIVE
        for marginal, row in zip(step.belief.marginals, recorded.beliefs, strict=True):
            for belief, stored in zip(marginal, row, strict=True):
                assert absolute_error(np.float32(float(stored)), belief) < ABSOLUTE / 10


@pytest.mark.parametrize("name", ROLLOUTS)
def test_every_choice_of_a_rollout(compared: Callable[[str], Compared], name: str) -> None:
    """What correctly rounded posteriors choose, the lowest index among equal ones, is what pymdp chose."""
    found = compared(name)
    chosen = [step.decision.controls() for step in found.steps]
    assert chosen == [found.model.policies[action][0] for action in found.record.actions]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (1, 2, 3))])
@pytest.mark.parametrize("num_iter", [1, 16])
def test_inference_where_factors_are_entangled(seed: int, num_iter: int) -> None:
    """Two uncertain factors and a modality of both: the sweeps end where pymdp's do, though not at Bayes' rule."""
    subject = Subject.random(seed, num_iter=num_iter)
    twin = Twin(subject.model, TwinSettings(num_iter=num_iter))
    belief = twin.infer(twin.prior(), subject.observation)
    for marginal, row in zip(belief.marginals, subject.infer(), strict=True):
        for entry, stored in zip(marginal, np.asarray(row)[0, 0], strict=True):
            assert absolute_error(stored, entry) < ABSOLUTE


_DEEP = TwinSettings(entropy_stop_threshold=Fraction(0), horizon=3, max_nodes=400)

SEARCHES = [
    (0, TwinSettings(horizon=3, max_nodes=400)),
    (3, replace(_DEEP, policy_prune_threshold=Fraction(1, 4), gamma=Fraction(2))),
    (4, replace(_DEEP, policy_prune_threshold=Fraction(0), max_branching=6, observation_prune_threshold=single(0.01))),
    (5, replace(_DEEP, policy_prune_threshold=Fraction(0), topk_obsspace=1)),
    (6, replace(_DEEP, policy_prune_threshold=single(0.1), max_nodes=150)),
    (8, replace(_DEEP, neg_efe_stop_threshold=single(0.3))),
    (9, replace(_DEEP, policy_prune_threshold=Fraction(0), max_nodes=12)),
    (10, replace(_DEEP, policy_prune_threshold=single(0.3), gamma=Fraction(3), max_nodes=120, max_branching=6)),
]


@pytest.mark.parametrize(
    ("seed", "settings"),
    [*SEARCHES[::2], *(pytest.param(*search, marks=pytest.mark.exhaustive) for search in SEARCHES[1::2])],
)
def test_search_with_pruning_room_and_stops(seed: int, settings: TwinSettings) -> None:
    """Pruned policies, branches without room, only the likeliest outcomes, early stops, and a budget for no level."""
    subject = Subject.random(seed)
    found = subject.search(settings)
    twin = Twin(subject.model, settings)
    decision = twin.search(twin.infer(twin.prior(), subject.observation))
    assert decision.tree is not None
    levels = decision.tree.nodes_by_level
    assert levels[: len(found.levels)] == found.levels
    assert not any(levels[len(found.levels) :])
    assert decision.tree.messages == found.messages
    for share, stored in zip(decision.posterior, found.posterior, strict=True):
        assert absolute_error(stored, share) < ABSOLUTE


@pytest.mark.parametrize("seed", [0, pytest.param(2, marks=pytest.mark.exhaustive)])
def test_both_sides_of_the_edge_of_the_budget(seed: int) -> None:
    """With two places more than the tree needs a level is kept, with one more it is lost without a message."""
    subject = Subject.random(seed)
    settings = replace(_DEEP, policy_prune_threshold=Fraction(0), horizon=2, max_nodes=10**4)
    twin = Twin(subject.model, settings)
    tree = twin.search(twin.infer(twin.prior(), subject.observation)).tree
    assert tree is not None
    for spare, levels in ((2, tree.nodes_by_level), (1, tree.nodes_by_level[:-1])):
        edge = replace(settings, max_nodes=tree.nodes_used + spare)
        found = subject.search(edge)
        again = Twin(subject.model, edge)
        ours = again.search(again.infer(again.prior(), subject.observation)).tree
        assert ours is not None
        assert ours.nodes_by_level == found.levels == levels
        assert ours.messages == found.messages == 0


def test_no_level_at_all_is_a_posterior_of_zeros() -> None:
    """Where the first level has no place, pymdp's posterior is all zeros and its choice the first policy."""
    subject = Subject.random(9)
    settings = replace(_DEEP, policy_prune_threshold=Fraction(0), max_nodes=12)
    twin = Twin(subject.model, settings)
    decision = twin.search(twin.infer(twin.prior(), subject.observation))
    assert decision.values is None
    assert not any(subject.search(settings).posterior)
    assert all(share.is_zero() for share in decision.posterior)
    assert decision.controls() == subject.model.policies[0][0]


@pytest.mark.parametrize("flags", [(True, True), (True, False), (False, True)])
def test_enumerated_policies(flags: tuple[bool, bool]) -> None:
    """Posterior and values of the open-loop planner, with either term left out, are pymdp's `infer_policies`."""
    utility, information_gain = flags
    subject = Subject.random(11, policy_len=3, gamma=2.0, use_utility=utility, use_states_info_gain=information_gain)
    posterior, values = subject.agent.infer_policies(subject.infer())
    settings = TwinSettings(
        planner="policies", gamma=Fraction(2), use_utility=utility, use_states_info_gain=information_gain
    )
    twin = Twin(subject.model, settings)
    decision = twin.search(twin.infer(twin.prior(), subject.observation))
    assert decision.values is not None
    for share, stored in zip(decision.posterior, np.asarray(posterior)[0], strict=True):
        assert absolute_error(stored, share) < ABSOLUTE
    for value, stored in zip(decision.values, np.asarray(values)[0], strict=True):
        assert absolute_error(stored, value) < 10 * ABSOLUTE
