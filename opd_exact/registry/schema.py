"""The JSON Schema of a report, as it ships with the package."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "entry_schema",
    "schema",
]


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema of a report."""
    text = files("opd_exact.registry").joinpath("report.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


def entry_schema() -> Mapping[str, Any]:
    """The part of the schema that describes one check's entry."""
    entry: Mapping[str, Any] = schema()["properties"]["checks"]["items"]
    return entry
