"""The strategies for users: what they draw, that the corners come up, and the library's own identities under them."""

import subprocess
import sys
from fractions import Fraction
from itertools import chain

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from opd_exact import information, testing
from opd_exact.models.importers import named_pomdp
from opd_exact.models.pomdp import POMDP
from opd_exact.models.text import read_model, to_pomdp, write_model
from opd_exact.numbers import POSITIVE_INFINITY
from opd_exact.numbers.errors import InputError

SIZES = st.integers(1, 4)
SHAPES = st.lists(st.integers(1, 3), min_size=2, max_size=3)


def leaves(table):
    return list(chain.from_iterable(map(leaves, table))) if isinstance(table, tuple) else [table]


# --- what is drawn ---------------------------------------------------------------------------------------------------


@given(testing.probabilities())
def test_probabilities_are_exact_and_from_0_to_1(p):
    assert type(p) is Fraction
    assert 0 <= p <= 1


@given(st.data(), st.integers(1, 8), st.booleans())
def test_distributions_sum_to_exactly_one(data, size, positive):
    p = data.draw(testing.distributions(size, positive=positive))
    assert len(p) == size
    assert sum(p) == 1
    assert all(type(mass) is Fraction and mass >= 0 for mass in p)
    assert all(p) or not positive


@given(st.data(), SIZES, SIZES)
def test_rows_of_channels_sum_to_exactly_one(data, inputs, outputs):
    channel = data.draw(testing.channels(inputs, outputs))
    assert len(channel) == inputs
    assert all(len(row) == outputs and sum(row) == 1 for row in channel)


@given(st.data(), SHAPES)
def test_joints_sum_to_exactly_one(data, shape):
    cells = leaves(data.draw(testing.joints(shape)))
    assert sum(cells) == 1
    assert min(cells) >= 0


@given(testing.pomdps())
@settings(deadline=None)
def test_small_pomdps_are_models(model):
    """The model checks its own columns; as a model file it reads back."""
    assert isinstance(model, POMDP)
    named = named_pomdp(model)
    assert read_model(write_model(named)) == named
    assert to_pomdp(named).B == model.B


@pytest.mark.parametrize(
    "corner",
    [
        lambda p: 0 in p,
        lambda p: len(p) > 1 and len(set(p)) == 1,
        lambda p: any(0 < mass < Fraction(1, 10**9) for mass in p),
        lambda p: 1 in p,
    ],
)
def test_corners_come_up(corner):
    """Zeros, ties, a mass that nearly vanishes, certainty."""
    assert corner(find(testing.distributions(), corner))


def test_examples_shrink_to_few_outcomes_and_small_denominators():
    found = find(testing.distributions(), lambda p: 0 < p[0] < p[-1])
    assert len(found) == 2
    assert found[0].denominator <= 10


# --- the library under them ------------------------------------------------------------------------------------------


@given(st.data(), SIZES)
@settings(deadline=None)
def test_a_divergence_is_nowhere_negative(data, size):
    """D(p||q) >= 0, 0 only for p = q, and infinite just where q lacks mass that p has."""
    p, q = data.draw(testing.distributions(size)), data.draw(testing.distributions(size))
    divergence = information.relative_entropy(p, q)
    assert (divergence == 0) == (p == q)
    assert divergence >= 0
    assert (divergence is POSITIVE_INFINITY) == any(a and not b for a, b in zip(p, q, strict=True))


@given(st.data(), SIZES, SIZES)
@settings(deadline=None)
def test_information_is_divergence_from_the_product(data, rows, columns):
    """I(X; Y) = D(p(x, y) || p(x) p(y))."""
    joint = data.draw(testing.joints((rows, columns)))
    x = [sum(row) for row in joint]
    y = [sum(column) for column in zip(*joint, strict=True)]
    product = [[a * b for b in y] for a in x]
    assert information.mutual_information(joint) == information.relative_entropy(joint, product)


@given(st.data(), SHAPES)
@settings(deadline=None)
def test_independent_joints_have_no_total_correlation(data, shape):
    assert information.total_correlation(data.draw(testing.independent_joints(shape))) == 0


@given(st.data(), SIZES, SIZES)
@settings(deadline=None)
def test_a_function_of_x_has_no_entropy_left(data, rows, columns):
    """H(Y | X) = 0 and I(X; Y) = H(Y)."""
    joint = data.draw(testing.deterministic_joints(rows, columns))
    assert information.conditional_entropy(joint, given=0) == 0
    y = [sum(column) for column in zip(*joint, strict=True)]
    assert information.mutual_information(joint) == information.entropy(y)


@given(st.data(), st.integers(1, 3))
@settings(deadline=None)
def test_processing_destroys_information(data, size):
    """I(X; Z) <= I(X; Y) for a Markov chain X, Y, Z."""
    prior = data.draw(testing.distributions(size))
    first, second = data.draw(testing.channels(size, size)), data.draw(testing.channels(size, size))
    through = [[sum(a * row[z] for a, row in zip(x, second, strict=True)) for z in range(size)] for x in first]
    once = information.joint_distribution(prior, first)
    twice = information.joint_distribution(prior, through)
    assert information.mutual_information(twice) <= information.mutual_information(once)


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: testing.distributions(0), "size 0: expected 1 to 4096"),
        (lambda: testing.nearly_certain(1), "size 1: expected 2 to 4096"),
        (lambda: testing.joints(()), r"shape \(\): expected at least one side"),
        (lambda: testing.joints((100, 100)), r"shape \(100, 100\): 10000 cells, expected at most 4096"),
        (lambda: testing.channels(0, 2), "size 0: expected 1 to 4096"),
        (lambda: testing.pomdps(most_values=7).example(), "most_values 7: expected 1 to 6"),
    ],
)
@pytest.mark.filterwarnings("ignore::hypothesis.errors.NonInteractiveExampleWarning")
def test_sizes_out_of_bounds_are_refused(make, message):
    with pytest.raises(InputError, match=message):
        make()


def test_without_hypothesis_the_error_says_what_to_install():
    code = "import sys; sys.modules['hypothesis'] = None; import opd_exact.testing"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 1
    assert 'opd_exact.testing needs Hypothesis: pip install "opd_exact[test]"' in found.stderr
