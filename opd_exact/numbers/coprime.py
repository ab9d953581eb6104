"""Integers too large to factor: their small primes, and a base of pairwise coprime integers for the rest.

Everything here is gcds, remainders and exact divisions (after Bernstein 2005, Factoring into coprimes in essentially
linear time, in a simpler form): products are formed in trees, and an element meets only those others with which a
descent through the tree finds a common factor.
"""

from collections.abc import Iterable, Sequence
from functools import cache

from flint import fmpz

from opd_exact.numbers.factoring import GUARD_BITS, factor_guarded

__all__ = [
    "ProductTree",
    "SmallPrimes",
    "coprime_base",
    "valuations",
]

SMALL_PRIME_BITS = 16


class ProductTree:
    """The products of a list of positive integers, pairwise up to the root."""

    __slots__ = ("_levels",)

    def __init__(self, leaves: Sequence[fmpz]) -> None:
        self._levels: list[list[fmpz]] = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            paired = [below[i] * below[i + 1] for i in range(0, len(below) - 1, 2)]
            self._levels.append(paired + below[len(paired) * 2 :])

    @property
    def leaves(self) -> list[fmpz]:
        """The integers at the bottom."""
        return self._levels[0]

    @property
    def root(self) -> fmpz:
        """The product of all leaves (1 if there are none)."""
        return self._levels[-1][0] if self._levels[-1] else fmpz(1)

    def sharing(self, n: fmpz) -> list[int]:
        """The positions of the leaves that have a factor in common with n, found by descending where n does."""
        if not self._levels[0]:
            return []
        found = [(0, n)]
        for level in reversed(self._levels):
            found = [
                (position, common)
                for position, above in found
                if position < len(level) and (common := above.gcd(level[position] % above)) != 1
            ]
            if level is not self._levels[0]:
                found = [(child, common) for position, common in found for child in (2 * position, 2 * position + 1)]
        return [position for position, _ in found]


class SmallPrimes:
    """The primes below 2**16 that divide at least one of the given integers, ready to be divided out of each.

    >>> stripped = SmallPrimes([fmpz(2**70 * 9), fmpz(15)])
    >>> stripped.divide_out(fmpz(45 * (2**89 - 1)))
    ([(3, 2), (5, 1)], 618970019642690137449562111)
    """

    __slots__ = ("_words",)

    def __init__(self, integers: Sequence[fmpz]) -> None:
        together = ProductTree(integers).root
        primes = _primes_of(together.gcd(_prime_tree().root % together))
        # primes are tried in words: one long remainder modulo a product below 2**64, then short ones
        self._words: list[tuple[int, list[int]]] = []
        word = 1
        members: list[int] = []
        for prime in primes:
            if (word * prime).bit_length() > GUARD_BITS:
                self._words.append((word, members))
                word, members = 1, []
            word *= prime
            members.append(prime)
        if members:
            self._words.append((word, members))

    def divide_out(self, n: fmpz) -> tuple[list[tuple[int, int]], fmpz]:
        """The exponents of the primes in n, and what is left of n without them."""
        exponents: dict[int, int] = {}
        words = self._words
        while words:
            dividing = []
            for word, members in words:
                remainder = int(n % word)
                hits = [prime for prime in members if remainder % prime == 0]
                if hits:
                    together = 1
                    for prime in hits:
                        together *= prime
                        exponents[prime] = exponents.get(prime, 0) + 1
                    dividing.append((together, hits))
            for together, _ in dividing:
                n //= together
            words = dividing  # only a prime that divided once can divide again
        return sorted(exponents.items()), n


@cache
def _prime_tree() -> ProductTree:
    sieve = bytearray([1]) * (1 << SMALL_PRIME_BITS)
    for candidate in range(2, 1 << SMALL_PRIME_BITS // 2):
        if sieve[candidate]:
            sieve[candidate * candidate :: candidate] = bytes(len(range(candidate * candidate, len(sieve), candidate)))
    return ProductTree([fmpz(n) for n in range(2, len(sieve)) if sieve[n]])


def _primes_of(smooth: fmpz) -> list[int]:
    """The primes of a product of distinct primes below 2**16, in increasing order."""
    n = int(smooth)
    if n == 1:
        return []
    if n.bit_length() <= GUARD_BITS:
        return [prime for prime, _ in factor_guarded(n)]
    tree = _prime_tree()
    return [int(tree.leaves[position]) for position in tree.sharing(smooth)]


def coprime_base(integers: Iterable[fmpz]) -> list[fmpz]:
    """Pairwise coprime integers greater than 1, of which every given positive integer is a product of powers.

    >>> sorted(map(int, coprime_base([fmpz(12), fmpz(90)])))
    [2, 3, 5]
    """
    bases = [[n] for n in set(integers) if n > 1]
    while len(bases) > 1:
        merged = [_merged(bases[i], bases[i + 1]) for i in range(0, len(bases) - 1, 2)]
        bases = merged + bases[len(merged) * 2 :]
    return bases[0] if bases else []


def _merged(left: list[fmpz], right: list[fmpz]) -> list[fmpz]:
    """One coprime base from two."""
    tree = ProductTree(left)
    pending: list[fmpz] = []
    done: list[fmpz] = []
    met: set[int] = set()
    for n in right:
        sharing = tree.sharing(n)
        met.update(sharing)
        (pending if sharing else done).append(n)
    done += [n for position, n in enumerate(left) if position not in met]
    # what shares no factor with the other side is final; the rest is split until nothing shares a factor
    return done + _split_apart(pending, [left[position] for position in met])


def _split_apart(pending: list[fmpz], base: list[fmpz]) -> list[fmpz]:
    """Insert each pending integer into a coprime base; a common factor g of n and b leaves n/g, g and b/g to insert."""
    while pending:
        n = pending.pop()
        for position, b in enumerate(base):
            common = n.gcd(b)
            if common != 1:
                if n == b:
                    break
                base[position] = base[-1]
                base.pop()
                pending += [part for part in (n // common, common, b // common) if part != 1]
                break
        else:
            base.append(n)
    return base


def valuations(n: fmpz, base: Sequence[fmpz], tree: ProductTree) -> list[tuple[int, int]]:
    """The exponents of the elements of a coprime base in an integer that is a product of their powers.

    Args:
        tree: the product tree of the base. Dividing by every element instead is slower by the size of the base.
    """
    found = []
    for position in tree.sharing(n):
        element, exponent = base[position], 0
        while True:
            quotient, remainder = divmod(n, element)
            if remainder != 0:
                break
            n, exponent = quotient, exponent + 1
        found.append((int(element), exponent))
    assert n == 1, "the base does not factor this integer"
    return found
