"""The float route to losses along visited states, against sums written out by hand."""

import math

import numpy as np

from opd_exact.audit import shift_floats
from opd_exact.models.policy_chain import Policy, PolicyChain

PROCESS = PolicyChain.of("ab", ["stay", "go"], ["1", "0"], [[["1", "0"], ["0", "1"]], [["0", "1"], ["1", "0"]]])
STUDENT, TEACHER = Policy.of([["1/2", "1/2"]] * 2), Policy.of([["3/4", "1/4"]] * 2)


def test_two_steps_by_hand() -> None:
    """After one step the student is in either state: visits (3/4, 1/4); both states have the same divergence."""
    found = shift_floats.float_loss(PROCESS, STUDENT, TEACHER, STUDENT, 2)
    assert np.max(np.abs(found.visits - [0.75, 0.25])) == 0
    assert abs(found.loss - 0.5 * math.log(4 / 3)) < 1e-15


def test_total_variation() -> None:
    assert shift_floats.total_variation(np.array([1.0, 0.0]), np.array([0.25, 0.75])) == 0.75
