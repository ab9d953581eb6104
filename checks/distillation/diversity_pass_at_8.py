"""pass@8 along five temperatures: 0.865, 0.989, 0.998, 0.995, 0.992; the flattest student beats the sharpest.

At temperatures ¼, ½ and 1 the figures are rational and decided; at 2 and 4 they hold square and fourth roots and are
enclosed. The mean entropy of the students grows along the sweep. The greedy answer is right on one problem of three.

Source: Friedman (2026), diversity; printed values 0.865, 0.992 and 0.333.

A failure means that the students are not sharpened by τ, or that the chance to pass is another one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import numpy as np

from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Verdict, all_of
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published

from . import _diversity
from ._diversity import Problems
from ._figures import FLOAT_REASON, FLOAT_TOLERANCE, SOURCE, equal, less, rounds_to


@dataclass(frozen=True)
class Row:
    """A temperature with the figures claimed for it."""

    tau: Fraction
    passes: str
    entropy: str


@dataclass(frozen=True)
class SweepSubject:
    """The problems and the rows claimed."""

    problems: Problems
    rows: tuple[Row, ...]
    greedy: Fraction = Fraction(1, 3)


ROWS = (
    Row(Fraction(1, 4), "0.864852635391094245343356633576", "0.603061188855240045907906049554"),
    Row(Fraction(1, 2), "0.988600272777687489536455298062", "0.962561650791210980582642704227"),
    Row(Fraction(1), "0.997918959153645833333333333333", "1.12873868721354946287481929912"),
    Row(Fraction(2), "0.995280199509455919964940623872", "1.17775941836356474057752997726"),
    Row(Fraction(4), "0.992022711538749273330357799330", "1.19033286278277747666411172449"),
)


def build(inputs: Inputs) -> SweepSubject:
    """The demonstration as the paper defines it."""
    return SweepSubject(_diversity.build(inputs), ROWS)


def establish(subject: SweepSubject) -> Finding:
    """Compare every figure at thirty digits, and the ends of the sweep; measure float64."""
    finding = all_of(_facts(subject))
    if not finding.verdict.may_pass:
        return finding
    flattest = subject.problems.curve().at(subject.problems.exponent(subject.rows[-1].tau))
    return replace(
        finding,
        value=flattest,
        published=published("0.992", flattest, reported="0.9920227115387492"),
        observations=(_observed(subject),),
    )


def _facts(subject: SweepSubject) -> Iterator[Fact]:
    problems = subject.problems
    entropies = []
    for row in subject.rows:
        yield rounds_to(f"pass@8 at τ = {row.tau}", problems.passes_at_temperature(row.tau), row.passes)
        entropies.append(problems.entropy().at(problems.exponent(row.tau)))
        yield rounds_to(f"mean entropy at τ = {row.tau}", entropies[-1], row.entropy)
    for before, after in pairwise(entropies):
        yield less("the mean entropy grows", before, after)
    first, last = (problems.curve().at(problems.exponent(subject.rows[i].tau)) for i in (0, -1))
    yield rounds_to("pass@8 of the sharpest student", first, "0.865")
    yield rounds_to("pass@8 of the flattest student", last, "0.992")
    yield less("the sharpest student passes less than the flattest", first, last)
    yield equal("pass@1 of the greedy answer", problems.greedy(), subject.greedy)
    yield less("greedy pass@1 is less than the sharpest student's pass@8", subject.greedy, Fraction(864, 1000))


def _observed(subject: SweepSubject) -> Observation:
    passes = []
    for problem in subject.problems.problems:
        weights = np.array([float(p) for p in problem.teacher]) ** np.float64(0.25)
        mass = np.sum(weights * np.array(problem.correct)) / np.sum(weights)
        passes.append(1 - (1 - mass) ** subject.problems.k)
    truth = subject.problems.curve().at(Fraction(1, 4))
    return observed("numpy.float64 pass@8 at τ = 4", np.float64(np.mean(passes)), truth, FLOAT_TOLERANCE, FLOAT_REASON)


CHECK = Check(
    id="diversity_pass_at_8",
    claim=Claim(
        "pass@8 and mean entropy have the published figures at five temperatures; the flattest student passes more than"
        " the sharpest, and greedy pass@1 is 1/3.",
        r"\mathrm{pass@8}(\tau) = \tfrac13\sum_i \bigl(1-(1-c_i(\tau))^8\bigr):\quad"
        r" 0.8648\ldots,\ 0.9886\ldots,\ 0.9979\ldots,\ 0.9952\ldots,\ 0.9920\ldots",
        "for the three published problems and τ in {1/4, 1/2, 1, 2, 4}",
        f"{SOURCE}, diversity",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant(
            "temperature upside down",
            "the student is ∝ teacher^τ",
            lambda subject: replace(subject, problems=replace(subject.problems, inverse=False)),
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
            "wrong answer key",
            "in the first problem the second answer is correct",
            lambda subject: replace(
                subject,
                problems=replace(
                    subject.problems,
                    problems=(
                        replace(subject.problems.problems[0], correct=(False, True, False)),
                        *subject.problems.problems[1:],
                    ),
                ),
            ),
        ),
        Mutant(
            "rows in the wrong order",
            "the temperatures of the last two rows are exchanged",
            lambda subject: replace(
                subject,
                rows=(
                    *subject.rows[:3],
                    replace(subject.rows[3], tau=Fraction(4)),
                    replace(subject.rows[4], tau=Fraction(2)),
                ),
            ),
        ),
        Mutant(
            "greedy", "greedy pass@1 is claimed to be 0.333", lambda subject: replace(subject, greedy=Fraction("0.333"))
        ),
    ),
    tags=("distillation", "numpy"),
)
