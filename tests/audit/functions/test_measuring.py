"""Truths against mpmath at 50 digits, bounds that bound, and causes with the reason they must have."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.audit.functions.calling import Observation
from opd_exact.audit.functions.gradient import sensitivity
from opd_exact.audit.functions.measuring import Cause, exact_value, measure, number_text, truth_ball
from opd_exact.audit.functions.probes import Argument, Probe
from opd_exact.audit.functions.quantities import QUANTITIES
from opd_exact.numbers import POSITIVE_INFINITY, Infinity


def reals(argument, *, normalized):
    values = [mpmath.mpf(v) for v in argument.values]
    return [v / mpmath.fsum(values) for v in values] if normalized else values


def plogq(p, q):
    return mpmath.fsum(x * mpmath.log(y) for x, y in zip(p, q, strict=True) if x)


def by_mpmath(name, arguments, *, normalized):
    """The quantity by its textbook formula."""
    parts = [reals(argument, normalized=normalized) for argument in arguments]
    p, q = parts[0], parts[-1]
    if name == "entropy":
        return -plogq(p, p)
    if name == "cross_entropy":
        return -plogq(p, q)
    if name == "relative_entropy":
        return plogq(p, p) - plogq(p, q)
    if name == "jensen_shannon":
        m = [(x + y) / 2 for x, y in zip(p, q, strict=True)]
        return (plogq(p, p) + plogq(q, q)) / 2 - plogq(m, m)
    if name == "alpha_divergence":
        return (1 - mpmath.fsum(mpmath.sqrt(x * y) for x, y in zip(p, q, strict=True))) * 4
    if name == "renyi_entropy":
        return 2 * mpmath.log(mpmath.fsum(mpmath.sqrt(x) for x in p))
    rows, columns = arguments[0].shape
    table = [p[i * columns : (i + 1) * columns] for i in range(rows)]
    x, y = [mpmath.fsum(row) for row in table], [mpmath.fsum(column) for column in zip(*table, strict=True)]
    return plogq(p, p) - plogq(x, x) - plogq(y, y)


OPTIONS = {"alpha_divergence": {"order": "1/2"}, "renyi_entropy": {"order": "1/2"}}
CASES = (
    "entropy",
    "cross_entropy",
    "relative_entropy",
    "jensen_shannon",
    "alpha_divergence",
    "renyi_entropy",
    "mutual_information",
)
SHAPE = {1: (3,), 2: (2, 2)}
MASSES = st.floats(2.0**-20, 1.0, width=32)


@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize("name", CASES)
@given(st.data())
def test_truth_is_that_of_mpmath(name, normalized, data):
    """The exact value at the floats, divided by their sum or not."""
    quantity = QUANTITIES[name]
    arguments = tuple(
        Argument(SHAPE[axes], tuple(data.draw(MASSES) for _ in range(3 if axes == 1 else 4))) for axes in quantity.axes
    )
    found = exact_value(quantity, arguments, OPTIONS.get(name, {}), normalized=normalized)
    with mpmath.workdps(60):
        expected = by_mpmath(name, arguments, normalized=normalized)
        middle = truth_ball(found).middle
        assert abs(mpmath.mpf(middle.numerator) / middle.denominator - expected) < mpmath.mpf(10) ** -45


@pytest.mark.parametrize("normalized", [True, False])
@pytest.mark.parametrize("name", CASES)
def test_condition_number_is_the_sum_of_the_slopes(name, normalized):
    """K by central differences of mpmath's value, one input at a time."""
    quantity = QUANTITIES[name]
    values = ((0.5, 0.125, 0.3), (0.25, 0.5, 0.2)) if quantity.axes[0] == 1 else ((0.5, 0.125, 0.1, 0.25),)
    arguments = tuple(Argument(SHAPE[axes], v) for axes, v in zip(quantity.axes, values, strict=False))
    known = sensitivity(quantity, arguments, OPTIONS.get(name, {}), normalized=normalized)
    with mpmath.workdps(60):
        step = mpmath.mpf(2) ** -60
        total = mpmath.mpf(0)
        for which, argument in enumerate(arguments):
            for at in range(len(argument.values)):
                ends = []
                for sign in (1, -1):
                    moved = [mpmath.mpf(v) * (1 + sign * step * (i == at)) for i, v in enumerate(argument.values)]
                    changed = [*arguments]
                    changed[which] = Argument(argument.shape, tuple(moved))
                    ends.append(by_mpmath(name, changed, normalized=normalized))
                total += abs(ends[0] - ends[1]) / (2 * step)
        assert abs(known.condition / total - 1) < 1e-12


def test_infinite_truths():
    """Mass of p where q has none."""
    arguments = (Argument((2,), (0.5, 0.5)), Argument((2,), (1.0, 0.0)))
    for name in ("relative_entropy", "cross_entropy"):
        found = exact_value(QUANTITIES[name], arguments, {}, normalized=True)
        assert isinstance(found, Infinity)
        assert found is POSITIVE_INFINITY


def measured(name, dtype, observed, *values, shape=None):
    probe = Probe("given", dtype, tuple(Argument(shape or (len(v),), v) for v in values))
    truth = truth_ball(exact_value(QUANTITIES[name], probe.arguments, {}, normalized=True))
    return measure(QUANTITIES[name], probe, Observation(dtype=dtype, values=(observed,)), truth, {}, normalized=True)


def test_ulps_and_bits_of_a_known_distance():
    """The entropy of two halves is log 2, whose float64 is 0.2 ulps away; three floats on is 3.2."""
    log2 = 0.6931471805599453  # log 2 = 0.693147180559945309417232121458..., an ulp there is 2**-53
    with mpmath.workdps(40):
        rounding = abs(mpmath.mpf(log2) - mpmath.log(2)) * 2**53
    near = measured("entropy", "float64", log2, (0.5, 0.5))
    far = measured("entropy", "float64", log2 + 3 * 2**-53, (0.5, 0.5))
    assert abs(float(near.ulps) - float(rounding)) < 1e-9
    assert abs(float(far.ulps) - float(3 + rounding)) < 0.5 + 1e-9
    assert (near.cause, far.bits) == (Cause.ROUNDING, 50)


def test_causes_tell_avoidable_from_unavoidable_loss():
    """Mutual information 8 d² + O(d⁴) of a table 1/4 ± d: K is of order d, the terms are of order one."""
    d = 2.0**-13
    table = (0.25 + d, 0.25 - d, 0.25 - d, 0.25 + d)

    def of(observed):
        return measured("mutual_information", "float32", observed, table, shape=(2, 2)).cause

    truth = 8 * d**2
    assert of(float(np.float32(truth))) is Cause.ROUNDING
    assert of(float(np.float32(truth + 2.0**-24 * d))) is Cause.UNAVOIDABLE
    assert of(float(np.float32(truth + 2.0**-24))) is Cause.CANCELLATION
    assert of(float(np.float32(truth + 2.0**-10))) is Cause.BEYOND


@given(st.fractions(min_value=0), st.integers(-400, 400))
def test_printed_bounds_are_not_below(value, exponent):
    """Three digits, rounded up, and by no more than a part in a hundred."""
    value *= Fraction(10) ** exponent
    printed = Fraction(number_text(value))
    assert value <= printed <= value * Fraction(101, 100)
