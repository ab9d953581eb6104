"""Losses along visited states: zeros, infinities, shapes."""

from fractions import Fraction

import pytest

from opd_exact.models.policy_chain import Policy
from opd_exact.numbers import POSITIVE_INFINITY, log
from opd_exact.numbers.errors import InputError
from opd_exact.planning.sequential_loss import state_divergences, total_variation, visited_loss


def test_excluded_actions_are_infinite_in_one_direction_only() -> None:
    sure, torn = Policy.of([["1", "0"]]), Policy.of([["1/2", "1/2"]])
    assert state_divergences(sure, torn) == (log(2),)
    assert state_divergences(torn, sure) == (POSITIVE_INFINITY,)
    assert state_divergences(torn, sure, "forward") == (log(2),)


def test_states_that_are_not_visited_do_not_count() -> None:
    half = Fraction(1, 2)
    assert visited_loss((half, half, Fraction(0)), [log(2), log(3), POSITIVE_INFINITY]) == log(6) / 2
    assert visited_loss((half, half), [log(2), POSITIVE_INFINITY]) == POSITIVE_INFINITY


def test_shapes() -> None:
    with pytest.raises(InputError, match="expected one shape"):
        state_divergences(Policy.of([["1", "0"]]), Policy.of([["1"]]))
    with pytest.raises(InputError, match="expected one for each"):
        visited_loss((Fraction(1),), [])


def test_total_variation_of_disjoint_distributions_is_one() -> None:
    assert total_variation((Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))) == 1
