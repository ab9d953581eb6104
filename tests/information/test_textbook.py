"""Values printed in textbooks, written as exact numbers of bits or nats."""

from fractions import Fraction

import pytest

from opd_exact.information import (
    conditional_entropy,
    conditional_mutual_information,
    cross_entropy,
    entropy,
    interaction_information,
    jensen_shannon_divergence,
    mutual_information,
    relative_entropy,
    renyi_entropy,
    total_correlation,
)
from opd_exact.numbers import POSITIVE_INFINITY, log

# Cover and Thomas (2006), example 2.2.1: rows are Y, columns are X
EXAMPLE = [
    ["1/8", "1/16", "1/32", "1/32"],
    ["1/16", "1/8", "1/32", "1/32"],
    ["1/16", "1/16", "1/16", "1/16"],
    ["1/4", 0, 0, 0],
]
BIT = log(2)


def test_the_joint_table_of_cover_and_thomas():
    """H(X) = 7/4, H(Y) = 2, H(X|Y) = 11/8, H(Y|X) = 13/8, H(X,Y) = 27/8 and I(X;Y) = 3/8 bits."""
    assert entropy(["1/2", "1/4", "1/8", "1/8"]) == Fraction(7, 4) * BIT
    assert entropy(["1/4"] * 4) == 2 * BIT
    assert conditional_entropy(EXAMPLE, given=0) == Fraction(11, 8) * BIT
    assert conditional_entropy(EXAMPLE, given=1) == Fraction(13, 8) * BIT
    assert entropy(EXAMPLE) == Fraction(27, 8) * BIT
    assert mutual_information(EXAMPLE) == Fraction(3, 8) * BIT


def test_relative_entropy_is_not_symmetric():
    """Cover and Thomas, example 2.3.1: 1 - log2(3)/2 one way and 3/4 log2(3) - 1 the other."""
    p, q = ["1/2", "1/2"], ["3/4", "1/4"]
    assert relative_entropy(p, q) == BIT - log(3) / 2
    assert relative_entropy(q, p) == Fraction(3, 4) * log(3) - BIT


def test_dyadic_cross_entropy_is_the_mean_code_length():
    """Lengths 1, 2, 3, 3 under p = (1/4, 1/4, 1/4, 1/4): 9/4 bits."""
    assert cross_entropy(["1/4"] * 4, ["1/2", "1/4", "1/8", "1/8"]) == Fraction(9, 4) * BIT


def test_the_sign_of_interaction_information():
    """Exclusive or is synergy (+1 bit), copies are redundancy (-1 bit)."""
    exclusive_or = [[[Fraction(1, 4) if z == x ^ y else 0 for z in (0, 1)] for y in (0, 1)] for x in (0, 1)]
    copies = [[[Fraction(1, 2) if x == y == z else 0 for z in (0, 1)] for y in (0, 1)] for x in (0, 1)]
    assert interaction_information(exclusive_or) == BIT
    assert interaction_information(copies) == -BIT
    assert conditional_mutual_information(exclusive_or, given=2) == BIT
    assert conditional_mutual_information(copies, given=0) == 0
    assert total_correlation(exclusive_or) == BIT
    assert total_correlation(copies) == 2 * BIT


def test_jensen_shannon_is_at_most_one_bit_and_is_reached():
    """Disjoint supports give exactly log 2."""
    assert jensen_shannon_divergence([1, 0, 0], [0, "1/2", "1/2"]) == BIT


@pytest.mark.parametrize("size", [1, 2, 3, 10, 97])
def test_the_uniform_distribution_has_entropy_log_n_at_every_order(size):
    """H = H_a = log n for all orders a."""
    uniform = [Fraction(1, size)] * size
    assert entropy(uniform) == log(size)
    for order in (0, "1/3", "1/2", 1, 2, "7/2"):
        assert renyi_entropy(uniform, order) == log(size)


def test_a_certain_outcome():
    """No entropy, nothing to learn, and infinitely far from what excludes it."""
    assert entropy([1, 0, 0]) == 0
    assert entropy([1]) == 0
    assert mutual_information([[1, 0], [0, 0]]) == 0
    assert relative_entropy([1, 0], [0, 1]) is POSITIVE_INFINITY
    assert relative_entropy([1, 0], ["1/2", "1/2"]) == BIT
    assert relative_entropy(["1/2", "1/2"], [1, 0]) is POSITIVE_INFINITY
    assert cross_entropy(["1/2", "1/2"], [1, 0]) is POSITIVE_INFINITY
