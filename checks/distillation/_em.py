"""Variational EM on the tilted reference: the free energy D(q || p) along geometric steps from the reference to p.

p ∝ ref exp(R/β) with the demonstration's uniform reference, so that both ends are softmax of rational logits.
"""

from dataclasses import dataclass
from fractions import Fraction

import sympy
from opd_exact.proofs.distillation._softmax import softmax
from opd_exact.proofs.distillation.geometric_em_descent import geometric_step

from opd_exact.audit.truth import value_at
from opd_exact.information import relative_entropy
from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.registry import Inputs

__all__ = [
    "EmSubject",
    "build",
    "rational",
]


@dataclass(frozen=True)
class EmSubject:
    """Logits of the reference and of the target, the size of a step, and how the steps and their loss are taken."""

    reference: tuple[Fraction, ...]
    reward: tuple[Fraction, ...]
    precision: Fraction = Fraction(1)
    step: Fraction = Fraction(1)
    swapped: bool = False
    geometric: bool = True

    @property
    def target(self) -> tuple[Fraction, ...]:
        """The logits of the tilted reference."""
        return tuple(z + self.precision * r for z, r in zip(self.reference, self.reward, strict=True))

    def policy(self, progress: sympy.Expr) -> list[sympy.Expr]:
        """The policy after progress t: q_t ∝ ref^(1-t) p^t, or the mixture (1-t) ref + t p."""
        ends = [[rational(z) for z in logits] for logits in (self.reference, self.target)]
        if self.geometric:
            tilted: list[sympy.Expr] = softmax(geometric_step(*ends, progress))
            return tilted
        pairs = zip(*(softmax(end) for end in ends), strict=True)
        return [(1 - progress) * x + progress * y for x, y in pairs]

    def free_energy(self, progress: sympy.Expr) -> sympy.Expr:
        """F(q_t) = D(q_t || p)."""
        q, p = self.policy(progress), softmax([rational(z) for z in self.target])
        return relative_entropy(p, q) if self.swapped else relative_entropy(q, p)

    def progress(self, steps: int) -> Fraction:
        """t after so many steps: 1 - (1-e)^k."""
        return 1 - (1 - self.step) ** steps

    def after(self, steps: int) -> LogForm | ComputedReal:
        """The free energy after so many steps, as a number."""
        return value_at(self.free_energy(rational(self.progress(steps))), {})


def build(inputs: Inputs) -> EmSubject:
    """Uniform reference on four outcomes, rewards (2, ½, -½, -2), β = 1."""
    return EmSubject(_numbers(0, 0, 0, 0), _numbers(2, "1/2", "-1/2", -2))


def rational(value: Fraction) -> sympy.Expr:
    """An exact rational as SymPy has it."""
    return sympy.Rational(value.numerator, value.denominator)


def _numbers(*values: int | str) -> tuple[Fraction, ...]:
    return tuple(Fraction(value) for value in values)
