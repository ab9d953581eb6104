"""Audit any function against the exact value of the quantity it claims to compute."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from opd_exact.audit.functions.calling import Observation, Subject
from opd_exact.audit.functions.floor import FLOORED, Floor, find_floor
from opd_exact.audit.functions.judging import UNITS, Asked, Judgement, ask, judged
from opd_exact.audit.functions.measuring import Cause, Measurement, number_text
from opd_exact.audit.functions.probes import FORMATS, Probe, read_inputs
from opd_exact.audit.functions.quantities import quantity_named
from opd_exact.audit.functions.record import (
    Behavior,
    Finding,
    FindingKind,
    FunctionAudit,
    OtherReading,
    Tolerance,
    Worst,
)
from opd_exact.audit.functions.regimes import seeded_probes
from opd_exact.audit.functions.relations import common_factor, common_relation
from opd_exact.audit.functions.shrinking import shrunk
from opd_exact.numbers import BudgetExhausted, Infinity, InputError, InputTypeError, UnknownTruth
from opd_exact.numbers.rounding import format_named

__all__ = [
    "audit_function",
]

_READINGS = ("normalized", "raw")
_MOST_SILENCES = 3
"""After so many calls that did not return, the rest of the inputs is not tried."""


def audit_function(
    f: Callable[..., Any],
    quantity: str,
    inputs: Iterable[Any] | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    dtypes: Sequence[str] = ("float64",),
    reading: str = "normalized",
    unit: str = "nats",
    batched: bool = False,
    convert: Callable[[Any], Any] | None = None,
    time_limit: float = 10.0,
    isolate: bool | None = None,
    examples: int = 12,
    seed: int = 0,
    name: str | None = None,
) -> FunctionAudit:
    """Compare a function with the exact value of a quantity, at the exact floats that it is called with.

    Args:
        f: takes one array for each argument of the quantity, of shape (outcomes,) or, for a joint table, (x, y), and
            returns the value. Numpy, JAX, PyTorch, or plain Python; what it does wrong becomes a finding.
        quantity: a name in `opd_exact.audit.functions.quantities.QUANTITIES`.
        inputs: for each call an array, or a tuple of arrays, of float16, float32 or float64. None for the built-in
            regimes: ordinary, ties, zeros, near-degenerate, subnormal, nearly equal.
        options: what the quantity needs besides, such as {"order": "1/2"}.
        dtypes: the formats of the built-in inputs.
        reading: the truth is that of the floats divided by their exact sum ("normalized"), or the formula applied to
            them as they are ("raw"). The audit reports where the other one would differ.
        unit: "nats" or "bits", what f returns.
        batched: f takes a further first axis, and returns one value for each of its rows.
        convert: applied to each numpy array before the call, for instance `torch.from_numpy` or `list`.
        time_limit: seconds that one call may take.
        isolate: whether f runs in a forked process; None decides (not with JAX or PyTorch loaded).
        examples: how many built-in inputs of each regime and format.
        seed: of the built-in inputs and of the search for simpler ones; the same seed gives the same audit.
        name: how the report calls f.

    Raises:
        InputError, InputTypeError: an argument is not as above. What f does is never raised.

    >>> import numpy as np
    >>> found = audit_function(lambda p: -np.sum(p * np.log(p)), "entropy", [[0.5, 0.5], [1.0, 0.0]])
    >>> [str(finding.kind) for finding in found.findings]
    ['returns NaN']
    """
    if not callable(f):
        raise InputTypeError(f"f is {f!r:.80} ({type(f).__name__}), expected a function")
    asked = _asked(quantity, options or {}, unit, reading, batched=batched)
    probes = _probes(asked, inputs, dtypes, examples, seed)
    with Subject(lambda: f, convert=convert, time_limit=time_limit, isolate=isolate) as subject:
        judgements, unknown = _judgements(asked, probes, subject)
        floors = _floors(asked, judgements, subject) if not _silent(judgements) else ()
        worst = _worst(asked, judgements, subject, seed)
        manner = subject.manner
    untried = len(probes) - len(judgements) - unknown
    return FunctionAudit(
        name=name or str(getattr(f, "__name__", type(f).__name__)),
        quantity=asked.quantity.name,
        options={key: str(value) for key, value in asked.options.items()},
        unit=unit,
        reading=reading,
        manner=manner,
        seed=seed,
        inputs=len(judgements),
        behaviors=tuple(_behaviors(judgements)),
        worst=worst,
        findings=(*_findings(judgements, floors), *_floor_findings(floors)),
        floors=floors,
        other_readings=tuple(_other_readings(asked, judgements)),
        tolerances=tuple(_tolerances(judgements)),
        notes=tuple(_notes(asked, judgements, untried, unknown)),
    )


def _asked(quantity: str, options: Mapping[str, Any], unit: str, reading: str, *, batched: bool) -> Asked:
    if reading not in _READINGS:
        raise InputError(f"reading is {reading!r}, expected one of {', '.join(_READINGS)}")
    if unit not in UNITS:
        raise InputError(f"unit is {unit!r}, expected one of {', '.join(UNITS)}")
    return Asked(quantity_named(quantity, options), options, unit, reading == "normalized", batched)


def _probes(
    asked: Asked, inputs: Iterable[Any] | None, dtypes: Sequence[str], examples: int, seed: int
) -> tuple[Probe, ...]:
    if inputs is not None:
        return read_inputs(inputs, asked.quantity)
    if isinstance(dtypes, str) or not dtypes or any(dtype not in FORMATS for dtype in dtypes):
        raise InputError(f"dtypes is {dtypes!r}, expected a tuple of names among {', '.join(FORMATS)}")
    if not isinstance(examples, int) or examples < 1:
        raise InputError(f"examples is {examples}, expected at least 1")
    return tuple(probe for dtype in dtypes for probe in seeded_probes(asked.quantity, dtype, examples, seed))


def _judgements(asked: Asked, probes: Sequence[Probe], subject: Subject) -> tuple[list[Judgement], int]:
    """The judgements, and how many inputs have none because their truth is not established."""
    found: list[Judgement] = []
    unknown = 0
    for probe in probes:
        judgement = judged(asked, probe, subject)
        if judgement is None:
            unknown += 1
            continue
        found.append(judgement)
        if _silent(found):
            break
    return found, unknown


def _silent(judgements: Sequence[Judgement]) -> bool:
    return sum(FindingKind.NO_ANSWER in judgement.wrong for judgement in judgements) >= _MOST_SILENCES


def _dtypes(probes: Iterable[Probe]) -> list[str]:
    return list(dict.fromkeys(probe.dtype for probe in probes))


def _measured(judgements: Iterable[Judgement], dtype: str) -> list[Measurement]:
    return [j.measurement for j in judgements if j.measurement is not None and j.probe.dtype == dtype]


# --- floors and findings ----------------------------------------------------------------------------------------------


def _floors(asked: Asked, judgements: Sequence[Judgement], subject: Subject) -> tuple[Floor, ...]:
    """The floors, estimated from answers in nats: a wrong unit or sign is undone before logarithms are read."""
    unit = UNITS[asked.unit]
    nats = 1.0 if unit is None else float(unit.middle)
    found = []
    for dtype in _dtypes(judgement.probe for judgement in judgements):
        scale = nats / common_factor(_measured(judgements, dtype))
        floor = find_floor(
            asked.quantity,
            dtype,
            lambda probe, scale=scale: _single(subject, probe, asked, scale),  # type: ignore[misc]
        )
        if floor is not None:
            found.append(floor if scale == 1 else replace(floor, how=f"{floor.how} (all in nats)"))
    return tuple(found)


def _single(subject: Subject, probe: Probe, asked: Asked, scale: float) -> Observation:
    observation = ask(subject, probe, batched=asked.batched)
    if asked.batched and len(observation.values) > 1:
        observation = replace(observation, values=observation.values[:1], shape=())
    return observation if scale == 1 else replace(observation, values=tuple(v * scale for v in observation.values))


def _floor_findings(floors: Sequence[Floor]) -> list[Finding]:
    return [Finding(FindingKind.FLOOR, f"{floor}: {floor.how}", floor.probe) for floor in floors]


def _findings(judgements: Sequence[Judgement], floors: Sequence[Floor]) -> list[Finding]:
    """One finding for each kind, at its simplest input."""
    found = []
    for kind in FindingKind:
        having = [judgement for judgement in judgements if kind in judgement.wrong]
        if having:
            simplest = min(having, key=lambda judgement: (len(str(judgement.probe)), str(judgement.probe)))
            reason = [f": {floor}" for floor in floors if floor.dtype == simplest.probe.dtype]
            why = "".join(reason) if kind is FindingKind.FINITE else ""
            found.append(Finding(kind, simplest.wrong[kind] + why, simplest.probe, len(having)))
    return found


# --- errors -----------------------------------------------------------------------------------------------------------


def _behaviors(judgements: Sequence[Judgement]) -> Iterable[Behavior]:
    rows = dict.fromkeys((judgement.probe.dtype, judgement.probe.regime) for judgement in judgements)
    for dtype, regime in rows:
        here = [j for j in judgements if (j.probe.dtype, j.probe.regime) == (dtype, regime)]
        measured = [j.measurement for j in here if j.measurement is not None]
        bits = [m.bits for m in measured if m.bits is not None]
        causes = Counter(m.cause for m in measured)
        yield Behavior(
            regime,
            dtype,
            len(here),
            len(measured),
            *_worst_and_typical([m.ulps for m in measured if not m.truth.contains(0)]),
            _largest([m.error for m in measured if m.truth.contains(0)]),
            min(bits, default=None),
            {str(cause): causes[cause] for cause in Cause if causes[cause]},
        )


def _worst_and_typical(ulps: Sequence[Fraction]) -> tuple[str | None, str | None]:
    if not ulps:
        return None, None
    return number_text(max(ulps)), number_text(statistics.median_high(ulps))


def _largest(errors: Sequence[Fraction]) -> str | None:
    return number_text(max(errors)) if errors else None


_RANK = {Cause.ROUNDING: 0, Cause.UNAVOIDABLE: 0, Cause.READING: 1, Cause.CANCELLATION: 1, Cause.BEYOND: 2}


def _badness(measurement: Measurement) -> tuple[int, Fraction]:
    """How bad an error is: first by what the cause says against the function, then in ulps."""
    # Ulps of 0 say nothing: an error there is told by its size.
    return _RANK[measurement.cause], Fraction(0) if measurement.truth.contains(0) else measurement.ulps


def _worst(asked: Asked, judgements: Sequence[Judgement], subject: Subject, seed: int) -> tuple[Worst, ...]:
    found = []
    for dtype in _dtypes(judgement.probe for judgement in judgements):
        measured = _measured(judgements, dtype)
        if not measured:
            continue
        worst = max(measured, key=_badness)
        limit = _badness(worst)[1] / 4

        def as_bad(probe: Probe, worst: Measurement = worst, limit: Fraction = limit) -> bool:
            seen = judged(asked, probe, subject)
            other = None if seen is None else seen.measurement
            return other is not None and other.cause is worst.cause and _badness(other)[1] >= limit

        if _silent(judgements) or not limit:
            found.append(Worst(worst, worst, "as drawn" if worst.probe.regime != "given" else "as given"))
            continue
        probe, how = shrunk(worst.probe, asked.quantity, as_bad, seed=seed)
        again = judged(asked, probe, subject)
        simpler = None if again is None else again.measurement
        # A function that is not deterministic may answer otherwise when asked again.
        found.append(Worst(worst, simpler, how) if simpler is not None else Worst(worst, worst, "as drawn"))
    return tuple(found)


def _other_readings(asked: Asked, judgements: Sequence[Judgement]) -> Iterable[OtherReading]:
    name = _READINGS[asked.normalized]
    for dtype in _dtypes(judgement.probe for judgement in judgements):
        errors: list[Fraction] = []
        differences: list[tuple[Fraction, Probe]] = []
        for judgement in judgements:
            if judgement.measurement is None or judgement.probe.dtype != dtype:
                continue
            try:
                other = asked.truth(judgement.probe, normalized=not asked.normalized)
            except (BudgetExhausted, UnknownTruth):
                continue
            if isinstance(other, Infinity):
                continue
            measured = asked.measured(judgement.probe, judgement.observation, other, normalized=not asked.normalized)
            if not other.contains(0):
                errors.append(measured.ulps)
            spacing = Fraction(2) ** format_named(dtype).ulp_exponent(judgement.measurement.truth.middle)
            apart = abs(other.middle - judgement.measurement.truth.middle) / spacing
            if apart > 1:
                differences.append((apart, judgement.probe))
        most = max(differences, key=lambda pair: pair[0])[1] if differences else None
        yield OtherReading(name, dtype, len(differences), *_worst_and_typical(errors), most)


def _tolerances(judgements: Sequence[Judgement]) -> Iterable[Tolerance]:
    for dtype in _dtypes(judgement.probe for judgement in judgements):
        measured = _measured(judgements, dtype)
        if not measured:
            continue
        relative = max((_relative(measurement) for measurement in measured), default=Fraction(0))
        amplified = [measurement.amplification for measurement in measured]
        known = [amount for amount in amplified if amount is not None]
        yield Tolerance(
            dtype,
            len(measured),
            number_text(max(measurement.error for measurement in measured)),
            number_text(relative) if relative < 1 else None,
            f"{max(known):.3g}" if len(known) == len(measured) else None,
            f"the {len(measured)} inputs measured, on this machine",
        )


def _relative(measurement: Measurement) -> Fraction:
    """An upper bound on the error over |truth|; 1 or more says that no relative bound helps."""
    if not measurement.error:
        return Fraction(0)
    least = min(abs(measurement.truth.lower), abs(measurement.truth.upper))
    return Fraction(1) if measurement.truth.contains(0) else measurement.error / least


def _notes(asked: Asked, judgements: Sequence[Judgement], untried: int, unknown: int) -> Iterable[str]:
    if untried:
        yield f"Not tried: {untried} inputs, after {_MOST_SILENCES} calls that did not return."
    if unknown:
        yield f"Left out: {unknown} inputs at which the truth is not established."
    if asked.quantity.name not in FLOORED:
        yield f"Floors are looked for in {', '.join(FLOORED)} alone; here none was."
    relation = common_relation([j.measurement for j in judgements if j.measurement is not None])
    if relation is not None:
        yield f"The answers are about {relation}."
