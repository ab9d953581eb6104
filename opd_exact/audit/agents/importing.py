"""The exact model of a pymdp agent or environment, for planning, queries and model files.

Tables are read as `agent_reading` reads them. Three readings of a float are offered: "nominal", which finds for each
column the probabilities that were most likely meant (see `nominal`) and says how; "decimal" and "binary", which guess
nothing and refuse columns that do not sum to one in them.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, Literal

import numpy as np

from opd_exact.audit.agents.agent_reading import read_agent_tables, read_environment_tables, require_columns
from opd_exact.audit.agents.nominal import ColumnReading, nominal_column, nominal_number
from opd_exact.audit.stored_model import StoredModel, StoredTensor
from opd_exact.models.importers.source import settled_columns
from opd_exact.models.pomdp import POMDP, Variable
from opd_exact.models.tensor import Tensor
from opd_exact.numbers.errors import InputError
from opd_exact.planning.twin import all_policies

__all__ = [
    "AgentReading",
    "ImportedModel",
    "agent_pomdp",
    "environment_pomdp",
]

AgentReading = Literal["nominal", "decimal", "binary"]
"""What a float stands for; see the top of this module."""


@dataclass(frozen=True)
class ImportedModel:
    """An exact model, and in words what was read otherwise than as decimals that sum to one, or was left out."""

    model: POMDP
    notes: tuple[str, ...]


def agent_pomdp(
    agent: Any,
    *,
    reading: AgentReading = "nominal",
    batch: int = 0,
    factors: Sequence[str] | None = None,
    modalities: Sequence[str] | None = None,
    action_names: Sequence[str] | None = None,
    normalize: bool = False,
) -> ImportedModel:
    """A, B, C and D of one element of a pymdp agent's batch as an exact POMDP.

    factors, modalities, action_names: names; without them "factor 0", "modality 0" and so on, and actions by the
        controls of the factors, as in "(0, 1)".
    normalize: for "decimal" and "binary", divide a column that does not sum to one by its exact sum.

    Raises:
        InputTypeError: the value is no pymdp agent.
        InputError: tables and names do not fit together, or a column is no distribution in this reading; the message
            names the table, the column and the exact amount by which it misses one.
    """
    stored = read_agent_tables(agent, batch=batch, factors=factors, modalities=modalities)
    found = _pomdp(stored, _dtype(agent), reading, normalize, action_names)
    own = stored.policies or ()
    if own != all_policies(found.model.controls, len(own[0]) if own else 1):
        told = f"the agent chooses among {len(own)} policies of its own; the model has every action at every step"
        return ImportedModel(found.model, (*found.notes, told))
    return found


def environment_pomdp(
    environment: Any,
    agent: Any,
    *,
    reading: AgentReading = "nominal",
    batch: int = 0,
    factors: Sequence[str] | None = None,
    modalities: Sequence[str] | None = None,
    action_names: Sequence[str] | None = None,
    normalize: bool = False,
) -> ImportedModel:
    """A, B and D of an environment that is defined by such tables, with the preferences C of the agent that acts in it.

    Arguments as of `agent_pomdp`.

    Raises:
        InputError: the environment has no such tables; and as `agent_pomdp`.
    """
    stored = read_agent_tables(agent, batch=batch, factors=factors, modalities=modalities)
    world = read_environment_tables(environment, stored)
    if world is None:
        raise InputError(f"{type(environment).__name__}: it has no tables A, B and D like the agent's to read")
    together = StoredModel({**world.tensors, "C": stored.tensors["C"]}, None)
    return _pomdp(together, _dtype(environment), reading, normalize, action_names)


def _dtype(owner: Any) -> str:
    name = np.asarray(owner.A[0]).dtype.name
    return name if name in ("float32", "float64") else "float32"  # whole numbers are themselves in both


def _pomdp(
    stored: StoredModel, dtype: str, reading: AgentReading, normalize: bool, action_names: Sequence[str] | None
) -> ImportedModel:
    if reading not in ("nominal", "decimal", "binary"):
        raise InputError(f"reading {reading!r}: expected nominal, decimal or binary")
    notes: list[str] = []
    tables: dict[str, tuple[Tensor, ...]] = {}
    if reading == "nominal":
        require_columns(stored)
    for letter in "ABCD":
        found = []
        for table in stored.tensors[letter]:
            exact, told = _read(letter, table, dtype, reading, normalize)
            found.append(exact)
            notes += told
        tables[letter] = tuple(found)
    controls = product(*(range(table.shape[-1]) for table in tables["B"]))
    named = tuple(action_names) if action_names is not None else tuple(f"({', '.join(map(str, c))})" for c in controls)
    model = POMDP(
        factors=_variables(stored.tensors["D"]),
        modalities=_variables(stored.tensors["A"]),
        action_names=named,
        A=tables["A"],
        B=tables["B"],
        C=tables["C"],
        D=tables["D"],
        A_dependencies=tuple(table.dependencies or () for table in stored.tensors["A"]),
        B_dependencies=tuple(table.dependencies or () for table in stored.tensors["B"]),
    )
    return ImportedModel(model, tuple(notes))


def _read(
    letter: str, table: StoredTensor, dtype: str, reading: AgentReading, normalize: bool
) -> tuple[Tensor, tuple[str, ...]]:
    """One table in a reading; what `table` holds are the exact values of floats."""
    place = f"{letter}[{table.name}]"
    if letter != "C" and reading == "nominal":
        return _nominal(place, table.tensor, dtype)
    entries = table.entries if reading == "binary" else tuple(nominal_number(v, dtype) for v in table.entries)
    exact = Tensor(table.shape, entries)
    if letter == "C":
        return exact, ()
    return settled_columns(exact, lambda rest: f"{place}, column {list(rest)}", InputError, normalize=normalize)


def _nominal(place: str, table: Tensor, dtype: str) -> tuple[Tensor, tuple[str, ...]]:
    columns = [nominal_column(column, dtype) for _, column in table.columns()]
    ways = Counter(column.reading for column in columns)
    entries: tuple[Fraction, ...] = tuple(c.entries[row] for row in range(table.shape[0]) for c in columns)
    notes = [
        f"{place}: {count} of {len(columns)} columns read as {way}"
        for way, count in ways.items()
        if way is not ColumnReading.DECIMAL
    ]
    return Tensor(table.shape, entries), tuple(notes)


def _variables(tables: tuple[StoredTensor, ...]) -> tuple[Variable, ...]:
    return tuple(Variable(table.name, tuple(str(value) for value in range(table.shape[0]))) for table in tables)
