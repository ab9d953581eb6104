"""A rollout record is read completely or not at all."""

import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from opd_exact.audit.rollout_record import read_rollout
from opd_exact.audit.rollout_settings import PUBLISHED_SETTINGS
from opd_exact.registry import EvidenceError
from tests.checks.tmaze.record import recorded

Place = tuple[str | int, ...]


def containers(value: Any, kind: type, place: Place = ()) -> Iterator[Place]:
    """The places of all objects, or all lists, inside a JSON value."""
    if isinstance(value, kind):
        yield place
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from containers(member, kind, (*place, key))


def at(value: Any, place: Place) -> Any:
    """The value at a place."""
    for key in place:
        value = value[key]
    return value


def test_the_record_as_values() -> None:
    """Settings, actions, observations, beliefs and tree sizes are those of the published run."""
    record = read_rollout(recorded().texts)
    assert record.summary.config == PUBLISHED_SETTINGS
    assert record.actions == (3, 0, 4, 1, 0, 0, 0)
    assert [seen[0] for seen in record.observations] == [0, 3, 0, 4, 1, 1, 1]
    assert record.steps[1].beliefs[1] == (Fraction(15938355, 2**24), Fraction(13421773, 2**28))
    assert [step.tree.nodes_used for step in record.steps] == [4782, 1195, 4782, 2901, 1589, 1589, 1589]
    assert record.modalities == ("location", "outcome", "cue")
    assert record.environment.policies is None
    assert record.agent.policies == (((0, 0),), ((1, 0),), ((2, 0),), ((3, 0),), ((4, 0),))


@pytest.mark.parametrize("name", ["summary.json", "trace.json", "model.json"])
def test_each_file_is_needed(name: str) -> None:
    """A missing file is named."""
    with pytest.raises(EvidenceError, match=f"^{name}: the file is missing"):
        read_rollout(recorded().without(name).texts)


def test_no_other_file_is_accepted() -> None:
    """What is not part of a record is not skipped."""
    with pytest.raises(EvidenceError, match=r"^extra\.json: unknown file"):
        read_rollout({**recorded().texts, "extra.json": "{}"})


@pytest.mark.parametrize("name", ["summary.json", "trace.json", "model.json"])
def test_every_key_is_needed_and_no_other_is_known(name: str) -> None:
    """Take any key out of any object, or put one in: reading fails and names the file."""
    content = json.loads(recorded().texts[name])
    for place in containers(content, dict):
        for key in at(content, place):
            changed = json.loads(recorded().texts[name])
            del at(changed, place)[key]
            with pytest.raises(EvidenceError, match=f"^{name}: .*key '{key}' is missing"):
                read_rollout({**recorded().texts, name: json.dumps(changed)})
        changed = json.loads(recorded().texts[name])
        at(changed, place)["surprise"] = 1
        with pytest.raises(EvidenceError, match=f"^{name}: .*unknown key 'surprise'"):
            read_rollout({**recorded().texts, name: json.dumps(changed)})


@pytest.mark.parametrize("name", ["summary.json", "trace.json", "model.json"])
def test_no_list_may_be_empty(name: str) -> None:
    """Empty any list: reading fails and names the file."""
    content = json.loads(recorded().texts[name])
    for place in containers(content, list):
        changed = json.loads(recorded().texts[name])
        at(changed, place).clear()
        with pytest.raises(EvidenceError, match=rf"^{name}: .*(empty list|0 entries)"):
            read_rollout({**recorded().texts, name: json.dumps(changed)})


@pytest.mark.parametrize(
    ("name", "place", "value", "message"),
    [
        ("trace.json", ["steps", 3, "action_posterior"], ["0.25"] * 4,
         r"trace.json: steps\[3\].action_posterior: 4 entries, expected 5"),
        ("trace.json", ["steps", 0, "beliefs", "location", 2], "nan",
         r"trace.json: steps\[0\].beliefs.location\[2\]: 'nan', expected the repr of a finite float"),
        ("trace.json", ["steps", 0, "tree", "available"], "true", r"steps\[0\].tree.available: \"true\", expected"),
        ("trace.json", ["steps", 0, "observations"], {"location": 0, "outcome": 0, "hint": 0}, "key 'cue' is missing"),
        ("trace.json", ["schema"], "other/1", "trace.json: schema: 'other/1', expected 'opd_exact/tmaze-rollout/1'"),
        ("summary.json", ["dtype"], "float8", "summary.json: dtype: 'float8', expected 'float32' or 'float64'"),
        ("summary.json", ["config", "reward_side"], "up", "config.reward_side: 'up', expected 'left' or 'right'"),
        ("summary.json", ["config", "gamma"], 3, "summary.json: config.gamma: 3, expected a text"),
        ("summary.json", ["config", "horizon"], "5", 'summary.json: config.horizon: "5", expected an integer'),
        ("model.json", ["agent", "A", 0, "shape"], [5, 4], r"agent.A\[0\].entries: 25 entries, expected 20"),
        ("model.json", ["environment", "D", 0, "entries", 0], 1.0, r"environment.D\[0\].entries\[0\]: 1.0, expected a"),
    ],
)  # fmt: skip
def test_values_of_the_wrong_kind(name: str, place: list[str | int], value: object, message: str) -> None:
    """The message names the file, the place, what was found and what was expected."""
    with pytest.raises(EvidenceError, match=message):
        read_rollout(recorded().edited(name, place, value).texts)
