"""What is claimed, as words and expressions; written out only when somebody reads it."""

from dataclasses import dataclass
from typing import Any

import sympy

__all__ = [
    "Claim",
]

# SymPy sorts the terms that it prints, which for long expressions takes longer than the proof.
_LONG = 400


@dataclass(frozen=True)
class Claim:
    """A sentence made of words and SymPy expressions.

    >>> x = sympy.Symbol("x")
    >>> print(Claim((x**2 + 1, ">", 0)))
    x**2 + 1 > 0
    """

    parts: tuple[Any, ...]

    def __str__(self) -> str:
        return " ".join(_text(part) for part in self.parts)

    def with_words(self, *words: Any) -> "Claim":
        """The claim with more words or expressions after it."""
        return Claim((*self.parts, *words))


def _text(part: Any) -> str:
    if not isinstance(part, sympy.Basic):
        return str(part)
    long = sum(1 for _, _ in zip(sympy.preorder_traversal(part), range(_LONG), strict=False)) == _LONG
    return str(sympy.sstr(part, order="none")) if long else str(part)
