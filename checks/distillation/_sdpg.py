"""Self-distilled policy gradient at one token position: total = clip + β D + α D(student || reference).

Logits are rational, so that every term is a rational combination of numbers e^z and of the log of a sum of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy
from opd_exact.proofs.distillation._softmax import softmax

from opd_exact.audit.truth import value_at
from opd_exact.information import relative_entropy
from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.registry import Fact

from ._figures import rounds_to

__all__ = [
    "Sdpg",
    "figures_of_terms",
]

TERMS = {
    "clip": "0.998876046190991834721667793806",
    "reverse": "0.615046640573945898155503919807",
    "forward": "0.473431301451725823850636128485",
    "reference": "0.0583888074887723152824801882884",
}


@dataclass(frozen=True)
class Sdpg:
    """Logits, weights, the mode of the distillation term, and the figure claimed for the total."""

    mode: str
    total_claimed: str
    teacher: tuple[str, ...] = ("2", "0", "-1", "-2")
    student: tuple[str, ...] = ("0.5", "0.2", "0", "-0.5")
    reference: tuple[str, ...] = ("0", "0", "0", "0")
    advantage: Fraction = Fraction(1)
    alpha: Fraction = Fraction(1, 1000)
    beta: Fraction = Fraction(1, 1000)

    def distribution(self, who: str) -> list[sympy.Expr]:
        """softmax of the logits of teacher, student or reference."""
        found: list[sympy.Expr] = softmax(self.logits(who))
        return found

    def logits(self, who: str) -> list[sympy.Expr]:
        """The logits as exact rationals."""
        return [sympy.Rational(z) for z in getattr(self, who)]

    def terms(self) -> dict[str, sympy.Expr]:
        """The surrogate, the divergences in both directions and the one from the reference, each by its definition."""
        student, teacher, reference = map(self.distribution, ("student", "teacher", "reference"))
        best = max(range(len(self.student)), key=lambda i: Fraction(self.student[i]))
        return {
            "clip": -_rational(self.advantage) * sympy.log(student[best]),
            "reverse": relative_entropy(student, teacher),
            "forward": relative_entropy(teacher, student),
            "reference": relative_entropy(student, reference),
        }

    def total(self) -> sympy.Expr:
        """clip + β D + α D(student || reference), D by the mode: rkl and urkl reverse, fkl and ufkl forward."""
        terms = self.terms()
        distilled = terms["reverse" if self.mode.endswith("rkl") else "forward"]
        return terms["clip"] + _rational(self.beta) * distilled + _rational(self.alpha) * terms["reference"]

    def by_logits(self) -> sympy.Expr:
        """The total in another form: D(q || p) = Σ q (z_q - z_p) - log Σ e^{z_q} + log Σ e^{z_p}."""
        teacher, student, reference = (self.logits(who) for who in ("teacher", "student", "reference"))
        first, second = (student, teacher) if self.mode.endswith("rkl") else (teacher, student)
        clip = _rational(self.advantage) * (_log_sum(student) - max(student))
        return (
            clip
            + _rational(self.beta) * _by_logits(first, second)
            + _rational(self.alpha) * _by_logits(student, reference)
        )

    def value(self, name: str) -> LogForm | ComputedReal:
        """One of the terms as a number."""
        return value_at(self.terms()[name], {})


def figures_of_terms(subject: Sdpg) -> Iterator[Fact]:
    """Each term has its published figure at thirty digits."""
    for name, figure in TERMS.items():
        yield rounds_to(f"{name} term", subject.value(name), figure)


def _by_logits(first: list[sympy.Expr], second: list[sympy.Expr]) -> sympy.Expr:
    mean = sympy.Add(*(q * (z - u) for q, z, u in zip(softmax(first), first, second, strict=True)))
    return mean - _log_sum(first) + _log_sum(second)


def _log_sum(logits: list[sympy.Expr]) -> sympy.Expr:
    return sympy.log(sympy.Add(*map(sympy.exp, logits)))


def _rational(value: Fraction) -> sympy.Expr:
    return sympy.Rational(value.numerator, value.denominator)
