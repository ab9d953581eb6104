"""Findings, facts, budgets and whole reports in notebooks: the worst first, the rest folded away."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from opd_exact.displays import MOST_ROWS, Markup, budget_table, code, details, joined, listed, paragraph, shown, table
from opd_exact.registry.row import upper_decimal
from opd_exact.registry.views.standing import Standing, standing, worst_first
from opd_exact.registry.views.table import headline

if TYPE_CHECKING:
    from opd_exact.registry.finding import Budget, Fact, Finding, Observation, Published
    from opd_exact.registry.row import Row
    from opd_exact.registry.runner import Outcome

__all__ = [
    "budget_html",
    "fact_html",
    "finding_html",
    "outcome_html",
    "report_html",
    "row_html",
]

_DIGITS = 15


def fact_html(fact: "Fact") -> str:
    """One decided part of a claim."""
    return shown(_fact(fact))


def budget_html(budget: "Budget") -> str:
    """The four bounds as a bar and as a table, with their sum."""
    return shown(_budget(budget))


def finding_html(finding: "Finding") -> str:
    """The verdict and the number, then facts, floats and budget."""
    parts: list[object] = [paragraph(_strong(finding.verdict), *([f": {finding.message}"] if finding.message else []))]
    if finding.margin:
        parts.append(paragraph("margin: ", finding.margin))
    if finding.exact:
        parts.append(paragraph("exact: ", code(finding.exact)))
    if finding.value is not None:
        middle, radius = finding.value.enclose(_DIGITS + 4).decimal(_DIGITS)
        parts.append(paragraph("value: ", code(middle), f" within {radius}"))
    if finding.published is not None:
        parts.append(paragraph(_published(finding.published)))
    if finding.observations:
        parts.append(_observations(finding.observations))
    if finding.budget is not None:
        parts.append(_budget(finding.budget))
    if finding.facts:
        parts.append(details(f"facts ({len(finding.facts)})", listed([_fact(fact) for fact in finding.facts])))
    return shown(*parts)


def row_html(row: "Row") -> str:
    """One check's outcome, unfolded."""
    entry = row.entry()
    message = f": {entry['message']}" if entry["message"] else ""
    return shown(paragraph(_strong(str(standing(entry))), " ", code(entry["id"]), message), _told(entry))


def outcome_html(outcome: "Outcome") -> str:
    """The rows of a run."""
    rows = outcome.rows
    counts = {
        "total": len(rows),
        "passed": sum(row.passed for row in rows),
        "failed": sum(row.failed for row in rows),
        "errors": sum(str(row.verdict) == "UNDECIDED" for row in rows),
        "not_run": sum(str(row.verdict) == "NOT_RUN" for row in rows),
        "mutants": sum(len(row.mutants) for row in rows),
        "killed": sum(mutant.killed for row in rows for mutant in row.mutants),
    }
    return report_html({"summary": counts, "checks": [row.entry() for row in rows]}, "run")


def report_html(report: Mapping[str, Any], name: str) -> str:
    """The headline, then the rows with those first that do not hold; each can be unfolded."""
    wanting = worst_first(dict(report))
    rows = [*wanting, *(entry for entry in report["checks"] if entry["passed"])]
    header = ("check", "stands", "how known", "value", "mutants")
    cells = ((entry["id"], *_cells(entry)) for entry in rows)
    return shown(
        paragraph(_strong(headline(dict(report)))),
        table(header, cells, caption=f"{name}: {len(rows)} checks, the worst first", most=MOST_ROWS),
        *(
            details(f"{entry['id']}: {entry['message'] or 'claim and evidence'}", _told(entry))
            for entry in rows[:MOST_ROWS]
        ),
    )


def _cells(entry: Mapping[str, Any]) -> tuple[object, ...]:
    stands = standing(dict(entry))
    dead = sum(mutant["killed"] for mutant in entry["mutants"])
    return (
        stands if stands is Standing.HOLDS else _strong(str(stands)),
        entry["verdict"],
        "" if entry["value"] is None else _shortened(entry["value"]["mid"]),
        f"{dead}/{len(entry['mutants'])}" if entry["mutants"] else "",
    )


def _told(entry: Mapping[str, Any]) -> Markup:
    """Claim and evidence of a row."""
    parts: list[object] = [paragraph(entry["statement"]), paragraph("for ", entry["scope"])]
    if entry["exact"]:
        parts.append(paragraph("exact: ", code(entry["exact"])))
    if entry["value"] is not None:
        parts.append(paragraph("value: ", code(entry["value"]["mid"]), f" within {entry['value']['rad']}"))
    if entry["published"] is not None:
        parts.append(paragraph(_agreement(**entry["published"])))
    for seen in entry["observations"]:
        parts.append(paragraph(f"{seen['subject']}: ", code(seen["value"]), f", off by {seen['abs_error']}"))
    alive = [mutant["name"] for mutant in entry["mutants"] if not mutant["killed"]]
    if alive:
        parts.append(paragraph("mutants that survived: ", ", ".join(alive)))
    parts.append(paragraph("source: ", entry["source"]))
    return joined(parts)


def _budget(budget: "Budget") -> Markup:
    return budget_table(vars(budget), "error budget (nats)", lambda bound: upper_decimal(bound, 3))


def _fact(fact: "Fact") -> Markup:
    margin = f" (margin {fact.margin})" if fact.margin else ""
    return joined([_strong(fact.verdict), f" {fact.text}{margin}"])


def _observations(observations: Sequence["Observation"]) -> Markup:
    rows = (
        (
            seen.subject,
            code(seen.value),
            f"≤\u00a0{upper_decimal(seen.abs_error, 3)}",
            "" if seen.ulps is None else f"≤\u00a0{upper_decimal(seen.ulps, 3)}",
            "" if seen.tolerance is None else upper_decimal(seen.tolerance, 3),
            {True: "within", False: "out of tolerance", None: "no tolerance"}[seen.within],
        )
        for seen in observations
    )
    return table(("float", "value", "error", "ulps", "tolerance", "stands"), rows, caption="floats as they were seen")


def _published(published: "Published") -> str:
    return _agreement(published.value, published.agrees, published.note)


def _agreement(value: str, agrees: bool, note: str | None) -> str:
    return f"the paper prints {value} ({'agrees' if agrees else 'differs'}){f': {note}' if note else ''}"


def _strong(text: object) -> Markup:
    return Markup("<strong>{}</strong>").format(text)


def _shortened(decimal: str) -> str:
    mantissa, e, exponent = decimal.partition("e")
    return f"{mantissa[:14]}{'…' if len(mantissa) > 14 else ''}{e}{exponent}"
