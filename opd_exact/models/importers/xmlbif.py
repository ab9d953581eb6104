"""Reading Bayesian networks in XMLBIF, version 0.3: VARIABLE with OUTCOMEs, DEFINITION with FOR, GIVEN and TABLE.

In a TABLE the values of the FOR variable vary fastest and those of the first GIVEN slowest. Numbers are read as they
are spelled. Entities other than XML's own five are refused, which also ends every attack by nested entities; PROPERTY
elements and comments are passed over.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from xml.parsers import expat

from opd_exact.models.bayes_net import BayesNet
from opd_exact.models.importers.network import ReadNode, ReadVariable, assembled, column_major, table_shape
from opd_exact.models.importers.source import Place, require_size, spelled_number
from opd_exact.models.pomdp import Variable
from opd_exact.numbers.errors import InputError

__all__ = [
    "read_xmlbif",
    "read_xmlbif_with_notes",
]

_INSIDE = {
    "BIF": (),
    "NETWORK": ("BIF",),
    "NAME": ("NETWORK", "VARIABLE"),
    "PROPERTY": ("NETWORK", "VARIABLE", "DEFINITION"),
    "VARIABLE": ("NETWORK",),
    "OUTCOME": ("VARIABLE",),
    "VALUE": ("VARIABLE",),
    "DEFINITION": ("NETWORK",),
    "FOR": ("DEFINITION",),
    "GIVEN": ("DEFINITION",),
    "TABLE": ("DEFINITION",),
}


def read_xmlbif(text: str, name: str = "network.xmlbif", *, normalize: bool = False) -> BayesNet:
    """The network of a text in XMLBIF; `name` is what messages call it.

    normalize: divide a column whose entries do not sum to one by its exact sum, instead of refusing it.

    Raises:
        InputError: the text is no such network; the message names file and line, what was found and expected, and
            for a column the exact amount by which it misses one.

    Source: Cozman, The Interchange Format for Bayesian Networks: XMLBIF 0.3.

    >>> net = read_xmlbif('''<BIF VERSION="0.3"><NETWORK><NAME>coin</NAME>
    ... <VARIABLE TYPE="nature"><NAME>X</NAME><OUTCOME>heads</OUTCOME><OUTCOME>tails</OUTCOME></VARIABLE>
    ... <DEFINITION><FOR>X</FOR><TABLE>0.98 0.02</TABLE></DEFINITION></NETWORK></BIF>''')
    >>> net.posterior("X")
    (Fraction(49, 50), Fraction(1, 50))
    """
    return read_xmlbif_with_notes(text, name, normalize=normalize)[0]


def read_xmlbif_with_notes(text: str, name: str, *, normalize: bool) -> tuple[BayesNet, tuple[str, ...]]:
    """As `read_xmlbif`, with a note on each column that was rescaled."""
    require_size(text, name)
    network = _network(_tree(text, name), name)
    variables: dict[str, ReadVariable] = {}
    for element in network.all("VARIABLE"):
        variable = _variable(element)
        if variable.variable.name in variables:
            raise element.place.error(f"a second variable {variable.variable.name!r}")
        variables[variable.variable.name] = variable
    if not variables:
        raise network.place.error("found no VARIABLE, expected at least one")
    tables = [_table(element, variables) for element in network.all("DEFINITION")]
    titles = network.all("NAME")
    return assembled(titles[0].said if titles else "", variables, tables, name, normalize=normalize)


@dataclass
class _Element:
    tag: str
    place: Place
    attributes: dict[str, str]
    inside: "list[_Element]" = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def said(self) -> str:
        return "".join(self.parts).strip()

    def all(self, tag: str) -> "list[_Element]":
        return [element for element in self.inside if element.tag == tag]

    def one(self, tag: str) -> "_Element":
        found = self.all(tag)
        if len(found) != 1:
            raise self.place.error(f"{len(found)} elements {tag}, expected one")
        return found[0]


def _tree(text: str, file: str) -> _Element:
    """The elements of the document, each with its line; what has no place in a network is refused."""
    root = _Element("", Place(file, 1), {})
    stack = [root]
    parser = expat.ParserCreate("utf-8")  # the text is decoded, whatever encoding its first line declares
    parser.buffer_text = True

    def here() -> Place:
        return Place(file, parser.CurrentLineNumber)

    def begin(tag: str, attributes: dict[str, str]) -> None:
        parent = stack[-1].tag
        if tag not in _INSIDE or (parent not in _INSIDE[tag] and (tag, parent) != ("BIF", "")):
            raise here().error(f"element {tag[:60]!r} has no meaning {f'in {parent}' if parent else 'as the root'}")
        element = _Element(tag, Place(file, parser.CurrentLineNumber, tag), attributes)
        stack[-1].inside.append(element)
        stack.append(element)

    def end(_tag: str) -> None:
        stack.pop()

    def characters(said: str) -> None:
        stack[-1].parts.append(said)

    def entity(name: str, *_: object) -> None:
        raise here().error(f"the file declares the entity {name[:60]!r}; write out what it stands for")

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = entity
    try:
        parser.Parse(text.encode("utf-8"), True)
    except UnicodeEncodeError as error:
        raise InputError(f"{file}: character {error.start} is half of a surrogate pair") from error
    except expat.ExpatError as error:
        raise Place(file, error.lineno).error(f"no XML: {expat.ErrorString(error.code)}") from error
    return root


def _network(root: _Element, file: str) -> _Element:
    if not root.inside:
        raise InputError(f"{file}: found no BIF element")
    bif = root.inside[0]
    version = bif.attributes.get("VERSION", "0.3")
    if version != "0.3":
        raise bif.place.error(f"version {version[:20]!r}, expected 0.3")
    return bif.one("NETWORK")


def _variable(element: _Element) -> ReadVariable:
    name = element.one("NAME").said
    kind = element.attributes.get("TYPE", "nature")
    if kind != "nature":
        raise element.place.error(f"{name!r} is of type {kind[:20]!r}, expected nature: only probabilities are read")
    values = tuple(outcome.said for outcome in element.inside if outcome.tag in ("OUTCOME", "VALUE"))
    if not name or not values or not all(values) or len(set(values)) < len(values):
        raise element.place.error(f"variable {name!r} with values {list(values)[:8]!r}, expected different names")
    return ReadVariable(Variable(name, values), element.place)


def _table(element: _Element, variables: dict[str, ReadVariable]) -> ReadNode:
    child = element.one("FOR").said
    parents = tuple(given.said for given in element.all("GIVEN"))
    shape = table_shape(variables, child, parents, element.place)
    table = element.one("TABLE")
    numbers = [spelled_number(word, table.place) for word in table.said.split()]
    if len(numbers) != prod(shape):
        raise table.place.error(f"found {len(numbers)} numbers, expected {prod(shape)}")
    return ReadNode(child, parents, _child_first(numbers, shape), element.place)


def _child_first(numbers: list[Fraction], shape: tuple[int, ...]) -> tuple[Fraction, ...]:
    width = shape[0]
    combinations = product(*(range(side) for side in shape[1:]))
    rows = {given: tuple(numbers[i * width : (i + 1) * width]) for i, given in enumerate(combinations)}
    return column_major(rows, shape)
