"""The function keeps its digits; the obvious formula does not."""

from fractions import Fraction

import numpy as np
import pytest
from coupling import mutual_information, mutual_information_by_entropies

import opd_exact
from opd_exact.pytest_plugin import assert_exact


def truth(d):
    """The exact value at the float d, which is a binary fraction."""
    plus, minus = (Fraction(1, 4) + sign * Fraction(float(d)) for sign in (1, -1))
    return opd_exact.mutual_information([[plus, minus], [minus, plus]])


@pytest.mark.exact_audit(name="mutual information")
@pytest.mark.parametrize("d", [0.125, 0.01, 2.0**-18, 1e-100])
def test_double_precision(d):
    assert_exact(mutual_information(d), truth(d), ulps=4)


def test_single_precision(exact_audit):
    d = np.float32(2.0**-18)
    exact_audit(mutual_information(d), truth(d), ulps=4)


def test_the_obvious_formula_vanishes():
    d = np.float32(2.0**-18)
    with pytest.raises(AssertionError, match=r"the error is 10\.[0-9]* times the tolerance"):
        assert_exact(mutual_information_by_entropies(d), truth(d), rel=0.1)
