"""The selection checks hold, their mutants die, and their numbers are those of mpmath and of the paper."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
from opd_exact.checks.selection import _channels, _learning, _menu, _softmax, _steps  # type: ignore[import-not-found]

from opd_exact.registry.suites import CheckUnit, builtin_suite, load_checks
from opd_exact.registry.worker import Task, run_check

UNITS = {unit.check.id: unit for unit in load_checks([builtin_suite()])[0] if unit.group == "selection"}

# Recomputed at 45 digits by whoever wrote down the paper's constants, and typed in from there.
EXPECTED = {
    "selection_menu": "0.500402423538187879533187938893",
    "selection_uniform_choice": "0.519860385419958982062924091094",
    "selection_blinded_cue": "0.693147180559945309417232121458",
    "selection_pragmatic_only": "0.693147180559945309417232121458",
    "selection_validity_sweep": "0.368064207168497069910682093234",
    "selection_precision_posterior": "0.368653638686896924714487687371",
    "selection_cue_threshold": "0.8",
    "selection_shared_preference": "0.909742147388482164813686364824",
    "multistate_table": "0.311132419654969429158673468379",
    "multistate_wrong_measure": "0.0189294111893651502212638511007",
    "multistate_enough_observations": "0.346573590279972654708616060729",
    "sequential_cue_first": "1.19851524334587255642664751585",
    "sequential_commit_now": "1.72202802731664331985735737605",
    "sequential_blinded_margin": "1",
    "sequential_cost_windows": "1.5235127839707707634307098602",
    "sequential_per_step_value": "0.83036560341082545401347773874",
    "sequential_horizon_curve": "3.88070886381082528050751394829",
    "sequential_break_even": "1.32650576099208328125109739359",
    "sequential_learning_commit": "-0.161049183784104813818806586452",
}
PRINTED = {
    "multistate_wrong_measure": "0.019",
    "sequential_cue_first": "1.199",
    "sequential_commit_now": "1.722",
    "sequential_blinded_margin": "1.0",
    "sequential_per_step_value": "0.830",
    "sequential_break_even": "1.33",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_check_holds_and_its_mutants_die(unit: CheckUnit, tmp_path: Path) -> None:
    row = run_check(Task(unit.suite, unit.folder, unit.file, str(tmp_path), digits=40))
    assert row.passed, row.message
    if unit.check.id in EXPECTED:
        assert row.value is not None
        with mpmath.workdps(50):
            distance = abs(mpmath.mpf(row.value[0]) - mpmath.mpf(EXPECTED[unit.check.id]))
            assert distance < mpmath.mpf(10) ** -27
            assert mpmath.mpf(row.value[1]) < mpmath.mpf(10) ** -38
    if unit.check.id in PRINTED:
        assert row.published is not None
        assert row.published.agrees
        assert row.published.value == PRINTED[unit.check.id]


def real(x: Fraction) -> mpmath.mpf:
    return mpmath.mpf(x.numerator) / x.denominator


def near(form: object, expected: mpmath.mpf) -> bool:
    return bool(abs(mpmath.mpf(form.enclose(40).decimal(40)[0]) - expected) < mpmath.mpf(10) ** -33)  # type: ignore[attr-defined]


def entropy(p: Sequence[mpmath.mpf]) -> mpmath.mpf:
    return -mpmath.fsum(x * mpmath.log(x) for x in p if x)


@pytest.mark.parametrize("name", _channels.CHANNELS.names)
def test_channels_against_enumeration(name: str) -> None:
    """I = H(o) + H(r) - H(o, r), cell by cell; the residual is H(o, r) - H(o)."""
    rows = _channels.CHANNELS[name]
    with mpmath.workdps(50):
        joint = [[real(x) / len(rows) for x in row] for row in rows]
        columns = [mpmath.fsum(column) for column in zip(*joint, strict=True)]
        both = entropy([x for row in joint for x in row])
        information = entropy(columns) + mpmath.log(len(rows)) - both
        for form, expected in zip(_channels.closed_forms()[name], (information, both - entropy(columns)), strict=True):
            assert near(form, expected)


@pytest.mark.parametrize(
    ("gamma", "expected"),
    [
        (0, "0.25"),
        (2, "0.503735971128985703871484485368"),
        (5, "0.836757064321515534394899128936"),
        (10, "0.985806034179125688082149990492"),
        (20, "0.999908982618054071656789704953"),
        (50, "0.999999999972776522468646340527"),
    ],
)
def test_precision_posterior(gamma: int, expected: str) -> None:
    odds = _softmax.odds_against(_menu.MENU, "cue", Fraction(gamma))
    with mpmath.workdps(40):
        found = mpmath.mpf(_softmax.probability(odds).enclose(35).decimal(35)[0])
        assert abs(found - mpmath.mpf(expected)) < mpmath.mpf(10) ** -29


def test_learning_commit_rows() -> None:
    """The six costs of the learning policy as recomputed at 45 digits elsewhere."""
    expected = (
        "1.02888084675669801044012525459",
        "1.24445523727928041113084286589",
        "1.52191319413319713361188697612",
        "1.72285952118608297659662155039",
        "1.93262685572198093996352511976",
        "2.13152703294525796831443099279",
    )
    learner = _learning.Learner()
    for horizon, digits in enumerate(expected, start=1):
        with mpmath.workdps(40):
            found = mpmath.mpf(learner.commit(horizon).enclose(35).decimal(35)[0])
            assert abs(found - mpmath.mpf(digits)) < mpmath.mpf(10) ** -28


def test_limit_of_the_learning_policy_by_the_signed_walk() -> None:
    """The lead as a biased walk under the latent, 160 steps in 50 digits: what is left is below 1e-50."""
    with mpmath.workdps(60):
        r = mpmath.mpf("0.95")

        def excess(lead: int) -> mpmath.mpf:
            belief = r**lead / (r**lead + (1 - r) ** lead)
            q = belief * r + (1 - belief) * (1 - r)
            return q * mpmath.log(q / r) + (1 - q) * mpmath.log((1 - q) / (1 - r))

        total, walk = entropy([r, 1 - r]), {0: mpmath.mpf(1)}
        for _ in range(160):
            total += mpmath.fsum(p * excess(abs(position)) for position, p in walk.items())
            following: dict[int, mpmath.mpf] = {}
            for position, p in walk.items():
                following[position + 1] = following.get(position + 1, 0) + p * r
                following[position - 1] = following.get(position - 1, 0) + p * (1 - r)
            walk = following
    check = UNITS["sequential_learning_limit"].check
    value = check.establish(check.subject({})).value
    assert value is not None
    with mpmath.workdps(60):
        assert abs(mpmath.mpf(value.enclose(45).decimal(45)[0]) - total) < mpmath.mpf(10) ** -44


def test_window_of_the_horizon_curve() -> None:
    with mpmath.workdps(50):
        known = entropy([mpmath.mpf("0.95"), mpmath.mpf("0.05")])
        flat = -mpmath.log("0.95") / 2 - mpmath.log("0.05") / 2 - mpmath.log(2) + known
        assert near(_steps.FLAT_STEP, flat)
        assert near(_steps.FLAT_STEP * 2 - _steps.KNOWN_STEP, 2 * flat - known)


def test_tie_sets_keep_equal_values_together() -> None:
    names = ["b", "a", "c"]
    keys = {"a": Fraction(1), "b": Fraction(2), "c": Fraction(1)}
    assert _menu.tie_sets(names, lambda name: keys[name]) == (frozenset("ac"), frozenset("b"))
