"""Reading one table of a model file: every key is asked for by name and kind, and what nobody asked for is refused."""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TypeVar

from opd_exact.models.text.amounts import small
from opd_exact.models.text.formula import closest
from opd_exact.models.text.query_parser import RESERVED
from opd_exact.models.text.tokens import is_name
from opd_exact.numbers import exact_rational
from opd_exact.numbers.errors import InputError, InputTypeError

__all__ = [
    "Section",
    "SpelledFloat",
    "read_label",
    "read_labels",
    "read_name",
    "read_rational",
    "read_string",
    "shown",
]

T = TypeVar("T")

_MOST_LABEL = 64
_SHOWN = 60


class SpelledFloat(str):
    """A number of the file with a point or an exponent, as it is spelled; no float is ever made of it."""

    __slots__ = ()


class Section:
    """A table of the file and its place, with the keys that are still unread."""

    def __init__(self, table: object, place: str) -> None:
        if not isinstance(table, Mapping):
            raise InputError(f"{place}: found {shown(table)}, expected a table")
        self.place = place
        self._left = dict(table)

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def within(self, key: str) -> str:
        """The place of a key."""
        return f"{self.place}.{key}" if self.place else key

    def take(self, key: str, read: Callable[[object, str], T]) -> T:
        """What `read` makes of the value of a key.

        Raises:
            InputError: the key is missing.
        """
        if key not in self._left:
            raise InputError(f"{self.place}: key {key!r} is missing")
        return read(self._left.pop(key), self.within(key))

    def take_or(self, key: str, read: Callable[[object, str], T], default: T) -> T:
        """As `take`, or the default where the key is missing."""
        return self.take(key, read) if key in self._left else default

    def entries(self) -> "Iterable[tuple[str, object, str]]":
        """Every key that is left with its value and place; they count as read."""
        while self._left:
            key = next(iter(self._left))
            yield key, self._left.pop(key), self.within(key)

    def finish(self, known: Iterable[str]) -> None:
        """Refuse what was not read.

        Raises:
            InputError: names the key, and the one that was probably meant.
        """
        for key in self._left:
            raise InputError(f"{self.place or 'the file'}: unknown key {shown(key)}{closest(key[:60], known)}")


def shown(value: object) -> str:
    """A value as messages show it, cut where it is long."""
    if isinstance(value, SpelledFloat):
        return str(value)[:_SHOWN]
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def read_string(value: object, place: str) -> str:
    """A text."""
    if not isinstance(value, str) or isinstance(value, SpelledFloat):
        raise InputError(f"{place}: found {shown(value)}, expected a text in quotes")
    return str(value)


def read_rational(value: object, place: str) -> Fraction:
    """A rational number: an integer, a decimal as it is spelled, or a text such as "1/3"."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise InputError(f'{place}: found {shown(value)}, expected a number, or a text such as "1/3"')
    try:
        return small(exact_rational(value.replace("_", "") if isinstance(value, SpelledFloat) else value))
    except (InputError, InputTypeError) as error:
        raise InputError(f"{place}: {error}") from error


def read_name(name: str, place: str) -> str:
    """The name of a parameter, variable, distribution, channel or joint."""
    if not is_name(name):
        raise InputError(f"{place}: {shown(name)} is no name; expected letters, digits and _, a letter first")
    if name in RESERVED:
        raise InputError(f"{place}: {name!r} is a word of the query language; choose another name")
    return name


def read_label(value: object, place: str) -> str:
    """The name of a value, an action or a policy: a text, or an integer."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    text = read_string(value, place)
    if not 1 <= len(text) <= _MOST_LABEL or not text.isprintable() or '"' in text:
        raise InputError(
            f"{place}: {shown(text)} is no name of a value; expected 1 to {_MOST_LABEL} printable characters other"
            " than quotes"
        )
    return text


def read_labels(value: object, place: str) -> tuple[str, ...]:
    """Different names of values, at least one."""
    if not isinstance(value, list) or not value:
        raise InputError(f"{place}: found {shown(value)}, expected a list of names of values")
    labels = tuple(read_label(item, f"{place}[{i}]") for i, item in enumerate(value))
    if len(set(labels)) < len(labels):
        repeated = next(label for label in labels if labels.count(label) > 1)
        raise InputError(f"{place}: {repeated!r} occurs twice")
    return labels
