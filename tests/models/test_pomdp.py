"""POMDPs: what does not fit is refused with tensor, column and exact deficit."""

from dataclasses import replace
from fractions import Fraction

import pytest

from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers import InputError

HALF = Fraction(1, 2)


def changed(model: POMDP, letter: str, table: int, **entries: Fraction) -> POMDP:
    """The model with entries of one table replaced; a key "i0_1" stands for the index (0, 1)."""
    tables = list(getattr(model, letter))
    for key, value in entries.items():
        tables[table] = tables[table].replacing(tuple(int(i) for i in key[1:].split("_")), value)
    return replace(model, **{letter: tuple(tables)})


def test_a_column_that_misses_one_is_named_with_its_deficit() -> None:
    """The message of a short column gives the states, the sum and what is missing."""
    with pytest.raises(InputError) as caught:
        changed(tmaze(), "A", 2, i1_3_0=Fraction(93, 100))
    assert str(caught.value) == (
        "A[cue], column (location=cue_location, reward_location=reward_left):"
        " entries sum to 49/50, expected 1 (short by 1/50)"
    )


@pytest.mark.parametrize(
    ("letter", "table", "entries", "message"),
    [
        ("A", 0, {"i0_0": Fraction(3, 2)}, r"A\[location\], column \(location=center\): .* \(over by 1/2\)"),
        ("A", 0, {"i0_0": Fraction(2), "i1_0": Fraction(-1)}, r"entry -1 is negative"),
        ("B", 1, {"i0_0_0": HALF}, r"B\[reward_location\], column \(reward_location=reward_left, control=0\)"),
        ("D", 1, {"i0": Fraction(1)}, r"D\[reward_location\], its only column: entries sum to 3/2"),
    ],
)
def test_no_table_of_probabilities_may_miss_one_or_go_below_zero(
    letter: str, table: int, entries: dict[str, Fraction], message: str
) -> None:
    """A, B and D are checked; columns with a negative entry fail even where they sum to one."""
    with pytest.raises(InputError, match=message):
        changed(tmaze(), letter, table, **entries)


def test_preferences_are_not_normalized() -> None:
    """C may be any vector: it is a log-preference, not a distribution."""
    assert changed(tmaze(), "C", 1, i2=Fraction(-1000)).C[1][(2,)] == -1000


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("A_dependencies", ((0,), (0,), (0, 1)), r"A\[outcome\]: shape \(3, 5, 2\), expected \(3, 5\)"),
        ("A_dependencies", ((0,), (0, 2), (0, 1)), r"A\[outcome\]: dependencies \(0, 2\), expected different factor"),
        ("A_dependencies", ((0,), (0, 0), (0, 1)), r"A\[outcome\]: dependencies \(0, 0\), expected different factor"),
        ("A_dependencies", ((0,), (0, 1)), "A_dependencies: found 2, expected 3"),
        ("B_dependencies", ((1,), (1,)), r"B\[location\]: shape \(5, 5, 5\), expected \(5, 2, 5\)"),
        ("C", (Tensor.zeros((5,)), Tensor.zeros((2,)), Tensor.zeros((3,))), r"C\[outcome\]: shape \(2,\)"),
        ("D", (Tensor.zeros((5,), [(0,)]),), "D: found 1, expected 2"),
        ("action_names", ("go",), "1 names, expected 5"),
    ],
)
def test_shapes_and_dependencies_must_fit(field: str, value: object, message: str) -> None:
    """Every mismatch names the table and what was expected."""
    with pytest.raises(InputError, match=message):
        replace(tmaze(), **{field: value})


def test_a_model_without_factors_is_refused() -> None:
    """There must be something to be uncertain about."""
    with pytest.raises(InputError, match="factors: found none, expected at least one"):
        POMDP((), (Variable("o", ("a",)),), (), (Tensor.zeros((1,), [(0,)]),), (), (Tensor.zeros((1,)),), (), ((),), ())


def test_actions_are_all_combinations_of_controls() -> None:
    """Two factors with 2 and 3 controls make 6 actions, the last factor's control fastest."""
    coin = Variable("coin", ("heads", "tails"))
    moves = [Tensor((2, 2, count), (HALF,) * (4 * count)) for count in (2, 3)]
    model = POMDP(
        factors=(coin, coin),
        modalities=(coin,),
        action_names=tuple("abcdef"),
        A=(Tensor((2, 2), (HALF,) * 4),),
        B=tuple(moves),
        C=(Tensor.zeros((2,)),),
        D=(Tensor((2,), (HALF,) * 2),) * 2,
        A_dependencies=((1,),),
        B_dependencies=((0,), (1,)),
    )
    assert model.actions == ((0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2))
    assert model.states() == ((0, 0), (0, 1), (1, 0), (1, 1))
