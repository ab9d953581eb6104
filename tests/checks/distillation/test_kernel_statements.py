"""What the checks of this group say to Coq: it holds, it is about the subject, and no side is said to be itself."""

from collections.abc import Sequence

import pytest

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Identity, Statement, Symbolic
from opd_exact.coq.terms import term_of
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks

UNITS = {
    unit.check.id: unit
    for unit in load_checks([builtin_suite()])[0]
    if unit.group == "distillation" and unit.check.kernel is not None
}
EXPECTED = {
    "adaptive_divergence_not_bounded",
    "adaptive_divergence_total",
    "adaptive_reverse_fraction",
    "exposure_bias_final_gap",
    "gkd_exposure_gap",
    "gkd_forward_fields",
    "gkd_off_policy_loss",
    "gkd_on_policy_loss",
    "sdpg_total_forward",
    "sdpg_total_reverse",
}


def _statements(unit: CheckUnit) -> Sequence[Statement]:
    assert unit.check.kernel is not None
    return tuple(unit.check.kernel(unit.check.subject({})))


def test_every_row_in_the_covered_classes_speaks() -> None:
    assert set(UNITS) >= EXPECTED


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_statements_hold_and_have_names_of_their_own(unit: CheckUnit) -> None:
    statements = _statements(unit)
    certificate = certificate_of(unit.check.id, unit.check.claim.statement, statements)
    assert len({part.name for part in certificate.statements}) == len(statements) >= 1


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_no_side_is_said_to_be_itself(unit: CheckUnit) -> None:
    for statement in _statements(unit):
        if isinstance(statement, Identity | Symbolic):
            assert text_of(term_of(statement.left)) != text_of(term_of(statement.right)), statement.name


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_statements_of_some_mutants_are_refused(unit: CheckUnit) -> None:
    kernel, subject = unit.check.kernel, unit.check.subject({})
    assert kernel is not None
    refused = 0
    for mutant in unit.check.mutants:
        try:
            certificate_of(unit.check.id, "", kernel(mutant.change(subject)))
        except UntrueStatement:
            refused += 1
        except Exception:  # a mutant may break the subject in ways of its own
            continue
    assert refused
