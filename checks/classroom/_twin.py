"""What the checks share that follow pymdp's own algorithm through the classroom: runs, facts, budget, mutants.

The value is the twin's: inference and search as pymdp does them, floors and node budget included, in balls and at the
nominal parameters. It is held against three things that know nothing of it: the exact recursion at the depths that the
budget completes, which it must meet once floors and penalties are taken away; the numbers of nodes, counted on exact
beliefs; and, where a recording is at hand, what the float program returned.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from opd_exact.checks.tmaze import _wrong_searches

from opd_exact.audit.classroom import PUBLISHED_CLASSROOM, AgentHistory, Classroom, Posterior, mean, unbounded
from opd_exact.audit.rollout_record import RolloutRecord, files_of, read_rollout
from opd_exact.audit.tmaze_twin import TwinRun, recorded_run, scalar_budget, twin_settings
from opd_exact.numbers import ComputedReal, enclose
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.planning.node_budget import count_nodes
from opd_exact.registry import Budget, Fact, Finding, Inputs, Mutant, Observation, Series, Verdict, all_of
from opd_exact.registry.facts import observed
from opd_exact.registry.published import published
from opd_exact.registry.row import upper_decimal

from . import _agents

__all__ = [
    "RECORDING_ID",
    "Floats",
    "TwinClassroom",
    "divergences",
    "establish",
    "float_jensen_shannon",
    "float_relative_entropy",
    "mutants",
    "on_policy",
    "paired",
    "teacher_at_its_own",
]

RECORDING_ID = "classroom_rollouts"

TOLERANCE = Fraction(1, 10**6)
REASON = (
    "posteriors in single precision are good to a few units of 6e-8; a divergence weighs them by logarithms near 10"
)

# Where two routes to one real number are compared, both are enclosed far more narrowly than this.
SAME = Fraction(1, 10**25)
DIGITS = 28

Rows = Sequence[Posterior]
Score = Callable[[Classroom, Callable[[Posterior, Posterior], ComputedReal]], tuple[ComputedReal, ...]]
Floats: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.float64]]"


@dataclass(frozen=True)
class TwinClassroom:
    """Two runs of the twin, how their decisions are compared, and what the result is held against.

    `teacher` runs along the history at which it is scored. `exact` are the same agents under the exact recursion, which
    `score` compares. `floors` bounds what floors and penalties may do to the mean. `mean_digits` is the mean as an
    independent computation has it. `files` is the recording, None where none is read.
    """

    files: Mapping[str, str] | None
    teacher: TwinRun
    student: TwinRun
    compare: Callable[[Posterior, Posterior], ComputedReal]
    exact: Classroom
    score: Score
    floors: Fraction
    mean_digits: str

    def mean_of(self, student: Rows, teacher: Rows) -> ComputedReal:
        """The mean divergence of the rows, decision by decision."""
        return mean([self.compare(own, other) for own, other in zip(student, teacher, strict=True)])

    @property
    def value(self) -> ComputedReal:
        """The mean by the twin at nominal parameters."""
        return self.mean_of(self.student.posteriors, self.teacher.posteriors)


def paired(
    inputs: Inputs,
    compare: Callable[[Posterior, Posterior], ComputedReal],
    score: Score,
    floors: str,
    mean_digits: str,
) -> TwinClassroom:
    """Each agent along its own published history, decision t with decision t."""
    classroom = PUBLISHED_CLASSROOM
    return TwinClassroom(
        inputs[RECORDING_ID] if inputs else None,
        TwinRun(classroom.teacher, twin_settings(classroom.teacher), classroom.teacher_history),
        TwinRun(classroom.student, twin_settings(classroom.student), classroom.student_history),
        compare,
        classroom,
        score,
        Fraction(floors),
        mean_digits,
    )


def on_policy(subject: TwinClassroom) -> TwinClassroom:
    """The same with the teacher along the student's history."""
    return replace(subject, teacher=replace(subject.teacher, history=subject.student.history))


def teacher_at_its_own(subject: TwinClassroom) -> TwinClassroom:
    """The same with the teacher along its own history."""
    return replace(subject, teacher=replace(subject.teacher, history=subject.exact.teacher_history))


def establish(
    subject: TwinClassroom, printed: str | None, note: str, reported: str | None, by_floats: Callable[..., float] | None
) -> Finding:
    """The twin's mean with its facts; with a recording, the float beside it and its budget."""
    records = None if subject.files is None else _records(subject.files)
    finding = all_of(_facts(subject, records))
    if not finding.verdict.may_pass:
        return finding
    value = subject.value
    finding = replace(
        finding,
        value=value,
        published=None if printed is None else published(printed, value, note, reported=reported),
    )
    if records is None or by_floats is None:
        return finding
    seen = float(np.mean([by_floats(*rows) for rows in zip(*map(_rows, reversed(records)), strict=True)]))
    return replace(
        finding,
        observations=(_observation(seen, value),),
        budget=_budget(subject, records, seen),
    )


def divergences(subject: TwinClassroom, by_floats: Callable[..., float] | None = None) -> tuple[Series]:
    """The divergence at each decision by the twin, and of the recorded floats where they are at hand, for figures."""
    twin = [
        subject.compare(own, other)
        for own, other in zip(subject.student.posteriors, subject.teacher.posteriors, strict=True)
    ]
    if subject.files is None or by_floats is None:
        return (Series("divergences", ("step", "twin"), tuple(enumerate(twin))),)
    teacher, student = map(_rows, _records(subject.files))
    seen = [by_floats(own, other) for own, other in zip(student, teacher, strict=True)]
    rows = tuple((step, *pair) for step, pair in enumerate(zip(twin, seen, strict=True)))
    return (Series("divergences", ("step", "twin", "recorded"), rows),)


def float_relative_entropy(p: Floats, q: Floats) -> float:
    """D(p || q) in float64."""
    return float(np.sum(p * np.log(p / q)))


def float_jensen_shannon(p: Floats, q: Floats) -> float:
    """The Jensen-Shannon divergence in float64."""
    middle = (p + q) / 2
    return (float_relative_entropy(p, middle) + float_relative_entropy(q, middle)) / 2


def _facts(subject: TwinClassroom, records: tuple[RolloutRecord, RolloutRecord] | None) -> Iterator[Fact]:
    for name, run in (("teacher", subject.teacher), ("student", subject.student)):
        if name == "student" or run.history != subject.student.history:
            yield _own_choices(name, run)
        yield _depths(name, run)
    yield from _meets_recursion(subject)
    yield _floors(subject)
    yield _agents.stated(subject.value, subject.mean_digits, "the twin's mean, floors and node budget included,")
    if records is not None:
        for name, run, record in zip(("teacher", "student"), (subject.teacher, subject.student), records, strict=True):
            yield from _recorded(name, run, record)


def _own_choices(name: str, run: TwinRun) -> Fact:
    """What the agent did is what the twin takes: the first of its best actions, as floats of its numbers tell them."""
    model = run.settings.agent_model()
    for step, action in zip(run.steps, run.history.actions, strict=False):
        chosen = model.actions.index(step.decision.controls())
        if chosen != action:
            return Fact(
                Verdict.REFUTED,
                f"{name}, step {step.time}: the twin takes {model.action_names[chosen]}, the history has"
                f" {model.action_names[action]}",
            )
    return Fact(Verdict.ENCLOSED, f"{name}: each of {len(run.history.actions)} actions is the one that the twin takes")


def _depths(name: str, run: TwinRun) -> Fact:
    """The twin's trees end where the nodes counted on exact beliefs say they do."""
    bayes = BayesFilter(run.settings.agent_model())
    settings, history = run.settings, run.history
    counts = [
        count_nodes(bayes, belief, settings.horizon, settings.max_nodes, settings.observation_prune_threshold)
        for belief in bayes.filtered(history.observations, history.actions)
    ]
    trees = [step.decision.tree for step in run.steps]
    found = [None if tree is None else (tree.completed_depth, tree.nodes_used) for tree in trees]
    expected = [(count.completed_depth, count.nodes_used) for count in counts]
    return Fact.decided_by(
        found == expected,
        f"{name}: completed depths {[depth for depth, _ in expected]}, nodes {[nodes for _, nodes in expected]}",
        otherwise=f"{name}: (depth, nodes) of the twin are {found}, counted on exact beliefs {expected}",
    )


def _meets_recursion(subject: TwinClassroom) -> Iterator[Fact]:
    """Without floors and penalties, each divergence is that of the exact recursion at the completed depths."""
    bare = zip(subject.student.bare.posteriors, subject.teacher.bare.posteriors, strict=True)
    exact = subject.score(subject.exact, subject.compare)
    for time, ((own, other), truth) in enumerate(zip(bare, exact, strict=True)):
        difference = enclose(subject.compare(own, other), DIGITS) - enclose(truth, DIGITS)
        size = max(abs(difference.lower), abs(difference.upper))
        yield Fact(
            Verdict.ENCLOSED if size <= SAME else Verdict.REFUTED,
            f"step {time}: twin without floors and exact recursion at the completed depth differ by at most"
            f" {upper_decimal(size, 3)}, allowed {upper_decimal(SAME, 3)}",
            upper_decimal(size, 3),
        )


def floors(subject: TwinClassroom) -> tuple[Series, ...]:
    """A bound on what floors and penalties do to the mean."""
    row = ("pymdp's clipped logs and penalties", subject.student.twin.floor, _moved_by_floors(subject))
    return (Series("floors", ("floor", "size", "effect"), (row,)),)


def _moved_by_floors(subject: TwinClassroom) -> Fraction:
    bare = subject.mean_of(subject.student.bare.posteriors, subject.teacher.bare.posteriors)
    difference = enclose(subject.value, DIGITS) - enclose(bare, DIGITS)
    return max(abs(difference.lower), abs(difference.upper))


def _floors(subject: TwinClassroom) -> Fact:
    """Floors and penalties move the mean by no more than is declared."""
    size = _moved_by_floors(subject)
    return Fact(
        Verdict.ENCLOSED if size <= subject.floors else Verdict.REFUTED,
        f"floors and penalties move the mean by at most {upper_decimal(size, 3)},"
        f" allowed {upper_decimal(subject.floors, 3)}",
        upper_decimal(size, 3),
    )


def _recorded(name: str, run: TwinRun, record: RolloutRecord) -> Iterator[Fact]:
    """The record is of this run: same settings, same history, the twin's trees, and the twin's numbers in floats."""
    same = (record.summary.config, record.observations, record.actions[:-1]) == (
        run.settings,
        run.history.observations,
        run.history.actions,
    )
    yield Fact.decided_by(
        same,
        f"{name}: the recording has these settings and this history",
        otherwise=f"{name}: the recording has other settings or another history than the run",
    )
    trees = [step.decision.tree for step in run.steps]
    yield Fact.decided_by(
        [tree and tree.nodes_by_level for tree in trees] == [step.tree.nodes_by_level for step in record.steps],
        f"{name}: every recorded tree has the twin's node counts, level by level",
        otherwise=f"{name}: a recorded tree has other node counts than the twin's",
    )
    worst = max(
        enclose(abs(seen - truth), 12).upper
        for step, row in zip(record.steps, recorded_run(record, run).posteriors, strict=True)
        for seen, truth in zip(step.action_posterior, row, strict=True)
    )
    yield Fact(
        Verdict.ENCLOSED if worst <= TOLERANCE else Verdict.REFUTED,
        f"{name}: every recorded probability is within {upper_decimal(worst, 3)} of the twin on the recorded tables,"
        f" allowed {upper_decimal(TOLERANCE, 3)}",
        upper_decimal(worst, 3),
    )


def _records(files: Mapping[str, str]) -> tuple[RolloutRecord, RolloutRecord]:
    return read_rollout(files_of("teacher", files)), read_rollout(files_of("student", files))


def _rows(record: RolloutRecord) -> list[Floats]:
    """Each recorded row in float64, divided by its sum, as published."""
    rows = [np.array([float(entry) for entry in step.action_posterior]) for step in record.steps]
    return [row / row.sum() for row in rows]


def _observation(seen: float, value: ComputedReal) -> Observation:
    return observed("pymdp: mean divergence of the recorded posteriors, float64", seen, value, TOLERANCE, REASON)


def _budget(subject: TwinClassroom, records: tuple[RolloutRecord, RolloutRecord], seen: float) -> Budget:
    teacher, student = records
    ideal = mean(subject.score(unbounded(subject.exact), subject.compare))
    found = scalar_budget(
        "mean divergence",
        seen,
        (subject.student, subject.teacher),
        (recorded_run(student, subject.student), recorded_run(teacher, subject.teacher)),
        subject.mean_of,
        ideal,
    )
    return Budget(**found.bounds)


def mutants(digits: str, *, recorded: bool) -> tuple[Mutant, ...]:
    """The ways in which such a number goes wrong; `digits` are of another number that it is taken for."""
    common = (
        Mutant(
            "depth-3",
            "the twin's search ends a level early",
            lambda s: replace(s, **{side: _with_twin(getattr(s, side), horizon=3) for side in ("teacher", "student")}),
        ),
        Mutant(
            "floor-2^-40",
            "logarithms are clipped at 2**-40 instead of 2**-52",
            lambda s: replace(
                s,
                **{side: _with_twin(getattr(s, side), floor=Fraction(1, 2**40)) for side in ("teacher", "student")},
            ),
        ),
        Mutant(
            "log-sum-exp",
            "a belief's value is the soft maximum instead of the mean of the action values",
            lambda s: replace(s, exact=replace(s.exact, make_search=_wrong_searches.LogSumExpSearch)),
        ),
        Mutant(
            "unweighted-branches",
            "each observation counts fully, not by its probability",
            lambda s: replace(s, exact=replace(s.exact, make_search=_wrong_searches.UnweightedSearch)),
        ),
        Mutant(
            "tie-to-the-right",
            "the student breaks its tie the other way and is punished in the right arm",
            lambda s: _with_student_history(s, AgentHistory(((0, 0, 0), (4, 0, 0), (2, 2, 0), (4, 0, 0)), (4, 2, 4))),
        ),
        Mutant(
            "other-digits",
            f"the mean is claimed to be {digits}",
            lambda s: replace(s, mean_digits=digits),
        ),
    )
    if not recorded:
        return common
    return (
        *common,
        Mutant(
            "agents-exchanged",
            "the recordings of teacher and student are exchanged",
            lambda s: replace(s, files={_exchanged(name): text for name, text in s.files.items()}),
        ),
        Mutant(
            "recording-missing",
            "a file of the teacher's recording is not there",
            lambda s: replace(s, files={n: text for n, text in s.files.items() if n != "teacher.trace.json"}),
        ),
    )


def _with_twin(run: TwinRun, **changes: object) -> TwinRun:
    return replace(run, twin=replace(run.twin, **changes))  # type: ignore[arg-type]


def _with_student_history(subject: TwinClassroom, history: AgentHistory) -> TwinClassroom:
    follows = subject.teacher.history == subject.student.history
    changed = replace(
        subject,
        student=replace(subject.student, history=history),
        exact=replace(subject.exact, student_history=history),
    )
    return on_policy(changed) if follows else changed


def _exchanged(name: str) -> str:
    side, _, file = name.partition(".")
    return f"{'student' if side == 'teacher' else 'teacher'}.{file}"
