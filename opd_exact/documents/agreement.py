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
unsettled     it prints more digits than the report knows of its row
unmatched     nothing in the report is near it; it may be about something else
============  ========================================================================================================

Zeros, integers and decimals of fewer digits are left alone unless they are marked: they match too much. A mark that no
number stands before is an error: the number that it was meant for would go unread.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from opd_exact.audit.printed import printed_interval
from opd_exact.documents.figure import Figure
from opd_exact.documents.report_file import ReportFile
from opd_exact.numbers.errors import InputError

__all__ = [
    "PrintedNumber",
    "Standing",
    "compared",
]

# Lengths are bounded, and no number starts within another, so that a page of nothing but digits is read in linear time.
_NUMBER = r"[-\N{MINUS SIGN}+]?\d{1,400}(?:\.\d{1,1000})?(?:[eE][+-]?\d{1,4})?"
_NAME = r"[a-z][a-z0-9_]{2,63}(?::[^<>{}\n]{1,120}?)?"
_MARKED = re.compile(
    rf"(?<![\d.])(?P<markdown>{_NUMBER})[ \t]{{0,20}}<!--\s*opd:\s*(?P<markdown_name>{_NAME})\s*-->"
    rf"|\\opd\{{\s*(?P<latex_name>{_NAME})\s*\}}\{{\s*\$?(?P<latex>{_NUMBER})\$?\s*\}}"
)
_MARK = re.compile(r"(?:<!--\s*opd:|\\opd\s*\{).{0,60}")
# A decimal that stands by itself: not part of a version, a date, a range of sections or a name.
_PLAIN = re.compile(rf"(?<![\w.,/:\-\N{{MINUS SIGN}}+])(?P<number>{_NUMBER})(?![\w/:]|\.\d|-\d|,\d)")
_LEAST_DIGITS = 3
_NEAR = Fraction(1, 100)


class Standing(StrEnum):
    """How a printed number stands to the report; see the top of this module."""

    AGREES = "agrees"
    STALE = "stale"
    AMBIGUOUS = "ambiguous"
    UNSETTLED = "unsettled"
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
            case Standing.UNSETTLED:
                return f"{where} has more digits than the report knows of {rows}; make it with more --digits"
            case _:
                return f"{where} matches no row"


def compared(document: str, name: str, report: ReportFile) -> list[PrintedNumber]:
    """Every number of the document that is marked or long enough to tell, and how it stands.

    Raises:
        InputError: a mark names what the report does not have. The message begins with file and line.
    """
    spans = [_Span.around(figure) for figure in report.figures()]
    return [
        number for at, line in enumerate(document.split("\n"), 1) for number in _line(line, at, name, report, spans)
    ]


@dataclass(frozen=True)
class _Span:
    """A figure and, in floats, an interval outside of which no printed number is about it."""

    figure: Figure
    least: float
    most: float

    @classmethod
    def around(cls, figure: Figure) -> "_Span":
        reach = 2 * _NEAR * abs(figure.middle) + figure.radius
        return cls(figure, _float(figure.middle - reach), _float(figure.middle + reach))


def _line(line: str, at: int, file: str, report: ReportFile, spans: Sequence[_Span]) -> Iterator[PrintedNumber]:
    for match in _MARKED.finditer(line):
        text, name = match["markdown"] or match["latex"], match["markdown_name"] or match["latex_name"]
        try:
            figure = report.figure(name.strip())
            agrees = figure.agrees(_plain(text))
        except InputError as error:
            raise InputError(f"{file}:{at}: {error}") from error
        standing = {True: Standing.AGREES, False: Standing.STALE, None: Standing.UNSETTLED}[agrees]
        yield PrintedNumber(at, text, standing, (figure.name,), None if agrees else _shown(figure))
    rest = _MARKED.sub(" ", line)
    if broken := _MARK.search(rest):
        raise InputError(
            f"{file}:{at}: {broken[0]!r} marks no number; write 0.693<!-- opd: ROW --> or \\opd{{ROW}}{{0.693}}"
        )
    for match in _PLAIN.finditer(rest):
        if _telling(match["number"]):
            yield _judged(at, match["number"], spans)


def _judged(line: int, text: str, spans: Sequence[_Span]) -> PrintedNumber:
    printed = _plain(text)
    lower, upper = printed_interval(printed)
    least, most = _float(lower), _float(upper)
    figures = [span.figure for span in spans if span.least <= most and least <= span.most]
    verdicts = [(figure, figure.agrees(printed)) for figure in figures]
    agreeing = tuple(figure.name for figure, agrees in verdicts if agrees)
    if agreeing:
        return PrintedNumber(line, text, Standing.AGREES if len(agreeing) == 1 else Standing.AMBIGUOUS, agreeing)
    unsettled = tuple(figure.name for figure, agrees in verdicts if agrees is None)
    if unsettled:
        return PrintedNumber(line, text, Standing.UNSETTLED, unsettled)
    value = Fraction(printed)
    near = [figure for figure in figures if abs(figure.middle - value) <= _NEAR * abs(value)]
    if len(near) == 1:
        return PrintedNumber(line, text, Standing.STALE, (near[0].name,), _shown(near[0]))
    return PrintedNumber(line, text, Standing.UNMATCHED, tuple(figure.name for figure in near))


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _plain(text: str) -> str:
    return text.replace("\N{MINUS SIGN}", "-")


def _telling(text: str) -> bool:
    """Whether a decimal has enough digits to say which number it is."""
    mantissa = re.split("[eE]", text)[0]
    return "." in mantissa and len(re.sub(r"\D", "", mantissa).lstrip("0")) >= _LEAST_DIGITS


def _shown(figure: Figure) -> str:
    return f"{float(figure.middle):.12g}"
