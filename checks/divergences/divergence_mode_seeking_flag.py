"""The student is the broader one: H(q) - H(p) = 0.472 > 0, so the menu's "mode-seeking" flag is false.

The flag compares two entropies and nothing else: it is a statement about this pair, not about a direction of KL. Both
entropies and their difference are exact forms; the sign is decided.

If this fails, the student of the menu would be called sharper than its teacher.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from opd_exact.audit.energy_floats import entropy as float_entropy
from opd_exact.coq.statements import Identity, Order, Statement, enclosure_of
from opd_exact.coq.terms import call
from opd_exact.information import entropy
from opd_exact.numbers import LogForm, enclose, log
from opd_exact.registry import Check, Claim, Fact, Finding, Inputs, Mutant, Observation, Published, Verdict, all_of
from opd_exact.registry.amounts import decided_equal
from opd_exact.registry.facts import observed

from ._menu import FLOAT_STUDENT, FLOAT_TEACHER, PAIR, REASON, TOLERANCE, Pair

TEACHER: LogForm = -(80 * log("4/5") + 15 * log("3/20") + 4 * log("1/25") + log("1/100")) / 100
STUDENT: LogForm = -(55 * log("11/20") + 25 * log("1/4") + 15 * log("3/20") + 5 * log("1/20")) / 100
REPORTED_TEACHER, REPORTED_STUDENT, REPORTED_GAP = 0.6378895736388589, 1.1097385521061456, -0.4718489784672867


@dataclass(frozen=True)
class Flag:
    """The pair, and whether the student is claimed to be sharper than the teacher."""

    pair: Pair
    mode_seeking: bool


def build(inputs: Inputs) -> Flag:
    """The published pair and flag; nothing recorded is needed."""
    return Flag(PAIR, mode_seeking=False)


def kernel(subject: Flag) -> Iterator[Statement]:
    """Both entropies in closed form, and which is larger, as the flag says it."""
    teacher, student = call("entropy", subject.pair.p), call("entropy", subject.pair.q)
    yield Identity("teacher", "The entropy of the teacher, in closed form.", teacher, TEACHER)
    yield Identity("student", "The entropy of the student, in closed form.", student, STUDENT)
    sharper, broader = (student, teacher) if subject.mode_seeking else (teacher, student)
    yield Order("flag", "The entropy of the sharper one, by the flag, is the smaller.", sharper, broader)
    sentence = "The gap of the entropies, to 30 digits."
    yield enclosure_of("gap", sentence, teacher - student, TEACHER - STUDENT, covers="value")


def establish(subject: Flag) -> Finding:
    """Decide both entropies and the sign of their difference; measure the reported floats."""
    return replace(
        all_of(_facts(subject)),
        exact=f"H(q) = {STUDENT}, H(p) = {TEACHER}; the value is H(p) - H(q)",
        value=TEACHER - STUDENT,
        published=Published("false", agrees=not subject.mode_seeking),
        observations=tuple(_observations()),
    )


def _facts(subject: Flag) -> Iterator[Fact]:
    teacher, student = entropy(subject.pair.p), entropy(subject.pair.q)
    gap = teacher - student
    shown = enclose(gap, 20).decimal(6)[0]
    yield Fact.decided_by(
        (student < teacher) is subject.mode_seeking,
        f"H(p) - H(q) is {shown}: the flag is {str(subject.mode_seeking).lower()}",
        otherwise=f"H(p) - H(q) is {shown}, and the flag says {subject.mode_seeking}",
        margin=shown,
    )
    yield decided_equal("H(p)", teacher, TEACHER)
    yield decided_equal("H(q)", student, STUDENT)


def _observations() -> Iterator[Observation]:
    for name, value, truth in (
        ("numpy.float64 teacher entropy", float_entropy(FLOAT_TEACHER), TEACHER),
        ("numpy.float64 student entropy", float_entropy(FLOAT_STUDENT), STUDENT),
        ("published run, teacher entropy", np.float64(REPORTED_TEACHER), TEACHER),
        ("published run, student entropy", np.float64(REPORTED_STUDENT), STUDENT),
        ("published run, entropy gap", np.float64(REPORTED_GAP), TEACHER - STUDENT),
    ):
        yield observed(name, value, truth, TOLERANCE, REASON)


_SHARP = tuple(Fraction(n, 100) for n in (90, 6, 3, 1))

CHECK = Check(
    id="divergence_mode_seeking_flag",
    claim=Claim(
        "The menu's student has more entropy than its teacher, so that it is not mode-seeking by the paper's flag.",
        r"H(q) - H(p) = 0.4718\ldots > 0",
        "p = (.80, .15, .04, .01), q = (.55, .25, .15, .05)",
        "Friedman (2026), divergence menu",
    ),
    tier=Verdict.DECIDED,
    subject=build,
    establish=establish,
    mutants=(
        Mutant("flag set", "the student is claimed sharper", lambda s: replace(s, mode_seeking=True)),
        Mutant("exchanged", "p and q change places", lambda s: replace(s, pair=Pair(s.pair.q, s.pair.p))),
        Mutant("sharp student", "q = (.90, .06, .03, .01)", lambda s: replace(s, pair=replace(s.pair, q=_SHARP))),
        Mutant(
            "student equals teacher",
            "q = p: the flag stays false, and the student's entropy is another",
            lambda s: replace(s, pair=replace(s.pair, q=s.pair.p)),
        ),
    ),
    tags=("menu", "numpy"),
    kernel=kernel,
)
