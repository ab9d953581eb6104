"""Names that a statement may use: what Coq reads as a name, and what it reads as something else."""

import re

from opd_exact.numbers.errors import InputError

__all__ = [
    "RESERVED",
    "require_name",
]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")

_KEYWORDS = frozenset(
    """
    Axiom CoFixpoint Definition Fixpoint Hypothesis Parameter Prop SProp Set Theorem Type Variable as at by cofix do
    else end exists exists2 fix for forall from fun if in let match mod return struct then using where with
    """.split()  # noqa: SIM905  # a list of thirty quoted words is not easier to read
)

_WORDS = "R Z Q N nat list ln exp sum map fst snd pow Rabs PI IZR INR True False not and or"

RESERVED = _KEYWORDS | frozenset(_WORDS.split())
"""A parameter of one of these names would be misread, by Coq or by the reader."""


def require_name(name: str, kind: str, *, reserved_too: bool = False) -> None:
    """Refuse what is no plain ASCII name, a keyword of Coq, or (unless allowed) a word that means something already.

    Raises:
        InputError: it is one of these.
    """
    refused = _KEYWORDS if reserved_too else RESERVED
    if not isinstance(name, str) or not _NAME.fullmatch(name) or name in refused:
        raise InputError(
            f"{kind} name {name!r:.60}: expected letters, digits and underscores, a letter first, and no word that Coq"
            " or its library already uses"
        )
