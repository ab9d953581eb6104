"""The nine checks of the T-maze hold on a recorded rollout, and each of their mutants dies."""

import contextlib
import json
import random
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from opd_exact.audit.rollout_files import RolloutFiles, float32_text
from opd_exact.registry import Check, EvidenceError, Finding, Mutant, Verdict
from opd_exact.registry.suites import CheckUnit, RecordingUnit, builtin_suite, load_unit
from tests.checks.tmaze.record import recorded

IDS = {
    "belief_entropy_finite": Verdict.DECIDED,
    "actions_length_matches_steps": Verdict.DECIDED,
    "observations_in_obs_space": Verdict.DECIDED,
    "policy_len_matches_config": Verdict.DECIDED,
    "goal_reached": Verdict.ENCLOSED,
    "trace_step_count_matches_summary": Verdict.DECIDED,
    "si_tree_available": Verdict.ENCLOSED,
    "q_pi_rows_normalized": Verdict.ENCLOSED,
    "model_matrices_full_tmaze": Verdict.DECIDED,
}


def load(name: str) -> CheckUnit | RecordingUnit:
    """The unit of one file of the folder."""
    suite = builtin_suite()
    return load_unit(suite.name, suite.checks, f"tmaze/{name}.py")


def check(name: str) -> Check:
    """The check of that name."""
    unit = load(name)
    assert isinstance(unit, CheckUnit)
    return unit.check


def establish(name: str, files: RolloutFiles) -> Finding:
    """The finding of a check on a record."""
    declared = check(name)
    return declared.establish(declared.subject({"tmaze_rollout": files.texts}))


MUTANTS = [(name, mutant) for name in IDS for mutant in check(name).mutants]


def test_the_folder_holds_these_nine_checks_and_the_recording() -> None:
    """One file for each, named after the check; checks that are tested elsewhere may lie beside them."""
    names = {path.stem for path in Path(builtin_suite().checks.path, "tmaze").glob("[!_]*.py")}
    assert names >= {*IDS, "rollout_recording"}
    for name in IDS:
        assert check(name).id == name
        assert check(name).inputs == ("tmaze_rollout",)
    unit = load("rollout_recording")
    assert isinstance(unit, RecordingUnit)
    assert unit.recording.id == "tmaze_rollout"


@pytest.mark.parametrize("name", IDS)
def test_each_check_holds_at_its_tier(name: str) -> None:
    """On the kept recording: the verdict that is sought, floats in tolerance, and a value that can be written out."""
    finding = establish(name, recorded())
    assert (finding.verdict, finding.message) == (IDS[name], None)
    assert check(name).tier is IDS[name]
    assert all(observation.within is not False for observation in finding.observations)
    assert finding.published is None or finding.published.agrees
    if finding.value is not None:
        finding.value.enclose(30).decimal(30)


@pytest.mark.parametrize(("name", "mutant"), MUTANTS, ids=[f"{name}-{mutant.name}" for name, mutant in MUTANTS])
def test_each_mutant_dies(name: str, mutant: Mutant) -> None:
    """By a refutation that says why, or by missing evidence; and it does change the record."""
    files = mutant.change(recorded())
    assert files != recorded()
    try:
        finding = establish(name, files)
    except EvidenceError:
        return
    assert finding.verdict is Verdict.REFUTED
    assert finding.message


@pytest.mark.parametrize("name", IDS)
def test_each_check_has_enough_mutants(name: str) -> None:
    """At least three, and one of them leaves a record that can be read."""
    mutants = check(name).mutants
    assert len(mutants) >= 3
    refuted = 0
    for mutant in mutants:
        try:
            refuted += establish(name, mutant.change(recorded())).verdict is Verdict.REFUTED
        except EvidenceError:
            continue
    assert refuted >= 2


def test_the_numbers_of_the_published_run() -> None:
    """Mean entropy, root posterior at depths 4 and 5, chance of the first arm: values computed elsewhere."""
    for name, expected in (
        ("belief_entropy_finite", "0.184098987228223282671"),
        ("q_pi_rows_normalized", "0.544550114626218560722"),
        ("si_tree_available", "0.518759728173680719204"),
        ("goal_reached", "0.950000000000000000000"),
    ):
        value = establish(name, recorded()).value
        assert value is not None
        assert value.enclose(25).decimal(21)[0] == expected


def leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The places of all numbers in a JSON value: integers, booleans and texts that spell a number."""
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(member, (*place, key))
    elif isinstance(value, bool | int):
        yield place
    else:
        with contextlib.suppress(ValueError):
            Fraction(value)
            yield place


def tampered(value: Any) -> Any:
    """Another value of the same kind: a flag turned, an index moved, a number off by 1e-5 (relative, if above 1)."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    number = Fraction(value)
    return float32_text(number + max(abs(number), 1) * Fraction(1, 10**5))


# What the record holds and no claim is about: versions, and how often the planner printed its message.
FREE = [("versions",), ("node_budget_messages",)]


@pytest.mark.parametrize("name", ["summary.json", "trace.json", "model.json"])
@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.exhaustive) for seed in (1, 2, 3, 4))])
def test_no_number_can_be_changed_unnoticed(name: str, seed: int) -> None:
    """Change one number of the record, whichever: at least one of the nine checks fails, and none falls over."""
    content = json.loads(recorded().texts[name])
    places = [place for place in leaves(content) if not any(place[: len(free)] == free for free in FREE)]
    for place in random.Random(seed).sample(places, min(len(places), 20)):
        files = recorded().changed(name, place, tampered)
        assert files != recorded()
        failing = [check_name for check_name in IDS if fails(check_name, files)]
        assert failing, f"{name}: {place} was changed and nothing fails"


def fails(name: str, files: RolloutFiles) -> bool:
    """Whether a check refutes a record or finds evidence missing."""
    try:
        return establish(name, files).verdict is Verdict.REFUTED
    except EvidenceError:
        return True


@pytest.mark.pymdp
def test_nothing_is_printed_while_recording(fresh: tuple[RolloutFiles, str]) -> None:
    """pymdp's budget messages are counted and kept off the output: 39, as in the published run."""
    files, printed = fresh
    assert printed == ""
    assert json.loads(files.texts["summary.json"])["node_budget_messages"] == 39


@pytest.mark.pymdp
@pytest.mark.parametrize("name", IDS)
def test_each_check_holds_on_a_fresh_rollout(name: str, fresh: tuple[RolloutFiles, str]) -> None:
    """The pymdp installed here does what is claimed."""
    finding = establish(name, fresh[0])
    assert (finding.verdict, finding.message) == (IDS[name], None)
    assert all(observation.within is not False for observation in finding.observations)
