"""What a search for a floor finds, and the few calls that every such search makes."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from opd_exact.audit.functions.calling import Observation
from opd_exact.audit.functions.probes import Argument, Probe

__all__ = [
    "Call",
    "Floor",
    "likely",
    "probe_of",
    "value_at",
]

Call = Callable[[Probe], Observation]

_USUAL = (1e-30, 1e-20, 1e-16, 1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3)


@dataclass(frozen=True)
class Floor:
    """A floor that was found.

    `kind` is "max(q, e)", "q + e", "inside the logarithm" (neither of the two fits), "every mass" (not in the logarithm
    alone), "on the result" (a cap or a replacement) or "left out" (outcomes with q = 0 are dropped); in the last two
    `estimate` may be None. It is e as the observed floats give it, `likely` the usual constant that it is, if there is
    one.
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
        if self.kind == "every mass":
            return f"every mass is floored at {amount}, inside the logarithm and before it"
        return f"the logarithm is floored at {amount}" + (
            f" as {self.kind}" if self.kind in ("max(q, e)", "q + e") else ""
        )

    def as_json(self) -> dict[str, Any]:
        """The floor as JSON values."""
        estimate = None if self.estimate is None else f"{self.estimate:.6g}"
        return {"kind": self.kind, "estimate": estimate, "likely": self.likely, "dtype": self.dtype, "how": self.how}


def probe_of(dtype: str, *arguments: tuple[float, ...]) -> Probe:
    """The input of these vectors."""
    return Probe("floor", dtype, tuple(Argument((len(values),), values) for values in arguments))


def value_at(call: Call, dtype: str, *arguments: tuple[float, ...]) -> float | None:
    """The one finite number that comes back there, None where something else does."""
    observation = call(probe_of(dtype, *arguments))
    if not observation.is_scalar or not math.isfinite(observation.values[0]):
        return None
    return observation.values[0]


def likely(floor: float, dtype: str, within: float = 0.05) -> str | None:
    """The usual constant that the estimate is, to that relative accuracy.

    >>> likely(1.0002e-10, "float64"), likely(1.3e-10, "float64"), likely(2.22e-16, "float32")
    ('1e-10', None, "numpy.finfo('float64').eps")
    """
    info = {
        f"numpy.finfo({name!r}).{part}": float(getattr(np.finfo(name), part))
        for name in (dtype, "float32", "float64")
        for part in ("eps", "tiny", "smallest_subnormal")
    }
    named = {f"{value:g}": value for value in _USUAL} | info
    for name, value in named.items():
        # the rounding of v moves exp(-v) by a relative ulp(v), which grows with v
        if abs(math.log(floor / value)) < 1e-3 * abs(math.log(value)) and abs(floor / value - 1) < within:
            return name
    return None
