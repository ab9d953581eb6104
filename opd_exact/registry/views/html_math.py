r"""Statements in LaTeX as MathML, which browsers typeset without a script.

The conversion is latex2mathml's. Its tree is written out here, element by element, since its own text undoes the
escaping of what a statement holds: `\text{<script>}` would become an element.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import latex2mathml.exceptions
from latex2mathml.converter import convert_to_element
from markupsafe import Markup, escape

from opd_exact.registry.views.characters import printable

__all__ = [
    "typeset",
]

_LONGEST = 2000
# Definitions could grow without bound where they are expanded; the rest makes links or loads things.
_REFUSED = re.compile(r"\\(?:(?:new|renew|provide)(?:command|environment)|def|let|href|url|includegraphics|require)\b")
# Commands that LaTeX has and the converter has not.
_SPELLED = {r"\arg": r"\operatorname{arg}"}

# The converter has few checks of its own: what is no LaTeX ends in its exceptions or in any of these.
_ERRORS: tuple[type[Exception], ...] = (
    *(found for found in vars(latex2mathml.exceptions).values() if isinstance(found, type)),
    *(ArithmeticError, AttributeError, LookupError, RecursionError, StopIteration, TypeError, ValueError),
)

_ELEMENTS = frozenset(
    (
        *("math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace", "msqrt"),
        *("mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder", "munderover"),
    )
)
_ATTRIBUTES = frozenset(
    (
        *("accent", "accentunder", "depth", "displaystyle", "fence", "form", "height", "largeop", "linethickness"),
        *("lspace", "maxsize", "minsize", "movablelimits", "rspace", "scriptlevel", "separator", "stretchy"),
        *("symmetric", "width"),
    )
)
_VALUE = re.compile(r"[A-Za-z0-9.+-]{1,20}%?")
_RELATIONS = frozenset("=<>≤≥≈≠⇒⟺⇔↦≪∼→∝")
_ROWS = frozenset(("math", "mrow", "mstyle", "mpadded", "mphantom", "msqrt", "mtd"))
# Operators bring their own space, and space needs no more of it.
_SPACED = frozenset(("mo", "mspace", "mtext"))
_THIN_SPACE = Markup('<mspace width="0.167em"></mspace>')
_APART = Markup(' class="apart"')
_WIDE_SPACE = re.compile(r"[12]em")


def typeset(latex: str) -> Markup | None:
    r"""A formula in display style as a sequence of `math` elements between which a line may break; None if it has none.

    None stands for LaTeX that the converter does not know or that is longer than a statement can be.

    >>> print(typeset(r"x \quad \text{<}"))
    <math displaystyle="true"><mi>x</mi></math><wbr><math displaystyle="true" class="apart"><mtext>&lt;</mtext></math>
    >>> print(typeset(r"\unheardof{x}"))
    None
    """
    tree = _tree(latex)
    if tree is None or len(tree) != 1 or not _known(tree):
        return None
    return Markup("<wbr>").join(
        Markup('<math displaystyle="true"{}>{}</math>').format(_APART if apart else "", _row(part))
        for apart, part in _breakable(list(tree[0]))
        if part
    )


def _tree(latex: str) -> Any:
    if len(latex) > _LONGEST or _REFUSED.search(latex):
        return None
    for command, spelled in _SPELLED.items():
        latex = re.sub(re.escape(command) + r"(?![A-Za-z])", lambda _, spelled=spelled: spelled, latex)  # type: ignore[misc]
    try:
        return convert_to_element(printable(latex), display="block")
    except _ERRORS:
        return None  # the page then shows the source


def _known(tree: Any) -> bool:
    """Whether every element is one of MathML's and no command is left as its own name."""
    return all(element.tag in _ELEMENTS and "\\" not in (element.text or "") for element in tree.iter())


def _breakable(row: Sequence[Any]) -> Iterator[tuple[bool, list[Any]]]:
    """The row's elements, parted at wide spaces and before relations: browsers break no line inside a formula.

    With each part whether a wide space was before it.
    """
    part: list[Any] = []
    apart = False
    for element in row:
        wide = element.tag == "mspace" and _WIDE_SPACE.fullmatch(element.get("width", ""))
        relation = element.tag == "mo" and html.unescape(element.text or "") in _RELATIONS
        if wide or (relation and part):
            yield apart, part
            part, apart = [], bool(wide)
        if relation:
            # At the start of a row an operator would else be taken for a prefix, without the space around a relation.
            element.set("form", "infix")
        if not wide:
            part.append(element)
    yield apart, part


def _row(elements: Sequence[Any]) -> Markup:
    """Elements side by side, with TeX's thin space between the name of a function and what it stands beside."""
    written = []
    for place, element in enumerate(elements):
        before = elements[place - 1] if place else None
        if before is not None and (_is_name(before) or _is_name(element)) and not {before.tag, element.tag} & _SPACED:
            written.append(_THIN_SPACE)
        written.append(_written(element))
    return Markup("").join(written)


def _is_name(element: Any) -> bool:
    """Whether this is a name such as log, by itself or with an index or a power."""
    base = element[0] if element.tag in ("msub", "msup", "msubsup", "munder") and len(element) else element
    return base.tag == "mi" and len(base.text or "") > 1 and (base.text or "").isalpha()


def _each(elements: Iterable[Any]) -> Markup:
    return Markup("").join(map(_written, elements))


def _written(element: Any) -> Markup:
    text = html.unescape(element.text or "")
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value)
        for name, value in element.attrib.items()
        if name in _ATTRIBUTES and _VALUE.fullmatch(value)
    )
    variant = element.get("mathvariant", "")
    if variant == "normal":
        attributes += Markup(' mathvariant="normal"')
    elif "bold" in variant or "double-struck" in variant:
        attributes += Markup(' class="bold"')
    inside = escape(printable(text)) + (_row(list(element)) if element.tag in _ROWS else _each(element))
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(element.tag), attributes, inside)  # noqa: S704  # a tag of _ELEMENTS
