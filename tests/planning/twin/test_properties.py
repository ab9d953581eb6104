"""What holds for every model: shares sum to one, renaming changes nothing, and ties that are claimed are there."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opd_exact.models.pomdp import Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import ComputedReal
from opd_exact.planning.twin import Twin, TwinDecision, TwinModel, TwinSettings, all_policies
from tests.planning.twin.literal import twin_models

SETTINGS = TwinSettings(
    horizon=2,
    num_iter=3,
    max_nodes=300,
    policy_prune_threshold=Fraction(0),
    observation_prune_threshold=Fraction(631, 10007),
    entropy_stop_threshold=Fraction(0),
)
MANY = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large]}


def decided(model: TwinModel, chosen: TwinSettings, observation: tuple[int, ...]) -> TwinDecision:
    twin = Twin(model, chosen)
    return twin.search(twin.infer(twin.prior(), observation))


def off_by(left: ComputedReal, right: ComputedReal | Fraction | int) -> Fraction:
    """The distance of two numbers, bounded from above by enclosures of 30 digits."""
    ball = (left - right).enclose(30)
    return abs(ball.middle) + ball.radius


def renamed(table: Tensor, *renamings: tuple[int, ...] | None) -> Tensor:
    """Entry i of the new table along an axis is entry renaming[i] of the old one."""
    pairs = [(i, renaming) for i, renaming in enumerate(renamings) if renaming is not None]

    def source(index: tuple[int, ...]) -> tuple[int, ...]:
        changed = list(index)
        for axis, renaming in pairs:
            changed[axis] = renaming[index[axis]]
        return tuple(changed)

    return Tensor(table.shape, tuple(table[source(index)] for index in table.indices()))


@settings(max_examples=25, **MANY)  # type: ignore[arg-type]
@given(model=twin_models())
def test_shares_and_beliefs_sum_to_one(model: TwinModel) -> None:
    """Beliefs sum to one; a tree's posterior lacks the padding's share, which is below exp(-400)."""
    twin = Twin(model, SETTINGS)
    belief = twin.infer(twin.prior(), (0, 0))
    for marginal in belief.marginals:
        assert off_by(ComputedReal.total(marginal), 1) < Fraction(1, 10**29)
    shares = ComputedReal.total(twin.search(belief).posterior)
    assert off_by(shares, 1) < Fraction(1, 10**29)
    deficit = (1 - shares).enclose(3)
    assert deficit.upper < Fraction(1, 10**170)
    assert shares < 1


@settings(max_examples=15, **MANY)  # type: ignore[arg-type]
@given(model=twin_models(), data=st.data())
def test_renaming_changes_nothing(model: TwinModel, data: st.DataObject) -> None:
    """States, outcomes and controls in another order give the same posteriors and trees, in that order."""
    first = data.draw(st.permutations(range(len(model.factors[0]))).map(tuple))
    outcome = data.draw(st.permutations(range(len(model.modalities[0]))).map(tuple))
    control = data.draw(st.permutations(range(model.controls[0])).map(tuple))
    other = replace(
        model,
        A=(renamed(model.A[0], outcome, first, None), model.A[1]),
        B=(renamed(model.B[0], first, first, control), renamed(model.B[1], None, first, None, None)),
        C=(renamed(model.C[0], outcome), model.C[1]),
        D=(renamed(model.D[0], first), model.D[1]),
    )
    here, there = decided(model, SETTINGS, (outcome[0], 0)), decided(other, SETTINGS, (0, 0))
    assert here.tree is not None
    assert there.tree is not None
    assert here.tree.nodes_by_level == there.tree.nodes_by_level
    for i, old in enumerate(control):
        assert off_by(there.posterior[i], here.posterior[old]) < Fraction(1, 10**29)


@settings(max_examples=15, **MANY)  # type: ignore[arg-type]
@given(model=twin_models())
def test_more_digits_stay_within_fewer(model: TwinModel) -> None:
    """Enclosures of 12, 30 and 90 digits overlap and get narrower."""
    for share in decided(model, SETTINGS, (0, 0)).posterior:
        balls = [share.enclose(digits) for digits in (12, 30, 90)]
        assert balls[0].overlaps(balls[2])
        assert balls[1].overlaps(balls[2])
        assert balls[2].radius <= balls[1].radius


def ring(size: int, wanted: frozenset[int]) -> TwinModel:
    """Places on a ring, seen through a noisy channel that is the same everywhere; control u jumps u places ahead."""
    noise = [Fraction(8, 10), Fraction(1, 10), *[Fraction(0)] * (size - 3), Fraction(1, 10)]
    likelihood = [[noise[(o - s) % size] for s in range(size)] for o in range(size)]
    moves = Tensor.zeros((size, size, size), ones=[((s + u) % size, s, u) for s in range(size) for u in range(size)])
    policies = all_policies((size,), 1)
    names = tuple(str(i) for i in range(size))
    return TwinModel(
        factors=(Variable("place", names),),
        modalities=(Variable("seen", names),),
        A=(Tensor.from_nested(likelihood),),
        B=(moves,),
        C=(Tensor((size,), tuple(Fraction(int(o in wanted)) for o in range(size))),),
        D=(Tensor((size,), (Fraction(1, size),) * size),),
        E=Tensor((size,), (Fraction(1, size),) * size),
        A_dependencies=((0,),),
        B_dependencies=((0,),),
        policies=policies,
        policy_names=names,
    )


@pytest.mark.parametrize("planner", ["sophisticated", "policies"])
def test_mirrored_jumps_tie(planner: str) -> None:
    """Seen at place 0 of a ring whose prize is at 0 too, jumps of u and -u are mirror images: proved equal."""
    twin = Twin(ring(5, frozenset({0})), replace(SETTINGS, planner=planner))
    decision = twin.search(twin.infer(twin.prior(), (0,)))
    assert decision.tie_classes == ((0,), (1, 4), (2, 3))
    assert decision.maximizers() == (0,)
    for left, right in ((1, 4), (2, 3)):
        assert off_by(decision.posterior[left], decision.posterior[right]) < Fraction(1, 10**29)


def test_a_history_that_breaks_the_mirror_breaks_the_proof() -> None:
    """After a jump by 1 and a look at place 1, the prize is one step back: nothing mirrors that."""
    twin = Twin(ring(5, frozenset({0})), SETTINGS)
    belief = twin.infer(twin.predict(twin.infer(twin.prior(), (0,)), (1,)), (1,))
    assert twin.search(belief).tie_classes == ((0,), (1,), (2,), (3,), (4,))
    assert twin.search(belief).maximizers() == (4,)


def test_policies_listed_twice_tie() -> None:
    """The same policy under two indices has one posterior; a different prior over policies keeps them apart."""
    model = ring(4, frozenset({1}))
    policies = (model.policies[0], model.policies[0], model.policies[1])
    for weights, classes in (((1, 1, 1), ((0, 1), (2,))), ((1, 2, 1), ((0,), (1,), (2,)))):
        prior = Tensor((3,), tuple(Fraction(w, 5) for w in weights))
        weighted = replace(model, policies=policies, policy_names=("a", "b", "c"), E=prior)
        assert decided(weighted, replace(SETTINGS, planner="policies"), (0,)).tie_classes == classes


@settings(max_examples=20, **MANY)  # type: ignore[arg-type]
@given(model=twin_models())
def test_claimed_ties_are_there(model: TwinModel) -> None:
    """Where the first two controls do the same, they tie; every tie that is claimed holds to 60 digits."""
    same = renamed(model.B[0], None, None, (0, 0, *range(2, model.controls[0])))
    decision = decided(replace(model, B=(same, model.B[1])), SETTINGS, (0, 0))
    assert any({0, 1} <= set(members) for members in decision.tie_classes)
    for members in decision.tie_classes:
        for i in members[1:]:
            ball = (decision.posterior[members[0]] - decision.posterior[i]).enclose(60)
            assert abs(ball.middle) + ball.radius < Fraction(1, 10**59)
