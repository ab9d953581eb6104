"""How a check stands, from worst to best: what a reader of a report wants to see first."""

from enum import StrEnum
from typing import Any

from opd_exact.registry.report import Report

__all__ = [
    "Standing",
    "kernel_complaint",
    "refused_by_coq",
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


def kernel_complaint(check: dict[str, Any]) -> str | None:
    """Why Coq's kernel did not accept what was put to it; None where it did, or was not asked.

    >>> kernel_complaint({"kernel": "failed", "kernel_detail": {"message": "the pin does not fit the proof"}})
    'the pin does not fit the proof'
    """
    if check.get("kernel") != "failed":
        return None
    return str((check["kernel_detail"] or {}).get("message") or "no reason was given")


def refused_by_coq(report: Report) -> list[tuple[dict[str, Any], str]]:
    """The checks of which Coq refused a proof, with what it said; they fail, even where our own verdict stands."""
    said = [(check, kernel_complaint(check)) for check in report["checks"]]
    return [(check, complaint) for check, complaint in said if complaint is not None]


def worst_first(report: Report) -> list[dict[str, Any]]:
    """The checks that do not hold, refuted ones first; within one standing the order is the report's."""
    wanting = [check for check in report["checks"] if not check["passed"]]
    return sorted(wanting, key=lambda check: _ORDER.index(standing(check)))
