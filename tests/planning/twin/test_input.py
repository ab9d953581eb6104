"""Malformed tables, settings and records are refused with the place, and what is not computed is refused by name."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass, OutsideDomain, UnknownTruth
from opd_exact.planning.twin import Twin, TwinModel, TwinSettings

MODEL = TwinModel.from_pomdp(tmaze())


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("inference", "mmp"),
        ("inference", "vmp"),
        ("planner", "mcts"),
        ("sampling_mode", "other"),
        ("action_selection", "stochastic"),
        ("learning", True),
        ("use_param_info_gain", True),
        ("use_inductive", True),
        ("categorical_obs", True),
        ("kl_threshold", Fraction(0)),
        ("kl_threshold", Fraction(-1, 10**9)),
    ],
)
def test_what_is_not_computed_is_named(setting: str, value: Any) -> None:
    """The message holds the setting and its value."""
    with pytest.raises(OutsideClass, match=f"{setting}: .*{value if isinstance(value, str) else ''}"):
        TwinSettings(**{setting: value})


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("num_iter", 0),
        ("horizon", 0),
        ("max_nodes", -1),
        ("floor", Fraction(0)),
        ("floor", Fraction(1)),
        ("gamma", Fraction(0)),
        ("policy_prune_threshold", Fraction(-1)),
        ("observation_prune_threshold", "-0.1"),
        ("gamma", "three"),
    ],
)
def test_numbers_out_of_range(setting: str, value: Any) -> None:
    """Each is an InputError that names it or quotes it."""
    with pytest.raises(InputError, match=f"{setting}|three"):
        TwinSettings(**{setting: value})


@pytest.mark.parametrize(
    ("setting", "value"), [("gamma", 3.0), ("num_iter", True), ("max_nodes", 5000.0), ("floor", None)]
)
def test_numbers_of_no_exact_meaning(setting: str, value: Any) -> None:
    """Floats, and counts that are no ints."""
    with pytest.raises(InputTypeError):
        TwinSettings(**{setting: value})


MALFORMED: list[tuple[str, Callable[[], object], type[Exception], str]] = [
    ("A negative", lambda: replace(MODEL, A=(MODEL.A[0].replacing((1, 2), Fraction(-1, 9)), *MODEL.A[1:])), InputError,
     r"A\[location\]: entry -1/9 at \[1, 2\]"),
    ("A missing", lambda: replace(MODEL, A=MODEL.A[:2]), InputError, "A: found 2, expected 3"),
    ("A shape", lambda: replace(MODEL, A=(MODEL.A[1], *MODEL.A[1:])), InputError, r"A\[location\]: shape \(3, 5, 2\)"),
    ("B shape", lambda: replace(MODEL, B=(MODEL.A[0], MODEL.B[1])), InputError, r"B\[location\]: shape"),
    ("C in time", lambda: replace(MODEL, C=(Tensor.zeros((2, 5)), *MODEL.C[1:])), OutsideClass, r"C\[location\]"),
    ("D negative", lambda: replace(MODEL, D=(MODEL.D[0].replacing((0,), Fraction(-1)), MODEL.D[1])), InputError,
     r"D\[location\]"),
    ("E shape", lambda: replace(MODEL, E=Tensor.zeros((4,))), InputError, r"E: shape \(4,\), expected \(5,\)"),
    ("dependency", lambda: replace(MODEL, A_dependencies=((2,), (0, 1), (0, 1))), InputError, "dependencies"),
    ("dependency type", lambda: replace(MODEL, A_dependencies=((True,), (0, 1), (0, 1))), InputTypeError, "dependency"),
    ("no policies", lambda: replace(MODEL, policies=()), InputError, "policies: found none"),
    ("control", lambda: replace(MODEL, policies=(((5, 0),), *MODEL.policies[1:])), InputError, "control 5, .* 0 to 4"),
    ("controls", lambda: replace(MODEL, policies=(((0,),), *MODEL.policies[1:])), InputError, "1 controls, expected 2"),
    ("lengths", lambda: replace(MODEL, policies=(*MODEL.policies[:4], MODEL.policies[4] * 2)), InputError, "2 times"),
    ("names", lambda: replace(MODEL, policy_names=("a",)), InputError, "1 names, expected 5"),
    ("length", lambda: TwinModel.from_pomdp(tmaze(), policy_len=0), InputError, "policy_len: 0"),
    ("room", lambda: Twin(MODEL, TwinSettings(max_branching=4)), InputError, "max_branching: 4, expected at least 5"),
    ("steps", lambda: Twin(TwinModel.from_pomdp(tmaze(), 2), TwinSettings(max_branching=45)), OutsideClass, "2 steps"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "error", "message"), [case[1:] for case in MALFORMED], ids=[c[0] for c in MALFORMED])
def test_malformed_models(make: Callable[[], object], error: type[Exception], message: str) -> None:
    """The message names the table and the place."""
    with pytest.raises(error, match=message):
        make()


def test_malformed_observations_controls_and_marginals() -> None:
    """Lengths, ranges and types of what a twin is asked about."""
    twin = Twin(MODEL, TwinSettings())
    for observation in ((0, 0), (5, 0, 0), (0, -1, 0)):
        with pytest.raises(InputError, match="observation"):
            twin.infer(twin.prior(), observation)
    with pytest.raises(InputTypeError, match=r"cue is 0\.0"):
        twin.infer(twin.prior(), (0, 0, 0.0))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="controls"):
        twin.predict(twin.prior(), (0, 1))
    with pytest.raises(InputError, match="marginals: 1, expected 2"):
        twin.belief([[1, 0, 0, 0, 0]])  # type: ignore[list-item]
    with pytest.raises(InputError, match=r"reward_location: 1 entries, expected 2"):
        twin.belief([[1, 0, 0, 0, 0], [1]])  # type: ignore[list-item]
    with pytest.raises(InputError, match="is negative"):
        twin.belief([[1, 0, 0, 0, 0], [Fraction(-1), Fraction(2)]])  # type: ignore[list-item]
    with pytest.raises(InputError, match="2 observations and 0 controls"):
        twin.replay([(0, 0, 0), (0, 0, 0)], [])
    with pytest.raises(InputError, match="0 observations"):
        twin.replay([], [])


def test_a_tie_with_a_threshold_is_not_guessed() -> None:
    """Five policies of equal value under a threshold of 1/5: whether 1/5 > 1/5 holds is seen by no ball."""
    still = Tensor.zeros((5, 5, 5), ones=[(place, place, u) for place in range(5) for u in range(5)])
    model = replace(MODEL, B=(still, MODEL.B[1]))
    twin = Twin(model, TwinSettings(max_branching=45, policy_prune_threshold=Fraction(1, 5)), limit_bits=256)
    with pytest.raises(UnknownTruth, match=r"location=center.*share of move_to_center.*256 bits"):
        twin.search(twin.infer(twin.prior(), (0, 0, 0)))


def test_no_policy_left_and_no_penalty() -> None:
    """Without a penalty a node whose policies are all pruned has no value."""
    settings = replace(TwinSettings(max_branching=45), policy_prune_threshold=Fraction(9, 10)).without_regularization()
    twin = Twin(MODEL, settings)
    with pytest.raises(OutsideDomain, match="no policy is left"):
        twin.search(twin.infer(twin.prior(), (0, 0, 0)))


def test_an_undecided_branch_names_its_node() -> None:
    """Three modalities of two outcomes of 1/2 each: a threshold of 1/8 is met exactly."""
    settings = replace(TwinSettings(max_branching=45), observation_prune_threshold=Fraction(1, 8))
    model = replace(MODEL, A=tuple(_halves(table) for table in MODEL.A))
    twin = Twin(model, settings, limit_bits=256)
    with pytest.raises(UnknownTruth, match=r"location=center.*controls \(0, 0\), weight of the observation.*256 bits"):
        twin.search(twin.infer(twin.prior(), (0, 0, 0)))


def test_an_undecided_stop_names_the_root() -> None:
    """The value of the root, a padding's e**-512 below its threshold of 0, is told with the belief and the levels."""
    still = Tensor.zeros((5, 5, 5), ones=[(place, place, u) for place in range(5) for u in range(5)])
    flat = tuple(Tensor((3, 5, 2), (Fraction(1, 3),) * 30) for _ in range(2))
    model = replace(MODEL, A=(Tensor((5, 5), (Fraction(1, 5),) * 25), *flat), B=(still, MODEL.B[1]))
    model = replace(model, C=tuple(Tensor(table.shape, (Fraction(0),) * len(table.entries)) for table in model.C))
    settings = TwinSettings(
        max_branching=45,
        horizon=2,
        policy_prune_threshold=Fraction(0),
        observation_prune_threshold=Fraction(1, 1000),
        entropy_stop_threshold=Fraction(0),
        neg_efe_stop_threshold=Fraction(0),
    )
    twin = Twin(model, settings, limit_bits=256)
    with pytest.raises(UnknownTruth, match=r"root of the tree, node at the belief \(location=.*after 1 levels, value"):
        twin.search(twin.infer(twin.prior(), (0, 0, 0)))


def _halves(table: Tensor) -> Tensor:
    """Two outcomes of probability 1/2 in every column."""
    half = len(table.entries) // table.shape[0]
    return Tensor(table.shape, tuple(Fraction(int(i < 2 * half), 2) for i in range(len(table.entries))))
