"""The twin agrees with its literal transcription in mpmath to 30 digits: beliefs, posteriors, trees and messages."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Any

import mpmath
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import ComputedReal
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings, all_policies
from tests.planning.twin.literal import Literal, twin_models

DIGITS = 30


@pytest.fixture(autouse=True)
def many_digits() -> Iterator[None]:
    """The transcription keeps 80 digits, as the penalty's softmax weight and 2**-104 are added to numbers near one."""
    with mpmath.workdps(80):
        yield


def agrees(found: ComputedReal, expected: Any) -> bool:
    """Whether a real number is the given one to 30 digits (of one, for numbers below one)."""
    middle = found.enclose(DIGITS + 5).middle
    return bool(abs(mpmath.mpf(middle.numerator) / middle.denominator - expected) <= mpmath.mpf(10) ** -DIGITS)


# Thresholds with a prime denominator, which no probability or value of these small models can equal: a tie with a
# threshold is undecided, and has a test of its own.
searches = st.builds(
    TwinSettings,
    gamma=st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3)]),
    horizon=st.integers(1, 3),
    max_nodes=st.sampled_from([2, 8, 30, 90]),
    max_branching=st.integers(9, 12),
    num_iter=st.integers(1, 4),
    prune_penalty=st.sampled_from([Fraction(2), Fraction(512)]),
    policy_prune_threshold=st.sampled_from([Fraction(0), Fraction(1001, 10007), Fraction(3301, 10007)]),
    observation_prune_threshold=st.sampled_from([Fraction(11, 10007), Fraction(631, 10007), Fraction(2003, 10007)]),
    entropy_stop_threshold=st.sampled_from([Fraction(0), Fraction(1, 2)]),
    neg_efe_stop_threshold=st.sampled_from([Fraction(5003, 10007), Fraction(10**10)]),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(model=twin_models(), chosen=searches, data=st.data())
def test_tree_search(model: TwinModel, chosen: TwinSettings, data: st.DataObject) -> None:
    """Beliefs, posterior, nodes of every level and messages are those of the literal program."""
    observation = tuple(data.draw(st.integers(0, len(modality) - 1)) for modality in model.modalities)
    twin, literal = Twin(model, chosen), Literal(model, chosen)
    belief, expected = twin.infer(twin.prior(), observation), literal.infer(literal.prior(), observation)
    for marginal, row in zip(belief.marginals, expected, strict=True):
        assert all(agrees(p, q) for p, q in zip(marginal, row, strict=True))
    decision = twin.search(belief)
    posterior, counts = literal.search(expected)
    assert all(agrees(p, q) for p, q in zip(decision.posterior, posterior, strict=True))
    assert decision.tree is not None
    levels = list(decision.tree.nodes_by_level)
    while not levels[-1]:
        levels.pop()
    assert levels == counts
    assert decision.tree.messages == literal.messages


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(model=twin_models(), utility=st.booleans(), information_gain=st.booleans(), data=st.data())
def test_open_loop(model: TwinModel, utility: bool, information_gain: bool, data: st.DataObject) -> None:
    """Values and posterior of a single-step list of policies with a prior of their own, zeros included."""
    weights = [data.draw(st.integers(0, 5)) for _ in model.policies]
    model = replace(model, E=replace(model.E, entries=tuple(Fraction(w, 7) for w in weights)))
    chosen = TwinSettings(
        planner="policies", gamma=Fraction(2), use_utility=utility, use_states_info_gain=information_gain
    )
    twin, literal = Twin(model, chosen), Literal(model, chosen)
    decision = twin.search(twin.prior())
    values, posterior = literal.open_loop(literal.prior())
    assert decision.values is not None
    assert decision.tree is None
    assert all(agrees(p, q) for p, q in zip(decision.values, values, strict=True))
    assert all(agrees(p, q) for p, q in zip(decision.posterior, posterior, strict=True))


@pytest.mark.parametrize(("max_nodes", "counts"), [(13, [1]), (14, [1, 11]), (86, [1, 11]), (87, [1, 11, 73])])
def test_both_sides_of_the_node_budget_in_the_maze(max_nodes: int, counts: list[int]) -> None:
    """The literal program too keeps 12 nodes with 14 places and drops them with 13, and says so as often."""
    chosen = TwinSettings(
        gamma=Fraction(3),
        horizon=2,
        max_nodes=max_nodes,
        max_branching=45,
        policy_prune_threshold=Fraction(0),
        observation_prune_threshold=Fraction(1, 10000),
        entropy_stop_threshold=Fraction(0),
    )
    model = TwinModel.from_pomdp(tmaze("0.98"))
    twin, literal = Twin(model, chosen), Literal(model, chosen)
    decision = twin.search(twin.infer(twin.prior(), (0, 0, 0)))
    posterior, found = literal.search(literal.infer(literal.prior(), (0, 0, 0)))
    assert decision.tree is not None
    assert list(decision.tree.nodes_by_level) == found == counts
    assert decision.tree.messages == literal.messages
    assert all(agrees(p, q) for p, q in zip(decision.posterior, posterior, strict=True))


def test_open_loop_policies_of_two_steps_in_the_maze() -> None:
    """25 policies: each value is the sum over its steps, along the beliefs they lead through."""
    model = TwinModel.from_pomdp(tmaze("0.95"), policy_len=2)
    chosen = TwinSettings(planner="policies", gamma=Fraction(3))
    twin, literal = Twin(model, chosen), Literal(model, chosen)
    decision = twin.search(twin.infer(twin.prior(), (0, 0, 0)))
    _, posterior = literal.open_loop(literal.infer(literal.prior(), (0, 0, 0)))
    assert all(agrees(p, q) for p, q in zip(decision.posterior, posterior, strict=True))


def test_three_entangled_factors_in_any_order() -> None:
    """A modality of all three factors, listed out of order, and a transition that depends on two of them."""

    def table(shape: tuple[int, ...], seed: int) -> Tensor:
        entries = [Fraction(1 + (seed * (i + 3) * (i + 7)) % 11) for i in range(prod(shape))]
        side = prod(shape[1:])
        return Tensor(shape, tuple(x / sum(entries[i % side :: side]) for i, x in enumerate(entries)))

    sizes = (2, 3, 2)
    policies = all_policies((2, 1, 2), 1)
    model = TwinModel(
        factors=tuple(Variable(f"factor{f}", tuple(str(s) for s in range(n))) for f, n in enumerate(sizes)),
        modalities=(Variable("all", ("a", "b", "c")), Variable("none", ("x", "y"))),
        A=(table((3, 2, 2, 3), 5), table((2,), 1)),
        B=(table((2, 2, 3, 2), 2), table((3, 3, 1), 3), table((2, 2, 2), 7)),
        C=(Tensor.from_nested([1, "-1/2", 0]), Tensor.from_nested([0, 1])),
        D=(table((2,), 1), table((3,), 2), table((2,), 3)),
        E=Tensor((4,), (Fraction(1, 4),) * 4),
        A_dependencies=((2, 0, 1), ()),
        B_dependencies=((0, 1), (1,), (2,)),
        policies=policies,
        policy_names=tuple(str(policy) for policy in policies),
    )
    chosen = TwinSettings(horizon=2, max_nodes=200, observation_prune_threshold=Fraction(1, 100))
    twin, literal = Twin(model, chosen), Literal(model, chosen)
    belief, expected = twin.infer(twin.prior(), (2, 1)), literal.infer(literal.prior(), (2, 1))
    for marginal, row in zip(belief.marginals, expected, strict=True):
        assert all(agrees(p, q) for p, q in zip(marginal, row, strict=True))
    decision = twin.search(belief)
    posterior, counts = literal.search(expected)
    assert decision.tree is not None
    assert list(decision.tree.nodes_by_level) == counts
    assert decision.tree.messages == literal.messages
    assert all(agrees(p, q) for p, q in zip(decision.posterior, posterior, strict=True))
