"""Random single changes of a certificate: one number, name, operator or sign, or one element of a list or object."""

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

from opd_exact.certificates.files import digest

_TOKEN = re.compile(r"\d+|[A-Za-z]\w*| [+-] |\*\*|[-*/=]|>=|>|<|[\[\]()]")
_OTHERS = {
    " + ": (" - ", "*"),
    " - ": (" + ", "*"),
    "*": ("/", " + ", "**"),
    "/": ("*", " - "),
    "**": ("*",),
    "-": (" + ",),
    "=": (">", "<"),
    ">": ("<", ">=", "="),
    ">=": (">", "<"),
    "<": (">",),
    "[": ("(",),
    "]": (")",),
    "(": ("[", "log("),
    ")": ("]", ""),
    "increases": ("decreases",),
    "decreases": ("increases",),
    "exp": ("log",),
    "log": ("exp",),
    "lower": ("upper",),
    "upper": ("lower",),
}


def corrupted(data: Any, rng: random.Random) -> tuple[Any, str]:
    """A copy with one change, and what was changed."""
    holder = [copy.deepcopy(data)]
    places = list(_places(holder))
    places = places[1:] or places
    while True:
        parent, key = rng.choice(places)
        before = repr(parent[key])
        change = _changed(parent, key, rng)
        present = key in parent if isinstance(parent, dict) else key < len(parent)
        if change and repr(parent[key] if present else None) != before:
            return holder[0], f"{change} at {key!r} of {before[:80]}"


def rehashed(certificate: dict[str, Any]) -> dict[str, Any]:
    """The certificate with the hash that belongs to it, as a forger would write it."""
    return {**certificate, "sha256": digest(certificate)}


def _places(data: Any) -> Iterator[tuple[Any, Any]]:
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list):
            yield from _places(value)


def _changed(parent: Any, key: Any, rng: random.Random) -> str:
    value = parent[key]
    if value is None:
        parent[key] = rng.choice(["0", 0, ["1", []]])
        return "null filled"
    if isinstance(value, int):
        parent[key] = rng.choice([value + 1, value - 1, -value or 1, value + 10**30, str(value), float(value)])
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
    parent[key] = rng.choice([[[0, ">", "bound", "x", "lower"]], {"": 0}, None])
    return "empty replaced"


def _changed_text(text: str, rng: random.Random) -> str:
    tokens = list(_TOKEN.finditer(text))
    if not tokens:
        return text + "0"
    token = rng.choice(tokens)
    word = token.group()
    if word.isdigit():
        other = rng.choice([str(int(word) + 1), "-" + word, word + "0", str(int(word) + 10**12), f"{word}/7"])
    else:
        other = rng.choice(_OTHERS.get(word, (word + "_", word[:-1] or "1", word.swapcase(), "1")))
    return text[: token.start()] + other + text[token.end() :]


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
