"""What the checks of five groups say to Coq: it holds, it is about the subject, and no side is said to be itself.

The other groups, whose mutants are named one by one, have a file each beside their tests. Coq is not run here.
"""

from collections.abc import Sequence

import pytest

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.rendering import text_of
from opd_exact.coq.statements import Identity, Statement, Symbolic
from opd_exact.coq.terms import term_of
from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks

GROUPS = ("distillation", "divergences", "free_energy", "ising", "ledger")
UNITS = {
    unit.check.id: unit
    for unit in load_checks([builtin_suite()])[0]
    if unit.group in GROUPS and unit.check.kernel is not None
}
EXPECTED = {
    "decomposition_identity",
    "empirical_matches_closed_form",
    "ising_mean_field_broken_branch",
    "ising_mean_field_forward_gap",
    "ising_mean_field_reverse_gap",
    "ising_mi_at_zero",
    "ising_mi_monotone",
    "ising_mi_saturates",
    "ising_observable_sweep",
    "ising_sweep_residuals",
    "joint_is_pmf",
    "mean_field_at_lambda_zero",
    "efe_ambiguity",
    "efe_epistemic",
    "efe_pragmatic",
    "efe_risk",
    "efe_two_forms",
    "efe_zero_preference",
    "optimizer_free_energy",
    "reward_tilting_every_beta",
    "reward_tilting_optimum",
    "two_optimizers",
    "vfe_accuracy",
    "vfe_complexity",
    "vfe_log_evidence",
    "vfe_posterior_undefined",
    "vfe_three_forms",
    "divergence_alpha_half",
    "divergence_alpha_limits",
    "divergence_alpha_support",
    "divergence_clipped_reverse_kl",
    "divergence_forward_kl",
    "divergence_jensen_shannon",
    "divergence_mode_seeking_flag",
    "divergence_reverse_kl",
    "divergence_skew_kl",
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
    "precision_ledger_margins",
    "precision_ledger_residuals",
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
