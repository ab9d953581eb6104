"""The parts of a GNN file: its sections, declared variables, connections and values, each with its line.

GNN is the Generalized Notation Notation of the Active Inference Institute: a Markdown file whose sections have fixed
names. `#` begins a comment. Sections that tell people about a model are passed over; every other line is read or
refused.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from opd_exact.models.importers.source import MOST_CELLS, Place, require_size, spelled_number
from opd_exact.numbers.errors import InputError

__all__ = [
    "Connection",
    "Declared",
    "Given",
    "Nested",
    "connections",
    "declared_variables",
    "given_values",
    "read_sections",
]

Nested = Fraction | list["Nested"]
"""A number, or a list of such."""

Line = tuple[str, Place]
"""A line without its comment, and where it stands."""

_PROSE = (
    "GNNSection",
    "ImageFromPaper",
    "ModelAnnotation",
    "Equations",
    "ActInfOntologyAnnotation",
    "Footer",
    "Signature",
)
_VERSION = "GNNVersionAndFlags"
_VERSION_WORDS = "GNN v"
_READ = (
    _VERSION,
    "ModelName",
    "StateSpaceBlock",
    "Connections",
    "InitialParameterization",
    "Time",
    "ModelParameters",
)
_NAME = r"[^\W\d][\w']*"
_DECLARATION = re.compile(rf"({_NAME})\s*\[([^\[\]]*)\]")
_EDGE = re.compile(r"\s*([>-])\s*")
_END = rf"{_NAME}(?:\+1)?"
_GROUP = re.compile(rf"\(?\s*({_END}(?:\s*,\s*{_END})*)\s*\)?")
_LABEL = re.compile(r"\s*:\s*\w+\s*$")
_VALUE_WORD = re.compile(r"\s+|([(){},=])|([^\s(){},=]+)")
_MOST_DEPTH = 12


@dataclass(frozen=True)
class Declared:
    """A variable of the state space: its sides (None for a name that stands for no number), and its default."""

    name: str
    sides: tuple[int | None, ...]
    default: str | None
    place: Place


@dataclass(frozen=True)
class Connection:
    """An edge between two variables, directed or not."""

    first: str
    second: str
    directed: bool
    place: Place

    def touches(self, name: str) -> bool:
        """Whether one end is the variable."""
        return name in (self.first, self.second)


@dataclass(frozen=True)
class Given:
    """A value of the initial parameterization: numbers in lists."""

    name: str
    value: Nested
    place: Place


def read_sections(text: str, file: str) -> dict[str, list[Line]]:
    """The lines of each section that is read, without comments and empty lines.

    Raises:
        InputError: a section is unknown or occurs twice, or a line stands outside of every section.
    """
    require_size(text, file)
    found: dict[str, list[Line]] = {}
    seen: set[str] = set()
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        heading = re.fullmatch(r"##(?!#)\s*(\S.*?)\s*", line)
        if heading:
            place = Place(file, number)
            section = _section(heading[1], place)
            if section in seen:
                raise place.error(f"a second section {section!r}; a file with several models is not read: split it")
            seen.add(section)
            found[section] = [(heading[1], place)] if heading[1].startswith(_VERSION_WORDS) else []
            continue
        said = line.partition("#")[0].strip()
        if not said or section in _PROSE:
            continue
        if not section:
            raise Place(file, number).error(f"found {said[:60]!r} before the first section; only comments stand there")
        found[section].append((said, Place(file, number, section)))
    for needed in ("StateSpaceBlock", "Connections", "InitialParameterization"):
        if needed not in found:
            raise InputError(f"{file}: section {needed} is missing")
    return found


def _section(heading: str, place: Place) -> str:
    """The section of a heading, also as the first version of the format spells it: "State space block", "GNN v1"."""
    if heading.startswith(_VERSION_WORDS):
        return _VERSION
    known = {name.casefold(): name for name in (*_PROSE, *_READ)}
    known |= {"modelannotations": "ModelAnnotation", "activeinferenceontology": "ActInfOntologyAnnotation"}
    key = heading.replace(" ", "").casefold()
    if key in known:
        return known[key]
    near = get_close_matches(key, known, 1)
    meant = f"; did you mean {known[near[0]]!r}?" if near else f"; there are {', '.join((*_READ, *_PROSE))}"
    raise place.error(f"unknown section {heading[:60]!r}{meant}")


def declared_variables(lines: Sequence[Line], numbers: Mapping[str, int]) -> dict[str, Declared]:
    """The variables of the state space; `numbers` are what named sides stand for.

    Raises:
        InputError: a line is no declaration, or a variable is declared twice.
    """
    found: dict[str, Declared] = {}
    for said, place in lines:
        match = _DECLARATION.fullmatch(said)
        if match is None:
            raise place.error(f"found {said[:60]!r}, expected a variable such as A[3,2,type=float]")
        name = match[1]
        if name in found:
            raise place.error(f"{name!r} is declared a second time (first on line {found[name].place.line})")
        sides: list[int | None] = []
        default = None
        for part in (part.strip() for part in match[2].split(",")):
            key, equals, value = (piece.strip() for piece in part.partition("="))
            if equals and key == "default":
                default = value
            elif equals and key == "type":
                if value not in ("float", "int", "bool"):
                    raise place.error(f"{name}: type {value[:20]!r}, expected float, int or bool")
            elif not equals and part in ("float", "int", "bool"):
                continue
            elif not equals and (part.isascii() and part.isdigit()) and 1 <= len(part) <= 6 and int(part) > 0:
                sides.append(int(part))
            elif not equals and re.fullmatch(_NAME, part):
                sides.append(numbers.get(part))
            else:
                raise place.error(f"{name}: found {part[:60]!r}, expected a side, type=... or default=...")
        found[name] = Declared(name, tuple(sides), default, place)
    return found


def connections(lines: Sequence[Line], declared: Mapping[str, Declared]) -> list[Connection]:
    """The edges, chains and groups taken apart: (a,b)>c>d is a>c, b>c and c>d.

    Raises:
        InputError: a line is no connection, or names a variable that the state space does not have.
    """
    found = []
    for said, place in lines:
        words = _EDGE.split(_LABEL.sub("", said))
        groups = []
        for word in words[::2]:
            match = _GROUP.fullmatch(word.strip())
            if match is None:
                raise place.error(f"found {said[:60]!r}, expected a connection such as s>o, s-A or (s1,s2)>A")
            names = [name.strip().removesuffix("+1") for name in match[1].split(",")]  # s_t+1 is s_t, a step later
            for name in names:
                if name not in declared:
                    near = get_close_matches(name, declared, 1)
                    meant = f"; did you mean {near[0]!r}?" if near else ""
                    raise place.error(f"{name!r} is not declared in StateSpaceBlock{meant}")
            groups.append(names)
        if len(groups) < 2:
            raise place.error(f"found {said[:60]!r}, expected two variables with > or - between")
        for left, edge, right in zip(groups, words[1::2], groups[1:], strict=False):
            found += [Connection(one, other, edge == ">", place) for one in left for other in right]
    return found


def given_values(lines: Sequence[Line]) -> dict[str, Given]:
    """The values: A={(0.9, 0.1), (0.1, 0.9)}, over one line or several, numbers as they are spelled.

    Raises:
        InputError: a line is no value, brackets do not match, or a variable gets two values.
    """
    words = _Words([word for said, place in lines for word in _split(said, place)])
    found: dict[str, Given] = {}
    while not words.at_end:
        name, place = words.take()
        if not re.fullmatch(_NAME, name):
            raise place.error(f"found {name[:60]!r}, expected a variable and its value, such as D={{(0.5, 0.5)}}")
        if name in found:
            raise place.error(f"{name!r} gets a second value (first on line {found[name].place.line})")
        words.expect("=", name)
        found[name] = Given(name, words.value(name, 0), place)
    return found


def _split(said: str, place: Place) -> Iterator[Line]:
    for match in _VALUE_WORD.finditer(said):
        if match[1] or match[2]:
            yield match.group(), place


class _Words:
    """The words of the values, read from the left."""

    def __init__(self, words: list[Line]) -> None:
        self._words = words
        self._at = 0
        self._numbers = 0

    @property
    def at_end(self) -> bool:
        return self._at >= len(self._words)

    def take(self) -> Line:
        self._at += 1
        return self._words[self._at - 1]

    def expect(self, symbol: str, name: str) -> None:
        if self.at_end:
            raise self._words[-1][1].error(f"{name}: the section ends, expected {symbol!r}")
        word, place = self.take()
        if word != symbol:
            raise place.error(f"{name}: found {word[:60]!r}, expected {symbol!r}")

    def value(self, name: str, depth: int) -> Nested:
        """A number or a list; the words after it stay."""
        if self.at_end:
            raise self._words[-1][1].error(f"{name}: the section ends, expected a value")
        word, place = self.take()
        if word not in ("{", "("):
            self._numbers += 1
            if self._numbers > MOST_CELLS:
                raise place.error(f"{name}: more than {MOST_CELLS} numbers in the section")
            return _number(word, name, place)
        if depth == _MOST_DEPTH:
            raise place.error(f"{name}: lists in lists deeper than {_MOST_DEPTH}")
        closing = "}" if word == "{" else ")"
        items: list[Nested] = []
        while True:
            items.append(self.value(name, depth + 1))
            if self.at_end:
                raise place.error(f"{name}: the section ends inside {word!r}, expected {closing!r}")
            after, there = self.take()
            if after == "," and not self.at_end and self._words[self._at][0] == closing:
                after, there = self.take()  # a comma before the closing bracket, as Python has it
            if after == closing:
                return items
            if after != ",":
                raise there.error(f"{name}: found {after[:60]!r}, expected ',' or {closing!r}")


def _number(word: str, name: str, place: Place) -> Fraction:
    try:
        return spelled_number(word, place)
    except InputError as error:
        raise place.error(f"{name}: found {word[:60]!r}, expected a number such as 0.98 or 1/3") from error
