"""The words of formulas and queries: a tokenizer with limits, and errors that point at the place.

Every limit is checked before work of that size is begun, so that hostile text is refused in the time it takes to look
at it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from opd_exact.numbers.errors import InputError

__all__ = [
    "MOST_CHARACTERS",
    "MOST_DIGITS",
    "MOST_EXPONENT",
    "FormulaError",
    "Token",
    "is_name",
    "tokens",
]

MOST_CHARACTERS = 10_000
"""Longest text of a formula or query."""

MOST_DIGITS = 4_000
"""Most digits of one number; a few more than the largest numbers that arise."""

MOST_EXPONENT = 1_000
"""Largest decimal exponent of one number, as in 1e-1000."""

_NAME = r"[A-Za-z_\u0370-\u03ff][A-Za-z0-9_\u0370-\u03ff]*"
_MOST_NAME = 64
_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    rf"|(?P<name>{_NAME})"
    r'|(?P<string>"[^"\r\n]*")'
    r"|(?P<symbol>\*\*|\|\||<=|>=|[-+*/^()\[\],;|=<>])"
)
_SHOWN = 60


class FormulaError(InputError):
    """A formula or query cannot be read; the message says where, and `pointed` shows it with a caret."""

    def __init__(self, text: str, at: int, message: str) -> None:
        self.text, self.at, self.said = text, at, message
        start = max(0, min(at, len(text)) - _SHOWN // 2)
        shown = text[start : start + _SHOWN]
        cut = ("…" if start else "") + " ".join(shown.split()) + ("…" if start + _SHOWN < len(text) else "")
        super().__init__(f"{cut!r}, at character {at + 1}: {message}")

    def __reduce__(self) -> tuple[type["FormulaError"], tuple[str, int, str]]:
        return FormulaError, (self.text, self.at, self.said)

    def pointed(self) -> str:
        """The text around the place, and under it a caret.

        >>> print(FormulaError("1 + * 2", 4, "expected a number").pointed())
        1 + * 2
            ^
        """
        start = max(0, min(self.at, len(self.text)) - _SHOWN // 2)
        shown = "".join(" " if c.isspace() else c for c in self.text[start : start + _SHOWN])
        return f"{shown}\n{' ' * (self.at - start)}^"


@dataclass(frozen=True)
class Token:
    """A word of the text: its kind ("number", "name", "string", "symbol" or "end"), its text and where it begins."""

    kind: str
    text: str
    at: int

    @property
    def shown(self) -> str:
        """The word as messages show it."""
        return "the end" if self.kind == "end" else f"{self.text[:40]!r}"


def tokens(text: str) -> list[Token]:
    """The words of a text, and a last one of kind "end".

    Raises:
        FormulaError: the text is too long, a character or number has no meaning here, a number or name is too long.

    >>> [token.text for token in tokens("H(X|Y) - 0.98")]
    ['H', '(', 'X', '|', 'Y', ')', '-', '0.98', '']
    """
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(text, MOST_CHARACTERS, f"{len(text)} characters, expected at most {MOST_CHARACTERS}")
    return [*_words(text), Token("end", "", len(text))]


def is_name(text: str) -> bool:
    """Whether a text can be the name of a parameter, a variable or a distribution.

    >>> is_name("lam_1"), is_name("λ"), is_name("2x"), is_name("a b")
    (True, True, False, False)
    """
    return len(text) <= _MOST_NAME and re.fullmatch(_NAME, text) is not None


def _words(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaError(text, at, f"{text[at]!r} has no meaning here")
        kind, word = str(match.lastgroup), match.group()
        if kind == "number":
            _require_readable(text, at, word)
        if kind == "name" and len(word) > _MOST_NAME:
            raise FormulaError(text, at, f"a name of {len(word)} characters, expected at most {_MOST_NAME}")
        if kind != "space":
            yield Token(kind, word, at)
        at = match.end()


def _require_readable(text: str, at: int, word: str) -> None:
    mantissa, _, exponent = word.lower().partition("e")
    digits = len(mantissa.replace(".", ""))
    if digits > MOST_DIGITS:
        raise FormulaError(text, at, f"a number of {digits} digits, expected at most {MOST_DIGITS}")
    if exponent and (len(exponent) > 8 or abs(int(exponent)) > MOST_EXPONENT):
        raise FormulaError(text, at, f"the exponent {exponent[:20]} is beyond {MOST_EXPONENT}")
