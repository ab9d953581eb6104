"""The vectorized sum of logarithms stays inside its own error bound, at every size of atom and coefficient."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from opd_exact.numbers.fixedpoint import fixed_sum
from opd_exact.numbers.vectorlog import ATOM_LIMIT, COEFFICIENT_LIMIT, ERROR_EXPONENT, FRACTION_BITS, vector_sum


def exact_sum(atoms: list[int], coefficients: list[int]) -> Fraction:
    with mpmath.workprec(320):
        total = sum((c * mpmath.log(n) for n, c in zip(atoms, coefficients, strict=True)), start=mpmath.mpf(0))
        sign, mantissa, exponent, _ = total._mpf_
    return Fraction(-int(mantissa) if sign else int(mantissa)) * Fraction(2) ** exponent


def assert_inside(atoms: np.ndarray, coefficients: np.ndarray) -> None:
    value, error = vector_sum(atoms, coefficients)
    truth = exact_sum(atoms.tolist(), coefficients.tolist()) * 2**FRACTION_BITS
    assert abs(value - truth) <= error
    assert error <= (sum(map(abs, coefficients.tolist())) + 2) * Fraction(1001, 1000) * 2 ** (
        FRACTION_BITS + ERROR_EXPONENT
    )


@pytest.mark.parametrize("atom_bits", [1, 3, 8, 11, 12, 13, 20, 31, 43, 51, 52])
@pytest.mark.parametrize("coefficient_bits", [1, 19, 20, 21, 40, 61])
def test_random_sums(atom_bits: int, coefficient_bits: int) -> None:
    generator = np.random.default_rng(atom_bits * 100 + coefficient_bits)
    atoms = generator.integers(1, 2**atom_bits, 300)
    coefficients = generator.integers(-(2**coefficient_bits) + 1, 2**coefficient_bits, 300)
    assert_inside(atoms, coefficients)


def test_every_single_logarithm_at_the_edges_of_cells() -> None:
    """One atom at a time, so that errors cannot cancel: integers around every boundary of a cell."""
    edges = [(1 << 40) + cell * (1 << 30) + offset for cell in range(0, 1024, 37) for offset in (-1, 0, 1, 1 << 29)]
    powers = [2**k + offset for k in range(1, 52) for offset in (-1, 0, 1)]
    for atom in [*edges, *powers, 1, 2, 3, ATOM_LIMIT - 1, ATOM_LIMIT - 2]:
        if 0 < atom < ATOM_LIMIT:
            assert_inside(np.array([atom]), np.array([1]))


def test_the_worst_single_error_leaves_room() -> None:
    """The largest observed error over many atoms stays below the analysis, which stays below the bound."""
    generator = np.random.default_rng(5)
    worst = Fraction(0)
    for atom in generator.integers(2**44, 2**52, 2000).tolist():
        value, _ = vector_sum(np.array([atom]), np.array([1]))
        truth = exact_sum([atom], [1]) * 2**FRACTION_BITS
        worst = max(worst, abs(value - truth) / 2 ** (FRACTION_BITS + ERROR_EXPONENT))
    assert worst < Fraction(54, 100)


def test_blocks_and_extreme_coefficients() -> None:
    generator = np.random.default_rng(3)
    atoms = generator.integers(1, ATOM_LIMIT, 9001)
    coefficients = generator.choice(np.array([COEFFICIENT_LIMIT - 1, -COEFFICIENT_LIMIT + 1, 0, 1]), 9001)
    assert_inside(atoms, coefficients)


def test_an_empty_sum_is_zero() -> None:
    assert vector_sum(np.zeros(0, np.int64), np.zeros(0, np.int64))[0] == 0


def test_huge_counts_of_one_atom_stay_exact() -> None:
    """Cell sums add limbs of 20 bits in float64; equal atoms put all of them into one cell."""
    atoms = np.full(50_000, 1_000_003)
    coefficients = np.full(50_000, COEFFICIENT_LIMIT - 1)
    value, error = vector_sum(atoms, coefficients)
    truth = exact_sum([1_000_003], [50_000 * (COEFFICIENT_LIMIT - 1)]) * 2**FRACTION_BITS
    assert abs(value - truth) <= error


@pytest.mark.parametrize("size", [1, 50, 500, 3000])
def test_both_ways_of_fixed_sums_agree_with_mpmath(size: int) -> None:
    generator = np.random.default_rng(size)
    atoms = np.unique(generator.integers(2, 10**7, size)).tolist()
    coefficients = generator.integers(1, 10**6, len(atoms)).tolist()
    logs = dict(zip(atoms, coefficients, strict=True))
    truth = exact_sum(atoms, coefficients) * 2**FRACTION_BITS
    for _ in range(2):  # unknown logarithms first, then known ones
        value, error = fixed_sum(logs)
        assert abs(value - truth) <= error


def test_large_integers_and_large_coefficients() -> None:
    logs = {10**500 + 1: 10**300, 2**64: -(10**299), 3: 7, 10**40: 1}
    value, error = fixed_sum(logs)
    with mpmath.workdps(400):
        total = sum((c * mpmath.log(n) for n, c in logs.items()), start=mpmath.mpf(0))
        scaled = int(mpmath.floor(total * mpmath.mpf(2) ** FRACTION_BITS))
    assert abs(value - scaled) <= error + 1
