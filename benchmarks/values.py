"""K1, K2, K3, K12: exact values rounded to the nearest float, against dit, mpmath and numpy."""

import warnings
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from mpmath import mp, mpf
from mpmath.libmp import BACKEND

from benchmarks.rows import Options, Row, not_run, ratio, single
from benchmarks.timing import compare
from opd_exact.information import (
    entropy_from_weights,
    mutual_information_from_weights,
    relative_entropy_from_weights,
)
from opd_exact.numbers import LogForm, log, ulp_error

TARGETS = ("K1", "K2", "K3", "K12")

_MUTUAL_INFORMATION = {
    "K1": (10**3, {100: "<= 0.5", 1024: "<= 1.5", 10**4: "<= 2.5", 10**5: "<= 5"}),
    "K2": (10**6, {1024: "<= 3", 10**4: "<= 25"}),
}


def run(options: Options) -> Iterator[Row]:
    """The rows of this group."""
    for target, (largest, cases) in _MUTUAL_INFORMATION.items():
        if not options.wants(target):
            continue
        for outcomes, bound in cases.items():
            yield _against_dit(target, outcomes, largest, bound, options)
    for outcomes, bound in ((10**3, ">= 15"), (10**5, ">= 400")) if options.wants("K3") else ():
        if not (options.quick and outcomes > 10**4):
            yield _against_mpmath(outcomes, 10**3, bound, options)
    if options.wants("K12"):
        yield from _rounding(options)


def table(number: int, outcomes: int, largest: int) -> np.ndarray[Any, Any]:
    """A fresh joint table of integer weights 1..largest, as square as may be."""
    rows = int(outcomes**0.5)
    return np.random.default_rng([outcomes, largest, number]).integers(1, largest + 1, (rows, outcomes // rows))


def _dit_mutual_information(w: np.ndarray[Any, Any]) -> float:
    """By the fastest of the ways that dit has: an array wrapped in its own container, and the method on it."""
    import dit
    import xarray

    joint = dit.Distribution(xarray.DataArray(w / w.sum(), dims=["X", "Y"]))
    return float(joint.mutual_information("X", "Y"))  # in bits


def _against_dit(target: str, outcomes: int, largest: int, bound: str, options: Options) -> Row:
    case = f"n = {outcomes}, weights <= {largest}"
    measure = "exact I(X;Y) and its nearest float / dit from an array"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _dit_mutual_information(table(0, 16, 10))
            timed = compare(
                lambda w: float(mutual_information_from_weights(w)),
                _dit_mutual_information,
                lambda number: table(number, outcomes, largest),
                options.repeats * max(1, 2000 // outcomes),  # cheap runs are noisy
            )
    except ImportError:
        return not_run(target, case, measure, "dit is not installed")
    note = f"{min(timed.ours):.2e} s against {min(timed.theirs):.2e} s"
    return ratio(target, case, measure, timed.ours_over_theirs, bound, note)


def _mpmath_entropy(w: np.ndarray[Any, Any]) -> Any:
    with mp.workdps(50):
        total = int(w.sum())
        return -mp.fsum(p * mp.log(p) for p in (mpf(int(x)) / total for x in w.flat))


def _against_mpmath(outcomes: int, largest: int, bound: str, options: Options) -> Row:
    timed = compare(
        lambda w: float(entropy_from_weights(w)),
        _mpmath_entropy,
        lambda number: table(number, outcomes, largest),
        min(options.repeats, 3) if outcomes > 10**4 else options.repeats,
    )
    note = f"{min(timed.ours):.2e} s against {min(timed.theirs):.2e} s; mpmath on {BACKEND}"
    measure = "mpmath H at 50 digits / exact H and its nearest float"
    return ratio("K3", f"n = {outcomes}, weights <= {largest}", measure, timed.theirs_over_ours, bound, note)


# --- K12: are our floats the correctly rounded ones, and how far off are others? --------------------------------------


def _reference(coefficients: list[tuple[int, int]], denominator: int) -> float:
    """The nearest float of sum c log a / denominator, by mpmath at 80 digits and not by this library."""
    with mp.workdps(80):
        value = mp.fsum(c * mp.log(a) for c, a in coefficients if a > 1) / denominator
        return float(value)


def _numpy_mutual_information(w: np.ndarray[Any, Any]) -> float:
    p = w / w.sum()
    product = np.outer(p.sum(axis=1), p.sum(axis=0))
    return float((p * np.log(p / product)).sum())


def _rounding(options: Options) -> Iterator[Row]:
    wrong = tried = 0
    worst = {"dit": Fraction(0), "numpy": Fraction(0)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for outcomes in (16, 100, 1024) if options.quick else (16, 100, 1024, 10**4):
            for number in range(20 if outcomes < 1000 else 4):
                w = table(number, outcomes, 10**3 if number % 2 else 10**6)
                exact = mutual_information_from_weights(w)
                rows, columns, total = w.sum(axis=1), w.sum(axis=0), int(w.sum())
                atoms = [(int(x), int(x)) for x in w.flat] + [(total, total)]
                atoms += [(-int(x), int(x)) for x in (*rows, *columns)]
                for form, reference in (
                    (exact, _reference(atoms, total)),
                    (entropy_from_weights(rows), _entropy_reference(rows)),
                    (_divergence(rows), _divergence_reference(rows)),
                ):
                    tried += 1
                    wrong += float(form) != reference
                worst["numpy"] = max(worst["numpy"], _ulps(_numpy_mutual_information(w), exact))
                worst["dit"] = max(worst["dit"], _ulps_of_dit(w, exact))
    case = f"{tried} values of I, H and D, n = 16 to {outcomes}"
    yield single(
        "K12", case, "answers that are not the nearest float (checked with mpmath, 80 digits)", wrong, "count", "<= 0"
    )
    for name, ulps in worst.items():
        yield single("K12", "the same joint tables", f"largest error of I by {name}, in ulps", float(ulps), "count")


def _ulps(observed: float, exact: LogForm) -> Fraction:
    return ulp_error(observed, exact)


def _ulps_of_dit(w: np.ndarray[Any, Any], exact: LogForm) -> Fraction:
    try:
        return ulp_error(_dit_mutual_information(w), exact / log(2))
    except ImportError:
        return Fraction(0)


def _entropy_reference(w: np.ndarray[Any, Any]) -> float:
    total = int(w.sum())
    return _reference([(total, total), *((-int(x), int(x)) for x in w)], total)


def _divergence(w: np.ndarray[Any, Any]) -> Any:
    return relative_entropy_from_weights(w, w[::-1])


def _divergence_reference(w: np.ndarray[Any, Any]) -> float:
    terms = [(int(x), int(x)) for x in w] + [(-int(x), int(y)) for x, y in zip(w, w[::-1], strict=True)]
    return _reference(terms, int(w.sum()))
