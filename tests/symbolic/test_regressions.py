"""Defects that were found by use, each with the smallest statement that showed it."""

import pytest
import sympy

from opd_exact.numbers.errors import OutsideClass
from opd_exact.symbolic import Domain, Refutation, Theorem, prove_nonnegative, prove_positive

A, B, C, D, E = sympy.symbols("a b c d e")


def test_a_condition_on_symbols_that_the_claim_lacks_keeps_their_simplices_whole() -> None:
    """Only a and c of the two simplices were read, each as a simplex of its own, so that a - c became 0."""
    domain = Domain(positive=[E], simplex=[(A, B), (C, D)], declared_positive=[A - C])
    assert isinstance(prove_positive(E, domain), Theorem)
    assert isinstance(prove_positive(A - C, domain), Theorem)
    assert isinstance(prove_positive(C - A, domain), Refutation)


def test_a_limit_of_the_factorizer_is_no_crash() -> None:
    """flint raises OverflowError where it factors (1e10 x - 1)(1e10 x + 1)."""
    x, y = sympy.symbols("x y")
    big = 10**10
    product = sympy.expand((big * x * y - 1) * (big * x * y + 1) * (x + y) ** 2)
    try:
        answer = prove_nonnegative(product, Domain(positive=[x, y]))
    except OutsideClass:
        pytest.skip("undecided, which is allowed; a crash is not")
    assert isinstance(answer, Refutation)
