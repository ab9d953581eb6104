"""The one guarded door to flint's integer factorizer.

Factoring a 64-bit integer takes tens of microseconds; a 900-bit one may never return, and the call cannot be
interrupted. So no module of the library calls the factorizer but this one, and it refuses anything larger than
`GUARD_BITS`.
"""

from flint import fmpz

from opd_exact.numbers.errors import BudgetExhausted

__all__ = [
    "GUARD_BITS",
    "factor_guarded",
]

GUARD_BITS = 64


def factor_guarded(n: int) -> list[tuple[int, int]]:
    """The prime factors of a positive integer with their exponents, in increasing order.

    Raises:
        BudgetExhausted: n has more than `GUARD_BITS` bits.

    >>> factor_guarded(360)
    [(2, 3), (3, 2), (5, 1)]
    """
    if n.bit_length() > GUARD_BITS:
        raise BudgetExhausted(f"an integer of {n.bit_length()} bits is not factored; the limit is {GUARD_BITS} bits")
    return [(int(prime), int(exponent)) for prime, exponent in fmpz(n).factor()]
