"""What a form is written as reads back as the same number: text, constructor call, JSON, SymPy, pickle."""

import pickle
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import InputError, InputTypeError, LogForm, OutsideClass, OutsideDomain, log

COEFFICIENTS = st.builds(Fraction, st.integers(-60, 60), st.integers(1, 24))
BASES = st.builds(Fraction, st.integers(1, 400), st.integers(1, 400))
FORMS = st.builds(LogForm, COEFFICIENTS, st.dictionaries(BASES, COEFFICIENTS, max_size=5))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (log(2) - Fraction(19, 20) * log(19) + Fraction(1, 2), "log(2) - 19/20*log(19) + 1/2"),
        (LogForm(), "0"),
        (LogForm("-7/3"), "-7/3"),
        (-log(2), "-log(2)"),
        (log("8/27"), "3*log(2) - 3*log(3)"),
        (log(5) / -2 - 4, "-1/2*log(5) - 4"),
        (log(6) - log(3) - log(2) + 1, "1"),
    ],
)
def test_text_is_canonical(form: LogForm, text: str) -> None:
    assert str(form) == text


def test_latex() -> None:
    form = log(2) - Fraction(19, 20) * log(19) + Fraction(1, 2)
    assert form._repr_latex_() == r"$\log 2 - \frac{19}{20} \log 19 + \frac{1}{2}$"
    assert LogForm()._repr_latex_() == "$0$"
    assert (-log(3) - 2)._repr_latex_() == r"$-\log 3 - 2$"


@given(FORMS)
def test_every_representation_reads_back(form: LogForm) -> None:
    for copy in (
        eval(repr(form), {"LogForm": LogForm}),
        LogForm.from_json(form.to_json()),
        LogForm.from_sympy(form.to_sympy()),
        pickle.loads(pickle.dumps(form)),
        LogForm(form.constant, dict(form.terms)),
    ):
        assert type(copy) is LogForm
        assert copy == form
        assert copy.terms == form.terms
        assert str(copy) == str(form)


@given(FORMS)
def test_sympy_sees_the_same_number(form: LogForm) -> None:
    value = sympy.N(form.to_sympy(), 40)
    ball = form.enclose(38)
    assert abs(Fraction(str(value)) - ball.middle) <= Fraction(1, 10**36) * (1 + abs(ball.middle))


def test_numbers_beyond_pythons_printing_limit() -> None:
    huge = 10**6000 + 1
    form = log(huge) / (10**5000 + 7) + Fraction(1, 3**11000)
    text = str(form)
    assert text.count("log") == 1 or form.basis == "coprime"
    assert len(text) > 11_000
    assert eval(repr(form), {"LogForm": LogForm}) == form
    assert LogForm.from_json(form.to_json()) == form
    with pytest.raises(OutsideDomain, match="characters"):
        log(-huge)


def test_json_holds_strings_only() -> None:
    assert (log("2/3") / 7 - 1).to_json() == {
        "kind": "log_form",
        "constant": "-1",
        "terms": [["2", "1/7"], ["3", "-1/7"]],
    }


GOOD = {"kind": "log_form", "constant": "1/2", "terms": [["2", "1"]]}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "log"},
        {"constant": 0.5},
        {"constant": "x"},
        {"terms": {"2": "1"}},
        {"terms": [["2"]]},
        {"terms": [["2", 1]]},
        {"terms": [["2", "1"], ["2", "3"]]},
        {"terms": [["2", "one"]]},
        {"unit": "bits"},
    ],
)
def test_malformed_json_is_refused(change: dict[str, object]) -> None:
    assert LogForm.from_json(GOOD) == log(2) + Fraction(1, 2)
    with pytest.raises(InputError):
        LogForm.from_json({**GOOD, **change})


@pytest.mark.parametrize("data", [None, [], "log(2)", {"kind": "log_form"}])
def test_other_json_is_refused(data: object) -> None:
    with pytest.raises(InputError, match="expected the keys"):
        LogForm.from_json(data)


def test_json_bases_must_be_positive() -> None:
    with pytest.raises(OutsideDomain):
        LogForm.from_json({**GOOD, "terms": [["-2", "1"]]})


def test_sympy_expressions_in_many_shapes() -> None:
    two, three = sympy.Integer(2), sympy.Integer(3)
    assert LogForm.from_sympy(sympy.log(sympy.Rational(8, 9), evaluate=False)) == 3 * log(2) - 2 * log(3)
    assert LogForm.from_sympy(sympy.log(sympy.sqrt(2), evaluate=False)) == log(2) / 2
    assert LogForm.from_sympy(sympy.Mul(sympy.Rational(2, 3), sympy.log(two) + sympy.log(three) - 1)) == (
        (log(6) - 1) * Fraction(2, 3)
    )
    assert LogForm.from_sympy(sympy.log(2 * sympy.sqrt(3), evaluate=False)) == log(2) + log(3) / 2


@pytest.mark.parametrize(
    ("expression", "error"),
    [
        ("log(2)", InputTypeError),
        (2, InputTypeError),
        (sympy.Float(0.5) * sympy.log(2), InputTypeError),
        (sympy.Symbol("p"), InputTypeError),
        (sympy.log(2) * sympy.log(3), OutsideClass),
        (sympy.pi, OutsideClass),
        (sympy.sqrt(2), OutsideClass),
        (sympy.log(2) ** 2, OutsideClass),
        (sympy.log(sympy.log(2)), OutsideClass),
        (sympy.zoo, OutsideClass),
        (sympy.oo, OutsideClass),
        (sympy.nan, OutsideClass),
        (sympy.log(-2), OutsideClass),
        (sympy.log(-2, evaluate=False), OutsideDomain),
    ],
)
def test_other_sympy_expressions_are_refused(expression: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        LogForm.from_sympy(expression)


def test_sympy_is_not_imported_for_numbers_alone() -> None:
    import subprocess
    import sys

    code = "import sys, opd_exact.numbers; sys.exit('sympy' in sys.modules or 'jax' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
