"""Equality, sign, rationality and hash are decided: hard cases of each, and what must never be called on the way."""

import ast
import random
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import flint
import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import opd_exact.numbers
from opd_exact.numbers import LogForm, factoring, log


def convergents(numerator: int, denominator: int, digits: int) -> list[tuple[int, int]]:
    """The continued-fraction convergents p/q of log(numerator)/log(denominator) with q below 10**digits, by mpmath."""
    found = []
    with mpmath.workdps(2 * digits + 60):
        rest = mpmath.log(numerator) / mpmath.log(denominator)
        p, q, next_p, next_q = 0, 1, 1, 0
        while True:
            whole = int(mpmath.floor(rest))
            p, q, next_p, next_q = next_p, next_q, whole * next_p + p, whole * next_q + q
            if len(str(next_q)) > digits:
                return found
            found.append((next_p, next_q))
            rest = 1 / (rest - whole)


@pytest.mark.parametrize(("b", "c", "digits"), [(3, 2, 1000), (7, 5, 300), (10, 3, 100)])
def test_near_cancellations_have_the_sign_that_continued_fractions_give(b: int, c: int, digits: int) -> None:
    """p log c - q log b is about 1/q, and alternates in sign from one convergent p/q of log b/log c to the next."""
    pairs = convergents(b, c, digits)
    assert pairs[-1][1] > 10 ** (digits - 5)
    chosen = {*range(0, len(pairs), max(1, len(pairs) // 25)), len(pairs) - 2, len(pairs) - 1}
    for index in chosen:
        p, q = pairs[index]
        form = p * log(c) - q * log(b)
        expected = 1 if index % 2 else -1
        assert form.sign() == expected
        assert form != 0
        assert not form.is_rational()


def test_a_difference_of_ten_to_the_minus_a_thousand_is_enclosed_and_rounded() -> None:
    p, q = convergents(3, 2, 1000)[-1]
    form = p * log(2) - q * log(3)
    with mpmath.workdps(5000):
        truth = p * mpmath.log(2) - q * mpmath.log(3)
        ball = form.enclose(25)
        low, high = mpmath.mpf(ball.lower.numerator) / ball.lower.denominator, ball.upper
        assert low <= truth <= mpmath.mpf(high.numerator) / high.denominator
    assert mpmath.mpf(10) ** -1003 < abs(truth) < mpmath.mpf(10) ** -997
    assert ball.radius < abs(ball.middle) / 10**25
    assert float(form) == 0.0  # far below the smallest subnormal, and yet not zero


SMALL = st.integers(1, 200)


@given(st.lists(st.tuples(SMALL, SMALL, st.integers(-9, 9)), min_size=1, max_size=6), st.randoms())
def test_forms_built_two_ways_are_equal_and_hash_alike(
    terms: list[tuple[int, int, int]], shuffle: random.Random
) -> None:
    """Products are multiplied out on one side and taken apart, reordered and padded with zeros on the other."""
    together = LogForm.total([log(Fraction(a**3 * b, b**2)) * c for a, b, c in terms])
    apart = [coefficient * log(n) for a, b, c in terms for n, coefficient in ((a, 3 * c), (b, -c))]
    padding = [log(6 * 35) - log(14) - log(15), Fraction(1, 3) - Fraction(2, 6)]
    pieces = apart + padding
    shuffle.shuffle(pieces)
    other = LogForm.total(pieces)
    assert together == other
    assert hash(together) == hash(other)
    assert together.terms == other.terms
    assert float(together) == float(other)
    assert str(together) == str(other)
    assert together - other == 0


@given(st.fractions())
def test_rational_forms_are_equal_to_rationals_and_hash_like_them(q: Fraction) -> None:
    form = log(12) - 2 * log(2) - log(3) + q
    assert form == q
    assert q == form
    assert hash(form) == hash(q)
    assert form.is_rational()
    assert form.as_rational() == q
    if q.denominator == 1:
        assert hash(form) == hash(q.numerator)
        assert form in {q.numerator}
    assert (form + log(2)).as_rational() is None


def test_a_constant_is_never_made_up_for_by_logarithms() -> None:
    # e = 2.718281828459045..., so log of a close rational is close to 1 but never 1
    with mpmath.workdps(120):
        digits = mpmath.nstr(mpmath.e, 110)
    close = log(digits)
    assert close != 1
    with mpmath.workdps(250):
        expected = int(mpmath.sign(mpmath.log(mpmath.mpf(digits)) - 1))
    assert (close - 1).sign() == expected


def test_log_of_one_plus_a_trillionth_is_positive() -> None:
    """The comparison on which sympy 1.14 answers False."""
    assert log(1 + Fraction(1, 10**12)) > 0
    assert log(1 + Fraction(1, 10**400)) > 0
    assert log(1 - Fraction(1, 10**400)) < 0


# --- integers too large to factor -----------------------------------------------------------------------------------


class _SpyingInteger:
    """Stands for flint.fmpz inside the factoring module and writes down what is factored."""

    def __init__(self, n: int, seen: list[int]) -> None:
        self._n, self._seen = n, seen

    def factor(self) -> Any:
        self._seen.append(self._n.bit_length())
        return flint.fmpz(self._n).factor()


@pytest.fixture
def factored_bits(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of everything that reaches flint's factorizer during a test."""
    seen: list[int] = []
    monkeypatch.setattr(factoring, "flint", SimpleNamespace(fmpz=lambda n: _SpyingInteger(n, seen)))
    return seen


def test_nothing_but_the_guard_calls_the_factorizer() -> None:
    folder = Path(opd_exact.numbers.__file__).parent
    callers = {
        path.name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"factor", "factor_smooth", "prime_factors"}
    }
    assert callers == {"factoring.py"}


@given(st.integers(2**64, 2**3000))
def test_the_guard_refuses_what_it_cannot_bound(n: int) -> None:
    with pytest.raises(opd_exact.numbers.BudgetExhausted, match="is not factored"):
        factoring.factor_guarded(n)


def _random_normalized(count: int, bound: int, seed: int) -> list[Fraction]:
    generator = random.Random(seed)
    weights = [Fraction(generator.randint(1, bound), generator.randint(1, bound)) for _ in range(count)]
    total = sum(weights)
    return [weight / total for weight in weights]


def _entropy(p: list[Fraction]) -> LogForm:
    return LogForm.from_weighted_logs([(x, -x) for x in p])


@pytest.mark.parametrize(("count", "bound"), [(12, 10**3), (60, 10**3), (300, 10**3), (40, 10**6)])
def test_grouping_holds_for_random_denominators(count: int, bound: int, factored_bits: list[int]) -> None:
    """H(p) = H(groups) + sum of group weights times H within, with normalizers of up to a thousand bits."""
    p = _random_normalized(count, bound, seed=count)
    groups = [p[start : start + 6] for start in range(0, count, 6)]
    sums = [sum(group, start=Fraction(0)) for group in groups]
    within = [_entropy([x / s for x in group]) * s for group, s in zip(groups, sums, strict=True)]
    left, right = _entropy(p), LogForm.total([_entropy(sums), *within])
    assert left == right
    assert hash(left) == hash(right)
    wrong = right + Fraction(1, 10**80) * (log(p[0]) - log(p[1]))
    assert left != wrong
    assert (left < wrong) == (p[0] > p[1])
    assert factored_bits
    assert max(factored_bits) <= factoring.GUARD_BITS


def test_products_of_large_primes_cancel_without_being_factored(factored_bits: list[int]) -> None:
    p, q, r = 2**521 - 1, 2**607 - 1, 2**1279 - 1  # Mersenne primes
    form = log(p * q) + 2 * log(q * r) - log(p * q**3) - log(r * r)
    assert form.is_zero()
    left = log(p * q) - log(q * r)
    assert left == log(p) - log(r)
    assert left.terms == ((p, Fraction(1)), (r, Fraction(-1)))
    assert left.basis == "coprime"
    assert log(p**3 * 2**5).sign() == 1
    assert all(bits <= factoring.GUARD_BITS for bits in factored_bits)


def test_prime_powers_and_shared_medium_primes_are_found() -> None:
    medium = 1_000_003  # beyond the primes that are stripped, below what is factored
    large = 2**127 - 1
    form = log(large * medium**4) - log(medium) * 3 - log(large**2) / 2
    assert form == log(medium)
    assert form.terms == ((medium, Fraction(1)),)
    assert form.basis == "prime"
    # the medium prime stands alone in one atom and inside a large one in another
    assert (log(medium * large) - log(medium)).terms == ((large, Fraction(1)),)


def test_an_integer_alone_is_its_own_basis() -> None:
    n = (10**40 + 7) * (10**45 + 3)
    assert log(n).terms == ((n, Fraction(1)),) or log(n).basis == "coprime"
    assert log(n) == log(10**40 + 7) + log(10**45 + 3)


@settings(max_examples=40)
@given(
    st.lists(st.integers(2**60, 2**200), min_size=2, max_size=5), st.lists(st.integers(-3, 3), min_size=5, max_size=5)
)
def test_terms_over_any_basis_add_up_to_the_number(atoms: list[int], coefficients: list[int]) -> None:
    form = LogForm.from_weighted_logs(
        [(atom * other, c) for atom, other, c in zip(atoms, reversed(atoms), coefficients, strict=False)]
    )
    again = LogForm(form.constant, dict(form.terms))
    assert again == form
    assert again.enclose(30).overlaps(form.enclose(30)) or form.is_zero()
    bases = [base for base, _ in form.terms]
    assert all(flint.fmpz(a).gcd(b) == 1 for i, a in enumerate(bases) for b in bases[:i])
