"""The coupling strength and the lines that it ranges over, shared by the theorems about the Bernoulli-Ising witness."""

import sympy

from opd_exact.symbolic import Domain

__all__ = [
    "LAM",
    "LINE",
    "NONNEGATIVE",
    "ON_LINE",
    "ON_NONNEGATIVE",
    "ON_POSITIVE",
    "POSITIVE",
    "agreement_probability",
    "binary_entropy",
]

LAM = sympy.Symbol("lambda", real=True)

LINE = Domain(real={LAM})
POSITIVE = Domain(positive={LAM})
NONNEGATIVE = Domain(nonnegative={LAM})

# The same ranges as a theorem states them, said once more: a step proved on less than it is meant for does not count.
ON_LINE = "lambda in (-oo, oo)"
ON_POSITIVE = "lambda in (0, oo)"
ON_NONNEGATIVE = "lambda in [0, oo)"


def agreement_probability(strength: sympy.Expr) -> sympy.Expr:
    """σ(λ) = 1/(1 + e^-λ), the logistic function."""
    return 1 / (1 + sympy.exp(-strength))


def binary_entropy(p: sympy.Expr) -> sympy.Expr:
    """H_b(p) = -p log p - (1-p) log(1-p), in nats."""
    return -p * sympy.log(p) - (1 - p) * sympy.log(1 - p)
