"""Formulas mean what they spell, exactly; hostile text is refused at its place and in no time."""

import time
from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.models.text import FormulaError, read_formula
from opd_exact.models.text.amounts import expression_text
from opd_exact.models.text.parser import FUNCTIONS, parse_formula
from opd_exact.models.text.tree import Function, Name, Node, Number, Power, Product, Sum
from opd_exact.numbers.errors import OutsideClass, OutsideDomain
from opd_exact.symbolic import Domain, prove_equal

LAM, X = sympy.Symbol("lam", real=True), sympy.Symbol("x", positive=True)
SYMBOLS = {"lam": LAM, "x": X}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.98", Fraction(49, 50)),
        ("1/3", Fraction(1, 3)),
        ("1e-3", Fraction(1, 1000)),
        (".5", Fraction(1, 2)),
        ("2.", Fraction(2)),
        ("-2^2", Fraction(-4)),
        ("(-2)^2", Fraction(4)),
        ("2^3^2", Fraction(512)),
        ("2**-3", Fraction(1, 8)),
        ("8/4/2", Fraction(1)),
        ("1 - 2 - 3", Fraction(-4)),
        ("2*-3", Fraction(-6)),
        ("+1", Fraction(1)),
        ("exp(0) + sqrt(9/4) + tanh(0)", Fraction(5, 2)),
        ("log(4)/2 - log(2)", Fraction(0)),
        ("0^0", Fraction(1)),
        ("4^(1/2)", Fraction(2)),
    ],
)
def test_rational_formulas(text: str, value: Fraction) -> None:
    found = read_formula(text)
    assert isinstance(found, Fraction)
    assert found == value


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("exp(lam)/(exp(lam) + exp(-lam))", lambda v, x: mpmath.exp(v) / (mpmath.exp(v) + mpmath.exp(-v))),
        ("sigmoid(2*lam) - tanh(lam)*x^2", lambda v, x: 1 / (1 + mpmath.exp(-2 * v)) - mpmath.tanh(v) * x**2),
        ("sqrt(x) + x^(1/3) + 2^lam", lambda v, x: mpmath.sqrt(x) + mpmath.cbrt(x) + mpmath.power(2, v)),
        ("sinh(lam)*cosh(lam) - atanh(x/9)", lambda v, x: mpmath.sinh(v) * mpmath.cosh(v) - mpmath.atanh(x / 9)),
        ("-x*log(x) - lam^2/x", lambda v, x: -x * mpmath.log(x) - v**2 / x),
    ],
)
def test_formulas_in_parameters_have_the_values_that_mpmath_gives(text: str, other) -> None:  # type: ignore[no-untyped-def]
    expression = read_formula(text, SYMBOLS)
    with mpmath.workdps(40):
        v, x = mpmath.mpf(7) / 10, mpmath.mpf(13) / 5
        numeric = sympy.lambdify((LAM, X), expression, "mpmath")(v, x)
        assert abs(numeric - other(v, x)) < mpmath.mpf(10) ** -35


@pytest.mark.parametrize(
    ("text", "at", "complaint"),
    [
        ("", 0, "expected a number"),
        ("1 +", 3, "found the end"),
        ("1 2", 2, "expected an operator"),
        ("(1", 2, "to close the one at character 1"),
        ("1)", 1, "expected an operator"),
        ("2 $ 3", 2, "has no meaning here"),
        ("lam.x", 3, "has no meaning here"),
        ("y", 0, "no parameter"),
        ("lma", 0, "did you mean 'lam'"),
        ("f(1)", 0, "is no function here"),
        ("exp 1", 4, "expected an operator"),
        ("exp()", 4, "expected a number"),
        ("1/(x - x)", 0, "division by zero"),
        ("log(0)", 0, "log of 0"),
        ("log(-1)", 0, "log of -1"),
        ("1 + sqrt(0-1)", 4, "root of the negative number"),
        ("0^-1", 0, "division by zero"),
        ("9**9**9**9", 3, "a power of more than"),
        ("lam^1001", 0, "exponent 1001"),
        ("((lam^64)^64)^64", 1, "add up"),
        ("x^(1/65)", 0, "exponent 1/65"),
        ("2^(1/1001)", 0, "exponent 1/1001"),
        ("1e99999", 0, "exponent"),
        ("'a'", 0, "has no meaning"),
        ("lam!", 3, "has no meaning"),
        ("λ²", 1, "has no meaning"),
        ("\x00", 0, "has no meaning"),
        ('__import__("os")', 0, "is no function here"),
        ("lam.__class__", 3, "has no meaning"),
        ("atanh(1)", 0, "no real value"),
    ],
)
def test_errors_name_the_place(text: str, at: int, complaint: str) -> None:
    with pytest.raises(FormulaError, match=complaint) as caught:
        read_formula(text, SYMBOLS)
    assert caught.value.at == at
    shown, caret = caught.value.pointed().split("\n")
    assert caret.index("^") <= len(shown)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "-" * 9_999,
        "2^" * 4_999 + "2",
        "exp(" * 2_000,
        "1" * 1_000_000,
        "9" * 5_000,
        "0." + "3" * 5_000,
        "1e1000*" * 1_400 + "1",
        "(1/3)^" * 30 + "9",
        "10^1000^1000",
        "a" * 9_000,
        "1e" + "9" * 5_000,
        "((((2^999)^999)^999)^999)",
        "(x+lam)^1000^1000",
        "(((44.6)^25.9)^25.9)^0.7",
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_is_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    with pytest.raises(FormulaError):
        read_formula(text, SYMBOLS)
    assert time.perf_counter() - started < 1


def test_long_sums_and_products_are_no_deep_trees() -> None:
    assert read_formula("+".join(["1"] * 5_000)) == 5_000
    assert read_formula("*".join(["x"] * 999), SYMBOLS) == X**999
    assert read_formula("-".join(["lam"] * 2_000), SYMBOLS) == -1_998 * LAM


# --- trees that are written out and read again ------------------------------------------------------------------------


def nodes() -> st.SearchStrategy[Node]:
    numbers = st.integers(0, 500).map(lambda tenths: Number(Fraction(tenths, 10)))
    leaves = st.one_of(numbers, st.sampled_from(sorted(SYMBOLS)).map(Name))
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.lists(st.tuples(st.sampled_from((1, -1)), inner), min_size=2, max_size=4).map(
                lambda terms: Sum(((1, terms[0][1]), *terms[1:]))
            ),
            st.lists(st.tuples(st.sampled_from((1, -1)), inner), min_size=2, max_size=4).map(
                lambda factors: Product(((1, factors[0][1]), *factors[1:]))
            ),
            st.tuples(inner, numbers).map(lambda both: Power(*both)),
            st.tuples(st.sampled_from(FUNCTIONS), inner).map(lambda both: Function(*both)),
        ),
        max_leaves=12,
    )


def written(node: Node) -> str:
    """A tree as text, with parentheses everywhere: a printer of its own, for the parser to be held against."""
    match node:
        case Number():
            return f"{int(node.value)}.{int(node.value * 10) % 10}"
        case Name():
            return node.text
        case Sum():
            first, *rest = node.terms
            return f"({written(first[1])}" + "".join(f" {'+' if s > 0 else '-'} {written(t)}" for s, t in rest) + ")"
        case Product():
            first, *rest = node.factors
            return f"({written(first[1])}" + "".join(f"{'*' if e > 0 else '/'}{written(f)}" for e, f in rest) + ")"
        case Power():
            return f"({written(node.base)})^{written(node.exponent)}"
        case Function():
            return f"{node.name}({written(node.argument)})"
    raise AssertionError(node)


@given(nodes())
def test_what_is_written_is_read_again(node: Node) -> None:
    assert parse_formula(written(node)) == node


@given(nodes())
def test_values_are_written_in_the_grammar(node: Node) -> None:
    """Reading the text of a value gives the value; where SymPy builds another tree, the prover finds them equal."""
    try:
        value = read_formula(written(node), SYMBOLS)
    except FormulaError:
        return
    again = read_formula(expression_text(value), SYMBOLS)
    if again == value:
        return
    try:
        assert prove_equal(again, value, Domain(real={LAM}, positive={X})).passed
    except (OutsideClass, OutsideDomain):  # roots of numbers, and roots of what may be negative, have no normal form
        here = {LAM: Fraction(7, 10), X: Fraction(13, 5)}
        first, second = (
            sympy.N(e.xreplace({s: sympy.Rational(v) for s, v in here.items()}), 40) for e in (again, value)
        )
        assert abs(first - second) < abs(first) * sympy.Rational(1, 10**35)


@given(st.text(max_size=60) | st.text(alphabet="0123456789.eE+-*/^()lamxHIPexp|;,=<> ", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_formula(text, SYMBOLS)
    except FormulaError as error:
        place = error.at
    else:
        return
    assert 0 <= place <= len(text)
