"""Float residuals of exact identities: small where the identity holds, and not where it is broken."""

import math

import numpy as np

from opd_exact.audit import ledger_floats


def test_identity_residuals_are_rounding() -> None:
    assert ledger_floats.observable_residual() < 1e-14
    assert ledger_floats.channel_residual([[[0.8, 0.15, 0.05], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6]]]) < 1e-14


def test_a_channel_that_is_no_channel_shows() -> None:
    """Rows that sum to 0.9 are no conditional distributions, and the identity misses by far more than rounding."""
    assert ledger_floats.channel_residual([[[0.8, 0.1], [0.1, 0.8]]]) > 0.01


def test_descent_reaches_its_target_in_single_precision() -> None:
    assert 0 < ledger_floats.descent_residual((0.85, 0.15)) < 1e-6


def test_filter_by_hand() -> None:
    """No cue, a cue at 3/4, the outcome: log 2, H_b(3/4) by the formula, 0."""
    found = ledger_floats.filtered_entropies(0.75, (None, 1, None), (None, None, 1))
    expected = [math.log(2), -(0.75 * math.log(0.75) + 0.25 * math.log(0.25)), 0.0]
    assert np.max(np.abs(found - expected)) < 1e-12
