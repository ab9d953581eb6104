"""One call judged: what it measures, and every way in which it is wrong."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from opd_exact.audit.functions.calling import Observation, Subject
from opd_exact.audit.functions.measuring import Cause, Measurement, exact_value, measure, number_text, truth_ball
from opd_exact.audit.functions.probes import Argument, Probe
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.audit.functions.record import FindingKind
from opd_exact.numbers import Ball, BudgetExhausted, Infinity, UnknownTruth, enclose, log
from opd_exact.numbers.rounding import format_named

__all__ = [
    "UNITS",
    "Asked",
    "Judgement",
    "ask",
    "judge",
    "judged",
]

UNITS = {"nats": None, "bits": enclose(log(2), 60)}
"""How many nats a unit is; None for the nat itself."""

_FAILURES = {
    "raises": FindingKind.RAISES,
    "no answer": FindingKind.NO_ANSWER,
    "died": FindingKind.DIED,
    "no numbers": FindingKind.TYPE,
}

_COPIES = 3
"""A batch holds the input, another order of it, and the input again."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a function: the quantity with its options, the unit and the reading of sums that miss one."""

    quantity: Quantity
    options: Mapping[str, Any]
    unit: str
    normalized: bool
    batched: bool

    def truth(self, probe: Probe, *, normalized: bool | None = None) -> Ball | Infinity:
        """The true value at an input, in the unit; the reading is the declared one unless said."""
        chosen = self.normalized if normalized is None else normalized
        value = exact_value(self.quantity, probe.arguments, self.options, normalized=chosen)
        if isinstance(value, Infinity):
            return value
        nats = truth_ball(value)
        unit = UNITS[self.unit]
        return nats if unit is None else nats / unit

    def measured(self, probe: Probe, observation: Observation, truth: Ball, *, normalized: bool) -> Measurement:
        """A finite answer against a finite truth."""
        return measure(
            self.quantity, probe, observation, truth, self.options, normalized=normalized, unit=UNITS[self.unit]
        )


@dataclass(frozen=True)
class Judgement:
    """One input: the truth, the measurement if both are finite, and what is wrong, in words by kind."""

    probe: Probe
    observation: Observation
    truth: Ball | Infinity
    measurement: Measurement | None
    wrong: Mapping[FindingKind, str]


def ask(subject: Subject, probe: Probe, *, batched: bool) -> Observation:
    """Call the function on an input, or on a small batch whose first and last row are the input."""
    if not batched:
        return subject.call(probe.arguments, probe.dtype)
    return subject.call([_stacked(argument) for argument in probe.arguments], probe.dtype)


def _stacked(argument: Argument) -> Argument:
    rows = (argument.values, argument.values[::-1], argument.values)
    return Argument((_COPIES, *argument.shape), tuple(value for row in rows for value in row))


def judged(asked: Asked, probe: Probe, subject: Subject) -> Judgement | None:
    """The judgement of one input; None where the truth is not established, which no function can be blamed for."""
    observation = ask(subject, probe, batched=asked.batched)
    try:
        return judge(asked, probe, observation)
    except (BudgetExhausted, UnknownTruth):
        return None


def judge(asked: Asked, probe: Probe, observation: Observation) -> Judgement:
    """What an answer is worth."""
    truth = asked.truth(probe)
    wrong: dict[FindingKind, str] = {}
    if observation.mutated:
        numbers = ", ".join(str(number + 1) for number in observation.mutated)
        wrong[FindingKind.MUTATES] = f"argument {numbers} was changed by the call"
    if observation.failure is not None:
        wrong[_FAILURES[observation.failure]] = observation.message
        return Judgement(probe, observation, truth, None, wrong)
    if not observation.repeats:
        wrong[FindingKind.UNSTEADY] = f"the same call returned {observation.values[:3]}, then {observation.second[:3]}"
    expected = (_COPIES,) if asked.batched else ()
    if observation.shape != expected:
        wrong[FindingKind.SHAPE] = f"returned shape {observation.shape}, expected {expected}"
    if len(observation.values) != (_COPIES if asked.batched else 1):
        return Judgement(probe, observation, truth, None, wrong)
    if asked.batched and observation.values[0].hex() != observation.values[-1].hex():
        wrong[FindingKind.MIXES] = (
            f"equal rows of a batch give {observation.values[0]!r} and {observation.values[-1]!r}"
        )
    if format_named(observation.dtype).precision < format_named(probe.dtype).precision:
        wrong[FindingKind.NARROWED] = f"{probe.dtype} in, {observation.dtype} out"
    single = replace(observation, values=observation.values[:1], shape=())
    measurement, special = _value(asked, probe, single, truth)
    return Judgement(probe, single, truth, measurement, wrong | special)


def _value(
    asked: Asked, probe: Probe, observation: Observation, truth: Ball | Infinity
) -> tuple[Measurement | None, dict[FindingKind, str]]:
    observed = observation.values[0]
    told = str(truth) if isinstance(truth, Infinity) else truth.decimal(4)[0]
    if math.isnan(observed):
        return None, {FindingKind.NAN: f"nan where the truth is {told}"}
    if isinstance(truth, Infinity):
        if observed == truth.sign() * math.inf:
            return None, {}
        return None, {FindingKind.FINITE: f"{observed!r} where the truth is {'+' if truth.sign() > 0 else ''}{told}"}
    if math.isinf(observed):
        return None, {FindingKind.INFINITE: f"{observed!r} where the truth is {told}"}
    measurement = _explained(asked, probe, observation, truth)
    wrong: dict[FindingKind, str] = {}
    if truth.sign() in (1, -1) and not observed and _representable(measurement):
        wrong[FindingKind.VANISHES] = f"0 where the truth is {told}: {_reason(measurement)}"
    elif truth.sign() in (1, -1) and observed and (observed > 0) != (truth > 0):
        wrong[FindingKind.SIGN] = f"{observed!r} where the truth is {told}: {_reason(measurement)}"
    if measurement.cause is Cause.BEYOND:
        away = "" if truth.contains(0) else f", {number_text(measurement.ulps)} ulps away"
        wrong[FindingKind.BEYOND] = f"{observed!r} where the truth is {told}{away}"
    return measurement, wrong


def _representable(measurement: Measurement) -> bool:
    """Whether a normal number of the format is as close to the truth as floats are: else 0 may be its rounding."""
    form = format_named(measurement.probe.dtype)
    return abs(measurement.truth.middle) > Fraction(2) ** (form.least + form.precision)


def _explained(asked: Asked, probe: Probe, observation: Observation, truth: Ball) -> Measurement:
    """The measurement, with the other reading as its cause where that explains what nothing else does."""
    measurement = asked.measured(probe, observation, truth, normalized=asked.normalized)
    if measurement.cause not in (Cause.CANCELLATION, Cause.BEYOND):
        return measurement
    other = asked.truth(probe, normalized=not asked.normalized)
    if isinstance(other, Infinity):
        return measurement
    cause = asked.measured(probe, observation, other, normalized=not asked.normalized).cause
    better = cause is Cause.ROUNDING or (measurement.cause is Cause.BEYOND and cause is not Cause.BEYOND)
    return replace(measurement, cause=Cause.READING) if better else measurement


def _reason(measurement: Measurement) -> str:
    """Why so much is lost, in words."""
    told = {
        Cause.ROUNDING: "within rounding",
        Cause.UNAVOIDABLE: "unavoidable in this format (rounding the inputs alone moves the truth as far)",
        Cause.CANCELLATION: "cancellation between larger terms, avoidable: the problem's own condition number"
        f" {measurement.condition:.3g} allows far less",
        Cause.READING: "the sum of the floats misses 1, and the function treats that otherwise than declared",
        Cause.BEYOND: "no rounding explains it",
    }
    return told[measurement.cause]
