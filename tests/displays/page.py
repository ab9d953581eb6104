"""Reads the HTML of a display strictly: what is open is closed, and which tables, headings and texts there are."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = [
    "Page",
    "read",
]

VOID = {"br", "hr"}


@dataclass
class Page:
    """What was found: elements with their attributes in order, and the text of each kind of element."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of each element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    def text(self, tag: str | None = None) -> str:
        """The text directly inside elements of a kind, or all of it."""
        return " ".join(text for inside, text in self.texts if tag in (None, inside))


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open = Page(), []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.page.texts.append((self.open[-1] if self.open else "", data))


def read(html: str) -> Page:
    """The page; an element that is closed in the wrong place or not at all is an error."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert not parser.open, f"never closed: {parser.open}"
    return parser.page
