"""The two-stream coupling witness written out from its definitions, for the tests of the prover."""

from collections.abc import Sequence

import sympy
from sympy import Expr, Rational, exp, log

lam = sympy.Symbol("lam")
HALF = Rational(1, 2)
CENTERED = ((HALF, -HALF), (-HALF, HALF))
AGREEMENT = ((1, 0), (0, 1))
PLUS_MINUS = ((1, -1), (-1, 1))


def logistic(x: Expr) -> Expr:
    """1/(1 + exp(-x))."""
    return 1 / (1 + exp(-x))


def binary_entropy(p: Expr) -> Expr:
    """-p log p - (1 - p) log(1 - p)."""
    return -p * log(p) - (1 - p) * log(1 - p)


def coupled(coupling: Sequence[Sequence[Expr]], x: Expr) -> list[list[Expr]]:
    """The joint of two fair coins tilted by exp(x * coupling)."""
    weights = [[exp(x * coupling[a][b]) / 4 for b in (0, 1)] for a in (0, 1)]
    total = sum(sum(row) for row in weights)
    return [[weight / total for weight in row] for row in weights]


def total_correlation(joint: Sequence[Sequence[Expr]]) -> Expr:
    """KL of the joint from the product of its marginals."""
    rows = [sum(row) for row in joint]
    columns = [joint[0][b] + joint[1][b] for b in (0, 1)]
    return sum(joint[a][b] * log(joint[a][b] / (rows[a] * columns[b])) for a in (0, 1) for b in (0, 1))


def conditional_entropy(joint: Sequence[Sequence[Expr]]) -> Expr:
    """H(second | first), from the conditional distributions."""
    terms = []
    for row in joint:
        mass = sum(row)
        terms.append(mass * sum(-(cell / mass) * log(cell / mass) for cell in row))
    return sum(terms)


sigma = logistic(lam)
information = log(2) - binary_entropy(sigma)
