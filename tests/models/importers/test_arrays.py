"""Arrays with a declared reading: entries exact, columns checked with exact amounts; models by name read back."""

from fractions import Fraction

import numpy as np
import pytest

from opd_exact.models.finite_model import FiniteModel
from opd_exact.models.importers import named_finite_model, named_pomdp, pomdp_from_arrays, table_from_array
from opd_exact.models.pomdp import Variable
from opd_exact.models.text import read_model, to_pomdp, write_model
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers.errors import InputError, InputTypeError


def two_states(dtype="float64", **changes):
    arrays = {
        "A": [np.array([[0.9, 0.2], [0.1, 0.8]], dtype)],
        "B": [np.eye(2, dtype=dtype)[..., None]],
        "C": [np.array([0, -0.3], dtype)],
        "D": [np.array([0.5, 0.5], dtype)],
    }
    return {**arrays, **changes}


def test_the_decimal_reading_is_what_prints():
    found = table_from_array(np.array([[0.1, 0.98]], "float32"), reading="decimal")
    assert found.nested() == ((Fraction(1, 10), Fraction(49, 50)),)


def test_the_binary_reading_is_what_is_held():
    """0.1 in float64 is 3602879701896397/2^55."""
    assert table_from_array(np.array([0.1]), reading="binary").entries == (Fraction(3602879701896397, 2**55),)


def test_integers_are_themselves():
    assert table_from_array(np.array([3, -1]), reading="binary").entries == (3, -1)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_decimals_give_the_same_model_in_every_precision(dtype):
    assert pomdp_from_arrays(**two_states(dtype), reading="decimal").A[0].column((1,)) == (
        Fraction(1, 5),
        Fraction(4, 5),
    )


def test_defaults_depend_on_all_factors_and_name_by_number():
    both = np.full((2, 2, 3), 0.5)
    model = pomdp_from_arrays(
        A=[both],
        B=[np.eye(2)[..., None], np.stack([np.eye(3)] * 2, axis=-1)],
        C=[np.zeros(2)],
        D=[np.array([1, 0]), np.array([1, 0, 0])],
        reading="decimal",
    )
    assert model.A_dependencies == ((0, 1),)
    assert model.B_dependencies == ((0,), (1,))
    assert model.action_names == ("0+0", "0+1")
    assert [factor.name for factor in model.factors] == ["factor_0", "factor_1"]


def test_a_column_that_misses_one_is_refused_with_the_amount():
    thirds = two_states(D=[np.array([1 / 3, 1 / 3])])
    with pytest.raises(InputError, match=r"D\[0\]: entries sum to 3333333333333333/5000000000000000, .*short by"):
        pomdp_from_arrays(**thirds, reading="decimal")
    rescaled = pomdp_from_arrays(**thirds, reading="decimal", normalize=True)
    assert rescaled.D[0].entries == (Fraction(1, 2), Fraction(1, 2))


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"A": [np.array([["a", "b"]])]}, InputTypeError, r"A\[0\]: entries are <U1"),
        ({"A": [np.array([[True, False]])]}, InputTypeError, r"A\[0\]: entries are bool"),
        ({"D": [np.array([0.5, np.nan])]}, InputError, r"D\[0\]: entry \[1\] is nan, expected a finite number"),
        ({"D": [np.array(1.0)]}, InputError, r"D\[0\]: shape \(\), expected 1 to"),
        ({"D": [np.array([1.5, -0.5])]}, InputError, r"D\[0\]: entry 1 is -1/2, expected none below 0"),
        ({"C": []}, InputError, "C: 0 arrays, expected 1, as many as of A"),
        ({"B": [np.eye(3)[..., None]]}, InputError, r"B\[factor_0\]: shape \(3, 3, 1\), expected \(2, 2, 1\)"),
        ({"reading": "nearest"}, InputError, "reading 'nearest': expected one of binary, decimal"),
    ],
)
def test_what_is_no_model_is_refused(changes, error, message):
    with pytest.raises(error, match=message):
        pomdp_from_arrays(**{"reading": "decimal", **two_states(), **changes})


def test_the_maze_by_name_is_the_maze():
    """Written as a model file and read again, tables, dependencies and actions are those of the model."""
    model = tmaze()
    named = named_pomdp(model)
    again = to_pomdp(read_model(write_model(named)))
    assert read_model(write_model(named)) == named
    for letter in ("A", "B", "C", "D", "A_dependencies", "B_dependencies", "action_names"):
        assert getattr(again, letter) == getattr(model, letter)


def test_a_finite_model_by_name_answers_alike():
    model = FiniteModel(("1/100", "99/100"), (("9/10", "1/10"), ("1/10", "9/10")))
    named = named_finite_model(model, Variable("H", ("ill", "well")), Variable("test", ("+", "-")))
    assert [v.name for v in named.variables] == ["H_", "test"]  # H is a word of the query language
    assert named.ask("I(H_;test)").value == model.mutual_information()
    assert read_model(write_model(named)) == named
    with pytest.raises(InputError, match=r"names for 1 states and 2 observations, expected \(2, 2\)"):
        named_finite_model(model, Variable("S", ("ill",)), Variable("T", ("+", "-")))


def test_names_that_no_file_can_hold_are_refused():
    model = FiniteModel(("1/2", "1/2"), ((1, 0), (0, 1)))
    with pytest.raises(InputError, match="as value of 'S': expected 1 to 64 printable characters, no quotes"):
        named_finite_model(model, Variable("S", ('a"', "b")), Variable("T", ("+", "-")))
