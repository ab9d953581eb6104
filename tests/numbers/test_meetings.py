"""Numbers of different kinds meet with an answer or a typed refusal, never with a crash."""

from fractions import Fraction

import pytest

from opd_exact.numbers import InputTypeError, log


def test_nats_and_bits_are_not_multiplied() -> None:
    with pytest.raises(InputTypeError, match="not multiplied"):
        log(2) * log(3).in_bits()
    with pytest.raises(InputTypeError, match="not multiplied"):
        log(3).in_bits() * log(2)
    assert float(2 * log(8).in_bits()) == 6.0


def test_a_ball_does_not_swallow_a_unit() -> None:
    ball = log(2).enclose(20)
    with pytest.raises(InputTypeError, match="carries a unit"):
        ball + log(3).in_bits()
    with pytest.raises(InputTypeError, match="carries a unit"):
        assert ball < log(3).in_bits()


def test_numbers_below_the_smallest_float_round_to_zero() -> None:
    """log(1 + 1e-400) is about 1e-400, whatever unit or scale it is given in."""
    tiny = log(1 + Fraction(1, 10**400))
    assert float(tiny) == 0.0
    assert float(tiny.in_bits()) == 0.0
    assert float(tiny / log(3)) == 0.0
