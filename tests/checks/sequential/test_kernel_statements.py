"""What the checks of this group say to Coq: nothing false as declared, and mutants are refused. Coq is not run here."""

from fractions import Fraction

import pytest
from opd_exact.checks.sequential._kernel import Walk, absolute, equations, policy_terms

from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.evaluation import exact_value
from opd_exact.coq.statements import Identity
from opd_exact.coq.terms import Call, Number, postorder, term_of
from opd_exact.models.policy_chain import Policy, PolicyChain
from opd_exact.registry import Check
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.group == "sequential"}
LOSS = ("claim off by 1e-12", "forward KL", "other visits", "one step more", "start left out", "teacher off by 1e-12")
# Mutants whose subject says something false of itself; others change what no statement speaks of.
REFUSED = {
    "sequential_dose_sweep": ("last digit", "dose mislabeled", "forward KL", "one step more", "actions exchanged"),
    "sequential_gap_closed": ("claim off by 1e-12", "train loss before", "unchanged visits", "actions exchanged"),
    "sequential_losses_fall_with_dose": ("before and after exchanged", "overshoot", "overshoot in one state"),
    "sequential_no_shift_at_horizon_one": ("horizon 2", "start left out", "claim off by 1e-12"),
    "sequential_shift_mass": ("claim off by 1e-27", "sum of absolute differences", "start left out"),
    "sequential_sign_change": ("one half", "last digit", "one step less", "forward KL", "teacher off by 1e-12"),
    "sequential_state_divergences": ("teacher off by 1e-12",),
    "sequential_test_loss_after": LOSS,
    "sequential_test_loss_before": LOSS,
    "sequential_train_loss": LOSS,
    "sequential_trajectory_divergence": ("train loss", "forward KL", "factor 7", "claim off by 1e-12"),
    "sequential_visitations": ("one step less", "start left out", "teacher off by 1e-12", "actions exchanged"),
}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS)
def test_statements_pass_the_trial_and_left_sides_are_defined_amounts(check: Check) -> None:
    assert check.kernel is not None
    subject = check.subject({})
    certificate_of(check.id, check.claim.statement, check.kernel(subject))
    for statement in check.kernel(subject):
        if isinstance(statement, Identity):
            assert any(isinstance(node, Call) for node in postorder(term_of(statement.left))), statement.name


@pytest.mark.parametrize(
    ("identifier", "name"), [(identifier, name) for identifier, names in REFUSED.items() for name in names]
)
def test_mutants_are_refused(identifier: str, name: str) -> None:
    check = CHECKS[identifier]
    assert check.kernel is not None
    (mutant,) = (mutant for mutant in check.mutants if mutant.name == name)
    with pytest.raises(UntrueStatement):
        certificate_of(identifier, check.claim.statement, check.kernel(mutant.change(check.subject({}))))


def test_a_walk_by_hand() -> None:
    """Stay with 3/4, change with 1/4: d_2 = (5/8, 3/8), and the mean of d_0, d_1, d_2 is (19/24, 5/24)."""
    process = PolicyChain.of("ab", ["stay", "go"], ["1", "0"], [[["1", "0"], ["0", "1"]], [["0", "1"], ["1", "0"]]])
    walk = Walk(process, policy_terms(Policy.of([["3/4", "1/4"]] * 2)))
    assert [exact_value(share) for share in walk.visitation(3)] == [Fraction(19, 24), Fraction(5, 24)]
    assert [exact_value(share) for share in walk.visitation(1, first=2)] == [Fraction(5, 8), Fraction(3, 8)]


@pytest.mark.parametrize(("claimed", "holds"), [("1/6", True), ("-1/6", False), ("1/5", False)])
def test_absolute_values_are_tried_too(claimed: str, holds: bool) -> None:
    less = absolute(Number(Fraction(1, 3)) - Number(Fraction(1, 2)))
    statement = equations("size", "The size of a difference.", [(less, claimed)])
    if holds:
        statement.refuse_untrue()
    else:
        with pytest.raises(UntrueStatement):
            statement.refuse_untrue()
