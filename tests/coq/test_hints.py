"""Hints are complete: products are right, bases are coprime, the precision has room; false statements are refused."""

from fractions import Fraction
from itertools import combinations
from math import gcd, prod

import pytest

from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.formulas import And, Within, compared, positive
from opd_exact.coq.hints import bits_needed, factor_table, positive_base, table_text
from opd_exact.coq.statements import (
    Derivative,
    Enclosure,
    Identity,
    Instance,
    Order,
    Symbolic,
    enclosure_of,
    require_statement,
)
from opd_exact.coq.terms import Parameter, call, exp, ln
from opd_exact.numbers import log
from opd_exact.numbers.errors import InputError, OutsideClass

# Products of two primes beyond 64 bits, which are not factored; they share the first.
P, Q, R = 2**89 - 1, 2**107 - 1, 2**127 - 1
KL = call("KL", ["4/5", "1/5"], ["1/2", "1/2"])
KL_FORM = Fraction(4, 5) * log("8/5") + Fraction(1, 5) * log("2/5")


def test_tables_multiply_out_over_a_coprime_base() -> None:
    table = factor_table(ln(Fraction(P * Q, 12)) + ln(P * R) + ln(Fraction(2 * P * P, 35)))
    assert {integer for integer, _ in table} == {P * Q, 12, P * R, 2 * P * P, 35}
    for integer, factors in table:
        assert prod(factor**exponent for factor, exponent in factors) == integer
        assert factors == sorted(factors)
    bases = {factor for _, factors in table for factor, _ in factors}
    assert all(gcd(one, other) == 1 for one, other in combinations(bases, 2))
    assert {P, Q, R, 2, 3, 5, 7} == bases


def test_primes_need_no_entry() -> None:
    assert factor_table(ln(7) - ln("3/2")) == []
    assert table_text([]) == "[]"


def test_the_precision_grows_with_digits_and_exponentials() -> None:
    plain = bits_needed(Fraction(1, 10**30), [ln(2)])
    assert 100 <= plain[0] <= 140
    assert plain[0] < plain[1] < plain[2]
    assert bits_needed(Fraction(1, 10**100), [ln(2)])[0] > 332
    assert bits_needed(Fraction(1, 10**30), [exp(exp(exp("1/3")))])[0] > plain[0] + 30


def test_positive_factors_have_the_sign_of_the_sample() -> None:
    p, e = Parameter("p"), Parameter("e")
    base = positive_base([ln(p * (1 - e) + e * (1 - p)), ln(p / (1 - p))], {"p": Fraction(1, 3), "e": Fraction(1, 5)})
    assert [str(factor) for factor in base] == ["e + p - 2 * e * p", "p", "1 - p"]


def test_a_symbolic_statement_carries_its_base() -> None:
    p = Parameter("p")
    claim = Symbolic("a", "s", ln(p / (1 - p)), ln(p) - ln(1 - p), positive(p, 1 - p))
    claim.refuse_untrue()
    assert claim.proof() == "intros. first [symbolic_logs [p; 1 - p] | symbolic_logs []]."


@pytest.mark.parametrize(
    "statement",
    [
        Identity("a", "s", KL, KL_FORM + Fraction(1, 10**40)),
        Identity("a", "s", ln(2) * ln(3), Fraction(7615, 10**4)),
        Order("a", "s", ln(2), "69314718055994530941723212145817/100000000000000000000000000000000"),
        Order("a", "s", ln(4), 2 * ln(2)),
        Enclosure("a", "s", (Within.of(ln(2), "0.6931471805599453095", "0.6931471805599453099"),)),
        Enclosure("a", "s", (Within.of(ln(2), 0, 1), Within.of(ln(3), 0, 1))),
        Symbolic("a", "s", ln(Parameter("p")), Parameter("p") - 1, positive(Parameter("p"))),
        Derivative("a", "s", "x", ln(Parameter("x")), 2 / Parameter("x"), positive(Parameter("x"))),
        Instance("a", "s", And((compared(ln(2), "<", 1), compared(ln(3), "<", 1))), "trivial."),
    ],
)
def test_false_statements_are_refused_before_coq_sees_them(statement: Identity) -> None:
    with pytest.raises(UntrueStatement):
        statement.refuse_untrue()


def test_true_statements_pass() -> None:
    Identity("a", "s", KL, KL_FORM).refuse_untrue()
    Order("a", "s", KL, "1/5").refuse_untrue()
    Order("a", "s", ln(2), ln(2), strict=False).refuse_untrue()
    enclosure_of("a", "s", KL, KL_FORM, 100).refuse_untrue()


def test_a_statement_without_a_point_that_satisfies_its_hypotheses_is_told() -> None:
    p = Parameter("p")
    with pytest.raises(OutsideClass):
        Symbolic("a", "s", ln(p), ln(p), positive(p, -p)).refuse_untrue()


@pytest.mark.parametrize("name", ["KL", "ln", "1st", "a b", ""])
def test_a_statement_takes_no_word_away(name: str) -> None:
    with pytest.raises(InputError):
        require_statement(Identity(name, "s", 1, 1))
    with pytest.raises(InputError):
        require_statement(Identity("a", " ", 1, 1))


def test_files_are_named_plainly() -> None:
    with pytest.raises(InputError):
        Instance("a", "s", compared(1, "=", 1), "reflexivity.", ("Ising. Axiom",))
