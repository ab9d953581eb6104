"""softmax(-γ G) over a menu, exact: e^(-γ G) of a form in logs is a product of rational powers."""

from fractions import Fraction

from opd_exact.information import RadicalForm
from opd_exact.numbers import ComputedReal, LogForm, OutsideClass

from ._menu import Menu

__all__ = [
    "odds_against",
    "power_of_form",
    "probability",
]


def power_of_form(form: LogForm, factor: Fraction) -> RadicalForm:
    """e^(factor · form), for a form without a constant term.

    Raises:
        OutsideClass: the form has a rational constant, whose exponential is no radical.
    """
    if form.constant and factor:
        raise OutsideClass(f"exp({factor} * ({form})) is no product of rational powers: the form has a constant term")
    return RadicalForm.from_products(
        [(Fraction(1), [(Fraction(int(base)), Fraction(c) * factor) for base, c in form.terms])]
    )


def odds_against(menu: Menu, name: str, gamma: Fraction) -> RadicalForm:
    """(1 - p)/p for the policy's probability p under softmax(-γ G): the sum over the others of e^(-γ (G' - G))."""
    own = menu.expected_free_energy(name)
    total = RadicalForm()
    for policy in menu.policies:
        if policy.name != name:
            total = total + power_of_form(menu.expected_free_energy(policy.name) - own, -gamma)
    return total


def probability(odds: RadicalForm) -> ComputedReal:
    """1 / (1 + odds)."""
    inverse: ComputedReal = 1 / (1 + odds).computed()
    return inverse
