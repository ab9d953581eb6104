"""A student whose two streams are independent, by its magnetizations, shared by the theorems on mean-field gaps."""

import sympy

from opd_exact.information import relative_entropy
from opd_exact.models.coupled_streams import bernoulli_ising
from opd_exact.symbolic import Domain, Interval

from ._line import LAM, binary_entropy

__all__ = [
    "BETWEEN",
    "FIRST",
    "INSIDE",
    "MAGNETIZATIONS",
    "SECOND",
    "M",
    "entropy_deficit",
    "excess_over_uniform",
    "product_student",
    "reverse_gap",
    "reverse_gap_of_uniform_product",
]

M = sympy.Symbol("m", real=True)
FIRST, SECOND = sympy.symbols("a b", real=True)

INSIDE = Domain(intervals={M: (0, 1)})
BETWEEN = Domain(intervals={M: (-1, 1)})
MAGNETIZATIONS = {FIRST: Interval.open(-1, 1), SECOND: Interval.open(-1, 1)}


def product_student(first: sympy.Expr, second: sympy.Expr) -> list[list[sympy.Expr]]:
    """The 2 x 2 table of two independent spins ±1 with the given means."""
    return [[(1 + s * first) * (1 + t * second) / 4 for t in (1, -1)] for s in (1, -1)]


def reverse_gap(first: sympy.Expr, second: sympy.Expr) -> sympy.Expr:
    """D(q_1 q_2 || q_λ) for the product student with these magnetizations, from the enumerated tables."""
    return relative_entropy(product_student(first, second), bernoulli_ising(LAM).joint())


def reverse_gap_of_uniform_product() -> sympy.Expr:
    """log cosh(λ/2)."""
    return sympy.log(sympy.cosh(LAM / 2))


def entropy_deficit(magnetization: sympy.Expr) -> sympy.Expr:
    """φ(m) = log 2 - H_b((1+m)/2): how much less than a fair spin a spin with mean m has of entropy."""
    return sympy.log(2) - binary_entropy((1 + magnetization) / 2)


def excess_over_uniform(first: sympy.Expr, second: sympy.Expr, strength: sympy.Expr = LAM) -> sympy.Expr:
    """φ(a) + φ(b) - λ a b / 2: how much the reverse gap exceeds that of the uniform product."""
    return entropy_deficit(first) + entropy_deficit(second) - strength * first * second / 2
