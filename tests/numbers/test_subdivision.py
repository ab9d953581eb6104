"""Signs and roots on intervals, of functions whose signs and roots are known by other means."""

from fractions import Fraction

import flint
import mpmath
import pytest

from opd_exact.numbers.errors import InputError, UnknownTruth
from opd_exact.numbers.subdivision import Curve, decide_monotone, decide_sign, only_root


def cosine(x: flint.arb_series) -> flint.arb_series:
    return x.cos()


def test_cosine_falls_from_0_to_3_and_not_to_4() -> None:
    curve = Curve(cosine, "cos")
    assert decide_monotone(curve, "1/10", 3, -1).holds
    answer = decide_monotone(curve, "1/10", 4, -1)
    assert not answer.holds
    low, high = answer.witness or (Fraction(0), Fraction(0))
    assert 3 < low < high <= 4


def test_root_of_cosine_is_half_of_pi() -> None:
    root = only_root(Curve(cosine, "cos"), 1, 2)
    assert root is not None
    ball = root.enclose(100)
    with mpmath.workdps(130):
        middle = mpmath.mpf(ball.middle.numerator) / ball.middle.denominator
        assert abs(middle - mpmath.pi / 2) < mpmath.mpf(10) ** -99


def test_no_root_and_many_roots() -> None:
    assert only_root(Curve(lambda x: x * x + 1, "x^2 + 1"), -3, 3) is None
    with pytest.raises(UnknownTruth, match="several roots"):
        only_root(Curve(cosine, "cos"), 1, 9)
    with pytest.raises(UnknownTruth):
        only_root(Curve(lambda x: x * x, "x^2"), -1, 1)


@pytest.mark.parametrize("sign", [1, -1])
def test_a_touching_zero_is_not_decided(sign: int) -> None:
    """(x - 1/3)² is zero at 1/3, which no binary box has for an end: it is neither positive nor ever negative."""
    curve = Curve(lambda x: (3 * x - 1) * (3 * x - 1), "(3x - 1)^2")
    if sign == 1:
        with pytest.raises(UnknownTruth, match="not settled near"):
            decide_sign(curve, 0, 1, sign)
    else:
        assert decide_sign(curve, 0, 1, sign).witness is not None


def test_value_at_a_point() -> None:
    assert Curve(lambda x: x.log(), "log").at("3/2").enclose(30).decimal(20)[0] == "0.40546510810816438198"


def test_empty_intervals_are_refused() -> None:
    with pytest.raises(InputError, match="lower < upper"):
        decide_sign(Curve(cosine, "cos"), 1, 1, 1)
    with pytest.raises(InputError, match="expected 1 or -1"):
        decide_sign(Curve(cosine, "cos"), 0, 1, 0)
