"""The outcome of one check as plain text and numbers: what a worker sends back and a report prints."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from opd_exact.numbers.errors import InputError
from opd_exact.registry.declaration import Check
from opd_exact.registry.finding import Budget, Fact, Finding, Observation, Published
from opd_exact.registry.schema import entry_schema
from opd_exact.registry.series import Series
from opd_exact.registry.verdict import Verdict

if TYPE_CHECKING:
    from opd_exact.coq.certificate import Certificate

__all__ = [
    "MutantOutcome",
    "Row",
    "require_reportable",
    "row_of_failure",
    "row_of_finding",
    "upper_decimal",
]


@dataclass(frozen=True)
class MutantOutcome:
    """Whether a mutant died, and how far from passing it was (or why it survived)."""

    name: str
    what_changes: str
    killed: bool
    margin: str


@dataclass(frozen=True)
class Row:
    """One check's outcome, every number already text."""

    id: str
    group: str
    statement: str
    statement_latex: str
    scope: str
    source: str
    verdict: Verdict
    passed: bool
    message: str | None
    exact: str | None = None
    value: tuple[str, str] | None = None
    published: Published | None = None
    observations: tuple[dict[str, object], ...] = ()
    budget: dict[str, str] | None = None
    mutants: tuple[MutantOutcome, ...] = ()
    certificate: str | None = None
    duration_s: float = 0.0
    facts: tuple[Fact, ...] = ()
    series: tuple[dict[str, object], ...] = ()
    kernel: str | None = None
    kernel_detail: dict[str, Any] | None = None
    trace: str | None = None
    certificate_text: "Certificate | None" = None

    @property
    def failed(self) -> bool:
        """Whether the claim is false, weaker than sought, out of tolerance, or a mutant survived."""
        return not self.passed and self.verdict not in (Verdict.UNDECIDED, Verdict.NOT_RUN)

    def entry(self) -> dict[str, Any]:
        """The row as an entry of the report's `checks`."""
        published = self.published
        return {
            "id": self.id,
            "group": self.group,
            "statement": self.statement,
            "statement_latex": self.statement_latex,
            "scope": self.scope,
            "source": self.source,
            "verdict": str(self.verdict),
            "passed": self.passed,
            "message": self.message,
            "exact": self.exact,
            "value": None if self.value is None else {"mid": self.value[0], "rad": self.value[1]},
            "published": None
            if published is None
            else {"value": published.value, "agrees": published.agrees, "note": published.note},
            "observations": list(self.observations),
            "budget": self.budget,
            "mutants": [asdict(mutant) for mutant in self.mutants],
            "facts": [{"verdict": str(fact.verdict), "text": fact.text, "margin": fact.margin} for fact in self.facts],
            "series": list(self.series),
            "certificate": self.certificate,
            "kernel": self.kernel,
            "kernel_detail": self.kernel_detail,
            "duration_s": round(self.duration_s, 3),
        }

    def _repr_html_(self) -> str:
        from opd_exact.registry.display import row_html

        return row_html(self)


def row_of_failure(check: Check, group: str, verdict: Verdict, message: str, trace: str | None = None) -> Row:
    """The row of a check that came to no finding: it raised, was stopped, or could not run."""
    claim = check.claim
    return Row(
        check.id, group, claim.statement, claim.latex, claim.scope, claim.source, verdict, False, message, trace=trace
    )


def row_of_finding(
    check: Check,
    group: str,
    finding: Finding,
    mutants: tuple[MutantOutcome, ...],
    digits: int,
    duration_s: float,
    series: Iterable[Series] = (),
) -> Row:
    """The row of a finding, its numbers written to `digits` decimal digits.

    A check passes if its verdict is at least the tier sought, no observation is out of tolerance and every mutant died.
    """
    message = _complaint(check, finding, mutants)
    claim = check.claim
    return Row(
        id=check.id,
        group=group,
        statement=claim.statement,
        statement_latex=claim.latex,
        scope=claim.scope,
        source=claim.source,
        verdict=finding.verdict,
        passed=message is None,
        message=message,
        exact=finding.exact,
        value=None if finding.value is None else finding.value.enclose(digits).decimal(digits),
        published=finding.published,
        observations=tuple(_observation(entry) for entry in finding.observations),
        budget=None if finding.budget is None else _budget(finding.budget),
        mutants=mutants,
        certificate=finding.certificate,
        duration_s=duration_s,
        facts=finding.facts,
        series=tuple(table.entry() for table in series),
    )


def require_reportable(row: Row) -> None:
    """Refuse a row that the report could not hold, so that one bad finding cannot cost the others their report.

    Raises:
        InputError: a field is of the wrong type, or text holds what UTF-8 cannot.
    """
    entry = row.entry()
    problem = best_match(Draft202012Validator(entry_schema()).iter_errors(entry))
    if problem is not None:
        place = ".".join(map(str, problem.absolute_path)) or "the finding"
        raise InputError(f"check {row.id!r}: {place} cannot be reported: {problem.message:.200}")
    try:
        json.dumps(entry, ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise InputError(f"check {row.id!r}: the finding cannot be written as text: {error}") from error


def _complaint(check: Check, finding: Finding, mutants: tuple[MutantOutcome, ...]) -> str | None:
    if not finding.verdict.may_pass:
        return finding.message or f"{finding.verdict} without a message; the check must say why"
    if not finding.facts:
        return "the finding rests on no facts; build it with all_of, so that a reader can see what was established"
    if not finding.verdict.at_least(check.tier):
        return f"established only as {finding.verdict}; {check.tier} was sought"
    for entry in finding.observations:
        if entry.within is False:
            return (
                f"{entry.subject}: the error of {entry.value} is bounded by {_upper(entry.abs_error)},"
                f" beyond the tolerance {_upper(entry.tolerance or Fraction(0))}"
            )
    survivors = [mutant for mutant in mutants if not mutant.killed]
    if survivors:
        more = f" (and {len(survivors) - 1} more)" if len(survivors) > 1 else ""
        return f"mutant {survivors[0].name!r} survived{more}: {survivors[0].margin}"
    return None


def _observation(entry: Observation) -> dict[str, object]:
    return {
        "subject": entry.subject,
        "value": entry.value,
        "abs_error": f"≤ {_upper(entry.abs_error)}",
        "rel_error": None if entry.rel_error is None else f"≤ {_upper(entry.rel_error)}",
        "ulps": None if entry.ulps is None else f"≤ {_upper(entry.ulps)}",
        "tolerance": None if entry.tolerance is None else _upper(entry.tolerance),
        "tolerance_reason": entry.tolerance_reason,
        "within": entry.within,
    }


def _budget(budget: Budget) -> dict[str, str]:
    return {
        "input": f"≤ {_upper(budget.input)}",
        "regularization": f"≤ {_upper(budget.regularization)}",
        "approximation": f"≤ {_upper(budget.approximation)}",
        "arithmetic": f"≤ {_upper(budget.arithmetic)}",
    }


def _upper(bound: Fraction) -> str:
    """A decimal of few digits that is at least the bound: what is printed as an upper bound must be one."""
    return upper_decimal(bound, 3)


def upper_decimal(bound: Fraction, digits: int) -> str:
    """The non-negative bound rounded up to `digits` significant decimal digits, exactly.

    >>> upper_decimal(Fraction(1, 3), 3), upper_decimal(Fraction(1, 10**9), 3), upper_decimal(Fraction(0), 3)
    ('0.334', '1e-9', '0')
    """
    if bound == 0:
        return "0"
    exponent = len(str(bound.numerator)) - len(str(bound.denominator)) - digits
    mantissa = _ceiling(bound, exponent)
    while mantissa >= 10**digits:
        exponent += 1
        mantissa = _ceiling(bound, exponent)
    text, zeros = str(mantissa).rstrip("0"), len(str(mantissa)) - len(str(mantissa).rstrip("0"))
    exponent += zeros
    if -6 <= exponent <= 0:
        padded = text.zfill(1 - exponent)
        return padded if exponent == 0 else f"{padded[:exponent]}.{padded[exponent:]}"
    if 0 < exponent < 6:
        return text + "0" * exponent
    shifted = exponent + len(text) - 1
    return f"{text[0]}{'.' if len(text) > 1 else ''}{text[1:]}e{shifted}"


def _ceiling(bound: Fraction, exponent: int) -> int:
    scaled = bound / Fraction(10) ** exponent
    return -((-scaled.numerator) // scaled.denominator)
