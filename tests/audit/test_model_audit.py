"""Stored tables are told apart by how each float came about."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest

from opd_exact.audit.model_audit import EntryKind, audit_entries, layout_mismatch, stored_columns
from opd_exact.audit.rollout_record import StoredModel, read_rollout
from opd_exact.models.tmaze import tmaze
from tests.checks.tmaze.record import recorded

# A[cue] is the third table; (cue_left, cue_location, reward_left) has index 16, (cue_right, ..., reward_left) has 26.
NEAREST = float(np.float32(0.05))
IN_SINGLE_PRECISION = float(np.float32(1) - np.float32(0.95))


def agent_with(index: int, value: float) -> StoredModel:
    """The recorded agent with one entry of A[cue] replaced."""
    files = recorded().edited("model.json", ["agent", "A", 2, "entries", index], repr(value))
    return read_rollout(files.texts).agent


def test_the_recorded_model_is_exact_or_rounded_once() -> None:
    """Four entries of A[cue] are rounded, all others exact."""
    kinds = Counter(entry.kind for entry in audit_entries(agent_with(26, NEAREST), tmaze(), "float32"))
    assert kinds == {EntryKind.EXACT: 228, EntryKind.ROUNDED: 4}


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (NEAREST, EntryKind.ROUNDED),
        (IN_SINGLE_PRECISION, EntryKind.COMPLEMENT),
        (float(np.nextafter(np.float32(0.05), np.float32(1))), EntryKind.OTHER),
        (0.0, EntryKind.OTHER),
    ],
)
def test_how_a_twentieth_was_stored(value: float, kind: EntryKind) -> None:
    """1/20 rounded, 1 - 0.95 in single precision, and what is neither."""
    found = {entry.place: entry for entry in audit_entries(agent_with(26, value), tmaze(), "float32")}
    entry = found["A[cue][2, 3, 0]"]
    assert (entry.kind, entry.nominal, entry.stored) == (kind, Fraction(1, 20), Fraction(value))


def test_the_two_roundings_differ() -> None:
    """Otherwise the distinction above would be empty."""
    assert NEAREST != IN_SINGLE_PRECISION


def test_columns_and_their_deficits() -> None:
    """0.95f + 0.05f is short of one by 3/2^28, which a single-precision sum rounds away."""
    columns = list(stored_columns(agent_with(26, NEAREST), "float32"))
    assert Counter(column.deficit for column in columns) == {Fraction(0): 52, Fraction(3, 2**28): 2}
    assert all(column.rounds_to_one and not column.negative for column in columns)


def test_a_column_that_does_not_round_to_one() -> None:
    """Off by two units in the last place of one."""
    columns = list(stored_columns(agent_with(16, float(np.float32(0.95) - 2 * np.float32(2**-24))), "float32"))
    assert [column.place for column in columns if not column.rounds_to_one] == ["A[cue], column [3, 0]"]


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (["agent", "A", 1, "name"], "reward", "A[outcome]: name reward, expected outcome"),
        (["agent", "A", 1, "shape"], [3, 2, 5], "A[outcome]: shape (3, 2, 5), expected (3, 5, 2)"),
        (["agent", "A", 1, "dependencies"], [1, 0], "A[outcome]: dependencies (1, 0), expected (0, 1)"),
    ],
)
def test_layouts_must_agree(place: list[str | int], value: object, message: str) -> None:
    """Names, shapes and dependencies, before any entry is compared."""
    files = recorded().edited("model.json", place, value)
    if place[-1] == "name":  # summary and trace are read by the names of the model
        seen_by_name = {"location": [0], "reward": [0], "cue": [0]}
        files = files.edited("summary.json", ["observations"], seen_by_name)
        for step in range(7):
            seen = {"location": 0, "reward": 0, "cue": 0}
            files = files.edited("trace.json", ["steps", step, "observations"], seen)
    assert layout_mismatch(read_rollout(files.texts).agent, tmaze()) == message
    assert layout_mismatch(agent_with(26, NEAREST), tmaze()) is None


def test_a_table_too_few() -> None:
    """Counts come first."""
    files = recorded().changed("model.json", ["environment", "B"], lambda tables: tables[:1])
    assert layout_mismatch(read_rollout(files.texts).environment, tmaze()) == "B: 1 tables, expected 2"
