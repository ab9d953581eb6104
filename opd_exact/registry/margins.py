"""The margin of a float observation: how many times its error would fit into its tolerance."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from opd_exact.numbers import InputError, exact_rational

__all__ = [
    "margin",
    "margin_text",
]

_BOUND = re.compile(r"≤ ([0-9]+(?:\.[0-9]+)?(?:e-?[0-9]+)?)")


def margin(observation: Mapping[str, Any]) -> Fraction | float | None:
    """Tolerance over the bound on the absolute error, as a report states both; None without a tolerance.

    Infinite where there is no error at all.

    Raises:
        InputError: the entry is not one of a report.

    >>> margin({"tolerance": "1e-9", "abs_error": "≤ 2e-12"})
    Fraction(500, 1)
    """
    if observation["tolerance"] is None:
        return None
    bound = _BOUND.fullmatch(observation["abs_error"])
    if bound is None:
        raise InputError(f"abs_error is {observation['abs_error']!r}, expected '≤ ' and a decimal")
    error = exact_rational(bound[1])
    return exact_rational(observation["tolerance"]) / error if error else float("inf")


def margin_text(value: Fraction | float) -> str:
    """A margin to three digits, for people.

    >>> margin_text(Fraction(2000, 3)), margin_text(float("inf"))
    ('667', '∞')
    """
    if isinstance(value, float):
        return "∞"
    return f"{float(value):.3g}" if value < 10**300 else f"10^{len(str(int(value))) - 1}"
