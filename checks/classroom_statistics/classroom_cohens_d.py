"""Cohen's d of the four pairs is (L - 3h)/4 over sqrt((L-h)²/8 + L²/6) = 0.283, with L = log 2 and h = H_b(0.98).

The pooled d of two groups of four: difference of means over the root of the mean of the two sample variances. Means and
pooled variance are proved as identities in L and h; the number is enclosed. With four pairs it is a description, and
the paper says so.

If this fails, the printed effect size is of another kind, or of other pairs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial

import numpy as np
import sympy

from opd_exact.audit.truth import value_at
from opd_exact.coq.formulas import positive
from opd_exact.coq.statements import Statement, Symbolic, enclosure_of
from opd_exact.coq.sympy_terms import term_of_sympy
from opd_exact.coq.terms import Parameter, Term, call, exp, ln, total, transformed
from opd_exact.numbers import ComputedReal, LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Step, Verdict, all_of
from opd_exact.registry.facts import observed, proved
from opd_exact.registry.published import published
from opd_exact.symbolic import Domain, prove_equal

TOLERANCE = Fraction(1, 10**7)
REASON = "the run's beliefs are in single precision, as for the other planner outputs of the paper"
REPORTED = "0.2828992319499304"

_L, _H = sympy.symbols("L h", positive=True)
_ANY = Domain(positive={_L, _H})
DIFFERENCE = (_L - 3 * _H) / 4
POOLED = (_L - _H) ** 2 / 8 + _L**2 / 6


@dataclass(frozen=True)
class Groups:
    """The entropies of student and teacher in L and h, and the degrees of freedom that variances are divided by."""

    student: tuple[sympy.Expr, ...]
    teacher: tuple[sympy.Expr, ...]
    degrees: int

    def difference(self) -> sympy.Expr:
        """Student mean minus teacher mean."""
        return _mean(self.student) - _mean(self.teacher)

    def pooled_variance(self) -> sympy.Expr:
        """The mean of the two variances."""
        return (_variance(self.student, self.degrees) + _variance(self.teacher, self.degrees)) / 2


def _mean(values: tuple[sympy.Expr, ...]) -> sympy.Expr:
    return sympy.Add(*values) / len(values)


def _variance(values: tuple[sympy.Expr, ...], degrees: int) -> sympy.Expr:
    return sympy.Add(*((value - _mean(values)) ** 2 for value in values)) / degrees


def build(inputs: Inputs) -> Groups:
    """The classroom's entropies; nothing recorded is needed."""
    zero = sympy.Integer(0)
    return Groups((_L, _L, zero, zero), (_L, _H, _H, _H), 3)


def establish(subject: Groups) -> Finding:
    """Prove difference and pooled variance for all L and h; enclose d at L = log 2, h = H_b(0.98)."""
    truth = claimed()
    return replace(
        all_of(_facts(subject)),
        exact="(L - 3h)/4 / sqrt((L-h)²/8 + L²/6), L = log(2), h = H_b(49/50)",
        value=truth,
        published=published("0.28", truth, reported=REPORTED),
        observations=(observed("published run, pooled Cohen d", np.float64(REPORTED), truth, TOLERANCE, REASON),),
    )


def _facts(subject: Groups) -> Iterator[Fact]:
    for statement, left, right in (
        ("difference of means = (L - 3h)/4", subject.difference(), DIFFERENCE),
        ("pooled variance = (L-h)²/8 + L²/6", subject.pooled_variance(), POOLED),
    ):
        yield proved(Step(statement, partial(prove_equal, left, right, _ANY)))


def claimed() -> LogForm | ComputedReal:
    """The claimed d at the exact entropies."""
    right = sympy.Rational(49, 50)
    point = {_L: sympy.log(2), _H: -right * sympy.log(right) - (1 - right) * sympy.log(1 - right)}
    return value_at((DIFFERENCE / sympy.sqrt(POOLED)).subs(point), {})


def kernel(subject: Groups) -> Iterator[Statement]:
    """Means and pooled variance for all L and h; then d at the exact entropies, its root as exp of half a logarithm."""
    difference, pooled = _effect(subject)
    hypotheses = positive(Parameter("L"), Parameter("h"))
    yield Symbolic(
        "difference_of_means",
        "Student mean minus teacher mean, for all L and h.",
        difference,
        term_of_sympy(DIFFERENCE),
        hypotheses,
    )
    yield Symbolic(
        "pooled_variance",
        "The mean of the variances of student and teacher, for all L and h.",
        pooled,
        term_of_sympy(POOLED),
        hypotheses,
    )
    means, variance = map(_at_entropies, (difference, pooled))
    yield enclosure_of(
        "effect_size",
        "The difference of means over the root of the pooled variance, to 30 digits.",
        means / exp(ln(variance) / 2),
        claimed(),
    )


def _at_entropies(term: Term) -> Term:
    """The term at the exact entropies L = ln 2 and h = H_b(49/50)."""
    point = {"L": ln(2), "h": call("binary_entropy", "49/50")}
    found = transformed(term, lambda node: point[node.name] if isinstance(node, Parameter) else node)
    assert isinstance(found, Term)
    return found


def _effect(subject: Groups) -> tuple[Term, Term]:
    """The difference of means and the pooled variance, from the groups' lists."""
    groups = [[term_of_sympy(value) for value in group] for group in (subject.student, subject.teacher)]
    means = [call("sum", group) / len(group) for group in groups]
    variances = [
        total((value - mean) * (value - mean) for value in group) / subject.degrees
        for group, mean in zip(groups, means, strict=True)
    ]
    return means[0] - means[1], (variances[0] + variances[1]) / 2


CHECK = Check(
    id="classroom_cohens_d",
    claim=Claim(
        "Cohen's d of the classroom's belief entropies is 0.2829.",
        r"d = \frac{(L - 3h)/4}{\sqrt{(L-h)^2/8 + L^2/6}},\quad L = \log 2,\ h = H_b(0.98)",
        "means and pooled variance for all L and h; the number at the exact entropies",
        "Friedman (2026), classroom, small-sample statistics",
    ),
    tier=Verdict.PROVED,
    subject=build,
    establish=establish,
    kernel=kernel,
    mutants=(
        Mutant("population variance", "divided by 4 in place of 3", lambda s: replace(s, degrees=4)),
        Mutant("exchanged", "teacher minus student", lambda s: replace(s, student=s.teacher, teacher=s.student)),
        Mutant(
            "paired",
            "the variance of the differences in place of the pooled one",
            lambda s: replace(
                s, student=tuple(a - b for a, b in zip(s.student, s.teacher, strict=True)), teacher=(sympy.S.Zero,) * 4
            ),
        ),
        Mutant(
            "last belief not certain",
            "the student's last entropy is 1e-12",
            lambda s: replace(s, student=(*s.student[:3], sympy.Rational(1, 10**12))),
        ),
    ),
    tags=("statistics", "printed"),
)
