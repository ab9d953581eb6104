"""Floors of entropies: the constant that a function was written with is the one that is found.

The functions are written out here with a constant each; what the search says is held against that constant.
"""

import math
from itertools import product

import numpy as np
import pytest

from opd_exact.audit.functions.auditing import audit_function
from opd_exact.audit.functions.calling import Subject
from opd_exact.audit.functions.floor import Floor, find_floor
from opd_exact.audit.functions.quantities import QUANTITIES


def found(f, dtype: str) -> Floor | None:
    with Subject(lambda: f, isolate=False) as subject:
        return find_floor(QUANTITIES["entropy"], dtype, lambda probe: subject.call(probe.arguments, probe.dtype))


def plain(p):
    with np.errstate(all="ignore"):
        return -np.sum(np.where(p > 0, p * np.log(p), 0), dtype=p.dtype)


def inside(e, *, added: bool, divided: bool, wide: bool):
    """An entropy with e inside the logarithm; computed in float64 throughout if wide."""

    def f(p):
        x = p.astype(np.float64) if wide else p
        x = x / x.sum() if divided else x
        constant = x.dtype.type(e)
        logs = np.log(x + constant if added else np.maximum(x, constant))
        return p.dtype.type(-np.sum(x * logs))

    return f


CONSTANTS = (1e-3, 1e-5, 1e-6, 1e-7, 1e-8, 3e-11, 1e-12, float(np.finfo("float64").eps), 1e-20, 1e-30)


@pytest.mark.parametrize(
    ("dtype", "e", "added", "divided", "wide"),
    [
        (dtype, *case)
        for dtype in ("float32", "float64")
        for case in product(CONSTANTS, (False, True), (False, True), (False, True))
    ],
)
def test_the_constant_is_found_however_the_function_treats_the_sum(dtype, e, added, divided, wide):
    """p = [t, 1 - t] sums to 1 + t once 1 - t is rounded to 1, and t is the size of what a floor costs."""
    floor = found(inside(e, added=added, divided=divided, wide=wide), dtype)
    assert floor is not None
    assert floor.estimate == pytest.approx(e, rel=1e-2)
    assert floor.kind == ("q + e" if added else "max(q, e)")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("divided", [False, True])
@pytest.mark.parametrize("wide", [False, True])
def test_an_entropy_without_a_floor_has_none(dtype, divided, wide):
    def f(p):
        x = p.astype(np.float64) if wide else p
        return p.dtype.type(plain(x / x.sum() if divided else x))

    assert found(f, dtype) is None


# The masses that go into p log p, and what p = [1, 0] then gives: sums of -x log x by hand.
EVERY_MASS = {
    "clipped": (lambda p, e: np.clip(p, e, 1), lambda e: -e * math.log(e)),
    "added": (lambda p, e: p + e, lambda e: -e * math.log(e) - (1 + e) * math.log1p(e)),
    "clipped and divided": (
        lambda p, e: np.clip(p, e, 1) / np.clip(p, e, 1).sum(),
        lambda e: -(e / (1 + e)) * math.log(e / (1 + e)) + math.log1p(e) / (1 + e),
    ),
    "added and divided": (
        lambda p, e: (p + e) / (p + e).sum(),
        lambda e: sum(-x * math.log(x) for x in ((1 + e) / (1 + 2 * e), e / (1 + 2 * e))),
    ),
}


@pytest.mark.parametrize("make", EVERY_MASS)
@pytest.mark.parametrize("e", [1e-12, 1e-10, 1e-8, 1e-6])
def test_masses_that_are_floored_in_front_of_the_logarithm_too(make, e):
    """The commonest way: p = clip(p, e, 1), then -sum p log p."""
    masses, at_certainty = EVERY_MASS[make]

    def f(p):
        x = masses(p, e)
        return -np.sum(x * np.log(x))

    assert f(np.array([1.0, 0.0])) == pytest.approx(at_certainty(e), rel=1e-3)
    floor = found(f, "float64")
    assert floor is not None
    assert (floor.kind, floor.likely) == ("every mass", f"{e:g}")


def test_an_offset_is_no_floor():
    """A constant that does not grow with the number of zeros is added to the result."""
    assert found(lambda p: plain(p) + 1e-9, "float64") is None


@pytest.mark.pymdp
def test_the_floor_of_pymdp_in_float32():
    """Its source clips at the machine epsilon of float64, in float32 arithmetic."""
    maths = pytest.importorskip("pymdp.maths")
    assert np.finfo("float64").eps == maths.MINVAL
    (floor,) = audit_function(maths.stable_entropy, "entropy", dtypes=("float32",), examples=1).floors
    assert floor.likely == "numpy.finfo('float64').eps"
    assert floor.estimate == pytest.approx(maths.MINVAL, rel=1e-3)
    assert floor.kind == "max(q, e)"
