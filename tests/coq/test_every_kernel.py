"""Every built-in check that says its claim for Coq says it readably, and nothing in it is false on this side."""

import pytest

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.rendering import WIDTH
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks

UNITS = [unit for unit in load_checks([builtin_suite()])[0] if unit.check.kernel is not None and not unit.check.inputs]


@pytest.mark.parametrize("unit", UNITS, ids=[unit.check.id for unit in UNITS])
def test_its_statements_are_written_and_tried(unit: CheckUnit) -> None:
    check = unit.check
    assert check.kernel is not None
    statements = list(check.kernel(check.subject({})))
    certificate = certificate_of(check.id, check.claim.statement, statements)
    assert any(part.covers in ("claim", "part") for part in certificate.statements)
    # A number or a word may be longer than a line; lines of many words may not.
    for line in certificate.pin.splitlines():
        assert len(line) <= 2 * WIDTH or line.count(" ") - (len(line) - len(line.lstrip())) < 8, line


def test_statements_follow_the_subject() -> None:
    """A mutant of the divergence's closed form makes its statement for Coq false too."""
    (unit,) = [unit for unit in UNITS if unit.check.id == "divergence_forward_kl"]
    check = unit.check
    assert check.kernel is not None
    swapped = next(mutant for mutant in check.mutants if "exchanged" in mutant.name or "swap" in mutant.name)
    with pytest.raises(UntrueStatement):
        certificate_of(check.id, "swapped", check.kernel(swapped.change(check.subject({}))))
