"""What the checks of the T-maze say to Coq follows their subject, and is refused where a mutant makes it false."""

from fractions import Fraction
from pathlib import Path

import pytest
from opd_exact.checks.tmaze import _course_terms

from opd_exact.audit.rollout_files import RolloutFiles
from opd_exact.coq.certificate import certificate_of
from opd_exact.coq.errors import UntrueStatement
from opd_exact.coq.evaluation import exact_value
from opd_exact.coq.terms import call
from opd_exact.models.tmaze import tmaze
from opd_exact.planning.bayes_filter import BayesFilter
from opd_exact.registry.suites import builtin_suite, load_checks

CHECKS = {unit.check.id: unit.check for unit in load_checks([builtin_suite()])[0] if unit.group == "tmaze"}
REFUSED = [
    *(("tmaze_mean_belief_entropy", name) for name in ("other-validity", "blind-cue", "prior-of-the-environment")),
    *(("tmaze_bridge_post_cue_entropy", name) for name in ("blind-cue", "other-validity", "certain-cue")),
    *(("tmaze_bridge_trajectory", name) for name in ("validity-1/2", "validity-1/20", "reward-only", "forgets")),
]
RECORDED = Path(__file__).parent / "recorded"


@pytest.mark.parametrize(("identifier", "mutant"), REFUSED)
def test_a_mutant_makes_its_statements_false(identifier: str, mutant: str) -> None:
    check = CHECKS[identifier]
    assert check.kernel is not None
    (change,) = [known.change for known in check.mutants if known.name == mutant]
    with pytest.raises(UntrueStatement):
        certificate_of(identifier, "mutated", check.kernel(change(check.subject({}))))


def test_beliefs_are_not_given_but_updated() -> None:
    """No statement names a posterior probability: entropies are of posteriors of joint probabilities."""
    check = CHECKS["tmaze_mean_belief_entropy"]
    assert check.kernel is not None
    said = certificate_of("row", "claim", check.kernel(check.subject({}))).statements
    assert [part.name for part in said] == ["entropies", "mean_entropy", "digits"]
    assert said[0].coq.count("entropy (posterior [") == 7
    assert "1/2 * (19/20); 1/2 * (1/20)" in said[0].coq


def test_joint_probabilities_are_those_of_the_filter() -> None:
    """Divided by their sum, and against the filter, on a course with a misleading cue and a second visit to it."""
    model = tmaze("9/10")
    observations, actions = ((0, 0, 0), (3, 0, 2), (3, 0, 1), (0, 0, 0)), (3, 3, 0)
    joint = _course_terms.joint_probabilities(model, observations, actions)
    for weights, belief in zip(joint, BayesFilter(model).filtered(observations, actions), strict=True):
        whole = exact_value(call("evidence", weights))
        assert tuple(exact_value(weight) / whole for weight in weights) == belief
    assert exact_value(call("evidence", joint[-1])) == Fraction(9, 10) * Fraction(1, 10)


def test_recorded_checks_say_what_follows_from_the_recording() -> None:
    files = RolloutFiles({path.name: path.read_text(encoding="utf-8") for path in RECORDED.glob("*.json")})
    for identifier, covers in (("belief_entropy_finite", "claim"), ("goal_reached", "part")):
        check = CHECKS[identifier]
        assert check.kernel is not None
        certificate = certificate_of(identifier, "recorded", check.kernel(files))
        assert {part.covers for part in certificate.statements} == {covers}
