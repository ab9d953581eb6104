"""A look at TOML text before it is parsed: keys of very many parts take the standard library's parser quadratic time.

Strings and comments are passed over, so that nothing inside them counts.
"""

import re

from opd_exact.numbers.errors import InputError

__all__ = [
    "MOST_PARTS",
    "require_short_keys",
]

MOST_PARTS = 16
"""Most parts of a dotted key; a model file needs five."""

_WORD = re.compile(
    r'(?P<string>"""(?:[^\\]|\\.)*?"""'
    r"|'''.*?'''"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+')"
    r"|(?P<comment>#[^\n]*+)"
    r"|(?P<dot>\.)"
    r"|(?P<bare>[A-Za-z0-9_\-\t ]++)"
    r"|(?P<open>[\"'])"
    r"|(?P<other>[^\"'#.A-Za-z0-9_\-\t ]++)",
    re.DOTALL,
)


def require_short_keys(text: str) -> None:
    """Refuse text in which a run of words joined by dots is longer than any key of a model file.

    Raises:
        InputError: names the line.

    >>> require_short_keys("a = 'x.y.z' # 1.2.3")
    >>> require_short_keys(".".join("a" * 20) + " = 1")
    Traceback (most recent call last):
        ...
    opd_exact.numbers.errors.InputError: line 1: a key of more than 16 parts
    """
    dots = 0
    for match in _WORD.finditer(text):
        kind = match.lastgroup
        if kind == "open":  # a string without an end: the parser stops here, too
            return
        if kind == "dot":
            dots += 1
            if dots >= MOST_PARTS:
                line = text.count("\n", 0, match.start()) + 1
                raise InputError(f"line {line}: a key of more than {MOST_PARTS} parts")
        elif kind in ("other", "comment"):
            dots = 0
