"""pass@8 tends to 1/3 as the temperature falls to 0, and to 1 - (2^8/3^8 + 1/4^8 + 1/3^8)/3 as it grows.

Flat limit: at β = 1/τ = 0 every student is uniform, with correct masses 1/3, 3/4 and 2/3; the curve is continuous.
Sharp limit: each student comes to give its likeliest answer, which is right on one problem of three, the greedy pass@1.
How close it is follows from the odds p/p_max of the other answers: problems that end wrong pass with at most
8 Σ (p/p_max)^β, the one that ends right fails with at most (Σ (p/p_max)^β)^8. Both fall to 0 as β grows; the bounds are
decided at β = 12, 40 and 400.

Source: Friedman (2026), diversity; the limits are recomputed.

A failure means that a student at the limit is not uniform, or does not give the likeliest answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from opd_exact.numbers import LogForm
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Verdict, all_of

from . import _diversity
from ._diversity import Problem, Problems
from ._figures import SOURCE, equal, less, rounds_to

SHARP = (12, 40, 400)


@dataclass(frozen=True)
class LimitSubject:
    """The problems and the two limits claimed."""

    problems: Problems
    flat: Fraction = 1 - (Fraction(2, 3) ** 8 + Fraction(1, 4) ** 8 + Fraction(1, 3) ** 8) / 3
    sharp: Fraction = Fraction(1, 3)


def build(inputs: Inputs) -> LimitSubject:
    """The demonstration as the paper defines it."""
    return LimitSubject(_diversity.build(inputs))


def establish(subject: LimitSubject) -> Finding:
    """Decide the flat limit and the bounds on the way to the sharp one."""
    finding = all_of(_facts(subject))
    return replace(finding, exact=f"{subject.flat} and {subject.sharp}", value=LogForm(subject.flat))


def _facts(subject: LimitSubject) -> Iterator[Fact]:
    problems = subject.problems
    yield equal("pass@8 of uniform students", problems.passes(0), subject.flat)
    yield rounds_to("the flat limit", subject.flat, "0.986937961036679415612457450592")
    yield equal("pass@1 of the likeliest answers", problems.greedy(), subject.sharp)
    for beta in SHARP:
        rest = sum((_rest(problem, beta, problems.k) for problem in problems.problems), Fraction(0))
        yield less(
            f"|pass@8 - 1/3| is within its bound at β = {beta}",
            abs(problems.passes(beta) - subject.sharp),
            rest / len(problems.problems),
        )
    yield less("the bound at β = 400 is less than 1e-37", rest / len(problems.problems), Fraction(1, 10**37))


def _rest(problem: Problem, beta: int, k: int) -> Fraction:
    """How far the chance to pass can be from its sharp limit; strictly, so as to leave no case of equality."""
    highest = max(problem.teacher)
    likeliest = problem.teacher.index(highest)
    others = [(p / highest) ** beta for x, p in enumerate(problem.teacher) if x != likeliest]
    if problem.correct[likeliest]:
        return sum(others, Fraction(0)) ** k
    right = [(p / highest) ** beta for x, p in enumerate(problem.teacher) if x != likeliest and problem.correct[x]]
    return k * sum(right, Fraction(0))


CHECK = Check(
    id="diversity_limits",
    claim=Claim(
        "pass@8 tends to 1/3 for τ → 0 and to 0.986937961036679415… for τ → ∞.",
        r"\lim_{\tau\to 0}\mathrm{pass@8} = \tfrac13,\quad"
        r" \lim_{\tau\to\infty}\mathrm{pass@8} = 1 - \tfrac13\bigl((\tfrac23)^8 + (\tfrac14)^8 + (\tfrac13)^8\bigr)",
        "for the three published problems; the sharp limit by the written bound, decided at β = 12, 40 and 400",
        f"{SOURCE}, diversity; the limits are ours",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "printed",
            "the sharp limit is claimed to be 0.333",
            lambda subject: replace(subject, sharp=Fraction("0.333")),
        ),
        Mutant(
            "flat limit 1", "uniform students are claimed to pass", lambda subject: replace(subject, flat=Fraction(1))
        ),
        Mutant("pass@7", "k = 7", lambda subject: replace(subject, problems=replace(subject.problems, k=7))),
        Mutant(
            "a problem lost",
            "the last problem is left out",
            lambda subject: replace(
                subject, problems=replace(subject.problems, problems=subject.problems.problems[:2])
            ),
        ),
        Mutant(
            "likeliest answer right",
            "in the second problem the likeliest answer is correct",
            lambda subject: replace(
                subject,
                problems=replace(
                    subject.problems,
                    problems=(
                        subject.problems.problems[0],
                        replace(subject.problems.problems[1], correct=(True, True, True, True)),
                        subject.problems.problems[2],
                    ),
                ),
            ),
        ),
    ),
    tags=("distillation", "limit"),
)
