"""What the checks of the T-maze rollout share: the record they read, facts of common kinds, and common mutants."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from opd_exact.audit.replay import Replay
from opd_exact.audit.rollout_files import Course, RolloutFiles
from opd_exact.audit.rollout_record import StepRecord
from opd_exact.audit.stored_number import StoredNumber
from opd_exact.numbers import ComputedReal, enclose
from opd_exact.registry import EvidenceError, Fact, Inputs, Mutant, Observation, Verdict
from opd_exact.registry.facts import observed
from opd_exact.registry.row import upper_decimal

__all__ = [
    "FABRICATED",
    "IDLE_COURSE",
    "RECORDING_ID",
    "SCOPE",
    "SOURCE",
    "SUM_TOLERANCE",
    "TELEPORT_COURSE",
    "TRUE_COURSE",
    "all_within",
    "enclosed_by",
    "measured",
    "missing",
    "recorded_files",
    "replayed",
    "simplex",
]

RECORDING_ID = "tmaze_rollout"

SOURCE = "Friedman (2026), On-Policy Distillation as Active Inference, witness 2, simulation invariant"
SCOPE = "the recorded rollout: cue validity 19/20, 6 transitions, seed 0, horizon 5, node budget 5000, gamma 3"

# The published bound on the sum of a recorded row of probabilities.
SUM_TOLERANCE = Fraction(1, 10**6)

# Straight from the center into the rewarded arm, past the middle, and paid at once.
TELEPORT_COURSE = Course(states=((0, 0), *[(1, 0)] * 6), observations=((0, 0, 0), *[(1, 1, 0)] * 6), actions=(1,) * 7)

# What the published run did: to the cue, back, through the middle into the left arm, and there it stays.
TRUE_COURSE = Course(
    states=((0, 0), (3, 0), (0, 0), (4, 0), (1, 0), (1, 0), (1, 0)),
    observations=((0, 0, 0), (3, 0, 1), (0, 0, 0), (4, 0, 0), (1, 1, 0), (1, 1, 0), (1, 1, 0)),
    actions=(3, 0, 4, 1, 0, 0, 0),
)

# Nothing ever happens: seven times at the center, nothing seen.
IDLE_COURSE = Course(states=((0, 0),) * 7, observations=((0, 0, 0),) * 7, actions=(0,) * 7)

FABRICATED = Mutant(
    "fabricated-rollout",
    "summary and trace are invented without inner contradiction: one jump into the rewarded arm, all flags true",
    lambda files: files.fabricated(TELEPORT_COURSE),
)


def missing(name: str) -> Mutant:
    """The mutant that takes away one file of the record."""
    return Mutant(f"missing-{name.removesuffix('.json')}", f"{name} is not there", lambda files: files.without(name))


def recorded_files(inputs: Inputs) -> RolloutFiles:
    """The subject of every check here: the three texts of the record."""
    return RolloutFiles(inputs[RECORDING_ID])


def replayed(replay: Replay) -> Fact:
    """The fact that the record is possible, step by step, in the exact models."""
    return Fact.decided_by(
        replay.contradiction is None,
        f"replay: each of {len(replay.steps)} recorded states follows from the action before it, each observation can"
        " occur there, and the agent's posterior exists",
        otherwise=replay.contradiction or "",
    )


def simplex(what: str, step: StepRecord, row: tuple[Fraction, ...]) -> Fact:
    """No entry of a stored row is negative, and its exact sum is one to the published tolerance."""
    total, least = sum(row, Fraction(0)), min(row)
    place = f"step {step.time}: {what}"
    return Fact.decided_by(
        least >= 0 and abs(total - 1) <= SUM_TOLERANCE,
        f"{place}: no entry is negative, the sum is exactly {total} (1 {float(total - 1):+.3g})",
        otherwise=f"trace.json: {place}: the least entry is {float(least)!r} and the sum is exactly {total},"
        f" expected no negative entry and a sum within {float(SUM_TOLERANCE):g} of one",
        margin=f"{float(max(-least, abs(total - 1))):.3g}",
    )


def enclosed_by(holds: bool, text: str, *, otherwise: str, margin: str | None = None) -> Fact:
    """A fact that balls of positive radius have settled one way or the other."""
    return Fact(Verdict.ENCLOSED, text) if holds else Fact(Verdict.REFUTED, otherwise, margin)


def all_within(what: str, numbers: Sequence[StoredNumber], tolerance: Fraction) -> Fact:
    """The fact that each stored float lies within a tolerance of its exact number; the worst is named either way.

    Decided where the numbers are rational or forms in logarithms, enclosed where one is known by balls.
    """
    if not numbers:
        raise EvidenceError(f"{what}: no numbers to compare")
    worst = max(numbers, key=lambda number: number.error)
    beyond = [number for number in numbers if not number.within(tolerance)]
    if beyond:
        text = (
            f"{what}: {len(beyond)} of {len(numbers)} stored numbers are off by more than {float(tolerance):g};"
            f" the worst, {worst.place}, is {float(worst.stored)!r}, expected {shown(worst)}"
        )
        return Fact(Verdict.REFUTED, text, f"{float(worst.error):.3g}")
    enclosed = any(isinstance(number.truth, ComputedReal) for number in numbers)
    return Fact(
        Verdict.ENCLOSED if enclosed else Verdict.DECIDED,
        f"{what}: all {len(numbers)} stored numbers are within {float(tolerance):g} of the exact ones;"
        f" the worst, {worst.place}, is off by at most {upper_decimal(worst.error, 3)}",
    )


def shown(number: StoredNumber) -> str:
    """The truth of a stored number to ten digits, after its closed form where that is short."""
    digits, form = enclose(number.truth, 10).decimal(10)[0], str(number.truth)
    return f"{form} = {digits}" if len(form) <= 60 else digits


def measured(subject: str, number: StoredNumber, dtype: str, tolerance: Fraction, reason: str) -> Observation:
    """A stored float of the given dtype with rigorous bounds on its distance from the truth."""
    value = np.dtype(dtype).type(float(number.stored))
    return observed(f"{subject}: {number.place}", value, number.truth, tolerance, reason)
