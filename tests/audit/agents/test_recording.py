"""What is refused before a rollout is run, and what is said of one that fails."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from opd_exact.audit.agents import recording
from opd_exact.audit.agents.recording import record_rollout
from opd_exact.numbers.errors import InputError, OutsideClass


def coin(heads: float) -> SimpleNamespace:
    """A coin whose side is seen."""
    return SimpleNamespace(
        A=[np.eye(2, dtype=np.float32)[None]],
        B=[np.eye(2, dtype=np.float32)[None, ..., None]],
        C=[np.zeros((1, 2), dtype=np.float32)],
        D=[np.array([[heads, 1 - heads]], dtype=np.float32)],
        A_dependencies=[[0]],
        B_dependencies=[[0]],
        policies=SimpleNamespace(policy_arr=np.array([[[0]]])),
        batch_size=1,
    )


def foreign_search(*arguments: Any) -> None:
    """A search that no oracle computes."""


def _fails(*arguments: Any) -> Any:
    raise TypeError("iteration over a 0-d array")


def test_broken_tables_are_refused_before_the_rollout(monkeypatch: pytest.MonkeyPatch) -> None:
    """A negative probability is told without waiting for a run."""
    monkeypatch.setattr(recording, "_run", lambda *arguments: pytest.fail("the rollout was run"))
    with pytest.raises(InputError, match=r"D\[factor 0\], column \[\]: entry 0 is -0\.25"):
        record_rollout(coin(-0.25), None, 1)


def test_a_rollout_of_another_form_names_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Monte-Carlo tree search returns an index where others return one control for each factor."""
    info = {
        "observation": [np.zeros((1, 1))],
        "qs": [np.full((1, 1, 2), 0.5)],
        "qpi": np.ones((1, 1, 1)),
        "action": np.zeros((1, 1)),
    }
    monkeypatch.setattr(recording, "_run", lambda *arguments: (info, 0, False))
    with pytest.raises(OutsideClass, match=r"foreign_search: not covered"):
        record_rollout(coin(0.5), None, 0, policy_search=foreign_search)


def test_a_failed_rollout_of_a_search_that_is_not_covered_names_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """That the search is not covered matters more than how its run ended; both are told."""
    monkeypatch.setattr(recording, "_run", _fails)
    with pytest.raises(OutsideClass, match=r"foreign_search: not covered.*raised TypeError: iteration"):
        record_rollout(coin(0.5), None, 1, policy_search=foreign_search)
    with pytest.raises(TypeError, match="iteration"):
        record_rollout(coin(0.5), None, 1)
