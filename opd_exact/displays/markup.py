"""Elements of HTML: what is put in is escaped unless it was made here."""

from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

__all__ = [
    "MOST_ROWS",
    "Markup",
    "code",
    "details",
    "element",
    "joined",
    "listed",
    "paragraph",
    "shown",
    "table",
]

# A table in a notebook is for looking at; the object has all of it.
MOST_ROWS = 20
_LONGEST_CELL = 400

_CELL = "padding:0.2em 0.7em;text-align:left;vertical-align:top"
_CAPTION = "caption-side:top;text-align:left;font-weight:600;padding:0.3em 0"


def shown(*parts: object) -> str:
    """What a `_repr_html_` returns: parts in which no dollar sign of a name starts a formula.

    Notebooks typeset the HTML that they show; a name must not be able to reach the typesetter's commands.
    """
    return str(element("div", *parts, class_="tex2jax_ignore mathjax_ignore"))


def element(tag: str, *children: object, **attributes: object) -> Markup:
    """An element; an attribute that is None is left out, an underscore in a name stands for a hyphen.

    >>> element("th", "a < b", scope="col", title=None)
    Markup('<th scope="col">a &lt; b</th>')
    """
    given = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), value)
        for name, value in attributes.items()
        if value is not None
    )
    return Markup("<{0}{1}>{2}</{0}>").format(tag, given, joined(children))


def joined(parts: Iterable[object]) -> Markup:
    """Parts one after the other, each escaped unless it is markup."""
    return Markup("").join(escape(part) for part in parts)


def code(text: object) -> Markup:
    """Text as code."""
    return element("code", text)


def paragraph(*children: object) -> Markup:
    """A paragraph without the wide margins of a page."""
    return element("p", *children, style="margin:0.3em 0")


def details(summary: object, *content: object, open_: bool = False) -> Markup:
    """Content that is folded away under its summary."""
    return element("details", element("summary", summary), *content, open="" if open_ else None)


def listed(items: Sequence[object], *, most: int = MOST_ROWS) -> Markup:
    """A list of items, the first `most` of them."""
    shown = [element("li", _short(item)) for item in items[:most]]
    if len(items) > most:
        shown.append(element("li", f"… {len(items) - most} more"))
    return element("ul", *shown, style="margin:0.3em 0")


def table(
    header: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    caption: object,
    row_headers: int = 1,
    most: int = MOST_ROWS,
) -> Markup:
    """A table with a caption; its first `row_headers` columns name the row. Of many rows the first `most` are shown.

    >>> table(("n", "square"), ((n, n * n) for n in range(3)), caption="squares", most=1).count("more")
    1
    """
    listed_rows = list(rows)
    head = element("tr", *(element("th", name, scope="col", style=_CELL) for name in header))
    body = [_row(row, row_headers) for row in listed_rows[:most]]
    if len(listed_rows) > most:
        told = f"… {len(listed_rows) - most} more"
        body.append(element("tr", element("td", told, colspan=len(header), style=_CELL)))
    return element(
        "table",
        element("caption", caption, style=_CAPTION),
        element("thead", head),
        element("tbody", *body),
        style="border-collapse:collapse;margin:0.4em 0",
    )


def _row(cells: Sequence[object], row_headers: int) -> Markup:
    return element(
        "tr",
        *(
            element("th", _short(cell), scope="row", style=_CELL)
            if place < row_headers
            else element("td", _short(cell), style=_CELL)
            for place, cell in enumerate(cells)
        ),
    )


def _short(cell: object) -> object:
    """A cell that is text, cut where it would fill the page."""
    if isinstance(cell, Markup):
        return cell
    text = str(cell)
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}… ({len(text)} characters)"
