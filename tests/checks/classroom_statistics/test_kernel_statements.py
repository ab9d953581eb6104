"""What the small-sample statistics say to Coq, and that a mutant is refused or has something else to prove."""

from math import comb

import pytest
from opd_exact.checks.classroom_statistics._pairs import RESIDUAL
from opd_exact.checks.classroom_statistics._resampling_terms import keys, listed, written

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.numbers import LogForm, log
from opd_exact.registry import Mutant
from opd_exact.registry.declaration import Check
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {
    unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.group == "classroom_statistics"
}
MUTANTS = [(check, mutant) for check in CHECKS.values() for mutant in check.mutants]


def said(check: Check, mutant: Mutant | None = None) -> dict[str, str]:
    assert check.kernel is not None
    subject = check.subject({})
    statements = check.kernel(mutant.change(subject) if mutant else subject)
    return {part.name: part.coq for part in certificate_of(check.id, "claim", statements).statements}


@pytest.mark.parametrize(("check", "mutant"), MUTANTS, ids=[f"{check.id}-{mutant.name}" for check, mutant in MUTANTS])
def test_a_mutant_is_refused_or_says_something_else(check: Check, mutant: Mutant) -> None:
    try:
        found = said(check, mutant)
    except UntrueStatement:
        return
    assert found != said(check)


def test_the_counts_are_those_of_brute_force() -> None:
    """243 and 251 of 256: three or four draws of the one positive pair are rare, by the binomial distribution."""
    four, three = 1, comb(4, 3)
    high = said(CHECKS["classroom_bootstrap_high"])
    assert high["up_to"].endswith(f" {256 - four - three}")
    # With three draws of it the fourth is 0 in one case of three, and lies above; -h in two, and is the quantile.
    assert high["below"].endswith(f" {256 - four - 3 * three}")
    low = said(CHECKS["classroom_bootstrap_low"])
    assert (low["below"][-2:], low["up_to"][-3:]) == (" 0", " 16")


def test_forms_are_written_in_the_two_entropies() -> None:
    forms = (LogForm(), log(2) - RESIDUAL, -RESIDUAL, log(2) * 3)
    assert listed(forms) == "[0; L - h; - h; 3 * L]"
    assert keys(forms) == "[(0, 0, 0)%Z; (1, -1, 0)%Z; (0, -1, 0)%Z; (3, 0, 0)%Z]"
    with pytest.raises(UntrueStatement, match="no rational combination"):
        written(log(3))
    with pytest.raises(UntrueStatement, match="no integer combinations"):
        keys([log(2) / 2])
