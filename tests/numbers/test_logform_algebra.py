"""Forms are an ordered vector space over the rationals: axioms, and agreement with mpmath where 60 digits decide."""

import operator
from fractions import Fraction
from typing import Any

import flint
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_exact.numbers import InputTypeError, LogForm, OutsideDomain, log

COEFFICIENTS = st.builds(Fraction, st.integers(-60, 60), st.integers(1, 24))
BASES = st.builds(Fraction, st.integers(1, 60), st.integers(1, 60))
FORMS = st.builds(LogForm, COEFFICIENTS, st.dictionaries(BASES, COEFFICIENTS, max_size=5))
SCALARS = st.one_of(st.integers(-20, 20), COEFFICIENTS)


def oracle(form_parts: list[tuple[Fraction, Fraction]], constant: Fraction) -> Any:
    """The value at 60 digits and more, by mpmath, from the parts and not from the form."""
    total = mpmath.mpf(constant.numerator) / constant.denominator
    for base, coefficient in form_parts:
        logarithm = mpmath.log(mpmath.mpf(base.numerator) / base.denominator)
        total += logarithm * coefficient.numerator / coefficient.denominator
    return total


@given(FORMS, FORMS, FORMS)
def test_addition_is_a_commutative_group(x: LogForm, y: LogForm, z: LogForm) -> None:
    assert x + y == y + x
    assert (x + y) + z == x + (y + z)
    assert x + 0 == x
    assert (x - x).is_zero()
    assert x - y == -(y - x)


@given(FORMS, FORMS, SCALARS, SCALARS)
def test_rationals_act_on_it(x: LogForm, y: LogForm, a: Any, b: Any) -> None:
    assert a * (x + y) == a * x + a * y
    assert (a + b) * x == a * x + b * x
    assert a * (b * x) == (a * b) * x
    assert 1 * x == x
    assert (0 * x).is_zero()
    if b:
        assert (x / b) * b == x


@given(BASES, BASES, st.integers(-4, 4))
def test_log_is_a_homomorphism(r: Fraction, s: Fraction, n: int) -> None:
    assert log(r * s) == log(r) + log(s)
    assert log(r / s) == log(r) - log(s)
    assert log(r**n) == n * log(r)


@given(FORMS, FORMS)
def test_order_is_total(x: LogForm, y: LogForm) -> None:
    relations = [x < y, x == y, x > y]
    assert relations.count(True) == 1
    assert (x <= y) == (not x > y)
    assert (x >= y) == (not x < y)
    assert (x != y) is not (x == y)
    assert (x < y) == (y > x)


@given(FORMS, FORMS, FORMS)
def test_order_is_transitive_and_respects_addition(x: LogForm, y: LogForm, z: LogForm) -> None:
    low, middle, high = sorted([x, y, z])
    assert low <= middle <= high
    assert low <= high
    assert low + z <= middle + z


@given(st.lists(st.tuples(BASES, COEFFICIENTS), max_size=5), COEFFICIENTS)
def test_sign_and_order_agree_with_mpmath_where_it_decides(
    parts: list[tuple[Fraction, Fraction]], constant: Fraction
) -> None:
    form = LogForm.from_weighted_logs(parts, constant=constant)
    with mpmath.workdps(70):
        value = oracle(parts, constant)
        if abs(value) > mpmath.mpf(10) ** -60:
            assert form.sign() == int(mpmath.sign(value))
            assert (form > 0) == (value > 0)
            assert abs(form) == form * form.sign()
        else:
            assert form.is_zero()


@given(FORMS)
def test_truth_value_is_being_different_from_zero(x: LogForm) -> None:
    assert bool(x) == (x != 0) == (not x.is_zero())


@given(st.lists(FORMS, max_size=6))
def test_total_and_builtin_sum_agree(forms: list[LogForm]) -> None:
    assert LogForm.total(forms) == sum(forms, start=LogForm())


@pytest.mark.parametrize("right", [3, Fraction(1, 3), flint.fmpq(1, 3), flint.fmpz(3), np.int64(3)])
@pytest.mark.parametrize("operation", [operator.add, operator.sub, operator.mul, operator.truediv])
def test_exact_numbers_of_every_kind_may_stand_on_either_side(operation: Any, right: Any) -> None:
    exact = Fraction(int(right)) if not isinstance(right, Fraction | flint.fmpq) else Fraction(1, 3)
    x = log(2) + 1
    assert operation(x, right) == operation(x, exact)
    assert (x < right) == (x < exact)
    assert (right < x) == (exact < x)
    assert (right == x) is False
    if operation is not operator.truediv:
        assert operation(right, x) == operation(exact, x)
        assert type(operation(right, x)) is LogForm


@pytest.mark.parametrize("inexact", [0.5, 1.0, float("nan"), 1j, True, np.float64(1), np.float32(1), np.bool_(True)])
@pytest.mark.parametrize(
    "operation",
    [operator.add, operator.sub, operator.mul, operator.truediv, operator.eq, operator.ne, operator.lt, operator.ge],
)
def test_floats_and_bools_are_refused_on_either_side(operation: Any, inexact: Any) -> None:
    """An explicit choice, == included: a silent False (or True) would hide that a rounded number met an exact one."""
    for left, right in ((log(2), inexact), (inexact, log(2))):
        with pytest.raises(InputTypeError, match="no declared exact value"):
            operation(left, right)


def test_other_things_are_simply_different() -> None:
    assert log(2) != "log(2)"
    assert (log(2) == None) is False  # noqa: E711
    assert log(2) not in ["x", None, (1,)]
    with pytest.raises(TypeError):
        log(2) + "1"  # type: ignore[operator]
    with pytest.raises(TypeError):
        _ = log(2) < None


def test_arrays_of_forms_add_elementwise() -> None:
    forms = np.array([log(2), log(3)], dtype=object)
    assert list(forms + log(5)) == [log(10), log(15)]
    assert list(forms * 2) == [log(4), log(9)]
    assert list(2 * forms) == [log(4), log(9)]
    assert forms.sum() == log(6)


@pytest.mark.parametrize("argument", [0, -1, "-1/2", Fraction(0), "0.0"])
def test_logs_of_what_is_not_positive_are_refused_with_the_value(argument: object) -> None:
    with pytest.raises(OutsideDomain, match="must be positive") as caught:
        log(argument)
    assert str(argument) in str(caught.value)
    with pytest.raises(OutsideDomain):
        LogForm(0, {argument: 1})


@pytest.mark.parametrize("argument", [0.5, True, 1j, None, float("nan"), np.float32(2)])
def test_logs_of_inexact_numbers_are_refused(argument: object) -> None:
    with pytest.raises(InputTypeError):
        log(argument)
    with pytest.raises(InputTypeError):
        LogForm(0, {2: argument})  # type: ignore[dict-item]
    with pytest.raises(InputTypeError):
        LogForm(argument)  # type: ignore[arg-type]


def test_division_by_zero_is_outside_the_domain() -> None:
    for divisor in (0, Fraction(0), log(4) - 2 * log(2)):
        with pytest.raises(OutsideDomain):
            log(3) / divisor
    with pytest.raises(OutsideDomain):
        1 / LogForm()


def test_repeated_scaling_keeps_denominators_short() -> None:
    x = log(2) + log(3)
    for _ in range(2000):
        x = x / 3 * 3
    assert x._denominator.bit_length() < 200
    assert x == log(6)


def test_forms_are_immutable() -> None:
    x = log(2)
    for name in ("constant", "terms", "basis"):
        with pytest.raises(AttributeError):
            setattr(x, name, 1)
    with pytest.raises(AttributeError):
        x.unit = "bits"  # type: ignore[attr-defined]
