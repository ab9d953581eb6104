"""pass@8 is not monotone in the temperature: its one maximum lies at τ = 0.935386462999102, and is 0.9979569….

The slope in β = 1/τ has exactly one root for 0 ≤ β ≤ 12, as enclosures on boxes show: the curve rises before it and
falls after it. Beyond β = 12 the chance to pass is bounded by (1 + 8 · 3 (5/9)^β + 8 · 2 (4/5)^β)/3, less than ¾: on
two of the problems the likeliest answer is wrong, and its odds grow with β. So the root is the maximum over all
temperatures.

Source: Friedman (2026), diversity, compares the ends of a sweep; the maximum is recomputed there in no row.

A failure means that more diversity always helps, or never does, or helps up to another temperature.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.numbers import ComputedReal
from opd_exact.numbers.subdivision import only_root
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from . import _diversity
from ._diversity import Problems
from ._figures import SOURCE, less, rounds_to

LAST = 12


@dataclass(frozen=True)
class MaximumSubject:
    """The problems, and the temperature and the value claimed for the maximum."""

    problems: Problems
    tau: str = "0.935386462999102"
    value: str = "0.99795692755368398462"


def build(inputs: Inputs) -> MaximumSubject:
    """The demonstration as the paper defines it."""
    return MaximumSubject(_diversity.build(inputs))


def establish(subject: MaximumSubject) -> Finding:
    """Enclose the one root of the slope, the value there, and bound what lies beyond."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    root = only_root(subject.problems.slope(), 0, LAST)
    return finding if root is None else replace(finding, value=1 / root)


def _facts(subject: MaximumSubject) -> Iterator[Fact]:
    slope = subject.problems.slope()
    yield less("the curve rises at β = 0", Fraction(0), slope.at(0))
    yield less(f"the curve falls at β = {LAST}", slope.at(LAST), Fraction(0))
    root = only_root(slope, 0, LAST)
    if root is None:
        yield Fact(Verdict.REFUTED, f"the slope has no root for 0 ≤ β ≤ {LAST}")
        return
    yield Fact(Verdict.ENCLOSED, f"the slope has one root for 0 ≤ β ≤ {LAST}")
    yield rounds_to("the temperature of the maximum", 1 / root, subject.tau)
    best = _value_at(subject.problems, root)
    yield rounds_to("pass@8 at the maximum", best, subject.value)
    yield from _bounded_beyond(subject.problems, best)
    for tau in (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4)):
        yield less(f"pass@8 at τ = {tau} is less than the maximum", subject.problems.curve().at(1 / tau), best)


def _value_at(problems: Problems, beta: ComputedReal) -> ComputedReal:
    """The curve over the enclosure of β: its slope is 0 there, so the value is known to twice the digits."""
    return ComputedReal(lambda: problems.curve().jet(beta.arb())[0], "pass@8 at the maximum")


def _bounded_beyond(problems: Problems, best: ComputedReal) -> Iterator[Fact]:
    """For β ≥ 12: c_i ≤ Σ over correct answers of (p/p_max)^β, which falls with β, and 1 - (1-c)^8 ≤ 8 c."""
    bound = Fraction(0)
    for problem in problems.problems:
        highest = max(problem.teacher)
        ratios = [p / highest for p, right in zip(problem.teacher, problem.correct, strict=True) if right]
        sharp = all(ratio < 1 for ratio in ratios)
        bound += min(Fraction(1), problems.k * sum((ratio**LAST for ratio in ratios), Fraction(0))) if sharp else 1
    yield less(f"pass@8 for β ≥ {LAST} is less than the maximum", bound / len(problems.problems), best)


CHECK = Check(
    id="diversity_maximum_temperature",
    claim=Claim(
        "pass@8 rises with the temperature up to τ = 0.935386462999102… and falls beyond; its maximum is"
        " 0.997956927553683984….",
        r"\tau^* = 0.935386462999102\ldots,\quad \mathrm{pass@8}(\tau^*) = 0.997956927553683984\ldots",
        "for the three published problems and all τ > 0; rising and falling are shown for τ ≥ 1/12",
        f"{SOURCE}, diversity; the maximum is ours",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "maximum at 1",
            "the teacher's own temperature is claimed to be best",
            lambda subject: replace(subject, tau="1.000"),
        ),
        Mutant(
            "last digit",
            "the temperature is claimed one higher in the fifteenth digit",
            lambda subject: replace(subject, tau="0.935386462999103"),
        ),
        Mutant("pass@7", "k = 7", lambda subject: replace(subject, problems=replace(subject.problems, k=7))),
        Mutant(
            "no maximum",
            "only problems whose likeliest answer is wrong: flatter is always better",
            lambda subject: replace(
                subject, problems=replace(subject.problems, problems=subject.problems.problems[1:])
            ),
        ),
        Mutant(
            "only easy problems",
            "only the problem whose likeliest answer is right: sharper is always better",
            lambda subject: replace(
                subject, problems=replace(subject.problems, problems=subject.problems.problems[:1])
            ),
        ),
        Mutant(
            "teacher off by 1e-12",
            "one of the teachers' probabilities is moved by 1e-12",
            lambda subject: replace(subject, problems=_moved(subject.problems)),
        ),
    ),
    tags=("distillation", "root"),
)


def _moved(problems: Problems) -> Problems:
    first = problems.problems[0]
    tiny = Fraction(1, 10**12)
    teacher = (first.teacher[0] + tiny, first.teacher[1] - tiny, first.teacher[2])
    return replace(problems, problems=(replace(first, teacher=teacher), *problems.problems[1:]))
