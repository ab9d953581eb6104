"""Forms in radicals: equality and sign are decided, and agree with 60 digits of mpmath."""

import copy
import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from opd_exact.information import RadicalForm, alpha_divergence, order_sum, renyi_divergence
from opd_exact.information.radicals import log_of_radicals
from opd_exact.numbers import (
    BudgetExhausted,
    ComputedReal,
    InputTypeError,
    LogForm,
    OutsideDomain,
    enclose,
    log,
    nearest_float,
    ulp_error,
)
from tests.information.oracles import agrees, number

SETTINGS = settings(max_examples=60, deadline=None)
RATIONALS = st.fractions(min_value=Fraction(1, 1000), max_value=1000, max_denominator=1000)
EXPONENTS = st.fractions(min_value=-3, max_value=3, max_denominator=6)
SUMS = st.lists(st.tuples(st.fractions(-5, 5, max_denominator=9), RATIONALS, EXPONENTS), min_size=1, max_size=5)


def form_of(parts):
    """The form of a list of (coefficient, base, exponent)."""
    return RadicalForm.from_products((c, [(b, e)]) for c, b, e in parts)


def reference(parts):
    """The same sum in mpmath."""
    with mp.workdps(60):
        return mp.fsum(number(c) * mp.power(number(b), number(e)) for c, b, e in parts)


def root(n, k=2):
    """n**(1/k)."""
    return RadicalForm.power(n, Fraction(1, k))


@SETTINGS
@given(SUMS)
def test_the_value_agrees_with_mpmath(parts):
    """Sign, float and enclosure of random sums of powers."""
    form, value = form_of(parts), reference(parts)
    if not form:
        assert abs(value) < mp.mpf(10) ** -50
        return
    assert agrees(form, value)
    assert form.sign() == mp.sign(value)
    assert ulp_error(float(form), form) <= 1


@SETTINGS
@given(SUMS, SUMS)
def test_ring_axioms(first, second):
    """Commutativity, distributivity and cancellation, decided."""
    a, b = form_of(first), form_of(second)
    assert a * b == b * a
    assert (a + b) * (a - b) == a * a - b * b
    assert (a + b) - b == a
    assert 0 - (-a) == a
    assert hash(a * b) == hash(b * a)


def test_known_equalities():
    """Nested ways to write one number, where floats only come near."""
    assert root(8) == 2 * root(2)
    assert root(2) * root(3) == root(6)
    assert root(4, 4) == root(2)
    assert (1 + root(2)) * (1 + root(2)) == 3 + 2 * root(2)
    assert RadicalForm.power("8/27", "2/3") == Fraction(4, 9)
    assert RadicalForm.power(2, "-1/2") == root(2) / 2
    assert (root(5) - 1) * (root(5) + 1) == 4
    assert root(2) != Fraction(577, 408)
    assert root(2) < Fraction(577, 408)


def test_a_difference_below_every_float_is_seen():
    """sqrt(n^2 + 1) - n for n = 10^40 is positive; sqrt(2) + sqrt(3) against a 50-digit decimal of it is not equal."""
    n = 10**40
    assert root(n * n + 1) > n
    assert root(n * n + 1) - n < Fraction(1, 2 * n)
    near = (root(2) + root(3)).enclose(50).middle
    assert root(2) + root(3) != near


def test_large_bases_are_not_factored():
    """Products of large primes: coprime bases decide what factoring could not reach."""
    p, q, r = 2**127 - 1, 2**107 - 1, 2**89 - 1
    assert root(p * p) == p
    assert root(p * q) * root(q * r) == q * root(p * r)
    assert root((p * q) ** 3, 6) == root(p * q)
    assert root(p * q) != root(p * q + 2)
    assert RadicalForm.power(Fraction(p, q), "1/3") * RadicalForm.power(Fraction(q, p), "1/3") == 1


def test_against_logarithms():
    """An algebraic number meets a transcendental one: never equal, always ordered."""
    assert root(2) > log(4)
    assert log(3) > root(3) / 2
    assert root(2) != log(4)
    assert root(4) == LogForm(2)
    assert LogForm(2) == root(4)
    assert isinstance(root(2) + log(2), ComputedReal)
    assert isinstance(log(2) - root(2), ComputedReal)
    assert isinstance(root(2) * log(2), ComputedReal)
    assert (root(2) - log(2)).sign() == 1


def test_rational_values_are_rationals():
    """They compare, hash and convert as such."""
    nine = root(81)
    assert nine == 9
    assert hash(nine) == hash(9)
    assert nine.is_rational()
    assert nine.rational_part == 9
    assert float(RadicalForm("1/3")) == 1 / 3
    assert RadicalForm(0).enclose(10).is_exact()
    assert not RadicalForm()
    assert abs(1 - root(2)) == root(2) - 1


def test_text():
    """Readable, and SymPy reads the same number."""
    form = 1 - root(2) / 3 + RadicalForm.power(6, "2/3")
    assert str(form) == "1 - 1/3*2^(1/2) + 2^(2/3)*3^(2/3)"
    assert repr(RadicalForm()) == "<RadicalForm 0>"
    shown = Fraction(str(form.to_sympy().evalf(40)))
    assert abs(shown - form.enclose(45).middle) < Fraction(1, 10**37)


def test_copies_are_equal():
    """Pickle and copy carry the number."""
    form = root(2) + root(3, 3) / 7
    assert pickle.loads(pickle.dumps(form)) == form
    assert copy.deepcopy(form) == form


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: RadicalForm.power(0, "1/2"), OutsideDomain, "the base must be positive"),
        (lambda: RadicalForm.power(-2, "1/3"), OutsideDomain, "the base must be positive"),
        (lambda: RadicalForm.power(2, "1/100003"), BudgetExhausted, "the limit of exponents"),
        (lambda: RadicalForm(0.5), InputTypeError, "0.5"),
        (lambda: root(2) + 0.5, InputTypeError, "0.5"),
        (lambda: root(2) == 1.4, InputTypeError, "1.4"),
        (lambda: root(2) / 0, OutsideDomain, "/ 0"),
        (lambda: root(2) + object(), TypeError, "unsupported"),
        (lambda: log_of_radicals(1 - root(2)), OutsideDomain, "must be positive"),
        (lambda: log_of_radicals(root(4) - 2), OutsideDomain, "must be positive"),
    ],
)
def test_refusals(call, error, message):
    """Nothing outside the class is guessed."""
    with pytest.raises(error, match=message):
        call()


def test_logs_of_single_radicals_are_exact():
    """log(3/2 * 2^(1/3)) is a form in logarithms; of a true sum it is a recipe."""
    assert log_of_radicals(root(2, 3) * Fraction(3, 2)) == log(3) - Fraction(2, 3) * log(2)
    recipe = log_of_radicals(1 + root(2))
    assert isinstance(recipe, ComputedReal)
    with mp.workdps(60):
        assert agrees(recipe, mp.asinh(1))


def test_a_common_permutation_does_not_change_a_divergence():
    """At orders 1/3 and 1/2 over 20 outcomes: equality of sums of twenty radicals."""
    p = [Fraction(i, 210) for i in range(1, 21)]
    q = [Fraction(i * i, 2870) for i in range(1, 21)]
    for order in ("1/3", "1/2"):
        assert alpha_divergence(p, q, order) == alpha_divergence(p[::-1], q[::-1], order)
        assert order_sum(p, q, order) != order_sum(p, p[::-1], order)


def test_renyi_of_half_order_is_exact_where_the_sum_is_one_radical():
    """Each outcome has the same sqrt(pq): D = -2 log(2 sqrt(3)/4) exactly."""
    value = renyi_divergence(["1/4", "3/4"], ["3/4", "1/4"], "1/2")
    assert value == 2 * log(2) - log(3)
    assert nearest_float(enclose(value, 40)) == nearest_float(value)
