"""Terms say exactly what was written, and their values follow Coq's conventions: 0 absorbs, ln 0 has no value."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from opd_exact.coq.definitions import WORDS, expanded
from opd_exact.coq.evaluation import exact_value, log_arguments, narrow_ball
from opd_exact.coq.sympy_terms import sympy_of, term_of_sympy
from opd_exact.coq.terms import Number, Operation, Parameter, call, exp, items, ln, power, table, term_of, total
from opd_exact.numbers import log
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass, OutsideDomain

RADIUS = Fraction(1, 10**30)

# mpmath at 50 digits, from the textbook formulas.
mpmath.mp.dps = 50


def mp(p: Fraction) -> mpmath.mpf:
    return mpmath.mpf(p.numerator) / p.denominator


def near(term: object, value: mpmath.mpf) -> bool:
    ball = narrow_ball(term_of(term), RADIUS)
    return abs(mp(ball.middle) - value) < mpmath.mpf(10) ** -28


def test_floats_are_refused() -> None:
    with pytest.raises(InputTypeError):
        term_of(0.5)
    with pytest.raises(InputTypeError):
        Parameter("x") + 0.5


@pytest.mark.parametrize("name", ["", "1x", "λ", "fun", "ln", "R", "x y", "x;", "Axiom"])
def test_a_parameter_has_a_name_that_coq_reads_as_one(name: str) -> None:
    with pytest.raises(InputError):
        Parameter(name)


@pytest.mark.parametrize("word", ["KL)", "Admitted.", "let", ""])
def test_a_word_has_a_name_that_coq_reads_as_one(word: str) -> None:
    with pytest.raises(InputError):
        call(word, 1)


def test_an_unknown_operator_is_refused() -> None:
    with pytest.raises(InputError):
        Operation("^", Number(Fraction(1)), Number(Fraction(2)))


def test_zero_absorbs_what_has_no_value() -> None:
    assert exact_value(0 * ln(0)) == 0
    assert exact_value(term_of(0) / 0) == 0
    assert exact_value(call("entropy", [0, 1])) == 0
    assert exact_value(call("KL", [0, 1], [0, 1])) == 0


@pytest.mark.parametrize("term", [ln(0), ln("-1"), term_of(1) / 0, 1 * ln(0) + 1, ln(ln("1/2"))])
def test_what_has_no_value_is_refused(term: object) -> None:
    with pytest.raises(OutsideDomain):
        narrow_ball(term_of(term), RADIUS)


def test_words_have_the_values_of_the_textbook() -> None:
    q, p = [Fraction(1, 2), Fraction(1, 3), Fraction(1, 6)], [Fraction(1, 5), Fraction(3, 10), Fraction(1, 2)]
    joint = [[Fraction(1, 8), Fraction(3, 8)], [Fraction(1, 3), Fraction(1, 6)]]
    rows, columns = [Fraction(1, 2), Fraction(1, 2)], [Fraction(11, 24), Fraction(13, 24)]
    middle = [(a + b) / 2 for a, b in zip(q, p, strict=True)]

    def kl(a: list[Fraction], b: list[Fraction]) -> mpmath.mpf:
        return mpmath.fsum(mp(x) * mpmath.log(mp(x) / mp(y)) for x, y in zip(a, b, strict=True))

    information = mpmath.fsum(
        mp(joint[i][j]) * mpmath.log(mp(joint[i][j]) / (mp(rows[i]) * mp(columns[j]))) for i in (0, 1) for j in (0, 1)
    )
    cells = [cell for row in joint for cell in row]
    entropy = -mpmath.fsum(mp(x) * mpmath.log(mp(x)) for x in cells)
    assert near(call("KL", q, p), kl(q, p))
    assert near(call("VFE", q, [x / 3 for x in p]), kl(q, p) + mpmath.log(3))
    assert near(call("jensen_shannon", q, p), (kl(q, middle) + kl(p, middle)) / 2)
    assert near(call("cross_entropy", q, p), -sum(mp(x) * mpmath.log(mp(y)) for x, y in zip(q, p, strict=True)))
    assert near(call("mutual_information", joint), information)
    assert near(call("joint_entropy", joint), entropy)
    assert near(call("conditional_entropy", joint), entropy - mpmath.log(2))
    assert near(call("binary_entropy", "1/3"), mpmath.log(3) - mpmath.mpf(2) / 3 * mpmath.log(2))
    assert near(call("cosh", "1/3"), mpmath.cosh(mpmath.mpf(1) / 3))
    assert near(call("sinh", "1/3"), mpmath.sinh(mpmath.mpf(1) / 3))
    assert near(call("tanh", "1/3"), mpmath.tanh(mpmath.mpf(1) / 3))
    assert near(call("logistic", 2), 1 / (1 + mpmath.exp(-2)))
    assert near(call("entropy", call_softmax()), mpmath.log(3) - 2 * mpmath.log(2) / 3)
    assert near(call("log_evidence", [Fraction(1, 8), Fraction(1, 4)]), mpmath.log(mpmath.mpf(3) / 8))


def call_softmax() -> object:
    """softmax [0, ln 2] is [1/3, 2/3]."""
    return expanded_items("softmax", [0, ln(2)])


def expanded_items(word: str, *arguments: object) -> object:
    _, meaning = WORDS[word]
    return meaning(*(items(argument).entries for argument in arguments))  # type: ignore[arg-type]


def test_the_ising_information_is_that_of_its_joint() -> None:
    s = 1 / (1 + mpmath.exp(-mpmath.mpf(3) / 2))
    assert near(call("ising_information", "3/2"), mpmath.log(2) + s * mpmath.log(s) + (1 - s) * mpmath.log(1 - s))


def test_the_larger_the_smaller_and_the_size() -> None:
    assert exact_value(call("Rabs", "-1/3") + call("Rmax", ln(2), "7/10") - call("Rmin", ln(2), ln(3))) == (
        Fraction(1, 3) + Fraction(7, 10) - log(2)
    )
    assert near(call("Rmax", exp(1), 2 + ln(2)), mpmath.e)
    assert near(call("Rmin", exp(1), 2 + ln(2)), 2 + mpmath.log(2))
    assert near(call("Rabs", 1 - exp(1)), mpmath.e - 1)
    for wrong in (call("Rabs", 1, 2), call("Rmax", 1), call("Rabs", [1])):
        with pytest.raises(InputError):
            expanded(wrong)


def test_lists_that_are_read_in_pairs_are_equally_long() -> None:
    with pytest.raises(InputError):
        expanded(call("KL", [1], ["1/2", "1/2"]))
    with pytest.raises(InputError):
        expanded(call("mutual_information", [[1, 0], [0]]))


def test_words_are_called_as_they_are_defined() -> None:
    for wrong in (call("KL", [1]), call("entropy", 1), call("mutual_information", [1, 0]), call("logistic", [1])):
        with pytest.raises(InputError):
            expanded(wrong)
    with pytest.raises(OutsideClass):
        expanded(call("nowhere", 1))


def test_sums_of_logarithms_are_exact() -> None:
    assert exact_value(2 * ln("9/2") - ln(3) / 2) == 2 * log("9/2") - log(3) / 2
    assert exact_value(exp(3 * ln("2/3") - ln(5))) == Fraction(8, 135)
    with pytest.raises(OutsideClass):
        exact_value(ln(2) * ln(3))
    with pytest.raises(OutsideClass):
        exact_value(exp(1))


def test_log_arguments_are_those_that_a_proof_meets() -> None:
    assert log_arguments(call("KL", ["1/2", "1/2", 0], ["1/3", "2/3", 0])) == [Fraction(3, 2), Fraction(3, 4)]
    assert log_arguments(ln(6) * ln(10)) == [6, 10]


def test_a_form_becomes_the_sum_that_it_is() -> None:
    form = log("12/5") * 3 - log(7) / 9 + Fraction(2, 11)
    assert exact_value(term_of(form)) == form
    assert exact_value(term_of(log(1))) == 0


def test_powers_multiply_out() -> None:
    assert exact_value(power(Parameter("x"), 13), {"x": Fraction(-2, 3)}) == Fraction(-8192, 1594323)
    assert exact_value(power(Parameter("x"), -2), {"x": Fraction(3)}) == Fraction(1, 9)
    assert exact_value(total([]) + power(0, 0)) == 1
    for wrong in (5000, True, 1.5):
        with pytest.raises(InputError):
            power(Parameter("x"), wrong)  # type: ignore[arg-type]


def test_sympy_expressions_come_through_and_back() -> None:
    a, b = sympy.symbols("a b", positive=True)
    plain = {a: sympy.Symbol("a"), b: sympy.Symbol("b")}
    for expression in (
        sympy.log(a / b) - 2 * a**2 / 3 + sympy.exp(-a),
        -a * b / (a + b) ** 3,
        sympy.sqrt(a) - sympy.Rational(1, 7),
        -sympy.exp(a) * sympy.log(b),
        1 / a - 1,
        sympy.E * a,
    ):
        assert sympy.simplify(sympy_of(term_of_sympy(expression)) - expression.subs(plain)).equals(0)
    for wrong in (sympy.sin(a), sympy.pi, sympy.Abs(a - b), sympy.Float("0.5") * a):
        with pytest.raises(OutsideClass):
            term_of_sympy(wrong)


def test_a_table_is_a_list_of_rows() -> None:
    assert call("mutual_information", [[1, 0], [0, 0]]) == call("mutual_information", table([[1, 0], [0, 0]]))
