"""Random single changes of a certificate: one leaf, or one element of a list or object."""

import copy
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from opd_exact.certificates.verify import NUMBER, digest

Path = tuple[Any, ...]


def corrupted(certificate: dict[str, Any], rng: random.Random, *, within: Path = ()) -> tuple[dict[str, Any], str]:
    """A copy with one change below the place named, and what was changed."""
    data = copy.deepcopy(certificate)
    root = data
    for key in within:
        root = root[key]
    places = list(_places(root))
    while True:
        parent, key = rng.choice(places)
        before = repr(parent[key])
        change = _changed(parent, key, rng)
        if change and repr(parent[key] if _has(parent, key) else None) != before:
            return data, f"{change} at {key!r} of {before[:80]}"


def rehashed(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate with the hash that belongs to it, as a forger would write it."""
    return {**certificate, "sha256": digest(certificate)}


def _has(parent: Any, key: Any) -> bool:
    return key in parent if isinstance(parent, dict) else key < len(parent)


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    items = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in items:
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _changed(parent: Any, key: Any, rng: random.Random) -> str:
    value = parent[key]
    if isinstance(value, bool):
        parent[key] = not value
        return "flag turned"
    if value is None:
        parent[key] = rng.choice(["0", "1", 0])
        return "null filled"
    if isinstance(value, int):
        parent[key] = rng.choice([value + 1, value - 1, -value, value + 10**30, str(value), float(value)])
        return "integer changed"
    if isinstance(value, str):
        parent[key] = _changed_text(value, rng)
        return "text changed"
    if isinstance(value, list) and value:
        return _changed_list(value, rng)
    if isinstance(value, dict) and value:
        victim = rng.choice(list(value))
        if rng.random() < 0.5:
            del value[victim]
            return f"field {victim} removed"
        value[victim + "_"] = value.pop(victim)
        return f"field {victim} renamed"
    parent[key] = rng.choice([[["lower", "x"]], {"": 0}, None])
    return "empty replaced"


def _changed_text(text: str, rng: random.Random) -> str:
    if NUMBER.fullmatch(text):
        value = Fraction(text)
        tiny = Fraction(1, 10**12)
        other = rng.choice([value + 1, -value, value * (1 + tiny), value + tiny, value / 2, 2 * value])
        return str(other if other != value else value + 1)
    operators = ["+", "*", "^", "exp", "log"]
    if text in operators:
        return rng.choice([other for other in operators if other != text])
    return rng.choice([text + "x", text[:-1], text.swapcase(), "0", "lambda"])


def _changed_list(value: list[Any], rng: random.Random) -> str:
    place = rng.randrange(len(value))
    kind = rng.choice(["drop", "swap", "repeat"])
    if kind == "drop":
        del value[place]
    elif kind == "repeat":
        value.insert(place, copy.deepcopy(value[place]))
    else:
        other = rng.randrange(len(value))
        value[place], value[other] = value[other], value[place]
    return f"{kind} in a list"
