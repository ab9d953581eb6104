"""Makes Markdown of the package's docstrings, which are plain text with doctests; an extension of griffe.

Doctests and tables become code blocks; brackets, stars and angles in sentences mean themselves: `A[o][s]` is no link.
"""

import re
from collections.abc import Iterator
from typing import Any

import griffe

_SECTION = re.compile(r"(Args|Attributes|Examples?|Raises|Returns|Yields):$")
_RULE = re.compile(r"=+( +=+)+$")
_QUOTED = re.compile(r"(`[^`]*`)")


class PlainDocstrings(griffe.Extension):
    """Rewrites each docstring before its page is written."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called for every module, class, function and attribute that was read."""
        if obj.docstring is not None:
            obj.docstring.value = "\n".join(as_markdown(obj.docstring.value.splitlines()))


def as_markdown(lines: list[str]) -> Iterator[str]:
    """The lines of a docstring as Markdown."""
    in_block = in_section = False
    for line in lines:
        if in_block and not line.strip():
            yield "```"
            in_block = False
        if not in_block and (line.startswith(">>>") or _RULE.match(line)):
            yield from ("", "```pycon" if line.startswith(">>>") else "```text")
            in_block = True
        if line and not line.startswith(" "):
            in_section = _SECTION.match(line) is not None
        verbatim = in_block or (line.startswith("    ") and not in_section)
        yield line if verbatim else inert(line)
    if in_block:
        yield "```"


def inert(line: str) -> str:
    """A line whose brackets, stars and angles, outside backquotes, are nothing but characters."""
    return "".join(
        part if part.startswith("`") else re.sub(r"([\[\]*])", r"\\\1", part).replace("<", "&lt;")
        for part in _QUOTED.split(line)
    )
