"""One formula over four kinds of numbers: what it gives in one must be what it gives in the others.

Balls contain the exact amount, symbols with numbers put in for them give it, and floats lie within a bound on their own
rounding errors that is worked out from the terms they summed.
"""

from dataclasses import dataclass, field, replace
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp

from opd_exact.information import (
    accuracy,
    alpha_divergence,
    ambiguity,
    complexity,
    conditional_entropy,
    conditional_mutual_information,
    cross_entropy,
    entropy,
    expected_free_energy,
    expected_free_energy_by_information,
    expected_information_gain,
    interaction_information,
    jensen_shannon_divergence,
    log_evidence,
    mutual_information,
    order_sum,
    pragmatic_value,
    relative_entropy,
    renyi_divergence,
    renyi_entropy,
    risk,
    skew_divergence,
    tabulate,
    tabulate_rows,
    total_correlation,
    tsallis_entropy,
    variational_free_energy,
    variational_free_energy_by_complexity,
    variational_free_energy_by_divergence,
)
from opd_exact.information.float_arithmetic import FloatArithmetic
from opd_exact.information.table import Table
from opd_exact.numbers import (
    POSITIVE_INFINITY,
    Ball,
    Infinity,
    LogForm,
    absolute_error,
    binary_reading,
    log,
    ulp,
    ulp_error,
)
from tests.information.distributions import channels, distributions, joints, shaped
from tests.information.oracles import agrees

# quantity -> (the shapes of its arguments, the formula); "row" marks a likelihood
SUMS_OF_LOGS = {
    "entropy": ([(4,)], entropy),
    "joint_entropy": ([(2, 3)], entropy),
    "conditional_entropy": ([(2, 3)], lambda p: conditional_entropy(p, given=0)),
    "cross_entropy": ([(3,), (3,)], cross_entropy),
    "relative_entropy": ([(3,), (3,)], relative_entropy),
    "mutual_information": ([(3, 3)], mutual_information),
    "conditional_mutual_information": ([(2, 2, 2)], lambda p: conditional_mutual_information(p, given=1)),
    "total_correlation": ([(2, 2, 2)], total_correlation),
    "interaction_information": ([(2, 2, 2)], interaction_information),
    "jensen_shannon_divergence": ([(3,), (3,)], jensen_shannon_divergence),
    "skew_divergence": ([(3,), (3,)], lambda p, q: skew_divergence(p, q, "1/4")),
    "complexity": ([(3,), (3,)], complexity),
}
WITH_LIKELIHOOD = {
    "accuracy": ([(2,), "rows"], lambda q, a: accuracy(q, a, 0)),
    "log_evidence": ([(2,), "rows"], lambda q, a: log_evidence(q, a, 1)),
    "ambiguity": ([(2,), "rows"], ambiguity),
    "expected_information_gain": ([(2,), "rows"], expected_information_gain),
    "risk": ([(2,), "rows", (3,)], risk),
    "pragmatic_value": ([(2,), "rows", (3,)], pragmatic_value),
    "expected_free_energy": ([(2,), "rows", (3,)], expected_free_energy),
    "expected_free_energy_by_information": ([(2,), "rows", (3,)], expected_free_energy_by_information),
    "variational_free_energy": ([(2,), (2,), "rows"], lambda q, p, a: variational_free_energy(q, p, a, 2)),
    "variational_free_energy_by_complexity": (
        [(2,), (2,), "rows"],
        lambda q, p, a: variational_free_energy_by_complexity(q, p, a, 2),
    ),
    "variational_free_energy_by_divergence": (
        [(2,), (2,), "rows"],
        lambda q, p, a: variational_free_energy_by_divergence(q, p, a, 2),
    ),
}
QUANTITIES = SUMS_OF_LOGS | WITH_LIKELIHOOD
POWERS = {
    "order_sum": ([(3,), (3,)], lambda p, q: order_sum(p, q, "1/3")),
    "alpha_divergence": ([(3,), (3,)], lambda p, q: alpha_divergence(p, q, "3/2")),
    "renyi_divergence": ([(3,), (3,)], lambda p, q: renyi_divergence(p, q, "1/2")),
    "renyi_entropy": ([(4,)], lambda p: renyi_entropy(p, "2/3")),
    "tsallis_entropy": ([(4,)], lambda p: tsallis_entropy(p, "5/2")),
}


def arguments_of(shapes, *, positive):
    """Random arguments of the shapes."""
    return st.tuples(
        *(
            channels(2, 3, positive=positive) if shape == "rows" else joints(shape, positive=positive)
            for shape in shapes
        )
    )


def mapped(nested, change):
    """Nested lists with every leaf changed."""
    return [mapped(item, change) for item in nested] if isinstance(nested, list) else change(nested)


@pytest.mark.parametrize("name", QUANTITIES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_balls_contain_the_exact_amount(name, data):
    """For points and for balls of radius 10**-20 around every cell; decided by comparing with the endpoints."""
    shapes, quantity = QUANTITIES[name]
    exact_arguments = data.draw(arguments_of(shapes, positive=True))
    exact = quantity(*exact_arguments)
    for radius in (Fraction(0), Fraction(1, 10**20)):

        def wide(x, radius=radius):
            return Ball.from_bounds(x - radius, x + radius) if x > radius else Ball.from_rational(x)

        ball = quantity(*(mapped(argument, wide) for argument in exact_arguments))
        assert isinstance(ball, Ball)
        assert ball.lower <= exact <= ball.upper


@pytest.mark.parametrize("name", QUANTITIES)
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_sympy_rationals_give_the_exact_amount(name, data):
    """A table of SymPy rationals, zeros and all, stays symbolic and says the same number."""
    shapes, quantity = QUANTITIES[name]
    arguments = data.draw(arguments_of(shapes, positive=name.endswith(("divergence", "log_evidence"))))
    exact = quantity(*arguments)
    symbolic = quantity(*(mapped(x, lambda r: sympy.Rational(r.numerator, r.denominator)) for x in arguments))
    assert isinstance(symbolic, sympy.Expr)
    if isinstance(exact, Infinity):
        assert symbolic == sympy.oo * exact.sign()
    else:
        assert LogForm.from_sympy(symbolic) == exact


@pytest.mark.parametrize("name", QUANTITIES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_symbols_with_numbers_put_in_give_the_exact_amount(name, data):
    """Every probability a symbol of its own but the last of each distribution, which is 1 minus the others."""
    shapes, quantity = QUANTITIES[name]
    arguments = data.draw(arguments_of(shapes, positive=True))
    values = {}
    symbolic = [
        named(argument, shape, f"x{i}_", values)
        for i, (argument, shape) in enumerate(zip(arguments, shapes, strict=True))
    ]
    expression = quantity(*symbolic)
    assert expression.free_symbols <= set(values)
    assert LogForm.from_sympy(expression.subs(values)) == quantity(*arguments)


def named(argument, shape, prefix, values):
    """The argument with symbols for its numbers; `values` collects what they stand for."""
    if shape == "rows":
        return [named(row, (len(row),), f"{prefix}{i}_", values) for i, row in enumerate(argument)]
    flat = []
    mapped(argument, flat.append)
    symbols = [sympy.Symbol(f"{prefix}{i}", positive=True) for i in range(len(flat) - 1)]
    values.update({s: sympy.Rational(x.numerator, x.denominator) for s, x in zip(symbols, flat, strict=False)})
    return shaped([*symbols, 1 - sympy.Add(*symbols)], shape)


@pytest.mark.parametrize("name", POWERS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_powers_in_balls_and_symbols_agree_with_radicals(name, data):
    """The ball meets the narrow enclosure of the exact amount, and so does SymPy's expression evaluated by mpmath."""
    shapes, quantity = POWERS[name]
    arguments = data.draw(arguments_of(shapes, positive=True))
    narrow = quantity(*arguments).enclose(60)
    ball = quantity(*(mapped(x, Ball.from_rational) for x in arguments))
    assert ball.lower <= narrow.upper
    assert narrow.lower <= ball.upper
    assert ball.radius < Fraction(1, 10**15)
    sizes = []
    for argument in arguments:
        mapped(argument, lambda r: sizes.extend((r.numerator, r.denominator)))
    if max(sizes) >= 2**50:
        # SymPy 1.14 fails on roots of some larger rationals: "2305843009213694057 is not a prime factor of ..."
        return
    symbolic = quantity(*(mapped(x, lambda r: sympy.Rational(r.numerator, r.denominator)) for x in arguments))
    with mp.workdps(60):
        assert agrees(narrow, sympy.lambdify([], symbolic, "mpmath")(), digits=30)


# --- floats: the error of each quantity within a bound that follows from its terms ------------------------------------


@dataclass(frozen=True)
class Recording(FloatArithmetic):
    """Floats that remember the terms they summed."""

    seen: list = field(default_factory=list, compare=False)

    def total(self, terms):
        listed = [(c, r) for c, r in terms if c != 0]
        self.seen.extend(listed)
        return super().total(listed)


BITS = {"float16": 11, "float32": 24, "float64": 53}


def dyadic(shape, dtype):
    """Distributions whose cells, and sums of cells, are exact in the format."""
    size = int(np.prod(shape))
    whole = 2 ** (8 if dtype == "float16" else 20)
    cuts = st.lists(st.integers(0, whole), min_size=size - 1, max_size=size - 1).map(sorted)
    return cuts.map(lambda c: [Fraction(b - a, whole) for a, b in zip([0, *c], [*c, whole], strict=True)])


@pytest.mark.parametrize("dtype", BITS)
@pytest.mark.parametrize("name", SUMS_OF_LOGS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_floats_stay_within_the_bound_of_their_own_rounding(name, dtype, data):
    """|observed - exact| <= sum |c| |error of log r| + gamma_(n+1) sum |c log r|, every part of it rigorous.

    The error of each logarithm is measured against the exact one, so nothing is taken for granted about the library
    that computed it; products and sums round as IEEE 754 says.
    """
    shapes, quantity = SUMS_OF_LOGS[name]
    exact_arguments = [data.draw(dyadic(shape, dtype)) for shape in shapes]
    arithmetic = Recording(dtype)
    tables = [
        Table(shape, tuple(np.dtype(dtype).type(float(x)) for x in cells), arithmetic)
        for shape, cells in zip(shapes, exact_arguments, strict=True)
    ]
    exact = quantity(*(shaped(cells, shape) for shape, cells in zip(shapes, exact_arguments, strict=True)))
    observed = quantity(*tables)
    assert observed.dtype == dtype
    if exact is POSITIVE_INFINITY:
        assert observed == np.inf
        return
    u = Fraction(1, 2 ** BITS[dtype])
    from_logs = sizes = Fraction(0)
    for c, r in arithmetic.seen:
        observed_log = np.log(r)
        coefficient = abs(binary_reading(c))
        from_logs += coefficient * absolute_error(observed_log, log(binary_reading(r)))
        sizes += coefficient * abs(binary_reading(observed_log))
    n = len(arithmetic.seen) + 1
    underflow = n * ulp(0, dtype)
    bound = from_logs + sizes * n * u / (1 - n * u) + underflow
    assert absolute_error(observed, exact) <= bound
    if exact:
        magnitude = exact.enclose(20)
        spacing = ulp(min(abs(magnitude.lower), abs(magnitude.upper)), dtype)
        assert ulp_error(observed, exact) <= bound / spacing


def test_the_terms_recorded_are_those_of_the_formula():
    """The bound above is not vacuous: entropy of three outcomes with mass has three terms."""
    arithmetic = Recording("float64")
    table = Table((4,), tuple(np.float64([0.5, 0.25, 0.0, 0.25])), arithmetic)
    assert ulp_error(entropy(table), Fraction(3, 2) * log(2)) <= 3
    assert len(arithmetic.seen) == 3


# --- which arithmetic a table calls for ------------------------------------------------------------------------------


def test_one_entry_decides_the_arithmetic():
    """One symbol, one ball or one declared float makes the table symbolic, of balls or of floats."""
    assert tabulate(["1/2", Fraction(1, 2)], "p").arithmetic.name == "exact"
    assert tabulate([sympy.Rational(1, 2), "1/2"], "p").arithmetic.name == "symbolic"
    assert tabulate([Ball.from_rational("1/2"), "1/2"], "p").arithmetic.name == "balls"
    assert tabulate([0.5, "1/2"], "p", "float").arithmetic == FloatArithmetic("float64")
    assert tabulate(np.float32([0.5, 0.5]), "p", "float").arithmetic == FloatArithmetic("float32")
    assert tabulate([np.float16(0.5), np.float32(0.5)], "p", "float").arithmetic == FloatArithmetic("float32")
    assert tabulate([0.5, 0.5], "p", "binary").arithmetic.name == "exact"
    assert tabulate_rows(sympy.eye(2), "A").arithmetic.name == "symbolic"


def test_exact_tables_join_any_other():
    """An exact argument beside one of another kind is carried over to it."""
    p, q = ["1/2", "1/2"], ["1/4", "3/4"]
    exact = relative_entropy(p, q)
    ball = relative_entropy(p, mapped(q, Ball.from_rational))
    assert ball.lower <= exact <= ball.upper
    assert LogForm.from_sympy(relative_entropy(mapped(p, sympy.Rational), q)) == exact
    assert ulp_error(relative_entropy(p, [0.25, 0.75], reading="float"), exact) <= 2
    assert relative_entropy(p, [0.25, 0.75], reading="decimal") == exact


def test_wide_cells_raise_the_working_precision():
    """Balls of 1000 digits are not computed at 38."""
    third = Ball.from_rational("1/3", bits=4000)
    assert entropy([third, third, third]).radius < Fraction(1, 10**1000)


def test_recording_is_float_arithmetic():
    """Equality of arithmetics ignores what was recorded."""
    assert replace(Recording("float32")) == Recording("float32")


def test_distributions_are_drawn_with_zeros_and_ties():
    """The strategy is worth its name: both occur within a few draws."""
    found = set()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(distributions(4))
    def look(p):
        if 0 in p:
            found.add("zero")
        if len(set(p)) < 4:
            found.add("tie")
        if min(x for x in p if x) < Fraction(1, 10**6):
            found.add("near-degenerate")

    look()
    assert found == {"zero", "tie", "near-degenerate"}
