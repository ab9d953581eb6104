"""Sets of signs: which of -1, 0, 1 a function may take."""

from collections.abc import Sequence

from opd_exact.symbolic.polynomials import Polynomial

__all__ = [
    "ANY",
    "NEGATIVE",
    "NONNEGATIVE",
    "NONPOSITIVE",
    "POSITIVE",
    "ZERO",
    "SignSet",
    "sign_power",
    "sign_product",
    "signs_by_coefficients",
]

SignSet = frozenset[int]

ANY: SignSet = frozenset({-1, 0, 1})
POSITIVE: SignSet = frozenset({1})
NEGATIVE: SignSet = frozenset({-1})
ZERO: SignSet = frozenset({0})
NONNEGATIVE: SignSet = frozenset({0, 1})
NONPOSITIVE: SignSet = frozenset({-1, 0})


def sign_product(left: SignSet, right: SignSet) -> SignSet:
    """The signs of a product, by those of its factors."""
    return frozenset(a * b for a in left for b in right)


def sign_power(signs: SignSet, exponent: int) -> SignSet:
    """The signs of a power other than the zeroth."""
    return signs if exponent % 2 else frozenset(sign * sign for sign in signs)


def signs_by_coefficients(polynomial: Polynomial, kinds: Sequence[SignSet]) -> SignSet:
    """The signs of a polynomial by those of its generators: terms of one sign have a sum of that sign.

    The sum is strictly of that sign if one of the terms is.
    """
    above = below = strict = False
    for vector, coefficient in polynomial.to_dict().items():
        term: SignSet = POSITIVE if int(coefficient) > 0 else NEGATIVE
        for kind, exponent in zip(kinds, vector, strict=False):
            if exponent and kind != POSITIVE:
                term = sign_product(term, sign_power(kind, int(exponent)))
        above = above or 1 in term
        below = below or -1 in term
        if above and below:
            return ANY
        strict = strict or 0 not in term
    if not above and not below:
        return ZERO
    whole = NONNEGATIVE if above else NONPOSITIVE
    return whole - ZERO if strict else whole
