"""What the checks of this group say to Coq: nothing false as declared, and mutants are refused. Coq is not run here."""

import pytest

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.statements import Identity, Symbolic
from opd_exact.coq.terms import Call, parameters_of, postorder, term_of
from opd_exact.registry import Check
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.group == "selection"}
# Mutants whose subject says something false of itself; others change what no statement speaks of.
REFUSED = {
    "multistate_ranking": ("ties by name", "fourth state told apart", "reversed"),
    "multistate_table": ("epistemic(noisy3_k3): closed form shifted", "noisy channel moved by a trillionth"),
    "multistate_enough_observations": ("fewer states", "published channel worse"),
    "multistate_wrong_measure": ("channel without power",),
    "selection_blinded_cue": ("shifted by a trillionth",),
    "selection_cue_threshold": ("threshold at 0.75", "threshold moved", "arms of 0.9"),
    "selection_identity": ("gain under another prior", "residual under another prior", "gain rescaled"),
    "selection_menu": ("G(commit_left): closed form shifted", "prior not fair", "arm moved by a trillionth"),
    "selection_pragmatic_only": ("arms reveal the latent", "shifted by a trillionth"),
    "selection_precision_limit": ("cue at 0.8", "cue barely better", "precision too low", "control not blinded"),
    "selection_precision_posterior": ("sign", "precision halved", "one arm", "cue at 0.99"),
    "selection_ranking": ("cue blinded", "cue at 0.8", "tie broken by 1e-15", "ties by name"),
    "selection_shared_preference": ("rational switch", "stronger arm", "cue at 0.9"),
    "selection_uniform_choice": ("three policies", "cue blinded", "shifted by a trillionth"),
    "selection_validity_sweep": ("validity ignored", "one side noisy", "prior not fair"),
    "sequential_blinded_margin": ("cost of 1.3",),
    "sequential_break_even": ("g_f in place of g_r", "shifted by a trillionth", "cost of the two-step comparison"),
    "sequential_commit_now": ("commit now: closed form shifted", "cue too cheap", "cue too dear", "arms of 0.9"),
    "sequential_cost_windows": ("divergence swapped", "end moved", "windows exchanged", "cost outside"),
    "sequential_cue_first": ("cue at 0.99", "cost of 1.3", "latent not resolved"),
    "sequential_horizon_curve": ("gap, H = 6: closed form shifted", "cost of 1", "cost of 2", "latent not resolved"),
    "sequential_learning_commit": ("never learns", "worse arm"),
    "sequential_per_step_value": ("arms of 0.9",),
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_statements_pass_the_trial_and_left_sides_are_defined_amounts(check: Check) -> None:
    assert check.kernel is not None
    subject = check.subject({})
    certificate_of(check.id, check.claim.statement, check.kernel(subject))
    for statement in check.kernel(subject):
        if isinstance(statement, Identity | Symbolic):
            left = term_of(statement.left)
            assert any(isinstance(node, Call) for node in postorder(left)), statement.name
            assert isinstance(statement, Symbolic) or not parameters_of(left)


@pytest.mark.parametrize(
    ("identifier", "name"), [(identifier, name) for identifier, names in REFUSED.items() for name in names]
)
def test_mutants_are_refused(identifier: str, name: str) -> None:
    check = CHECKS[identifier]
    assert check.kernel is not None
    (mutant,) = (mutant for mutant in check.mutants if mutant.name == name)
    with pytest.raises(UntrueStatement):
        certificate_of(identifier, check.claim.statement, check.kernel(mutant.change(check.subject({}))))
