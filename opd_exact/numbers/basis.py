"""Writing a sum of logarithms of integers over a multiplicatively independent basis.

Pairwise coprime integers greater than 1 have logarithms that are linearly independent over the rationals (unique
factorisation); so a combination over such a basis is zero exactly when every coefficient is.
"""

from collections.abc import Mapping
from math import gcd

from flint import fmpz

from opd_exact.numbers.factoring import GUARD_BITS, factor_guarded

__all__ = [
    "over_basis",
]

_SMALL_PRIMES = 1 << 16
_primorial: fmpz | None = None


def over_basis(logs: Mapping[int, int]) -> tuple[dict[int, int], bool]:
    """The same sum of coefficient * log(atom), over pairwise coprime integers, and whether these are all primes.

    Args:
        logs: integer atoms greater than 1, each with its integer coefficient.

    >>> over_basis({12: 1, 18: -1})
    ({2: 1, 3: -1}, True)
    """
    collected: dict[int, int] = {}
    large: dict[int, int] = {}
    for atom, coefficient in logs.items():
        if atom.bit_length() <= GUARD_BITS:
            _collect(collected, factor_guarded(atom), coefficient)
        else:
            rest = _strip_small_primes(atom, coefficient, collected)
            if rest > 1:
                large[rest] = large.get(rest, 0) + coefficient
    if large:
        # primes found so far may divide the large atoms, so they take part in the base
        base = _coprime_base([*large, *(prime for prime in collected if prime > _SMALL_PRIMES)])
        resolved: dict[int, int] = {}
        for atom, coefficient in large.items():
            _collect(resolved, _valuations(atom, base), coefficient)
        for element, coefficient in resolved.items():
            if element.bit_length() <= GUARD_BITS:
                _collect(collected, factor_guarded(element), coefficient)
            else:
                collected[element] = collected.get(element, 0) + coefficient
    kept = {element: coefficient for element, coefficient in collected.items() if coefficient}
    return kept, all(element.bit_length() <= GUARD_BITS for element in kept)


def _collect(into: dict[int, int], factors: list[tuple[int, int]], coefficient: int) -> None:
    for base, exponent in factors:
        into[base] = into.get(base, 0) + exponent * coefficient


def _strip_small_primes(atom: int, coefficient: int, into: dict[int, int]) -> int:
    """Move the primes below 2**16 out of the atom; what is left has none of them."""
    global _primorial
    if _primorial is None:
        _primorial = fmpz.primorial_ui(_SMALL_PRIMES)
    rest = fmpz(atom)
    common = rest.gcd(_primorial % rest)
    for prime in _primes_of_squarefree(int(common)):
        exponent = 0
        while rest % prime == 0:
            rest //= prime
            exponent += 1
        into[prime] = into.get(prime, 0) + exponent * coefficient
    return int(rest)


def _primes_of_squarefree(product: int) -> list[int]:
    """The primes of a product of distinct primes below 2**16."""
    if product.bit_length() <= GUARD_BITS:
        return [prime for prime, _ in factor_guarded(product)]
    found = []
    for prime in range(2, _SMALL_PRIMES):
        if product == 1:
            break
        if product % prime == 0:
            found.append(prime)
            product //= prime
    return found


def _coprime_base(atoms: list[int]) -> list[int]:
    base: list[int] = []
    pending = [atom for atom in atoms if atom > 1]
    while pending:
        new = pending.pop()
        for position, old in enumerate(base):
            common = gcd(new, old)
            if common > 1:
                base.pop(position)
                pending += [part for part in (new // common, common, old // common) if part > 1]
                break
        else:
            base.append(new)
    return base


def _valuations(atom: int, base: list[int]) -> list[tuple[int, int]]:
    found = []
    for element in base:
        exponent = 0
        while atom % element == 0:
            atom //= element
            exponent += 1
        if exponent:
            found.append((element, exponent))
    assert atom == 1
    return found
