"""The report as a table for people, drawn by rich."""

from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from opd_exact.registry.report import Report
from opd_exact.registry.views.standing import refused_by_coq

__all__ = [
    "headline",
    "print_table",
]

_WIDE = 120

_KERNEL = {"failed": "refused", "NOT_RUN": "not run"}
_STYLES = {
    "PROVED": "green",
    "DECIDED": "green",
    "ENCLOSED": "green",
    "REFUTED": "bold red",
    "UNDECIDED": "bold yellow",
    "NOT_RUN": "yellow",
}


def headline(report: Report) -> str:
    """The result in one line: how many claims hold, how many mutants died, what is unknown, what Coq said if asked.

    >>> counts = {"passed": 2, "total": 3, "killed": 7, "mutants": 7, "failed": 0, "errors": 0, "not_run": 1}
    >>> headline({"summary": counts})
    '2/3 hold, 7/7 mutants killed, 1 not run'
    >>> rows = {"checked": 1, "failed": 1, "not covered": 0, "NOT_RUN": 0}
    >>> headline({"summary": {**counts, "not_run": 0}, "kernel": {"rows": rows}})
    '2/3 hold, 7/7 mutants killed, 1/2 checked by Coq, 1 refused by Coq'
    """
    summary = report["summary"]
    parts = [
        f"{summary['passed']}/{summary['total']} hold",
        f"{summary['killed']}/{summary['mutants']} mutants killed",
    ]
    for field, word in (("failed", "failed"), ("errors", "undecided"), ("not_run", "not run")):
        if summary[field]:
            parts.append(f"{summary[field]} {word}")
    if report.get("kernel") is not None:
        rows = report["kernel"]["rows"]
        parts.append(f"{rows['checked']}/{sum(rows.values())} checked by Coq")
        parts += [f"{rows[status]} {word} by Coq" for status, word in _KERNEL.items() if rows[status]]
    return ", ".join(parts)


def print_table(report: Report, console: Console, *, quiet: bool = False, verbose: bool = False) -> None:
    """Print the checks, what is wrong where they do not hold, the float observations if `verbose`, the headline."""
    if not quiet:
        console.print(_checks(report, wide=console.width >= _WIDE))
        _print_observations(report, console, verbose=verbose)
        _print_notes(report, console)
    for (verdict, message), identifiers in _complaints(report).items():
        console.print(f"[{_STYLES[verdict]}]{verdict}[/] {', '.join(identifiers)}: {escape(message)}", soft_wrap=True)
    for check, said in refused_by_coq(report):
        console.print(f"[bold red]kernel: failed[/] {check['id']}: {escape(said)}", soft_wrap=True)
    good = report["summary"]["exit_code"] == 0
    console.print(f"[bold {'green' if good else 'red'}]{headline(report)}[/] in {report['summary']['wall_s']} s")


def _complaints(report: Report) -> dict[tuple[str, str], list[str]]:
    """Who says the same thing, said once: a missing module stops many checks with one message."""
    said: dict[tuple[str, str], list[str]] = {}
    for check in report["checks"]:
        if not check["passed"]:
            said.setdefault((check["verdict"], str(check["message"])), []).append(check["id"])
    return said


def _checks(report: Report, *, wide: bool) -> Table:
    """The checks, one row each; where there is no room for the exact values they are left out, not squeezed."""
    table = Table(header_style="bold", box=box.ROUNDED if wide else box.SIMPLE_HEAD)
    table.add_column("holds", no_wrap=True)
    table.add_column("check", no_wrap=True)
    table.add_column("how known", no_wrap=True)
    if wide:
        table.add_column("exact value", overflow="fold")
        table.add_column("floats", no_wrap=True)
    table.add_column("mutants", justify="right", no_wrap=True)
    table.add_column("s", justify="right", no_wrap=True)
    for check in report["checks"]:
        style = _STYLES[check["verdict"]]
        killed = sum(mutant["killed"] for mutant in check["mutants"])
        table.add_row(
            "yes" if check["passed"] else "-" if check["verdict"] in ("UNDECIDED", "NOT_RUN") else "NO",
            check["id"],
            f"[{style}]{check['verdict']}[/]",
            *((escape(_value(check)), _floats(check)) if wide else ()),
            f"{killed}/{len(check['mutants'])}",
            f"{check['duration_s']:.2f}",
        )
    return table


def _value(check: dict[str, Any]) -> str:
    if check["exact"] is not None:
        return str(check["exact"])
    if check["value"] is None:
        return ""
    return f"{check['value']['mid']} ± {check['value']['rad']}"


def _floats(check: dict[str, Any]) -> str:
    gated = [entry for entry in check["observations"] if entry["within"] is not None]
    if not gated:
        return ""
    return f"{sum(entry['within'] for entry in gated)}/{len(gated)} within"


def _print_observations(report: Report, console: Console, *, verbose: bool) -> None:
    rows = [(check["id"], entry) for check in report["checks"] for entry in check["observations"]]
    if not rows or not verbose:
        return
    table = Table(title="Float runs, audited against the exact values", header_style="bold")
    for name in ("check", "subject", "value", "error", "ulps", "tolerance", "within"):
        table.add_column(name, overflow="fold")
    for identifier, entry in rows:
        within = {True: "yes", False: "[bold red]NO[/]", None: "reported only"}[entry["within"]]
        table.add_row(
            identifier,
            escape(entry["subject"]),
            escape(entry["value"]),
            entry["abs_error"],
            entry["ulps"] or "",
            f"{entry['tolerance'] or 'none'}: {escape(entry['tolerance_reason'])}",
            within,
        )
    console.print(table)


def _print_notes(report: Report, console: Console) -> None:
    for check in report["checks"]:
        published = check["published"]
        if published is not None and published["note"]:
            agrees = "agrees" if published["agrees"] else "[yellow]differs[/]"
            console.print(
                f"[bold]{check['id']}[/]: the paper prints {escape(published['value'])} ({agrees}):"
                f" {escape(published['note'])}"
            )
