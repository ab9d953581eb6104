"""The better the teacher's cue, the larger the mean reverse divergence: strictly, at six validities from 1/2 to 49/50.

Teachers of validity 0.5, 0.6, 0.7, 0.8, 0.9 and 0.98 are paired by index with one student of validity 1/2, each agent
on its own course: once as configured, depth 5 on exact beliefs, and once at the depths that 5000 nodes complete, as the
paper has it. The courses and what the sweep shows are the same in both, the signals are not. Up to 0.9 the teacher
walks with the student and never sees the cue, so the entropies are equal; only at 0.98 does it visit the cue, and the
gap of the mean entropies opens. The signal is exactly 0 at equal validity and small but not noise at 0.6 and 0.7.

Rank correlations with the validity: 1 for the signal, sqrt(3/7) for the gap, in which five ties count by average ranks,
and -sqrt(3/7) for the teacher's entropy. They say that one row of six differs.

Source: Friedman (2026), privilege sweep; printed 0.65 for the gap's rank correlation.

If this fails, agents take other courses, decisions are paired otherwise, or ranks treat ties in another way.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, pairwise

from flint import arb, fmpq
from opd_exact.checks.tmaze import _course_terms

from opd_exact.audit.classroom import (
    PUBLISHED_CLASSROOM,
    Classroom,
    belief_entropies,
    histories_with_true_cues,
    mean,
    on_policy_divergences,
    paired_divergences,
    unbounded,
)
from opd_exact.coq.formulas import Raw
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Instance, Order, Statement
from opd_exact.coq.terms import Term, items, ln
from opd_exact.numbers import ComputedReal, LogForm, enclose
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Inputs, Mutant, Verdict, all_of
from opd_exact.registry.published import published

from . import _agents

FLOOR = Fraction(1, 1000)
# Validity: the mean reverse divergence paired by index, and on the student's history, to 30 digits.
AT_DEPTH_5 = {
    "0.5": ("0", "0"),
    "0.6": ("4.63217685766981318605506680638e-7",) * 2,
    "0.7": ("0.0000896980365548684770587858916187",) * 2,
    "0.8": ("0.00229049485030597963421589498498",) * 2,
    "0.9": ("0.0451408833925272938366315010533",) * 2,
    "0.98": ("6.12912071479079982636238849234", "0.296880242231757207226539175858"),
}
AT_COMPLETED_DEPTHS = {
    "0.5": ("0", "0"),
    "0.6": ("1.32151816598550393343659254849e-7",) * 2,
    "0.7": ("0.00000981558688734521960869338146359",) * 2,
    "0.8": ("0.00182102814846850826472881167943",) * 2,
    "0.9": ("0.0649029004242413862265294515810",) * 2,
    "0.98": ("6.28198319125759973413704878728", "0.318250545088746602226552845230"),
}
# The published run's mean reverse divergences and, at the last validity, its entropy gap; its posteriors are float32.
REPORTED = {
    "0.5": "0.0",
    "0.6": "1.321394311865616e-07",
    "0.7": "9.815610905224513e-06",
    "0.8": "0.0018210283453197968",
    "0.9": "0.06490293110801232",
    "0.98": "6.281983145044255",
}
REPORTED_GAP = "0.09975746790045978"
SINGLE_PRECISION = Fraction(1, 10**7)


@dataclass(frozen=True)
class Row:
    """One teacher beside the student: signal paired by index, signal on the student's history, mean entropies."""

    validity: Fraction
    signal: ComputedReal
    aligned: ComputedReal
    teacher_entropy: LogForm
    student_entropy: LogForm
    path: tuple[int, ...]

    @property
    def gap(self) -> LogForm:
        """The student's mean entropy less the teacher's."""
        gap: LogForm = self.student_entropy - self.teacher_entropy
        return gap


@dataclass(frozen=True)
class Sweep:
    """The validities of the teachers, and how each is compared with the student."""

    validities: tuple[Fraction, ...]
    compared: _agents.Compared

    def classroom(self, validity: Fraction) -> Classroom:
        """Both agents on their own courses with true cues."""
        classroom = self.compared.classroom
        classroom = replace(classroom, teacher=replace(classroom.teacher, cue_validity=validity))
        (teacher,), (student,) = (histories_with_true_cues(oracle) for oracle in classroom.oracles)
        return replace(classroom, teacher_history=teacher, student_history=student)

    def row(self, validity: Fraction) -> Row:
        """What is compared of one teacher and the student."""
        classroom = self.classroom(validity)
        return Row(
            validity,
            mean(self.compared.score(classroom, self.compared.compare)),
            mean(on_policy_divergences(classroom, self.compared.compare)),
            mean_entropy(classroom, 0),
            mean_entropy(classroom, 1),
            tuple(seen[0] for seen in classroom.teacher_history.observations),
        )


def mean_entropy(classroom: Classroom, which: int) -> LogForm:
    """The exact mean belief entropy of the teacher (0) or the student (1)."""
    history = (classroom.teacher_history, classroom.student_history)[which]
    entropies = belief_entropies(classroom.oracles[which], history)
    found: LogForm = LogForm.total(entropies) / len(entropies)
    return found


def build(inputs: Inputs) -> Sweep:
    """The six published validities, pairing by index, under the ideal planner."""
    return Sweep(tuple(map(Fraction, AT_DEPTH_5)), _agents.Compared(unbounded(PUBLISHED_CLASSROOM), paired_divergences))


def establish(sweep: Sweep) -> Finding:
    """Work out every row, then order, floor and rank correlations; then the same under the node budget."""
    finding = all_of(
        chain(
            facts(sweep, AT_DEPTH_5, "depth 5"),
            facts(budgeted(sweep), AT_COMPLETED_DEPTHS, "5000 nodes", REPORTED),
        )
    )
    if not finding.verdict.may_pass:
        return finding
    correlation = square_root(Fraction(3, 7))
    return replace(
        finding,
        exact="sqrt(3/7)",
        value=correlation,
        published=published("0.65", correlation, reported="0.6546536707079772"),
    )


def budgeted(sweep: Sweep) -> Sweep:
    """The same sweep with the published planner: 5000 nodes, improbable observations dropped."""
    classroom = sweep.compared.classroom
    return replace(
        sweep,
        compared=sweep.compared.changed(
            teacher=PUBLISHED_CLASSROOM.teacher,
            student=replace(PUBLISHED_CLASSROOM.student, cue_validity=classroom.student.cue_validity),
        ),
    )


def kernel(sweep: Sweep) -> Iterator[Statement]:
    """The entropy gaps along the agents' courses, and their rank correlation; the signals are not said to Coq."""
    last = ln(2) / 2 - (ln(2) + 3 * _course_terms.binary_entropy("49/50")) / 4
    gaps = [_gap(sweep.classroom(validity)) for validity in sweep.validities]
    yield _course_terms.equations(
        "gaps",
        "Along the courses that teacher and student take, the student's mean belief entropy less the teacher's is 0 at"
        " every validity but the last.",
        zip(gaps, (0, 0, 0, 0, 0, last), strict=True),
        covers="part",
    )
    yield Order("last_gap", "At the last validity it is positive.", 0, last, covers="part")
    classrooms = [sweep.classroom(validity) for validity in sweep.validities]
    found = [mean_entropy(classroom, 1) - mean_entropy(classroom, 0) for classroom in classrooms]
    listed = (text_of(items(ranks(values))) for values in (sweep.validities, found))
    yield Instance(
        "rank_correlation",
        "The ranks of the validities and those of the gaps, the five ties by their average rank, correlate so.",
        Raw(f"correlation {' '.join(listed)} = sqrt (3/7)"),
        "apply correlation_is_root; correlates.",
        ("Counting",),
        covers="part",
        vocabulary=("Resampling",),
    )


def _gap(classroom: Classroom) -> Term:
    """The student's mean belief entropy less the teacher's, for Coq."""
    teacher, student = (
        _course_terms.mean(
            _course_terms.belief_entropies(settings.agent_model(), history.observations, history.actions)
        )
        for settings, history in (
            (classroom.teacher, classroom.teacher_history),
            (classroom.student, classroom.student_history),
        )
    )
    gap: Term = student - teacher
    return gap


def facts(
    sweep: Sweep, stated: Mapping[str, tuple[str, str]], planner: str, reported: Mapping[str, str] | None = None
) -> Iterator[Fact]:
    """Each row, beside what the published run reports of it where that is given; then the sweep as a whole."""
    yield Fact.decided_by(
        len(sweep.validities) == len(stated),
        f"the sweep has {len(sweep.validities)} rows",
        otherwise=f"the sweep has {len(sweep.validities)} rows, expected {len(stated)}",
    )
    rows = [sweep.row(validity) for validity in sweep.validities]
    for row, (validity, (signal, aligned)) in zip(rows, stated.items(), strict=True):
        yield from row_facts(row, validity, signal, aligned, planner)
        if reported is not None:
            yield reported_fact(row.signal, reported[validity], f"{planner}, validity {row.validity}: signal")
    if reported is not None:
        yield reported_fact(rows[-1].gap, REPORTED_GAP, f"{planner}, validity {rows[-1].validity}: entropy gap")
    signals = [row.signal for row in rows]
    rising = all(later > earlier for earlier, later in pairwise(signals))
    yield _enclosed(rising, "the signal rises strictly with the validity", "the signal does not rise with the validity")
    cleared = [str(row.validity) for row in rows if row.signal > FLOOR]
    yield _enclosed(
        cleared[:1] == ["4/5"],
        "an appreciable signal, above 1/1000, is first there at validity 4/5",
        f"the signal is above 1/1000 at validities {cleared}, expected from 4/5 on",
    )
    validities = ranks([row.validity for row in rows])
    for name, found, expected in (
        ("signal", correlation(validities, ranks_of_distinct(rising, len(rows))), (1, Fraction(1))),
        ("entropy gap", correlation(validities, ranks([row.gap for row in rows])), (1, Fraction(3, 7))),
        (
            "teacher's entropy",
            correlation(validities, ranks([row.teacher_entropy for row in rows])),
            (-1, Fraction(3, 7)),
        ),
    ):
        yield Fact.decided_by(
            found == expected,
            f"rank correlation of validity and {name}: {signed_root(*found)}",
            otherwise=f"rank correlation of validity and {name}: {signed_root(*found)}, not {signed_root(*expected)}",
        )


def row_facts(row: Row, validity: str, signal: str, aligned: str, planner: str) -> Iterator[Fact]:
    """Signals to 30 digits, entropies in closed form, and whether the teacher walks with the student."""
    place = f"{planner}, validity {row.validity}"
    yield Fact.decided_by(
        row.validity == Fraction(validity),
        f"{place}: a row of the sweep",
        otherwise=f"{place}: expected {validity}",
    )
    yield signal_fact(row.signal, signal, f"{place}: signal")
    yield signal_fact(row.aligned, aligned, f"{place}: signal on the student's history")
    visits, opens = 3 in row.path, row.gap != 0
    yield Fact.decided_by(
        visits == opens == (validity == "0.98") and row.gap >= 0,
        f"{place}: the teacher {'visits' if visits else 'does not visit'} the cue, its mean entropy is"
        f" {enclose(row.teacher_entropy, 12).decimal(10)[0]}, the gap {row.gap}",
        otherwise=f"{place}: the teacher's places are {row.path} and the gap is {row.gap}",
    )


def reported_fact(truth: ComputedReal | LogForm, reported: str, what: str) -> Fact:
    """What the published run reports lies within its single precision of the truth."""
    distance = truth - Fraction(reported)
    return _enclosed(
        bool(-SINGLE_PRECISION < distance < SINGLE_PRECISION),
        f"{what}: the reported {reported} is within 1e-7 of the truth",
        f"{what}: the reported {reported} differs by {enclose(distance, 12).decimal(6)[0]}",
    )


def signal_fact(value: ComputedReal, printed: str, what: str) -> Fact:
    """A signal to the digits stated; 0 is exactly 0, as agents of equal settings are one agent."""
    if printed != "0":
        return _agents.stated(value, printed, what)
    ball = enclose(value, 30)
    return _enclosed(ball.is_exact() and ball.middle == 0, f"{what} is exactly 0", f"{what} is {ball}, expected 0")


def ranks(values: Sequence[LogForm | Fraction]) -> list[Fraction]:
    """Ranks from 1, ties by their average; order and equality are decided."""
    return [
        Fraction(2 * sum(other < value for other in values) + sum(other == value for other in values) + 1, 2)
        for value in values
    ]


def ranks_of_distinct(rising: bool, count: int) -> list[Fraction]:
    """The ranks of values that were found to rise strictly.

    Raises:
        EvidenceError: they do not.
    """
    if not rising:
        raise EvidenceError("the signals are not in strict order, so their ranks are not known")
    return [Fraction(rank) for rank in range(1, count + 1)]


def correlation(first: Sequence[Fraction], second: Sequence[Fraction]) -> tuple[int, Fraction]:
    """Pearson's correlation of ranks, as its sign and its exact square.

    Raises:
        EvidenceError: one side does not vary, so there is no correlation.
    """
    means = [sum(side, Fraction(0)) / len(side) for side in (first, second)]
    pairs = [(x - means[0], y - means[1]) for x, y in zip(first, second, strict=True)]
    product = sum((x * y for x, y in pairs), Fraction(0))
    squares = sum((x * x for x, _ in pairs), Fraction(0)) * sum((y * y for _, y in pairs), Fraction(0))
    if not squares:
        raise EvidenceError("one side of the rank correlation does not vary")
    return (product > 0) - (product < 0), product * product / squares


def signed_root(sign: int, square: Fraction) -> str:
    """A correlation in text."""
    return ("-" if sign < 0 else "") + ("1" if square == 1 else f"sqrt({square})")


def square_root(value: Fraction) -> ComputedReal:
    """The square root, enclosed on demand."""
    return ComputedReal(lambda: arb(fmpq(value.numerator, value.denominator)).sqrt(), f"sqrt({value})")


def _enclosed(holds: bool, text: str, otherwise: str) -> Fact:
    return Fact(Verdict.ENCLOSED if holds else Verdict.REFUTED, text if holds else otherwise)


CHECK = Check(
    id="privilege_sweep",
    claim=Claim(
        "Over six teacher validities the mean reverse divergence rises strictly and clears 1/1000 first at 4/5; the"
        " rank correlation of validity and entropy gap is sqrt(3/7)",
        r"v \mapsto \overline{D}(v) \text{ rises on } \{.5,.6,.7,.8,.9,.98\}, \quad \overline{D}(.5) = 0, \quad"
        r" \rho(v, \mathrm{gap}) = \sqrt{3/7}",
        "teacher validities 0.5 to 0.98, student 1/2, 4 decisions, reward on the left, true cues; paired by index, at"
        " depth 5 and at the depths that 5000 nodes complete",
        "Friedman (2026), On-Policy Distillation as Active Inference, privilege sweep",
    ),
    tier=Verdict.ENCLOSED,
    subject=build,
    establish=establish,
    kernel=kernel,
    tags=("classroom", "ideal", "divergence"),
    mutants=(
        Mutant(
            "on-policy",
            "the teacher is scored at the student's history, where the last row is not the outlier that it is in pairs",
            lambda s: replace(s, compared=replace(s.compared, score=on_policy_divergences)),
        ),
        Mutant(
            "0.95-for-0.98",
            "the last teacher has validity 19/20",
            lambda s: replace(s, validities=(*s.validities[:-1], Fraction(19, 20))),
        ),
        Mutant("five-rows", "the last row is missing", lambda s: replace(s, validities=s.validities[:-1])),
        Mutant(
            "telling-student",
            "the student's cue has validity 3/5 as well",
            lambda s: replace(
                s,
                compared=s.compared.changed(
                    student=replace(s.compared.classroom.student, cue_validity=Fraction(3, 5)),
                ),
            ),
        ),
        Mutant(
            "depth-4",
            "all agents search one level less",
            lambda s: replace(s, compared=_agents.with_settings(s.compared, lambda a: replace(a, horizon=4))),
        ),
        Mutant(
            "forward-divergence",
            "the divergence is taken from teacher to student",
            lambda s: replace(s, compared=_agents.COMPARED[2].change(s.compared)),
        ),
    ),
)
