"""What Coq's kernel says of a report's rows: statements written where a check runs, put to Coq when all have run.

A check's own `kernel` gives the statements of its claim. Where it has none, and the check's number is a closed form in
logarithms, the one statement is that the closed form lies within the digits that the report prints: that covers the
value, not the claim, and is said so. A row with neither is not covered.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opd_exact.numbers import LogForm, LogRatio
from opd_exact.numbers.errors import OpdExactError, OutsideClass
from opd_exact.registry.declaration import Check
from opd_exact.registry.finding import Finding
from opd_exact.registry.row import Row

if TYPE_CHECKING:  # Coq's side is imported only where somebody asks for it
    from opd_exact.coq.certificate import Certificate
    from opd_exact.coq.certification import Certified, Outcome
    from opd_exact.coq.statements import Statement

__all__ = [
    "CHECKED",
    "FAILED",
    "NOT_COVERED",
    "NOT_RUN",
    "KernelLimits",
    "put_to_kernel",
    "share",
    "with_certificate",
]

CHECKED, FAILED, NOT_COVERED, NOT_RUN = "checked", "failed", "not covered", "NOT_RUN"

_MOST_LOGS = 300


@dataclass(frozen=True)
class KernelLimits:
    """Coq processes at once, wall seconds for each file, and whether what earlier runs found is set aside."""

    jobs: int
    timeout_s: float
    fresh: bool = False


def with_certificate(row: Row, check: Check, subject: Any, finding: Finding, digits: int) -> Row:
    """The row with its certificate as text, or with the reason why there is none; for rows that hold.

    Whatever the check's `kernel` raises is told in the row, which then counts as failed.
    """
    from opd_exact.coq.certificate import certificate_of

    try:
        statements = list(_value_statements(finding, digits) if check.kernel is None else check.kernel(subject))
        if not statements:
            return _settled(row, NOT_COVERED, "no statement for Coq is declared, and the value is no sum of logarithms")
        return replace(row, certificate_text=certificate_of(check.id, check.claim.statement, statements))
    except OutsideClass as error:
        return _settled(row, NOT_COVERED, f"the statements are beyond what is put to Coq: {error}")
    except OpdExactError as error:
        return _settled(row, FAILED, f"{type(error).__name__}: {error}")
    except Exception as error:  # a defect of one check's statements is that row's outcome, like any other of its own
        return _settled(row, FAILED, f"the statements could not be written: {type(error).__name__}: {error}")


def _value_statements(finding: Finding, digits: int) -> "Iterable[Statement]":
    from opd_exact.coq.statements import enclosure_of
    from opd_exact.coq.terms import Term, term_of

    value = finding.value
    term: Term
    if isinstance(value, LogRatio) and value.as_rational() is None:
        term, count = term_of(value.numerator) / term_of(value.divisor), len(value.numerator.terms)
    elif isinstance(value, LogForm) and not value.is_rational():
        term, count = term_of(value), len(value.terms)
    else:
        return
    if count <= _MOST_LOGS:
        sentence = f"The closed form that the report gives has the value that it prints, to {digits} digits."
        yield enclosure_of("value", sentence, term, value, digits, covers="value")


def put_to_kernel(
    rows: Iterable[Row],
    limits: KernelLimits,
    folder: Path | None = None,
    on_row: Callable[[Row], None] = lambda row: None,
) -> tuple[tuple[Row, ...], dict[str, Any]]:
    """The rows with what Coq said of each, and what the report says of Coq.

    folder: where the certificates and pins are written for people to read and compile.

    Raises:
        OSError: the folder cannot be written.
    """
    from opd_exact.coq.certification import certify
    from opd_exact.coq.files import write_certificates

    listed = tuple(rows)
    owners = {row.certificate_text.module: row for row in listed if row.certificate_text is not None}
    certificates = [row.certificate_text for row in listed if row.certificate_text is not None]

    def told(module: str, outcome: "Outcome") -> None:
        on_row(_with_outcome(owners[module], outcome))

    if folder is not None:
        write_certificates(certificates, folder)
    result = certify(certificates, jobs=limits.jobs, timeout_s=limits.timeout_s, fresh=limits.fresh, on_done=told)
    done = tuple(_finished(row, result) for row in listed)
    return done, _summary(done, result)


def _finished(row: Row, result: "Certified") -> Row:
    if row.certificate_text is not None:
        return _with_outcome(row, result.outcomes[row.certificate_text.module])
    if row.kernel is None:
        return _settled(row, NOT_COVERED, "the claim was not established, so that there is nothing to prove")
    return row


def _with_outcome(row: Row, outcome: "Outcome") -> Row:
    certificate: Certificate | None = row.certificate_text
    assert certificate is not None
    covering = {part.covers for part in certificate.statements}
    covers = next(kind for kind in ("claim", "part", "value") if kind in covering)
    detail = {
        "message": outcome.message,
        "covers": covers,
        "statements": [
            {"name": part.name, "sentence": part.sentence, "coq": part.coq, "covers": part.covers}
            for part in certificate.statements
        ],
        "sha256": certificate.digest,
        "duration_s": round(outcome.seconds, 3),
    }
    return replace(row, kernel=outcome.status, kernel_detail=detail)


def _settled(row: Row, status: str, message: str) -> Row:
    return replace(row, kernel=status, kernel_detail={"message": message, "covers": None, "statements": []})


def _summary(rows: tuple[Row, ...], result: "Certified") -> dict[str, Any]:
    return {
        "coq": result.coq,
        "library": result.library,
        "axioms": list(result.axioms),
        "message": result.message,
        **share(rows),
        "wall_s": round(result.seconds, 3),
    }


def share(rows: Iterable[Row]) -> dict[str, Any]:
    """How many rows there are of each kind; of those checked, how many cover the claim, a part, or the value alone."""
    listed = list(rows)
    counts = {status: sum(row.kernel == status for row in listed) for status in (CHECKED, FAILED, NOT_COVERED, NOT_RUN)}
    covering = [(row.kernel_detail or {}).get("covers") for row in listed if row.kernel == CHECKED]
    by_cover = {f"{kind}s_checked": covering.count(kind) for kind in ("claim", "part", "value")}
    return {"rows": counts, **by_cover}
