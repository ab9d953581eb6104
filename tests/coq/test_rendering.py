"""What is printed is read by Coq as what was meant, and can be read by people."""

import itertools
from fractions import Fraction

import pytest

from opd_exact.coq.evaluation import exact_value
from opd_exact.coq.formulas import And, Derives, Holds, Iff, Implies, Raw, Within, compared, for_all, positive
from opd_exact.coq.rendering import WIDTH, comment, formula_lines, text_of
from opd_exact.coq.statements import Derivative, Identity, Instance, Order, statement_text
from opd_exact.coq.terms import Negation, Operation, Parameter, Term, call, exp, items, ln, total
from opd_exact.numbers.errors import InputError, InputTypeError, OutsideClass, OutsideDomain

X, Y, Z = (Parameter(name) for name in "xyz")


def evaluated(text: str, x: Fraction, y: Fraction, z: Fraction) -> Fraction:
    """Coq's grammar for + - * / and unary minus, read by a descent of its own; literals are integers."""
    tokens = text.replace("(", " ( ").replace(")", " ) ").replace("/", " / ").split()
    tokens = [part for token in tokens for part in (["-", token[1:]] if token[0] == "-" and token != "-" else [token])]

    def factor() -> Fraction:
        token = tokens.pop(0)
        if token == "-":
            return -factor()
        if token == "(":
            value = summed()
            assert tokens.pop(0) == ")"
            return value
        return {"x": x, "y": y, "z": z}[token] if token in "xyz" else Fraction(int(token))

    def product() -> Fraction:
        value = factor()
        while tokens and tokens[0] in "*/":
            value = value * factor() if tokens.pop(0) == "*" else value / factor()
        return value

    def summed() -> Fraction:
        value = product()
        while tokens and tokens[0] in "+-":
            value = value + product() if tokens.pop(0) == "+" else value - product()
        return value

    result = summed()
    assert not tokens
    return result


def test_brackets_keep_the_meaning() -> None:
    """All terms of two operations over signed and broken numbers, against a reader of Coq's grammar."""
    leaves: list[Term] = [X, -Y, Z + 1, Negation(X - 1), X * 0 + Fraction(-1, 3), Y * Fraction(-2, 7)]
    point = {"x": Fraction(5, 3), "y": Fraction(-7, 2), "z": Fraction(11, 13)}
    for one, two in itertools.product("+-*/", repeat=2):
        for a, b, c in itertools.product(leaves, repeat=3):
            for term in (Operation(one, Operation(two, a, b), c), Operation(one, a, Operation(two, b, c))):
                try:
                    value = exact_value(term, point)
                except OutsideDomain:  # x / (x - x)
                    continue
                assert evaluated(text_of(term), **point) == value, text_of(term)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        (ln(X / 3), "ln (x / 3)"),
        (ln(-X), "ln (- x)"),
        (ln(2) * ln(3), "ln 2 * ln 3"),
        (ln("1/2"), "ln (1/2)"),
        (exp(-1), "exp (-1)"),
        (X - "-1/3", "x - (-1/3)"),
        (X / "1/3", "x / (1/3)"),
        (call("logistic", -X), "logistic (- x)"),
        (call("KL", ["1/2", "-1/2"], [X, 0]), "KL [1/2; -1/2] [x; 0]"),
        (-call("entropy", [1]), "- entropy [1]"),
    ],
)
def test_terms_read_as_people_write_them(term: Term, text: str) -> None:
    assert text_of(term) == text


def test_what_is_shared_is_named_once() -> None:
    scores = [exp(-3 * ln(2)), exp(-3 * ln(3)), exp(-3 * ln(5))]
    whole = total(scores)
    bound = Within.of(call("entropy", [score / whole for score in scores]), Fraction(0), Fraction(11, 10))
    lines = formula_lines(bound, share=True)
    assert lines[0] == "let x1 := exp ((-3) * ln 2) in"
    assert lines[3] == "let x4 := x1 + x2 + x3 in"
    assert lines[4] == "0/10 <= entropy [x1 / x4; x2 / x4; x3 / x4] <= 11/10"


def test_equal_parts_are_one_part_however_they_were_made() -> None:
    lines = formula_lines(compared(exp("1/3") + ln(exp("1/3")), "<", 3), share=True)
    assert lines == ["let x1 := exp (1/3) in", "x1 + ln x1 < 3"]


def test_long_statements_are_broken_where_they_have_structure() -> None:
    rows = [[Fraction(1, 100 + 10 * i + j) for j in range(9)] for i in range(7)]
    lines = formula_lines(compared(call("mutual_information", rows), "=", ln(2)))
    assert len(lines) == 8
    assert all(line.lstrip().startswith(("mutual_information [[", "[", "=")) for line in lines)
    many = total(Fraction(k, 10**12 + 1) * ln(k) for k in range(2, 60))
    assert all(len(line) <= WIDTH for line in formula_lines(compared(many, "=", X)))


def test_formulas() -> None:
    claim = for_all(
        Iff(compared(X, "=", 0), And((compared(Y, "<=", 1), Holds("is_distribution", (items([X, Y]),))))), positive(Z)
    )
    assert "\n".join(formula_lines(claim)) == (
        "forall z x y : R,\n  0 < z ->\n  x = 0\n  <-> (y <= 1 /\\\n       is_distribution [x; y])"
    )
    derivative = Derives("x", ln(X), 1 / X)
    assert formula_lines(derivative) == ["derivable_pt_lim (fun x : R => ln x) x (1 / x)"]
    nested = Implies((Implies((compared(X, "<", Y),), compared(Y, "<", X)),), compared(X, "=", Y))
    assert formula_lines(nested) == ["(x < y ->", " y < x) ->", "x = y"]


@pytest.mark.parametrize(
    "text", ["True. Admitted", "True.\nAxiom a : False", "(True", "True) (", "(* x *) True", 'f "x"', "  "]
)
def test_raw_text_cannot_end_its_sentence(text: str) -> None:
    with pytest.raises(InputError):
        Raw(text)


def test_comments_stay_comments() -> None:
    assert comment('a (* b *) "c" *)') == ["(* a ( * b * ) 'c' * ) *)"]


def test_one_statement_of_each_kind_reads() -> None:
    assert statement_text(Identity("a", "s", ln(4), 2 * ln(2))) == "ln 4 = 2 * ln 2"
    assert statement_text(Order("a", "s", ln(2), "7/10")) == "ln 2 < 7/10"
    assert statement_text(Derivative("a", "s", "x", X * X, 2 * X)) == (
        "forall x : R,\n  derivable_pt_lim (fun x : R => x * x) x (2 * x)"
    )
    assert Instance.of("a", "s", Raw("True"), "theorem", X, "1/2", items([1]), module="M").script == (
        "exact (theorem x (1/2) [1])."
    )


def test_bounds_show_their_decimals() -> None:
    bound = Within.of(ln(2), Fraction(69314, 100000), Fraction(69315, 100000))
    assert formula_lines(bound) == ["69314/100000 <= ln 2 <= 69315/100000"]
    assert formula_lines(Within.of(ln(2), Fraction(2, 3), Fraction(3, 4))) == ["2/3 <= ln 2 <= 3/4"]


def test_what_nobody_would_read_is_no_statement() -> None:
    with pytest.raises(OutsideClass):
        text_of(ln(10**5000))


def test_terms_are_not_made_of_floats() -> None:
    with pytest.raises(InputTypeError):
        Within.of(ln(2), 0.5, Fraction(1))  # type: ignore[arg-type]


def test_many_shared_parts_are_variables_with_equations() -> None:
    """Coq's kernel unfolds a `let` wherever it compares; beyond some, parts are named by hypotheses instead."""
    value: Term = exp(1)
    for _ in range(60):
        value = exp(value) / (1 + exp(value))
    few, many = (formula_lines(compared(part, "<", 2 * part), share=True) for part in (exp(1) + 1, value))
    assert few[0] == "let x1 := exp 1 + 1 in"
    assert not any(line.startswith("let") for line in many)
    heads = [line for line in many if line.startswith("forall")]
    assert heads[0] == "forall x1, x1 = exp (exp 1) ->"
    assert [line.split(",")[0] for line in heads] == [f"forall x{number}" for number in range(1, len(heads) + 1)]
