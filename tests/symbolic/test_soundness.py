"""Traps: claims that are false, undefined somewhere, or true only for one sign. None of them may become a theorem."""

from fractions import Fraction

import pytest
import sympy
from sympy import Abs, Heaviside, Max, Min, Piecewise, Rational, cosh, exp, log, sign, sinh, sqrt, symbols, tanh

from opd_exact.numbers.errors import BudgetExhausted, InputError, InputTypeError, OutsideClass, OutsideDomain
from opd_exact.symbolic import (
    Algebra,
    Domain,
    Interval,
    Lemma,
    Refutation,
    exponential_above_tangent,
    gibbs,
    log_below_tangent,
    nonnegative,
    prove_equal,
    prove_limit,
    prove_negative,
    prove_nonnegative,
    prove_nonzero,
    prove_positive,
    prove_series,
    prove_strictly_decreasing,
    prove_strictly_increasing,
    prove_zero,
)

p, q, r, x, y = symbols("p q r x y")
POSITIVE = Domain(positive={p, q, r})
REAL = Domain(real={x, y})


def test_log_of_a_square_is_not_twice_a_log() -> None:
    """log((p-q)^2) and 2 log(p-q) differ in where they are defined."""
    with pytest.raises(OutsideDomain, match="log"):
        prove_equal(log((p - q) ** 2), 2 * log(p - q), POSITIVE)
    with pytest.raises(OutsideDomain, match=r"p = \d+, q = \d+"):
        prove_equal(log((p - q) ** 2), 2 * log(Abs(p - q)), POSITIVE)
    ordered = Domain(positive={p, q}, declared_positive=[p - q])
    assert prove_equal(log((p - q) ** 2), 2 * log(p - q), ordered).passed
    swapped = Domain(positive={p, q}, declared_positive=[q - p])
    assert prove_equal(log((p - q) ** 2), 2 * log(q - p), swapped).passed


def test_root_of_a_square_is_the_absolute_value() -> None:
    """sqrt(x^2) = x only for x >= 0."""
    answer = prove_equal(sqrt(x**2), x, REAL)
    assert isinstance(answer, Refutation)
    assert answer.point[x] < 0
    assert answer.difference == -2 * answer.point[x]
    assert prove_equal(sqrt(x**2), Abs(x), REAL).passed
    assert prove_equal(sqrt(x**2), x, Domain(nonnegative={x})).passed
    assert prove_equal(sqrt(x**2), -x, Domain(negative={x})).passed
    assert prove_equal(sqrt(p * q), sqrt(p) * sqrt(q), POSITIVE).passed
    assert prove_equal(p ** Rational(2, 3) * p ** Rational(-1, 6), sqrt(p), POSITIVE).passed


def test_undefined_on_part_of_the_domain() -> None:
    """Two equal expressions that are undefined somewhere are not equal on the domain."""
    for expression in (log(x), log(x - 1), 1 / x, sqrt(x), log(1 - p), 1 / (p - q), log(p - q)):
        with pytest.raises((OutsideDomain, OutsideClass)):
            prove_equal(expression, expression + x - x, Domain(real={x}, positive={p, q}))


def test_zero_over_zero() -> None:
    """(x^2 - 1)/(x - 1) = x + 1 fails at x = 1, and holds where that point is not in the domain."""
    quotient = (x**2 - 1) / (x - 1)
    with pytest.raises(OutsideDomain, match="x = 1"):
        prove_equal(quotient, x + 1, Domain(positive={x}))
    assert prove_equal(quotient, x + 1, Domain(intervals={x: (1, 7)})).passed
    with pytest.raises((OutsideDomain, OutsideClass), match=r"identically zero|no value"):
        prove_zero(1 / (p + q - 1) - x, Domain(simplex=[(p, q)], real={x}))


def test_boundary_belongs_to_the_domain() -> None:
    """x log x is not defined at 0, x > 0 fails at 0, and both hold next to it."""
    with pytest.raises(OutsideDomain):
        prove_zero(log(x) - log(x) + x * log(x) - log(x**x), Domain(nonnegative={x}))
    assert prove_positive(x, Domain(positive={x})).passed
    answer = prove_positive(x, Domain(nonnegative={x}))
    assert isinstance(answer, Refutation)
    assert answer.point == {x: 0}
    assert prove_nonnegative(x, Domain(nonnegative={x})).passed
    closed = Domain(intervals={x: Interval.closed(0, 1)})
    assert prove_nonnegative(x * (1 - x), closed).passed
    assert not prove_positive(x * (1 - x), closed).passed
    assert prove_positive(x * (1 - x), Domain(intervals={x: (0, 1)})).passed
    assert not prove_nonnegative(1 - x, Domain(intervals={x: Interval.closed(0, Rational(11, 10))})).passed


def test_sign_of_a_denominator_is_kept() -> None:
    """1/(y - x) + 1/(x - y) = 0, and their difference is not; an atom is stored up to sign, a denominator is not."""
    ordered = Domain(positive={x, y}, declared_positive=[x - y])
    assert prove_zero(1 / (y - x) + 1 / (x - y), ordered).passed
    assert not prove_zero(1 / (y - x) - 1 / (x - y), ordered).passed
    assert prove_negative(1 / (y - x), ordered).passed
    assert prove_positive((y - x) ** -2, ordered).passed
    assert prove_equal((p - 1) / (p + q - 1), (q + r) / r, Domain(simplex=[(p, q, r)])).passed


def test_identity_that_fails_by_ten_to_the_minus_thirty() -> None:
    """A difference of 10**-30 (p q - r)^2 is refuted with its exact value."""
    answer = prove_equal(log(p * q) + (p * q - r) ** 2 / 10**30, log(p) + log(q), POSITIVE)
    assert isinstance(answer, Refutation)
    a, b, c = (answer.point[s] for s in (p, q, r))
    assert answer.difference == (a * b - c) ** 2 / 10**30


def test_wrong_only_far_out_or_on_one_side() -> None:
    """Pieces that are wrong beyond a breakpoint, on one side of zero, or at one point."""
    wrong = (
        Piecewise((x, x <= 4), (4, True)),
        Piecewise((x, x >= 0), (-x, True)),
        Piecewise((0, sympy.Eq(x, 3)), (x, True)),
        Max(x, -1000000),
        Min(x, 99),
        Abs(x),
        x * Heaviside(x + 50),
        x * sign(x + 50),
        Piecewise((x, (x < 1) | (x > 2)), (x + 1, True)),
    )
    for expression in wrong[:3] + wrong[4:]:
        assert isinstance(prove_equal(expression, x, REAL), Refutation), expression
    answer = prove_equal(wrong[3], x, REAL)
    assert isinstance(answer, Refutation)
    assert answer.point[x] < -1000000


def test_pieces_that_agree() -> None:
    """Equal piece by piece, also at the breakpoints."""
    assert prove_equal(Max(x, -x), Abs(x), REAL).passed
    assert prove_equal(Max(x, 0) + Min(x, 0), x, REAL).passed
    assert prove_equal(Abs(x) * sign(x), x, REAL).passed
    softplus = Piecewise((log(1 + exp(x)), x < 0), (x + log(1 + exp(-x)), True))
    assert prove_equal(softplus, log(1 + exp(x)), REAL).passed
    assert prove_equal(Abs(exp(x) + 1), 1 + exp(x), REAL).passed
    assert prove_equal(Piecewise((1 / x, x > 0), (0, True)), Piecewise((0, x <= 0), (1 / x, True)), REAL).passed
    assert prove_positive(Piecewise((x, x > 1), (1, True)), REAL).passed
    assert not prove_equal(Heaviside(x) + Heaviside(-x), 1 + sign(x) ** 2 - sign(x) ** 2 * Rational(9, 8), REAL).passed


def test_undecided_is_an_error() -> None:
    """What the engine cannot tell it does not answer."""
    with pytest.raises(OutsideClass):
        prove_equal(sympy.sin(x) ** 2 + sympy.cos(x) ** 2, 1, REAL)
    with pytest.raises(OutsideClass):
        prove_equal(Abs(x - y), Max(x, y) - Min(x, y), REAL)
    with pytest.raises(OutsideClass):
        prove_equal(sqrt(2) * sqrt(3), sqrt(6), REAL)
    with pytest.raises(OutsideClass, match="doit"):
        prove_zero(sympy.Sum(x, (y, 1, 3)) - 3 * x, REAL)
    with pytest.raises(OutsideClass):
        prove_zero(sympy.pi * (x + 1) - sympy.pi * x - sympy.pi, REAL)


def test_input_is_checked() -> None:
    """Floats, booleans, undeclared symbols, contradictions; each error names what is wrong."""
    with pytest.raises(InputTypeError, match=r"0\.1"):
        prove_zero(0.1 * x, REAL)
    with pytest.raises(InputTypeError):
        prove_zero(True, REAL)
    with pytest.raises(InputTypeError):
        prove_zero("x - x", REAL)
    with pytest.raises(InputError, match="symbol p is free"):
        prove_zero(p * x, REAL)
    with pytest.raises(InputError, match=r"x is declared in \(0, oo\)"):
        Domain(positive={x}, intervals={x: (-2, -1)})
    with pytest.raises(InputError, match="size 0"):
        Domain(simplex=[()])
    with pytest.raises(InputError, match="twice"):
        Domain(simplex=[(p, q), (q, r)])
    with pytest.raises(InputError, match="positive=True"):
        Domain(real={sympy.Symbol("t", positive=True)})
    with pytest.raises(InputError, match="integer"):
        Domain(real={sympy.Symbol("n", integer=True)})
    with pytest.raises(InputError, match="both named 't'"):
        Domain(real={sympy.Symbol("t"), sympy.Symbol("t", real=True)})
    with pytest.raises(InputError, match="different SymPy"):
        prove_zero(sympy.Symbol("x", real=True), REAL)
    with pytest.raises(InputError):
        Interval(Fraction(2), Fraction(1))
    assert prove_equal(
        sqrt(sympy.Symbol("t", positive=True) ** 2),
        sympy.Symbol("t", positive=True),
        Domain(positive={sympy.Symbol("t", positive=True)}),
    ).passed


def test_empty_domain_proves_nothing() -> None:
    """Declared conditions that no point satisfies are an error, not a vacuous truth."""
    with pytest.raises((OutsideClass, InputError)):
        prove_equal(x, x + 1, Domain(positive={x}, declared_positive=[-x]))
    with pytest.raises((OutsideClass, InputError)):
        prove_positive(x - 5, Domain(real={x}, declared_positive=[x - 7, 6 - x]))


def test_declared_conditions_do_not_bridge_gaps() -> None:
    """On x^2 > 1 the slope of 1/x is negative, but 1/x does not decrease from -2 to 2."""
    gap = Domain(real={x}, declared_positive=[x**2 - 1])
    with pytest.raises(OutsideClass):
        prove_strictly_increasing(-1 / x, x, gap)
    assert not prove_nonnegative(x - log(2 + x**2), gap).passed


def test_lemmas_are_verified() -> None:
    """A decomposition must add up, coefficients and conditions must hold, and lemmas cannot be made up."""
    kl = p * log(p / q) + (1 - p) * log((1 - p) / (1 - q))
    unit = Domain(intervals={p: (0, 1), q: (0, 1)})
    by = [(1, gibbs([p, 1 - p], [q, 1 - q]))]
    assert prove_nonnegative(kl, unit, by=by).passed
    assert not prove_positive(kl, unit, by=by).passed
    apart = Domain(intervals={p: (0, Rational(1, 3)), q: (Rational(1, 2), 1)})
    assert prove_positive(kl, apart, by=by).passed
    with pytest.raises(InputError, match="add up"):
        prove_nonnegative(2 * kl, unit, by=by)
    assert isinstance(prove_nonnegative(-kl, unit, by=by), Refutation)
    with pytest.raises((InputError, OutsideClass)):
        prove_nonnegative(q - p + p * log(p / q), unit, by=[(1, gibbs([p], [q])), (1, nonnegative(q - p))])
    with pytest.raises(OutsideClass, match="coefficient"):
        prove_nonnegative(
            (p - q) ** 2 * (x - 1 - log(x)) - 0 * p,
            Domain(positive={x}, real={p, q}),
            by=[(p - q, nonnegative(0)), ((p - q) ** 2, log_below_tangent(x))],
        )
    with pytest.raises(InputError, match="no lemma"):
        Lemma("anything is positive", (x,))  # type: ignore[arg-type]
    assert prove_nonnegative(exp(x) - 1 - x, REAL, by=[(1, exponential_above_tangent(x))]).passed
    with pytest.raises((OutsideClass, OutsideDomain)):
        prove_nonnegative(x - 1 - log(x), REAL, by=[(1, log_below_tangent(x))])


def test_inequalities_and_their_neighbors() -> None:
    """Sharp inequalities, and the ones just beyond."""
    half_line = Domain(positive={x})
    assert prove_positive(x - log(1 + x), half_line).passed
    assert prove_positive(log(1 + x) - x / (1 + x), half_line).passed
    assert prove_positive(log(1 + x) - x + x**2 / 2, half_line).passed
    assert not prove_positive(log(1 + x) - x + x**2 * Rational(49, 100), half_line).passed
    assert prove_positive(cosh(x) - 1 - x**2 / 2, half_line).passed
    assert not prove_positive(cosh(x) - 1 - x**2 / 2, REAL).passed
    assert prove_nonnegative(cosh(x) - 1 - x**2 / 2, REAL).passed
    assert prove_positive(sinh(x) - x, half_line).passed
    assert prove_positive(x - tanh(x), half_line).passed
    assert prove_positive(exp(x) - x, REAL).passed
    assert prove_positive(x**2 - x * y + y**2 + 1, REAL).passed
    assert not prove_positive(x**2 - 2 * x * y + y**2, REAL).passed
    assert prove_nonnegative(x**2 - 2 * x * y + y**2, REAL).passed
    assert prove_nonzero(x**2 + x + 1, REAL).passed
    assert prove_nonnegative(p**2 + q**2 + r**2 - Rational(1, 3), Domain(simplex=[(p, q, r)])).passed
    assert not prove_positive(p**2 + q**2 + r**2 - Rational(1, 3), Domain(simplex=[(p, q, r)])).passed


def test_monotone_traps() -> None:
    """A slope that is positive at the sampled places only, a step, a plateau."""
    assert prove_strictly_increasing(x**3, x, REAL).passed
    assert not prove_strictly_increasing(x**3 - x / 1000, x, REAL).passed
    assert not prove_strictly_increasing(Max(x, 0), x, REAL).passed
    assert not prove_strictly_increasing(sympy.Integer(1), x, REAL).passed
    assert prove_strictly_decreasing(1 / (1 + exp(x)), x, REAL).passed
    with pytest.raises(InputError, match="simplex"):
        prove_strictly_increasing(p, p, Domain(simplex=[(p, q)]))
    with pytest.raises(OutsideClass):
        prove_strictly_increasing(Piecewise((x, x < 1), (2 * x, True)), x, REAL)


def test_series_and_limits_traps() -> None:
    """Zero outside the range, a bound that does not vanish, an exponent that 0 does not make trivial."""
    with pytest.raises(InputError, match="ranges over"):
        prove_series(x, x, [0, 1], Domain(positive={x}))
    with pytest.raises((OutsideClass, OutsideDomain)):
        prove_series(1 / x, x, [0], REAL)
    assert prove_series(exp(x * y), x, [1, y, y**2 / 2], REAL).passed
    assert not prove_series(exp(x * y), x, [1, y, y**2], REAL).passed
    with pytest.raises(OutsideClass):
        prove_series(exp(y * exp(x)), x, [exp(y)], REAL)
    with pytest.raises(InputError, match="does not tend to 0"):
        prove_limit(exp(-x), x, 0, 1 + exp(-x), REAL)
    with pytest.raises(InputError, match="tend to oo"):
        prove_limit(x, x, 0, x, Domain(intervals={x: (0, 1)}))
    assert prove_limit(x / (1 + x), x, 1, 1 / (1 + x), Domain(positive={x})).passed
    assert not prove_limit(x / (1 + x), x, 1, 1 / (1 + x) ** 2, Domain(positive={x})).passed


def test_size_is_bounded() -> None:
    """What would not fit in memory is refused."""
    many = symbols("a:12")
    power = sum(many) ** 60
    with pytest.raises(BudgetExhausted, match="power 60"):
        prove_equal(power * (1 + x), power + x * power, Domain(positive={x, *many}))


def test_forms_of_another_algebra() -> None:
    """Forms of two algebras do not mix, and a form is proved over its own domain."""
    domain = Domain(positive={p})
    first, second = Algebra(domain), Algebra(domain)
    with pytest.raises(InputError, match="another algebra"):
        first.symbol(p) + second.symbol(p)
    with pytest.raises(InputError, match="domain of its algebra"):
        prove_zero(first.symbol(p), Domain(positive={p}))
    assert prove_positive(first.log(1 + first.symbol(p)), domain).passed


def test_exponentials() -> None:
    """Exponents with several symbols, rational coefficients, logs, simplex coordinates and nested exponentials."""
    simplex = Domain(simplex=[(p, q, r)], real={x, y})
    assert prove_equal(exp(x * p) * exp(x * q) * exp(x * r), exp(x), simplex).passed
    assert prove_equal(exp(x / 2 + y / 3) ** 6, exp(3 * x + 2 * y), REAL).passed
    assert prove_equal(log(p**x * q**-y), x * log(p) - y * log(q), simplex).passed
    assert prove_equal(exp(y * exp(x)) ** 2, exp(2 * y * exp(x)), REAL).passed
    assert prove_equal(exp(y * exp(x)) * exp(x / 2) ** 2, exp(x + y * exp(x)), REAL).passed
    assert prove_equal(p ** (p * x) * sqrt(p) ** 2, p ** (1 + p * x), Domain(positive={p}, real={x})).passed
    assert prove_equal(2**x * 4**y, 2 ** (x + 2 * y), REAL).passed
    assert prove_equal(exp(1) * exp(Rational(1, 2)), exp(Rational(3, 2)), REAL).passed
    assert prove_equal(cosh(x) ** 2 - sinh(x) ** 2, 1, REAL).passed
    assert not prove_equal(exp(x) * exp(y), exp(x * y), REAL).passed
    assert not prove_equal(exp(Rational(1, 2)), Rational(3, 2) + Rational(1, 7), REAL).passed
