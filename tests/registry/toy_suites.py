"""Writes small suites to a folder, for the tests of discovery, runner and commands."""

from pathlib import Path

HEADER = '''"""A toy check."""
from opd_exact.registry import Check, Claim, EvidenceError, Fact, Finding, Mutant, Verdict, all_of

CLAIM = Claim("two is even", r"2 \\\\mid 2", "the number 2", "arithmetic")


def subject(inputs):
    return 2


def establish(number):
    return all_of([Fact.decided_by(number % 2 == 0, "even", otherwise=f"{number} is odd", margin="1")])


MUTANTS = (Mutant("three", "2 becomes 3", lambda number: number + 1),)
'''

CHECK_LINE = 'CHECK = Check("{id}", CLAIM, Verdict.DECIDED, subject, establish, MUTANTS{more})\n'


def write_check(folder: Path, file: str, body: str = "", *, identifier: str | None = None, more: str = "") -> Path:
    """A check file: the toy header, then `body` (which may redefine its parts), then the CHECK line."""
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    line = CHECK_LINE.format(id=identifier or path.stem, more=more)
    path.write_text(f"{HEADER}\n{body}\n{line}", encoding="utf-8")
    return path
