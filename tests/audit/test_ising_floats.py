"""The float subject behaves as the paper's route does, its weaknesses included."""

from fractions import Fraction

import numpy as np
import pytest

from opd_exact.audit.ising_floats import (
    FloatSweep,
    SweepPoint,
    closed_form,
    joint,
    root_mean_square_difference,
    sweep,
    total_correlation,
)
from opd_exact.numbers.errors import OutsideDomain


def test_sweep_covers_zero_to_four_in_steps_of_a_fifth() -> None:
    points = sweep().points
    assert len(points) == 21
    assert [point.nominal for point in points] == [Fraction(k, 5) for k in range(21)]
    # numpy's grid points are not all the floats nearest to k/5: part of the error that the audit measures
    assert all(abs(float(point.nominal) - point.strength) <= 2**-51 for point in points)


def test_float_routes_are_near_each_other_and_zero_at_zero() -> None:
    for point in sweep().points:
        assert abs(point.closed - point.enumerated) < 1e-15
    assert sweep().points[0].closed == 0.0


def test_large_strength_overflows_silently() -> None:
    """exp(λ/2) exceeds the largest double beyond λ = 2 log(max) = 1419.56; then the information reads 0."""
    limit = 2 * np.log(np.finfo(np.float64).max)
    assert np.isfinite(joint(np.float64(limit - 1))).all()
    assert not np.isfinite(joint(np.float64(limit + 1))).all()
    assert total_correlation(joint(np.float64(limit + 1))) == 0.0


def test_closed_form_reaches_log_2_although_the_truth_does_not() -> None:
    assert closed_form(np.float64(100)) == np.log(np.float64(2))


def test_a_sweep_with_nan_has_no_root_mean_square() -> None:
    point = sweep().points[3]
    broken = FloatSweep((SweepPoint(point.nominal, point.strength, np.float64("nan"), point.enumerated),))
    with pytest.raises(OutsideDomain, match="nan"):
        root_mean_square_difference(broken)
