"""Quantities from integer weights are the quantities of the normalized tables."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opd_exact.information import (
    entropy,
    entropy_from_weights,
    mutual_information,
    mutual_information_from_weights,
    relative_entropy,
    relative_entropy_from_weights,
    tabulate,
)
from opd_exact.numbers import POSITIVE_INFINITY, InputError, InputTypeError, OutsideDomain, log
from tests.information.distributions import normalized, shaped, weights
from tests.information.oracles import agrees
from tests.information.oracles import entropy as mp_entropy

SETTINGS = settings(max_examples=60, deadline=None)


@SETTINGS
@given(st.integers(1, 70).flatmap(weights))
def test_entropy(w):
    """Lists, arrays of any width and exact tables give the number of the definition."""
    exact = entropy(normalized(w))
    assert entropy_from_weights(w) == exact
    assert entropy_from_weights(np.array(w, dtype=object)) == exact
    assert entropy_from_weights(tabulate(normalized(w), "p")) == exact


@SETTINGS
@given(st.integers(1, 70).flatmap(lambda n: st.tuples(weights(n), weights(n))))
def test_relative_entropy(pair):
    """Finite and infinite alike."""
    v, w = pair
    assert relative_entropy_from_weights(v, w) == relative_entropy(normalized(v), normalized(w))


@SETTINGS
@given(st.sampled_from([(2, 3), (5, 4), (8, 9)]).flatmap(lambda s: weights(s[0] * s[1]).map(lambda w: shaped(w, s))))
def test_mutual_information(w):
    """Against the expectation over the normalized table."""
    total = sum(map(sum, w))
    assert mutual_information_from_weights(w) == mutual_information([[Fraction(x, total) for x in row] for row in w])


def test_a_thousand_outcomes_against_mpmath():
    """An array of 1,024 weights below 10^6 at 45 digits."""
    w = np.random.default_rng(7).integers(1, 10**6, (32, 32))
    assert agrees(entropy_from_weights(w), mp_entropy(normalized([int(x) for x in w.flat])))
    mixed = mutual_information_from_weights(w)
    rows, columns = w.sum(axis=1), w.sum(axis=0)
    assert mixed == relative_entropy_from_weights(w, np.outer(rows, columns))
    assert mixed == entropy_from_weights(rows) + entropy_from_weights(columns) - entropy_from_weights(w)


def test_exact_independence_of_a_large_table():
    """The information of an outer product is the number 0 at 10^4 outcomes."""
    rows, columns = np.random.default_rng(1).integers(1, 1000, (2, 100))
    assert mutual_information_from_weights(np.outer(rows, columns)) == 0


def test_one_part_in_ten_to_the_eighteen_is_seen():
    """An outer product with one cell raised by 1: information of about 10^-23, positive."""
    table = 10**6 * np.outer([1, 2, 3, 4], [5, 6, 7, 8])
    table[1, 2] += 1
    value = mutual_information_from_weights(table)
    assert value > 0
    assert float(value) < 1e-15


def test_the_uniform_array():
    """log n, also for n = 10^5."""
    assert entropy_from_weights(np.full(10**5, 3)) == log(10**5)
    assert relative_entropy_from_weights([0, 1], [1, 0]) is POSITIVE_INFINITY


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: entropy_from_weights([1, -1, 5]), InputError, r"weights\[1\] is -1"),
        (lambda: entropy_from_weights(np.array([1.0, 2.0])), InputTypeError, "weights of dtype float64"),
        (lambda: entropy_from_weights([True, 1]), InputTypeError, "True"),
        (lambda: entropy_from_weights([0, 0]), OutsideDomain, "sum to 0"),
        (lambda: relative_entropy_from_weights([1, 2], [1, 2, 3]), InputError, "shape"),
        (lambda: mutual_information_from_weights([1, 2]), InputError, r"joint has shape \(2,\)"),
        (lambda: entropy_from_weights(tabulate([0.5, 0.5], "p", "float")), InputTypeError, "a table of floats"),
    ],
)
def test_refusals(call, error, message):
    """What is no weight is refused by name."""
    with pytest.raises(error, match=message):
        call()
