"""The tables of a stored agent or environment: floats kept as the rationals they hold, with their JSON form."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from opd_exact.audit.strict_json import Field
from opd_exact.models.tensor import Tensor

__all__ = [
    "StoredModel",
    "StoredTensor",
    "float_texts",
    "floats",
    "integers",
    "read_model",
]


@dataclass(frozen=True)
class StoredTensor:
    """One table as it was stored: its entries are the exact values of floats, in row-major order."""

    name: str
    shape: tuple[int, ...]
    dependencies: tuple[int, ...] | None
    entries: tuple[Fraction, ...]

    @property
    def tensor(self) -> Tensor:
        """The table of the exact values that the floats hold."""
        return Tensor(self.shape, self.entries)

    def as_json(self) -> dict[str, Any]:
        """The table as JSON values; each float is the `repr` of the Python float that equals it."""
        content: dict[str, Any] = {
            "name": self.name,
            "shape": list(self.shape),
            "entries": float_texts(self.entries),
        }
        return content if self.dependencies is None else content | {"dependencies": list(self.dependencies)}


@dataclass(frozen=True)
class StoredModel:
    """The tables of an agent or an environment by letter; `policies` (time ahead, factor) are the agent's alone."""

    tensors: Mapping[str, tuple[StoredTensor, ...]]
    policies: tuple[tuple[tuple[int, ...], ...], ...] | None

    def as_json(self) -> dict[str, Any]:
        """The model as JSON values."""
        content: dict[str, Any] = {
            letter: [table.as_json() for table in tables] for letter, tables in self.tensors.items()
        }
        if self.policies is not None:
            content["policies"] = [[list(controls) for controls in policy] for policy in self.policies]
        return content


def read_model(field: Field, letters: str, dtype: str, *, with_policies: bool) -> StoredModel:
    """The model in a JSON object that has exactly the given letters, and policies if these are asked for.

    Raises:
        EvidenceError: a key is missing or unknown, or a value is not as its kind demands.
    """
    members = field.object(*letters, *(["policies"] if with_policies else []))
    tensors = {
        letter: tuple(_tensor(entry, dtype, dependent=letter in "AB") for entry in members[letter].items())
        for letter in letters
    }
    if not with_policies:
        return StoredModel(tensors, None)
    policies = tuple(tuple(integers(controls) for controls in policy.items()) for policy in members["policies"].items())
    return StoredModel(tensors, policies)


def integers(field: Field) -> tuple[int, ...]:
    """A list of integers that are not negative."""
    return tuple(entry.integer() for entry in field.items())


def floats(field: Field, dtype: str, *, length: int) -> tuple[Fraction, ...]:
    """A list of the given length of floats of the given dtype, as the exact numbers they hold."""
    return tuple(entry.floating(dtype) for entry in field.items(length=length))


def float_texts(values: tuple[Fraction, ...]) -> list[str]:
    """The `repr` of the Python float that equals each value; the values must be those of floats of at most 64 bits."""
    return [repr(float(value)) for value in values]


def _tensor(field: Field, dtype: str, *, dependent: bool) -> StoredTensor:
    members = field.object("name", "shape", "entries", *(["dependencies"] if dependent else []))
    shape = tuple(side.integer(least=1) for side in members["shape"].items())
    return StoredTensor(
        members["name"].text(),
        shape,
        integers(members["dependencies"]) if dependent else None,
        floats(members["entries"], dtype, length=prod(shape)),
    )
