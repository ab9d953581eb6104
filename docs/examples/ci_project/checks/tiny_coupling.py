"""At a coupling of 2**-10 the mutual information is between 8 d² and 8 d² (1 + 8 d²), and the project computes it."""

import runpy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from opd_exact import log, mutual_information
from opd_exact.registry import Check, Claim, Fact, Mutant, Verdict, all_of
from opd_exact.registry.facts import observed

D = Fraction(1, 2**10)
PROJECT = Path(__file__).parent.parent


def subject(inputs):
    return mutual_information([[Fraction(1, 4) + D, Fraction(1, 4) - D], [Fraction(1, 4) - D, Fraction(1, 4) + D]])


def establish(information):
    low, high = 8 * D**2, 8 * D**2 * (1 + 8 * D**2)
    finding = all_of(
        [
            Fact.decided_by(information > low, "above 8 d²", otherwise=f"{information} is not above 8 d²"),
            Fact.decided_by(information < high, "below", otherwise=f"{information} is not below 8 d² (1 + 8 d²)"),
        ]
    )
    value = runpy.run_path(str(PROJECT / "coupling.py"))["mutual_information"](float(D))
    seen = observed("numpy.float64", value, information, Fraction(1, 10**20), "what the project promises")
    return replace(finding, exact=str(information), value=information, observations=(seen,))


CHECK = Check(
    id="tiny_coupling",
    claim=Claim(
        statement="8 d² < I(X; Y) < 8 d² (1 + 8 d²) at d = 2**-10",
        latex=r"8 d^2 < I(X; Y) < 8 d^2 (1 + 8 d^2)",
        scope="d = 2**-10",
        source="the series of (1 + x) log(1 + x) + (1 - x) log(1 - x)",
    ),
    tier=Verdict.DECIDED,
    subject=subject,
    establish=establish,
    mutants=(
        Mutant("in bits", "the value is read in bits", lambda information: information * Fraction(13, 9)),
        Mutant("nothing", "the information vanishes", lambda information: information - information),
        Mutant("more", "log 2 is added", lambda information: information + log(2)),
    ),
)
