"""Sums of logarithms in fixed point: integers in units of 2**-128, with a bound on the error.

Integer arithmetic decides almost every sign and rounds almost every value without touching flint's shared precision.
Where the bound is too wide for an answer, balls take over.
"""

from collections.abc import Mapping
from operator import mul

import flint
import numpy as np

from opd_exact.numbers.arraylogs import ArrayLogs
from opd_exact.numbers.precision import working_precision
from opd_exact.numbers.vectorlog import ATOM_LIMIT, COEFFICIENT_LIMIT, FRACTION_BITS, vector_sum

__all__ = [
    "FRACTION_BITS",
    "fixed_sum",
]

_TABLE_SIZE = 1 << 15
_KEPT_BELOW = 1 << 64
_VECTOR_FROM = 400
"""From this many unknown logarithms on, the vectorized sum is faster than one ball for each."""

_known: dict[int, int] = {}
"""Fixed-point logarithms met before, each within one unit; replaced when full, never shrunk, so readers are safe."""


def fixed_sum(logs: Mapping[int, int]) -> tuple[int, int]:
    """The sum of coefficient * log(atom) and a bound on its error, in units of 2**-128.

    Args:
        logs: positive integer atoms, each with its integer coefficient.
    """
    if isinstance(logs, ArrayLogs):
        return logs.fixed_sum()
    known = _known
    missing = [atom for atom in logs if atom not in known]
    if len(missing) >= _VECTOR_FROM:
        vectorized = _vectorized(logs)
        if vectorized is not None:
            return vectorized
    if missing:
        known = _learned(missing, known)
    total = sum(map(mul, logs.values(), map(known.__getitem__, logs)))
    return total, sum(map(abs, logs.values()))


def _vectorized(logs: Mapping[int, int]) -> tuple[int, int] | None:
    if max(logs) >= ATOM_LIMIT or max(map(abs, logs.values())) >= COEFFICIENT_LIMIT:
        return None
    atoms = np.fromiter(logs.keys(), np.int64, len(logs))
    return vector_sum(atoms, np.fromiter(logs.values(), np.int64, len(logs)))


def _learned(missing: list[int], known: dict[int, int]) -> dict[int, int]:
    """A table with the missing logarithms too: the shared one, or beyond its size a copy for this sum alone."""
    global _known
    computed = _fixed_logs(missing)
    kept = {atom: value for atom, value in computed.items() if atom < _KEPT_BELOW}
    if len(kept) < len(computed) or len(known) + len(kept) > _TABLE_SIZE:
        if len(known) + len(kept) > _TABLE_SIZE:
            _known = {}
        return {**known, **computed}
    known.update(kept)
    return known


def _fixed_logs(atoms: list[int]) -> dict[int, int]:
    """Each logarithm rounded to the nearest unit; the ball it is read from is narrower than a quarter of a unit."""
    magnitude_bits = max(atoms).bit_length().bit_length()
    logs: dict[int, int] = {}
    with working_precision(FRACTION_BITS + magnitude_bits + 8):
        for atom in atoms:
            mantissa, exponent = flint.arb(atom).log().mid().man_exp()
            shift = FRACTION_BITS + int(exponent)
            scaled = int(mantissa)
            logs[atom] = scaled << shift if shift >= 0 else ((scaled >> -shift - 1) + 1) >> 1
    return logs
