"""The two routes of the sweep differ by 0 at all 21 points; the printed 2.1e-16 and 4.4e-16 are float64's rounding.

Closed form and enumerated joint are equal as functions of λ (proved), so that each residual of the sweep is exactly 0.
What the paper prints is the noise of one math library: it is recomputed here and gated, and would be other digits on
another machine. The largest value of the grid is I(4) = 0.603, since I rises strictly (cited).

If this fails, the two columns of the sweep are not two computations of one quantity.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np
from opd_exact.proofs.ising.mutual_information_closed_form import enumerated_is

from opd_exact.audit.ising_floats import FloatSweep, root_mean_square_difference
from opd_exact.coq.statements import Statement
from opd_exact.numbers import LogForm, binary_reading, enclose
from opd_exact.registry import (
    Check,
    Claim,
    EvidenceError,
    Fact,
    Finding,
    Inputs,
    Mutant,
    Observation,
    Verdict,
    all_of,
)
from opd_exact.registry.facts import observed, proved
from opd_exact.registry.published import published

from . import _kernel, _subject

GATE, REASON = Fraction(1, 10**9), "tolerance of the published sweep; the exact residual is 0"
PRINTED_LARGEST, REPORTED_LARGEST, REPORTED_RMS = "4.4e-16", 4.440892098500626e-16, 2.122461271936776e-16
REPORTED_AT_4 = 0.6030524127937693


def build(inputs: Inputs) -> _subject.IsingSubject:
    """The witness and its float sweep; nothing recorded is needed."""
    return _subject.build(inputs)


def kernel(subject: _subject.IsingSubject) -> Iterator[Statement]:
    """That both columns of the sweep compute one function of λ; the floats are not spoken of."""
    yield _kernel.information_of("routes_agree", subject.model, subject.closed_form)


def establish(subject: _subject.IsingSubject) -> Finding:
    """Prove that the residual is the zero function; gate the recomputed and the reported residuals."""
    finding = all_of(_facts(subject))
    residuals = _residuals(subject.floats)
    return replace(
        finding,
        exact="residual 0 at every λ; the value is the residual",
        value=LogForm(),
        published=published(
            PRINTED_LARGEST,
            max(residuals),
            "rounding noise of the floats, recomputed here; the exact residual is 0",
        ),
        observations=(
            *_noise(subject.floats),
            observed(
                "published run, I(4)",
                np.float64(REPORTED_AT_4),
                _subject.mutual_information_at(Fraction(4)),
                GATE,
                REASON,
            ),
        ),
    )


def _facts(subject: _subject.IsingSubject) -> Iterator[Fact]:
    grid = tuple(point.nominal for point in subject.floats.points)
    if grid != _subject.GRID:
        raise EvidenceError(f"the float sweep has the points {', '.join(map(str, grid))}, expected the paper's 21")
    for point in subject.floats.points:
        if not (np.isfinite(point.closed) and np.isfinite(point.enumerated)):
            raise EvidenceError(f"at λ = {point.nominal} a route returned {point.closed!r}, {point.enumerated!r}")
    yield proved(enumerated_is(subject.model, subject.closed_form))


def _residuals(floats: FloatSweep) -> list[Fraction]:
    return [abs(binary_reading(point.closed) - binary_reading(point.enumerated)) for point in floats.points]


def _noise(floats: FloatSweep) -> Iterator[Observation]:
    rms = enclose(root_mean_square_difference(floats), 20)
    largest = max(_residuals(floats))
    for name, text, bound in (
        ("numpy.float64, root mean square residual", rms.decimal(6)[0], rms.upper),
        ("numpy.float64, largest residual", repr(float(largest)), largest),
    ):
        yield Observation(name, text, bound, None, None, GATE, REASON)
    yield observed("published run, root mean square residual", np.float64(REPORTED_RMS), Fraction(0), GATE, REASON)
    yield observed("published run, largest residual", np.float64(REPORTED_LARGEST), Fraction(0), GATE, REASON)


def _without_last(subject: _subject.IsingSubject) -> _subject.IsingSubject:
    return replace(subject, floats=FloatSweep(subject.floats.points[:-1]))


def _with_nan(subject: _subject.IsingSubject) -> _subject.IsingSubject:
    first, *rest = subject.floats.points
    return replace(subject, floats=FloatSweep((replace(first, closed=np.float64("nan")), *rest)))


CHECK = Check(
    id="ising_sweep_residuals",
    claim=Claim(
        "At every point of the sweep, and at every other λ, the closed form and the enumerated joint give the same"
        " mutual information.",
        r"\bigl(\log 2 - H_b(\sigma)\bigr) - I(q_\lambda) = 0",
        "for all real λ; the floats on the 21 points of [0, 4]",
        "Friedman (2026), witness 1, sweep",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    mutants=(
        _subject.wrong_formula("scaled"),
        _subject.wrong_formula("bumps between grid points"),
        _subject.wrong_formula("wrong below 0"),
        Mutant("a point missing", "the sweep ends at 3.8", _without_last),
        Mutant("not a number", "the first closed form is NaN", _with_nan),
    ),
    proofs=("ising_closed_form", "ising_monotone"),
    tags=("theorem", "numpy", "printed", "sweep"),
    kernel=kernel,
)
