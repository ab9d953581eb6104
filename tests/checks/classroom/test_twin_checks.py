"""The checks that follow pymdp's own algorithm: they hold on a kept recording, and each mutant dies."""

from fractions import Fraction
from pathlib import Path

import mpmath
import pytest

from opd_exact.audit.classroom import PUBLISHED_CLASSROOM
from opd_exact.audit.pymdp_rollout import record_tmaze_rollouts
from opd_exact.audit.rollout_record import files_of, read_rollout
from opd_exact.numbers import enclose
from opd_exact.numbers.errors import EvidenceError
from opd_exact.registry import Check, Mutant, Verdict
from opd_exact.registry.suites import CheckUnit, RecordingUnit, builtin_suite, load_unit

FOLDER = Path(__file__).parent / "recorded"
PAIRED = ("reverse_kl_paired_twin", "forward_kl_paired_twin", "js_paired_twin")
NAMES = (*PAIRED, "reverse_kl_on_policy_twin")

# Action posteriors of teacher and student as the paper's facts give them, from an independent computation.
TEACHER = (
    ("0.0016181665155614",) * 3 + ("0.7216558241651159", "0.2734896762881998"),
    ("0.9982862029270052",) + ("0.0004284492682487",) * 4,
    ("0.0023547056101623",) * 3 + ("1.66512577620e-6", "0.9929342180437370"),
    ("5.70161144540e-6", "0.9951857778855665", "3.0288478e-13") + ("0.0024042602513426",) * 2,
)
STUDENT = (
    ("0.0052378237146403",) * 3 + ("0.0006433154456835", "0.9836432134103955"),
    ("6.29620654439e-6",) + ("0.4988144484454034",) * 2 + ("0.0011824034513244",) * 2,
    ("0.2498490573561356",) * 4 + ("0.0006037705754578",),
    ("0.2498490573561356",) * 4 + ("0.0006037705754578",),
)


def unit(name: str) -> CheckUnit | RecordingUnit:
    """The unit of one file of the folder."""
    suite = builtin_suite()
    assert suite.checks is not None
    return load_unit(suite.name, suite.checks, f"classroom/{name}.py")


def check(name: str) -> Check:
    """The check of that name."""
    found = unit(name)
    assert isinstance(found, CheckUnit)
    return found.check


def inputs() -> dict[str, dict[str, str]]:
    """The kept recording."""
    return {"classroom_rollouts": {file.name: file.read_text(encoding="utf-8") for file in FOLDER.iterdir()}}


def divergence(p: list[mpmath.mpf], q: list[mpmath.mpf]) -> mpmath.mpf:
    """D(p || q)."""
    return sum(x * mpmath.log(x / y) for x, y in zip(p, q, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("name", PAIRED)
def test_the_value_is_that_of_the_papers_posteriors(name: str) -> None:
    """The mean agrees with the posteriors printed in the facts to the digits that these have."""
    with mpmath.workdps(30):
        total = mpmath.mpf(0)
        for teacher_row, student_row in zip(TEACHER, STUDENT, strict=True):
            teacher, student = [mpmath.mpf(x) for x in teacher_row], [mpmath.mpf(x) for x in student_row]
            if name == "js_paired_twin":
                middle = [(x + y) / 2 for x, y in zip(teacher, student, strict=True)]
                total += (divergence(teacher, middle) + divergence(student, middle)) / 2
            else:
                pair = (student, teacher) if name == "reverse_kl_paired_twin" else (teacher, student)
                total += divergence(*pair)
        finding = check(name).establish(check(name).subject(inputs()))
        assert finding.verdict is Verdict.ENCLOSED, finding.message
        assert finding.value is not None
        assert abs(mpmath.mpf(enclose(finding.value, 20).decimal(20)[0]) - total / 4) < mpmath.mpf("2e-9")


@pytest.mark.slow
@pytest.mark.parametrize("name", PAIRED)
def test_the_float_is_beside_it_with_its_budget(name: str) -> None:
    """Four bounds that cover the distance; rounding is below a millionth, the missing depth is not."""
    finding = check(name).establish(check(name).subject(inputs()))
    (observation,) = finding.observations
    assert observation.within
    assert finding.budget is not None
    assert finding.budget.input + finding.budget.arithmetic < Fraction(1, 10**6)
    assert finding.budget.regularization < Fraction(1, 10**14)
    assert finding.budget.approximation > Fraction(1, 1000)


@pytest.mark.slow
def test_on_policy_needs_no_recording() -> None:
    """Without floors the mean is 0.318250545088746602; with them it is within 1e-14 of that."""
    declared = check("reverse_kl_on_policy_twin")
    assert declared.inputs == ()
    finding = declared.establish(declared.subject({}))
    assert finding.verdict is Verdict.ENCLOSED, finding.message
    assert finding.value is not None
    difference = enclose(finding.value, 30).middle - Fraction("0.318250545088746602")
    assert abs(difference) < Fraction(1, 10**14)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "mutant"),
    [(name, mutant) for name in NAMES for mutant in check(name).mutants],
    ids=lambda value: value if isinstance(value, str) else value.name,
)
def test_every_mutant_dies(name: str, mutant: Mutant) -> None:
    """Refuted, or refused for lack of evidence."""
    declared = check(name)
    changed = mutant.change(declared.subject(inputs()))
    try:
        finding = declared.establish(changed)
    except EvidenceError:
        return
    assert finding.verdict is Verdict.REFUTED


def test_a_missing_file_is_named() -> None:
    """A recording without the teacher's trace is no recording."""
    files = inputs()["classroom_rollouts"]
    del files["teacher.trace.json"]
    with pytest.raises(EvidenceError, match=r"teacher\.trace\.json: the file is missing"):
        files_of("teacher", files)


@pytest.mark.pymdp
@pytest.mark.exhaustive  # the suite itself makes this recording whenever it runs
def test_a_fresh_recording_is_of_the_published_histories() -> None:
    """What pymdp does here is what the checks take it to do."""
    classroom = PUBLISHED_CLASSROOM
    files = record_tmaze_rollouts({"teacher": classroom.teacher, "student": classroom.student})
    for name, history in (("teacher", classroom.teacher_history), ("student", classroom.student_history)):
        record = read_rollout(files_of(name, files))
        assert record.observations == history.observations
        assert record.actions[:-1] == history.actions
