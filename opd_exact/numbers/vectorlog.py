"""Sums of integer multiples of logarithms of many small integers, vectorized, with a rigorous error bound.

One ball per logarithm is the cost of an entropy with many distinct weights. Here the logarithms come out of plain
float64 operations instead, all of them correctly rounded by IEEE 754 (no library logarithm is trusted), in blocks.

For an integer n < 2**52 write n = f * 2**e with 1/2 <= f < 1, and c for the midpoint of the cell of width 2**-11 in
which f lies. Then

    log n = e log 2 + log c + 2 atanh z,    z = (f - c) / (f + c),    |z| <= 2**-12.

Both f - c and f + c are exact, being multiples of 2**-52 below 2. The quotient is zh + zl: zh = fl((f-c)/(f+c)), its
remainder r is exact (Dekker's product; the remainder of a rounded quotient is a float) and zl = fl(r/(f+c)). The rest
2z^3/3 + 2z^5/5 + 2z^7/7 is below 2**-36 and needs no second word. Absolute errors, per logarithm:

    rest, nine roundings of relative 2**-53                2**-36.5 * 2**-49.8 < 2**-86
    rest, zh in place of z                                 2 z^2 |zl|          < 2**-88
    rest, terms from z^9 on                                                    < 2**-109
    sum of zl, rest and the second limb, |sum| < 2**-31                          2**-85
    last limb rounded to a multiple of 2**-85                                    2**-86
    table entries and log 2 (e <= 52), each within 2**-128                     < 2**-122

Together less than 2**-83.9; `ERROR_EXPONENT` is -83. The limbs have at most 21 bits and the coefficients are cut into
limbs of 20 bits, so that a dot product over a block of 2**12 numbers is an integer below 2**53, exact in whatever order
it is summed.
"""

from functools import cache
from operator import mul

import flint
import numpy as np
from numpy.typing import NDArray

from opd_exact.numbers.precision import working_precision

__all__ = [
    "ATOM_LIMIT",
    "COEFFICIENT_LIMIT",
    "FRACTION_BITS",
    "vector_sum",
]

FRACTION_BITS = 128
"""Fixed-point numbers count in units of 2**-FRACTION_BITS."""

ERROR_EXPONENT = -83
ATOM_LIMIT = 1 << 52
COEFFICIENT_LIMIT = 1 << 62

_BLOCK = 1 << 12
_CELLS = 1 << 10
_LIMB_BITS = 20
_LIMB_MASK = (1 << _LIMB_BITS) - 1
_PLACES = (31, 51, 71, 85)
_SPLITTER = 134217729.0  # 2**27 + 1, Veltkamp's constant


@cache
def _table() -> tuple[list[int], int]:
    """The fixed-point logarithms of the cell midpoints (2j + 1) / 2**12 for j = 2**10 .. 2**11 - 1, and of 2."""
    with working_precision(FRACTION_BITS + 32):
        log2 = flint.arb(2).log()
        cells = [_fixed(flint.arb(2 * j + 1).log() - 12 * log2) for j in range(_CELLS, 2 * _CELLS)]
        return cells, _fixed(log2)


def _fixed(enclosure: flint.arb) -> int:
    mantissa, exponent = enclosure.mid().man_exp()
    return (int(mantissa) << FRACTION_BITS) >> -int(exponent)


def vector_sum(atoms: NDArray[np.int64], coefficients: NDArray[np.int64]) -> tuple[int, int]:
    """The sum of coefficients[i] * log(atoms[i]) in fixed point, and a bound on its error, both in units of 2**-128.

    Args:
        atoms: (n,) integers from 1 to `ATOM_LIMIT` - 1.
        coefficients: (n,) integers of magnitude below `COEFFICIENT_LIMIT`.
    """
    magnitudes = np.abs(coefficients)
    largest = int(magnitudes.max(initial=0))
    limbs = largest.bit_length() // _LIMB_BITS + 1
    cell_sums = np.zeros((limbs, _CELLS))
    dots = [[0] * (1 + len(_PLACES)) for _ in range(limbs)]
    for start in range(0, len(atoms), _BLOCK):
        cut = _cut(coefficients[start : start + _BLOCK], limbs)
        cells, words = _words(atoms[start : start + _BLOCK])
        products = cut @ words.T
        for limb in range(limbs):
            cell_sums[limb] += np.bincount(cells, weights=cut[limb], minlength=_CELLS)
            for place, value in enumerate(products[limb].tolist()):
                dots[limb][place] += int(value)
    total = sum(_assembled(dots[limb], cell_sums[limb]) << (_LIMB_BITS * limb) for limb in range(limbs))
    # the float sum is off by far less than the part in a million that is added
    weight = int(magnitudes.sum(dtype=np.float64) * 1.000001) + 1
    return total, weight << (FRACTION_BITS + ERROR_EXPONENT)


def _cut(coefficients: NDArray[np.int64], limbs: int) -> NDArray[np.float64]:
    """Rows of limbs, the least first: all from 0 to 2**20 - 1 but the last, which carries the sign."""
    cut = np.empty((limbs, len(coefficients)))
    rest = coefficients
    for limb in range(limbs - 1):
        cut[limb] = rest & _LIMB_MASK
        rest = rest >> _LIMB_BITS
    cut[-1] = rest
    return cut


def _words(atoms: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The cell of each atom, and the rows e and the limbs of 2 atanh z at the places 2**-31, 2**-51, 2**-71, 2**-85."""
    f, e = np.frexp(atoms.astype(np.float64))
    cell = (f * (2 * _CELLS)).astype(np.int64)
    c = (cell + 0.5) * (0.5 / _CELLS)
    numerator, denominator = f - c, f + c
    zh = numerator / denominator
    product, product_error = _two_product(zh, denominator)
    zl = ((numerator - product) - product_error) / denominator
    square = zh * zh
    rest = zh * square * (2 / 3 + square * (2 / 5 + square * (2 / 7)))
    words = np.empty((1 + len(_PLACES), len(atoms)))
    words[0] = e
    remaining = 2 * zh
    for row, place in enumerate(_PLACES, start=1):
        np.rint(remaining * 2.0**place, out=words[row])
        remaining -= words[row] * 2.0**-place
        if row == 1:
            remaining += 2 * zl + rest
    return cell - _CELLS, words


def _two_product(a: NDArray[np.float64], b: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The rounded product and its exact error (Dekker 1971)."""
    a_high, a_low = _split(a)
    b_high, b_low = _split(b)
    product = a * b
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def _split(a: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    scaled = a * _SPLITTER
    high = scaled - (scaled - a)
    return high, a - high


def _assembled(dots: list[int], cell_sums: NDArray[np.float64]) -> int:
    cells, log2 = _table()
    occupied = np.nonzero(cell_sums)[0]
    total = dots[0] * log2
    total += sum(value << (FRACTION_BITS - place) for value, place in zip(dots[1:], _PLACES, strict=True))
    sums = cell_sums[occupied].astype(np.int64).tolist()
    return int(total + sum(map(mul, sums, map(cells.__getitem__, occupied.tolist()))))
