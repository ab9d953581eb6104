"""I(λ) = log 2 - H_b(σ(λ)) is the mutual information of the coupled joint, for every real λ; σ carries the sign.

The paper computes I on 21 points by two float routes, the closed form and the enumerated joint, and compares them to
1e-9. Here the closed form is derived from the joint and the two are equal as functions of λ. Because I is even, a
flipped coupling passes any check of I; the probability of agreement σ tells the sign, so it is part of the claim, as is
the exact relation of the coupling matrices in use (1/0, ±1/2 and ±1).

The two float routes are audited: the distance of each from the exact value, in ulps, and of one from the other.

If this fails, the formula in the paper is not the information in the model, or the model couples the other way.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from opd_exact.proofs.ising import agreement_probability, mutual_information_closed_form
from opd_exact.proofs.ising._line import LAM

from opd_exact.audit.ising_floats import FloatSweep, root_mean_square_difference
from opd_exact.audit.truth import value_at
from opd_exact.coq.statements import Statement, Symbolic, enclosure_of
from opd_exact.coq.terms import call
from opd_exact.numbers import absolute_error, enclose, nearest_float, ulp
from opd_exact.registry import (
    Check,
    Claim,
    EvidenceError,
    Fact,
    Finding,
    Mutant,
    Observation,
    Published,
    Series,
    Verdict,
    all_of,
)
from opd_exact.registry.facts import observed, proved

from . import _kernel, _subject

TOLERANCE = Fraction(1, 10**9)
REASON = "tolerance of the published sweep; the error counts from the exact I at the nominal λ, grid rounding included"
PRINTED_RMSE = "2.1e-16"


def kernel(subject: _subject.IsingSubject) -> Iterator[Statement]:
    """The two equalities of the claim from the enumerated joint, for J = ±1/2; and the value at λ = 4."""
    yield _kernel.information_of("enumerated_is_closed_form", subject.model, subject.closed_form)
    first, _, _, last = _kernel.cells(subject.model)
    agreement = "For all couplings, the streams agree with the probability that is the logistic function of it."
    yield Symbolic("agreement_probability", agreement, first + last, call("logistic", _kernel.STRENGTH))
    yield _kernel.closed_form_of(subject.closed_form)
    truth = _subject.mutual_information_at(Fraction(4))
    yield enclosure_of("information_at_4", "I(4) to 30 digits.", _kernel.information(4), truth, covers="value")


def establish(subject: _subject.IsingSubject) -> Finding:
    """Prove the derivation and the sign of the coupling; audit both float routes over the sweep."""
    finding = all_of(_facts(subject))
    rmse, _ = enclose(root_mean_square_difference(subject.floats), 20).decimal(2)
    return replace(
        finding,
        exact="log(2) + σ log(σ) + (1-σ) log(1-σ), σ = 1/(1 + e^-λ); the value is I(4)",
        value=_subject.mutual_information_at(Fraction(4)),
        published=Published(
            f"RMSE {PRINTED_RMSE}",
            agrees=rmse == PRINTED_RMSE,
            note=f"the two routes are equal as functions; {rmse} is the rounding noise of the floats on this machine",
        ),
        observations=(
            *_worst(subject.floats, "closed", "closed form"),
            *_worst(subject.floats, "enumerated", "enumerated joint"),
            _rms(subject.floats),
        ),
    )


def _facts(subject: _subject.IsingSubject) -> Iterator[Fact]:
    grid = tuple(point.nominal for point in subject.floats.points)
    if grid != _subject.GRID:
        raise EvidenceError(f"the float sweep has the points {', '.join(map(str, grid))}, expected the paper's 21")
    yield from map(proved, agreement_probability.steps(subject.model))
    yield from map(proved, mutual_information_closed_form.steps(subject.model, subject.closed_form))


def _worst(floats: FloatSweep, route: str, name: str) -> Iterator[Observation]:
    truth = {point: _subject.mutual_information_at(point) for point in _subject.GRID}
    for words, where in (
        ("largest error", floats.worst(route, truth)),
        ("most ulps", floats.worst_in_ulps(route, truth)),
    ):
        yield observed(
            f"numpy.float64 {name}, {words} of {len(floats.points)} points (at λ = {where.nominal})",
            getattr(where, route),
            truth[where.nominal],
            TOLERANCE,
            REASON,
        )


def _rms(floats: FloatSweep) -> Observation:
    ball = enclose(root_mean_square_difference(floats), 20)
    return Observation(
        "numpy.float64, root mean square difference of the two routes",
        ball.decimal(6)[0],
        ball.upper,
        None,
        None,
        Fraction(1, 10**12),
        "gate of the published observable sweep; the exact difference is 0",
    )


def tables(subject: _subject.IsingSubject) -> tuple[Series, ...]:
    """At each point of the sweep I(λ), a bound on the error of each float route, and half a unit in its last place.

    No float64 is nearer to the truth than that half; where the truth is 0 it is 0 too, since 0 is a float.
    """
    rows = []
    for point in subject.floats.points:
        truth = value_at(subject.closed_form, {LAM: point.nominal})
        errors = (absolute_error(seen, truth) for seen in (point.closed, point.enumerated))
        half = ulp(nearest_float(truth)) / 2 if point.nominal else Fraction(0)
        rows.append((point.nominal, truth, *errors, half))
    columns = ("strength", "information", "closed_form_error", "enumerated_error", "half_ulp")
    return (Series("float_routes", columns, tuple(rows)),)


CHECK = Check(
    id="empirical_matches_closed_form",
    claim=Claim(
        "The mutual information of the enumerated joint is log 2 minus the binary entropy of the agreement probability,"
        " which is the logistic function of the coupling strength.",
        r"I(\pi_1;\pi_2) = \log 2 - H_b(\sigma),\quad \sigma = P(\pi_1 = \pi_2) = \frac{1}{1+e^{-\lambda}}",
        "for all real λ; for the couplings J = 1/0, J = ±1/2, and J = ±1 at half the strength",
        "Friedman (2026), witness 1, invariant 4",
    ),
    tier=Verdict.PROVED,
    subject=_subject.build,
    establish=establish,
    mutants=(
        *(
            _subject.wrong_formula(name)
            for name in (
                "wrong near 0",
                "wrong far out",
                "scaled",
                "shifted",
                "wrong beyond 4",
                "saturates at 0.999 log 2",
                "wrong below 0",
            )
        ),
        Mutant("coupling sign flipped", "J becomes -J; I does not change, σ does", _subject.opposite_coupling),
        Mutant(
            "coupling doubled",
            "J is ±1 at full strength, the convention of the paper's formal module",
            lambda subject: replace(
                subject, model=replace(subject.model, coupling=tuple(2 * j for j in subject.model.coupling))
            ),
        ),
    ),
    proofs=("ising_agreement_probability", "ising_closed_form"),
    tags=("theorem", "numpy"),
    series=tables,
    kernel=kernel,
)
