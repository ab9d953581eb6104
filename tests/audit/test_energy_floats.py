"""The plain numpy free energies: near mpmath's values, and with the published weaknesses on purpose."""

import mpmath
import numpy as np

from opd_exact.audit.descent_floats import descend_on_free_energy, descend_on_reverse_kl
from opd_exact.audit.energy_floats import expected, relative_entropy, variational

LIKELIHOOD = np.array([[0.85, 0.15], [0.15, 0.85]])


def test_variational_forms_are_near_each_other_and_the_truth() -> None:
    seen = variational(np.array([0.5, 0.5]), np.array([0.5, 0.5]), LIKELIHOOD, 0)
    truth = float(-(mpmath.log("0.85") + mpmath.log("0.15")) / 2)
    for form in (seen.by_energy, seen.by_complexity, seen.by_divergence):
        assert abs(form - truth) < 1e-14
    assert seen.complexity == 0


def test_the_floor_makes_one_form_finite() -> None:
    seen = expected(np.array([0.5, 0.5]), LIKELIHOOD, np.array([1.0, 0.0]))
    assert seen.by_risk == np.inf
    assert seen.by_information == 345.11732585635286  # the published run's float64


def test_relative_entropy_is_infinite_on_excluded_mass() -> None:
    assert relative_entropy(np.array([0.5, 0.5]), np.array([1.0, 0.0])) == np.inf
    assert relative_entropy(np.array([1.0, 0.0]), np.array([0.5, 0.5])) == np.log(2)


def test_descents_end_near_the_target_in_either_precision() -> None:
    for dtype, slack in (("float32", 1e-7), ("float64", 1e-15)):
        for descent in (
            descend_on_reverse_kl((0.85, 0.15), dtype=dtype),
            descend_on_free_energy((0.5, 0.5), (0.85, 0.15), dtype=dtype),
        ):
            assert descent.student.dtype == dtype
            assert len(descent.losses) == 41
            assert abs(float(descent.student[0]) - 0.85) < slack
