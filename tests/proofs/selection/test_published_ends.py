"""The ends that the selection theorems state in closed form have the published values."""

import mpmath
import sympy
from opd_exact.proofs.selection.cue_cost_window import UPPER_END
from opd_exact.proofs.selection.horizon_gap_increment import BREAK_EVEN
from opd_exact.proofs.selection.shared_preference_switch import SWITCH


def agrees(expression: sympy.Expr, published: str) -> bool:
    """Equal in every digit that was published, the last one rounded."""
    digits = len(published.partition(".")[2])
    with mpmath.workdps(40):
        value = sympy.lambdify((), expression, "mpmath")()
        return bool(abs(value - mpmath.mpf(published)) <= mpmath.mpf(10) ** -digits / 2)


def test_lower_end_of_the_cost_window() -> None:
    assert agrees(sympy.log(2), "0.693147180559945")


def test_upper_end_of_the_cost_window() -> None:
    """log 2 + δ."""
    assert agrees(UPPER_END, "1.523512783970770763")


def test_break_even_horizon() -> None:
    """(1.3 - g_r)/δ."""
    numerator, denominator = BREAK_EVEN
    assert agrees(numerator / denominator, "1.326505760992083281")
    assert agrees(denominator, "0.830365603410825454")


def test_preference_at_which_the_arm_takes_over() -> None:
    """The logistic of log 2 / 0.3."""
    assert agrees(1 / (1 + sympy.exp(-SWITCH)), "0.909742147388482165")
