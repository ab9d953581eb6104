"""A certificate: what one row of a report says, as Coq theorems with proofs, in a file that a human can read.

The file is text and nothing but text, made where the claim is established; whoever compiles it needs no code of ours.
Beside it stands the pin, which says the same once more and is what counts (see `opd_exact.coq.pin`).
"""

import functools
import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from opd_exact.coq.library import library_sources
from opd_exact.coq.pin import pin_text
from opd_exact.coq.rendering import WIDTH, comment
from opd_exact.coq.statements import Statement, require_statement, statement_text
from opd_exact.coq.words import RESERVED
from opd_exact.numbers.errors import InputError

__all__ = [
    "Certificate",
    "StatementText",
    "certificate_of",
    "module_name",
]

_PAGES = ("Models",)


@dataclass(frozen=True)
class StatementText:
    """One statement as text: its name, what it says in words and in Coq, and how much of the claim it covers."""

    name: str
    sentence: str
    coq: str
    covers: str


@dataclass(frozen=True)
class Certificate:
    """The texts of a certificate and its pin, and the statements that both make."""

    module: str
    text: str
    pin: str
    statements: tuple[StatementText, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over everything that the certificate says."""
        parts = [self.module, self.text, self.pin, [[part.name, part.coq, part.covers] for part in self.statements]]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def module_name(identifier: str) -> str:
    """The name of the file of a row: its id, unless Coq reads that as something else. No id begins with a capital."""
    return f"Row_{identifier}" if identifier in RESERVED else identifier


def certificate_of(
    identifier: str, claim: str, statements: Iterable[Statement], *, try_first: bool = True
) -> Certificate:
    """The certificate of a row with the given id and claim.

    try_first: refuse statements that are false before Coq is asked; tests of the audit turn it off.

    Raises:
        InputError: there are no statements, two have one name, or one is malformed.
        UntrueStatement: one is false.

    >>> from opd_exact.coq.statements import Identity
    >>> from opd_exact.coq.terms import ln
    >>> fair = Identity("twice", "Two halves.", ln(4), 2 * ln(2))
    >>> print(certificate_of("fair_coin", "ln 4 is twice ln 2.", [fair]).text)
    (* fair_coin: ln 4 is twice ln 2. *)
    From Coq Require Import Reals List Lra.
    Import ListNotations.
    From OpdExact Require Import Definitions LogLinear.
    Local Open Scope R_scope.
    <BLANKLINE>
    (* Two halves. *)
    Theorem twice :
      ln 4 = 2 * ln 2.
    Proof.
      exact_logs [(4%positive, [(2%positive, 2%Z)])].
    Qed.
    <BLANKLINE>
    """
    listed = list(statements)
    if not listed:
        raise InputError(f"{identifier}: no statements, so that there is nothing to certify")
    for statement in listed:
        require_statement(statement)
    names = [statement.name for statement in listed]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"{identifier}: two statements are named {name!r}")
    if try_first:
        for statement in listed:
            statement.refuse_untrue()
    module = module_name(identifier)
    said = tuple(StatementText(part.name, part.sentence, statement_text(part), part.covers) for part in listed)
    vocabulary = _vocabulary(listed, said)
    text = _text(f"{identifier}: {claim}", listed, said, _sorted([*vocabulary, *_modules(listed)]))
    return Certificate(module, text, pin_text(module, [(part.name, part.coq) for part in said], vocabulary), said)


def _text(title: str, statements: list[Statement], said: Iterable[StatementText], modules: list[str]) -> str:
    lines = [
        *comment(title),
        "From Coq Require Import Reals List Lra.",
        "Import ListNotations.",
        f"From OpdExact Require Import {' '.join(['Definitions', *modules])}.",
        "Local Open Scope R_scope.",
    ]
    for statement, words in zip(statements, said, strict=True):
        lines += ["", *comment(words.sentence), f"Theorem {words.name} :"]
        lines += [f"  {line}" for line in words.coq.splitlines()]
        lines[-1] += "."
        lines += ["Proof.", *(f"  {line}" for line in _broken(statement.proof())), "Qed."]
    return "\n".join(lines) + "\n"


def _broken(proof: str) -> list[str]:
    """The proof in lines of bounded length; a table of factors can be long."""
    lines: list[str] = []
    for word in (word for line in proof.splitlines() for word in line.split(" ")):
        if lines and len(lines[-1]) + 1 + len(word) <= WIDTH:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _modules(statements: Iterable[Statement]) -> list[str]:
    return [module for statement in statements for module in statement.modules]


def _vocabulary(statements: Iterable[Statement], said: Iterable[StatementText]) -> list[str]:
    """The library files, besides the definitions, that hold words of the statements."""
    named = [module for statement in statements for module in getattr(statement, "vocabulary", ())]
    words = {word for part in said for word in re.findall(r"\w+", part.coq)}
    return _sorted([*named, *(module for module, own in _words_of_models().items() if own & words)])


@functools.cache
def _words_of_models() -> dict[str, frozenset[str]]:
    """The files that, like the definitions, hold words for statements and no theorems; with these words."""
    sources = library_sources()
    return {
        module: frozenset(re.findall(r"^(?:Definition|Fixpoint) (\w+)", sources[module], re.MULTILINE))
        for module in _PAGES
        if module in sources
    }


def _sorted(modules: Iterable[str]) -> list[str]:
    return sorted(set(modules) - {"Definitions"})
