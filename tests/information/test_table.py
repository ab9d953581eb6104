"""What is read, and what is refused: bad input one by one, with the place, the value and the relation it breaks."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import arb, fmpq

from opd_exact.information import (
    Table,
    alpha_divergence,
    conditional_entropy,
    conditional_mutual_information,
    entropy,
    evidence,
    expected_free_energy,
    generalized_jensen_shannon_divergence,
    interaction_information,
    jensen_shannon_divergence,
    mutual_information,
    posterior,
    relative_entropy,
    renyi_entropy,
    skew_divergence,
    tabulate,
    tabulate_rows,
    tsallis_entropy,
    variational_free_energy,
)
from opd_exact.numbers import Ball, InputError, InputTypeError, OutsideDomain, UnknownTruth, log

HALF = ["1/2", "1/2"]
SENSOR = [["0.85", "0.15"], ["0.15", "0.85"]]
P = sympy.Symbol("p", positive=True)
N = sympy.Symbol("n", nonnegative=True)


@pytest.mark.parametrize(
    "values",
    [
        ["1/2", "0.25", Fraction(1, 4)],
        (fmpq(1, 2), "25e-2", "1/4"),
        np.array([Fraction(1, 2), "0.25", fmpq(1, 4)], dtype=object),
        np.array(["1/2", "0.25", "0.25"]),
    ],
)
def test_spellings_of_one_distribution(values):
    """Text, fractions and flint rationals, in lists, tuples and arrays, are the same exact table."""
    table = tabulate(values, "p")
    assert table.cells == (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4))
    assert entropy(values) == Fraction(3, 2) * log(2)


def test_integers_are_exact():
    """Point masses may be written with integers of any kind."""
    for values in ([1, 0], np.array([1, 0]), np.array([[1, 0]], dtype=np.uint8)):
        assert entropy(values) == 0


def test_shapes_and_indices():
    """Row-major order, axes from the end, marginals in the order asked for."""
    table = tabulate([[["1/8"] * 2, ["1/16"] * 2], [["1/4", 0], ["1/4", "1/8"]]], "joint")
    assert table.shape == (2, 2, 2)
    assert len(table) == 8
    assert list(table.indices())[5] == (1, 0, 1)
    assert table.marginal(-1).cells == (Fraction(11, 16), Fraction(5, 16))
    assert table.marginal(2, 0).cells == (Fraction(3, 16), Fraction(1, 2), Fraction(3, 16), Fraction(1, 8))
    assert tabulate(table, "anything") is table
    assert tabulate_rows(table, "anything") is table


def test_the_two_readings_of_a_float():
    """0.1 is 1/10 as it prints and something else as it is held; the second kind rarely sums to one."""
    assert tabulate([0.1, 0.9], "p", "decimal").cells == (Fraction(1, 10), Fraction(9, 10))
    assert tabulate(np.float32([0.1, 0.9]), "p", "decimal").cells == (Fraction(1, 10), Fraction(9, 10))
    with pytest.raises(InputError, match=r"p: entries sum to .*, expected 1"):
        tabulate(np.float32([0.1, 0.9]), "p", "binary")
    assert tabulate([0.25, 0.75], "p", "binary").cells == (Fraction(1, 4), Fraction(3, 4))


REFUSED = [
    ([], InputError, r"p is empty on axis 0"),
    ([[], []], InputError, r"p is empty on axis 1"),
    (np.zeros((0, 2), dtype=object), InputError, r"p is empty: its shape is \(0, 2\)"),
    ([HALF, ["1/2"]], InputError, r"p\[1\] has 1 entries, expected 2"),
    ([HALF, "1/2"], InputError, r"p\[1\] is '1/2', expected 2 entries.*ragged"),
    (["1/2", HALF], InputError, r"p\[1\] is a sequence.*ragged"),
    (["3/2", "-1/2"], InputError, r"p\[1\] is -1/2, expected a probability >= 0"),
    ([["1/2", "3/4"], ["-1/4", 0]], InputError, r"p\[1, 0\] is -1/4"),
    (["1/2", "12/25"], InputError, r"p: entries sum to 49/50, expected 1 \(short by 1/50\)"),
    (["1/2", "2/3"], InputError, r"p: entries sum to 7/6, expected 1 \(over by 1/6\)"),
    ([0, 0], InputError, r"p: entries sum to 0, expected 1 \(short by 1\)"),
    (["1/2", "half"], InputError, r"p\[1\]: 'half' spells no rational"),
    (["1/2", "1/0"], InputError, r"p\[1\]: '1/0': the denominator is zero"),
    (["1/2", "nan"], InputError, r"p\[1\]: 'nan' spells no rational"),
    ([True, False], InputTypeError, r"p\[0\]: True \(bool\)"),
    ([np.bool_(1), 0], InputTypeError, r"p\[0\]: np.True_"),
    ([0.5, 0.5], InputTypeError, r'p\[0\]: 0.5 \(float\).*reading="decimal", "binary" or "float"'),
    (np.array([[0.5, 0.5]]), InputTypeError, r"p\[0, 0\]: .*0.5"),
    ([float("nan"), 1], InputTypeError, r"p\[0\]: nan \(float\)"),
    ([0.5 + 0j, "1/2"], InputTypeError, r"p\[0\]: \(0.5\+0j\) \(complex\)"),
    ([None, 1], InputTypeError, r"p\[0\]: None \(NoneType\)"),
    (np.array([True, False]), InputTypeError, r"p is an array of bool"),
    (np.array([1j, 1]), InputTypeError, r"p is an array of complex128"),
    (np.array(0.5), InputTypeError, r"p is an array without axes"),
    ("1/2", InputTypeError, r"p is '1/2' \(str\), expected a sequence"),
    ({"a": 1}, InputTypeError, r"p is .*dict"),
    (1, InputTypeError, r"p is 1 \(int\)"),
    (np.float64(1), InputTypeError, r"p is .*float64"),
    ([sympy.Float("0.5"), P], InputTypeError, r"p\[0\] is 0.5.*write a Rational"),
    ([P, 1.5 * P], InputTypeError, r"p\[1\] is 1.5\*p.*Float"),
    ([P, 0.5], InputTypeError, r"p\[1\]: 0.5 \(float\)"),
    ([sympy.I, P], InputError, r"p\[0\] is I, expected a finite real"),
    ([sympy.nan, P], InputError, r"p\[0\] is nan, expected a finite real"),
    ([sympy.oo, P], InputError, r"p\[0\] is oo"),
    ([sympy.Symbol("r") > 0, P], InputTypeError, r"p\[0\] is r > 0 .*no SymPy number"),
    ([sympy.Rational(-1, 2), sympy.Rational(3, 2)], InputError, r"p\[0\] is -1/2"),
    ([sympy.Rational(1, 2), "1/4"], InputError, r"p: entries sum to 3/4, expected 1 \(short by 1/4\)"),
    ([P, "1/4", sympy.Rational(1, 2) - P], InputError, r"p: entries sum to 3/4"),
    ([P, Ball.from_rational("1/2")], InputTypeError, r"p\[1\] is .*balls and SymPy"),
    ([arb(1) / 3, arb(1) / 3], InputError, r"p: entries sum to .*excludes 1"),
    ([Ball.from_rational(-1), 2], InputError, r"p\[0\] is <Ball -1>"),
]


@pytest.mark.parametrize(("values", "error", "message"), REFUSED)
def test_bad_tables(values, error, message):
    """The message names the argument, the index, what was found and what was expected."""
    with pytest.raises(error, match=message):
        entropy(values)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("reading", ["decimal", "binary"])
def test_what_is_no_number_has_no_reading(value, reading):
    """NaN and infinities are refused under every exact reading."""
    with pytest.raises(InputError, match=r"p\[1\]: .* is no real number"):
        entropy([1.0, value], reading=reading)


def test_a_reading_must_be_one_that_exists():
    """An unknown word is an error and not the default."""
    with pytest.raises(InputError, match="reading is 'guess'"):
        entropy([0.5, 0.5], reading="guess")


def test_floats_stand_among_exact_numbers_only():
    """Under the float reading a ball or a symbol beside a float is refused."""
    for other in (Ball.from_rational("1/2"), P):
        with pytest.raises(InputTypeError, match=r"p\[1\] is .*which is no float"):
            entropy([0.5, other], reading="float")


def test_kinds_that_do_not_meet():
    """Balls against symbols, floats against balls: no arithmetic holds both."""
    ball = [Ball.from_rational("1/2")] * 2
    with pytest.raises(InputTypeError, match=r"a table of .* meets one of"):
        relative_entropy(ball, [P, 1 - P])
    with pytest.raises(InputTypeError, match=r"a table of .* meets one of"):
        relative_entropy(ball, [0.5, 0.5], reading="float")


def test_floats_are_subjects_and_not_validated():
    """Under the float reading the sum, the sign and NaN are taken as they come."""
    assert entropy([0.5, 0.4], reading="float") > 0
    assert np.isnan(entropy([float("nan"), 0.5], reading="float"))
    assert np.isnan(entropy([-0.5, 1.5], reading="float"))
    assert relative_entropy([0.5, 0.5], [1.0, 0.0], reading="float") == np.inf
    assert np.isnan(posterior([0.5, 0.5], [[1.0, 0.0], [1.0, 0.0]], 1, reading="float").cells[0])


ROWS = [
    ([["0.9", "0.1"], ["0.2", "0.7"]], InputError, r"likelihood\[1\]: entries sum to 9/10.*short by 1/10"),
    ([["3/2", "-1/2"], HALF], InputError, r"likelihood\[0, 1\] is -1/2"),
    (HALF, InputError, r"likelihood has shape \(2,\), expected rows"),
    ([HALF, HALF, HALF], InputError, r"belief has shape \(2,\) and likelihood has shape \(3, 2\)"),
    ([[HALF]], InputError, r"belief has shape \(2,\) and likelihood has shape \(1, 1, 2\)"),
]


@pytest.mark.parametrize(("rows", "error", "message"), ROWS)
def test_bad_likelihoods(rows, error, message):
    """Rows must sum to one, and there must be one for each state."""
    with pytest.raises(error, match=message):
        expected_free_energy(HALF, rows, HALF)


CALLS = [
    (lambda: relative_entropy(HALF, ["1/3"] * 3), InputError, r"p has shape \(2,\) and q has shape \(3,\)"),
    (lambda: conditional_entropy(SENSOR_JOINT, given=2), InputError, r"given: axis 2 does not exist"),
    (lambda: conditional_entropy(SENSOR_JOINT, given=(0, 1)), InputError, r"names every axis"),
    (lambda: conditional_entropy(SENSOR_JOINT, given=(0, -2)), InputError, r"names an axis twice"),
    (lambda: conditional_entropy(SENSOR_JOINT, given="x"), InputTypeError, r"'x' \(str\) is no axis"),
    (lambda: conditional_entropy(SENSOR_JOINT, given=(True,)), InputTypeError, r"True \(bool\) is no axis"),
    (lambda: mutual_information(HALF), InputError, r"leaves a variable without an axis"),
    (lambda: mutual_information(SENSOR_JOINT, first=()), InputError, r"leaves a variable without an axis"),
    (lambda: conditional_mutual_information(SENSOR_JOINT, given=0), InputError, r"leaves 1 axes"),
    (lambda: interaction_information(SENSOR_JOINT), InputError, r"expected 3 axes"),
    (lambda: jensen_shannon_divergence(HALF, HALF, weights=["1/2", "1/4"]), InputError, r"weights: entries sum to 3/4"),
    (lambda: jensen_shannon_divergence(HALF, HALF, weights=["1/3"] * 3), InputError, r"weights has shape \(3,\)"),
    (lambda: jensen_shannon_divergence(HALF, [1]), InputError, r"distributions\[1\] has shape \(1,\)"),
    (lambda: generalized_jensen_shannon_divergence([], []), InputError, r"distributions is empty"),
    (lambda: skew_divergence(HALF, HALF, "3/2"), InputError, r"alpha is 3/2, expected a number from 0 to 1"),
    (lambda: alpha_divergence(HALF, HALF, 0.5), InputTypeError, r"order: 0.5 \(float\)"),
    (lambda: alpha_divergence(HALF, HALF, "x"), InputError, r"order: 'x' spells no rational"),
    (lambda: alpha_divergence([P, 1 - P], HALF, sympy.Float(0.5)), InputTypeError, r"order: 0.5"),
    (lambda: renyi_entropy(HALF, -1), OutsideDomain, r"order -1 is negative"),
    (lambda: tsallis_entropy(HALF, "-1/2"), OutsideDomain, r"order -1/2 is negative"),
    (lambda: evidence(HALF, SENSOR, 2), InputError, r"observation is 2, expected an index from 0 to 1"),
    (lambda: evidence(HALF, SENSOR, -1), InputError, r"observation is -1"),
    (lambda: evidence(HALF, SENSOR, True), InputTypeError, r"observation is True \(bool\)"),
    (lambda: evidence(HALF, SENSOR, "0"), InputTypeError, r"observation is '0' \(str\)"),
    (lambda: variational_free_energy(["1/3"] * 3, HALF, SENSOR, 0), InputError, r"q has shape \(3,\) and prior"),
    (lambda: expected_free_energy(HALF, SENSOR, ["1/3"] * 3), InputError, r"preferences has shape \(3,\)"),
    (lambda: Table((2,), (P, 1 - P), None).marginal(1), InputError, r"axes: axis 1 does not exist"),
    (lambda: relative_entropy([N, 1 - N], [0, 1]), OutsideDomain, r"depends on whether -n is 0"),
    (lambda: entropy([Ball.from_bounds(0, "1/9"), "17/18"]), UnknownTruth, r"not told from 0"),
]
SENSOR_JOINT = [["1/4", "1/4"], ["1/4", "1/4"]]


@pytest.mark.parametrize(("call", "error", "message"), CALLS)
def test_bad_calls(call, error, message):
    """Shapes, axes, weights, orders and observations that do not fit."""
    with pytest.raises(error, match=message):
        call()


def test_a_symbol_that_is_positive_decides_an_infinity():
    """p > 0 against 0 is infinitely far; a declared zero costs nothing."""
    assert relative_entropy([P, 1 - P], [0, 1]) == sympy.oo
    q = sympy.Symbol("q", positive=True)
    assert relative_entropy([0, P, q], [0, P, q]) == 0
