"""How a check stands, from worst to best: what a reader of a report wants to see first."""

from enum import StrEnum
from typing import Any

from opd_exact.registry.report import Report

__all__ = [
    "Standing",
    "standing",
    "worst_first",
]


class Standing(StrEnum):
    """What became of a claim.

    FAILED: not refuted, but known less well than was sought, or a float was out of tolerance, or a mutant survived.
    """

    REFUTED = "refuted"
    FAILED = "failed"
    UNDECIDED = "undecided"
    NOT_RUN = "not run"
    HOLDS = "holds"


_OF_VERDICT = {
    "REFUTED": Standing.REFUTED,
    "UNDECIDED": Standing.UNDECIDED,
    "NOT_RUN": Standing.NOT_RUN,
}
_ORDER = list(Standing)


def standing(check: dict[str, Any]) -> Standing:
    """How one entry of a report's `checks` stands.

    >>> standing({"passed": False, "verdict": "DECIDED"})
    <Standing.FAILED: 'failed'>
    """
    if check["passed"]:
        return Standing.HOLDS
    return _OF_VERDICT.get(check["verdict"], Standing.FAILED)


def worst_first(report: Report) -> list[dict[str, Any]]:
    """The checks that do not hold, refuted ones first; within one standing the order is the report's."""
    wanting = [check for check in report["checks"] if not check["passed"]]
    return sorted(wanting, key=lambda check: _ORDER.index(standing(check)))
