"""Properties of the prover on random expressions: what it proves holds at points, what holds by algebra it proves."""

from fractions import Fraction

import flint
import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from opd_exact.numbers import LogForm
from opd_exact.numbers.errors import BudgetExhausted, OutsideClass, OutsideDomain
from opd_exact.symbolic import Algebra, Domain, Interval, Refutation, Theorem, prove_equal, prove_zero
from opd_exact.symbolic.calculus import Derivation, at_zero
from opd_exact.symbolic.evaluation import evaluate, sign_at
from opd_exact.symbolic.form_value import form_value
from opd_exact.symbolic.inequalities import FormSigns
from opd_exact.symbolic.sampling import candidates, points
from opd_exact.symbolic.translation import translate

p, q, r = sympy.symbols("p q r")
a, b, c = sympy.symbols("a b c")
u, v, w = sympy.symbols("u v w")
DOMAIN = Domain(positive={p, q}, real={a}, simplex=[(u, v, w)], intervals={b: (-2, 3), c: Interval.closed(0, 1)})
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

small = st.integers(-3, 3).map(sympy.Integer)
positive_atoms = st.sampled_from(
    [p, q, u, v, w, sympy.Integer(2), sympy.Rational(1, 3), sympy.exp(a), sympy.exp(-a / 2)]
)
real_atoms = st.one_of(positive_atoms, small, st.sampled_from([a, b, c]))


def positive_from(children: st.SearchStrategy) -> st.SearchStrategy:
    """Sums, products and quotients of positive expressions."""
    pairs = st.tuples(children, children)
    return st.one_of(
        pairs.map(lambda t: t[0] + t[1]), pairs.map(lambda t: t[0] * t[1]), pairs.map(lambda t: t[0] / t[1])
    )


positives = st.recursive(positive_atoms, positive_from, max_leaves=5)
reals = st.recursive(
    st.one_of(real_atoms, positives.map(sympy.log), positives),
    lambda children: st.one_of(
        st.tuples(children, children).map(lambda t: t[0] + t[1]),
        st.tuples(children, children).map(lambda t: t[0] * t[1]),
        st.tuples(children, positives).map(lambda t: t[0] / t[1]),
        children.map(lambda e: e**2),
    ),
    max_leaves=6,
)
polynomials = st.recursive(
    st.one_of(small, st.sampled_from([a, b, c, p, u, v, sympy.exp(a), sympy.exp(p / 2), sympy.exp(-c), sympy.exp(b)])),
    lambda children: st.one_of(
        st.tuples(children, children).map(lambda t: t[0] + t[1]),
        st.tuples(children, children).map(lambda t: t[0] * t[1]),
        st.tuples(children, children).map(lambda t: t[0] - t[1]),
    ),
    max_leaves=7,
)


def some_points(count: int) -> list[dict[sympy.Symbol, Fraction]]:
    """The first points of the domain's sequence."""
    return [point for point, _ in zip(points(DOMAIN), range(count), strict=False)]


@given(reals)
@QUICK
def test_rearranged_expressions_are_equal(expression: sympy.Expr) -> None:
    """SymPy's expand and together change the tree, not the function."""
    for changed in (sympy.expand(expression), sympy.together(expression)):
        assert isinstance(prove_equal(expression, changed, DOMAIN), Theorem)


@given(reals, reals)
@QUICK
def test_answers_hold_at_points(left: sympy.Expr, right: sympy.Expr) -> None:
    """A theorem's difference is zero at every point tried; a refutation's is not at its own."""
    try:
        answer = prove_equal(left, right, DOMAIN)
    except (BudgetExhausted, OutsideClass):
        assume(False)
        return
    if isinstance(answer, Refutation):
        point = {**some_points(1)[0], **answer.point}
        assert sign_at(left - right, point, 200)[0] in (-1, 1)
        return
    for point in some_points(6):
        value = evaluate(left - right, point, 200)
        assert value == 0 if isinstance(value, Fraction | LogForm) else value.contains(0)


def as_ball(value: object) -> flint.arb:
    """A value of any kind as a ball."""
    if isinstance(value, LogForm):
        return value.arb()
    return flint.arb(flint.fmpq(*value.as_integer_ratio())) if isinstance(value, Fraction) else value


@given(reals)
@QUICK
def test_normal_form_has_the_value_of_the_expression(expression: sympy.Expr) -> None:
    """Two evaluators, one on the tree and one on the normal form, agree in both coordinate systems."""
    forms = [translate((expression,), DOMAIN, coordinates=kind)[0] for kind in ("substitution", "homogeneous")]
    for point in some_points(4):
        expected = evaluate(expression, point, 200)
        for form in forms:
            found = form_value(form, point, 200)
            if isinstance(expected, Fraction | LogForm) and isinstance(found, LogForm):
                assert found == expected
            else:
                assert (as_ball(found) - as_ball(expected)).contains(0)


@given(reals, st.sampled_from([a, b, p]))
@QUICK
def test_derivative_agrees_with_sympy(expression: sympy.Expr, symbol: sympy.Symbol) -> None:
    """The derivation on normal forms and sympy.diff have equal normal forms."""
    form, expected = translate((expression, sympy.diff(expression, symbol)), DOMAIN)
    assert (Derivation(form.algebra, symbol)(form) - expected).is_zero()


@given(reals)
@QUICK
def test_value_at_zero(expression: sympy.Expr) -> None:
    """Substituting 0 in the normal form or in the expression is the same."""
    at = expression.xreplace({a: sympy.Integer(0)})
    form, expected = translate((expression, at), DOMAIN)
    assert (at_zero(form, a) - expected).is_zero()


@given(polynomials)
@settings(QUICK, max_examples=150)
def test_sign_arguments_are_sound(expression: sympy.Expr) -> None:
    """The sign at every point lies in the set that the arguments give."""
    (form,) = translate((expression,), DOMAIN)
    signs = FormSigns(form.algebra.signs).of(form)
    for point in some_points(12):
        found = sign_at(expression, point, 300)[0]
        assert found is None or found in signs


@given(reals)
@QUICK
def test_sign_arguments_with_logs_are_sound(expression: sympy.Expr) -> None:
    """The same for expressions with logs and quotients."""
    (form,) = translate((expression,), DOMAIN)
    signs = FormSigns(form.algebra.signs).of(form)
    for point in some_points(12):
        found = sign_at(expression, point, 300)[0]
        assert found is None or found in signs


x = sympy.Symbol("x")
RANGES = (
    Interval.open(0, None),
    Interval.open(None, 0),
    Interval.open(-1, 2),
    Interval.closed(-1, 2),
    Interval(Fraction(0), None, True, False),
    Interval(Fraction(1), Fraction(4), False, True),
    Interval(),
)


@given(
    st.lists(st.integers(-4, 4), min_size=1, max_size=5),
    st.lists(st.integers(-3, 3), max_size=3),
    st.sampled_from(RANGES),
)
@settings(QUICK, max_examples=200)
def test_signs_of_one_variable(coefficients: list[int], with_exp: list[int], interval: Interval) -> None:
    """Polynomials in x and exp(x/2) over every kind of interval: no point contradicts the sign set."""
    expression = sum(k * x**i for i, k in enumerate(coefficients)) + sum(
        k * sympy.exp((i + 1) * x / 2) for i, k in enumerate(with_exp)
    )
    domain = Domain(intervals={x: interval})
    (form,) = translate((sympy.sympify(expression),), domain)
    signs = FormSigns(form.algebra.signs).of(form)
    for value in candidates(interval):
        found = sign_at(sympy.sympify(expression), {x: value}, 300)[0]
        assert found is None or found in signs


@given(st.data())
@QUICK
def test_forms_are_a_ring(data: st.DataObject) -> None:
    """Distributivity, and division undoes multiplication by a positive form."""
    algebra = Algebra(DOMAIN)
    forms = [algebra.symbol(s) for s in (p, q, a, u, v, w)]
    forms += [algebra.log(algebra.symbol(s)) for s in (p, u, w)] + [algebra.number(3)]
    one, two, three = (data.draw(st.sampled_from(forms)) for _ in range(3))
    positive = algebra.symbol(p) + algebra.symbol(w) * 2
    assert (one * (two + three) - (one * two + one * three)).is_zero()
    assert (one * positive / positive - one).is_zero()
    assert (one - two + two - one).is_zero()
    assert (algebra.log(positive * positive) - 2 * algebra.log(positive)).is_zero()


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_coordinates_of_a_simplex_sum_to_one(size: int) -> None:
    """The sum of all coordinates is 1, its log is 0, and partial sums complement each other."""
    simplex = sympy.symbols(f"s:{size}")
    domain = Domain(simplex=[simplex])
    assert prove_equal(sum(simplex), 1, domain).passed
    assert prove_zero(sympy.log(sum(simplex)), domain).passed
    if size > 1:
        assert prove_equal(sympy.log(sum(simplex[:-1])), sympy.log(1 - simplex[-1]), domain).passed
        with pytest.raises((OutsideClass, OutsideDomain)):
            prove_zero(1 / (1 - sum(simplex)), domain)
