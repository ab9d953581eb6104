"""Reading agents by attribute alone: exact entries, and one clear error for each way in which tables are no model."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from opd_exact.audit.agents.agent_reading import read_agent_tables, read_search, require_columns
from opd_exact.numbers import binary_reading
from opd_exact.numbers.errors import InputError, InputTypeError


def agent(**changes: Any) -> SimpleNamespace:
    """A coin that is seen through a noisy glass, as pymdp stores it, twice in a batch."""
    glass = np.array([[0.9, 0.2], [0.1, 0.8]], dtype=np.float32)
    given: dict[str, Any] = {
        "A": [np.stack([glass, glass])],
        "B": [np.stack([np.eye(2, dtype=np.float32)[..., None]] * 2)],
        "C": [np.zeros((2, 2), dtype=np.float32)],
        "D": [np.full((2, 2), 0.5, dtype=np.float32)],
        "A_dependencies": [[0]],
        "B_dependencies": [[0]],
        "policies": SimpleNamespace(policy_arr=np.array([[[0]]])),
        "batch_size": 2,
    }
    return SimpleNamespace(**(given | changes))


def test_entries_are_exact() -> None:
    """Every entry is the rational that its float holds."""
    model = read_agent_tables(agent(), batch=1, factors=["coin"])
    assert model.tensors["A"][0].entries[0] == binary_reading(np.float32(0.9))
    assert model.tensors["D"][0].name == "coin"
    assert model.policies == (((0,),),)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"A_dependencies": [[1]]}, r"A\[modality 0\]: dependencies \[1\]"),
        ({"A_dependencies": [[0], [0]]}, "A_dependencies: 2 lists, expected 1"),
        ({"A": [np.zeros((2, 2, 3), dtype=np.float32)]}, r"shape \(2, 3\), expected \(2, 2\)"),
        ({"C": [np.zeros((2, 3), dtype=np.float32)]}, r"C\[modality 0\]: shape \(3,\), expected \(2,\)"),
        ({"D": [np.full((2, 2), np.nan, dtype=np.float32)]}, r"D\[factor 0\]: entry \[0\] is nan"),
        ({"C": [np.full((2, 2), np.inf, dtype=np.float32)]}, r"C\[modality 0\]: entry \[0\] is inf"),
        ({"D": [np.full((2, 2), 0.5, dtype=np.float16)]}, "entries are float16"),
        ({"D": []}, "D: 0 tables, expected 1"),
    ],
)
def test_tables_that_do_not_fit_are_refused(changes: dict[str, Any], message: str) -> None:
    """Dependencies, shapes and entries are checked, each with its place."""
    with pytest.raises(InputError, match=message):
        read_agent_tables(agent(**changes))


def test_the_element_of_the_batch_must_exist() -> None:
    """Batch 2 of 2 does not."""
    with pytest.raises(InputError, match="batch 2: the agent has 2 elements, expected 0 to 1"):
        read_agent_tables(agent(), batch=2)


def test_something_else_is_no_agent() -> None:
    """An object without tables is refused by name."""
    with pytest.raises(InputTypeError, match="object has no A"):
        read_agent_tables(object())


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ([0.5, 0.25], r"D\[factor 0\], column \[\]: entries sum to 3/4, expected 1 \(short by 1/4\)"),
        ([0.75, 0.5], r"entries sum to 5/4, expected 1 \(over by 1/4\)"),
        ([1.5, -0.5], r"entry 1 is -0.5, expected none below 0"),
    ],
)
def test_columns_that_are_no_distributions_are_refused(column: list[float], message: str) -> None:
    """The column is named and what it misses, exactly."""
    model = read_agent_tables(agent(D=[np.array([column] * 2, dtype=np.float32)]))
    with pytest.raises(InputError, match=message):
        require_columns(model)


def test_a_search_is_named() -> None:
    """Without a search it is infer_policies; a function that is not pymdp's search is named, with no parameters."""
    assert read_search(None) == ("pymdp.agent.Agent.infer_policies", None)
    name, parameters = read_search(agent)
    assert name.endswith("agent")
    assert parameters is None
