"""Rows of comparisons are valid entries of the report; each one that passes has mutants that died."""

import json
import math
from typing import Any

import numpy as np
import pytest

from opd_exact.numbers import POSITIVE_INFINITY, binary_reading, log
from opd_exact.pytest_support.comparing import compare
from opd_exact.pytest_support.rows import identifier_of, row_of_comparison, row_of_entry, with_unique_ids
from opd_exact.registry.row import Row, require_reportable

PASSING: list[tuple[Any, Any, dict[str, Any]]] = [
    (math.log(2), log(2), {"ulps": 1}),
    (0.1, "0.1", {"ulps": "1/2"}),
    (0.0, 0, {"ulps": 0}),
    (-0.0, 0, {"abs": 1e-300}),
    (math.inf, POSITIVE_INFINITY, {"abs": 1}),
    (np.float16(65504), 65504, {"abs": 0}),
    (1e-320, "1e-320", {"rel": 1e-3}),
    (np.float32(0.5), log(2) / log(4), {"ulps": 0}),
    (1.7e308, "1.7e308", {"rel": 1}),
]


def row(value: Any, truth: Any, **tolerance: Any) -> Row:
    return row_of_comparison(compare(value, truth, **tolerance), "a name", "tests/test_x.py::test_y")


@pytest.mark.parametrize(("value", "truth", "tolerance"), PASSING)
@pytest.mark.filterwarnings("error")
def test_a_row_that_passes_has_killed_its_mutants(value: Any, truth: Any, tolerance: dict[str, Any]) -> None:
    made = row(value, truth, **tolerance)
    require_reportable(made)
    assert made.passed
    assert len(made.mutants) >= 2
    assert all(mutant.killed for mutant in made.mutants)


def test_the_mutants_are_the_first_floats_beyond_the_tolerance() -> None:
    changed = {mutant.name: mutant.what_changes for mutant in row(1.0, 1, abs="1/4").mutants}
    above, below = np.nextafter(1.25, 2), np.nextafter(0.75, 0)
    assert changed["just above"].startswith(f"the float becomes {above},")
    assert changed["just below"].startswith(f"the float becomes {below},")
    assert binary_reading(float(above)) > 1.25


@pytest.mark.parametrize("observed", [math.nan, math.inf, 0.7])
def test_a_row_that_fails_is_refuted(observed: float) -> None:
    made = row(observed, log(2), ulps=4)
    require_reportable(made)
    assert (made.verdict, made.passed) == ("REFUTED", False)
    assert made.message is not None
    assert "is not within 4 ulps of the truth" in made.message


@pytest.mark.parametrize(("value", "truth", "tolerance"), PASSING)
def test_a_row_survives_the_way_through_json(value: Any, truth: Any, tolerance: dict[str, Any]) -> None:
    entry = row(value, truth, **tolerance).entry()
    assert row_of_entry(json.loads(json.dumps(entry))).entry() == entry


@pytest.mark.parametrize("name", ["", "1", "λ", "test_x[" + "y" * 200 + "]", "A b", "a" * 64])
def test_any_name_becomes_an_id(name: str) -> None:
    made = identifier_of(name)
    assert made[0].isalpha()
    assert 3 <= len(made) <= 64
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")


def test_ids_become_unique_without_regard_to_which_row_came_first() -> None:
    rows = [{"id": "same", "source": source} for source in ("a", "b", "b")] + [{"id": "other", "source": "a"}]
    ids = [entry["id"] for entry in with_unique_ids(rows)]
    assert len(set(ids)) == 4
    assert ids[3] == "other"
    assert ids[0] == with_unique_ids(rows[::-1])[3]["id"]
