"""Writing integers over pairwise coprime integers of which none is a perfect power: primes wherever these are found."""

from collections.abc import Iterable

from flint import fmpz

from opd_exact.numbers.coprime import coprime_base
from opd_exact.numbers.factoring import GUARD_BITS, factor_guarded

__all__ = [
    "factorizations",
]


def factorizations(atoms: Iterable[int]) -> dict[int, list[tuple[int, int]]]:
    """Each integer greater than 1 with its bases and their multiplicities, all over one common set of bases.

    Atoms of up to 64 bits are factored. Parts of larger ones that are not factored stay as coprime integers, which the
    uniqueness of radicals needs only to be no perfect powers.

    >>> factorizations([12, 8])
    {12: [(2, 2), (3, 1)], 8: [(2, 3)]}
    """
    listed = list(atoms)
    large = [atom for atom in listed if atom.bit_length() > GUARD_BITS]
    known = {atom: factor_guarded(atom) for atom in listed if atom.bit_length() <= GUARD_BITS}
    if large:
        # The primes of the small atoms stay bases: nothing that divides a prime can be split off it.
        primes = {prime for factors in known.values() for prime, _ in factors}
        bases = [int(base) for base in coprime_base(map(fmpz, (*large, *primes)))]
        known |= {atom: _over(atom, bases) for atom in large}
    return known


def _over(atom: int, bases: Iterable[int]) -> list[tuple[int, int]]:
    found = []
    for base in bases:
        multiplicity = 0
        while atom % base == 0:
            atom //= base
            multiplicity += 1
        if multiplicity:
            root, power = _without_power(base)
            found.append((root, multiplicity * power))
    if atom != 1:
        raise ArithmeticError(f"the bases do not generate an atom; {atom.bit_length()} bits of it are left")
    return found


def _without_power(base: int) -> tuple[int, int]:
    """The integer root and the largest exponent such that root**exponent is the base."""
    if not fmpz(base).is_perfect_power():
        return base, 1
    for exponent in range(base.bit_length(), 1, -1):
        root = int(fmpz(base).root(exponent))
        if root**exponent == base:
            return root, exponent
    raise AssertionError(f"{base} is a perfect power of no integer")
