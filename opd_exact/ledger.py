"""`python -m opd_exact.ledger`: every number and clause of the paper, printed and true, from one report.

Exit codes: 0 every row behind the ledger holds (a printed figure may still differ from the truth: that is what the
ledger is for); 1 a row does not hold; 4 bad usage or input; 5 no ledger; 6 the report lacks what the ledger names.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from opd_exact.command import EXIT_NOTHING, CommandError, run_command, write_whole
from opd_exact.documents.ledger import NumberLine, SettledLedger, read_ledger, settled
from opd_exact.documents.ledger_page import ledger_page
from opd_exact.documents.report_file import ReportFile, read_report
from opd_exact.registry.configuration import chosen_suites, configuration, default_jobs
from opd_exact.registry.report import build_report
from opd_exact.registry.runner import Limits, run
from opd_exact.registry.suites import Suite, load_checks

__all__ = [
    "main",
]

LEDGER_FILE = "ledger.toml"
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(name="ledger", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--report", "report_file", type=_FILE, help="A report of `check --format json`; without it, checks run.")
@click.option("--suite", "suite_names", metavar="NAME|PATH", multiple=True, help="Which suites; as for check.")
@click.option("--format", "output_format", type=click.Choice(["table", "markdown", "json"]), default="table")
@click.option("-o", "--output", type=_FILE, help="Where to write it; without it, stdout.")
@click.option("--no-color", is_flag=True, help="No colors; the environment variable NO_COLOR does the same.")
def command(
    report_file: Path | None, suite_names: tuple[str, ...], output_format: str, output: Path | None, no_color: bool
) -> int:
    """List every number and clause that the paper prints, beside what is true and how that is known."""
    suites = chosen_suites(suite_names, configuration(Path.cwd()))
    files = [Path(suite.checks.path) / LEDGER_FILE for suite in suites if suite.checks is not None]
    ledgers = [read_ledger(file) for file in files if file.is_file()]
    if not ledgers:
        raise CommandError(f"no suite has a {LEDGER_FILE} in its folder of checks", EXIT_NOTHING)
    report = read_report(report_file) if report_file else _fresh(suites, [row for one in ledgers for row in one.rows()])
    pages = [settled(ledger, report) for ledger in ledgers]
    if output_format == "table" and output is None:
        console = Console(no_color=no_color or None, highlight=False)
        for page in pages:
            _print(page, console)
    else:
        text = _text(pages, output_format)
        if output is None:
            click.echo(text, nl=False)
        else:
            write_whole(output, text)
    rows = {row for ledger in ledgers for row in ledger.rows()}
    return 0 if all(report.row(row)["passed"] for row in rows) else 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; errors are one line on stderr, never a traceback."""
    return run_command(command, "opd-exact ledger", arguments)


def _fresh(suites: Sequence[Suite], rows: Sequence[str]) -> ReportFile:
    """The report of a run, made now, of the checks that the ledger names."""
    units, recordings = load_checks(suites)
    chosen = [unit for unit in units if unit.check.id in rows]
    limits = Limits(default_jobs(), 300.0, 8192, None)
    outcome = run(chosen, recordings, limits, 30, lambda row: None, lambda recording: None)
    return ReportFile("this run", build_report(outcome))


def _text(pages: Sequence[SettledLedger], output_format: str) -> str:
    if output_format == "json":
        content = [page.to_json() for page in pages]
        return json.dumps(content[0] if len(content) == 1 else content, indent=1, ensure_ascii=False) + "\n"
    return "\n".join(ledger_page(page) for page in pages)


def _print(page: SettledLedger, console: Console) -> None:
    console.print(page.title, style="bold", markup=False)
    table = Table(
        "what", "printed", "reported", "true", "how known", "agrees", "reported is off by", "why", header_style="bold"
    )
    for line in page.numbers:
        table.add_row(
            line.entry.name,
            line.entry.printed,
            line.entry.reported or "",
            line.truth,
            line.verdict,
            _agreement(line),
            line.distance or "",
            line.why or "",
        )
    console.print(table)
    for heading, lines in (("clauses", page.clauses), ("assumptions", page.assumptions)):
        listed = Table(heading, "tier", "standing", "rows", header_style="bold")
        for clause in lines:
            rows = ", ".join(f"{row} {verdict}" for row, verdict in clause.verdicts)
            listed.add_row(
                f"{clause.clause.id} {clause.clause.text}", str(clause.clause.tier or ""), clause.standing, rows
            )
        console.print(listed)
    noise = sum(line.entry.rounding for line in page.numbers)
    agreeing = sum(line.agrees is True for line in page.numbers)
    console.print(
        f"{agreeing}/{len(page.numbers) - noise} printed numbers agree with the truth at the digits they print;"
        f" {noise} more are rounding noise, whose true value is 0",
        soft_wrap=True,
    )


def _agreement(line: NumberLine) -> str:
    if line.entry.rounding:
        return "rounding"
    return {True: "yes", False: "no", None: "cannot tell"}[line.agrees]


if __name__ == "__main__":
    sys.exit(main())
