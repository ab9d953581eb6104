"""Asks the prover for every step of a proof, and for the refutation of every false neighbor."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from opd_exact.numbers.errors import OutsideClass
from opd_exact.registry.facts import place
from opd_exact.registry.suites import ProofUnit
from opd_exact.registry.verdict import Verdict
from opd_exact.symbolic import Refutation, Theorem

__all__ = [
    "Asked",
    "ProofOutcome",
    "establish",
]


@dataclass(frozen=True)
class Asked:
    """One answer of the prover: the statement, whether it is what the proof needs, and the place of a refutation."""

    statement: str
    answer: Theorem | Refutation | None
    as_needed: bool
    note: str


@dataclass(frozen=True)
class ProofOutcome:
    """The answers for the steps and for the false neighbors of a proof, in their order."""

    unit: ProofUnit
    steps: tuple[Asked, ...]
    neighbors: tuple[Asked, ...]
    duration_s: float

    @property
    def verdict(self) -> Verdict:
        """PROVED if every step is a theorem; REFUTED if one is false; UNDECIDED otherwise, or without steps."""
        if any(isinstance(step.answer, Refutation) for step in self.steps):
            return Verdict.REFUTED
        return Verdict.PROVED if self.steps and all(step.as_needed for step in self.steps) else Verdict.UNDECIDED

    @property
    def holds(self) -> bool:
        """Every step is a theorem and every false neighbor was refuted."""
        return self.verdict is Verdict.PROVED and all(neighbor.as_needed for neighbor in self.neighbors)


def establish(unit: ProofUnit) -> ProofOutcome:
    """Ask for everything that a proof declares."""
    started = time.perf_counter()
    steps = tuple(_steps(unit))
    neighbors = tuple(_neighbors(unit))
    return ProofOutcome(unit, steps, neighbors, time.perf_counter() - started)


def _steps(unit: ProofUnit) -> Iterator[Asked]:
    for step in unit.proof.steps():
        try:
            answer = step.ask()
        except OutsideClass as error:
            yield Asked(step.statement, None, False, str(error))
            continue
        if not isinstance(answer, Theorem):
            yield Asked(step.statement, answer, False, place(answer))
            continue
        scope = "; ".join(answer.assumptions)
        meant = "" if step.fits(answer) else f", meant for {step.scope}"
        yield Asked(step.statement, answer, not meant, f"for {scope or 'the one model'}{meant}: {answer.method}")


def _neighbors(unit: ProofUnit) -> Iterator[Asked]:
    for neighbor in unit.proof.neighbors:
        statement = f"{neighbor.name}: {neighbor.what_changes}"
        try:
            answer = neighbor.ask()
        except OutsideClass as error:
            yield Asked(statement, None, False, str(error))
            continue
        refuted = isinstance(answer, Refutation)
        yield Asked(statement, answer, refuted, place(answer) if isinstance(answer, Refutation) else "it was proved")
