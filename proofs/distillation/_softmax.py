"""Distributions by real logits, shared by the theorems about distillation."""

from collections.abc import Sequence

import sympy

__all__ = [
    "logits",
    "softmax",
]


def logits(letter: str, size: int) -> tuple[sympy.Symbol, ...]:
    """Real symbols, one for each outcome."""
    return tuple(sympy.Symbol(f"{letter}{i}", real=True) for i in range(size))


def softmax(values: Sequence[sympy.Expr]) -> list[sympy.Expr]:
    """exp(z_i) / Σ_j exp(z_j); every distribution with full support is of this form."""
    weights = [sympy.exp(value) for value in values]
    total = sympy.Add(*weights)
    return [weight / total for weight in weights]
