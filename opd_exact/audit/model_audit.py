"""Compares stored tables, entry by entry, with the exact tables that they stand for."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from opd_exact.audit.rollout_record import StoredModel, StoredTensor
from opd_exact.models.pomdp import POMDP
from opd_exact.models.tensor import Tensor
from opd_exact.numbers import binary_reading, nearest_float

__all__ = [
    "EntryAudit",
    "EntryKind",
    "StoredColumn",
    "audit_entries",
    "layout_mismatch",
    "stored_columns",
]


class EntryKind(StrEnum):
    """How a stored float came from its nominal rational."""

    EXACT = "the nominal value itself"
    ROUNDED = "the nominal value, correctly rounded"
    COMPLEMENT = "1 - v computed in floats from the rounded v"
    OTHER = "something else"


@dataclass(frozen=True)
class EntryAudit:
    """One stored entry, the rational it stands for and how the two are related."""

    place: str
    stored: Fraction
    nominal: Fraction
    kind: EntryKind


@dataclass(frozen=True)
class StoredColumn:
    """A column of a stored probability table, and by how much its entries, added exactly, miss one.

    `rounds_to_one` says whether the exact sum, rounded once to the table's own format, is 1; `negative` whether an
    entry is below 0.
    """

    place: str
    deficit: Fraction
    rounds_to_one: bool
    negative: bool


def layout_mismatch(stored: StoredModel, model: POMDP) -> str | None:
    """The first table whose name, shape or dependencies are not the model's; None if all are.

    A letter that the stored model does not have (an environment has no C) is not compared.
    """
    for letter, tables in stored.tensors.items():
        expected = _expected(model, letter)
        if len(tables) != len(expected):
            return f"{letter}: {len(tables)} tables, expected {len(expected)}"
        for table, (name, nominal, dependencies) in zip(tables, expected, strict=True):
            for kind, found, wanted in (
                ("name", table.name, name),
                ("shape", table.shape, nominal.shape),
                ("dependencies", table.dependencies, dependencies),
            ):
                if found != wanted:
                    return f"{letter}[{name}]: {kind} {found}, expected {wanted}"
    return None


def audit_entries(stored: StoredModel, model: POMDP, dtype: str) -> Iterator[EntryAudit]:
    """Every stored entry beside its nominal value; the layouts must agree (see `layout_mismatch`)."""
    for letter, tables in stored.tensors.items():
        for table, (name, nominal, _) in zip(tables, _expected(model, letter), strict=True):
            for index, entry, value in zip(nominal.indices(), table.entries, nominal.entries, strict=True):
                yield EntryAudit(f"{letter}[{name}]{list(index)}", entry, value, _kind(entry, value, dtype))


def stored_columns(stored: StoredModel, dtype: str) -> Iterator[StoredColumn]:
    """Every column of the stored A, B and D, with its exact deficit."""
    for letter in "ABD":
        for table in stored.tensors[letter]:
            for rest, column in _columns(table):
                total = sum(column, Fraction(0))
                rounded = binary_reading(nearest_float(total, dtype))
                place = f"{letter}[{table.name}], column {list(rest)}"
                yield StoredColumn(place, 1 - total, rounded == 1, min(column) < 0)


def _columns(table: StoredTensor) -> Iterator[tuple[tuple[int, ...], tuple[Fraction, ...]]]:
    return Tensor(table.shape, table.entries).columns()


def _kind(entry: Fraction, nominal: Fraction, dtype: str) -> EntryKind:
    if entry == nominal:
        return EntryKind.EXACT
    if entry == binary_reading(nearest_float(nominal, dtype)):
        return EntryKind.ROUNDED
    complement = 1 - binary_reading(nearest_float(1 - nominal, dtype))
    if entry == binary_reading(nearest_float(complement, dtype)):
        return EntryKind.COMPLEMENT
    return EntryKind.OTHER


def _expected(model: POMDP, letter: str) -> list[tuple[str, Tensor, tuple[int, ...] | None]]:
    outcomes = [modality.name for modality in model.modalities]
    states = [factor.name for factor in model.factors]
    if letter == "A":
        return list(zip(outcomes, model.A, model.A_dependencies, strict=True))
    if letter == "B":
        return list(zip(states, model.B, model.B_dependencies, strict=True))
    names, tables = (outcomes, model.C) if letter == "C" else (states, model.D)
    return [(name, table, None) for name, table in zip(names, tables, strict=True)]
