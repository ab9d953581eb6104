"""Reading Bayesian networks in BIF, the text Interchange Format (version 0.15) of the Bayesian Network Repository.

    network asia { }
    variable smoke { type discrete [ 2 ] { yes, no }; }
    variable lung { type discrete [ 2 ] { yes, no }; }
    probability ( smoke ) { table 0.5, 0.5; }
    probability ( lung | smoke ) { (yes) 0.1, 0.9; (no) 0.01, 0.99; }

Numbers are read as they are spelled. In a `table` with parents the child varies slowest and the last parent fastest.
Commas and bars only separate; `property` lines and comments say nothing about probabilities and are passed over. All
else that is not of this form is refused with its line.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod

from opd_exact.models.bayes_net import BayesNet
from opd_exact.models.importers.network import ReadNode, ReadVariable, assembled, column_major, table_shape
from opd_exact.models.importers.source import Place, require_size, spelled_number
from opd_exact.models.pomdp import Variable
from opd_exact.numbers.errors import InputError

__all__ = [
    "read_bif",
    "read_bif_with_notes",
]

_TOKEN = re.compile(
    r"(?P<skip>[\s,|]+|//[^\n]*|/\*.*?\*/)"
    r'|(?P<string>"[^"\n]*")'
    r"|(?P<symbol>[{}()\[\];])"
    r'|(?P<word>(?:[^\s{}()\[\];,|"/]|/(?![/*]))+)',
    re.DOTALL,
)


def read_bif(text: str, name: str = "network.bif", *, normalize: bool = False) -> BayesNet:
    """The network of a text in BIF; `name` is what messages call it.

    normalize: divide a column whose entries do not sum to one by its exact sum, instead of refusing it.

    Raises:
        InputError: the text is no such network; the message names file and line, what was found and expected, and
            for a column the exact amount by which it misses one.

    Source: Cozman, The Interchange Format for Bayesian Networks, version 0.15.

    >>> net = read_bif('''
    ... network coin { }
    ... variable X { type discrete [ 2 ] { heads, tails }; }
    ... probability ( X ) { table 0.98, 0.02; }
    ... ''')
    >>> net.posterior("X")
    (Fraction(49, 50), Fraction(1, 50))
    """
    return read_bif_with_notes(text, name, normalize=normalize)[0]


def read_bif_with_notes(text: str, name: str, *, normalize: bool) -> tuple[BayesNet, tuple[str, ...]]:
    """As `read_bif`, with a note on each column that was rescaled."""
    require_size(text, name)
    reader = _Reader(_words(text, name), name)
    reader.read()
    return assembled(reader.title, reader.variables, reader.tables, name, normalize=normalize)


@dataclass(frozen=True)
class _Word:
    kind: str
    text: str
    line: int


def _words(text: str, file: str) -> list[_Word]:
    words = []
    at, line = 0, 1
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Place(file, line).error(f"{text[at : at + 20]!r} has no meaning here: an unfinished text or comment?")
        kind, word = str(match.lastgroup), match.group()
        if kind == "string":
            words.append(_Word("word", word[1:-1].strip(), line))
        elif kind != "skip":
            words.append(_Word(kind, word, line))
        line += word.count("\n")
        at = match.end()
    words.append(_Word("end", "the end of the file", line))
    return words


@dataclass
class _Reader:
    """Reads block after block; `at` is the next word."""

    words: list[_Word]
    file: str
    at: int = 0
    title: str = ""
    variables: dict[str, ReadVariable] = field(default_factory=dict)
    tables: list[ReadNode] = field(default_factory=list)

    def read(self) -> None:
        blocks: dict[str, Callable[[Place], None]] = {
            "network": self._network,
            "variable": self._variable,
            "probability": self._probability,
        }
        while self._next.kind != "end":
            word = self._take()
            if word.text not in blocks:
                raise self._place(word).error(f"found {word.text!r}, expected one of {', '.join(blocks)}")
            blocks[word.text](self._place(word, word.text))
        if not self.variables:
            raise InputError(f"{self.file}: found no variable, expected at least one")

    # --- blocks ------------------------------------------------------------------------------------------------------

    def _network(self, place: Place) -> None:
        self.title = self._name("the name of the network").text
        self._symbol("{")
        while not self._passes("}"):
            self._property(self._take(), place)

    def _variable(self, place: Place) -> None:
        name = self._name("the name of a variable").text
        if name in self.variables:
            raise place.error(f"a second variable {name!r}")
        self._symbol("{")
        values: tuple[str, ...] = ()
        while not self._passes("}"):
            word = self._take()
            if word.text != "type":
                self._property(word, place)
                continue
            if values:
                raise self._place(word).error(f"a second type of {name!r}")
            values = self._type(name)
        if not values:
            raise place.error(f"variable {name!r} has no type")
        self.variables[name] = ReadVariable(Variable(name, values), place)

    def _type(self, name: str) -> tuple[str, ...]:
        word = self._take()
        if word.text != "discrete":
            raise self._place(word).error(f"variable {name!r} is of type {word.text!r}, expected discrete")
        self._symbol("[")
        count = self._take()
        self._symbol("]")
        self._symbol("{")
        values = []
        while not self._passes("}"):
            values.append(self._name("a value").text)
        self._symbol(";")
        if count.text != str(len(values)) or not values:
            raise self._place(count).error(f"{name!r}: found {len(values)} values, declared {count.text[:20]}")
        if len(set(values)) < len(values):
            raise self._place(count).error(f"{name!r}: a value occurs twice in {values}")
        return tuple(values)

    def _probability(self, place: Place) -> None:
        self._symbol("(")
        names = []
        while not self._passes(")"):
            names.append(self._name("a variable").text)
        if not names:
            raise place.error("found no variable, expected one and its parents")
        child, parents = names[0], tuple(names[1:])
        shape = table_shape(self.variables, child, parents, place)
        self._symbol("{")
        table: tuple[Fraction, ...] | None = None
        rows: dict[tuple[int, ...], tuple[Fraction, ...]] = {}
        default: tuple[Fraction, ...] | None = None
        while not self._passes("}"):
            word = self._take()
            if word.text == "table" and word.kind == "word" and table is None:
                table = self._numbers(prod(shape), word)
            elif word.text == "default" and word.kind == "word" and default is None:
                default = self._numbers(shape[0], word)
            elif word.text == "(":
                given = self._given(parents, word)
                if given in rows:
                    raise self._place(word).error("these values of the parents occur a second time")
                rows[given] = self._numbers(shape[0], word)
            else:
                self._property(word, place)
        if table is not None and (rows or default is not None):
            raise place.error("found a table together with single rows, expected one of the two")
        if table is None:
            for given in product(*(range(side) for side in shape[1:])):
                if given not in rows and default is None:
                    told = ", ".join(self._values(p)[i] for p, i in zip(parents, given, strict=True))
                    raise place.error(f"p({child}): no row for ({told}) and no default")
                rows.setdefault(given, default or ())
            table = column_major(rows, shape)
        self.tables.append(ReadNode(child, parents, table, place))

    def _given(self, parents: tuple[str, ...], opening: _Word) -> tuple[int, ...]:
        found: list[int] = []
        while not self._passes(")"):
            word = self._name("a value of a parent")
            if len(found) == len(parents):
                raise self._place(word).error(f"more than {len(parents)} values, one for each parent")
            values = self._values(parents[len(found)])
            if word.text not in values:
                raise self._place(word).error(
                    f"{parents[len(found)]} has no value {word.text!r}; it has {', '.join(values)}"
                )
            found.append(values.index(word.text))
        if len(found) != len(parents):
            raise self._place(opening).error(f"{len(found)} values, expected {len(parents)}, one for each parent")
        return tuple(found)

    def _numbers(self, count: int, word: _Word) -> tuple[Fraction, ...]:
        numbers = []
        while not self._passes(";"):
            number = self._name("a number or ';'")
            numbers.append(spelled_number(number.text, self._place(number)))
        if len(numbers) != count:
            raise self._place(word).error(f"found {len(numbers)} numbers, expected {count}")
        return tuple(numbers)

    def _property(self, word: _Word, place: Place) -> None:
        if word.text != "property":
            raise self._place(word, place.section).error(f"found {word.text!r}, which has no meaning here")
        while not self._passes(";"):
            if self._take().kind == "end":
                raise self._place(word).error("a property without ';'")

    # --- words -------------------------------------------------------------------------------------------------------

    @property
    def _next(self) -> _Word:
        return self.words[self.at]

    def _take(self) -> _Word:
        word = self._next
        if word.kind != "end":
            self.at += 1
        return word

    def _passes(self, symbol: str) -> bool:
        found = (self._next.kind, self._next.text) == ("symbol", symbol)
        self.at += found
        return found

    def _symbol(self, symbol: str) -> None:
        if not self._passes(symbol):
            raise self._place(self._next).error(f"found {self._next.text[:60]!r}, expected {symbol!r}")

    def _name(self, what: str) -> _Word:
        word = self._take()
        if word.kind != "word":
            raise self._place(word).error(f"found {word.text!r}, expected {what}")
        return word

    def _place(self, word: _Word, section: str = "") -> Place:
        return Place(self.file, word.line, section)

    def _values(self, name: str) -> tuple[str, ...]:
        return self.variables[name].variable.values
