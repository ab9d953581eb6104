"""Writing a sum of logarithms of integers over a multiplicatively independent basis.

Pairwise coprime integers greater than 1 have logarithms that are linearly independent over the rationals (unique
factorization); so a combination over such a basis is zero exactly when every coefficient is. Integers up to 64 bits are
factored into primes. Larger ones are first written relative to each other (normalized weights share most of their
factors), then lose their primes below 2**16, and what is left is resolved by a base of coprime integers.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from flint import fmpz

from opd_exact.numbers.coprime import SMALL_PRIME_BITS, ProductTree, SmallPrimes, coprime_base, valuations
from opd_exact.numbers.factoring import GUARD_BITS, SIEVE_LIMIT, factor_guarded, prime_sums

__all__ = [
    "over_basis",
]

_SIEVE_FROM = 400
"""Fewer small integers than this are factored one by one."""

_SIEVE_DENSITY = 32
"""The sieve pays when its length is at most this many times the number of integers."""

_REFERENCES = 4
"""How many large integers the others are written relative to."""


def over_basis(logs: Mapping[int, int]) -> tuple[dict[int, int], bool]:
    """The same sum of coefficient * log(atom), over pairwise coprime integers, and whether all of these are primes.

    Args:
        logs: integer atoms greater than 1, each with its integer coefficient.

    >>> over_basis({12: 1, 18: -1})
    ({2: 1, 3: -1}, True)
    """
    large = {atom: value for atom, value in logs.items() if atom.bit_length() > GUARD_BITS}
    small = {atom: value for atom, value in logs.items() if atom not in large} if large else dict(logs.items())
    if large:
        large = _relative(large, small)
    primes = _over_primes(small)
    if large:
        large = _without_small_primes(large, primes)
    if not large:
        return _without_zeros(primes), True
    return _over_coprimes(large, primes)


def _add(logs: dict[int, int], factors: Iterable[tuple[int, int]], coefficient: int) -> None:
    for atom, exponent in factors:
        logs[atom] = logs.get(atom, 0) + exponent * coefficient


def _without_zeros(logs: Mapping[int, int]) -> dict[int, int]:
    return {atom: value for atom, value in logs.items() if value}


def _over_primes(logs: Mapping[int, int]) -> dict[int, int]:
    """The sum over primes, for atoms of at most 64 bits."""
    primes: dict[int, int] = {}
    rest = logs
    sieved = {atom: value for atom, value in logs.items() if atom < SIEVE_LIMIT} if len(logs) >= _SIEVE_FROM else {}
    if sieved and _worth_a_sieve(sieved):
        size = len(sieved)
        atoms = np.fromiter(sieved.keys(), np.int64, size)
        primes = prime_sums(atoms, np.fromiter(sieved.values(), np.int64, size))
        rest = {atom: value for atom, value in logs.items() if atom not in sieved}
    for atom, value in rest.items():
        for prime, exponent in factor_guarded(atom):
            primes[prime] = primes.get(prime, 0) + exponent * value
    return primes


def _worth_a_sieve(logs: Mapping[int, int]) -> bool:
    # exponents below 2**22 are at most 21, and the sums must stay inside 63 bits
    fits = max(map(abs, logs.values())) * len(logs) * SIEVE_LIMIT.bit_length() < 1 << 63
    return fits and len(logs) >= _SIEVE_FROM and max(logs) <= _SIEVE_DENSITY * len(logs)


def _relative(large: Mapping[int, int], small: dict[int, int]) -> dict[int, int]:
    """The sum with large integers written relative to a few of them.

    log x = log y + log(x/g) - log(y/g) with g = gcd(x, y). The step is taken where it at least halves the number of
    bits: weights divided by their sum have nearly all of their numerator in common, and what is left of them is small
    enough to factor. Parts of up to 64 bits go to `small`.
    """
    references: list[fmpz] = []
    kept: dict[int, int] = {}
    # longest first, so that the references are the integers with most in common with the rest
    for atom in sorted(large, key=int.bit_length, reverse=True):
        coefficient, x = large[atom], fmpz(atom)
        pieces = [(atom, 1)]
        for reference in references:
            common = x.gcd(reference)
            above, below = x // common, reference // common
            if 2 * (above.bit_length() + below.bit_length()) <= x.bit_length():
                pieces = [(int(reference), 1), (int(above), 1), (int(below), -1)]
                break
        else:
            if len(references) < _REFERENCES:
                references.append(x)
        for piece, sign in pieces:
            if piece > 1:
                target = kept if piece.bit_length() > GUARD_BITS else small
                target[piece] = target.get(piece, 0) + sign * coefficient
    return _without_zeros(kept)


def _without_small_primes(large: Mapping[int, int], primes: dict[int, int]) -> dict[int, int]:
    """What is left of the large integers without their primes below 2**16, which go to `primes`."""
    integers = [fmpz(atom) for atom in large]
    small_primes = SmallPrimes(integers)
    left: dict[int, int] = {}
    for n, coefficient in zip(integers, large.values(), strict=True):
        factors, rest = small_primes.divide_out(n)
        _add(primes, factors, coefficient)
        if rest.bit_length() > GUARD_BITS:
            left[int(rest)] = left.get(int(rest), 0) + coefficient
        elif rest != 1:
            _add(primes, factor_guarded(int(rest)), coefficient)
    return _without_zeros(left)


def _over_coprimes(large: Mapping[int, int], primes: dict[int, int]) -> tuple[dict[int, int], bool]:
    """The whole sum, for large integers without primes below 2**16."""
    # a prime that was found elsewhere may divide a large integer, so it takes part; its logarithm stays where it is
    known = [fmpz(prime) for prime in primes if prime >> SMALL_PRIME_BITS]
    base = coprime_base([*map(fmpz, large), *known])
    tree = ProductTree(base)
    elements: dict[int, int] = {}
    for atom, coefficient in large.items():
        _add(elements, valuations(fmpz(atom), base, tree), coefficient)
    unfactored: dict[int, int] = {}
    for element, coefficient in elements.items():
        if not coefficient:
            continue
        if element.bit_length() <= GUARD_BITS:
            _add(primes, factor_guarded(element), coefficient)
        else:
            unfactored[element] = coefficient
    return {**_without_zeros(primes), **unfactored}, not unfactored
