"""Records are read back as they were written, and nothing in them is taken on trust."""

import json
from typing import Any

import pytest

from opd_exact.audit.agents.record import AgentRecord, read_record
from opd_exact.numbers.errors import EvidenceError


def test_a_record_is_read_back(two_causes: AgentRecord) -> None:
    """Writing and reading is the identity."""
    assert read_record(two_causes.to_json()) == two_causes


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (["schema"], "opd_exact/pymdp-rollout/2", "schema"),
        (["dtype"], "float16", "'float32' or 'float64'"),
        (["steps"], [], "empty list"),
        (["steps", 0, "policy_posterior", 0], "nan", "finite float"),
        (["steps", 0, "policy_posterior", 0], "0.1", "float32 number"),
        (["steps", 0, "beliefs"], [["0.5", "0.5"]], "1 entry, expected 2"),
        (["settings", "gamma"], 4, "a text that is not empty"),
        (["search", "horizon"], "3", "an integer"),
    ],
)
def test_a_broken_record_is_refused(
    two_causes: AgentRecord, place: list[str | int], value: object, message: str
) -> None:
    """The message names what is wrong."""
    content: Any = json.loads(two_causes.to_json())
    parent = content
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value
    with pytest.raises(EvidenceError, match=message):
        read_record(json.dumps(content))


def test_an_unknown_key_is_refused(two_causes: AgentRecord) -> None:
    """There are no further keys."""
    content = json.loads(two_causes.to_json()) | {"more": 1}
    with pytest.raises(EvidenceError, match="unknown key 'more'"):
        read_record(json.dumps(content))
