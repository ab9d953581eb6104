"""One call against the truth: by how much it is off, and which cause explains as much.

The truth is the exact value at the floats that were passed. Floats seldom sum to exactly one, so there are two honest
truths: that of the floats divided by their exact sum ("normalized"), and the formula applied to them as they are
("raw").

===============  ====================================================================================================
cause            the error is at most
===============  ====================================================================================================
rounding         4 ulps of the truth
unavoidable      (n + 4) u K: rounding the n inputs alone moves the truth as far (K is the condition number)
cancellation     (n + 4) u G: rounding the terms of the definition, and what is inside their logarithms, explains it
                 (G sums |c log r| + |c| over its terms c log r); another way of computing would avoid it
reading          explained better by the other truth: within rounding of it, or not beyond rounding as here; the
                 function leaves the sum of the floats as it is, or divides by it, other than declared
beyond rounding  more than any of these: a floor, another formula or unit, a lower precision inside
===============  ====================================================================================================

u is half the relative spacing of the format. The first cause that explains the error is the one given. Errors up to
(n + 4) |e| times the smallest positive number 2**e of the format count as rounding: the logs of such masses reach |e|.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from opd_exact.audit.functions.calling import Observation
from opd_exact.audit.functions.gradient import Sensitivity, enclosed, sensitivity
from opd_exact.audit.functions.probes import Argument, Probe
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.information import Table
from opd_exact.information.ball_arithmetic import BallArithmetic
from opd_exact.information.exact_arithmetic import ExactArithmetic
from opd_exact.numbers import Ball, ComputedReal, Infinity, LogForm, absolute_error, enclose
from opd_exact.numbers.rounding import BinaryFormat, format_named

__all__ = [
    "Cause",
    "Measurement",
    "exact_value",
    "measure",
    "number_text",
    "truth_ball",
]

_DIGITS = 50
_ULPS_OF_ROUNDING = 4
_LIMIT_BITS = 8192


class Cause(StrEnum):
    """What explains an error; see the table at the top of this module."""

    ROUNDING = "rounding"
    UNAVOIDABLE = "unavoidable"
    CANCELLATION = "cancellation"
    READING = "reading"
    BEYOND = "beyond rounding"


@dataclass(frozen=True)
class Measurement:
    """A finite float against a finite truth.

    `error` and `ulps` are upper bounds on the distance, in nats and in ulps of the truth (in the coarser of the formats
    of input and output); `bits` is how many leading bits are right at least, None where the truth is 0.
    `amplification` is the error over u (K + |truth|): about 1 for the best that can be asked of floats.
    """

    probe: Probe
    observed: float
    truth: Ball
    error: Fraction
    ulps: Fraction
    bits: int | None
    condition: float
    amplification: float | None
    cause: Cause

    def as_json(self) -> dict[str, Any]:
        """The measurement as JSON values; bounds are rounded up."""
        middle, radius = self.truth.decimal(20)
        return {
            "input": self.probe.as_json(),
            "observed": repr(self.observed),
            "truth": {"mid": middle, "rad": radius},
            "error": number_text(self.error),
            "ulps": number_text(self.ulps),
            "correct_bits": self.bits,
            "condition": f"{self.condition:.3g}",
            "amplification": None if self.amplification is None else f"{self.amplification:.3g}",
            "cause": str(self.cause),
        }


def exact_value(
    quantity: Quantity, arguments: tuple[Argument, ...], options: Mapping[str, Any], *, normalized: bool
) -> LogForm | ComputedReal | Infinity | Fraction:
    """The quantity at the exact floats, divided by their sum or as they are, in nats."""
    cells = [argument.exact() for argument in arguments]
    if normalized:
        cells = [tuple(value / total for value in part) for part in cells if (total := sum(part, Fraction(0)))]
    shapes = [argument.shape for argument in arguments]
    if quantity.with_logarithms:
        exact = tuple(Table(s, c, ExactArithmetic()) for s, c in zip(shapes, cells, strict=True))
        found: LogForm | Infinity = quantity.of(exact, options)
        return found

    # Infinite or not is decided by the zeros, whatever the precision; digits then come at any precision.
    arithmetic = BallArithmetic()
    balls = tuple(
        Table(s, tuple(arithmetic.from_exact(value) for value in c), arithmetic)
        for s, c in zip(shapes, cells, strict=True)
    )
    first = quantity.of(balls, options)
    if isinstance(first, Infinity):
        return first
    return ComputedReal(
        lambda: enclosed(quantity, arguments, options, normalized=normalized), quantity.name, limit_bits=_LIMIT_BITS
    )


def truth_ball(value: LogForm | ComputedReal | Fraction) -> Ball:
    """A ball of 50 digits around a finite exact value."""
    return enclose(value, _DIGITS)


def measure(
    quantity: Quantity,
    probe: Probe,
    observation: Observation,
    truth: Ball,
    options: Mapping[str, Any],
    *,
    normalized: bool,
    unit: Ball | None = None,
) -> Measurement:
    """A finite observed scalar against a finite truth, both in nats (or, with `unit`, in units of that many nats)."""
    observed = observation.values[0]
    form = max((format_named(probe.dtype), format_named(observation.dtype)), key=lambda candidate: -candidate.precision)
    error = absolute_error(observed, truth)
    smallest = Fraction(0) if truth.contains(0) else min(abs(truth.lower), abs(truth.upper))
    ulps = error / Fraction(2) ** form.ulp_exponent(smallest)
    if not error:
        bits: int | None = form.precision
    elif not smallest:
        bits = None
    else:
        bits = max(0, min(form.precision, math.floor(-_log2(error / smallest))))
    known = sensitivity(quantity, probe.arguments, options, normalized=normalized)
    if unit is not None:
        nats = float(unit.middle)
        known = Sensitivity(known.condition / nats, known.gross / nats)
    return Measurement(
        probe,
        observed,
        truth,
        error,
        ulps,
        bits,
        known.condition,
        _amplification(error, form.precision, known, smallest),
        _cause(error, ulps, form, known, sum(len(a.values) for a in probe.arguments)),
    )


def _cause(error: Fraction, ulps: Fraction, form: BinaryFormat, known: Sensitivity, count: int) -> Cause:
    if ulps <= _ULPS_OF_ROUNDING or error <= (count + 4) * -form.least * Fraction(2) ** form.least:
        return Cause.ROUNDING
    unit = float(count + 4) * 2.0**-form.precision
    if float(error) <= unit * known.condition:
        return Cause.UNAVOIDABLE
    return Cause.CANCELLATION if float(error) <= unit * (known.gross + known.condition) else Cause.BEYOND


def _amplification(error: Fraction, precision: int, known: Sensitivity, truth: Fraction) -> float | None:
    allowed = 2.0**-precision * (known.condition + float(truth))
    return float(error) / allowed if allowed > 0 else (0.0 if not error else None)


def _log2(value: Fraction) -> float:
    """log2 of a positive rational that may be beyond the range of floats."""
    shift = value.numerator.bit_length() - value.denominator.bit_length()
    return shift + math.log2(value / Fraction(2) ** shift)


def number_text(value: Fraction) -> str:
    """An upper bound of a number that is not negative, as a decimal of three digits; 0 as "0".

    >>> number_text(Fraction(1, 3)), number_text(Fraction(0)), number_text(Fraction(1, 2**1074))
    ('0.334', '0', '4.95e-324')
    """
    if not value:
        return "0"
    exponent = math.floor(_log2(value) * math.log10(2))
    if Fraction(10) ** (exponent + 1) <= value:
        exponent += 1
    elif Fraction(10) ** exponent > value:
        exponent -= 1
    digits = -((-value / Fraction(10) ** (exponent - 2)).__floor__())
    if digits == 1000:
        digits, exponent = 100, exponent + 1
    if -4 <= exponent <= 5:
        scaled = Fraction(digits) * Fraction(10) ** (exponent - 2)
        text = f"{float(scaled):.{max(0, 2 - exponent)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return f"{digits // 100}.{digits % 100:02d}e{exponent:+03d}".replace("e+0", "e+").replace("e-0", "e-")
