"""What a benchmark reports: one row for each target and case."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from benchmarks.timing import Spread

Verdict = Literal["MET", "MISSED", "SHOWN", "NOT_RUN"]


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    quick: bool
    repeats: int
    only: frozenset[str] = frozenset()

    def wants(self, target: str) -> bool:
        """Whether a target is to be measured."""
        return not self.only or target in self.only


@dataclass(frozen=True)
class Row:
    """One measurement: what is measured, what is asked of it, what came out.

    target: K1 to K14. case: the data. measure: what the value is. bound: what is asked, or "" where the value is only
    shown. value: what is judged; for a ratio the one of the fastest runs. unit: "ratio", "s" or "count".
    """

    target: str
    case: str
    measure: str
    bound: str
    value: float | None
    unit: str
    verdict: Verdict
    median: float | None = None
    least: float | None = None
    largest: float | None = None
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The row as plain data."""
        return asdict(self)


def _holds(value: float, bound: str) -> bool:
    relation, number = bound.split()
    return value <= float(number) if relation == "<=" else value >= float(number)


def ratio(target: str, case: str, measure: str, spread: Spread, bound: str = "", note: str = "") -> Row:
    """A ratio, judged by the fastest runs; every paired run is in the spread."""
    verdict: Verdict = "SHOWN" if not bound else "MET" if _holds(spread.fastest, bound) else "MISSED"
    return Row(
        target,
        case,
        measure,
        bound,
        spread.fastest,
        "ratio",
        verdict,
        spread.median,
        spread.least,
        spread.largest,
        note,
    )


def single(target: str, case: str, measure: str, value: float, unit: str, bound: str = "", note: str = "") -> Row:
    """A value without a spread: a count, or the seconds of a fastest run."""
    verdict: Verdict = "SHOWN" if not bound else "MET" if _holds(value, bound) else "MISSED"
    return Row(target, case, measure, bound, value, unit, verdict, note=note)


def not_run(target: str, case: str, measure: str, reason: str) -> Row:
    """A row that says why there is no measurement."""
    return Row(target, case, measure, "", None, "", "NOT_RUN", note=reason)
