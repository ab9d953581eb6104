"""The student that the descent ends at has the free energy log 2 to better than 1e-13, and not less: 0.693 = -log p(o).

The paper prints 0.693 for both the student's free energy and minus the log evidence. The excess of the first over the
second is exactly the divergence of the student from the posterior: positive for the reported single-precision student,
as the bound demands, and about 5e-15. Both reported components are read as the binary numbers they are and divided by
their sum.

If this fails, the descent ended elsewhere, or a free energy below the bound was reported.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.coq.terms import call, ln
from opd_exact.information import log_evidence, relative_entropy, variational_free_energy
from opd_exact.numbers import LogForm, binary_reading, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from . import _kernel
from ._demonstration import DEMONSTRATION, Demonstration

REPORTED_STUDENT = (0.8499999642372131, 0.15000003576278687)
REPORTED = "0.6931471805599503"
EXCESS = Fraction(1, 10**13)
GATE, REASON = Fraction(1, 1000), "tolerance of the published run"


@dataclass(frozen=True)
class Ended:
    """The model, where the descent ended, and how its free energy is computed."""

    model: Demonstration
    student: tuple[Fraction, ...]
    free_energy: Callable[[tuple[Fraction, ...], Demonstration], LogForm]


def build(inputs: Inputs) -> Ended:
    """The reported student; nothing recorded is needed."""
    cells = [binary_reading(x) for x in REPORTED_STUDENT]
    return Ended(DEMONSTRATION, tuple(x / sum(cells) for x in cells), _free_energy)


def kernel(subject: Ended) -> Iterator[Statement]:
    """The free energy of the student: its excess over ln 2 is its divergence from the posterior, positive and tiny."""
    energy = _kernel.free_energy(subject.student, subject.model)
    evidence = call("log_evidence", _kernel.column(subject.model))
    yield Identity("least", "The least free energy is minus the log evidence, ln 2.", -evidence, ln(2))
    divergence = call("KL", subject.student, _kernel.posterior(subject.model))
    sentence = "The student's free energy exceeds ln 2 by its divergence from the posterior."
    yield Identity("excess_is_divergence", sentence, energy, ln(2) + divergence)
    yield Order("above", "The student's free energy is above the least.", -evidence, energy)
    yield Order("hardly_above", "By less than 1e-13.", energy + evidence, EXCESS)
    truth = _free_energy(subject.student, subject.model)
    yield enclosure_of("digits", "The student's free energy to 30 digits.", energy, truth, covers="value")


def establish(subject: Ended) -> Finding:
    """Decide that the student's free energy exceeds -log p(o) by its divergence, which is positive and tiny."""
    truth = _free_energy(subject.student, subject.model)
    return replace(
        all_of(_facts(subject)),
        exact="F(student) = log(2) + D(student || (17/20, 3/20)); the value is F(student)",
        value=truth,
        published=published("0.693", truth, reported=REPORTED),
        observations=(
            observed("published run, student free energy", np.float64(REPORTED), truth, GATE, REASON),
            observed("published run, -log p(o)", np.float64(0.6931471805599453), log(2), GATE, REASON),
        ),
    )


def _facts(subject: Ended) -> Iterator[Fact]:
    model = subject.model
    yield decided_equal("-log p(o)", -log_evidence(model.prior, model.likelihood, model.observation), log(2))
    excess = subject.free_energy(subject.student, model) - log(2)
    yield decided_equal(
        "F(student) - log 2", excess, relative_entropy(subject.student, (Fraction(17, 20), Fraction(3, 20)))
    )
    shown = enclose(excess, 20).decimal(3)[0]
    yield Fact.decided_by(
        0 < excess < EXCESS,
        f"0 < F(student) + log p(o) < 1e-13: {shown}",
        otherwise=f"F(student) + log p(o) is {shown}, claimed between 0 and 1e-13",
        margin=shown,
    )


def _free_energy(student: tuple[Fraction, ...], model: Demonstration) -> LogForm:
    value: LogForm = variational_free_energy(student, model.prior, model.likelihood, model.observation)
    return value


CHECK = Check(
    id="optimizer_free_energy",
    claim=Claim(
        "The free energy of the student at the end of the descent is above log 2 by its divergence from the posterior,"
        " and by less than 1e-13.",
        r"F(q_{800}) = \log 2 + D(q_{800}\,\|\,p(s\mid o)),\quad 0 < F(q_{800}) + \log p(o) < 10^{-13}",
        "the reported single-precision student, its components divided by their sum",
        "Friedman (2026), two optimizers, one posterior",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "stopped at the start",
            "the uniform student: F is 1.03",
            lambda subject: replace(subject, student=(Fraction(1, 2), Fraction(1, 2))),
        ),
        Mutant(
            "off by 1e-6",
            "the student is (0.850001, 0.149999), which still prints 0.693",
            lambda subject: replace(subject, student=(Fraction(850001, 10**6), Fraction(149999, 10**6))),
        ),
        Mutant(
            "below the bound",
            "1e-14 is taken off the free energy, as rounding might",
            lambda subject: replace(subject, free_energy=lambda q, model: _free_energy(q, model) - Fraction(1, 10**14)),
        ),
        Mutant(
            "forward divergence",
            "log 2 + D(p(s|o) || q) in place of the free energy",
            lambda subject: replace(
                subject, free_energy=lambda q, model: log(2) + relative_entropy(model.posterior, q)
            ),
        ),
        Mutant(
            "other observation",
            "observation 1: the student believes the opposite",
            lambda subject: replace(subject, model=replace(subject.model, observation=1)),
        ),
    ),
    proofs=("free_energy_bounded_by_evidence", "variational_free_energy_is_divergence_minus_log_evidence"),
    tags=("numpy", "printed"),
    kernel=kernel,
)
