"""Claims, checks, verdicts; how they are found, run and reported."""

from opd_exact.numbers.errors import EvidenceError
from opd_exact.registry.declaration import Check, Claim, Inputs, Mutant, Recording, Requirement
from opd_exact.registry.finding import (
    Budget,
    Fact,
    Finding,
    Observation,
    Published,
    all_of,
)
from opd_exact.registry.proof import Neighbor, Proof, Step
from opd_exact.registry.series import Series
from opd_exact.registry.verdict import Verdict

__all__ = [
    "Budget",
    "Check",
    "Claim",
    "EvidenceError",
    "Fact",
    "Finding",
    "Inputs",
    "Mutant",
    "Neighbor",
    "Observation",
    "Proof",
    "Published",
    "Recording",
    "Requirement",
    "Series",
    "Step",
    "Verdict",
    "all_of",
]
