"""The menu of the active-selection demonstration, and the steps of the sequential one, as expected free energies.

The latent is fair and binary. An expected free energy is `opd_exact.information.expected_free_energy` throughout: risk
plus ambiguity of a belief, a row-stochastic likelihood and preferences.
"""

from collections.abc import Sequence

import sympy

from opd_exact.information import expected_free_energy, relative_entropy

__all__ = [
    "ARM_RELIABILITY",
    "COMMITMENT",
    "FLAT",
    "advantage_of_knowing",
    "arm_step",
    "binary_entropy",
    "committing",
    "cue",
]

FLAT = (sympy.Rational(1, 2), sympy.Rational(1, 2))
COMMITMENT = sympy.Rational(4, 5)
ARM_RELIABILITY = sympy.Rational(19, 20)


def binary_entropy(p: sympy.Expr) -> sympy.Expr:
    """H_b(p) = -p log p - (1-p) log(1-p), in nats."""
    return -p * sympy.log(p) - (1 - p) * sympy.log(1 - p)


def cue(validity: sympy.Expr, preferences: Sequence[sympy.Expr] = FLAT) -> sympy.Expr:
    """Sampling a symmetric cue that is right with probability `validity`."""
    return expected_free_energy(FLAT, [[validity, 1 - validity], [1 - validity, validity]], preferences)


def committing(first: sympy.Expr, preferences: Sequence[sympy.Expr]) -> sympy.Expr:
    """An arm whose outcome says nothing about the latent: it is 0 with probability `first` either way."""
    return expected_free_energy(FLAT, [[first, 1 - first]] * 2, preferences)


def arm_step(belief: Sequence[sympy.Expr], reliability: sympy.Expr) -> sympy.Expr:
    """One step at an arm of the sequential demonstration: g_r for the belief (1, 0), g_f for the flat one."""
    rows = [[reliability, 1 - reliability], [1 - reliability, reliability]]
    return expected_free_energy(belief, rows, [reliability, 1 - reliability])


def advantage_of_knowing(reliability: sympy.Expr) -> sympy.Expr:
    """δ = D(uniform || (reliability, 1 - reliability))."""
    return relative_entropy(FLAT, [reliability, 1 - reliability])
