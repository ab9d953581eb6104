"""Finding a hidden log floor: what a function returns where the truth is infinite, or at masses below its floor.

Where p has mass and q has none, cross entropy and relative entropy are infinite. A finite answer v at p = [1, 0] and
q = [0, 1] says log 0 was replaced by log e with e = exp(-v). Whether e stands inside the logarithm is asked at
p = [1/2, 1/2]; whether it is a bound max(q, e) or a summand q + e is asked at q = [e, 1 - e], where a summand gives
log 2 less. The entropy is finite at zeros; its floor shows at small masses, see `entropy_floor`.
"""

import math
from fractions import Fraction

from opd_exact.audit.functions.entropy_floor import floor_of_entropy
from opd_exact.audit.functions.floor_record import Call, Floor, likely, probe_of, value_at
from opd_exact.audit.functions.quantities import Quantity
from opd_exact.numbers import nearest_float

__all__ = [
    "FLOORED",
    "Floor",
    "find_floor",
]

FLOORED = ("entropy", "cross_entropy", "relative_entropy")
"""The quantities whose floors are looked for."""

_MOST_NATS = 744.0
"""exp(-744) is about the least that a float64 holds."""


def find_floor(quantity: Quantity, dtype: str, call: Call) -> Floor | None:
    """The floor of a function that claims to compute the quantity; None where none shows or none can be looked for."""
    if quantity.name in ("cross_entropy", "relative_entropy"):
        return _of_divergence(quantity, dtype, call)
    return floor_of_entropy(dtype, call) if quantity.name == "entropy" else None


def _of_divergence(quantity: Quantity, dtype: str, call: Call) -> Floor | None:
    value = value_at(call, dtype, (1.0, 0.0), (0.0, 1.0))
    if value is None:
        return None
    probe = probe_of(dtype, (1.0, 0.0), (0.0, 1.0))
    how = f"p = [1, 0], q = [0, 1] gives {value!r} where the truth is +∞"
    half = value_at(call, dtype, (0.5, 0.5), (0.0, 1.0))
    if not value and half is not None and abs(half) < 1:
        return Floor("left out", None, None, dtype, how, probe)
    if not 0 < value < _MOST_NATS:  # not even where the other outcome has mass, too
        return Floor("on the result", None, None, dtype, how, probe)
    floor = math.exp(-value)
    how += f", and exp(-{value:.6g}) = {floor:.4g}"
    # at p = [1/2, 1/2], q = [0, 1] a floor e inside the logarithm gives -log(e)/2, less log 2 for relative entropy
    entropy = math.log(2) if quantity.name == "relative_entropy" else 0.0
    if half is None or abs(half + entropy - value / 2) > 0.02 * value:
        return Floor("on the result", None, None, dtype, how, probe)
    kind = "inside the logarithm"
    at = float(nearest_float(Fraction(floor), dtype))
    if at > 0:
        there = value_at(call, dtype, (1.0, 0.0), (at, float(nearest_float(1 - Fraction(at), dtype))))
        if there is not None and abs(there - value) < 0.05:
            kind = "max(q, e)"
        elif there is not None and abs(there - (value - math.log(2))) < 0.05:
            kind = "q + e"
        how += f"; q = [{at:.4g}, 1 - {at:.4g}] gives {there!r}"
    return Floor(kind, floor, likely(floor, dtype), dtype, how, probe)
