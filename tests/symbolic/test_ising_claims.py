"""The claims about the coupling witness: the true ones are theorems, their wrong neighbors are refuted by a point."""

import pytest
import sympy
from sympy import Abs, Min, Piecewise, Rational, cosh, exp, log, tanh

from opd_exact.symbolic import (
    Domain,
    Refutation,
    Theorem,
    log_one_plus_below,
    nonnegative,
    prove_equal,
    prove_even,
    prove_limit,
    prove_nonnegative,
    prove_odd,
    prove_positive,
    prove_series,
    prove_strictly_decreasing,
    prove_strictly_increasing,
)

from .ising import (
    AGREEMENT,
    CENTERED,
    PLUS_MINUS,
    conditional_entropy,
    coupled,
    information,
    lam,
    logistic,
    sigma,
    total_correlation,
)

REAL = Domain(real={lam})
POSITIVE = Domain(positive={lam})
FROM_ZERO = Domain(nonnegative={lam})
JOINT = coupled(CENTERED, lam)
ENUMERATED = total_correlation(JOINT)


def test_total_correlation_is_the_closed_form() -> None:
    """TC of the enumerated joint is log 2 - Hb(sigma) for every real lambda."""
    assert prove_equal(ENUMERATED, information, REAL).passed


def test_determinant_is_tanh() -> None:
    """q11 q22 - q12 q21 = tanh(lambda/2)/4."""
    determinant = JOINT[0][0] * JOINT[1][1] - JOINT[0][1] * JOINT[1][0]
    assert prove_equal(determinant, tanh(lam / 2) / 4, REAL).passed


def test_derivative_of_the_information() -> None:
    """dI/dlambda = lambda sigma (1 - sigma)."""
    assert prove_equal(sympy.diff(information, lam), lam * sigma * (1 - sigma), REAL).passed


def test_information_complements_conditional_entropy() -> None:
    """I + H(second | first) = log 2."""
    assert prove_equal(information + conditional_entropy(JOINT), log(2), REAL).passed


def test_cells_and_normalizer() -> None:
    """Diagonal sigma/2, off-diagonal (1 - sigma)/2, all positive, sum 1; the normalizer is cosh(lambda/2)."""
    assert prove_equal(JOINT[0][0], sigma / 2, REAL).passed
    assert prove_equal(JOINT[0][1], (1 - sigma) / 2, REAL).passed
    assert prove_equal(sum(map(sum, JOINT)), 1, REAL).passed
    assert all(prove_positive(cell, REAL).passed for row in JOINT for cell in row)
    assert prove_equal(exp(lam / 2) / (4 * JOINT[0][0]), cosh(lam / 2), REAL).passed


def test_both_coupling_conventions_give_one_joint() -> None:
    """A coupling of 1/0 gives the joint of +-1/2; +-1 gives it at twice lambda, and not at lambda."""
    doubled = coupled(CENTERED, 2 * lam)
    agreeing, signed = coupled(AGREEMENT, lam), coupled(PLUS_MINUS, lam)
    for a in (0, 1):
        for b in (0, 1):
            assert prove_equal(agreeing[a][b], JOINT[a][b], REAL).passed
            assert prove_equal(signed[a][b], doubled[a][b], REAL).passed
    assert not prove_equal(signed[0][0], JOINT[0][0], REAL).passed


def test_parity() -> None:
    """I is even, the correlation 2 sigma - 1 = tanh(lambda/2) is odd."""
    assert prove_even(information, lam, REAL).passed
    assert prove_odd(2 * sigma - 1, lam, REAL).passed
    assert not prove_odd(information, lam, REAL).passed


def test_information_vanishes_only_at_zero() -> None:
    """I(0) = 0 and I > 0 on either side, so I > 0 on the whole line fails at 0 exactly."""
    assert prove_positive(information, POSITIVE).passed
    assert prove_positive(information, Domain(negative={lam})).passed
    assert prove_nonnegative(information, REAL).passed
    answer = prove_positive(information, REAL)
    assert isinstance(answer, Refutation)
    assert answer.point == {lam: 0}
    assert answer.difference == 0


def test_monotone_on_each_side() -> None:
    """I increases for lambda >= 0, decreases for lambda <= 0, and so does neither on the line."""
    assert prove_strictly_increasing(information, lam, FROM_ZERO).passed
    assert prove_strictly_decreasing(information, lam, Domain(negative={lam})).passed
    assert prove_strictly_increasing(sigma, lam, REAL).passed
    assert not prove_strictly_increasing(information, lam, REAL).passed


def test_deficit_is_positive_and_exponentially_small() -> None:
    """0 < log 2 - I = log(1 + e^-l) + l e^-l/(1 + e^-l) <= (1 + l) e^-l for l >= 0."""
    x = exp(-lam)
    deficit = log(2) - information
    bound = (1 + lam) * x
    assert prove_equal(deficit, log(1 + x) + lam * x / (1 + x), REAL).passed
    assert prove_positive(deficit, REAL).passed
    assert prove_nonnegative(bound - deficit, FROM_ZERO).passed
    by = [(1, log_one_plus_below(x)), (lam, nonnegative(x**2 / (1 + x)))]
    theorem = prove_nonnegative(bound - deficit, FROM_ZERO, by=by)
    assert isinstance(theorem, Theorem)
    assert theorem.lemmas[0].startswith("log(1 + x) < x")
    assert prove_limit(information, lam, log(2), bound, FROM_ZERO).passed
    assert not prove_limit(information, lam, log(2), lam * x, FROM_ZERO).passed


def test_series_at_zero() -> None:
    """I = l^2/8 - l^4/64 + l^6/576 + ..., the coefficients of its expansion at 0."""
    coefficients = [0, 0, Rational(1, 8), 0, -Rational(1, 64), 0, Rational(1, 576)]
    assert prove_series(information, lam, coefficients, REAL).passed
    answer = prove_series(information, lam, [0, 0, Rational(1, 8), 0, Rational(1, 64)], REAL)
    assert isinstance(answer, Refutation)
    assert str(answer.difference) == "-1/32"


@pytest.mark.parametrize(
    "mutant",
    [
        information * (1 + Rational(1, 10**9)),
        information + Rational(9, 10**10),
        Piecewise((information, lam <= 4), (information + lam - 4, True)),
        Piecewise((information, Abs(lam) < 4), (information * Rational(999, 1000), True)),
        Min(information, Rational(999, 1000) * log(2)),
        Piecewise((information, lam >= 0), (-information, True)),
        information * (1 + Rational(1, 10**30)),
        2 * information,
        information.xreplace({lam: 2 * lam}),
        logistic(-lam),
    ],
    ids=lambda _: "mutant",
)
def test_wrong_closed_forms_are_refuted(mutant: sympy.Expr) -> None:
    """A closed form that is wrong anywhere on the line is refuted by a point of the line."""
    answer = prove_equal(mutant, ENUMERATED, REAL)
    assert isinstance(answer, Refutation)
    assert REAL.contains(answer.point)


def test_sign_of_the_coupling_is_seen_through_sigma() -> None:
    """I cannot tell lambda from -lambda; sigma does."""
    flipped = coupled(CENTERED, -lam)
    assert prove_equal(total_correlation(flipped), information, REAL).passed
    assert not prove_equal(2 * flipped[0][0], sigma, REAL).passed
