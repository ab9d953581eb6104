"""Whether the numbers that stand in a document are still those of a report, at the digits the document prints.

A number is tied to a row by a mark: in Markdown `0.1841<!-- opd: tmaze_mean_belief_entropy -->`, in LaTeX
`\\opd{tmaze_mean_belief_entropy}{0.1841}` (with `\\newcommand{\\opd}[2]{#2}`). An unmarked decimal of at least three
significant digits is compared with every value of the report:

============  ========================================================================================================
standing      meaning
============  ========================================================================================================
agrees        marked, or one value alone rounds to it
stale         marked with a row that says otherwise, or next to one value (within 1 %) that does not round to it
ambiguous     two rows round to it: it needs a mark
unmatched     nothing in the report is near it; it may be about something else
============  ========================================================================================================

Zeros, integers and decimals of fewer digits are left alone unless they are marked: they match too much.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from opd_exact.documents.figure import Figure
from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers.errors import InputError

__all__ = [
    "PrintedNumber",
    "Standing",
    "compared",
]

_NUMBER = r"[-\N{MINUS SIGN}+]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,4})?"
_NAME = r"[a-z][a-z0-9_]{2,63}(?::[^<>{}\n]{1,120}?)?"
_MARKED = re.compile(
    rf"(?P<markdown>{_NUMBER})\s*<!--\s*opd:\s*(?P<markdown_name>{_NAME})\s*-->"
    rf"|\\opd\{{\s*(?P<latex_name>{_NAME})\s*\}}\{{\s*\$?(?P<latex>{_NUMBER})\$?\s*\}}"
)
# A decimal that stands by itself: not part of a version, a date, a range of sections or a name.
_PLAIN = re.compile(rf"(?<![\w.,/:\-\N{{MINUS SIGN}}+])(?P<number>{_NUMBER})(?![\w/:]|\.\d|-\d|,\d)")
_LEAST_DIGITS = 3
_NEAR = Fraction(1, 100)


class Standing(StrEnum):
    """How a printed number stands to the report; see the top of this module."""

    AGREES = "agrees"
    STALE = "stale"
    AMBIGUOUS = "ambiguous"
    UNMATCHED = "unmatched"


@dataclass(frozen=True)
class PrintedNumber:
    """A number in a document: its line, how it stands, and the names of the rows that this is about."""

    line: int
    text: str
    standing: Standing
    rows: tuple[str, ...]
    now: str | None = None

    def told(self, file: str) -> str:
        """One line for people."""
        where, rows = f"{file}:{self.line}: {self.text}", " and ".join(self.rows)
        match self.standing:
            case Standing.AGREES:
                return f"{where} agrees with {rows}"
            case Standing.STALE:
                return f"{where} is stale: {rows} is {self.now}"
            case Standing.AMBIGUOUS:
                return f"{where} matches {rows}; mark it with the row that is meant"
            case _:
                return f"{where} matches no row"


def compared(document: str, name: str, report: ReportFile) -> list[PrintedNumber]:
    """Every number of the document that is marked or long enough to tell, and how it stands.

    Raises:
        InputError: a mark names what the report does not have. The message begins with file and line.
    """
    figures = list(report.figures())
    return [
        number for at, line in enumerate(document.splitlines(), 1) for number in _line(line, at, name, report, figures)
    ]


def _line(line: str, at: int, file: str, report: ReportFile, figures: Sequence[Figure]) -> Iterator[PrintedNumber]:
    for match in _MARKED.finditer(line):
        text, name = match["markdown"] or match["latex"], match["markdown_name"] or match["latex_name"]
        try:
            figure = report.figure(name.strip())
        except InputError as error:
            raise InputError(f"{file}:{at}: {error}") from error
        agrees = figure.agrees(_plain(text))
        yield PrintedNumber(
            at, text, Standing.AGREES if agrees else Standing.STALE, (figure.name,), None if agrees else _shown(figure)
        )
    for match in _PLAIN.finditer(_MARKED.sub(" ", line)):
        if _telling(match["number"]):
            yield _judged(at, match["number"], figures)


def _judged(line: int, text: str, figures: Sequence[Figure]) -> PrintedNumber:
    printed = _plain(text)
    agreeing = tuple(figure.name for figure in figures if figure.agrees(printed))
    if agreeing:
        return PrintedNumber(line, text, Standing.AGREES if len(agreeing) == 1 else Standing.AMBIGUOUS, agreeing)
    value = Fraction(printed)
    near = [figure for figure in figures if abs(figure.middle - value) <= _NEAR * abs(value)]
    if len(near) == 1:
        return PrintedNumber(line, text, Standing.STALE, (near[0].name,), _shown(near[0]))
    return PrintedNumber(line, text, Standing.UNMATCHED, tuple(figure.name for figure in near))


def _plain(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-")


def _telling(text: str) -> bool:
    """Whether a decimal has enough digits to say which number it is."""
    mantissa = re.split("[eE]", text)[0]
    return "." in mantissa and len(re.sub(r"\D", "", mantissa).lstrip("0")) >= _LEAST_DIGITS


def _shown(figure: Figure) -> str:
    return f"{float(figure.middle):.12g}"
