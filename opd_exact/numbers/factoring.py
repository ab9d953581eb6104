"""The one guarded door to flint's integer factorizer, and a faster way for many small integers.

Factoring a 64-bit integer takes tens of microseconds; a 900-bit one may never return, and the call cannot be
interrupted. So no module of the library calls the factorizer but this one, and it refuses anything larger than
`GUARD_BITS`.
"""

import threading

import flint
import numpy as np
from numpy.typing import NDArray

from opd_exact.numbers.errors import BudgetExhausted

__all__ = [
    "GUARD_BITS",
    "SIEVE_LIMIT",
    "factor_guarded",
    "prime_sums",
]

GUARD_BITS = 64

SIEVE_LIMIT = 1 << 22
"""The table of smallest primes never grows beyond this: sized by a large marginal it would fill gigabytes."""

_sieve_lock = threading.Lock()
_smallest_prime: NDArray[np.int32] = np.zeros(0, np.int32)


def factor_guarded(n: int) -> list[tuple[int, int]]:
    """The prime factors of a positive integer with their exponents, in increasing order.

    Raises:
        BudgetExhausted: n has more than `GUARD_BITS` bits.

    >>> factor_guarded(360)
    [(2, 3), (3, 2), (5, 1)]
    """
    if n.bit_length() > GUARD_BITS:
        raise BudgetExhausted(f"an integer of {n.bit_length()} bits is not factored; the limit is {GUARD_BITS} bits")
    return [(int(prime), exponent) for prime, exponent in flint.fmpz(n).factor()]


def prime_sums(atoms: NDArray[np.int64], coefficients: NDArray[np.int64]) -> dict[int, int]:
    """For each prime, the sum of coefficients[i] * (its exponent in atoms[i]), where not zero.

    Args:
        atoms: (n,) integers from 1 to `SIEVE_LIMIT` - 1.
        coefficients: (n,) integers, so small that no sum of 22 times as many of them overflows.
    """
    table = _sieve(int(atoms.max(initial=1)))
    sums = np.zeros(len(table), np.int64)
    rest, weights = atoms, coefficients
    while len(rest):
        unfinished = rest > 1
        rest, weights = rest[unfinished], weights[unfinished]
        prime = table[rest]
        np.add.at(sums, prime, weights)
        rest = rest // prime
    primes = np.flatnonzero(sums)
    return dict(zip(primes.tolist(), sums[primes].tolist(), strict=True))


def _sieve(largest: int) -> NDArray[np.int32]:
    """The smallest prime factor of every index, from 2 to at least `largest`."""
    global _smallest_prime
    if largest >= SIEVE_LIMIT:
        raise BudgetExhausted(f"{largest} is beyond the sieve, which ends at {SIEVE_LIMIT}")
    with _sieve_lock:
        if largest >= len(_smallest_prime):
            _smallest_prime = _sieved(1 << largest.bit_length())
        return _smallest_prime


def _sieved(size: int) -> NDArray[np.int32]:
    table = np.arange(size, dtype=np.int32)
    root = int(size**0.5) + 1
    for candidate in range(root, 1, -1):  # downwards, so that the smallest prime is written last
        if all(candidate % small for small in range(2, int(candidate**0.5) + 1)):
            table[candidate * candidate :: candidate] = candidate
    return table
