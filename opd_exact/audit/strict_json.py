"""Reading evidence from JSON with nothing taken on trust: every value is asked for by name, kind and length.

A `Field` is a value and its place. Whatever is not as asked raises `EvidenceError` with file, place, what was found
and what was expected: there are no defaults, no conversions and no unknown keys.
"""

import json
import math
import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from opd_exact.numbers import InputError, exact_rational
from opd_exact.numbers.errors import EvidenceError

__all__ = [
    "Field",
    "read_json",
]

_FLOAT = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?(e[+-]?[0-9]{1,3})?")
_MAX_CHARACTERS = 50_000_000


@dataclass(frozen=True)
class Field:
    """A JSON value, the file it stands in and its place there.

    >>> field = read_json("trace.json", '{"rows": [{"p": ["0.5", "0.25"]}]}')
    >>> field.object("rows")["rows"].items()[0].object("p")["p"].items(length=3)
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.EvidenceError: trace.json: rows[0].p: 2 entries, expected 3
    """

    file: str
    place: str
    value: Any

    def refuse(self, found: str, expected: str) -> EvidenceError:
        """The error for a value that is not as it must be; to be raised by the caller."""
        where = f"{self.file}: {self.place}" if self.place else self.file
        return EvidenceError(f"{where}: {found}, expected {expected}")

    def object(self, *keys: str) -> dict[str, "Field"]:
        """The members of an object that has exactly the given keys."""
        if not isinstance(self.value, dict):
            raise self.refuse(_kind(self.value), "an object")
        missing = [key for key in keys if key not in self.value]
        if missing:
            raise self.refuse(f"key {missing[0]!r} is missing", f"the keys {', '.join(keys)}")
        unknown = [key for key in self.value if key not in keys]
        if unknown:
            raise self.refuse(f"unknown key {unknown[0]!r}", f"the keys {', '.join(keys)}")
        return {key: Field(self.file, f"{self.place}.{key}" if self.place else key, self.value[key]) for key in keys}

    def items(self, length: int | None = None) -> tuple["Field", ...]:
        """The entries of a list that is not empty, of the given length if one is given."""
        if not isinstance(self.value, list):
            raise self.refuse(_kind(self.value), "a list")
        count = f"{len(self.value)} {'entry' if len(self.value) == 1 else 'entries'}"
        if length is not None and len(self.value) != length:
            raise self.refuse(count, str(length))
        if not self.value:
            raise self.refuse("an empty list", "at least one entry")
        return tuple(Field(self.file, f"{self.place}[{index}]", item) for index, item in enumerate(self.value))

    def integer(self, *, least: int = 0) -> int:
        """An integer of at least the given value, written as a JSON number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int) or self.value < least:
            raise self.refuse(_kind(self.value), f"an integer of at least {least}")
        return self.value

    def boolean(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.refuse(_kind(self.value), "true or false")
        return self.value

    def text(self) -> str:
        """A text that is not empty."""
        if not isinstance(self.value, str) or not self.value:
            raise self.refuse(_kind(self.value), "a text that is not empty")
        return self.value

    def rational(self) -> Fraction:
        """A text that spells an exact rational, read as what it spells."""
        try:
            return exact_rational(self.text())
        except InputError as error:
            raise self.refuse(_kind(self.value), "the text of an exact rational") from error

    def floating(self, dtype: str) -> Fraction:
        """A text that is the `repr` of a finite float; the number that a float of that dtype holds, exactly.

        A text that no float of that dtype prints as was not written by the program that it claims to come from.
        """
        text = self.text()
        number = float(text) if _FLOAT.fullmatch(text) else math.nan
        if not math.isfinite(number):
            raise self.refuse(repr(text), "the repr of a finite float")
        with np.errstate(over="ignore", under="ignore"):
            stored = float(np.dtype(dtype).type(number))
        if repr(number) != text or stored != number:
            raise self.refuse(repr(text), f"the repr of a {dtype} number")
        return Fraction(number)


def read_json(file: str, text: str) -> Field:
    """The content of a JSON text; `file` is its name in messages.

    Raises:
        EvidenceError: the text is not JSON, holds NaN or an infinity, or gives a key twice.
    """
    if len(text) > _MAX_CHARACTERS:
        raise EvidenceError(f"{file}: {len(text)} characters, expected at most {_MAX_CHARACTERS}")

    def refuse_constant(name: str) -> None:
        raise EvidenceError(f"{file}: found {name}, expected finite numbers only")

    def without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        for key in keys:
            if keys.count(key) > 1:
                raise EvidenceError(f"{file}: key {key!r} is given twice in one object")
        return dict(pairs)

    try:
        value = json.loads(text, parse_constant=refuse_constant, object_pairs_hook=without_repetition)
    except (ValueError, RecursionError) as error:
        raise EvidenceError(f"{file}: not a JSON text: {error}") from error
    return Field(file, "", value)


def _kind(value: object) -> str:
    """What was found, short enough for a message."""
    if isinstance(value, dict):
        return f"an object with {len(value)} keys"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    shown = json.dumps(value)
    return shown if len(shown) <= 80 else f"{shown[:77]}..."
