"""The JSON Schema of a model file, as it ships with the package: for editors, and for programs that write models."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = [
    "model_schema",
]


@cache
def model_schema() -> Mapping[str, Any]:
    """The JSON Schema of a model file.

    >>> model_schema()["title"]
    'A finite model for opd_exact'
    """
    text = files("opd_exact.models").joinpath("model.schema.json").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded
