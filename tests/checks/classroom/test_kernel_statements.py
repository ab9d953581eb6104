"""What the checks of the classroom say to Coq is refused where a mutant makes it false."""

import pytest

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.group == "classroom"}


@pytest.mark.parametrize("identifier", ["classroom_teacher_entropy", "classroom_student_entropy"])
@pytest.mark.parametrize("mutant", ["other-validity", "idle", "two-visits"])
def test_a_mutant_makes_its_statements_false(identifier: str, mutant: str) -> None:
    check = CHECKS[identifier]
    assert check.kernel is not None
    (change,) = [known.change for known in check.mutants if known.name == mutant]
    subject = change(check.subject({}))
    if (identifier, mutant) == ("classroom_student_entropy", "other-validity"):
        # The student never sees its cue, so that its validity is told by ties alone, which are not said to Coq.
        certificate_of(identifier, "mutated", check.kernel(subject))
        return
    with pytest.raises(UntrueStatement):
        certificate_of(identifier, "mutated", check.kernel(subject))


@pytest.mark.parametrize("identifier", ["classroom_teacher_entropy", "classroom_student_entropy"])
def test_a_lost_decision_leaves_nothing_to_pair(identifier: str) -> None:
    check = CHECKS[identifier]
    assert check.kernel is not None
    (change,) = [known.change for known in check.mutants if known.name == "three-decisions"]
    with pytest.raises(ValueError, match=r"shorter|longer"):
        list(check.kernel(change(check.subject({}))))


def test_the_closed_form_stands_beside_what_is_defined() -> None:
    check = CHECKS["classroom_teacher_entropy"]
    assert check.kernel is not None
    said = {part.name: part.coq for part in certificate_of("row", "claim", check.kernel(check.subject({}))).statements}
    assert said["mean_entropy"].count("posterior") == 4
    assert said["below_the_student"].endswith("/ 4 < x1 / 2")


def test_the_sweep_says_ranks_of_its_own_gaps() -> None:
    """And a teacher whose last validity is another leaves another gap."""
    check = CHECKS["privilege_sweep"]
    assert check.kernel is not None
    subject = check.subject({})
    said = {part.name: part.coq for part in certificate_of("row", "claim", check.kernel(subject)).statements}
    assert said["rank_correlation"] == "correlation [1; 2; 3; 4; 5; 6] [3; 3; 3; 3; 3; 6] = sqrt (3/7)"
    (change,) = [known.change for known in check.mutants if known.name == "0.95-for-0.98"]
    with pytest.raises(UntrueStatement):
        certificate_of("row", "mutated", check.kernel(change(subject)))
