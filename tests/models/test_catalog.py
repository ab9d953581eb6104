"""The catalog counts what the models have."""

import pytest
import sympy

from opd_exact.models.catalog import space_of_chain, space_of_pomdp, space_of_streams
from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.models.sequential_shift import sequential_shift
from opd_exact.models.tmaze import tmaze
from opd_exact.numbers.errors import InputError


def test_spaces_count_what_enumeration_finds() -> None:
    maze = tmaze()
    space = space_of_pomdp("maze", maze, 2)
    assert space.joint_states == len(maze.states())
    assert space.policies == len([(a, b) for a in maze.actions for b in maze.actions])
    streams = bernoulli_ising(sympy.Symbol("lambda", real=True))
    assert space_of_streams("streams", streams).joint_states == len(streams.outcomes)
    shift = sequential_shift()
    assert space_of_chain("shift", shift.process).joint_states == len(shift.teacher.rows)


def test_a_policy_has_a_step() -> None:
    with pytest.raises(InputError, match="policy length 0, expected at least 1"):
        space_of_pomdp("maze", tmaze(), 0)
