"""Finding a hidden log floor: what a function returns where the truth is infinite, or at masses below its floor.

Where p has mass and q has none, cross entropy and relative entropy are infinite. A finite answer v at p = [1, 0] and
q = [0, 1] says log 0 was replaced by log e with e = exp(-v). Whether e stands inside the logarithm is asked at
p = [1/2, 1/2]; whether it is a bound max(q, e) or a summand q + e is asked at q = [e, 1 - e], where a summand gives
log 2 less. The entropy is finite at zeros; its floor shows at p = [t, 1 - t] for masses t below it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np

from opd_exact.audit.functions.calling import Observation
from opd_exact.audit.functions.measuring import exact_value, truth_ball
from opd_exact.audit.functions.probes import Argument, Probe
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.numbers import nearest_float

__all__ = [
    "FLOORED",
    "Floor",
    "find_floor",
]

Call = Callable[[Probe], Observation]

FLOORED = ("entropy", "cross_entropy", "relative_entropy")
"""The quantities whose floors are looked for."""

_MOST_NATS = 744.0
"""exp(-744) is about the least that a float64 holds."""

_USUAL = (1e-30, 1e-20, 1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)


@dataclass(frozen=True)
class Floor:
    """A floor that was found.

    `kind` is "max(q, e)", "q + e", "inside the logarithm" (neither of the two fits), "on the result" (a cap or a
    replacement) or "left out" (outcomes with q = 0 are dropped); in the last two `estimate` may be None. It is e as the
    observed floats give it, `likely` the usual constant within a thousandth of its logarithm, if there is one.
    """

    kind: str
    estimate: float | None
    likely: str | None
    dtype: str
    how: str
    probe: Probe

    def __str__(self) -> str:
        if self.kind == "left out":
            return "outcomes with q = 0 are left out of the sum"
        if self.estimate is None or self.kind == "on the result":
            return "what is infinite is replaced by a number"
        amount = f"{self.estimate:.4g}" + (f" (likely {self.likely})" if self.likely else "")
        return f"the logarithm is floored at {amount}" + (
            f" as {self.kind}" if self.kind in ("max(q, e)", "q + e") else ""
        )

    def as_json(self) -> dict[str, Any]:
        """The floor as JSON values."""
        estimate = None if self.estimate is None else f"{self.estimate:.6g}"
        return {"kind": self.kind, "estimate": estimate, "likely": self.likely, "dtype": self.dtype, "how": self.how}


def find_floor(quantity: Quantity, dtype: str, call: Call) -> Floor | None:
    """The floor of a function that claims to compute the quantity; None where none shows or none can be looked for."""
    if quantity.name in ("cross_entropy", "relative_entropy"):
        return _of_divergence(quantity, dtype, call)
    return _of_entropy(quantity, dtype, call) if quantity.name == "entropy" else None


def _of_divergence(quantity: Quantity, dtype: str, call: Call) -> Floor | None:
    value = _value(call, dtype, (1.0, 0.0), (0.0, 1.0))
    if value is None:
        return None
    probe = _probe(dtype, (1.0, 0.0), (0.0, 1.0))
    how = f"p = [1, 0], q = [0, 1] gives {value!r} where the truth is +∞"
    if not value:
        return Floor("left out", None, None, dtype, how, probe)
    if not 0 < value < _MOST_NATS:
        return Floor("on the result", None, None, dtype, how, probe)
    floor = math.exp(-value)
    how += f", and exp(-{value:.6g}) = {floor:.4g}"
    half = _value(call, dtype, (0.5, 0.5), (0.0, 1.0))
    # at p = [1/2, 1/2], q = [0, 1] a floor e inside the logarithm gives -log(e)/2, less log 2 for relative entropy
    entropy = math.log(2) if quantity.name == "relative_entropy" else 0.0
    if half is None or abs(half + entropy - value / 2) > 0.02 * value:
        return Floor("on the result", None, None, dtype, how, probe)
    kind = "inside the logarithm"
    at = float(nearest_float(Fraction(floor), dtype))
    if at > 0:
        there = _value(call, dtype, (1.0, 0.0), (at, float(nearest_float(1 - Fraction(at), dtype))))
        if there is not None and abs(there - value) < 0.05:
            kind = "max(q, e)"
        elif there is not None and abs(there - (value - math.log(2))) < 0.05:
            kind = "q + e"
        how += f"; q = [{at:.4g}, 1 - {at:.4g}] gives {there!r}"
    return Floor(kind, floor, _likely(floor, dtype), dtype, how, probe)


def _of_entropy(quantity: Quantity, dtype: str, call: Call) -> Floor | None:
    sure = _value(call, dtype, (1.0, 0.0))
    least = float(np.finfo(dtype).eps) / 4
    if sure is not None and sure < -1:
        return None  # no constant that anybody adds to a probability
    if sure is not None and sure < -least:
        floor = math.expm1(-sure)  # -log(1 + e) where the truth is 0
        how = f"p = [1, 0] gives {sure!r} = -log(1 + {floor:.4g}) where the truth is 0"
        return Floor("q + e", floor, _likely(floor, dtype), dtype, how, _probe(dtype, (1.0, 0.0)))
    found: list[tuple[float, float]] = []
    for exponent in range(6, 100, 4):
        mass = float(nearest_float(Fraction(1, 2**exponent), dtype))
        if not mass:
            break
        other = float(nearest_float(1 - Fraction(mass), dtype))
        value = _value(call, dtype, (mass, other))
        if value is None:
            return None
        truth = exact_value(quantity, (Argument((2,), (mass, other)),), {}, normalized=True)
        missing = float(truth_ball(truth).middle) - value  # type: ignore[arg-type]  # entropies are finite
        # -t log e in place of -t log t: what is missing is t log(e/t), and rounding must not be taken for it
        if abs(missing) > _MOST_NATS * mass:
            return None  # that is another error, and no floor
        if missing > 0.2 * mass and missing > 16 * least * max(value, mass):
            found.append((mass, mass * math.exp(missing / mass)))
    for (_, one), (mass, two) in pairwise(found):
        if abs(one / two - 1) < 0.01:
            how = f"p = [{mass:.4g}, 1 - {mass:.4g}] misses what replacing log p by log {two:.4g} would"
            return Floor("max(q, e)", two, _likely(two, dtype), dtype, how, _probe(dtype, (mass, 1.0 - mass)))
    return None


def _probe(dtype: str, *arguments: tuple[float, ...]) -> Probe:
    return Probe("floor", dtype, tuple(Argument((len(values),), values) for values in arguments))


def _value(call: Call, dtype: str, *arguments: tuple[float, ...]) -> float | None:
    observation = call(_probe(dtype, *arguments))
    if not observation.is_scalar or not math.isfinite(observation.values[0]):
        return None
    return observation.values[0]


def _likely(floor: float, dtype: str) -> str | None:
    """The usual constant that the estimate is."""
    info = {
        f"numpy.finfo({name!r}).{part}": float(getattr(np.finfo(name), part))
        for name in (dtype, "float32", "float64")
        for part in ("eps", "tiny", "smallest_subnormal")
    }
    named = {f"{value:g}": value for value in _USUAL} | info
    for name, value in named.items():
        # the rounding of v moves exp(-v) by a relative ulp(v), which grows with v
        if abs(math.log(floor / value)) < 1e-3 * abs(math.log(value)) and abs(floor / value - 1) < 0.05:
            return name
    return None
