"""Defects that were found by use, each with the smallest statement that showed it."""

import pytest
import sympy

from opd_exact.numbers.errors import InputError, OutsideClass
from opd_exact.symbolic import (
    Domain,
    Refutation,
    Theorem,
    prove_limit,
    prove_nonnegative,
    prove_positive,
    prove_series,
    prove_strictly_decreasing,
    prove_strictly_increasing,
)

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


X, Y = sympy.symbols("x y")


def test_a_derivative_says_nothing_across_a_gap_that_a_condition_cuts() -> None:
    """x/(x^2 - 2) was proved to decrease where x^2 > 2; it is -1 at -2 and 1 at 2."""
    for bound, domain in (
        (2, Domain(real=[X], declared_positive=[X**2 - 2])),
        (Y, Domain(real=[X], positive=[Y], declared_positive=[X**2 - Y])),
        (2, Domain(real=[X], declared_positive=[1 / (X**2 - 2)])),
    ):
        with pytest.raises(OutsideClass):
            prove_strictly_decreasing(X / (X**2 - bound), X, domain)
    beyond = Domain(intervals={X: (2, None)})
    assert isinstance(prove_strictly_decreasing(X / (X**2 - 2), X, beyond), Theorem)
    half_line = Domain(positive=[X, Y], declared_positive=[X - Y])
    assert isinstance(prove_strictly_increasing(sympy.log(X - Y), X, half_line), Theorem)


def test_no_series_where_the_conditions_exclude_zero() -> None:
    """log(x - 1) = 0 + O(x) was proved for x >= 0 with x - 1 > 0: the log of the size of -1."""
    with pytest.raises(OutsideClass, match="no point"):
        prove_series(sympy.log(X - 1), X, [0], Domain(nonnegative=[X], declared_positive=[X - 1]))
    around = Domain(real=[X], declared_positive=[1 + X])
    assert isinstance(prove_series(sympy.log(1 + X), X, [0, 1], around), Theorem)


def test_no_limit_where_a_condition_bounds_the_symbol() -> None:
    """1/x was proved to tend to 0 with x -> oo on x > 0 with 1 - x > 0."""
    with pytest.raises(InputError, match="may not tend"):
        prove_limit(1 / X, X, 0, 1 / X, Domain(positive=[X], declared_positive=[1 - X]))


def test_a_condition_with_logs_says_nothing_of_its_part_without() -> None:
    """x > 0 was proved from x + log 2 > 0, which -1/2 satisfies; a condition of logs alone divided by zero."""
    answer = prove_positive(X, Domain(real=[X], declared_positive=[X + sympy.log(2)]))
    assert isinstance(answer, Refutation)
    assert isinstance(prove_positive(X, Domain(positive=[X], declared_positive=[sympy.log(X)])), Theorem)
