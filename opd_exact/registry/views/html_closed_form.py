"""Closed forms with their sums of logarithms typeset; the words around them stay words."""

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

from opd_exact.registry.views.characters import printable

__all__ = [
    "closed_form",
]

# With longer numbers a form is something to copy, not to read.
_UNREADABLE = re.compile(r"[0-9]{25}")
_NUMBER = r"[0-9]{1,24}(?:/[0-9]{1,24})?(?![0-9])"
_TERM = rf"(?:{_NUMBER}\*)?log\({_NUMBER}\)|{_NUMBER}"
_SUM = re.compile(rf"(?<![\w.^/*)])-?(?:{_TERM})(?: [+-] (?:{_TERM}))*(?![\w.^/*(])")
_LOG = rf"(?:(?P<factor>{_NUMBER})\*)?log\((?P<inner>{_NUMBER})\)"
_PARTS = re.compile(rf"(?P<sign>-| [+-] |)(?:{_LOG}|(?P<number>{_NUMBER}))")


def closed_form(exact: str) -> Markup | None:
    """The text with every sum of logarithms and every fraction in it as MathML; None where that would not help.

    >>> print(closed_form("p = 3/4"))
    p = <math><mfrac><mn>3</mn><mn>4</mn></mfrac></math>
    >>> print(closed_form("sqrt(x)"))
    None
    """
    if _UNREADABLE.search(exact):
        return None
    pieces: list[Markup] = []
    end = 0
    for found in _SUM.finditer(exact):
        if "/" in found[0] or "log" in found[0]:
            pieces += [escape(printable(exact[end : found.start()])), Markup("<wbr>").join(_terms(found[0]))]
            end = found.end()
    if not pieces:
        return None
    return Markup("").join([*pieces, escape(printable(exact[end:]))])


def _terms(text: str) -> Iterator[Markup]:
    """Each term, with the sign before it, as a formula of its own, so that a long sum breaks between lines."""
    for part in _PARTS.finditer(text):
        sign = part["sign"].strip()
        # A sign that opens the whole sum is a prefix, any other stands between two terms.
        form = "prefix" if part.start() == 0 else "infix"
        before = Markup('<mo form="{}">{}</mo>').format(form, sign.replace("-", "−")) if sign else Markup("")
        yield Markup("<math>{}{}</math>").format(before, _term(part))


def _term(part: re.Match[str]) -> Markup:
    if part["number"]:
        return _number(part["number"])
    factor = _number(part["factor"]) + Markup('<mspace width="0.17em"></mspace>') if part["factor"] else Markup("")
    inner = _number(part["inner"])
    if "/" in part["inner"]:
        inner = Markup("<mo>(</mo>{}<mo>)</mo>").format(inner)
    return factor + Markup('<mi>log</mi><mspace width="0.17em"></mspace>') + inner


def _number(text: str) -> Markup:
    above, _, below = text.partition("/")
    whole = Markup("<mn>{}</mn>").format(above)
    return Markup("<mfrac>{}<mn>{}</mn></mfrac>").format(whole, below) if below else whole
