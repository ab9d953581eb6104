"""Beliefs rounded outward to a grid, so that beliefs which agree to working accuracy are planned from only once.

A ball is widened to one of a countable set that contains it. Whatever is computed from the wider ball encloses what the
narrower one would have given, so results stay rigorous; only their last digits are lost. In exchange, beliefs that come
back after different events (and that no float program could tell apart) become one key.
"""

from flint import arb

from opd_exact.planning.twin.tables import Marginals

__all__ = [
    "Key",
    "snapped",
]

Key = tuple[tuple[int, int, bool], ...]
"""For each number: multiple, exponent of the grid, and whether it is that very number and no ball around it."""

# Exponents are multiples of this, so that slightly different radii give the same grid.
_STEP = 16


def snapped(marginals: Marginals, bits: int) -> tuple[Key, Marginals]:
    """The key of some beliefs and the balls it stands for, on a grid of 2**-bits or coarser where radii ask for it."""
    key: list[tuple[int, int, bool]] = []
    balls = []
    for marginal in marginals:
        row = []
        for number in marginal:
            part = _part(number, bits)
            key.append(part)
            row.append(_ball(part))
        balls.append(tuple(row))
    return tuple(key), tuple(balls)


def _part(number: arb, bits: int) -> tuple[int, int, bool]:
    mantissa, exponent = (int(part) for part in number.mid().man_exp())
    radius, radius_exponent = (int(part) for part in number.rad().man_exp())
    grid = -bits
    if radius:
        grid = max(grid, radius.bit_length() + radius_exponent)
    grid += -grid % _STEP
    if exponent >= grid:
        return mantissa << exponent - grid, grid, not radius
    shift = grid - exponent
    multiple = (mantissa + (1 << shift - 1)) >> shift
    return multiple, grid, not radius and multiple << shift == mantissa


def _ball(part: tuple[int, int, bool]) -> arb:
    multiple, grid, exact = part
    # Half a step of rounding and a radius of at most one step.
    return arb((multiple, grid)) if exact else arb(mid=(multiple, grid), rad=(1, grid + 1))
