"""What a suite's files declare: claims, checks with their mutants, recordings of a subject's run.

A declaration is data. Importing a suite's file defines names and nothing else; the runner finds them by their place.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from opd_exact.numbers.errors import InputError
from opd_exact.registry.finding import Finding
from opd_exact.registry.series import Series
from opd_exact.registry.verdict import Verdict

if TYPE_CHECKING:  # who puts nothing to Coq does not load what writes for it
    from opd_exact.coq.statements import Statement

__all__ = [
    "Check",
    "Claim",
    "Inputs",
    "Mutant",
    "Recording",
    "Requirement",
    "require_claim",
    "require_id",
]

# The files of each recording, by the recording's id and then by file name.
Inputs = Mapping[str, Mapping[str, str]]

_ID = re.compile(r"[a-z][a-z0-9_]{2,63}")


@dataclass(frozen=True)
class Claim:
    """What is claimed: in words, in LaTeX, for which values of what (`scope`), and where it comes from."""

    statement: str
    latex: str
    scope: str
    source: str


@dataclass(frozen=True)
class Mutant:
    """One way in which the claim could be wrong. `change` turns the subject into one for which the claim must fail."""

    name: str
    what_changes: str
    change: Callable[[Any], Any]


@dataclass(frozen=True)
class Requirement:
    """An importable module that a recording needs, and the command that provides it."""

    module: str
    install: str


@dataclass(frozen=True)
class Recording:
    """A subject's run that several checks read: made once per invocation, kept as a folder of text files.

    `record` returns the text of each file by its name.
    """

    id: str
    statement: str
    record: Callable[[], Mapping[str, str]]
    requires: tuple[Requirement, ...] = ()

    def __post_init__(self) -> None:
        require_id(self.id, "recording")


@dataclass(frozen=True)
class Check:
    """A claim, the procedure that establishes it, and the mutants that the procedure must tell from the truth.

    `subject` builds what is examined from the recordings named in `inputs`; `establish` examines it.
    `tier` is the kind of truth sought: a finding of a weaker kind does not pass. `series` gives the tables that figures
    of this check draw; it is asked once, of the true subject. `kernel` says the claim in statements for Coq
    (`opd_exact.coq.statements`), of the true subject too, when somebody asks for them.
    """

    id: str
    claim: Claim
    tier: Verdict
    subject: Callable[[Inputs], Any]
    establish: Callable[[Any], Finding]
    mutants: tuple[Mutant, ...]
    inputs: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    tags: tuple[str, ...] = field(default=())
    series: Callable[[Any], Iterable[Series]] | None = None
    kernel: "Callable[[Any], Iterable[Statement]] | None" = None

    def __post_init__(self) -> None:
        require_id(self.id, "check")
        require_claim(self.claim, f"check {self.id!r}")
        if not self.tier.may_pass:
            raise InputError(f"check {self.id!r}: tier is {self.tier}, expected PROVED, DECIDED or ENCLOSED")
        if not self.mutants:
            raise InputError(f"check {self.id!r} has no mutants; a check that nothing can fail shows nothing")
        names = [mutant.name for mutant in self.mutants]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"check {self.id!r}: two mutants are named {name!r}")


def require_claim(claim: Claim, owner: str) -> None:
    """Refuse a claim that leaves something unsaid.

    Raises:
        InputError: statement, LaTeX, scope or source is empty.
    """
    for name in ("statement", "latex", "scope", "source"):
        if not getattr(claim, name).strip():
            raise InputError(f"{owner}: the claim has no {name}; say it in the Claim record")


def require_id(identifier: str, kind: str) -> None:
    """Refuse an id that is not snake_case.

    Raises:
        InputError: it is something else.
    """
    if not _ID.fullmatch(identifier):
        raise InputError(
            f"{kind} id {identifier!r}: expected snake_case of 3 to 64 characters, a lower-case letter first"
        )
